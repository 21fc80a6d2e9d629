//! The catalogue of conformance.

mod current_thread {
    runtime_matrix::conformance!(runtime_matrix_tokio::CurrentThread);
}

mod multi_thread {
    runtime_matrix::conformance!(runtime_matrix_tokio::MultiThread);
}
