//! Ways in which new contents come into a file, with what `stat` tells of it as little changed as may be.

use crate::programs::Random;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// An edit of the tree with this root, which says what it did.
pub(super) type Edit = fn(&Path, &mut Random) -> io::Result<String>;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Written over, as most editors do.
    InPlace,
    /// Another file takes the name.
    Renamed,
    /// Written over, then the old time of modification is put back.
    OldTime,
    /// Another file takes the name that has the old time of modification.
    RenamedOldTime,
    /// The time of modification becomes that of an hour ago.
    AnHourAgo,
    /// The time of modification lies ahead.
    Ahead,
    /// Written through another name of the same file, which then goes.
    HardLink,
    /// The name becomes a link to a file outside of the tree.
    Link,
    /// The file goes and comes again.
    Again,
}

const WAYS: &[Way] = &[
    Way::InPlace,
    Way::Renamed,
    Way::OldTime,
    Way::RenamedOldTime,
    Way::AnHourAgo,
    Way::Ahead,
    Way::HardLink,
    Way::Link,
    Way::Again,
];

/// Any way.
pub(super) fn any(random: &mut Random) -> Way {
    *random.pick(WAYS)
}

/// Gives a file its new contents.
pub(super) fn write(path: &Path, text: &str, way: Way) -> io::Result<()> {
    let old = fs::metadata(path).and_then(|m| m.modified()).unwrap_or_else(|_| SystemTime::now());
    let other = path.with_extension("other~");
    let hour = Duration::from_secs(3600);
    match way {
        Way::InPlace => fs::write(path, text),
        Way::Renamed => fs::write(&other, text).and_then(|()| fs::rename(&other, path)),
        Way::OldTime => fs::write(path, text).and_then(|()| set_time(path, old)),
        Way::RenamedOldTime => {
            fs::write(&other, text)?;
            set_time(&other, old)?;
            fs::rename(&other, path)
        }
        Way::AnHourAgo => fs::write(path, text).and_then(|()| set_time(path, SystemTime::now() - hour)),
        Way::Ahead => fs::write(path, text).and_then(|()| set_time(path, SystemTime::now() + hour)),
        Way::HardLink => {
            fs::hard_link(fs::canonicalize(path)?, &other)?;
            fs::write(&other, text)?;
            fs::remove_file(&other)
        }
        Way::Link => link(path, text),
        Way::Again => {
            fs::remove_file(path)?;
            fs::write(path, text)
        }
    }
}

/// Two files outside take turns, so that the link itself changes, too.
fn link(path: &Path, text: &str) -> io::Result<()> {
    let root = path.ancestors().find(|a| a.file_name().is_some_and(|n| n.to_string_lossy().starts_with("tree")));
    let outside = root.unwrap_or(Path::new("/")).join("outside");
    fs::create_dir_all(&outside)?;
    let flat: String = path.to_string_lossy().chars().map(|c| if c == '/' { '-' } else { c }).collect();
    let target = |n: u8| outside.join(format!("{n}{flat}"));
    let now = fs::read_link(path).unwrap_or_default();
    let target = if now == target(0) { target(1) } else { target(0) };
    fs::write(&target, text)?;
    fs::remove_file(path)?;
    symlink(target, path)
}

fn set_time(path: &Path, time: SystemTime) -> io::Result<()> {
    File::options().append(true).open(path)?.set_modified(time)
}
