//! The catalogue of conformance.

mod sim {
    runtime_matrix::conformance!(runtime_matrix_sim::Sim);
}
