//! The keys of `-d`: what developers ask of the compiler. In: `KEY[=VALUE],…`. Out: [`DebugOptions`], or why a
//! key is refused, in the official words. Keys of the official compiler that have no meaning here are known
//! and do nothing. Ours are
//!
//! | key | effect |
//! |---|---|
//! | `verify`, `checkmaps`, `ssa/check/on` | everything is verified after every step |
//! | `ssa[/PASS][=FUNC]`, `ssa/PASS/dump=FUNC` | the SSA text of functions behind passes |
//! | `ssa/PASS/off` | the pass does not run |
//! | `vcode[=FUNC]` | machine code before and after register allocation |
//! | `maps[=FUNC]` | the frame, and which words of it hold pointers at each call |
//! | `bisect=PLACE` | no optimization from a place on, in the order of [`opt::Cut`] |
//! | `bisectlist=FILE` | the optimizations done are appended to a file, with their places |
//! | `plant=KIND:PASS:FUNC` | a fault on purpose ([`opt::plant`]; only with debug assertions) |
//!
//! Authority: GOROOT `cmd/internal/objabi/flag.go`, `cmd/compile/internal/base/debug.go`, `ssa/compile.go`.

use crate::views::{View, What};
use opt::plant::Plant;
use opt::{Choice, Cut};
use std::path::PathBuf;

/// What `-d` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DebugOptions {
    /// Everything is verified after every step.
    pub verify: bool,
    /// What is to be shown.
    pub(crate) views: Vec<View>,
    /// Which optional passes run.
    pub(crate) choice: Choice,
    /// Where the optimizations done are noted.
    pub(crate) noted: Option<PathBuf>,
    /// A fault to be made.
    pub(crate) plant: Option<Plant>,
}

/// Why a key is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is not known: wrong usage.
    Unknown(String),
    /// It is known, but what is said of it makes no sense: a line.
    Wrong(String),
}

/// How the value of an official key is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Number,
    Text,
}

use Value::{Number, Text};

/// The official keys, none of which means anything here.
const OFFICIAL: &[(&str, Value)] = &[
    ("abiwrap", Number),
    ("alignhot", Number),
    ("append", Number),
    ("checkptr", Number),
    ("closure", Number),
    ("defer", Number),
    ("disablenil", Number),
    ("dumpinlcallsitescores", Number),
    ("dumpinlfuncprops", Text),
    ("dumpptrs", Number),
    ("dwarfinl", Number),
    ("escapemutationscalls", Number),
    ("export", Number),
    ("fmahash", Text),
    ("gcadjust", Number),
    ("gccheck", Number),
    ("gcprog", Number),
    ("gossahash", Text),
    ("inlbudgetslack", Number),
    ("inlfuncswithclosures", Number),
    ("inlscoreadj", Text),
    ("inlstaticinit", Number),
    ("libfuzzer", Number),
    ("locationlists", Number),
    ("loopvar", Number),
    ("loopvarhash", Text),
    ("maxshapelen", Number),
    ("maymorestack", Text),
    ("mergelocals", Number),
    ("mergelocalsdumpfunc", Text),
    ("mergelocalshash", Text),
    ("mergelocalshtrace", Number),
    ("mergelocalstrace", Number),
    ("nil", Number),
    ("noopendefer", Number),
    ("norefname", Number),
    ("panic", Number),
    ("pctab", Text),
    ("pgodebug", Number),
    ("pgodevirtualize", Number),
    ("pgohash", Text),
    ("pgoinline", Number),
    ("pgoinlinebudget", Number),
    ("pgoinlinecdfthreshold", Text),
    ("rangefunccheck", Number),
    ("reshape", Number),
    ("shapify", Number),
    ("slice", Number),
    ("softfloat", Number),
    ("staticcopy", Number),
    ("syncframes", Number),
    ("typeassert", Number),
    ("wb", Number),
    ("wrapglobalmapctl", Number),
    ("wrapglobalmapdbg", Number),
    ("zerocopy", Number),
];

/// Passes of the official compiler that it can do without.
const OFFICIAL_OPTIONAL: &[&str] = &[
    "addressing modes",
    "branchelim",
    "check bce",
    "dead auto elim",
    "dse",
    "early deadcode",
    "early fuse",
    "early phielim and copyelim",
    "elim unread autos",
    "generic cse",
    "insert resched checks",
    "late deadcode",
    "late fuse",
    "late nilcheck",
    "late phielim and copyelim",
    "likelyadjust",
    "loop rotate",
    "lowered cse",
    "lowered deadcode for cse",
    "memcombine",
    "nilcheckelim",
    "phi tighten",
    "phiopt",
    "pre-opt deadcode",
    "prove",
    "sccp",
    "short circuit",
    "trim",
];

