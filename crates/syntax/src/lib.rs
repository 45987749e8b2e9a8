//! Go source text to syntax tree. In: the bytes of a file. Out: a tree that is complete even
//! for wrong input, and diagnostics in the official compiler's wording at its positions.
//! Nothing here knows what a name means.

pub mod ast;
mod branches;
pub mod chars;
pub mod comments;
pub mod constraint;
pub mod directives;
pub mod dump;
mod lexer;
pub mod literals;
#[doc(hidden)]
pub mod mutate;
mod parser;
pub mod positions;
pub mod print;
mod skip;
pub mod token;
pub mod tokens;
pub mod visit;

pub use ast::*;
pub use parser::{ParsedFile, parse_body, parse_file};
use release::FrontEnd;
pub use token::{LitKind, Operator, Token};

/// Greatest height of a tree: nesting in the source plus the length of operator, selector
/// and `else if` chains. Deeper input is refused with a diagnostic.
pub const MAX_DEPTH: u32 = 10_000;

/// Links that chains of binary operators may add to that. Walks over such chains see to their stack themselves
/// ([`base::stack::with_room`]).
pub const MAX_LINKS: u32 = 200_000;

/// How a file is to be parsed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Config {
    /// Skip bodies of top-level functions; [`parse_body`] parses them later.
    pub skip_bodies: bool,
    /// Stop behind the imports: all that loading packages needs.
    pub imports_only: bool,
    /// Check labels and branches too, as the compiler does while parsing.
    pub check_branches: bool,
    /// The file belongs to the standard library (`-std`): its directives are allowed.
    pub std: bool,
    /// The file belongs to the runtime (`-+`): runtime directives are allowed.
    pub runtime: bool,
    /// How errors are put.
    pub front_end: FrontEnd,
    /// Whether methods may have type parameters.
    pub generic_methods: bool,
}
