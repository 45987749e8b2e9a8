//! Random functions: frames of all sizes, branches near and far, alignment, pushes and pops, calls,
//! several returns. The object file must be the official assembler's, byte for byte, of each release whose toolchain
//! is on the machine.
//! `OXIGO_RANDOM_FILES` sets how many files (20 otherwise), `OXIGO_RANDOM_SEED` which.

use asm::command::{Environment, assemble};
use release::Release;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use target::Target;
use testkit::Reference;

/// xorshift64*: the same sequence everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Frame sizes at and around what the stack check distinguishes.
const FRAMES: &[&str] = &[
    "0", "0", "0", "8", "16", "24", "96", "104", "112", "120", "128", "136", "256", "4072", "4080", "4088", "4096",
    "4104", "8192", "65536", "1048576",
];
const FLAGS: &[&str] = &["0", "0", "0", "4", "4|512", "512", "4|64", "64", "32", "4|32", "2", "2048|4"];
const PLAIN: &[&str] = &[
    "ADDQ $1, AX",
    "MOVQ $0x123456789abcdef, CX",
    "MOVQ $0x12345678, R9",
    "MOVQ $0, BP",
    "MOVQ $-1, BX",
    "MOVL arg+0(FP), DX",
    "MOVQ AX, ret+8(FP)",
    "LEAQ arg+0(FP), R8",
    "MOVQ data<>(SB), R9",
    "LEAQ data<>+8(SB), R10",
    "MOVQ $data<>(SB), R11",
    "VPADDD Y1, Y2, Y3",
    "MOVSD $1.5, X0",
    "MOVSD $0.0, X1",
    "MOVSS $(-2.0), X2",
    "MOVQ 8(SP), BX",
    "CMPQ AX, $300",
    "MOVQ TLS, CX; MOVQ 0(CX)(TLS*1), CX",
    "CALL other(SB)",
    "CALL AX",
    "CALL (R9)",
    "CALL runtime·panicIndex(SB)",
    "LOCK; XADDL AX, (BX)",
    "PCDATA $1, $0",
    "PCDATA $1, $-1",
    "PCALIGN $16",
    "PCALIGN $32",
    "BYTE $0x90",
    "NOP",
    "CMPXCHGQ CX, (DI)",
    "CMPB AX, $1",
    "TESTB $2, AX",
    "ADDB $3, AL",
    "XORB $4, BX",
    "REP; MOVSB",
    "UNDEF",
    "XCHGQ AX, R15",
    "PAUSE",
];
const BRANCHES: &[&str] = &["JMP", "JEQ", "JNE", "JLT", "JHI", "JLS", "JCS", "JOS", "JPC", "JGE"];

/// One function of up to 120 statements.
fn function(r: &mut Random, n: usize, out: &mut String) {
    let frame = r.pick(FRAMES);
    let args = r.pick(&["-16", "-24", ""]);
    let name = if r.chance(50) { format!("·f{n}") } else { format!("f{n}<>") };
    let _ = writeln!(out, "TEXT {name}(SB), {}, ${frame}{args}", r.pick(FLAGS));
    let count = 1 + r.below(120);
    let labels = 1 + r.below(6);
    let places: Vec<usize> = (0..labels).map(|_| r.below(count)).collect();
    for i in 0..count {
        for (l, _) in places.iter().enumerate().filter(|(_, p)| **p == i) {
            let _ = writeln!(out, "l{l}:");
        }
        match r.below(20) {
            0..=3 => {
                let _ = writeln!(out, "\t{} l{}", r.pick(BRANCHES), r.below(labels));
            }
            4 if i + 4 < count => {
                let _ = writeln!(out, "\t{} {}(PC)", r.pick(BRANCHES), r.below(3));
            }
            5 => out.push_str("\tRET\n"),
            6 => out.push_str("\tPUSHQ AX\n\tPOPQ BX\n"),
            7 if r.chance(20) => out.push_str("\tJMP other(SB)\n"),
            8 if r.chance(20) => out.push_str("\tADDQ $8, SP\n"),
            _ => {
                let _ = writeln!(out, "\t{}", r.pick(PLAIN));
            }
        }
    }
    out.push_str("\tRET\n");
}

