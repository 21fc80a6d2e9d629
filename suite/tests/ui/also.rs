#[runtime_matrix::test(also())]
async fn none() {}

#[runtime_matrix::test(also("my_runtime", Vec<u8>, Loop))]
async fn no_paths() {}

#[runtime_matrix::test(also(NoFactory as other))]
async fn renamed() {}

#[runtime_matrix::test(also(Smol))]
async fn the_name_of_a_built_in_runtime() {}

#[runtime_matrix::test(also(runtime_matrix::Sim))]
async fn a_built_in_runtime() {}

#[runtime_matrix::test(also(NoFactory, self::NoFactory))]
async fn named_twice() {}

fn main() {}
