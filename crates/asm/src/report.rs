//! Messages as data. In: what lexer, parser and back end find wrong. Out: [`Message`]s in the
//! order found, which only the command prints. Invariant: a parser reports at most one message
//! for a line, and gives up after ten unless all are asked for (`-e`).
//! Authority for shapes and wording: `cmd/asm/main.go`, `cmd/asm/internal/asm/parse.go`.

use crate::quote;
use std::fmt;
use std::sync::Arc;

/// The run is over: the reason is in the report already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// What every step answers: a value, or [`Stop`].
pub type Step<T> = Result<T, Stop>;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// About a line of a file.
    At {
        /// File name.
        file: Arc<str>,
        /// Line in the file.
        line: u32,
        /// What is wrong.
        text: String,
    },
    /// About a place in a file that the scanner could not read; the run goes on.
    Scan {
        /// File name.
        file: Arc<str>,
        /// Line in the file.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
        /// What is wrong.
        text: String,
    },
    /// Of the tool itself or of its back end.
    Tool(String),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::At { file, line, text } => write!(f, "{file}:{line}: {}", quote::shown(text)),
            Message::Scan { file, line, column, text } => write!(f, "{file}:{line}:{column}: {text}"),
            Message::Tool(text) => write!(f, "asm: {text}"),
        }
    }
}

/// All messages of a run.
#[derive(Debug, Default)]
pub struct Report {
    messages: Vec<Message>,
    counted: usize,
    all: bool,
    last: Option<u32>,
    failed: bool,
}

impl Report {
    /// An empty report; `all`: never give up (`-e`).
    pub fn new(all: bool) -> Report {
        Report { all, ..Report::default() }
    }
    /// A new parser begins: its lines and its count are its own.
    pub fn begin_file(&mut self) {
        self.counted = 0;
        self.last = None;
    }
    /// An error of the parser, kept unless its line has one. Stops after ten.
    pub fn error(&mut self, file: Arc<str>, line: u32, text: String) -> Step<()> {
        if self.last == Some(line) {
            return Ok(());
        }
        self.last = Some(line);
        self.failed = true;
        self.messages.push(Message::At { file, line, text });
        self.counted += 1;
        if self.counted > 10 && !self.all {
            self.messages.push(Message::Tool("too many errors".to_string()));
            return Err(Stop);
        }
        Ok(())
    }
    /// An error after which nothing can be read any more.
    pub fn fatal(&mut self, message: Message) -> Stop {
        self.failed = true;
        self.messages.push(message);
        Stop
    }
    /// An error of the back end: all are kept. One line end is enough for each.
    pub fn tool(&mut self, text: impl Into<String>) {
        self.failed = true;
        let mut text = text.into();
        text.truncate(text.trim_end_matches('\n').len());
        self.messages.push(Message::Tool(text));
    }
    /// Something the scanner could not read; does not fail the run by itself.
    pub fn scan(&mut self, file: Arc<str>, line: u32, column: u32, text: impl Into<String>) {
        self.messages.push(Message::Scan { file, line, column, text: text.into() });
    }
    /// Errors counted for the current parser.
    pub fn counted(&self) -> usize {
        self.counted
    }
    /// Whether anything fails the run.
    pub fn failed(&self) -> bool {
        self.failed
    }
    /// The messages in the order found.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }
}
