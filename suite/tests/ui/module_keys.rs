// What is wrong with a module's keys is said once, not at each test.
#[runtime_matrix::tests(only(tokoi), timeout = "5", threads = 4)]
mod wrong_keys {
    #[test]
    async fn first() {}

    #[runtime_matrix::test]
    async fn second() {}
}

#[runtime_matrix::tests(only(sim, tokio))]
mod right_keys {
    #[runtime_matrix::test(only(tokoi))]
    async fn unknown() {}

    #[runtime_matrix::test]
    fn not_async() {}
}

fn main() {}
