//! What is measured with growing counts, to see whether one more costs what the others cost.

use runtime_matrix_benches::Workload;

/// The workloads, with the lowest and the highest count.
const CURVES: [(&str, u64, u64); 4] = [
    ("overhead/warm", 10, 10_000),
    ("task/spawn_from_root", 1, 1_000_000),
    ("task/spawn_from_task", 1, 1_000_000),
    // Spawned first and joined afterwards: as many at a time as the curve says.
    ("task/spawn_all", 1, 1_000_000),
];

/// Up to here when there is little time.
const QUICK: u64 = 1_000;

/// Returns what grows among the workloads, with its counts.
pub(crate) fn of(workloads: &[Workload], is_quick: bool) -> Vec<(&Workload, Vec<u64>)> {
    let curve = |(id, low, high): (&str, u64, u64)| {
        let workload = workloads.iter().find(|workload| workload.id == id)?;
        let high = if is_quick { QUICK.max(low) } else { high };
        Some((workload, counts(low, high)))
    };
    CURVES.into_iter().filter_map(curve).collect()
}

/// Returns 1, 3, 10, 30, and so on, within those bounds.
fn counts(low: u64, high: u64) -> Vec<u64> {
    let powers = (0..).map(|exponent| 10_u64.pow(exponent));
    powers
        .flat_map(|power| [power, power * 3])
        .skip_while(|count| *count < low)
        .take_while(|count| *count <= high)
        .collect()
}

/// Returns the slope of a line through the points on log axes: 0 is a cost that does not grow, 1 one that grows as the
/// count does.
pub(crate) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let across: f64 = logs.iter().map(|point| (point.0 - x).powi(2)).sum();
    let along: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let slope = along / across;
    slope.is_finite().then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_from_one_bound_to_the_other() {
        assert_eq!(counts(10, 1_000), [10, 30, 100, 300, 1_000]);
        assert_eq!(counts(1, 5), [1, 3]);
    }

    #[test]
    fn a_flat_line_has_no_slope_and_a_proportional_one_has_one() {
        let flat = slope(&[(1.0, 5.0), (10.0, 5.0), (100.0, 5.0)]).unwrap();
        let steep = slope(&[(1.0, 5.0), (10.0, 50.0), (100.0, 500.0)]).unwrap();
        assert!(flat.abs() < 1e-9 && (steep - 1.0).abs() < 1e-9);
        assert_eq!(slope(&[(1.0, 5.0)]), None, "one point has no slope");
    }
}
