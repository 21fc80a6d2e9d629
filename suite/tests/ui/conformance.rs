mod an_exception_of_another_kind {
    runtime_matrix::conformance!(runtime_matrix::Sim, ignore("cancel::completes_after_the_drop", "it is slow"));
}

mod no_reason {
    runtime_matrix::conformance!(runtime_matrix::Sim, known("cancel::completes_after_the_drop"));
}

mod none {
    runtime_matrix::conformance!();
}

fn main() {}
