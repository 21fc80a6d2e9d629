/// A logarithmic axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that holds all these values, between two places of the drawing.
    pub(super) fn of(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Axis {
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        // What is not above zero has no place on such an axis.
        for value in values.into_iter().filter(|value| *value > 0.0) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (1.0, 10.0);
        }
        Axis {
            low: low / 1.15,
            high: high * 1.15,
            from,
            to,
        }
    }

    /// Returns the place of a value; what has none is at the edge.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        self.from + share * (self.to - self.from)
    }

    /// Returns some round values between the ends: more than one, and not too many.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let decades = (self.high / self.low).log10();
        let steps: &[f64] = match decades {
            _ if decades < 0.5 => &[1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0],
            _ if decades < 3.0 => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        let first = self.low.log10().floor() as i32;
        let last = self.high.log10().ceil() as i32;
        // Of many decades, some are left out.
        let stride = ((f64::from(last - first)) / 7.0).ceil().max(1.0) as usize;
        (first..=last)
            .step_by(stride)
            .flat_map(|power| steps.iter().map(move |step| step * 10.0_f64.powi(power)))
            .filter(|tick| (self.low..=self.high).contains(tick))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratios_are_equally_far_apart() {
        let axis = Axis::of([1.0, 10_000.0], 0.0, 100.0);
        let one = axis.at(100.0) - axis.at(10.0);
        let other = axis.at(1_000.0) - axis.at(100.0);
        assert!((one - other).abs() < 1e-9);
    }

    #[test]
    fn ticks_are_round_and_few() {
        for (low, high) in [(3.0, 4.0), (1.0, 10.0), (200.0, 9e4), (1.0, 1e12)] {
            let ticks = Axis::of([low, high], 0.0, 1.0).ticks();
            assert!(
                (2..=12).contains(&ticks.len()),
                "{low} to {high}: {ticks:?}"
            );
        }
    }
}
