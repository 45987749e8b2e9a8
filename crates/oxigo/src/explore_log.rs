//! The commands of a build from nothing, for the explorer. In: a package and the flags of its build. Out: what
//! `oxigo build -n -a -p 1` prints, each command with the step of the build that it belongs to. Nothing is carried out,
//! and the text can be pasted into a shell.

use crate::build_flags::BuildFlags;
use crate::toolchain::InProcess;
use build::{Builder, Goal};
use explore::CommandRow;

/// The commands of the build of one package. The error is a line.
pub(crate) fn commands(flags: &BuildFlags, patterns: &[String]) -> Result<Vec<CommandRow>, String> {
    let graph = crate::build_command::load(flags, patterns).map_err(|refused| refused.message)?;
    let [root] = graph.roots[..] else { return Err("one package can be explored".to_owned()) };
    let mut options = flags.options.clone();
    (options.dry, options.force, options.parallel) = (true, true, 1);
    let toolchain = InProcess::new(&graph, &options);
    let builder = Builder::noting(&graph, &options, &toolchain)?;
    let name = builder.program_name(root);
    let goal = match graph.packages[root].name == "main" {
        true => Goal::Program(options.cwd.join(&name), name),
        false => Goal::Archive,
    };
    builder.run(&[(root, goal)]);
    builder.close();
    let row = |noted: build::Noted| CommandRow { step: noted.step, text: noted.text };
    Ok(builder.noted().into_iter().map(row).collect())
}
