//! Names that could be taken for something else.

use std::future::ready;

#[runtime_matrix::test]
async fn r#match() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn sim() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn tokio_multi_thread() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn smol() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn tests() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn test() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn body() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn __body() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn run() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn boxed() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn expand() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn __private() {
    ready(()).await;
}

#[runtime_matrix::test]
async fn __cells() {
    ready(()).await;
}

#[expect(non_snake_case, reason = "the expansion has a constant of that name")]
#[runtime_matrix::test]
async fn TEST() {
    ready(()).await;
}

/// Neither a fixture nor a crate is in the way, nor the name of the parameter.
mod parameters {
    use runtime_matrix::Runtime;

    #[runtime_matrix::test]
    async fn rt(rt: Runtime) {
        rt.yield_now().await;
    }

    #[runtime_matrix::test]
    async fn runtime(body: Runtime) {
        body.yield_now().await;
    }

    #[runtime_matrix::test]
    async fn mutable(mut rt: Runtime) {
        rt = rt.clone();
        rt.yield_now().await;
    }

    #[runtime_matrix::test]
    async fn unused(_rt: Runtime) {
        std::future::ready(()).await;
    }

    #[runtime_matrix::test]
    async fn r#type(r#fn: Runtime) {
        r#fn.yield_now().await;
    }
}
