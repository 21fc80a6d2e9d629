//! A figure, and how far it can be believed.

use runtime_matrix_benches::Spread;
use serde::{Deserialize, Serialize};

/// What a run states at least: two runs never agree better than that.
const LEAST: f64 = 0.01;
/// The rounds of each process are looked at in so many parts.
const PARTS: usize = 3;

/// A median, the range that holds four fifths of the samples, and the noise of the median.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Figure {
    pub(crate) p10: f64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    /// How far the medians of the same thing, measured again and again within the run, lie apart: the share of the
    /// median that is between the lowest and the highest of them.
    pub(crate) noise: f64,
    pub(crate) samples: usize,
}

impl Figure {
    /// Returns the figure of what several processes measured one after the other; `None` if they did not measure
    /// anything.
    pub(crate) fn of(passes: &[Vec<f64>]) -> Option<Figure> {
        let all: Vec<f64> = passes.iter().flatten().copied().collect();
        if all.is_empty() {
            return None;
        }
        let samples = all.len();
        let Spread { p10, median, p90 } = Spread::of(all.iter().copied());
        let mut medians: Vec<f64> = passes.iter().flat_map(|pass| medians(pass)).collect();
        if medians.len() == 1 {
            // So few samples cannot be cut into parts: each is one.
            medians = all;
        }
        let lowest = medians.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = medians.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let noise = (highest - lowest) / median.abs();
        Some(Figure {
            p10,
            p50: median,
            p90,
            noise: if noise.is_finite() {
                noise.max(LEAST)
            } else {
                // Of a median of zero, there is no share.
                1.0
            },
            samples,
        })
    }
}

/// Returns the medians of the parts of a pass; of one that is too short to be cut, its own.
fn medians(pass: &[f64]) -> Vec<f64> {
    let parts = if pass.len() < 4 * PARTS { 1 } else { PARTS };
    let size = pass.len().div_ceil(parts).max(1);
    pass.chunks(size)
        .map(|part| Spread::of(part.iter().copied()).median)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_is_how_far_two_passes_lie_apart() {
        let figure = Figure::of(&[vec![100.0; 30], vec![110.0; 31]]).unwrap();
        assert_eq!((figure.p10, figure.p90, figure.samples), (100.0, 110.0, 61));
        assert!((figure.noise - 10.0 / 110.0).abs() < 1e-9, "{figure:?}");
    }

    #[test]
    fn a_drift_within_a_pass_is_noise_too() {
        let drift = (0..30)
            .map(|i| if i < 10 { 100.0 } else { 125.0 })
            .collect();
        let figure = Figure::of(&[drift]).unwrap();
        assert!((figure.noise - 0.2).abs() < 1e-9, "{figure:?}");
    }

    #[test]
    fn of_a_few_samples_all_the_range_is_noise() {
        let figure = Figure::of(&[vec![10.0, 8.0, 12.0]]).unwrap();
        assert!((figure.noise - 0.4).abs() < 1e-9, "{figure:?}");
    }

    #[test]
    fn no_figure_is_free_of_noise() {
        assert_eq!(Figure::of(&[vec![5.0; 12]]).unwrap().noise, LEAST);
        assert_eq!(Figure::of(&[vec![0.0, 0.0]]).unwrap().noise, 1.0);
        assert_eq!(Figure::of(&[vec![], vec![]]), None);
    }
}