/// Passes that it cannot do without.
const OFFICIAL_REQUIRED: &[&str] = &[
    "checkLower",
    "critical",
    "decompose builtin",
    "decompose user",
    "expand calls",
    "flagalloc",
    "gcse deadcode",
    "generic deadcode",
    "late lower",
    "late opt",
    "layout",
    "lower",
    "lowered deadcode",
    "number lines",
    "opt",
    "opt deadcode",
    "regalloc",
    "schedule",
    "softfloat",
    "stackframe",
    "tighten",
    "tighten tuple selectors",
    "writebarrier",
    "zero arg cse",
];

/// What stands for no single pass.
const OFFICIAL_OTHER: &[&str] = &["all", "build", "check", "intrinsics"];

/// What can be said of a pass officially.
const PASS_FLAGS: &[&str] = &["debug", "dump", "mem", "off", "on", "seed", "stats", "test", "time"];

impl DebugOptions {
    /// What asks for verification alone, or for nothing.
    pub fn verified(verify: bool) -> DebugOptions {
        DebugOptions { verify, ..DebugOptions::default() }
    }

    /// Adds what a value of `-d` says.
    pub fn add(&mut self, text: &str) -> Result<(), KeyError> {
        text.split(',').filter(|key| !key.is_empty()).try_for_each(|key| self.add_key(text, key))
    }

    /// The same as `-d=ssa=FUNC`: what `GOSSAFUNC=FUNC+` asks for, too.
    pub fn show_ssa(&mut self, function: &str) {
        self.views.push(View { what: What::Ssa(None), function: Some(function.to_owned()) });
    }

    fn add_key(&mut self, all: &str, key: &str) -> Result<(), KeyError> {
        let (name, value) = key.split_once(['=', ':']).map_or((key, None), |(name, value)| (name, Some(value)));
        let unknown = || KeyError::Unknown(format!("invalid value {all:?} for flag -d: unknown debug key {name}"));
        if let Some(pass) = name.strip_prefix("ssa/") {
            return self.add_pass(pass, value).map_err(KeyError::Wrong);
        }
        let wrong = |why: String| KeyError::Wrong(format!("{name}: {why}"));
        match (name, value) {
            ("verify" | "checkmaps", None | Some("1")) => self.verify = true,
            ("verify" | "checkmaps", Some("0")) => self.verify = false,
            ("ssa", function) => self.view(What::Ssa(None), function),
            ("vcode", function) => self.view(What::Code, function),
            ("maps", function) => self.view(What::Maps, function),
            ("bisect", Some(place)) => self.choice.cut = Some(place.parse::<Cut>().map_err(wrong)?),
            ("bisectlist", Some(file)) => self.noted = Some(file.into()),
            ("plant", Some(fault)) if cfg!(debug_assertions) => {
                let plant = Plant::parse(fault).ok_or_else(|| wrong("KIND:PASS:FUNC is expected".to_owned()))?;
                self.plant = Some(plant);
            }
            _ => official(name, value).ok_or_else(unknown)?.map_err(KeyError::Wrong)?,
        }
        Ok(())
    }

    fn view(&mut self, what: What, function: Option<&str>) {
        self.views.push(View { what, function: function.map(str::to_owned) });
    }

    /// `PASS[=FUNC]` or `PASS/FLAG[=VALUE]`. The error is a line.
    fn add_pass(&mut self, text: &str, value: Option<&str>) -> Result<(), String> {
        let (phase, flag) = text.split_once('/').unwrap_or((text, ""));
        let name = phase.replace('_', " ");
        if matches!(phase, "" | "help") {
            return Err(pass_usage());
        }
        let ours = what_is(&name);
        let has = |list: &[&str]| list.contains(&&*name);
        if ours.is_none() && !has(OFFICIAL_OPTIONAL) && !has(OFFICIAL_REQUIRED) && !has(OFFICIAL_OTHER) {
            return Err(format!("Did not find a phase matching {phase} in -d=ssa/... debug option"));
        }
        let off = flag == "off" && value != Some("0") || flag == "on" && value == Some("0");
        let required = opt::is_optional(&name).map_or(has(OFFICIAL_REQUIRED), |optional| !optional);
        match flag {
            "" | "dump" => self.views.extend(
                ours.filter(|_| flag.is_empty() || value.is_some())
                    .map(|what| View { what, function: value.map(str::to_owned) }),
            ),
            "on" | "off" if name == "check" => self.verify = !off,
            "on" | "off" if off && required => {
                return Err(format!("Cannot disable required SSA phase {phase} using -d=ssa/{phase} debug option"));
            }
            "on" | "off" if off => _ = self.choice.leave_out(&name),
            flag if PASS_FLAGS.contains(&flag) => {}
            _ => return Err(format!("Did not find a flag matching {flag} in -d=ssa/{phase} debug option")),
        }
        Ok(())
    }
}

