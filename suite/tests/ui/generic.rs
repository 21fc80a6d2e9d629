#[runtime_matrix::test]
async fn over_a_type<R>(rt: R) {}

#[runtime_matrix::test]
async fn over_a_constant<const N: usize>() {}

#[runtime_matrix::test]
async fn over_a_lifetime<'a>(rt: &'a runtime_matrix::Runtime) {}

#[runtime_matrix::test]
async fn by_a_clause()
where
    runtime_matrix::Runtime: Clone,
{
}

#[runtime_matrix::test]
async fn by_impl_trait(rt: impl Clone) {}

#[runtime_matrix::test]
async fn by_a_reference_to_impl_trait(rt: &impl Clone) {}

fn main() {}
