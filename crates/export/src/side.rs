//! Side tables: what later stages want to know of a package, by table and symbol. This crate
//! does not know what the bytes mean. Order of writing: by name of table, then by key.

use crate::format::Damaged;
use base::bytes::{ByteReader, ByteWriter};
use std::collections::BTreeMap;

/// Bytes by table name and key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideTables {
    tables: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

impl SideTables {
    /// Sets an entry.
    pub fn insert(&mut self, table: &str, key: &str, value: Vec<u8>) {
        self.tables.entry(table.into()).or_default().insert(key.into(), value);
    }
    /// An entry.
    pub fn get(&self, table: &str, key: &str) -> Option<&[u8]> {
        self.tables.get(table)?.get(key).map(Vec::as_slice)
    }
    /// The entries of a table in order of keys.
    pub fn entries(&self, table: &str) -> impl Iterator<Item = (&str, &[u8])> {
        self.tables.get(table).into_iter().flatten().map(|(k, v)| (k.as_str(), v.as_slice()))
    }

    /// Tables: count, then name, count of entries, bytes of all entries, entries in order.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut w = ByteWriter::new();
        w.uvarint(self.tables.len() as u64);
        for (name, entries) in &self.tables {
            let mut rows = ByteWriter::new();
            for (key, value) in entries {
                put(&mut rows, key.as_bytes());
                put(&mut rows, value);
            }
            put(&mut w, name.as_bytes());
            w.uvarint(entries.len() as u64);
            put(&mut w, &rows.buf);
        }
        w.buf
    }
    /// Reads all tables.
    pub(crate) fn decode(data: &[u8]) -> Result<SideTables, Damaged> {
        let mut out = SideTables::default();
        let bad = Damaged("side tables");
        let mut r = ByteReader::new(data);
        if data.is_empty() {
            return Ok(out);
        }
        for _ in 0..r.uvarint().ok_or(bad)? {
            let name = text(take(&mut r)?)?;
            let count = r.uvarint().ok_or(bad)?;
            let mut rows = ByteReader::new(take(&mut r)?);
            for _ in 0..count {
                let key = text(take(&mut rows)?)?;
                out.insert(&name, &key, take(&mut rows)?.to_vec());
            }
        }
        Ok(out)
    }
}

fn put(w: &mut ByteWriter, bytes: &[u8]) {
    w.uvarint(bytes.len() as u64);
    w.bytes(bytes);
}

fn take<'a>(r: &mut ByteReader<'a>) -> Result<&'a [u8], Damaged> {
    let bad = Damaged("side tables");
    let len = usize::try_from(r.uvarint().ok_or(bad)?).map_err(|_| bad)?;
    r.take(len).ok_or(bad)
}

fn text(bytes: &[u8]) -> Result<String, Damaged> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Damaged("a key that is no text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_back_and_damage_is_an_error() {
        let mut t = SideTables::default();
        t.insert("escape", "p.F", vec![1, 2, 3]);
        t.insert("escape", "p.(*T).M", Vec::new());
        t.insert("inline", "p.F", vec![9; 300]);
        let bytes = t.encode();
        assert_eq!(SideTables::decode(&bytes), Ok(t.clone()));
        assert_eq!(t.get("escape", "p.F"), Some(&[1, 2, 3][..]));
        for n in 1..bytes.len() {
            assert!(SideTables::decode(&bytes[..n]).is_err(), "{n}");
        }
    }
}
