//! What the processes have measured, before figures are made of it.

use super::{
    figure::Figure,
    growth,
    line::{By, Curve, Plan, Rounds, Runtime, Start},
    model::{Beside, Growth, Measured, Point, Timed, WayMeasured},
};

/// Of each pass, the rounds; of each round, the times of the ways.
type Passes = Vec<Vec<Vec<f64>>>;

/// All that has been measured.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    runtimes: Vec<Runtime>,
    /// The ids of the workloads, in the order of the list.
    ids: Vec<String>,
    workloads: Vec<Workload>,
    curves: Vec<Curves>,
}

#[derive(Debug)]
struct Workload {
    profile: &'static str,
    runtime: String,
    plan: Plan,
    count: u64,
    passes: Passes,
}

#[derive(Debug)]
struct Curves {
    profile: &'static str,
    by: By,
    runtime: String,
    plan: Plan,
    counts: Vec<u64>,
    /// By the count.
    passes: Vec<Passes>,
}

impl Samples {
    pub(crate) fn start(&mut self, start: &Start) {
        if !self.runtimes.contains(&start.runtime) {
            self.runtimes.push(start.runtime.clone());
        }
        let mut at = 0;
        for plan in &start.workloads {
            // What one runtime alone has comes where it has it.
            at = match self.ids.iter().position(|id| *id == plan.id) {
                Some(known) => known + 1,
                None => {
                    self.ids.insert(at, plan.id.clone());
                    at + 1
                }
            };
        }
    }

    pub(crate) fn add_rounds(
        &mut self,
        profile: &'static str,
        runtime: &str,
        plan: &Plan,
        rounds: Rounds,
    ) {
        let known = self.workloads.iter_mut().find(|known| {
            known.profile == profile && known.runtime == runtime && known.plan.id == plan.id
        });
        match known {
            Some(known) => known.passes.push(rounds.rounds),
            None => self.workloads.push(Workload {
                profile,
                runtime: runtime.to_owned(),
                plan: plan.clone(),
                count: rounds.count,
                passes: vec![rounds.rounds],
            }),
        }
    }

    pub(crate) fn add_curve(
        &mut self,
        profile: &'static str,
        runtime: &str,
        plan: &Plan,
        curve: Curve,
    ) {
        let known = self.curves.iter_mut().find(|known| {
            (known.profile, known.by) == (profile, curve.by)
                && known.runtime == runtime
                && known.plan.id == plan.id
        });
        match known {
            Some(known) => {
                let passes = known.passes.iter_mut();
                passes
                    .zip(curve.rounds)
                    .for_each(|(passes, rounds)| passes.push(rounds));
            }
            None => self.curves.push(Curves {
                profile,
                by: curve.by,
                runtime: runtime.to_owned(),
                plan: plan.clone(),
                counts: curve.counts,
                passes: curve
                    .rounds
                    .into_iter()
                    .map(|rounds| vec![rounds])
                    .collect(),
            }),
        }
    }

    /// Makes figures of it, in the order of the list of workloads.
    pub(crate) fn timed(&self, repeats: usize) -> Timed {
        let mut workloads: Vec<&Workload> = self.workloads.iter().collect();
        // Among those of an id, the order stays.
        workloads.sort_by_key(|one| self.ids.iter().position(|id| *id == one.plan.id));
        Timed {
            repeats,
            runtimes: self.runtimes.clone(),
            workloads: workloads
                .into_iter()
                .filter_map(Workload::figures)
                .collect(),
            curves: self.curves.iter().flat_map(Curves::figures).collect(),
        }
    }
}

impl Workload {
    fn figures(&self) -> Option<Measured> {
        let ways = self.plan.ways.iter().enumerate().map(|(way, name)| {
            let time = figure(&self.passes, |round| round[way])?;
            let beside = if way == 0 {
                None
            } else {
                Some(Beside {
                    added: figure(&self.passes, |round| round[way] - round[0])?,
                    ratio: figure(&self.passes, |round| round[way] / round[0])?,
                })
            };
            Some(WayMeasured {
                way: name.clone(),
                time,
                beside,
            })
        });
        Some(Measured {
            profile: self.profile.to_owned(),
            runtime: self.runtime.clone(),
            id: self.plan.id.clone(),
            unit: self.plan.unit.clone(),
            count: self.count,
            ways: ways.collect::<Option<_>>()?,
        })
    }
}

impl Curves {
    fn figures(&self) -> Vec<Growth> {
        let growth = |(way, name): (usize, &String)| {
            let points = self.counts.iter().zip(&self.passes);
            let points: Vec<Point> = points
                .filter_map(|(count, passes)| {
                    let time = figure(passes, |round| round[way])?;
                    Some(Point {
                        count: *count,
                        time,
                    })
                })
                .collect();
            let line: Vec<(f64, f64)> = points.iter().map(Point::place).collect();
            Growth {
                by: self.by,
                profile: self.profile.to_owned(),
                runtime: self.runtime.clone(),
                id: self.plan.id.clone(),
                unit: self.plan.unit.clone(),
                way: name.clone(),
                slope: growth::slope(&line),
                points,
            }
        };
        self.plan.ways.iter().enumerate().map(growth).collect()
    }
}

fn figure(passes: &Passes, of: impl Fn(&[f64]) -> f64) -> Option<Figure> {
    let passes: Vec<Vec<f64>> = passes
        .iter()
        .map(|rounds| rounds.iter().map(|round| of(round)).collect())
        .collect();
    Figure::of(&passes)
}
