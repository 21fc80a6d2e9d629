/// Where a loop of spawns runs.
///
/// It matters on runtimes with threads: the root stays on the thread that is in `block_on`, so a task
/// that it spawns always crosses threads, while a task spawned by a worker may stay with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spawner {
    /// In the future that `block_on` drives.
    Root,
    /// In a task.
    Task,
}

impl Spawner {
    /// Both places.
    pub const ALL: [Spawner; 2] = [Spawner::Root, Spawner::Task];

    /// Returns the name of the workload, for ids and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Spawner::Root => "spawn_from_root",
            Spawner::Task => "spawn_from_task",
        }
    }
}
