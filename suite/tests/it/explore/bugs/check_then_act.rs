//! Whether there is enough is looked up before an await, and taken after it.

use std::sync::{Arc, Mutex};

use runtime_matrix::{Runtime, Verdict, explore};

type Balance = Arc<Mutex<i32>>;

async fn broken_withdraw(rt: Runtime, balance: Balance) {
    if *balance.lock().unwrap() >= 10 {
        rt.yield_now().await;
        *balance.lock().unwrap() -= 10;
    }
}

async fn withdraw(rt: Runtime, balance: Balance) {
    rt.yield_now().await;
    let mut balance = balance.lock().unwrap();
    if *balance >= 10 {
        *balance -= 10;
    }
}

async fn all<T: Future<Output = ()> + Send + 'static>(
    rt: Runtime,
    tasks: u32,
    withdraw: fn(Runtime, Balance) -> T,
) {
    let balance = Arc::new(Mutex::new(15));
    let shared = Arc::clone(&balance);
    explore::state(move || *shared.lock().unwrap());
    let taking = (0..tasks).map(|_| rt.spawn(withdraw(rt.clone(), Arc::clone(&balance))));
    super::join(taking.collect()).await;
    let left = *balance.lock().unwrap();
    assert!(left >= 0, "the account is overdrawn");
}

#[test]
fn an_overdrawn_account_is_found() {
    let says = "the account is overdrawn";
    super::assert_found(|rt| all(rt, 2, broken_withdraw), Verdict::Panic, says, 2);
}

#[test]
fn a_check_with_its_act_is_proved() {
    super::assert_proved(|rt| all(rt, 2, withdraw));
    super::assert_proved(|rt| all(rt, 3, withdraw));
}
