//! The drawings, onto the page's canvases. The page sizes a canvas in device pixels; `scale` is its devicePixelRatio.

use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::draw::{self, Area, Curve, Style};
use crate::ecg::{BeatClass, Hertz, SampleIndex, Seconds, WaveKind};
use crate::error::Error;
use crate::measure::hrv::Series;
use crate::measure::{LeadSt, St};
use crate::score::classification::Labels;

/// Leads on ECG paper, put together piece by piece and then drawn. Places are in CSS pixels, times in seconds.
#[wasm_bindgen]
pub struct Sheet {
    from: Seconds,
    mm_per_s: f64,
    mm_per_mv: f64,
    rows: Vec<Row>,
    marks: Vec<draw::Mark>,
    bars: Vec<draw::Bar>,
    lit: Option<(Seconds, Seconds)>,
}

struct Row {
    name: String,
    across: (f64, f64),
    down: (f64, f64),
    traces: Vec<Trace>,
}

struct Trace {
    samples: Vec<f32>,
    a_second: f64,
    from: Seconds,
    level: f64,
    is_pale: bool,
}

impl Trace {
    fn as_drawn(&self) -> draw::Trace<'_> {
        draw::Trace {
            samples: &self.samples,
            a_second: self.a_second,
            from: self.from,
            level: self.level,
            is_pale: self.is_pale,
        }
    }
}

impl Row {
    fn as_drawn(&self) -> draw::Row<'_> {
        let traces = self.traces.iter().map(Trace::as_drawn).collect();
        draw::Row { name: &self.name, across: self.across, down: self.down, traces }
    }
}

#[wasm_bindgen]
impl Sheet {
    /// Where it begins, and the paper's speed and gain.
    #[wasm_bindgen(constructor)]
    pub fn new(from_s: f64, mm_per_s: f64, mm_per_mv: f64) -> Sheet {
        let (rows, marks, bars) = (Vec::new(), Vec::new(), Vec::new());
        Sheet { from: Seconds(from_s), mm_per_s, mm_per_mv, rows, marks, bars, lit: None }
    }

    /// A lead's place: from the left to the right, from the top to the foot.
    pub fn row(&mut self, name: &str, left: f64, right: f64, top: f64, foot: f64) {
        self.rows.push(Row {
            name: name.into(),
            across: (left, right),
            down: (top, foot),
            traces: Vec::new(),
        });
    }

    /// Values of the lead that was placed last, the first of them at `from_s`; `level` millivolts stand in the middle of its row.
    pub fn trace(&mut self, samples: Vec<f32>, a_second: f64, from_s: f64, level: f64, is_pale: bool) {
        let trace = Trace { samples, a_second, from: Seconds(from_s), level, is_pale };
        if let Some(row) = self.rows.last_mut() {
            row.traces.push(trace);
        }
    }

    /// The beats, in order of time; classes are 0 to 4, or 255 where nobody has said, and `doubted` 1 where whoever said so does not know.
    pub fn marks(&mut self, at_s: &[f64], classes: &[u8], doubted: &[u8]) {
        self.marks = marks(at_s, classes, doubted);
    }

    /// How long waves are: four numbers each, which (0 P, 1 QRS, 2 T), onset, peak and offset.
    pub fn waves(&mut self, waves: &[f64]) {
        let kinds = [WaveKind::P, WaveKind::Qrs, WaveKind::T];
        let bar = |&[kind, onset, _, offset]: &[f64; 4]| {
            Some((*kinds.get(kind as usize)?, Seconds(onset), Seconds(offset)))
        };
        self.bars = waves.as_chunks::<4>().0.iter().filter_map(bar).collect();
    }

    /// What is to be looked at.
    pub fn light(&mut self, from_s: f64, to_s: f64) {
        self.lit = Some((Seconds(from_s), Seconds(to_s)));
    }

    /// Onto a canvas.
    pub fn draw(&self, canvas: HtmlCanvasElement, dark: bool, scale: f64) -> Result<(), JsValue> {
        let sheet = draw::Sheet {
            from: self.from,
            mm_per_s: self.mm_per_s,
            mm_per_mv: self.mm_per_mv,
            rows: self.rows.iter().map(Row::as_drawn).collect(),
            marks: &self.marks,
            bars: &self.bars,
            lit: self.lit,
        };
        Ok(draw::sheet(&area(canvas)?, &sheet, &Style::new(dark, scale))?)
    }
}

