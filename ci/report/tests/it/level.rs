use runtime_matrix_report::Level;

#[test]
fn the_most_binding_level_comes_first() {
    assert!(Level::ALL.is_sorted());
    assert_eq!(
        Level::ALL.map(Level::name).join(", "),
        "must, should, may, info"
    );
    assert_eq!(Level::OF_TESTS, Level::ALL[..3]);
    assert_eq!(Level::default(), Level::Must);
}

#[test]
fn each_level_of_a_test_is_known_by_its_name_and_no_other() {
    for level in Level::OF_TESTS {
        assert_eq!(Level::of_test(level.name()), Some(level));
    }
    for name in ["", "info", "Must", "must ", "shall"] {
        assert_eq!(Level::of_test(name), None, "{name:?}");
    }
}

#[test]
fn what_is_asked_for_and_what_is_above_it_is_run() {
    for (index, asked) in Level::OF_TESTS.into_iter().enumerate() {
        let run = Level::OF_TESTS.map(|level| level.left_out(asked).is_none());
        assert_eq!(run.iter().filter(|run| **run).count(), index + 1);
        assert!(run.is_sorted_by(|one, next| one >= next), "{run:?}");
    }
}
