//! What archives of ours tell packages that import them. In: the export data in `__.PKGDEF`.
//! Out: types for the session, what is known of functions, which packages stand below; and, the
//! other way, the export data of a package that was compiled. `oxigo build` and `tool compile`
//! both go through here, so that an archive is the same whoever made it.
//!
//! Export data names everything else by package and name, so whoever reads it needs the
//! packages below too. It lists them with the hashes of their export data (the table
//! `below`), so that whoever has only the archives of direct imports can find the others.

use crate::world::{Known, World};
use export::{Data, Library, SideTables, Stamp};
use opt::{Summaries, Summary};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use types::{PkgId, Session};

/// The table of what is known of functions.
const SUMMARIES: &str = "summaries";
/// The table that says whether a package has a record of initialisation.
const INIT_TASK: &str = "inittask";
/// The table of all packages below: the contents of their export data, by path.
const BELOW: &str = "below";

/// The hash of a package's export data.
pub type Content = [u8; 16];
/// The packages below another one: the hashes of their export data, by path.
pub type Contents = BTreeMap<String, Content>;

/// Whether an archive has export data, and whose.
pub enum Found {
    /// Ours.
    Ours(Data),
    /// That of another compiler.
    Foreign,
}

/// The export data in an archive.
pub fn in_archive(file: &Path) -> Result<Found, String> {
    let bytes = goobj::MappedFile::open(file).map_err(|e| e.to_string())?;
    let member = member(&bytes).ok_or_else(|| format!("{}: no export data", file.display()))?;
    let range = own_range(&bytes, member);
    let data = Data::new(Arc::new(bytes), range);
    Ok(if export::is_ours(&data) { Found::Ours(data) } else { Found::Foreign })
}

/// Where export data of ours is in a member: all of it, or inside data of the official form.
fn own_range(archive: &[u8], member: Range<usize>) -> Range<usize> {
    match export::unified::own_range(&archive[member.clone()]) {
        Some(own) => member.start + own.start..member.start + own.end,
        None => member,
    }
}

/// Where export data is in an archive.
fn member(archive: &[u8]) -> Option<Range<usize>> {
    let parsed = goobj::Archive::parse(archive).ok()?;
    let member = parsed.pkgdef()?;
    let begin = member.data.windows(5).position(|w| w == b"\n$$B\n")? + 5;
    let end = member.data.len().checked_sub(4).filter(|&end| end >= begin)?;
    Some(member.offset + begin..member.offset + end)
}

/// The hash of what an archive of ours tells importers.
pub fn content(archive: &[u8]) -> Option<Content> {
    let data = archive.get(own_range(archive, member(archive)?))?;
    export::is_ours(data).then(|| export::content(data)).flatten()
}

/// The export data in an archive of ours.
pub fn ours_in(file: &Path) -> Result<Data, String> {
    match in_archive(file)? {
        Found::Ours(data) => Ok(data),
        Found::Foreign => Err(format!("{}: the archive of another compiler", file.display())),
    }
}

/// A package whose export data was opened.
pub struct Entered {
    /// What is known of its functions.
    pub summaries: Arc<Summaries>,
    /// The packages below it.
    pub below: Contents,
    /// The hash of its export data.
    pub content: Content,
}

/// Makes a package of a library known to a session and its world.
pub fn enter(session: &Session, world: &World, library: &Library, path: &str) -> Result<Entered, String> {
    let pkg = library.package(session, path)?;
    let reader = library.reader(path).ok_or_else(|| format!("package {path} was not loaded"))?;
    let damaged = || format!("{path}: damaged export data");
    let side = reader.side().map_err(|_| damaged())?;
    world.set_init_task(pkg, side.get(INIT_TASK, "") == Some(&[1]));
    Ok(Entered {
        summaries: Arc::new(summaries(session, pkg, &side).ok_or_else(damaged)?),
        below: below(&side).ok_or_else(damaged)?,
        content: reader.content(),
    })
}

fn summaries(session: &Session, pkg: PkgId, side: &SideTables) -> Option<Summaries> {
    let mut all = Summaries::new(rtype::Names::new(session).prefix(pkg));
    for (symbol, bytes) in side.entries(SUMMARIES) {
        all.insert(symbol.into(), Arc::new(Summary::decode(bytes)?));
    }
    Some(all)
}

fn below(side: &SideTables) -> Option<Contents> {
    side.entries(BELOW).map(|(path, content)| Some((path.to_owned(), content.try_into().ok()?))).collect()
}

/// A package that was compiled, as importers will want it.
pub(crate) struct Output<'a> {
    /// The session.
    pub(crate) session: &'a Session,
    /// Where it was compiled.
    pub(crate) world: &'a World,
    /// The package.
    pub(crate) package: &'a Known,
    /// What turned out of its functions.
    pub(crate) summaries: &'a Summaries,
    /// All packages below.
    pub(crate) below: &'a Contents,
}

/// The official form of a package that was compiled, with our export data in it.
pub(crate) fn official_form(
    session: &Session,
    package: &Known,
    shown: &dyn Fn(&str) -> String,
    own: &[u8],
) -> Result<Vec<u8>, String> {
    let sources = Some(&*package.sources);
    let inlinable = package.checked.bodies.iter().filter(|b| export::may_be_inlined(b));
    let bodies: HashMap<_, _> = inlinable.map(|b| (b.owner, b)).collect();
    let mentioned = |obj| bodies.get(&obj).map_or_else(Vec::new, |b| export::unified::mentions(session, b));
    let pkg = package.checked.pkg;
    export::unified::write(&export::unified::Input { session, pkg, sources, shown, own, mentioned: &mentioned })
}

/// Writes export data, in which files have the names that `shown` gives them.
pub(crate) fn write(stamp: Stamp, output: &Output<'_>, shown: &dyn Fn(&str) -> String) -> Result<Vec<u8>, String> {
    let (session, checked) = (output.session, &output.package.checked);
    let mut side = SideTables::default();
    let summaries = output.summaries.entries();
    summaries.into_iter().for_each(|(symbol, summary)| side.insert(SUMMARIES, symbol, summary.encode()));
    if let Some(has) = output.world.init_task(checked.pkg) {
        side.insert(INIT_TASK, "", vec![u8::from(has)]);
    }
    output.below.iter().for_each(|(path, content)| side.insert(BELOW, path, content.to_vec()));
    let bodies = bodies(session, checked);
    let sources = &output.package.sources;
    export::write(stamp, &export::Input { session, pkg: checked.pkg, sources, shown, bodies, side: &side })
}

/// The bodies that importers may ask for: of generic functions, of those they may inline, and short ones, whose
/// results may be worked out when an importer initialises its variables.
fn bodies<'c>(session: &Session, checked: &'c types::CheckedPackage) -> Vec<&'c types::body::Body> {
    const SHORT: usize = 3;
    let generic: HashSet<_> = export::generic_bodies(session, checked).into_iter().map(|b| b.owner).collect();
    let wanted = |b: &&types::body::Body| {
        let is_small = export::may_be_inlined(b) || (b.stmts.len() <= SHORT && b.funcs.len() == 1);
        generic.contains(&b.owner) || (is_small && session.obj(b.owner).name != session.blank)
    };
    checked.bodies.iter().filter(wanted).collect()
}
