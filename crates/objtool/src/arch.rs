//! What the tools have from a machine, by name nowhere else in this crate: the text of an instruction.

pub(crate) use amd64::decode::decode;
