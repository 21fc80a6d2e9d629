//! The catalogue of conformance.

mod futures_local {
    runtime_matrix::conformance!(runtime_matrix_futures::Local);
}

mod futures_pool {
    runtime_matrix::conformance!(runtime_matrix_futures::Pool);
}
