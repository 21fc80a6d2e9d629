// What Python finds at run time.
struct User;

struct NotDebug;

#[runtime_matrix::mock]
trait Client {
    async fn send(&self, to: &str, bytes: u32) -> Result<u32, String>;
    fn name(&self) -> String;
}

#[runtime_matrix::mock]
trait Copies {
    fn greet(&self, user: &User);
}

#[runtime_matrix::mock]
trait Prints {
    fn show(&self, what: NotDebug);
}

#[runtime_matrix::mock(type Error = u8)]
trait Bounds {
    type Error: std::error::Error;
}

async fn wrong(client: MockClient) {
    client.send.returns(7);
    client.send.assert_awaited_once_with((1, 7));
    client.send("ann", "seven").await;
    client.name().await;
    client.name.assert_awaited();
    client.receive.assert_called();
}

fn main() {}
