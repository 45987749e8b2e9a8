//! Where fields of the runtime's structures are: what code of the compiler reads and writes by offset. One row a
//! field; a test of the crate `compile` compares the rows with the runtime's own types.

/// A field of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The package that declares the structure.
    pub package: &'static str,
    /// The structure.
    pub structure: &'static str,
    /// The field.
    pub field: &'static str,
    /// Its offset in bytes.
    pub offset: i32,
}

macro_rules! fields {
    ($($name:ident $package:literal $structure:literal $field:literal $offset:literal;)*) => {
        $(
            #[doc = concat!("`", $package, ".", $structure, ".", $field, "`.")]
            pub const $name: i32 = $offset;
        )*
        /// All of them.
        pub const FIELDS: &[Field] = &[
            $(Field { package: $package, structure: $structure, field: $field, offset: $offset },)*
        ];
    };
}

fields! {
    G_STACKGUARD0 "runtime" "g" "stackguard0" 16;
    G_STACKGUARD1 "runtime" "g" "stackguard1" 24;
    G_PANIC "runtime" "g" "_panic" 32;
    PANIC_ARGP "runtime" "_panic" "argp" 0;
    DEFER_FN "runtime" "_defer" "fn" 24;
    HMAP_COUNT "runtime" "hmap" "count" 0;
    HMAP_HASH0 "runtime" "hmap" "hash0" 12;
    HMAP_BUCKETS "runtime" "hmap" "buckets" 16;
    ITAB_TYPE "internal/abi" "ITab" "Type" 8;
    ITAB_FUN "internal/abi" "ITab" "Fun" 24;
}
