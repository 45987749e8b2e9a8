//! A debugger at work: a program compiled for each release whose reference is here, linked with its DWARF, stopped by
//! gdb. Says so and passes where there is no gdb.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::process::Command;
use std::time::Duration;
use target::Target;
use testkit::{Reference, archives_below, installed_references, run, temp_dir};

const PROGRAM: &str = r#"package main

type point struct {
	x, y int
	name string
}

const answer = 42

const most uint64 = ^uint64(0)

var global = point{1, 2, "global"}

func add(p point, n int, s []string) (sum int, ok bool) {
	for i := 0; i < n; i++ {
		q := p
		q.x += i
		sum += q.x + q.y
	}
	return sum + len(s), true
}

func main() {
	r, ok := add(global, 3, []string{"u", "v"})
	println(r, ok, answer)
}
"#;

/// Parameters that come on the stack, and results without names.
const STACK: &str = r#"package main

//go:noinline
func target(w [2]int8, u [1]string, r struct{ x [3]byte }, q [4]int, n int) (int, string) {
	println(q[1])
	return int(w[0]) + int(r.x[1]) + q[2] + n, u[0]
}

func main() {
	n, s := target([2]int8{-1, 2}, [1]string{"u"}, struct{ x [3]byte }{[3]byte{6, 7, 8}}, [4]int{9, 10, 11, 12}, 5)
	println(n, s)
}
"#;

/// What gdb says of a program of each release when it is told to do these things; nothing where there is no gdb.
fn debug(text: &str, mode: &compile::Mode, commands: &[&str]) -> Vec<String> {
    let references = installed_references();
    let said =
        references.iter().filter_map(|(release, of)| debug_with(&Target::of(*release), of, text, mode, commands));
    said.collect()
}

fn debug_with(
    target: &Target,
    reference: &Reference,
    text: &str,
    mode: &compile::Mode,
    commands: &[&str],
) -> Option<String> {
    if Command::new("gdb").arg("--version").output().is_err() {
        eprintln!("no gdb here: debugging is not tested");
        return None;
    }
    let dir = temp_dir();
    let dir = dir.path();
    std::fs::write(dir.join("go.mod"), "module m\n\ngo 1.23\n").unwrap();
    std::fs::write(dir.join("main.go"), text).unwrap();
    let archives = archives_below(reference, &["runtime"]);
    let bytes = support::compile_main_for(target, &reference.goroot, dir, &archives, mode).expect("it compiles");
    let (object, config, program) = (dir.join("main.a"), dir.join("importcfg"), dir.join("program"));
    std::fs::write(&object, bytes).unwrap();
    let lines = archives.iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display()));
    std::fs::write(&config, lines.collect::<String>()).unwrap();
    let mut link = Command::new(reference.tool("link"));
    link.args(["-buildmode=exe", "-importcfg"]).arg(&config).arg("-o").arg(&program).arg(&object);
    run(&mut link, b"", Duration::from_secs(60)).expect();

    let mut gdb = Command::new("gdb");
    // A goroutine that is preempted where it stands at a breakpoint comes there twice.
    gdb.env("GODEBUG", "asyncpreemptoff=1");
    gdb.args(["-q", "-batch", "-nx"]);
    for (n, command) in commands.iter().enumerate() {
        // Of several lines only a script can be made.
        let script = dir.join(format!("script{n}"));
        std::fs::write(&script, command).unwrap();
        gdb.arg("-x").arg(script);
    }
    Some(format!("{:?}:\n{}", target.release, run(gdb.arg(&program), b"", Duration::from_secs(60)).out()))
}

#[test]
fn gdb_stops_steps_and_prints() {
    let mode = compile::Mode { no_opt: true, ..Default::default() };
    let commands = [
        "break main.add",
        "run",
        "print n",
        "print p.y",
        // One that has to yield begins the function anew.
        "delete 1",
        "break main.go:18",
        "continue",
        "continue",
        "next",
        "print i",
        "print sum",
        "print q.x",
        "print 'main.global'.y",
        "print 'main.answer'",
        "print 'main.most'",
        "bt",
    ];
    for text in debug(PROGRAM, &mode, &commands) {
        for want in [
            "$1 = 3",
            "$2 = 2",
            "$3 = 1",
            "$4 = 7",
            "$5 = 2",
            "$6 = 2",
            "$7 = 42",
            "$8 = 18446744073709551615",
            "#1 ",
            "main.go:24",
            "n=3",
        ] {
            assert!(text.contains(want), "no {want:?} in\n{text}");
        }
    }
}

/// What debuggers that call a function, and those that leave one, go by.
#[test]
fn arguments_are_in_registers_at_first_and_results_in_variables_at_the_end() {
    const TEXT: &str = r#"package main

//go:noinline
func target(s string, n int, b []byte, f float64) (sum int) {
	sum = 1
	return n + len(s) + sum*4 + len(b)
}

func main() { println(target("abc", 7, []byte{1}, 2.5)) }
"#;
    let mode = compile::Mode { no_opt: true, no_inline: true, ..Default::default() };
    let to_the_end = "set language c\nwhile *(unsigned char*)$pc != 0xc3\nstepi\nend\nset language auto";
    let commands = ["break *'main.target'", "run", "info args", to_the_end, "print sum", "print s"];
    for text in debug(TEXT, &mode, &commands) {
        for want in ["n = 7", "f = 2.5", "\"abc\"", "$1 = 15"] {
            assert!(text.contains(want), "no {want:?} in\n{text}");
        }
        assert_eq!(text.matches("\"abc\"").count(), 2, "in\n{text}");
    }
}

