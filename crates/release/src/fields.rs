//! Where fields of the runtime's structures are: what code of the compiler reads and writes by offset. One row a
//! field; a test of the crate `compile` compares the rows with the types of each release's own runtime.

use crate::{Maps, Recover, Release};

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
    ($(#[$doc:meta])* $list:ident; $($name:ident $package:literal $structure:literal $field:literal $offset:literal;)*) => {
        $(
            #[doc = concat!("`", $package, ".", $structure, ".", $field, "`.")]
            pub const $name: i32 = $offset;
        )*
        $(#[$doc])*
        pub const $list: &[Field] = &[
            $(Field { package: $package, structure: $structure, field: $field, offset: $offset },)*
        ];
    };
}

fields! {
    /// Those of all releases.
    COMMON;
    G_STACKGUARD0 "runtime" "g" "stackguard0" 16;
    G_STACKGUARD1 "runtime" "g" "stackguard1" 24;
    G_PANIC "runtime" "g" "_panic" 32;
    DEFER_FN "runtime" "_defer" "fn" 24;
    TYPE_HASH "internal/abi" "Type" "Hash" 16;
    ITAB_TYPE "internal/abi" "ITab" "Type" 8;
    ITAB_FUN "internal/abi" "ITab" "Fun" 24;
}

fields! {
    /// Those of wrappers that tell `recover` where arguments are.
    RECOVER_ARGUMENT;
    PANIC_ARGP "runtime" "_panic" "argp" 0;
}

fields! {
    /// Those of maps with buckets.
    BUCKET_MAPS;
    HMAP_COUNT "runtime" "hmap" "count" 0;
    HMAP_HASH0 "runtime" "hmap" "hash0" 12;
    HMAP_BUCKETS "runtime" "hmap" "buckets" 16;
    HITER_KEY "runtime" "hiter" "key" 0;
    HITER_ELEM "runtime" "hiter" "elem" 8;
}

fields! {
    /// Those of maps with groups.
    SWISS_MAPS;
    MAP_USED "internal/runtime/maps" "Map" "used" 0;
    MAP_SEED "internal/runtime/maps" "Map" "seed" 8;
    MAP_DIR "internal/runtime/maps" "Map" "dirPtr" 16;
    ITER_KEY "internal/runtime/maps" "Iter" "key" 0;
    ITER_ELEM "internal/runtime/maps" "Iter" "elem" 8;
}

// One operation counts the entries of either kind of map, and one stores where they are.
const _: () = assert!(HMAP_COUNT == MAP_USED && HMAP_BUCKETS == MAP_DIR);

/// Structures whose size the compiler knows, since it has them in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The package that declares the structure.
    pub package: &'static str,
    /// The structure.
    pub structure: &'static str,
    /// Its bytes.
    pub bytes: u64,
}

const fn size(package: &'static str, structure: &'static str, bytes: u64) -> Size {
    Size { package, structure, bytes }
}

impl Release {
    /// The fields that code made for the release knows.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        let of_maps = match self.maps {
            Maps::Buckets => BUCKET_MAPS,
            Maps::Swiss => SWISS_MAPS,
        };
        let of_recover = match self.recover {
            Recover::Argument => RECOVER_ARGUMENT,
            Recover::Unwinding => &[],
        };
        COMMON.iter().chain(of_recover).chain(of_maps)
    }

    /// The structures that code made for the release has in frames.
    pub fn sizes(self) -> [Size; 2] {
        match self.maps {
            Maps::Buckets => [size("runtime", "hmap", 48), size("runtime", "hiter", 96)],
            Maps::Swiss => [size("internal/runtime/maps", "Map", 48), size("internal/runtime/maps", "Iter", 96)],
        }
    }
}
