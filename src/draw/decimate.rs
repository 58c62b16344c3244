//! A long trace as the few points that its pixels can show.

/// A point of a trace in device pixels.
pub(crate) type Point = (i32, i32);

/// Keeps the first, lowest, highest and last sample of each pixel column, in the order in which they come: the drawn
/// line covers the same pixels as the whole one would, at four points a column at most.
///
/// `place` gives the pixel of a sample, by its index and value; columns must not go backwards.
pub(crate) fn decimate(samples: &[f32], place: impl Fn(usize, f32) -> Point) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut column: Option<Column> = None;
    for (index, &value) in samples.iter().enumerate() {
        let point = place(index, value);
        match &mut column {
            Some(column) if column.first.0 == point.0 => column.add(point),
            _ => {
                if let Some(column) = column.take() {
                    column.push_to(&mut points);
                }
                column = Some(Column {
                    first: point,
                    highest: point,
                    lowest: point,
                    last: point,
                    highest_first: true,
                });
            }
        }
    }
    if let Some(column) = column {
        column.push_to(&mut points);
    }
    points
}

struct Column {
    first: Point,
    highest: Point,
    lowest: Point,
    last: Point,
    highest_first: bool,
}

impl Column {
    fn add(&mut self, point: Point) {
        if point.1 < self.highest.1 {
            (self.highest, self.highest_first) = (point, false);
        }
        if point.1 > self.lowest.1 {
            (self.lowest, self.highest_first) = (point, true);
        }
        self.last = point;
    }

    fn push_to(&self, points: &mut Vec<Point>) {
        let between =
            if self.highest_first { [self.highest, self.lowest] } else { [self.lowest, self.highest] };
        for point in [self.first, between[0], between[1], self.last] {
            if points.last() != Some(&point) {
                points.push(point);
            }
        }
    }
}

#[test]
fn every_column_keeps_its_extremes_and_its_ends() {
    let samples: Vec<f32> = (0..1000).map(|i| ((i * 7919) % 997) as f32).collect();
    let place = |index: usize, value: f32| ((index / 100) as i32, -(value as i32));
    let points = decimate(&samples, place);
    for column in 0..10 {
        let all: Vec<Point> = (column * 100..(column + 1) * 100).map(|i| place(i, samples[i])).collect();
        let kept: Vec<Point> = points.iter().copied().filter(|point| point.0 == column as i32).collect();
        assert!(kept.len() <= 4);
        assert_eq!(kept.iter().map(|point| point.1).min(), all.iter().map(|point| point.1).min());
        assert_eq!(kept.iter().map(|point| point.1).max(), all.iter().map(|point| point.1).max());
        assert_eq!((kept[0], kept[kept.len() - 1]), (all[0], all[99]));
    }
}

#[test]
fn a_sparse_trace_is_left_as_it_is() {
    let points = decimate(&[1.0, 2.0, 3.0], |index, value| (index as i32 * 5, value as i32));
    assert_eq!(points, [(0, 1), (5, 2), (10, 3)]);
    assert!(decimate(&[], |_, _| (0, 0)).is_empty());
}
