//! What the checks of an acceptance run share: the binary under test, the reference, a folder
//! for their files, and the official `go` command with some tools replaced by ours.

use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, Reference, reference, run};

/// See the module text.
pub struct Context {
    /// The suite, with the release of Go if one was named: results and files are kept under this name.
    pub name: String,
    /// The release of Go, if one was named.
    pub go: Option<String>,
    /// The binary under test.
    pub oxigo: PathBuf,
    /// The official toolchain.
    pub reference: &'static Reference,
    /// Folder for files of the checks; kept for looking into it.
    pub work: PathBuf,
    /// Repository root.
    pub root: PathBuf,
    /// What was tested: commit, and a hash of changes that are not committed.
    pub state: String,
    /// Whether the binary under test is the optimised one.
    pub release: bool,
}

impl Context {
    /// Builds the binary, or takes the one that `OXIGO_BINARY` names, and prepares the folder.
    pub fn new(choice: &super::Choice) -> Result<Self, String> {
        let (release, go) = (choice.release, choice.go.clone());
        let name = go.as_ref().map_or(choice.name.clone(), |go| format!("{}-{go}", choice.name));
        let root = std::env::current_dir().map_err(|e| e.to_string())?;
        let profile = if release { "release" } else { "debug" };
        let (binary, state) = match std::env::var_os("OXIGO_BINARY") {
            Some(file) => (PathBuf::from(&file), format!("{} {profile}", hash_of(file.as_ref())?)),
            None => (built(&root, profile)?, state(profile)),
        };
        let work = root.join("target/accept").join(format!("{name}.d"));
        fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
        // A copy: the run may be long, and other builds go on meanwhile.
        let oxigo = work.join("oxigo");
        let _ = fs::remove_file(&oxigo);
        fs::copy(binary, &oxigo).map_err(|e| format!("{}: {e}", oxigo.display()))?;
        Ok(Context { name, go, oxigo, reference: reference(), work, root, state, release })
    }
    /// The official `go` command with the tools in `tools` (`link`, `asm,link`, or none) ours.
    pub fn go(&self, tools: &str, args: &[&str], dir: &Path, limit: u64) -> Finished {
        let mut command = testkit::official_go(args);
        if !tools.is_empty() {
            command.env("GOFLAGS", format!("'-toolexec={} toolexec'", self.oxigo.display())).env("OXIGO_TOOLS", tools);
        }
        run(command.current_dir(dir), b"", Duration::from_secs(limit))
    }
    /// Any command.
    pub fn command(&self, program: &str, args: &[&str], dir: &Path, limit: u64) -> Finished {
        run(Command::new(program).args(args).current_dir(dir), b"", Duration::from_secs(limit))
    }
    /// A command that uses the reference's library.
    pub fn with_goroot(&self, program: &str, args: &[&str], dir: &Path, limit: u64) -> Finished {
        let mut command = Command::new(program);
        command.args(args).env("GOROOT", &self.reference.goroot).env("CGO_ENABLED", "0").current_dir(dir);
        run(&mut command, b"", Duration::from_secs(limit))
    }
    /// A command that looks like `go` for scripts: official, but for `tools` and what only
    /// oxigo has.
    pub fn wrapper(&self, name: &str, tools: &str) -> Result<PathBuf, String> {
        let path = self.work.join(name);
        let (go, oxigo) = (self.reference.go(), &self.oxigo);
        let script = format!(
            "#!/bin/sh\n# The official go command with {tools} by oxigo.\n\
             export OXIGO_TOOLS='{tools}' GOTOOLCHAIN=local GOROOT='{root}'\n\
             if [ \"$1\" = tool ]; then case \",{tools},goobj,\" in *\",$2,\"*) shift; exec '{oxigo}' tool \"$@\";; esac; fi\n\
             export GOFLAGS=\"$GOFLAGS '-toolexec={oxigo} toolexec'\"\nexec '{go}' \"$@\"\n",
            root = self.reference.goroot.display(),
            oxigo = oxigo.display(),
            go = go.display(),
        );
        let written =
            fs::write(&path, script).and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o755)));
        written.map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(path)
    }
}