fn marks(at_s: &[f64], classes: &[u8], doubted: &[u8]) -> Vec<draw::Mark> {
    let mark = |(index, &at): (usize, &f64)| draw::Mark {
        at: Seconds(at),
        class: classes.get(index).and_then(|&class| BeatClass::from_index(class.into())),
        is_doubted: doubted.get(index).is_some_and(|&doubted| doubted != 0),
    };
    at_s.iter().enumerate().map(mark).collect()
}

/// The whole recording in a strip: the heart rate as it goes, where beats are no normal ones, where the signal cannot be trusted
/// (pairs of seconds), and episodes (pairs of seconds).
#[wasm_bindgen(js_name = drawOverview)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_overview(
    canvas: HtmlCanvasElement,
    seconds: f64,
    at_s: &[f64],
    classes: &[u8],
    poor: &[f64],
    episodes: &[f64],
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let beats = marks(at_s, classes, &[]);
    let spans = |pairs: &[f64]| -> Vec<(Seconds, Seconds)> {
        pairs.as_chunks::<2>().0.iter().map(|&[from, to]| (Seconds(from), Seconds(to))).collect()
    };
    let (poor, episodes) = (spans(poor), spans(episodes));
    let overview =
        draw::Overview { length: Seconds(seconds), beats: &beats, poor: &poor, episodes: &episodes };
    Ok(draw::overview(&area(canvas)?, &overview, &Style::new(dark, scale))?)
}

/// Beats of `width` samples each, a panel a class.
#[wasm_bindgen(js_name = drawBeats)]
pub fn draw_beats(
    canvas: HtmlCanvasElement,
    samples: &[f32],
    width: usize,
    classes: &[u8],
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let beats: Vec<(BeatClass, &[f32])> = samples
        .chunks_exact(width.max(1))
        .zip(classes)
        .filter_map(|(beat, &class)| Some((BeatClass::from_index(class.into())?, beat)))
        .collect();
    Ok(draw::beats(&area(canvas)?, &beats, Hertz::TABLES, &Style::new(dark, scale))?)
}

/// Single beats side by side, one after the other in `values`: each of `lead_in` samples before R and the rest from there on, with its
/// title, its class (0 to 4, or 255) and whether no heart made it. `before` and `after` R is what is shown of them.
#[wasm_bindgen(js_name = drawPanels)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_panels(
    canvas: HtmlCanvasElement,
    titles: Vec<String>,
    values: &[f32],
    lead_in: usize,
    classes: &[u8],
    synthetic: bool,
    before: usize,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let width = (values.len() / titles.len().max(1)).max(1);
    let panels: Vec<draw::Panel> = titles
        .iter()
        .zip(values.chunks_exact(width))
        .enumerate()
        .map(|(at, (title, values))| draw::Panel {
            title,
            values,
            lead_in,
            class: classes.get(at).and_then(|&class| BeatClass::from_index(class.into())),
            is_synthetic: synthetic,
        })
        .collect();
    let shown = (before, width.saturating_sub(lead_in));
    Ok(draw::panels(&area(canvas)?, &panels, shown, Hertz::TABLES, &Style::new(dark, scale))?)
}

/// A family of beats: its median and the band of its beats in mV, so many samples of them `before` R at `rate_hz`, with room from the lowest
/// to the highest value of `span`. `class` is 0 to 4, or 255.
#[wasm_bindgen(js_name = drawFamily)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_family(
    canvas: HtmlCanvasElement,
    title: &str,
    class: u8,
    median: &[f32],
    low: &[f32],
    high: &[f32],
    before: usize,
    rate_hz: f64,
    lowest: f32,
    highest: f32,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let family = draw::Family { title, class: BeatClass::from_index(class.into()), median, low, high };
    let frame = draw::Frame { before, rate: rate(rate_hz)?, span: (lowest, highest) };
    Ok(draw::families(&area(canvas)?, &[family], &frame, &Style::new(dark, scale))?)
}

