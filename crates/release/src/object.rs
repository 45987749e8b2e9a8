//! What marks object files of this release (facts: `cmd/internal/objabi/util.go`,
//! `cmd/internal/goobj/objfile.go`).

/// The version string of the release whose objects we read and write.
pub const GO_VERSION: &str = "go1.23.9";
/// First bytes of the binary part of an object.
pub const OBJECT_MAGIC: [u8; 8] = *b"\0go120ld";
/// Experiments compiled in, as the header line lists them.
pub const EXPERIMENTS: &str = "regabiwrappers,regabiargs,coverageredesign";
/// First word of the pc-line table (`internal/abi`: `CurrentPCLnTabMagic`).
pub const PCLNTAB_MAGIC: u32 = 0xffff_fff1;
/// Value of `GOAMD64` when it is not set.
pub const DEFAULT_GOAMD64: &str = "v1";

/// The first line of every object made without `GOEXPERIMENT`, without the newline.
pub fn header_line(goamd64: &str) -> String {
    header_line_with(goamd64, EXPERIMENTS)
}

/// The first line of every object; `experiments` as in
/// [`Experiments::enabled`](crate::experiments::Experiments).
pub fn header_line_with(goamd64: &str, experiments: &str) -> String {
    format!("go object linux amd64 {GO_VERSION} GOAMD64={goamd64} X:{experiments}")
}
