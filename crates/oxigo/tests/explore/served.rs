//! What the tests of the explorer share: the program that is explored, servers, commands, pages in a browser.

use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use testkit::Browser;

pub const PROGRAM: &str = include_str!("hello.txt");

/// The line of `total += list[i]`.
pub const LINE: usize = 23;

/// A command of ours in a folder.
pub fn oxigo(dir: &Path, args: &[&str]) -> Command {
    let mut command = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args);
    command.current_dir(dir);
    command
}

/// A folder with the program and its executable, as `oxigo build` links it.
pub struct Made {
    pub dir: PathBuf,
}

pub static MADE: LazyLock<Made> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explored");
    std::fs::create_dir_all(&dir).expect("a folder");
    std::fs::write(dir.join("go.mod"), "module hello\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.join("main.go"), PROGRAM).expect("a file");
    run(oxigo(&dir, &["build", "-o", "hello", "."]));
    Made { dir }
});

/// A server that is ended with this.
pub struct Server {
    child: Child,
    /// Address of the host and the path with the token.
    pub host: String,
    pub path: String,
}

impl Server {
    pub fn of(dir: &Path, args: &[&str]) -> Server {
        let all: Vec<&str> = ["explore", "-n"].iter().chain(args).copied().collect();
        let mut child = oxigo(dir, &all).stdout(Stdio::piped()).spawn().expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
        let rest = line.trim().strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line:?}"));
        let (host, path) = rest.split_once('/').expect("a path");
        Server { child, host: host.to_owned(), path: format!("/{path}") }
    }
    pub fn url(&self) -> String {
        format!("http://{}{}", self.host, self.path)
    }
    /// Sends these lines; gives status and body.
    pub fn send(&self, head: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("a connection");
        stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).expect("a request");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        (status, body.to_owned())
    }
    pub fn get(&self, path: &str) -> (u16, String) {
        self.send(&format!("GET {}{path} HTTP/1.1\r\nHost: {}", self.path, self.host))
    }
    pub fn ask(&self, question: &str) -> Value {
        let (status, body) = self.get(&format!("q/{question}"));
        assert_eq!(status, 200, "{question}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|e| panic!("{question}: {e}: {body}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The output of a command that ends well.
pub fn run(mut command: impl std::borrow::BorrowMut<Command>) -> Output {
    let command = command.borrow_mut();
    let output = command.output();
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}; of Debian the package `binutils` is needed"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{errors}", output.status);
    output
}

/// Output as text.
pub fn text(output: Vec<u8>) -> String {
    String::from_utf8_lossy(&output).into_owned()
}

/// The row of a list with this value.
pub fn of<'v>(rows: &'v Value, key: &str, name: &str) -> &'v Value {
    let found = rows.as_array().into_iter().flatten().find(|r| r[key] == name);
    found.unwrap_or_else(|| panic!("no {name} in {rows}"))
}

/// Addresses of symbols as `nm` has them.
pub fn addresses(dir: &Path, program: &str) -> HashMap<String, u64> {
    let listed = text(run(Command::new("nm").arg(program).current_dir(dir)).stdout);
    let pair = |line: &str| {
        let (address, rest) = line.split_once(' ')?;
        Some((rest.get(2..)?.to_owned(), u64::from_str_radix(address, 16).ok()?))
    };
    listed.lines().filter_map(pair).collect()
}

/// Goes to an address, waits until the views are there, and gives the page as text.
pub fn shown(browser: &mut Browser, url: &str) -> String {
    browser.open(url);
    browser.wait("document.body.dataset.ready");
    assert!(browser.problems().is_empty(), "{url}: {:?}", browser.problems());
    browser.text("document.documentElement.outerHTML")
}

/// Function and place of each address, as the official `addr2line` has them.
pub fn addr2line(dir: &Path, program: &str, all: &[u64]) -> Vec<(String, String)> {
    let mut command = testkit::official_go(["tool", "addr2line", program]);
    let input: String = all.iter().map(|a| format!("{a:#x}\n")).collect();
    let answers = testkit::run(command.current_dir(dir), input.as_bytes(), Duration::from_secs(60)).expect();
    let lines: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2 * all.len());
    lines.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// The archive of the package in a folder.
pub fn archive(dir: &Path) -> PathBuf {
    PathBuf::from(text(run(oxigo(dir, &["list", "-export", "-f", "{{.Export}}", "."])).stdout).trim())
}

/// What `oxigo tool goobj` says of a symbol of the package in a folder.
pub fn goobj(dir: &Path, name: &str) -> Vec<String> {
    let file = archive(dir);
    let all = text(run(oxigo(dir, &["tool", "goobj", file.to_str().expect("a name")])).stdout);
    let wanted = format!("sym name=\"{name}\" ");
    let mut lines = all.lines().skip_while(|l| !l.starts_with(&wanted));
    let head = lines.next().unwrap_or_else(|| panic!("no {name} in {all}"));
    std::iter::once(head).chain(lines.take_while(|l| l.starts_with('\t'))).map(|l| l.trim().to_owned()).collect()
}

/// The number behind `key=` in a line of `goobj`, and what follows it.
pub fn number<'l>(line: &'l str, key: &str) -> Option<(usize, &'l str)> {
    let rest = line.split_once(&format!(" {key}="))?.1;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((rest[..end].parse().ok()?, &rest[end..]))
}

/// Offsets of the relocations of a function that have room, with their targets, as `goobj` tells.
pub fn relocations(dir: &Path, function: &str) -> Vec<(u64, String)> {
    let parsed = |line: String| {
        let (offset, size) = (number(&line, "offset")?.0, number(&line, "size")?.0);
        let target = line.split("sym=\"").nth(1)?.split("\" ").next()?.to_owned();
        (line.starts_with("reloc") && size > 0).then_some((offset as u64, target))
    };
    goobj(dir, function).into_iter().filter_map(parsed).collect()
}

/// The number of a symbol of the object.
pub fn symbol_of(server: &Server, name: &str) -> String {
    of(&server.ask("object")["symbols"], "name", name)["id"].as_str().expect("an id")[1..].to_owned()
}
