#[runtime_matrix::mock]
struct Struct;

#[runtime_matrix::mock]
pub async fn function() {}

#[runtime_matrix::mock]
impl Struct {}

#[runtime_matrix::mock]
unsafe trait Promise {
    unsafe fn keep(&self);
    extern "C" fn call(&self);
    made_by_a_macro!();
}

fn main() {}
