//! What the checks of an acceptance run share: the binary under test, the reference, a folder
//! for their files, and the official `go` command with some tools replaced by ours.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, Reference, reference, run};

/// See the module text.
pub struct Context {
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
}

impl Context {
    /// Builds the binary and prepares the folder.
    pub fn new(suite: &str, release: bool) -> Result<Self, String> {
        let root = std::env::current_dir().map_err(|e| e.to_string())?;
        let mut build = Command::new("cargo");
        build.args(["build", "-q", "-p", "oxigo"]).args(release.then_some("--release"));
        let built = run(&mut build, b"", Duration::from_secs(3600));
        if !built.ok() {
            return Err(built.summary());
        }
        let work = root.join("target/accept").join(format!("{suite}.d"));
        fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
        let profile = if release { "release" } else { "debug" };
        // A copy: the run may be long, and other builds go on meanwhile.
        let oxigo = work.join("oxigo");
        let _ = fs::remove_file(&oxigo);
        fs::copy(root.join("target").join(profile).join("oxigo"), &oxigo)
            .map_err(|e| format!("{}: {e}", oxigo.display()))?;
        let state = state(profile);
        Ok(Context { oxigo, reference: reference(), work, root, state })
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

/// The commit, and a hash of what differs from it.
fn state(profile: &str) -> String {
    use sha2::{Digest, Sha256};
    let git = |args: &[&str]| Command::new("git").args(args).output().map(|o| o.stdout).unwrap_or_default();
    let head = String::from_utf8_lossy(&git(&["rev-parse", "--short=12", "HEAD"])).trim().to_string();
    let changes = [git(&["diff", "HEAD"]), git(&["status", "--porcelain"])].concat();
    if changes.is_empty() {
        return format!("{head} {profile}");
    }
    let digest = Sha256::digest(&changes);
    format!("{head}+{:02x}{:02x}{:02x}{:02x} {profile}", digest[0], digest[1], digest[2], digest[3])
}
