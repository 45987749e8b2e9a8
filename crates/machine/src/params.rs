//! Notes, along the code, where parameters that came in registers are, and values with names. In: what holds in each
//! block ([`Homes`], [`Named`]) and the instructions and moves as they are emitted; out: the table of homes
//! that tracebacks read, and for debuggers the place of each scalar: those of parameters, then values with names,
//! then variables in shared places.

use crate::buffer::{Buffer, Table};
use crate::homes::{Held, Homes};
use crate::named::{self, Named};
use crate::tables::ArgLive;
use crate::vcode::VCode;
use regalloc2::{InstOrEdit, Output};
use ssa::Func;

pub struct Params<'a> {
    pub homes: &'a Homes,
    pub arg_live: ArgLive,
    /// The current value of the table of homes.
    pub live: i32,
    dwarf: bool,
    held: Held,
    places: Vec<i32>,
    named: &'a Named,
    named_held: named::Held,
    named_places: Vec<i32>,
}

impl<'a> Params<'a> {
    pub fn new(f: &Func, homes: &'a Homes, named: &'a Named, dwarf: bool) -> Params<'a> {
        Params {
            homes,
            arg_live: ArgLive::new(f, homes),
            live: -1,
            dwarf,
            held: homes.start(usize::MAX),
            places: vec![-1; homes.leaves.len()],
            named,
            named_held: named.start(usize::MAX),
            named_places: vec![-1; named.count()],
        }
    }
    /// At entry and where the stack is grown: everything is in its register.
    pub fn begin(&mut self, b: &mut Buffer) {
        self.held = self.homes.entry();
        self.note(b);
    }
    /// A block begins.
    pub fn enter(&mut self, block: usize, b: &mut Buffer) {
        if block > 0 && !self.homes.leaves.is_empty() {
            self.held = self.homes.start(block);
            self.note(b);
        }
        if !self.named_places.is_empty() {
            self.named_held = self.named.start(block);
            self.note_named(b);
        }
    }
    /// Behind an instruction or a move.
    pub fn step(&mut self, v: &VCode, out: &Output, item: &InstOrEdit<'_>, b: &mut Buffer) {
        if self.homes.step(v, out, item, &mut self.held) {
            self.note(b);
        }
        if self.named.step(v, out, item, &mut self.named_held) {
            self.note_named(b);
        }
    }
    /// The body has ended.
    pub fn forget(&mut self, b: &mut Buffer) {
        self.held.fill(0);
        self.note(b);
        self.named_held.fill(0);
        self.note_named(b);
    }
    fn note_named(&mut self, b: &mut Buffer) {
        let places = self.named.places(&self.named_held);
        for (n, (known, place)) in self.named_places.iter_mut().zip(places).enumerate() {
            if *known != place.code() {
                b.place(self.places.len() + n, place.code());
                *known = place.code();
            }
        }
    }
    /// Homes hold what they held elsewhere.
    pub fn set_live(&mut self, live: i32, b: &mut Buffer) {
        if self.arg_live.is_needed() && live != self.live {
            b.fact(Table::ArgLive, live);
            self.live = live;
        }
    }
    fn note(&mut self, b: &mut Buffer) {
        if self.arg_live.is_needed() {
            let live = self.arg_live.index(self.homes.live(&self.held));
            self.set_live(live, b);
        }
        if !self.dwarf {
            return;
        }
        for (n, known) in self.places.iter_mut().enumerate() {
            let place = self.homes.place(&self.held, n).code();
            if *known != place {
                b.place(n, place);
                *known = place;
            }
        }
    }
}
