#[runtime_matrix::test]
async fn two(rt: runtime_matrix::Runtime, number: u32) {}

#[runtime_matrix::test]
async fn a_tuple((rt,): (runtime_matrix::Runtime,)) {}

#[runtime_matrix::test]
async fn a_wildcard(_: runtime_matrix::Runtime) {}

#[runtime_matrix::test]
async fn by_reference(ref rt: runtime_matrix::Runtime) {}

struct Tests;

impl Tests {
    #[runtime_matrix::test]
    async fn a_receiver(&self) {}

    #[runtime_matrix::test]
    async fn a_typed_receiver(self: Box<Self>, rt: runtime_matrix::Runtime) {}
}

fn main() {}
