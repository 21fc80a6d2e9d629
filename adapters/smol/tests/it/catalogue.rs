//! The catalogue of conformance.

mod smol {
    runtime_matrix::conformance!(runtime_matrix_smol::Smol);
}