#[test]
fn breakpoints_are_on_the_line_of_the_function_and_all_parameters_are_known() {
    for no_opt in [false, true] {
        let mode = compile::Mode { no_opt, ..Default::default() };
        let texts = debug(STACK, &mode, &["break main.target", "run", "info args"]);
        let args = ["w = \"\\377\\002\"", "\"u\"", "r = {x = \"\\006\\a\\b\"}", "q = {9, 10, 11, 12}", "n = 5"];
        for (text, want) in texts
            .iter()
            .flat_map(|t| ["main.go, line 4.", "~r0 = ", "~r1 = "].into_iter().chain(args).map(move |want| (t, want)))
        {
            assert!(text.contains(want), "no {want:?} in\n{text}");
        }
    }
}

/// Values without a name have types, too.
#[test]
fn types_of_what_has_no_name_are_known() {
    const TEXT: &str =
        "package main\n\ntype hidden struct{ a, b int }\n\nfunc main() {\n\tvar x any = []hidden{}\n\tprintln(x)\n}\n";
    let mode = compile::Mode { no_opt: true, no_inline: true, ..Default::default() };
    for text in debug(TEXT, &mode, &["break main.main", "run", "info types hidden"]) {
        assert!(text.contains("[]main.hidden"), "{text}");
    }
}

/// In optimized code variables that are set once are seen wherever their values are, and no other value is ever shown for
/// one that is not there.
#[test]
fn optimized_variables_are_seen_where_their_values_are() {
    const TEXT: &str = r#"package main

//go:noinline
func use(n int, s []byte) int { return n + len(s) }

//go:noinline
func target(n int) int {
	once := n * 3
	bytes := make([]byte, 4, 8)
	fixed := 42
	twice := n
	twice = use(once, bytes)
	sum := use(twice, bytes)
	use(sum, nil)
	gone := n + 1
	use(gone, nil)
	return use(sum+once+fixed+len(bytes), nil)
}

func main() { println(target(7)) }
"#;
    let commands =
        ["break main.go:13", "run", "info locals", "next", "print sum", "break main.go:17", "continue", "print gone"];
    for text in debug(TEXT, &compile::Mode::default(), &commands) {
        for want in ["once = 21", "fixed = 42", "twice = <optimized out>", "len = 4", "cap = 8", "$1 = 29"] {
            assert!(text.contains(want), "no {want:?} in\n{text}");
        }
        assert!(text.contains("$2 = <optimized out>") || text.contains("$2 = 8"), "in\n{text}");
    }
}

/// A variable whose address is taken is seen in its slot while that is its own, and in the heap.
#[test]
fn optimized_variables_with_addresses_are_seen() {
    const TEXT: &str = r#"package main

var keep *int

//go:noinline
func look(p *[3]int) int { return p[0] + p[1] }

//go:noinline
func target(n int) int {
	heap := n * 2
	keep = &heap
	first := [3]int{n, n + 1, 0}
	sum := look(&first)
	sum += look(&first)
	second := [3]int{n + 2, n + 3, 0}
	sum += look(&second)
	sum += look(&second)
	return sum + heap
}

func main() { println(target(7)) }
"#;
    let commands = [
        "break main.go:14",
        "run",
        "print heap",
        "print first",
        "print second",
        "break main.go:17",
        "continue",
        "print heap",
        "print first",
        "print second",
    ];
    for text in debug(TEXT, &compile::Mode::default(), &commands) {
        let said: Vec<&str> = text.lines().filter(|l| l.starts_with('$')).collect();
        let want =
            ["$1 = 14", "$2 = {7, 8, 0}", "$3 = <optimized out>", "$4 = 14", "$5 = <optimized out>", "$6 = {9, 10, 0}"];
        assert_eq!(said, want, "in\n{text}");
    }
}

/// Calls that were inlined are frames with their own variables, and a breakpoint on their function stops in each copy.
#[test]
fn inlined_calls_are_frames() {
    const TEXT: &str = r#"package main

//go:noinline
func use(n int) int { return n }

func inner(a int) int {
	b := a * 5
	return use(b) + b
}

func outer(x int) int {
	y := x + 1
	return inner(y) + y
}

//go:noinline
func target(n int) int {
	return outer(n) + inner(n)
}

func main() { println(target(7)) }
"#;
    let mut commands = vec!["break main.inner", "delete", "break main.use", "run", "bt"];
    for frame in ["frame 1", "frame 2", "frame 3"] {
        commands.extend([frame, "info args", "info locals"]);
    }
    for text in debug(TEXT, &compile::Mode::default(), &commands) {
        let wanted = [
            "#0  main.use (n=40",
            "main.inner (a=8) at",
            "main.go:8",
            "main.outer (x=7) at",
            "main.go:13",
            "main.target (n=7",
            "main.go:18",
            "b = 40",
            "y = 8",
        ];
        for want in wanted {
            assert!(text.contains(want), "no {want:?} in\n{text}");
        }
        assert!(text.contains("(2 locations)"), "no two copies of inner in\n{text}");
    }
}