/// Writes a word on what is drawn already, so many CSS pixels below its upper edge, or, below zero, above its lower one.
#[wasm_bindgen(js_name = drawStamp)]
pub fn draw_stamp(
    canvas: HtmlCanvasElement,
    word: &str,
    at: f64,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    Ok(draw::stamp(&area(canvas)?, word, at, &Style::new(dark, scale))?)
}

/// A row of counts a class, truth on rows.
#[wasm_bindgen(js_name = drawConfusion)]
pub fn draw_confusion(
    canvas: HtmlCanvasElement,
    names: Vec<String>,
    counts: &[u32],
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let rows = counts.chunks(names.len().max(1)).map(|row| row.iter().copied().map(u64::from).collect());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let labels = Labels::from_counts(&names, rows.collect())?;
    Ok(draw::labels(&area(canvas)?, &labels, &Style::new(dark, scale))?)
}

/// Sensitivity over the false positives' share, with the area under it (NaN where there is none) and the point that a model works
/// at, two numbers or none.
#[wasm_bindgen(js_name = drawRoc)]
pub fn draw_roc(
    canvas: HtmlCanvasElement,
    x: &[f64],
    y: &[f64],
    area_under: f64,
    point: &[f64],
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    Ok(draw::roc(&area(canvas)?, &curve(x, y, area_under, point), &Style::new(dark, scale))?)
}

/// Precision over recall, which must not go backwards; otherwise the same.
#[wasm_bindgen(js_name = drawPrecisionRecall)]
pub fn draw_precision_recall(
    canvas: HtmlCanvasElement,
    x: &[f64],
    y: &[f64],
    mean: f64,
    point: &[f64],
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    Ok(draw::precision_recall(&area(canvas)?, &curve(x, y, mean, point), &Style::new(dark, scale))?)
}

/// Several ROC curves: their points one after the other, how many each has, and its area. `chosen` is drawn stronger.
#[wasm_bindgen(js_name = drawRocs)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_rocs(
    canvas: HtmlCanvasElement,
    names: Vec<String>,
    points: &[u32],
    x: &[f64],
    y: &[f64],
    areas: &[f64],
    chosen: Option<usize>,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let mut from = 0;
    let of = |((name, &points), &under)| {
        let span = from..from + points as usize;
        from = span.end;
        let (x, y) = (x.get(span.clone()).unwrap_or_default(), y.get(span).unwrap_or_default());
        (String::as_str(name), curve(x, y, under, &[]))
    };
    let curves: Vec<(&str, Curve)> = names.iter().zip(points).zip(areas).map(of).collect();
    Ok(draw::rocs(&area(canvas)?, &curves, chosen, &Style::new(dark, scale))?)
}

fn curve<'a>(x: &'a [f64], y: &'a [f64], area: f64, point: &[f64]) -> Curve<'a> {
    let point = point.first().copied().zip(point.get(1).copied());
    Curve { x, y, area: Some(area).filter(|area| area.is_finite()), point }
}

/// What is drawn of heart rate variability, prepared once for its drawings.
#[wasm_bindgen]
pub struct Variability {
    series: Series,
    median: Option<f64>,
    sd: Option<(f64, f64)>,
}

#[wasm_bindgen]
impl Variability {
    /// `at` are the beats in samples, `classes` 0 to 4 or 255; the median, SD1 and SD2 are the report's, in milliseconds.
    #[wasm_bindgen(constructor)]
    pub fn new(
        at: &[f64],
        classes: &[u8],
        rate_hz: f64,
        median: Option<f64>,
        sd1: Option<f64>,
        sd2: Option<f64>,
    ) -> Result<Variability, JsValue> {
        let class = |&class: &u8| BeatClass::from_index(class.into());
        let at = at.iter().map(|&at| SampleIndex(at as usize));
        let beats: Vec<(SampleIndex, Option<BeatClass>)> = at.zip(classes.iter().map(class)).collect();
        Ok(Variability { series: Series::of(&beats, rate(rate_hz)?), median, sd: sd1.zip(sd2) })
    }

