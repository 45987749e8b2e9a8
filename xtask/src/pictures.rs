//! Pictures of the explorer. In: our binary, a folder. Out: there, for each view, a PNG file of a browser's window in light
//! colours and one in dark ones, all from real runs on the program with a goroutine of the explorer's tests.

mod palette;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use testkit::Browser;

/// What to look at, and where the pictures go.
#[derive(clap::Args)]
pub(crate) struct Choice {
    /// Folder of the pictures.
    #[arg(default_value = "target/pictures")]
    folder: PathBuf,
    /// Our binary.
    #[arg(long, default_value = "target/debug/oxigo")]
    oxigo: PathBuf,
    /// Only views with this in the names of their pictures.
    #[arg(long)]
    only: Option<String>,
    /// Light pictures alone, without `light` in their names.
    #[arg(long)]
    light: bool,
    /// Height of the window; it is 1280 wide.
    #[arg(long, default_value_t = 800)]
    height: u32,
}

const PROGRAM: &str = include_str!("../../crates/oxigo/tests/explore/hello.txt");

/// Names of pictures with what the address says.
const VIEWS: &[(&str, &str)] = &[
    ("assembly", "f=main.main&left=source&right=assembly&hold=l0:36"),
    ("ssa-graph", "f=main.main&left=ssa&right=assembly&pass=0"),
    ("ssa", "f=main.main&left=source&right=ssa&pass=0&hold=l0:23"),
    ("registers", "f=main.main&left=ssa&right=registers&pass=0"),
    ("calls", "f=main.main&left=source&right=calls&hold=l0:34"),
    ("frames", "f=main.place&left=source&right=frames"),
    ("growth", "f=main.main&left=source&right=frames&grow=1&see=growth"),
    ("object", "f=main.main&left=assembly&right=object"),
    ("elf", "f=main.main&left=source&right=elf&why=os.%28*File%29.Write"),
    ("lookup", "f=fmt.Fprintln&left=assembly&right=lookup"),
    ("compare", "f=main.main&left=source&right=compare&pair=main.main"),
    ("forms", "f=main.main&left=source&right=compare&pair=main.main&form=machine+code"),
    ("boot", "f=runtime.rt0_go&left=assembly&right=boot&boot=1&stop=7"),
    ("schedule", "f=main.main&left=source&right=schedule&trace=stacks&hold=l0:36"),
    ("build", "f=main.main&left=source&right=build"),
    ("tours", "f=main.main&left=source&right=tours"),
    ("tour", "f=main.main&left=source&right=frames&tour=7&step=7&grow=1&see=frame+of+main.main"),
];

/// A server that is ended with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes the pictures. The error is a line.
pub(crate) fn pictures(choice: &Choice) -> Result<bool, String> {
    let browser = Browser::start();
    let Some(mut browser) = browser else { return Err("without a browser there are no pictures".to_owned()) };
    browser.set_height(choice.height);
    std::fs::create_dir_all(&choice.folder).map_err(|e| format!("{}: {e}", choice.folder.display()))?;
    let program = testkit::temp_dir();
    let write = |name: &str, text: &str| std::fs::write(program.path().join(name), text).map_err(|e| e.to_string());
    write("go.mod", "module hello\n\ngo 1.23\n")?;
    write("main.go", PROGRAM)?;
    let (_server, url) = serve(choice, program.path())?;
    let shades: &[(&str, bool)] = if choice.light { &[("", false)] } else { &[("-light", false), ("-dark", true)] };
    for (name, address) in VIEWS.iter().filter(|v| choice.only.as_ref().is_none_or(|only| v.0.contains(only))) {
        for (shade, is_dark) in shades {
            browser.set_dark(*is_dark);
            browser.open(&format!("{url}#{address}"));
            browser.wait("document.body.dataset.ready");
            if let Some(problem) = browser.problems().first() {
                return Err(format!("{name}: {problem}"));
            }
            let file = choice.folder.join(format!("{name}{shade}.png"));
            let picture = palette::with_palette(&browser.picture()).ok_or("the picture has another form")?;
            println!("{} {} KB", file.display(), picture.len() / 1024);
            std::fs::write(&file, picture).map_err(|e| format!("{}: {e}", file.display()))?;
        }
    }
    Ok(true)
}

fn serve(choice: &Choice, folder: &std::path::Path) -> Result<(Server, String), String> {
    let oxigo = choice.oxigo.canonicalize().map_err(|e| format!("{}: {e}", choice.oxigo.display()))?;
    let mut command = Command::new(oxigo);
    testkit::set_environment(&mut command, testkit::reference());
    command.env("GOROOT", &testkit::reference().goroot).current_dir(folder).stdout(Stdio::piped());
    let child = command.args(["explore", "-n", "-compare=-gcflags=-N -l", "."]).spawn().map_err(|e| e.to_string())?;
    let mut server = Server(child);
    let mut line = String::new();
    let output = server.0.stdout.take().ok_or("no output")?;
    BufReader::new(output).read_line(&mut line).map_err(|e| e.to_string())?;
    let url = line.trim().to_owned();
    if url.is_empty() { Err("oxigo explore did not serve".to_owned()) } else { Ok((server, url)) }
}
