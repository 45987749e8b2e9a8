//! The one platform that this program runs on and makes code for, as names, folders and first lines of files have it. What a
//! command compiles for is `target`'s to say; this is what it says when nobody asks for anything else, and what holds for
//! trees and tools, which are this platform's whatever they make.

/// GOOS.
pub const OS: &str = "linux";
/// GOARCH.
pub const ARCH: &str = "amd64";
/// Both, as people see them.
pub const PLATFORM: &str = "linux/amd64";
/// The folder of a tree in which the tools are that run here.
pub const TOOLS: &str = "pkg/tool/linux_amd64";
/// The variable for the level of the processor.
pub const LEVEL_VARIABLE: &str = "GOAMD64";
/// The level when it is not set.
pub const DEFAULT_LEVEL: &str = "v1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree() {
        assert_eq!(PLATFORM, format!("{OS}/{ARCH}"));
        assert_eq!(TOOLS, format!("pkg/tool/{OS}_{ARCH}"));
        assert_eq!(LEVEL_VARIABLE, format!("GO{}", ARCH.to_uppercase()));
    }
}
