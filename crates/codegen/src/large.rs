//! Frames no stack can hold. In: a function in dialect Lowered; out: what is wrong with it. The
//! limit is the largest stack the runtime grows to (fact: `cmd/compile/internal/gc/compile.go`,
//! `ssagen/pgen.go`).

use ssa::Func;
use ssa::abi::Assignment;

/// The largest frame.
const MAX_STACK: u64 = 1 << 30;

/// The message about a frame that is too large.
pub fn too_large(f: &Func) -> Option<String> {
    let sum = |sizes: &mut dyn Iterator<Item = u64>| sizes.fold(0, u64::saturating_add);
    let locals = sum(&mut f.slots.iter().map(|s| s.layout.size()));
    let args = Assignment::new(&f.sigs[f.sig]).size;
    let others = f.sigs.iter_enumerated().filter(|(id, _)| *id != f.sig);
    let callee = others.map(|(_, sig)| Assignment::new(sig).size).max().unwrap_or(0);
    if sum(&mut [locals, args, callee].into_iter()) <= MAX_STACK {
        return None;
    }
    let mut text = format!("stack frame too large (>1GB): {} MB locals + {} MB args", locals >> 20, args >> 20);
    if callee > 0 {
        text += &format!(" + {} MB callee", callee >> 20);
    }
    Some(format!("{}:{}:{}: {text}", f.file, f.start_line, f.start_column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_of_a_gigabyte_are_refused() {
        let f = |n: u64| {
            let text = format!(
                "func \"main.f\" abi1() -> () file \"x.go\" line 4 {{\n  slot s0 \"x\" [{n}]i64\nb0:\n  ret\n}}\n"
            );
            too_large(&ssa::parse::parse_func(&text).unwrap())
        };
        assert_eq!(f(1 << 27), None);
        assert_eq!(f(1 << 28).unwrap(), "x.go:4:0: stack frame too large (>1GB): 2048 MB locals + 0 MB args");
    }
}