    /// Intervals over time.
    pub fn tachogram(&self, canvas: HtmlCanvasElement, dark: bool, scale: f64) -> Result<(), JsValue> {
        let shown = &self.series.tachogram;
        let intervals = shown.time_s.iter().zip(&shown.rr_ms).zip(&shown.filled);
        let intervals: Vec<(f64, f64, bool)> =
            intervals.map(|((at, rr), filled)| (*at, *rr, !filled)).collect();
        Ok(draw::tachogram(&area(canvas)?, &intervals, &Style::new(dark, scale))?)
    }

    /// How many intervals are how long.
    pub fn histogram(&self, canvas: HtmlCanvasElement, dark: bool, scale: f64) -> Result<(), JsValue> {
        Ok(draw::histogram(
            &area(canvas)?,
            &self.series.tachogram.measured(),
            self.median,
            &Style::new(dark, scale),
        )?)
    }

    /// Each interval against the next.
    pub fn poincare(&self, canvas: HtmlCanvasElement, dark: bool, scale: f64) -> Result<(), JsValue> {
        let pairs = self.series.rr_ms.iter().copied().zip(self.series.next_ms.iter().copied());
        let pairs: Vec<(f64, f64)> = pairs.collect();
        Ok(draw::poincare(&area(canvas)?, &pairs, self.sd, &Style::new(dark, scale))?)
    }

    /// The power of intervals by frequency.
    pub fn spectrum(&self, canvas: HtmlCanvasElement, dark: bool, scale: f64) -> Result<(), JsValue> {
        let Series { hz, ms2_hz, .. } = &self.series;
        Ok(draw::spectrum(&area(canvas)?, hz, ms2_hz, &Style::new(dark, scale))?)
    }
}

/// The course of ST: the levels of one lead after the other in mV, NaN where no beat shows it, as many steps each.
#[wasm_bindgen(js_name = drawStTrend)]
pub fn draw_st_trend(
    canvas: HtmlCanvasElement,
    leads: Vec<String>,
    levels: &[f64],
    step_s: f64,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let steps = (levels.len() / leads.len().max(1)).max(1);
    let of = |(lead, trend): (String, &[f64])| LeadSt {
        lead,
        level_mv: None,
        reference_mv: None,
        trend_mv: trend.iter().map(|mv| mv.is_finite().then_some(*mv)).collect(),
        episodes: Vec::new(),
    };
    let leads = leads.into_iter().zip(levels.chunks(steps)).map(of).collect();
    let st = St { step_s: Seconds(step_s), after_j_ms: 0.0, leads };
    Ok(draw::st_trend(&area(canvas)?, &st, &Style::new(dark, scale))?)
}

/// The score of each beat along a recording of so many seconds, and the threshold; `chosen` is the beat that is looked at.
#[wasm_bindgen(js_name = drawOddities)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_oddities(
    canvas: HtmlCanvasElement,
    at: &[f64],
    scores: &[f32],
    seconds: f64,
    threshold: f32,
    chosen: Option<usize>,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let style = Style::new(dark, scale);
    Ok(draw::oddities(&area(canvas)?, at, scores, Seconds(seconds), threshold, chosen, &style)?)
}

/// A beat over what was expected of it, both in mV; from the sample `from` to before `to` they differ most.
#[wasm_bindgen(js_name = drawOddBeat)]
#[allow(clippy::too_many_arguments, reason = "the border takes plain arrays and numbers")]
pub fn draw_odd_beat(
    canvas: HtmlCanvasElement,
    beat: &[f32],
    expected: &[f32],
    before: usize,
    from: usize,
    to: usize,
    dark: bool,
    scale: f64,
) -> Result<(), JsValue> {
    let odd = draw::OddBeat { beat, expected, before, differs: from..to };
    Ok(draw::odd_beat(&area(canvas)?, &odd, Hertz::TABLES, &Style::new(dark, scale))?)
}

fn area(canvas: HtmlCanvasElement) -> Result<Area<CanvasBackend>, Error> {
    let backend = CanvasBackend::with_canvas_object(canvas);
    backend
        .map(IntoDrawingArea::into_drawing_area)
        .ok_or_else(|| Error::unsupported("drawing", "the canvas gives no 2D context"))
}

fn rate(hertz: f64) -> Result<Hertz, Error> {
    Hertz::new(hertz).ok_or_else(|| Error::unfit("drawing", format!("{hertz} Hz is no rate")))
}
