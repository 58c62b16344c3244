//! One beat as the heart makes it: what the atria do, what the ventricles do, and what an annotator calls it.

use crate::ecg::BeatClass;

/// A beat to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The R peak, in seconds.
    pub at: f64,
    pub beat: Beat,
    /// Seconds since the beat before.
    pub rr: f64,
    /// Seconds until the next beat.
    pub next_rr: f64,
    /// The RR interval that the ventricles are used to, in seconds: their recovery goes by it.
    pub pace: f64,
}

/// What happens in a beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat {
    /// The field's one-letter code.
    pub symbol: char,
    pub atria: Atria,
    pub ventricles: Ventricles,
}

/// Where the P wave comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Atria {
    Sinus,
    /// From elsewhere in the atria: another shape, another way to the node.
    Elsewhere,
    /// No P wave, or none that can be seen.
    Still,
}

/// How the ventricles are reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ventricles {
    Narrow,
    /// As always, but for a beat that came early: less filled.
    Early,
    LeftBlock,
    RightBlock,
    /// From one of the person's two ventricular foci.
    Focus(usize),
    Paced,
    /// The wave from a focus meets the normal one; the share is the focus's.
    Met(usize, f64),
    /// The wave from the pacing electrode meets the normal one; the share is the electrode's.
    MetPacer(f64),
    /// As the settings' shares of ectopic beats are drawn.
    Usual(BeatClass),
}

impl Beat {
    pub const NORMAL: Beat = beat('N', Atria::Sinus, Ventricles::Narrow);
    pub const ATRIAL: Beat = beat('A', Atria::Elsewhere, Ventricles::Early);
    /// So early that the right bundle has not recovered.
    pub const ABERRANT: Beat = beat('a', Atria::Elsewhere, Ventricles::RightBlock);
    pub const LEFT_BLOCK: Beat = beat('L', Atria::Sinus, Ventricles::LeftBlock);
    pub const RIGHT_BLOCK: Beat = beat('R', Atria::Sinus, Ventricles::RightBlock);
    pub const JUNCTIONAL: Beat = beat('j', Atria::Still, Ventricles::Narrow);
    pub const FIBRILLATING: Beat = beat('N', Atria::Still, Ventricles::Narrow);
    pub const PACED: Beat = beat('/', Atria::Still, Ventricles::Paced);

    /// A ventricular beat from one of the two foci.
    pub const fn ventricular(focus: usize) -> Beat {
        beat('V', Atria::Still, Ventricles::Focus(focus))
    }

    /// A ventricular beat that comes because no other came.
    pub const fn ventricular_escape(focus: usize) -> Beat {
        beat('E', Atria::Still, Ventricles::Focus(focus))
    }

    /// A normal beat that a ventricular one of this focus runs into.
    pub const fn fusion(focus: usize, share: f64) -> Beat {
        beat('F', Atria::Sinus, Ventricles::Met(focus, share))
    }

    /// A normal beat that a paced one runs into.
    pub const fn paced_fusion(share: f64) -> Beat {
        beat('f', Atria::Sinus, Ventricles::MetPacer(share))
    }

    /// The beat of a class that the settings' shares of ectopic beats mean.
    pub const fn of(class: BeatClass) -> Beat {
        let ventricles = Ventricles::Usual(class);
        match class {
            BeatClass::N => beat('N', Atria::Sinus, ventricles),
            BeatClass::S => beat('A', Atria::Elsewhere, ventricles),
            BeatClass::V => beat('V', Atria::Still, ventricles),
            BeatClass::F => beat('F', Atria::Still, ventricles),
            BeatClass::Q => beat('/', Atria::Still, ventricles),
        }
    }

    /// The early beat of this heart: conducted as its others are.
    pub const fn early(self) -> Beat {
        match self.ventricles {
            Ventricles::Narrow => Beat::ATRIAL,
            other => beat('A', Atria::Elsewhere, other),
        }
    }
}

const fn beat(symbol: char, atria: Atria, ventricles: Ventricles) -> Beat {
    Beat { symbol, atria, ventricles }
}
