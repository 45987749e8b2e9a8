//! The builder: variables become values and block parameters, and only where needed.

use obj::Abi;
use ssa::cfg::{Cfg, Dominators, Loops};
use ssa::{Builder, Cond, Dialect, Func, Hint, Layout, Op, Signature, Type, verify};

fn int_func(params: usize) -> Builder {
    let int = || Layout::Scalar(Type::I64);
    let sig = Signature::new(Abi::Internal, (0..params).map(|_| int()).collect(), vec![int()]);
    Builder::new(Func::new(release::Release::default(), "main.sum", sig))
}

/// for i := 0; i < n; i++ { sum += i }; return sum
fn sum_loop() -> Func {
    let mut b = int_func(1);
    let n = b.func.blocks[b.current()].params[0];
    let [vn, vi, vs] = std::array::from_fn(|_| b.var(Type::I64));
    b.def_var(vn, n);
    let zero = b.iconst(Type::I64, 0);
    b.def_var(vi, zero);
    b.def_var(vs, zero);
    let (head, body, exit) = (b.block(), b.block(), b.block());
    b.jump(head, &[]);
    b.switch_to(head);
    let (i, n) = (b.use_var(vi), b.use_var(vn));
    let c = b.icmp(Cond::Lt, i, n);
    b.br(c, body, exit, Hint::First);
    b.seal(body);
    b.seal(exit);
    b.switch_to(body);
    let (s, i) = (b.use_var(vs), b.use_var(vi));
    let s2 = b.binary(Op::Add, s, i);
    b.def_var(vs, s2);
    let one = b.iconst(Type::I64, 1);
    let i2 = b.binary(Op::Add, i, one);
    b.def_var(vi, i2);
    b.jump(head, &[]);
    b.seal(head);
    b.switch_to(exit);
    let s = b.use_var(vs);
    b.ret(&[s]);
    b.finish()
}

#[test]
fn loop_variables_become_parameters_and_constants_do_not() {
    let f = sum_loop();
    assert_eq!(verify::verify(&f, Dialect::Go), Vec::<String>::new());
    // i and sum, but not n, which never changes.
    assert_eq!(f.blocks[f.order[1]].params.len(), 2, "{f}");
    assert_eq!(f.blocks[f.order[3]].params.len(), 0, "{f}");
    let cfg = Cfg::new(&f);
    let doms = Dominators::new(&f, &cfg);
    let loops = Loops::new(&f, &cfg, &doms);
    let depth: Vec<u32> = f.order.iter().map(|&b| loops.depth[b]).collect();
    assert_eq!(depth, [0, 1, 1, 0]);
    assert!(doms.dominates(f.order[1], f.order[3]) && !doms.dominates(f.order[2], f.order[3]));
}

#[test]
fn a_deep_chain_of_blocks_needs_no_stack() {
    let mut b = int_func(1);
    let v = b.var(Type::I64);
    let p = b.func.blocks[b.current()].params[0];
    b.def_var(v, p);
    for _ in 0..200_000 {
        let (then, join) = (b.block(), b.block());
        let c = b.iconst(Type::I8, 1);
        b.br(c, then, join, Hint::None);
        b.seal(then);
        b.switch_to(then);
        b.jump(join, &[]);
        b.seal(join);
        b.switch_to(join);
    }
    let v = b.use_var(v);
    assert!(b.func.resolve(v).0 > 0);
    b.ret(&[v]);
    let f = b.finish();
    assert!(f.order.iter().skip(1).all(|&b| f.blocks[b].params.is_empty()));
}

#[test]
fn an_undefined_variable_reads_as_zero_and_dead_blocks_go() {
    let mut b = int_func(0);
    let v = b.var(Type::I64);
    let dead = b.block();
    b.seal(dead);
    let x = b.use_var(v);
    b.ret(&[x]);
    b.switch_to(dead);
    let y = b.use_var(v);
    b.ret(&[y]);
    let f = b.finish();
    assert_eq!(f.order.len(), 1);
    assert_eq!(f.const_int(f.terminator(f.entry()).args[0]), Some(0));
}
