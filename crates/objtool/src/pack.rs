//! `tool pack OP ARCHIVE FILES…`: makes, lists and takes apart archives (`go doc cmd/pack`).
//! `r` always appends; adding a compiler's output adds its `_go_.o` under the file's name; `c`
//! copies the export data of the first such file.

use crate::cli;
use goobj::write::{ArchiveWriter, MemberAttributes};
use goobj::{Archive, Member, MemberKind};
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: oxigo tool pack op file.a [name....]
Where op is one of cprtx optionally followed by v for verbose output.
For compatibility with old Go build environments the op string grc is
accepted as a synonym for c.
";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Create,
    Print,
    Append,
    List,
    Extract,
}

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let [op, archive, files @ ..] = args else {
        return cli::usage("pack: not enough arguments\n", USAGE);
    };
    let Some((op, verbose)) = operation(&op.to_string_lossy()) else {
        return cli::usage("", USAGE);
    };
    let done = match op {
        Op::Create | Op::Append if files.is_empty() => return cli::usage("", USAGE),
        Op::Create | Op::Append => add(op, Path::new(archive), files, verbose),
        Op::Print | Op::List | Op::Extract => scan(op, archive, files, verbose),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => cli::fail("pack", e),
    }
}

fn operation(text: &str) -> Option<(Op, bool)> {
    let (mut op, mut verbose) = (None, false);
    for c in if text == "grc" { "c" } else { text }.chars() {
        let this = match c {
            'c' => Op::Create,
            'p' => Op::Print,
            'r' => Op::Append,
            't' => Op::List,
            'x' => Op::Extract,
            'v' if !verbose => {
                verbose = true;
                continue;
            }
            _ => return None,
        };
        if op.replace(this).is_some() {
            return None;
        }
    }
    Some((op?, verbose))
}

/// Prints, lists or extracts the members that are named, or all.
fn scan(op: Op, path: &OsString, files: &[OsString], verbose: bool) -> Result<(), String> {
    let data = cli::read(path)?;
    let archive = parse(&data, path)?;
    let mut wanted: Vec<String> = files.iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let all = wanted.is_empty();
    for member in &archive.members {
        if !all {
            let Some(i) = wanted.iter().position(|w| w == member.name) else { continue };
            wanted.remove(i);
        }
        match op {
            Op::List if verbose => cli::print(format!("{}\n", long_line(member)).as_bytes()),
            Op::List => cli::print(format!("{}\n", member.name).as_bytes()),
            _ => {
                if verbose {
                    cli::print(format!("{}\n", member.name).as_bytes());
                }
                if op == Op::Extract { extract(member)? } else { cli::print(member.data) }
            }
        }
    }
    match wanted.first() {
        Some(name) => Err(format!("file {name:?} not in archive")),
        None => Ok(()),
    }
}

fn parse<'a>(data: &'a [u8], path: &OsString) -> Result<Archive<'a>, String> {
    let archive = Archive::parse(data).map_err(|f| f.in_file(path, None).to_string())?;
    if archive.bare {
        return Err(format!("{}: not an archive", path.to_string_lossy()));
    }
    Ok(archive)
}

/// Writes a member to a file of its name in the current folder; names that lead elsewhere are refused.
fn extract(member: &Member<'_>) -> Result<(), String> {
    if member.name.is_empty() || member.name.contains('/') || member.name == ".." {
        return Err(format!("{:?} is no name for a file here", member.name));
    }
    let failed = |e: std::io::Error| format!("{}: {e}", member.name);
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o444).open(member.name).map_err(failed)?;
    file.write_all(member.data).map_err(failed)
}

/// The line of a verbose listing.
fn long_line(member: &Member<'_>) -> String {
    let (time, uid, gid, mode) = member.attributes();
    let letters = "rwxrwxrwx".chars().enumerate();
    let bits: String = letters.map(|(i, c)| if mode & (0o400 >> i) != 0 { c } else { '-' }).collect();
    format!("-{bits} {uid:6}/{gid:<6} {:12} {} {}", member.data.len(), date(time), member.name)
}

