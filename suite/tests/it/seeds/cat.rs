//! "Strategies for testing async code" (N. Chazin, PyCon 2019): a cat that goes where it is told, if it has
//! been petted. The first versions of the program answered `true` always, and the first test passed because
//! nobody awaited anything.

use std::time::Duration;

use runtime_matrix::{Runtime, Verdict, patch};

use crate::on;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Pleased,
    Displeased,
}

pub(super) struct Cat {
    mood: Mood,
    rt: Runtime,
}

/// For how long a cat takes its time: up to five seconds.
#[runtime_matrix::patchable]
fn hesitation() -> Duration {
    let now = std::time::SystemTime::now().elapsed().unwrap_or_default();
    Duration::from_millis(u64::from(now.subsec_nanos()) % 5_000)
}

impl Cat {
    pub(super) fn new(rt: &Runtime) -> Cat {
        Cat {
            mood: Mood::Displeased,
            rt: rt.clone(),
        }
    }

    fn pet(&mut self) {
        self.mood = Mood::Pleased;
    }

    /// Tells whether the cat went.
    #[runtime_matrix::patchable]
    async fn go(&mut self, direction: &str) -> bool {
        if direction.is_empty() || self.mood == Mood::Displeased {
            return false;
        }
        self.rt.sleep(hesitation()).await;
        self.mood = Mood::Displeased;
        true
    }

    /// As on the first slides.
    async fn go_always_true(&mut self, _direction: &str) -> bool {
        if self.mood == Mood::Pleased {
            self.rt.sleep(hesitation()).await;
            self.mood = Mood::Displeased;
        }
        true
    }
}

pub(super) async fn herd(cat: &mut Cat, direction: &str) -> bool {
    cat.pet();
    cat.go(direction).await
}

#[runtime_matrix::test]
async fn a_pleased_cat_goes_forward_and_is_displeased_then(rt: Runtime) {
    let takes = patch!(hesitation);
    takes.returns(Duration::from_millis(1));
    let mut garfield = Cat::new(&rt);
    assert!(herd(&mut garfield, "forward").await);
    assert_eq!(garfield.mood, Mood::Displeased);
    takes.assert_called_once();
}

#[runtime_matrix::test]
async fn a_displeased_cat_stays_where_it_is(rt: Runtime) {
    assert!(!Cat::new(&rt).go("forward").await);
}

#[runtime_matrix::test]
async fn the_cat_that_says_always_true_is_caught(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        assert!(!Cat::new(&rt).go_always_true("forward").await);
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
}

/// A method is patched like a function: no cat takes five seconds here.
#[runtime_matrix::test]
async fn a_herd_moves_its_cat(rt: Runtime) {
    let go = patch!(Cat::go);
    go.returns(true);
    let mut garfield = Cat::new(&rt);
    assert!(herd(&mut garfield, "forward").await);
    go.assert_awaited_once_with("forward");
    assert_eq!(garfield.mood, Mood::Pleased, "the real method has not run");
}

/// The test that passed: a future is not a result. `assert!` of a future does not compile here; what does, is
/// caught at the end of the test.
#[runtime_matrix::test]
async fn a_herd_that_nobody_awaits_is_caught(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let go = patch!(Cat::go);
        go.returns(true);
        let mut garfield = Cat::new(&rt);
        drop(garfield.go("forward"));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    let message = outcome.message().unwrap_or_default();
    assert!(
        message.ends_with("go(\"forward\") was called and never awaited"),
        "{message}"
    );
}
