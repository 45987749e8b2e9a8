//! Which binary this is: a hash that is part of its tools' answers and of what no other binary may read.

use base::hex;
use sha2::{Digest, Sha256};

/// A hash of the running binary, 20 bytes in hex: the identification its linker gave it, or else
/// SHA-256.
pub(crate) fn own_hash() -> std::io::Result<String> {
    let file = goobj::MappedFile::open("/proc/self/exe").map_err(std::io::Error::other)?;
    if let Some(id) = objtool::buildid::gnu_id(&file).filter(|id| id.len() >= 20) {
        return Ok(hex(&id[..20]));
    }
    Ok(hex(&Sha256::digest(&file[..])[..20]))
}

/// The beginning of that hash, which marks files that no other binary may read.
pub(crate) fn stamp() -> export::Stamp {
    let hash = own_hash().unwrap_or_default();
    let mut stamp = [0; 16];
    for (to, from) in stamp.iter_mut().zip(hash.bytes()) {
        *to = from;
    }
    export::Stamp(stamp)
}
