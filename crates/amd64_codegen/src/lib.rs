//! The code generator for amd64: instruction selection and emission, behind the trait that the neutral parts see
//! ([`machine::Backend`]). In: a function in dialect Lowered; out: [`VCode`] with the instructions beside it, then, with
//! registers and frame, machine code. Registers, encodings and no-ops come from crate `amd64`, which the assembler
//! shares.

pub mod clobbers;
mod emit;
mod encode;
mod inst;
mod isel;
pub mod listing;
mod regs;

use inst::Insts;
use machine::buffer::Code;
use machine::vcode::VCode;
use machine::{Backend, CompiledFunc, Config, Input, Scratch};
use ssa::Func;

/// The backend for amd64.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amd64;

/// The instructions of a function, for nobody to look at.
#[derive(Debug)]
pub struct Selected(Insts);

impl Backend for Amd64 {
    type Insts = Selected;

    fn select(&self, func: &Func, config: &Config) -> (VCode, Selected) {
        let (v, insts) = isel::select(func, config.forget);
        (v, Selected(insts))
    }
    fn emit(&self, input: Input<'_>, insts: &Selected) -> Code {
        emit::emit(input, &insts.0)
    }
    fn show(&self, insts: &Selected, v: &VCode, inst: usize, operand: &dyn Fn(u8) -> String) -> String {
        insts.0.kinds[inst].show(v, operand)
    }
}

/// Compiles a function in dialect Lowered, with nobody watching.
pub fn compile_func(func: Func, config: Config) -> CompiledFunc {
    machine::compile_func(func, config, &Amd64, &mut Scratch::default(), &mut ())
}
