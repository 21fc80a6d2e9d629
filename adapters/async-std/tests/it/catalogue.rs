//! The catalogue of conformance.

runtime_matrix::conformance!(runtime_matrix_async_std::AsyncStd);
