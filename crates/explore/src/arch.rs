//! The machine that explored programs run on, by name nowhere else in this crate. In: bytes of code, registers of a thread
//! that is stopped. Out: instructions as far as views speak of them, their texts, the registers by name. Facts about
//! instructions are those of iced-x86.

use crate::ptrace;
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Formatter, GasFormatter, Instruction, InstructionInfoFactory, IntelFormatter,
    OpAccess, OpKind, Register, RflagsBits,
};

/// Bytes of the longest instruction.
pub(crate) const LONGEST: usize = 15;

/// Integer registers that arguments come in, in order.
pub(crate) const INTEGER_ARGUMENTS: [&str; 9] = ["AX", "BX", "CX", "DI", "SI", "R8", "R9", "R10", "R11"];

/// What the word above a frame is where functions save the caller's frame pointer.
pub(crate) const SAVED_FRAME_POINTER: &str = "saved BP of the caller";

/// Functions of the runtime that are there for this machine alone, in the order in which a program enters them, with what
/// they do.
pub(crate) const BOOT: &[(&str, &str)] = &[
    (
        "_rt0_amd64_linux",
        "The kernel has mapped the file and jumps to its entry point. On the stack: argc, the arguments, the environment, the auxiliary vector.",
    ),
    ("_rt0_amd64", "The same for all systems: argc goes to DI, the address of the arguments to SI."),
    (
        "runtime.rt0_go",
        "The first thread gets g0, whose stack is that of the kernel; the processor is asked what it can; thread-local storage is set up.",
    ),
    ("runtime.settls", "arch_prctl sets FS, through which code in assembly finds the current g."),
];

/// Where control goes behind an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// To the next one, or to where a condition says.
    On,
    /// Into a function.
    Call,
    /// Elsewhere for good.
    Jump,
    /// Back to the caller.
    Return,
    /// Into the kernel.
    Trap,
}

/// An instruction.
pub(crate) struct Decoded {
    inst: Instruction,
    /// Offset and size of its displacement and of its immediate, as far as it has them.
    displacement: Option<(usize, usize)>,
    immediate: Option<(usize, usize)>,
}

/// The instruction that bytes begin with, if it is one.
pub(crate) fn decode(bytes: &[u8], address: u64) -> Option<Decoded> {
    let mut decoder = Decoder::with_ip(64, bytes, address, DecoderOptions::NONE);
    let inst = decoder.decode();
    if inst.is_invalid() || inst.len() == 0 {
        return None;
    }
    let fields = decoder.get_constant_offsets(&inst);
    let displacement = fields.has_displacement().then(|| (fields.displacement_offset(), fields.displacement_size()));
    let immediate = fields.has_immediate().then(|| (fields.immediate_offset(), fields.immediate_size()));
    Some(Decoded { inst, displacement, immediate })
}

impl Decoded {
    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.inst.len()
    }
    /// Where control goes.
    pub(crate) fn flow(&self) -> Flow {
        flow(&self.inst)
    }
    /// The address that a branch or call names.
    pub(crate) fn branch(&self) -> Option<u64> {
        let is_branch = self.inst.op_count() > 0 && self.inst.op0_kind() == OpKind::NearBranch64;
        is_branch.then(|| self.inst.near_branch_target())
    }
    /// The address of memory that is named by its distance.
    pub(crate) fn memory(&self) -> Option<u64> {
        self.inst.is_ip_rel_memory_operand().then(|| self.inst.ip_rel_memory_address())
    }
    /// Offset and size of the field with the distance of [`Decoded::memory`].
    pub(crate) fn memory_field(&self) -> Option<(usize, usize)> {
        self.displacement.filter(|_| self.inst.is_ip_rel_memory_operand())
    }
    /// Offset and size of the field with the distance of [`Decoded::branch`].
    pub(crate) fn branch_field(&self) -> Option<(usize, usize)> {
        self.immediate.filter(|_| self.branch().is_some())
    }
}

fn flow(inst: &Instruction) -> Flow {
    match inst.flow_control() {
        FlowControl::Call => Flow::Call,
        FlowControl::UnconditionalBranch => Flow::Jump,
        FlowControl::Return => Flow::Return,
        FlowControl::Exception | FlowControl::Interrupt => Flow::Trap,
        _ => Flow::On,
    }
}

/// Goes over the code of a function; `each` hears of every instruction, where control goes behind it, and of the address
/// that it names as a branch, 0 if none.
pub(crate) fn each_branch(bytes: &[u8], address: u64, mut each: impl FnMut(Flow, u64)) {
    let mut inst = Instruction::default();
    let mut decoder = Decoder::with_ip(64, bytes, address, DecoderOptions::NONE);
    while decoder.can_decode() {
        decoder.decode_out(&mut inst);
        each(flow(&inst), inst.near_branch_target());
    }
}

