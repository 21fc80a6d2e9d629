use std::fmt;

/// A median and the range that holds four fifths of the samples. What is between two samples is on the line between them.
///
/// Means say little on a shared machine, and nothing of a worker that is sometimes parked.
///
/// ```
/// use runtime_matrix_benches::Spread;
///
/// let spread = Spread::of((0..=100).map(f64::from));
/// assert_eq!((spread.p10, spread.median, spread.p90), (10.0, 50.0, 90.0));
/// assert_eq!(format!("{spread:.1}"), "50.0 (10.0–90.0)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// A tenth of the samples lies below.
    pub p10: f64,
    /// Half of the samples lies below.
    pub median: f64,
    /// A tenth of the samples lies above.
    pub p90: f64,
}

impl Spread {
    /// Returns the spread of some samples.
    ///
    /// # Panics
    ///
    /// Panics if there is none.
    #[must_use]
    pub fn of(samples: impl IntoIterator<Item = f64>) -> Spread {
        let mut samples: Vec<f64> = samples.into_iter().collect();
        samples.sort_by(f64::total_cmp);
        let at = |tenths: f64| {
            let place = (samples.len() - 1) as f64 * tenths / 10.0;
            let (below, above) = (
                samples[place.floor() as usize],
                samples[place.ceil() as usize],
            );
            below + (above - below) * place.fract()
        };
        Spread {
            p10: at(1.0),
            median: at(5.0),
            p90: at(9.0),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(2);
        let Spread { p10, median, p90 } = self;
        write!(f, "{median:.digits$} ({p10:.digits$}–{p90:.digits$})")
    }
}
