//! Where write barriers are prohibited: functions as text, and the errors expected.

const TEXT: &str = r#"
func "runtime.systemstack" abi1(ptr) -> () file "x.go" line 1 {
b0(v0: ptr):
  ret
}
func "runtime.root" abi1(ptr) -> () no_write_barrier_rec file "x.go" line 10 {
  sig1 abi1(ptr) -> ()
  slot s0 "closure" {word, ptr}
b0(v0: ptr):
  slot_def s0
  v1: ptr = slot_addr s0
  v2: word = sym_addr "runtime.root.func1"<1>
  store v1, v2
  store +8 v1, v0
  call sig1 "runtime.systemstack"<1> v1
  call sig1 "runtime.allowed"<1> v0
  call sig1 "runtime.clean"<1> v0
  ret
}
func "runtime.root.func1" abi1() -> () needctxt file "x.go" line 20 {
  sig1 abi1(ptr) -> ()
b0:
  v0: ptr = closure_ptr
  v1: ptr = load +8 v0
  call sig1 "runtime.stores"<1> v1
  ret
}
func "runtime.stores" abi1(ptr) -> () file "x.go" line 30 {
b0(v0: ptr):
  store v0, v0
  ret
}
func "runtime.allowed" abi1(ptr) -> () yes_write_barrier_rec file "x.go" line 40 {
b0(v0: ptr):
  store v0, v0
  ret
}
func "runtime.clean" abi1(ptr) -> () file "x.go" line 50 {
b0(v0: ptr):
  v1: i64 = load v0
  store v0, v1
  ret
}
func "runtime.marked" abi1(ptr) -> () no_write_barrier file "x.go" line 60 {
b0(v0: ptr):
  store v0, v0
  ret
}
"#;

#[test]
fn barriers_below_prohibiting_functions_are_errors() {
    let mut funcs = ssa::parse::parse_funcs(TEXT).unwrap_or_else(|e| panic!("{e}"));
    funcs.iter_mut().for_each(|f| assert!(opt::run_pass("barrier", f, &opt::PassCx::default())));
    let facts: Vec<_> = funcs.iter().map(opt::barrier_facts).collect();
    let errors = opt::check_barriers(&facts);
    let expected = [
        "x.go:60: write barrier prohibited",
        "x.go:30: write barrier prohibited by caller; runtime.stores\n\tx.go:20: called by runtime.root.func1\n\tx.go:10: called by runtime.root",
    ];
    assert_eq!(errors, expected);
}
