//! What the types of context managers refuse.

use runtime_matrix::{
    Runtime,
    context::{Exit, generator},
};

fn provides_twice() {
    let _ = generator("twice", |scope| async move {
        scope.provide(1).await;
        scope.provide(2).await;
        Ok(Exit::PassOn)
    });
}

async fn swallows_what_nobody_returned(rt: Runtime) {
    let nothing = generator("nothing", |scope| async move {
        scope.provide(()).await;
        Ok(Exit::PassOn)
    });
    let _: u8 = rt.with(nothing, |()| async { Ok(7) }).await.unwrap();
}

fn main() {}
