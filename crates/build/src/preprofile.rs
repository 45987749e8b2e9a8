//! Profiles in the form that the compiler is given. In: the profile of a package ([`crate::pgo`]). Out: what upstream's
//! `preprofile` makes of it, once for each profile and kept in the cache. Authority: GOROOT
//! `cmd/go/internal/work/exec.go`.

use crate::builder::{Failed, Run};
use crate::cache::ActionId;
use crate::package::Package;
use crate::shell::joined;
use base::hex;
use std::path::{Path, PathBuf};

impl Run<'_, '_> {
    /// The hash of the profile that a package is compiled with.
    pub(crate) fn profile_hash(&self, package: &Package) -> Result<Option<[u8; 32]>, Failed> {
        let Some(file) = &package.profile else { return Ok(None) };
        let hash = self.builder.cache.hashes().of(file);
        hash.map(Some).map_err(|e| {
            let why = crate::io_text("open", file, &e);
            Failed(format!("# {}\npreprofile: error opening profile: {why}\n", file.display()))
        })
    }

    /// The profile of a package as the compiler is given it.
    pub(crate) fn profile(&self, package: &Package) -> Result<Option<PathBuf>, Failed> {
        let (Some(file), Some(hash)) = (&package.profile, self.profile_hash(package)?) else { return Ok(None) };
        let mut made = self.profiles.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = made.get(file) {
            return known.clone().map(Some);
        }
        let result = self.preprofile(file, hash);
        made.insert(file.clone(), result.clone());
        result.map(Some)
    }

    fn preprofile(&self, file: &Path, hash: [u8; 32]) -> Result<PathBuf, Failed> {
        let b = self.builder;
        let action = ActionId::of("preprofile", &(&b.ids.compile, hash));
        if let Some(known) = b.cache.get(&action).filter(|_| !b.options.force) {
            return Ok(known.file);
        }
        let dir = b.shell.work().join("pgo").join(&hex(&hash)[..12]);
        let out = dir.join("pgo.preprofile");
        let args = ["-o", &out.to_string_lossy(), "-i", &file.to_string_lossy()].map(str::to_owned);
        b.shell.mkdir(&dir)?;
        b.shell.show(None, &joined([&*b.tool("preprofile")].into_iter().chain(args.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(out);
        }
        let report = |said: String| Failed(format!("# {}\n{said}", file.display()));
        b.toolchain.preprofile(&dir, &args).map_err(report)?;
        let bytes = std::fs::read(&out).map_err(|e| Failed(crate::io_text("open", &out, &e) + "\n"))?;
        Ok(b.cache.put(&action, &bytes).unwrap_or(out))
    }
}
