//! Versions with which something began that modules, workspaces and programs of any age may predate. In all releases the
//! same, since they say what older files mean.

/// The language of a module without a `go` line.
pub const WITHOUT_GO_LINE: &str = "1.16";
/// The language of a workspace without a `go` line, which is as old as workspaces.
pub const WORKSPACE_WITHOUT_GO_LINE: &str = "1.18";
/// Since then a `go` line is a minimum: no module may be needed that has a higher one.
pub const MINIMUM_GO_LINES: &str = "1.21";
/// A version as messages show what one looks like.
pub const EXAMPLE: &str = "1.23.0";
/// Programs have said what they were built from since then, in a form that is not kept in pointers.
pub const BUILD_INFORMATION: &str = "go1.18";
