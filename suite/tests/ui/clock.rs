#[runtime_matrix::test(clock = "fast")]
async fn an_unknown_clock() {}

#[runtime_matrix::test(clock = Virtual)]
async fn no_string() {}

#[runtime_matrix::test(clock("virtual"))]
async fn not_assigned() {}

#[runtime_matrix::tests(clock = "")]
mod of_a_module {
    #[runtime_matrix::test]
    async fn is_told_once() {}
}

fn main() {}
