//! Asks the linker for an identification of the binary: a note with a hash of what it holds. It goes
//! into cache keys, so that no binary takes what another one made for its own work.
//!
//! And asks for a fixed address: a program that may lie anywhere has tens of thousands of pointers in its tables, which are set
//! before `main`, each page of them being copied for that.

fn main() {
    println!("cargo::rustc-link-arg-bins=-Wl,--build-id=sha1");
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rerun-if-changed=build.rs");
}
