//! `oxigo explore` beside readers that know nothing of it, each view on a program with a goroutine; its server against
//! requests that are not the page's own; its page in a browser. Needed are Debian's packages `binutils` and `gdb`, and a
//! browser: what `OXIGO_BROWSER` names, else `chromium`; where that is missing a test says that the page was not looked
//! at, and fails in CI (`CI=true`). `.ci/run` installs them there.

mod served;

mod compare;
mod compiler;
mod lights;
mod object;
mod page;
mod program;
mod runs;
mod tours;
