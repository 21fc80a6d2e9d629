//! The catalogue of conformance.

mod local {
    runtime_matrix::conformance!(runtime_matrix_futures::Local);
}

mod pool {
    runtime_matrix::conformance!(runtime_matrix_futures::Pool);
}
