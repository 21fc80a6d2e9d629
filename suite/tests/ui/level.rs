#[runtime_matrix::test(level = "shall")]
async fn an_unknown_level() {}

#[runtime_matrix::test(level = "info")]
async fn a_level_of_the_catalogue_alone() {}

#[runtime_matrix::test(level = Must)]
async fn no_string() {}

#[runtime_matrix::test(level("must"))]
async fn not_assigned() {}

#[runtime_matrix::test(level = "must", level = "may")]
async fn set_twice() {}

#[runtime_matrix::tests(level = "SHOULD")]
mod of_a_module {
    #[runtime_matrix::test]
    async fn is_told_once() {}
}

fn main() {}
