//! The catalogue of conformance.

mod tokio_current_thread {
    runtime_matrix::conformance!(runtime_matrix_tokio::CurrentThread);
}

mod tokio_multi_thread {
    runtime_matrix::conformance!(runtime_matrix_tokio::MultiThread);
}
