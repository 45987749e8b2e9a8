//! Errors of a link. A phase either stops at once ([`LinkError`]) or collects messages
//! ([`Errors`]); the user sees at most twenty, then "too many errors".

use std::fmt;

/// Why there is no executable: the lines to print, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    /// Messages without newline at the end.
    pub messages: Vec<String>,
}

impl LinkError {
    /// One message.
    pub fn new(message: impl Into<String>) -> Self {
        LinkError { messages: vec![message.into()] }
    }
}

impl From<goobj::Error> for LinkError {
    fn from(e: goobj::Error) -> Self {
        LinkError::new(e.to_string())
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for LinkError {}

/// Result of a phase.
pub type Result<T> = std::result::Result<T, LinkError>;

/// Most messages shown.
const LIMIT: usize = 20;

/// Messages collected by one phase.
#[derive(Debug, Default)]
pub struct Errors {
    messages: Vec<String>,
}

impl Errors {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a message.
    pub fn push(&mut self, message: impl Into<String>) {
        self.messages.push(message.into());
    }
    /// Adds messages found elsewhere.
    pub fn extend(&mut self, messages: impl IntoIterator<Item = String>) {
        self.messages.extend(messages);
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }
    /// `Ok` when there is none; else the error with as many messages as are shown.
    pub fn finish(mut self) -> Result<()> {
        if self.messages.is_empty() {
            return Ok(());
        }
        if self.messages.len() > LIMIT {
            self.messages.truncate(LIMIT + 1);
            self.messages.push("too many errors".to_owned());
        }
        Err(LinkError { messages: self.messages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many() {
        let mut e = Errors::new();
        assert!(Errors::new().finish().is_ok());
        e.extend((0..50).map(|i| i.to_string()));
        let shown = e.finish().unwrap_err().messages;
        assert_eq!((shown.len(), shown.last().unwrap().as_str()), (22, "too many errors"));
    }
}
