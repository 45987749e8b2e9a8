//! Selection, allocation and emission as text: each `testdata/asm/*.ssa` holds functions, the
//! `.txt` beside it their machine code, tables and maps.

use amd64_codegen::compile_func;
use iced_x86::{Decoder, DecoderOptions, Formatter, GasFormatter};
use machine::{CompiledFunc, Config};
use std::fmt::Write;
use std::path::Path;

fn show(f: &CompiledFunc) -> String {
    let mut out = format!("{} {:?} args={} locals={}\n", f.name, f.flags, f.args, f.locals);
    let mut formatter = GasFormatter::new();
    formatter.options_mut().set_space_after_operand_separator(true);
    let [sp, line, unsafe_points, map, file, live, inline, bounds] = &f.tables;
    for i in Decoder::with_ip(64, &f.code, 0, DecoderOptions::NONE) {
        let at = i.ip() as u32;
        let mut text = String::new();
        formatter.format(&i, &mut text);
        let facts = (sp.at(at), line.at(at), unsafe_points.at(at), map.at(at));
        write!(out, "{at:04x} {:>3} {:>3} {:>2} {:>2}  {text}", facts.0, facts.1, facts.2, facts.3).unwrap();
        if live.at(at) > 0 {
            write!(out, "  live {}", live.at(at)).unwrap();
        }
        if bounds.at(at) >= 0 {
            write!(out, "  bounds {}", bounds.at(at)).unwrap();
        }
        if file.at(at) > 0 {
            write!(out, "  {}", f.file_name(file.at(at))).unwrap();
        }
        if inline.at(at) >= 0 {
            write!(out, "  ^{}", inline.at(at)).unwrap();
        }
        for r in f.relocs.iter().filter(|r| (at..at + i.len() as u32).contains(&r.offset)) {
            let sym = f.syms.get(r.sym as usize).map_or("-", |s| &s.0);
            write!(out, "  [{:?} {sym}{:+}]", r.kind, r.addend).unwrap();
        }
        out.push('\n');
    }
    for (n, call) in f.inlined.iter().enumerate() {
        let file = f.file_name(call.file);
        let (callee, pc) = (&call.callee.0, call.parent_pc);
        writeln!(out, "inlined {n} in {}: {callee} at {file}:{} pc {pc:04x}", call.parent, call.line).unwrap();
    }
    for aux in &f.aux {
        let hex: Vec<String> = aux.data.iter().map(|b| format!("{b:02x}")).collect();
        writeln!(out, "funcdata {}: {}", aux.funcdata.number(), hex.join(" ")).unwrap();
    }
    out
}

#[test]
fn machine_code_is_as_expected() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/asm");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "ssa"));
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let funcs = ssa::parse::parse_funcs(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let config = Config { check_allocation: true, check_maps: true, verify: true, ..Config::default() };
        let shown: Vec<String> = funcs.into_iter().map(|f| show(&compile_func(f, config))).collect();
        testkit::golden::check_golden(&file.with_extension("txt"), &shown.join("\n"));
    }
}
