//! The classification report as text, character for character as scikit-learn prints it.

use crate::score::classification::{Averages, Labels};

/// The widest heading of the lower lines.
const WIDEST: usize = "weighted avg".len();

impl Labels {
    /// `classification_report` of scikit-learn over all classes: a figure that divides by zero is printed as 0.
    ///
    /// Departure: where not one label is right, scikit-learn counts in floats and prints a support of 2 as 2.0; here it is 2.
    ///
    /// With `or_none` such a figure is printed as `none` instead, which is what is true of it.
    pub fn report(&self, digits: usize, or_none: bool) -> String {
        self.report_of(&(0..self.names().len()).collect::<Vec<_>>(), digits, or_none)
    }

    /// The same of some classes, as with `labels=`: where a class that occurs is not among them, accuracy gives its
    /// place to the micro average.
    pub fn report_of(&self, classes: &[usize], digits: usize, or_none: bool) -> String {
        let figures = self.figures_of(classes);
        let width = figures
            .classes
            .iter()
            .map(|class| class.name.chars().count())
            .max()
            .unwrap_or(0)
            .max(WIDEST)
            .max(digits);
        let number = |figure: Option<f64>| match figure {
            None if or_none => "none".to_string(),
            figure => format!("{:.digits$}", figure.unwrap_or(0.0)),
        };
        let line = |name: &str, figures: Averages, support: u64| {
            let [precision, recall, f1] = [figures.precision, figures.recall, figures.f1].map(number);
            format!("{name:>width$}  {precision:>9} {recall:>9} {f1:>9} {support:>9}\n")
        };
        let mut text = format!(
            "{:>width$}  {:>9} {:>9} {:>9} {:>9}\n\n",
            "", "precision", "recall", "f1-score", "support"
        );
        for class in &figures.classes {
            let own = Averages { precision: class.precision, recall: class.recall, f1: class.f1 };
            text += &line(&class.name, own, class.support);
        }
        text.push('\n');
        let support = figures.classes.iter().map(|class| class.support).sum();
        if self.present().iter().all(|class| classes.contains(class)) {
            let accuracy = number(figures.accuracy);
            text += &format!("{:>width$}  {:>9} {:>9} {accuracy:>9} {support:>9}\n", "accuracy", "", "");
        } else {
            text += &line("micro avg", figures.micro, support);
        }
        text += &line("macro avg", figures.macro_average, support);
        text += &line("weighted avg", figures.weighted_average, support);
        text
    }
}
