//! The official compiler in the place of ours, so that the builder can be tested alone. Only in
//! builds with the feature `official-compiler`, which no product has.

use build::{CompileJob, Compiled, NotCompiled, Options};

pub(crate) fn compile(options: &Options, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled> {
    let tool = options.goroot.join(base::host::TOOLS).join("compile");
    let run = std::process::Command::new(tool).args(job.args).current_dir(&options.cwd).output();
    let run = run.map_err(|e| e.to_string())?;
    let messages = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
    if !run.status.success() {
        return Err(messages.into());
    }
    let value = |flag: &str| job.args.iter().skip_while(|a| *a != flag).nth(1);
    let read = |flag| value(flag).and_then(|f| std::fs::read(f).ok()).unwrap_or_default();
    Ok(Compiled { archive: read("-o"), header: read("-asmhdr"), messages })
}
