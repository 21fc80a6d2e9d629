//! A transfer takes from one account, and gives to the other after an await.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Accounts = Arc<Shared<(u32, u32)>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Accounts, ()> {
    sweep(
        |_| async { Arc::new(Shared::new((10, 0))) },
        move |rt, accounts: &mut Accounts| {
            Box::pin(async move {
                accounts.change(|accounts| accounts.0 -= 5);
                let taken = Undo::new(|| accounts.change(|accounts| accounts.0 += 5));
                if variant.is_faulty() {
                    taken.keep();
                    rt.yield_now().await;
                } else {
                    rt.yield_now().await;
                    taken.keep();
                }
                accounts.change(|accounts| accounts.1 += 5);
            })
        },
    )
    .check(|_, accounts, _| {
        Box::pin(async move {
            let (from, to) = accounts.look(|accounts| *accounts);
            assert_eq!(from + to, 10, "the sum of the accounts");
        })
    })
}