fn official(reference: &Reference, dir: &Path, flags: &[&str]) -> Option<Vec<u8>> {
    let mut command = std::process::Command::new(reference.tool("asm"));
    command.current_dir(dir).args(flags).args(["-p", "p", "-o", "theirs.o"]).arg(dir.join("r.s"));
    testkit::official::set_environment(&mut command, reference);
    testkit::run(&mut command, b"", Duration::from_secs(60)).ok().then(|| std::fs::read(dir.join("theirs.o")).ok())?
}

fn ours((release, reference): &(Release, Reference), dir: &Path, flags: &[&str]) -> Option<Vec<u8>> {
    let mut args: Vec<OsString> = flags.iter().map(Into::into).collect();
    args.extend(["-p", "p", "-o", "ours.o"].map(OsString::from));
    args.push(dir.join("r.s").into());
    let flags = asm::flags::parse(&args).ok()?;
    let goroot = reference.goroot.display().to_string();
    let dir = dir.display().to_string();
    let target = Target::of(*release);
    assemble(&flags, &Environment { dir, goroot, target }).file
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// The text for a release: the official assembler does not end since go1.26 where a branch ahead leads to padding
/// and another pass is needed, and no longer knows the functions that tell of bounds, which are gone.
fn text_for(release: Release, text: &str) -> String {
    match release.padding_is_target {
        false => text.to_owned(),
        true => text.replace("PCALIGN $16", "NOP").replace("PCALIGN $32", "NOP").replace("runtime·panicIndex", "other"),
    }
}

#[test]
fn branches_to_padding_lead_where_the_release_has_them() {
    let text = "TEXT ·f(SB), 4, $0\n\tCMPB AX, $1\n\tJEQ l\n\tINCQ AX\nl:\n\tPCALIGN $32\n\tDECQ AX\n\tJNE l\n\tRET\n";
    for to in testkit::installed_references() {
        let dir = testkit::temp_dir();
        std::fs::write(dir.path().join("r.s"), text).expect("writable");
        let (theirs, mine) = (official(&to.1, dir.path(), &[]), ours(&to, dir.path(), &[]));
        assert!(mine.is_some() && mine == theirs, "{:?}", to.0);
    }
}

#[test]
fn random_functions_make_the_same_objects() {
    let installed = testkit::installed_references();
    let mut r = Random(setting("OXIGO_RANDOM_SEED", 42));
    let mut made = 0;
    for file in 0..setting("OXIGO_RANDOM_FILES", 20) {
        let mut text = String::new();
        for n in 0..1 + r.below(12) {
            function(&mut r, n, &mut text);
        }
        text.push_str("GLOBL data<>(SB), 8, $64\n");
        let dir = testkit::temp_dir();
        let ways = installed.iter().flat_map(|to| [&[][..], &["-shared"], &["-dynlink"]].map(|flags| (to, flags)));
        for (to, flags) in ways {
            std::fs::write(dir.path().join("r.s"), text_for(to.0, &text)).expect("writable");
            let (theirs, mine) = (official(&to.1, dir.path(), flags), ours(to, dir.path(), flags));
            if theirs != mine {
                let kept = std::env::temp_dir().join("oxigo-random-function.s");
                std::fs::write(&kept, &text).expect("writable");
                let what =
                    |o: &Option<Vec<u8>>| o.as_ref().map_or("refused".to_string(), |b| format!("{} bytes", b.len()));
                let (have, want) = (what(&mine), what(&theirs));
                panic!("file {file} {:?} {flags:?}: {have}, not {want}; kept as {}", to.0, kept.display());
            }
            made += usize::from(mine.is_some());
        }
    }
    println!("{made} objects equal");
    assert!(made > 0, "every file was refused");
}
