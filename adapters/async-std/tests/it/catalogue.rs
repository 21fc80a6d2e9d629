//! The catalogue of conformance.

mod async_std {
    runtime_matrix::conformance!(runtime_matrix_async_std::AsyncStd);
}
