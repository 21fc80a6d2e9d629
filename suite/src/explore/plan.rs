use runtime_matrix_sim::{Disturbances, Schedule};

use crate::explore::replay::Setting;

/// What is done for each seed.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// `None` is a mixture.
    pub(super) schedule: Option<Schedule>,
    /// `None` is a mixture where the schedule is one.
    pub(super) disturbances: Option<Disturbances>,
    pub(super) setting: Setting,
}

/// Returns what a mixture does to tasks.
fn disturbed() -> Disturbances {
    Disturbances {
        spurious_polls: 16,
        late_wakes: 16,
        ..Disturbances::default()
    }
}

impl Plan {
    /// Returns what the run of a seed is like; `length` is about how many steps a run takes.
    pub(super) fn of(&self, seed: u64, length: u64) -> (Setting, Schedule) {
        let mut setting = self.setting;
        let is_mixed = self.schedule.is_none();
        let schedule = self.schedule.clone().unwrap_or_else(|| mixed(seed, length));
        setting.disturbances = self.disturbances.unwrap_or_default();
        // The disturbances last: they make what is found harder to read.
        let is_last = seed % 4 == 3;
        if is_mixed && is_last {
            setting.disturbances = self.disturbances.unwrap_or_else(disturbed);
            setting.fresh_wakers = true;
        }
        (setting, schedule)
    }
}

/// First the two that need no chance, then by chance and by priorities in turn.
fn mixed(seed: u64, length: u64) -> Schedule {
    match seed {
        0 => Schedule::Fifo,
        1 => Schedule::Lifo,
        _ if seed % 2 == 0 => Schedule::Random,
        _ => Schedule::Pct {
            changes: 1 + (seed / 2 % 3) as u32,
            steps: length.max(1),
        },
    }
}
