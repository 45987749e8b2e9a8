//! A debugger at work: a program compiled with `-N`, linked with its DWARF, stopped by gdb. Says
//! so and passes where there is no gdb.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::process::Command;
use std::time::Duration;
use testkit::{reference, run, std_archives, temp_dir};

const PROGRAM: &str = r#"package main

type point struct {
	x, y int
	name string
}

const answer = 42

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

#[test]
fn gdb_stops_steps_and_prints() {
    if Command::new("gdb").arg("--version").output().is_err() {
        eprintln!("no gdb here: debugging is not tested");
        return;
    }
    let dir = temp_dir();
    let dir = dir.path();
    std::fs::write(dir.join("go.mod"), "module m\n\ngo 1.23\n").unwrap();
    std::fs::write(dir.join("main.go"), PROGRAM).unwrap();
    let mode = compile::Mode { no_opt: true, ..Default::default() };
    let bytes = support::compile_main(&reference().goroot, dir, std_archives(), &mode).expect("it compiles");
    let (object, config, program) = (dir.join("main.a"), dir.join("importcfg"), dir.join("program"));
    std::fs::write(&object, bytes).unwrap();
    let lines = std_archives().iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display()));
    std::fs::write(&config, lines.collect::<String>()).unwrap();
    let mut link = Command::new(reference().tool("link"));
    link.args(["-buildmode=exe", "-importcfg"]).arg(&config).arg("-o").arg(&program).arg(&object);
    run(&mut link, b"", Duration::from_secs(60)).expect();

    let mut gdb = Command::new("gdb");
    gdb.args(["-q", "-batch", "-nx"]);
    for command in [
        "break main.add",
        "run",
        "print n",
        "print p.y",
        "break main.go:16",
        "continue",
        "continue",
        "next",
        "print i",
        "print sum",
        "print q.x",
        "print 'main.global'.y",
        "print 'main.answer'",
        "bt",
    ] {
        gdb.args(["-ex", command]);
    }
    let text = run(gdb.arg(&program), b"", Duration::from_secs(60)).out();
    for want in ["$1 = 3", "$2 = 2", "$3 = 1", "$4 = 7", "$5 = 2", "$6 = 2", "$7 = 42", "#1 ", "main.go:22", "n=3"] {
        assert!(text.contains(want), "no {want:?} in\n{text}");
    }
}
