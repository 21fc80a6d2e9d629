use super::*;

/// Builds in the imagination: it fails where `fails` says so.
fn each(fails: fn(&[&str]) -> bool) -> Builds {
    let together = BuildError("error: all at once\nmore".to_owned());
    let config = Config::default();
    let group = groups(&config, &Runtimes::All, &["tokio", "smol"], false).remove(0);
    let mut builds = Builds::default();
    each_alone(&mut builds, "chat", &together, &group, &|_, features| {
        Ok(if fails(features) {
            Err(BuildError(format!("error: with {features:?}")))
        } else {
            Ok(Built::default())
        })
    })
    .unwrap();
    builds
}

fn cells(builds: &Builds) -> Vec<Vec<&'static str>> {
    let variants = builds.variants.iter();
    variants
        .map(|variant| runtimes::ids().filter(|id| variant.runs(id)).collect())
        .collect()
}

/// Returns the groups of all runtimes, as the cells of each with the features of both kinds.
fn grouped(config: &str, isolate: bool) -> Vec<String> {
    let config = Config::for_tests(config);
    let groups = groups(&config, &Runtimes::All, &["tokio", "smol"], isolate);
    groups
        .iter()
        .map(|group| {
            let third_party = if group.has_third_party {
                " and others"
            } else {
                ""
            };
            format!(
                "{}{third_party} by {}",
                group.told(),
                group.features.join(", ")
            )
        })
        .collect()
}

#[test]
fn each_runtime_runs_from_its_own_build() {
    let builds = each(|features| features == ["tokio"]);
    assert_eq!(cells(&builds), [["sim"], ["smol"]]);
    assert_eq!(builds.failures[0].feature, Some("tokio"));
    assert_eq!(builds.failures[0].error, "error: with [\"tokio\"]");
    assert_eq!(
        builds.failures[0].cells,
        ["tokio_current_thread", "tokio_multi_thread"]
    );
    assert!(builds.variants[0].runs("a_third_party"));
    assert!(!builds.variants[1].runs("a_third_party"), "it runs once");
}

#[test]
fn what_builds_apart_but_not_together_runs_apart() {
    let builds = each(|_| false);
    assert_eq!(
        cells(&builds).concat(),
        ["sim", "tokio_current_thread", "tokio_multi_thread", "smol"]
    );
    assert_eq!(builds.notes.len(), 1);
    assert!(builds.notes[0].contains("(error: all at once)"));
}

#[test]
fn without_any_build_nothing_runs() {
    let builds = each(|features| features.is_empty());
    assert!(builds.variants.is_empty());
    assert_eq!(builds.failures[0].feature, None);
}

#[test]
fn cells_that_want_the_same_are_built_together() {
    assert_eq!(
        grouped("", false),
        ["sim, tokio_current_thread, tokio_multi_thread, smol and others by tokio, smol"]
    );
    assert_eq!(
        grouped("smol.features = [\"rt\"]\nsim.features = [\"rt\"]", false),
        [
            "sim, smol with rt and others by smol",
            "tokio_current_thread, tokio_multi_thread by tokio"
        ]
    );
    assert_eq!(
        grouped("tokio_multi_thread.features = [\"rt\"]", false),
        [
            "sim, tokio_current_thread, smol and others by tokio, smol",
            "tokio_multi_thread with rt by tokio"
        ]
    );
}

#[test]
fn isolated_runtimes_are_built_apart() {
    assert_eq!(
        grouped("", true),
        [
            "sim and others by ",
            "tokio_current_thread, tokio_multi_thread by tokio",
            "smol by smol"
        ]
    );
    assert_eq!(
        grouped("tokio_multi_thread.no-default-features = true", true),
        [
            "sim and others by ",
            "tokio_current_thread by tokio",
            "tokio_multi_thread by tokio",
            "smol by smol"
        ]
    );
}