/// Makes texts of instructions.
pub(crate) struct Texts {
    facts: InstructionInfoFactory,
    intel: IntelFormatter,
    att: GasFormatter,
}

impl Default for Texts {
    fn default() -> Texts {
        let mut intel = IntelFormatter::new();
        intel.options_mut().set_space_after_operand_separator(true);
        Texts { facts: InstructionInfoFactory::new(), intel, att: GasFormatter::new() }
    }
}

impl Texts {
    /// In Go's syntax; bytes that are no instruction are shown, too.
    pub(crate) fn go(&self, bytes: &[u8], address: u64, symbol: &dyn Fn(u64) -> Option<(String, u64)>) -> String {
        amd64::decode::decode(bytes, address, symbol).text
    }
    /// In Intel's syntax.
    pub(crate) fn intel(&mut self, decoded: &Decoded) -> String {
        let mut text = String::new();
        self.intel.format(&decoded.inst, &mut text);
        text
    }
    /// In AT&T's.
    pub(crate) fn att(&mut self, decoded: &Decoded) -> String {
        let mut text = String::new();
        self.att.format(&decoded.inst, &mut text);
        text
    }
    /// What it reads and writes.
    pub(crate) fn effect(&mut self, decoded: &Decoded) -> String {
        let inst = &decoded.inst;
        let info = self.facts.info(inst);
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        for used in info.used_registers().iter().filter(|u| u.register() != Register::None) {
            let name = format!("{:?}", used.register());
            let (read, written) = access(used.access());
            reads.extend(read.then(|| name.clone()));
            writes.extend(written.then_some(name));
        }
        for used in info.used_memory() {
            let (read, written) = access(used.access());
            reads.extend(read.then(|| format!("{:?} memory", used.memory_size())));
            writes.extend(written.then(|| format!("{:?} memory", used.memory_size())));
        }
        let list = |word: &str, names: &[String]| {
            if names.is_empty() { String::new() } else { format!("{word} {}", names.join(", ")) }
        };
        let flags =
            |word: &str, bits: u32| if bits == 0 { String::new() } else { format!("{word} {}", flag_names(bits)) };
        let parts = [
            list("reads", &reads),
            list("writes", &writes),
            flags("tests flags", inst.rflags_read()),
            flags("sets flags", inst.rflags_modified()),
        ];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ")
    }
}

fn access(access: OpAccess) -> (bool, bool) {
    use OpAccess as A;
    let read = matches!(access, A::Read | A::CondRead | A::ReadWrite | A::ReadCondWrite);
    (read, matches!(access, A::Write | A::CondWrite | A::ReadWrite | A::ReadCondWrite))
}

fn flag_names(bits: u32) -> String {
    use RflagsBits as F;
    let all = [(F::OF, "O"), (F::SF, "S"), (F::ZF, "Z"), (F::AF, "A"), (F::CF, "C"), (F::PF, "P"), (F::DF, "D")];
    all.iter().filter(|f| bits & f.0 != 0).map(|f| f.1).collect()
}

/// What the program counter is called among [`named`] registers.
pub(crate) const PC: &str = "RIP";

/// The registers of a thread by name.
pub(crate) fn named(r: &ptrace::Registers) -> Vec<(&'static str, u64)> {
    vec![
        (PC, r.rip),
        ("RSP", r.rsp),
        ("RBP", r.rbp),
        ("RAX", r.rax),
        ("RBX", r.rbx),
        ("RCX", r.rcx),
        ("RDX", r.rdx),
        ("RDI", r.rdi),
        ("RSI", r.rsi),
        ("R8", r.r8),
        ("R9", r.r9),
        ("R10", r.r10),
        ("R11", r.r11),
        ("R12", r.r12),
        ("R13", r.r13),
        ("R14", r.r14),
        ("R15", r.r15),
        ("FLAGS", r.eflags),
        ("FS", r.fs_base),
    ]
}

/// The program counter.
pub(crate) fn pc(r: &ptrace::Registers) -> u64 {
    r.rip
}

/// Sets it.
pub(crate) fn set_pc(r: &mut ptrace::Registers, pc: u64) {
    r.rip = pc;
}

/// The stack pointer.
pub(crate) fn sp(r: &ptrace::Registers) -> u64 {
    r.rsp
}

/// The first integer argument of a function that has just been entered.
pub(crate) fn first_argument(r: &ptrace::Registers) -> u64 {
    r.rax
}

/// The address of the word in which code in assembly finds g, once there is thread-local storage.
pub(crate) fn g_word(r: &ptrace::Registers) -> Option<u64> {
    r.fs_base.checked_sub(8).filter(|_| r.fs_base != 0)
}

/// The instruction of a breakpoint, one byte; the program counter is behind it when it has been carried out.
pub(crate) const TRAP: u8 = 0xcc;
