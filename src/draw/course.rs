//! Courses over a recording: ST level lead by lead.

use plotters::prelude::DrawingBackend;

use crate::draw::chart::{Axis, Frame};
use crate::draw::{Area, Style};
use crate::ecg::BeatClass;
use crate::error::Result;
use crate::measure::St;

/// So many leads are told apart by colour; more would be a tangle.
const MOST_LEADS: usize = 3;

/// The ST level of the leads in which it moves most, step by step, with lines where it departs by 0.1 mV from nothing.
pub fn st_trend<DB: DrawingBackend>(area: &Area<DB>, st: &St, style: &Style) -> Result<()> {
    let mut leads: Vec<_> =
        st.leads.iter().filter(|lead| lead.trend_mv.iter().any(Option::is_some)).collect();
    let move_of = |trend: &[Option<f64>]| {
        let (low, high) =
            trend.iter().flatten().fold((f64::MAX, f64::MIN), |(low, high), &mv| (low.min(mv), high.max(mv)));
        high - low
    };
    leads.sort_by(|a, b| move_of(&b.trend_mv).total_cmp(&move_of(&a.trend_mv)));
    leads.truncate(MOST_LEADS);
    let steps = st.leads.iter().map(|lead| lead.trend_mv.len()).max().unwrap_or(0);
    let values = leads.iter().flat_map(|lead| lead.trend_mv.iter().flatten().copied());
    let y = Axis::over(values.chain([-0.12, 0.12]), (-0.2, 0.2), "ST, mV");
    let frame = Frame::lay(area, style, Axis::time(steps as f64 * st.step_s.0), y, false)?;
    if leads.is_empty() {
        return frame.nothing("no beat shows ST");
    }
    frame.level(0.0, &style.soft())?;
    for limit in [-0.1, 0.1] {
        frame.level(limit, &style.class(BeatClass::Q))?;
    }
    let colours = [BeatClass::N, BeatClass::V, BeatClass::S].map(|class| style.class(class));
    for (index, (lead, colour)) in leads.iter().zip(&colours).enumerate() {
        let seen: Vec<(usize, f64)> =
            lead.trend_mv.iter().enumerate().filter_map(|(step, mv)| Some((step, (*mv)?))).collect();
        // A step without a beat ends a line.
        for part in seen.chunk_by(|a, b| b.0 == a.0 + 1) {
            let x: Vec<f64> = part.iter().map(|(step, _)| (*step as f64 + 0.5) * st.step_s.0).collect();
            let y: Vec<f64> = part.iter().map(|(_, mv)| *mv).collect();
            frame.line(&x, &y, colour, 1.5)?;
            // A line of one point cannot be seen.
            if part.len() == 1 {
                frame.points(x.into_iter().zip(y), colour, 3.0)?;
            }
        }
        frame.words(lead.lead.clone(), (8.0 + 56.0 * index as f64, 10.0), colour)?;
    }
    Ok(())
}
