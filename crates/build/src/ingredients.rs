//! Why something was made again. In: what a result is made from, part by part, and what it was made from when it was
//! last made. Out: what differs. The parts are kept in the cache beside results, under a key that says nothing of
//! them; that record only explains, it decides nothing.

use crate::cache::{ActionId, Cache};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};

/// What sort of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The contents of a file.
    File,
    /// The interface of a package below.
    Interface,
    /// The archive of a package of a program.
    Archive,
    /// Anything else whose value people can read.
    Setting,
    /// Anything else.
    Opaque,
    /// The key of the result.
    Key,
}

const PARTS: [(Part, &str); 6] = [
    (Part::File, "file"),
    (Part::Interface, "interface"),
    (Part::Archive, "archive"),
    (Part::Setting, "setting"),
    (Part::Opaque, "opaque"),
    (Part::Key, "key"),
];

/// Longer values of settings are not shown.
const MAX_SHOWN: usize = 100;

/// What a result is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ingredients(BTreeMap<(Part, String), String>);

impl Ingredients {
    /// Those of the result with this key.
    pub(crate) fn of(key: &ActionId) -> Ingredients {
        let mut all = Ingredients::default();
        all.add(Part::Key, "", key.text());
        all
    }
    /// Adds a part.
    pub(crate) fn add(&mut self, part: Part, name: impl Into<String>, value: impl Display) {
        self.0.insert((part, one_line(&name.into())), one_line(&value.to_string()));
    }
    /// Adds a setting by its debugging form.
    pub(crate) fn setting(&mut self, name: &str, value: &dyn fmt::Debug) {
        self.add(Part::Setting, name, format!("{value:?}"));
    }
    fn text(&self) -> String {
        let mut out = String::new();
        for ((part, name), value) in &self.0 {
            let word = PARTS.iter().find(|p| p.0 == *part).map_or("", |p| p.1);
            _ = writeln!(out, "{word}\t{name}\t{value}");
        }
        out
    }
    fn parse(text: &str) -> Ingredients {
        let part = |line: &str| {
            let mut words = line.splitn(3, '\t');
            let word = words.next()?;
            let part = PARTS.iter().find(|p| p.1 == word)?.0;
            Some(((part, words.next()?.to_owned()), words.next()?.to_owned()))
        };
        Ingredients(text.lines().filter_map(part).collect())
    }
    /// Remembers them as what was last made of this name. Where nothing can be written, nothing can be explained.
    pub(crate) fn keep(&self, cache: &Cache, name: &ActionId) {
        let _ = cache.put(name, self.text().as_bytes());
    }
    /// What was last made of this name.
    pub(crate) fn kept(cache: &Cache, name: &ActionId) -> Option<Ingredients> {
        let output = cache.get(name)?;
        Some(Ingredients::parse(std::str::from_utf8(&output.bytes).ok()?))
    }
    /// What is otherwise than it was, in the order of the parts.
    pub(crate) fn changes(&self, before: &Ingredients) -> Vec<Change> {
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(before.0.keys()).collect();
        let change = |key: &(Part, String)| {
            let (now, then) = (self.0.get(key), before.0.get(key));
            let differs = key.0 != Part::Key && now != then;
            differs.then(|| Change { part: key.0, name: key.1.clone(), before: then.cloned(), now: now.cloned() })
        };
        names.into_iter().filter_map(change).collect()
    }
    /// Why a result that is not there has to be made, after what is remembered.
    pub(crate) fn reason(&self, before: Option<&Ingredients>) -> Reason {
        match before {
            None => Reason::New,
            Some(before) => match self.changes(before) {
                changes if changes.is_empty() => Reason::Gone,
                changes => Reason::Changed(changes),
            },
        }
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t', '\r'], " ")
}

/// A part that is otherwise than it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    part: Part,
    name: String,
    before: Option<String>,
    now: Option<String>,
}

impl Change {
    /// The package whose interface or archive has changed.
    pub fn package(&self) -> Option<&str> {
        matches!(self.part, Part::Interface | Part::Archive).then_some(&*self.name)
    }
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        let how = match (&self.before, &self.now) {
            (None, _) => "is new",
            (_, None) => "is gone",
            _ => "has changed",
        };
        match self.part {
            Part::File | Part::Opaque => write!(f, "{name} {how}"),
            Part::Interface => write!(f, "the interface of {name} {how}"),
            Part::Archive => write!(f, "the archive of {name} {how}"),
            Part::Setting | Part::Key => match (&self.before, &self.now) {
                (Some(before), Some(now)) if before.len().max(now.len()) <= MAX_SHOWN => {
                    write!(f, "{name}: {now}, before {before}")
                }
                _ => write!(f, "{name} {how}"),
            },
        }
    }
}

/// Why an action did what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// What it would make is there.
    UpToDate,
    /// Everything is made again (`-a`).
    Forced,
    /// Somebody wants to watch it.
    Watched,
    /// Programs for a single use are linked each time.
    SingleUse,
    /// Nothing is known of an earlier one.
    New,
    /// It was made from the same before, and is no longer there or was changed since.
    Gone,
    /// It was made from something else before.
    Changed(Vec<Change>),
}

impl Reason {
    /// Whether nothing was made.
    pub fn is_up_to_date(&self) -> bool {
        *self == Reason::UpToDate
    }
    /// Texts, at least one, each with the package that it is about, if it is about one.
    pub fn texts_with_packages(&self) -> Vec<(String, Option<&str>)> {
        match self {
            Reason::Changed(changes) => changes.iter().map(|c| (c.to_string(), c.package())).collect(),
            _ => self.texts().into_iter().map(|text| (text, None)).collect(),
        }
    }
    /// Texts, at least one.
    pub fn texts(&self) -> Vec<String> {
        let text = match self {
            Reason::UpToDate => "up to date",
            Reason::Forced => "-a wants everything to be made again",
            Reason::Watched => "it is watched",
            Reason::SingleUse => "it is used once",
            Reason::New => "nothing is known of an earlier one",
            Reason::Gone => "it was made from the same before, but is gone or damaged",
            Reason::Changed(changes) => return changes.iter().map(ToString::to_string).collect(),
        };
        vec![text.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ingredients(parts: &[(Part, &str, &str)]) -> Ingredients {
        let mut all = Ingredients::of(&ActionId::of("x", &parts.len()));
        parts.iter().for_each(|(part, name, value)| all.add(*part, *name, value));
        all
    }

    #[test]
    fn changes_are_named() {
        let before = ingredients(&[
            (Part::File, "a.go", "1"),
            (Part::File, "b.go", "1"),
            (Part::Interface, "fmt", "1"),
            (Part::Setting, "-gcflags", "[]"),
        ]);
        let now = ingredients(&[
            (Part::File, "a.go", "2"),
            (Part::File, "c.go", "1"),
            (Part::Interface, "fmt", "2"),
            (Part::Setting, "-gcflags", "[\"-N\"]"),
            (Part::Setting, "\ttwo\nlines", "\n"),
        ]);
        assert_eq!(Ingredients::parse(&now.text()), now);
        let Reason::Changed(changes) = now.reason(Some(&before)) else { panic!("no changes") };
        let texts: Vec<String> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "a.go has changed",
                "b.go is gone",
                "c.go is new",
                "the interface of fmt has changed",
                " two lines is new",
                "-gcflags: [\"-N\"], before []",
            ]
        );
        assert_eq!(now.reason(Some(&now)), Reason::Gone);
        assert_eq!(now.reason(None), Reason::New);
        assert_eq!(Ingredients::parse("nonsense\n\t\nfile\tx"), Ingredients::default());
    }
}