/// Seconds since 1970 as `Jan  1 00:00 1970`, in UTC.
fn date(seconds: u64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    let leap = |y: u64| (y.is_multiple_of(4) && !y.is_multiple_of(100)) || y.is_multiple_of(400);
    while days >= 365 + u64::from(leap(year)) && year < 9999 {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while month < 11 && days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{} {:2} {:02}:{:02} {year}", MONTHS[month], days + 1, rest / 3600, rest % 3600 / 60)
}

/// Creates an archive or appends to one; the result takes its place by a rename.
fn add(op: Op, path: &Path, files: &[OsString], verbose: bool) -> Result<(), String> {
    let old = match (op, fs::read(path)) {
        (Op::Append, Ok(data)) if !data.is_empty() => {
            parse(&data, &path.into())?;
            Some(data)
        }
        _ => None,
    };
    let mut archive = old.map_or_else(ArchiveWriter::new, ArchiveWriter::append_to);
    if op == Op::Create {
        add_export_data(&mut archive, files, verbose)?;
    }
    for file in files {
        if verbose {
            cli::print(format!("{}\n", file.to_string_lossy()).as_bytes());
        }
        add_file(&mut archive, file)?;
    }
    let failed = |e: std::io::Error| format!("{}: {e}", path.display());
    if fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        // A device is written to, never replaced.
        return fs::write(path, archive.finish()).map_err(failed);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mode = fs::metadata(path).map_or(0o644, |m| m.permissions().mode());
    let mut out = tempfile::Builder::new().prefix(".pack-").tempfile_in(folder).map_err(failed)?;
    out.write_all(&archive.finish()).map_err(failed)?;
    fs::set_permissions(out.path(), fs::Permissions::from_mode(mode)).map_err(failed)?;
    out.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// Copies the export data of the first file that has some.
fn add_export_data(archive: &mut ArchiveWriter, files: &[OsString], verbose: bool) -> Result<(), String> {
    for file in files {
        let data = cli::read(file)?;
        let Some(compiled) = compiler_output(&data) else { continue };
        let Some(member) = compiled.pkgdef() else { continue };
        if verbose {
            cli::print(format!("__.PKGDEF # {}\n", file.to_string_lossy()).as_bytes());
        }
        archive.add("__.PKGDEF", MemberAttributes::default(), member.data);
        break;
    }
    Ok(())
}

fn add_file(archive: &mut ArchiveWriter, file: &OsString) -> Result<(), String> {
    let data = cli::read(file)?;
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    match compiler_output(&data) {
        Some(compiled) => {
            for member in compiled.members.iter().filter(|m| m.name == "_go_.o") {
                archive.add(&name, MemberAttributes::default(), member.data);
            }
        }
        None => {
            let mode = fs::metadata(file).map_or(0o644, |m| m.permissions().mode() & 0o777);
            archive.add(&name, MemberAttributes { mode, ..MemberAttributes::default() }, &data);
        }
    }
    Ok(())
}

/// The archive in `data` when it is what the compiler writes: export data, an object or both,
/// nothing else.
fn compiler_output(data: &[u8]) -> Option<Archive<'_>> {
    let archive = Archive::parse(data).ok().filter(|a| !a.bare)?;
    let is_own = |m: &Member<'_>| {
        matches!((m.name, m.kind), ("__.PKGDEF", MemberKind::PkgDef) | ("_go_.o", MemberKind::GoObject))
    };
    let distinct = match &archive.members[..] {
        [one] => is_own(one),
        [a, b] => is_own(a) && is_own(b) && a.name != b.name,
        _ => false,
    };
    distinct.then_some(archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations() {
        assert_eq!(operation("grc"), Some((Op::Create, false)));
        assert_eq!(operation("tv"), Some((Op::List, true)));
        assert_eq!((operation("v"), operation("tt"), operation("q"), operation("vtv")), (None, None, None, None));
    }

    #[test]
    fn dates() {
        assert_eq!(date(0), "Jan  1 00:00 1970");
        assert_eq!(date(951_827_696), "Feb 29 12:34 2000");
        assert_eq!(date(1_746_036_814), "Apr 30 18:13 2025");
    }
}