impl Context {
    /// Tests of the workspace; figures are their totals.
    pub fn cargo_test(&self, args: &[&str]) -> Result<String, String> {
        self.cargo_test_with(args, &[])
    }
    /// The same with environment variables.
    pub fn cargo_test_with(&self, args: &[&str], env: &[(&str, &str)]) -> Result<String, String> {
        let mut command = Command::new("cargo");
        command.args(["test", "-q"]).args(args).envs(env.iter().copied()).current_dir(&self.root);
        let done = run(&mut command, b"", Duration::from_secs(3600));
        let text = done.out();
        let totals: Vec<&str> = text.lines().filter(|l| l.starts_with("test result")).collect();
        if done.ok() { Ok(totals.join("; ")) } else { Err(format!("{}\n{}", totals.join("; "), done.summary())) }
    }
    /// Tests of library packages (`true`: with `-short`), built with `tools` ours.
    pub fn library_tests(&self, tools: &str, packages: &[(&str, bool)]) -> Result<String, String> {
        let mut failed = Vec::new();
        for (package, short) in packages {
            let mut args = vec!["test", "-count=1", "-timeout=600s"];
            args.extend(short.then_some("-short"));
            args.push(package);
            let done = self.go(tools, &args, &self.work, 900);
            println!("     {package}: {} in {:.0?}", if done.ok() { "pass" } else { "FAIL" }, done.elapsed);
            if !done.ok() {
                failed.push(format!("{package}: {}\n{}", done.summary(), tail(&done.out())));
            }
        }
        let count = packages.len();
        if failed.is_empty() { Ok(format!("{count} packages pass")) } else { Err(failed.join("\n")) }
    }
    /// Experiments by their ids, with the official `go` and `tools` ours.
    pub fn experiments(&self, tools: &str, ids: &str) -> Result<String, String> {
        let script = std::env::var("OXIGO_EXPERIMENTS")
            .map_err(|_| "OXIGO_EXPERIMENTS must name the script `run` of the experiments")?;
        let wrapper = self.wrapper(&format!("go-{}", tools.replace(',', "-")), tools)?;
        let args = [&script, "--go", &wrapper.to_string_lossy(), "--only", ids];
        let done = self.command("python3", &args, &self.work, 1800);
        let text = done.out();
        let bad: Vec<&str> = text.lines().filter(|l| l.contains(" FAIL ")).collect();
        let total = text.lines().last().unwrap_or("no output").to_string();
        if done.ok() { Ok(total) } else { Err(format!("{total}\n{}", bad.join("\n"))) }
    }
}

/// Builds the binary. The libraries are those of the whole workspace's tests: for one package alone they would get other
/// features and be compiled anew.
pub(crate) fn built(root: &Path, profile: &str) -> Result<PathBuf, String> {
    let mut build = Command::new("cargo");
    build.args(["build", "-q", "--workspace", "--bin", "oxigo"]).args((profile == "release").then_some("--release"));
    let done = run(build.current_dir(root), b"", Duration::from_secs(3600));
    if done.ok() { Ok(root.join("target").join(profile).join("oxigo")) } else { Err(done.summary()) }
}

/// The beginning of a file's SHA-256.
fn hash_of(file: &Path) -> Result<String, String> {
    let data = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(short_hash(&data))
}

/// The first six bytes of a SHA-256, in hexadecimal.
pub(super) fn short_hash(data: &[u8]) -> String {
    Sha256::digest(data)[..6].iter().map(|b| format!("{b:02x}")).collect()
}

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// The commit, and a hash of what differs from it.
fn state(profile: &str) -> String {
    let git = |args: &[&str]| Command::new("git").args(args).output().map(|o| o.stdout).unwrap_or_default();
    let head = String::from_utf8_lossy(&git(&["rev-parse", "--short=12", "HEAD"])).trim().to_string();
    let changes = [git(&["diff", "HEAD"]), git(&["status", "--porcelain"])].concat();
    if changes.is_empty() {
        return format!("{head} {profile}");
    }
    format!("{head}+{} {profile}", short_hash(&changes))
}