/// What can be said of passes.
fn pass_usage() -> String {
    let passes: Vec<String> = opt::pass_names().map(|name| name.replace(' ', "_")).collect();
    format!(
        "PhaseOptions usage:\n\n    -d=ssa/PASS/FLAG[=VALUE],…\n\nPASS is check or one of\n    {}\n\n\
         FLAG is on, off (of passes that may be left out) or dump=FUNCTION, which shows the function behind the pass.\n\
         Other passes and flags of the official compiler are known and do nothing.",
        passes.join("\n    ")
    )
}

/// What is shown behind a step of this name, if we have it.
fn what_is(name: &str) -> Option<What> {
    let mut passes = std::iter::once(opt::SSAGEN).chain(opt::pass_names());
    passes.find(|pass| *pass == name).map(|pass| What::Ssa(Some(pass)))
}

/// Whether a key is an official one; if so, whether its value is.
fn official(name: &str, value: Option<&str>) -> Option<Result<(), String>> {
    let (_, kind) = OFFICIAL.iter().find(|(known, _)| *known == name)?;
    let is_number = value.is_none_or(|v| v.parse::<i64>().is_ok());
    Some(if *kind == Text || is_number { Ok(()) } else { Err(format!("invalid debug value {name}")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DebugOptions, KeyError> {
        let mut options = DebugOptions::default();
        options.add(text).map(|()| options)
    }

    #[test]
    fn official_keys_are_known() {
        let list = "checkptr=0,panic,append,slice,ssa/check_bce/debug=3,ssa/prove/debug=1,ssa/opt/dump=F,ssa/check/on=0,\
                    ssa/check/seed=3,ssa/intrinsics/debug,ssa/all/time,fmahash=x,,ssa/insert_resched_checks/off,ssa/opt";
        assert_eq!(read(list), Ok(DebugOptions::default()));
        assert!(OFFICIAL.is_sorted_by_key(|k| k.0) && OFFICIAL_OPTIONAL.is_sorted() && OFFICIAL_REQUIRED.is_sorted());
    }

    #[test]
    fn refusals() {
        let unknown = |text: &str| KeyError::Unknown(text.to_owned());
        let wrong = |text: &str| KeyError::Wrong(text.to_owned());
        let cases = [
            ("a=1,foo=2", "a=1,foo=2", unknown("invalid value \"a=1,foo=2\" for flag -d: unknown debug key a")),
            ("checkptr=x", "", wrong("invalid debug value checkptr")),
            ("ssa/foo/on", "", wrong("Did not find a phase matching foo in -d=ssa/... debug option")),
            ("ssa/prove/foo", "", wrong("Did not find a flag matching foo in -d=ssa/prove debug option")),
            ("ssa/lower/off", "", wrong("Cannot disable required SSA phase lower using -d=ssa/lower debug option")),
            ("ssa/", "", wrong(&pass_usage())),
            ("bisect=5", "", wrong("bisect: \"5\" is no place of an optimization: 16 hexadecimal digits are expected")),
        ];
        for (text, _, error) in cases {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn ours() {
        let view = |what, function: Option<&str>| View { what, function: function.map(str::to_owned) };
        let views = |text: &str| read(text).expect("known keys").views;
        assert_eq!(views("ssa"), [view(What::Ssa(None), None)]);
        assert_eq!(views("ssa=main.f"), [view(What::Ssa(None), Some("main.f"))]);
        assert_eq!(
            views("ssa/late_cse=f,ssa/cse/dump=g"),
            [view(What::Ssa(Some("late cse")), Some("f")), view(What::Ssa(Some("cse")), Some("g"))]
        );
        assert_eq!(views("vcode=f,maps"), [view(What::Code, Some("f")), view(What::Maps, None)]);
        assert!(read("verify").expect("a key").verify && read("ssa/check/on").expect("a key").verify);
        assert_ne!(read("ssa/cse/off").expect("a key").choice, Choice::default());
        assert_eq!(read("plant=wrong:cse:f").is_ok(), cfg!(debug_assertions));
    }
}
