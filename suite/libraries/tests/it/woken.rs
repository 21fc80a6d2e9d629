use std::future::Future;

use crate::by_hand::ByHand;

/// Returns the positions of the futures that were woken.
pub(crate) fn woken<F: Future>(futures: &[ByHand<F>]) -> Vec<usize> {
    let all = futures.iter().enumerate();
    all.filter(|(_, future)| future.is_woken())
        .map(|(n, _)| n)
        .collect()
}
