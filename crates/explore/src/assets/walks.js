// The guided tours. A step is its text, the left view, the right view, and what else the address says: the function (without
// one the function that is shown first), what is to be brought into sight (`see`), and what single views remember.
// What stands between backquotes in a text is to be seen in one of the two views, and what `see` names exists.

const building = [
  ["A build is a graph of steps. Each line on the right is one of them, with a bar for the time that it took: `compile` for a package, and one `link` in the end. Packages that import nothing come first; yours is near the end, because it waits for everything that it imports.", "source", "build", { see: "compile {title}" }],
  ["`compile runtime` is usually the longest step of a build from nothing: memory, collector and scheduler are one package, and every Go program contains it. Rest the mouse on it. What it waited for is marked above it, what waited for it below.", "source", "build", { see: "compile runtime" }],
  ["Pale bars had nothing to do: the archive made from just these files, flags and interfaces lay in the cache. Beside the others stands why they were carried out. Your package is compiled each time for this page: `it is watched`.", "source", "build", { see: "compile {title}" }],
  ["Below is the same build as commands. This one compiles your package: `-p main` is its path in the object, `_pkg_.a` the archive that it becomes, `-importcfg` names a list of what it may import.", "source", "build", { see: "$ compile {title}" }],
  ["The compiler never searches for packages. This list says where the archive of each import lies; `packagefile runtime=` stands in it even if you do not import the runtime, because the code that is generated calls it.", "source", "build", { see: "$ importcfg {title}" }],
  ["`buildid -w` writes the build id into the finished archive. Its first half is a hash of what went in, by which the cache finds the archive again; its second half is a hash of what came out, by which others notice whether anything has really changed.", "source", "build", { see: "$ buildid {title}" }],
  ["The last step: `-buildmode=exe` makes a program of all archives. Its list is longer than that of any compiler, since it names every package of the program and not only the direct imports.", "source", "build", { see: "$ link {title}" }],
  ["This is what compiling has left: an archive, drawn to scale. `__.PKGDEF` is for packages that import this one: types, constants, bodies that can be inlined. Everything else is the object, for the linker.", "source", "object", { see: "block member __.PKGDEF" }],
  ["And this is what linking has left. The treemap shows who takes how much room; the tile `runtime` is the largest of a small program. Click on a tile to see what is in it.", "source", "elf", { see: "package runtime" }],
];

const assembly = [
  ["Part of the runtime is assembly, such as the function on the left. Its Go files call functions that have no body in Go; its assembly uses fields of Go structs, here `gobuf_g(BX)`. Each side needs the other one first: hen and egg. Therefore assembly has two stages.", "source", "build", { f: "runtime.gogo", see: "compile runtime" }],
  ["Stage one. With `-gensymabis` the assembler reads all files, but makes no code: it only writes down which functions they define and which they refer to, and by which calling convention. It needs no fields for that, so an empty file `go_asm.h` will do.", "source", "build", { f: "runtime.gogo", see: "$ symabis runtime" }],
  ["Now the Go files can be compiled: `-symabis` says which of the missing bodies will come from assembly and how they want to be called. In return `-asmhdr` names the header that the compiler writes: all constants, and the offset of each field of each struct.", "source", "build", { f: "runtime.gogo", see: "$ compile runtime" }],
  ["Stage two. Now each file is really assembled, one run for each, and `-I` says where `go_asm.h` is found. Macros such as `-D GOOS_linux` choose what belongs to this system.", "source", "build", { f: "runtime.gogo", see: "$ asm runtime" }],
  ["`pack r` adds the objects to the archive that the compiler has made. For the linker it makes no difference which of them a function is from.", "source", "build", { f: "runtime.gogo", see: "$ pack runtime" }],
  ["What came of it: the offset of field g in a gobuf is 16, so `gobuf_g(BX)` has become `0x10(BX)`. Had somebody added a field to the struct before it, the number would be another one, and nobody would have to touch the assembly.", "source", "assembly", { f: "runtime.gogo" }],
  ["`buf+0(FP)` is the first argument. FP is no register, but a name for where arguments begin: above the return address. The assembler knows the frame, which has no bytes here, and writes `0x8(SP)`. The name in front of the plus is checked by vet and means nothing else.", "source", "assembly", { f: "runtime.gogo" }],
  ["Who calls it: Go code of the scheduler, among it `runtime.execute`. It has the argument in a register and knows from symabis that this function wants it on the stack.", "source", "calls", { f: "runtime.gogo", see: "call runtime.execute" }],
];

const object = [
  ["Let us make an object by hand, beginning with a function. On the right it is a list of values in blocks, as it enters the first pass. A value such as `v0` is set once and never again; where ways meet, a block has parameters. Click on a line of source: what was made from it stays lit.", "source", "ssa", { pass: 0 }],
  ["The slider goes through the passes, by the keys ← and →, too. Behind `lower` what Go means has become what a machine can do: an append or a map access is calls and arithmetic now. Green lines are new, struck out ones gone.", "source", "ssa", { pass: "lower" }],
  ["The last pass is called barrier; if it has nothing to do, the one before it is shown. Where a pointer is stored into the heap the collector may have to be told, so a test of a flag stands around the store.", "source", "ssa", { pass: "barrier" }],
  ["Instructions are chosen. There are as many `virtual registers` as anybody likes: each value has its own, and a name with v and a number.", "ssa", "registers", { allocated: "0" }],
  ["For numbers and pointers sixteen real ones have to be enough, and some of these have other work. The allocator gives each value a register for as long as it lives; what does not fit is spilled to the frame and reloaded later. The bar counts how often: `spills`. At each call stands which words of the frame hold pointers meanwhile, for the collector.", "ssa", "registers", { see: "pointers" }],
  ["Bytes, at last. Instructions of the processor have between one byte and fifteen. What is not yours is named: the `prologue` makes room on the stack, and calls for more at the very end if there is too little.", "source", "assembly", { see: "part prologue" }],
  ["Now the file. The bar shows its blocks as wide as they are. Names, symbols, relocations and data stand apart from each other, so that a linker can map the file and use it without reading it from one end to the other.", "assembly", "object", { see: "block relocation" }],
  ["A symbol is a name, a kind, a size and bytes. Code is of kind `STEXT`. Symbols marked `dupok` may come from several packages, and the linker takes one of them: types, strings and instances of generic functions are made wherever they are used.", "assembly", "object", { see: "symbols" }],
  ["Beside its bytes a function has a record: `bytes of the frame`, its first line, its files, and what was inlined into it. The linker copies that into tables for the runtime.", "assembly", "object", { see: "function record" }],
  ["How large is the frame at an instruction? `pcsp` answers with a list: from this offset on so many bytes. It begins with 0, and grows while the prologue pushes and subtracts. This is how a traceback finds the caller.", "assembly", "object", { see: "table pcsp" }],
  ["`pcline` does the same for lines of source. In the file such a table is a list of differences, since neighbours differ little: most entries take two bytes.", "assembly", "object", { see: "table pcline" }],
  ["`pcdata 1` is the number of the stack map that holds from an offset on. The maps themselves are bits, one for each word of the frame, in a symbol that `funcdata 1` of the record names.", "assembly", "object", { see: "table pcdata 1" }],
];

const relocations = [
  ["The compiler does not know where anything will lie. Where an address belongs it leaves a hole and writes down whose it is. The marked bytes are the holes of this function; the list below them says what each wants.", "assembly", "object", { see: "holes" }],
  ["`R_CALL` is the hole of a call. The instruction has one byte of operation and four for the target; the hole is those four, and they are `00000000` in the object.", "assembly", "object", { see: "hole R_CALL" }],
  ["The linker has given each function an address. The processor wants the distance from the byte behind the hole, so the sum says `(behind the hole)`: target minus place. A negative distance leads to a function that lies before this one.", "assembly", "object", { see: "hole R_CALL" }],
  ["`R_PCREL` is the same for data: types, strings, variables. Code and data move together when a program is loaded elsewhere, so distances stay right and nothing has to be filled in at that time.", "assembly", "object", { see: "hole R_PCREL" }],
  ["Some relocations have no bytes: `0 B`. They tell the linker that something is used. R_USEIFACE, for one, says that a type is converted to an interface, so its methods might be called by anybody who holds that interface.", "assembly", "object", { see: "hole R_USEIFACE" }],
  ["The last call of the function is the one that grows the stack. Its target is written in assembly and takes no arguments: `runtime.morestack_noctxt`.", "assembly", "object", { see: "hole for runtime.morestack_noctxt" }],
  ["On this side the holes are filled: these instructions are read from the executable, and `CALL runtime.morestack_noctxt.abi0(SB)` is what a disassembler makes of a distance and the table of symbols.", "object", "assembly", { see: "part stack growth" }],
];

const linker = [
  ["The linker begins with one name, the entry point, and keeps what that refers to, and what that refers to in turn. Everything else is left out. Here is the shortest chain to this function: `wanted by the linker` stands at its beginning.", "source", "elf", { see: "why" }],
  ["runtime.main calls main.main, and yet no file of the runtime can import your package. Look at the chain: a func value of the runtime, `runtime.main_main.f`, holds the address, and a linkname directive in the runtime's source ties it to the name of your function.", "source", "elf", { why: "main.main", see: "why" }],
  ["All chains begin at `_rt0_amd64_linux`, which nobody calls: the header of the file says that the kernel starts there.", "assembly", "elf", { f: "_rt0_amd64_linux", why: "_rt0_amd64_linux", see: "why" }],
  ["What nobody needs is not there, whatever package it is in: `runtime.NumCgoCall is not in the program`. That is why a small program does not contain all of the library, though all of its packages were compiled.", "source", "elf", { why: "runtime.NumCgoCall" }],
  ["Methods are harder, since a call through an interface names no function. A method is kept if three things meet: its type is there, the type `is converted to an interface`, and somebody calls `a method of its name and signature` through one.", "source", "elf", { why: "runtime.errorString.Error", see: "why" }],
  ["The collector is in each program, even if nothing is ever collected. The chain says who wants it: `runtime.forcegchelper`, a goroutine that is woken when there was no collection for two minutes.", "source", "elf", { why: "runtime.gcStart", see: "why" }],
  ["Sizes by package. The tile of `runtime` tells how much even the smallest program weighs. A click on a tile lists its symbols, the largest first, and a click on a symbol says why it is there.", "source", "elf", { see: "package runtime" }],
  ["What the linker adds by itself are tables. Each part of the bar above is a section of the file; `.gopclntab` has the records and the tables by pc of all functions, for tracebacks, growing stacks and the collector.", "source", "elf", { see: "section .gopclntab" }],
];

const memory = [
  ["An executable is a list of answers to the kernel's question what it shall map where. First of all the number where it begins, `entry`, and right below it the file to scale.", "assembly", "elf", { f: "_rt0_amd64_linux", see: "elf" }],
  ["Sections are for tools: they have names and say what is where. `.text` holds all instructions, sorted by package, so that functions which call each other often lie together.", "assembly", "elf", { see: "section .text" }],
  ["`.rodata` holds what never changes: strings, types, constants. It lies in a part of memory that nobody may write to; a program that tries gets a signal.", "assembly", "elf", { see: "section .rodata" }],
  ["Variables that begin with a value are in `.data`, or in `.noptrdata` if they hold no pointers. That division is Go's own: the collector has to look at the first alone.", "assembly", "elf", { see: "row .noptrdata" }],
  ["Variables that begin with zero need no room in the file: `.bss` has 0 bytes in the file and many in memory, where the kernel hands out pages full of zeros.", "assembly", "elf", { see: "row .bss" }],
  ["Names of sections mean nothing to the kernel. It reads the segments: `LOAD` means that this range of the file is mapped at that address with these rights. There are three: code that may be executed, constants that may be read, and variables that may be written. Nothing can be both written and executed.", "assembly", "elf", { see: "segment LOAD" }],
  ["What has no address, such as `.debug_info`, is never mapped. It is for debuggers, to whom a good part of the file belongs.", "assembly", "elf", { see: "row .debug_info" }],
  ["Now let it run; press the button, if nothing is shown yet. At the first instruction the process consists of `the program`, for each of its segments, and of what the kernel adds: a `[stack]` and the pages by which time can be read without a system call.", "elf", "boot", { stop: "_rt0_amd64_linux", see: "memory [stack]" }],
  ["Behind `runtime.mallocinit`, here at the next stop, there is far more: the runtime has reserved room for its heap and its tables. Lines in bold are new. Access `---p` means that an address is taken, but no memory: pages come when they are needed. The heap's is the one at `0xc000000000`.", "elf", "boot", { stop: "runtime.modulesinit", see: "memory at 0xc000000000" }],
];

const boot = [
  ["Nothing of Go runs at first. Press the button, if nothing is shown yet: the program is run under ptrace and stopped where each stage begins. The kernel jumps to `_rt0_amd64_linux` with the number of arguments on top of the stack, and with all general registers zero.", "assembly", "boot", { f: "_rt0_amd64_linux", stop: "_rt0_amd64_linux", see: "stop _rt0_amd64_linux" }],
  ["Its single instruction goes on to `_rt0_amd64`, which is the same for all systems: the number of arguments goes to DI, and their address to SI.", "source", "boot", { f: "_rt0_amd64", stop: "_rt0_amd64", see: "stop _rt0_amd64" }],
  ["Here the world begins. `runtime.rt0_go` takes 64 KB of the kernel's stack for g0, the goroutine of the scheduler itself: see the source write to `g_stackguard0(DI)`. Then it asks the processor with CPUID what it can do.", "source", "boot", { f: "runtime.rt0_go", stop: "runtime.rt0_go", see: "stop runtime.rt0_go" }],
  ["How does code find out which goroutine it is part of? `runtime.settls` asks the kernel to set register FS, by `arch_prctl`; the word below the address in it will be the current g. Go code has it in R14, too.", "source", "boot", { f: "runtime.settls", stop: "runtime.settls", see: "stop runtime.settls" }],
  ["From here on there is a current g: beside the name of the stop stands `runtime.g0`. `runtime.check` looks whether sizes and arithmetic are what the compiler has believed, and would end the program at once if not.", "source", "boot", { f: "runtime.check", stop: "runtime.check", see: "stop runtime.check" }],
  ["`runtime.args` goes along the words behind the environment, the auxiliary vector: there the kernel tells the size of a page, sixteen random bytes, and where its own code for reading the time lies.", "source", "boot", { f: "runtime.args", stop: "runtime.args", see: "stop runtime.args" }],
  ["`runtime.schedinit` makes everything: locks, stacks, the heap, tables of modules, the arguments as Go sees them, the collector. The calls on the left are its table of contents.", "source", "boot", { f: "runtime.schedinit", stop: "runtime.schedinit", see: "stop runtime.schedinit" }],
  ["`runtime.procresize` makes the Ps: each stands for the right to run Go code, with a queue of goroutines and a cache of memory. There are as many as the process may use processors.", "source", "boot", { f: "runtime.procresize", stop: "runtime.procresize", see: "stop runtime.procresize" }],
  ["`runtime.newproc` is what a go statement calls. The very first one is written in assembly: `runtime·mainPC` is pushed as its argument, and a goroutine for runtime.main waits in the queue of the first P.", "source", "boot", { f: "runtime.rt0_go", stop: "runtime.newproc", see: "stop runtime.newproc" }],
  ["`runtime.mstart` enters the scheduler, and that never returns. rt0_go has done its work; the instruction behind this call would end the program.", "source", "boot", { f: "runtime.mstart", stop: "runtime.mstart", see: "stop runtime.mstart" }],
  ["`runtime.schedule` finds the only goroutine there is, execute ties it to this thread, and `runtime.gogo` loads its stack pointer and jumps to where it shall go on. A goroutine that has never run goes on at the beginning of its function.", "source", "boot", { f: "runtime.gogo", stop: "runtime.gogo", see: "stop runtime.gogo" }],
  ["`runtime.main` runs on a stack of its own, which lies in the heap: compare RSP with the stops before. It starts the watcher sysmon on a thread of its own, then the collector's goroutines, and runs the initialisers of all packages, those of imported ones first.", "source", "boot", { f: "runtime.main", stop: "runtime.main", see: "stop runtime.main" }],
  ["`main.main`, at last. Count the threads: some work for the runtime already. So much happens before the first line of yours, each time that a Go program starts.", "source", "boot", { f: "main.main", stop: "main.main", see: "stop main.main" }],
];

const frames = [
  ["A frame is what one call needs of the stack. Above it is the frame of the caller; at its upper end the `return address`, which the call instruction has pushed. All offsets are counted from the stack pointer at that time.", "source", "frames", { see: "return address" }],
  ["Below it lies `saved BP of the caller`. BP points to the same place of each frame, so that these words are a chain through all of them: profilers follow it without any table.", "assembly", "frames", { see: "saved BP of the caller" }],
  ["And how it is made: `PUSHQ BP`, `MOVQ SP, BP`, then a subtraction that makes room for everything else. From here on the frame is whole; the third column of numbers says how large it is at each instruction.", "frames", "assembly", { see: "part prologue" }],
  ["But the first thing that the function does is to ask: is there enough stack? `CMPQ SP, 0x10(R14)`. R14 is the g of this goroutine, and its bound is the word at 16. If SP is not above it, control goes to the end of the function.", "frames", "assembly", { see: "part prologue" }],
  ["There `CALL runtime.morestack_noctxt.abi0(SB)` lets the runtime find a stack of twice the size, and the function begins once more from its first instruction, as if nothing had been.", "frames", "assembly", { see: "part stack growth" }],
  ["Let it happen; press the button, if nothing is shown yet. The stack of this goroutine has doubled, and all of it lies elsewhere now: `before` and `after`. The function at the top has no frame yet, since it was the one that asked.", "source", "frames", { see: "growth" }],
  ["Words that do not point into the stack are `the same`: numbers, addresses of code such as the return address, pointers to the heap.", "source", "frames", { see: "frame of {focus}" }],
  ["Marked words are those that had to change. The saved BP is one: it points to a place of the caller's frame, so it moves along. So does every pointer to a variable that lies in a frame, as long as somebody may still use it. The runtime knows these words from the stack maps; what is dead, or only looks like an address of the stack, stays as it is.", "source", "frames", { see: "frame of {focus}" }],
  ["These are the maps: for each call of the function the words that hold pointers while it lasts. Whatever happens to a stack happens while its functions wait for calls, so there is a map for each call. `pointers:` none is an answer, too.", "frames", "registers", { see: "pointers" }],
  ["And this is how the runtime finds the map: from an address to the function, to its record, to `pcsp` for the size of the frame, to `pcdata 1` for the number of the map. A traceback, a growth and a collection all go this way.", "assembly", "lookup", { pc: "call", see: "table pcdata 1" }],
];

const conventions = [
  ["There are two ways to call a function. `ABI0`, on the left side of this view, is the old one, for assembly: everything lies on the stack. `ABIInternal` is that of Go code and uses registers; it may change with each release, so nobody writes it by hand.", "source", "frames", { f: "{parameters}", see: "ABIInternal" }],
  ["ABI0 first. The caller keeps room for arguments and results, and the first argument lies right above the return address, at `+8`. `Nothing is passed in registers.` What a callee finds is easy to see for people and slow for processors: each value is written to memory and read again.", "source", "frames", { f: "{parameters}", see: "ABI0" }],
  ["ABIInternal takes values apart: a string is a pointer and a length, a struct is its fields. Each part gets the next integer register, of which the first is `AX`, or the next one for floating-point numbers. There are nine of those and fifteen of these.", "source", "frames", { f: "{parameters}", see: "registers of ABIInternal" }],
  ["A value is in registers as a whole or not at all: if its last part finds none, it goes to the stack. So do arrays of more than one element, since registers have no index. Results begin again at the first register.", "source", "frames", { f: "{parameters}", see: "registers of ABIInternal" }],
  ["And still the caller keeps room on the stack, though nobody fills it: `room to spill`. If the callee has to grow its stack it first needs a place for its arguments, and that cannot be the frame that it does not have yet.", "source", "frames", { f: "{parameters}", see: "spill room" }],
  ["In the code: the arguments are simply there. No instruction at the beginning of this function loads them from the stack.", "frames", "assembly", { f: "{parameters}" }],
  ["Where both meet somebody has to move words. This function is such a wrapper, made by the compiler: it is called as ABI0, by the boot code, loads the argument with `MOVQ 0x18(SP), AX`, and sets what Go code relies on: R14 to the current g, and X15 to zero.", "calls", "assembly", { f: "runtime.newproc.abi0" }],
  ["Both are the same function by name. The linker tells them apart by a version, and in the table of symbols the one is called `runtime.newproc.abi0`. It has one caller, in assembly: `runtime.rt0_go.abi0`.", "assembly", "calls", { f: "runtime.newproc.abi0", see: "call runtime.rt0_go.abi0" }],
  ["The other way round the caller does it: runtime.write is Go code, and writes its arguments to the stack before `CALL runtime.write1.abi0(SB)`, which is in assembly.", "source", "assembly", { f: "runtime.write", see: "call runtime.write1.abi0" }],
];

const writing = [
  ["To write assembly, read some. This is a whole function: `TEXT runtime·write1(SB),NOSPLIT,$0-28`. The dot in the middle stands for the one between package and name, SB for the beginning of the program's addresses, so name(SB) is a global.", "source", "assembly", { f: "runtime.write1" }],
  ["`$0-28`: no bytes of frame, 28 bytes of arguments and results. Two words of eight bytes, an integer of four, four of padding and a result of four: vet compares that with the declaration in Go, which has no body.", "source", "assembly", { f: "runtime.write1" }],
  ["`MOVQ fd+0(FP), DI`: the last operand is where it goes to, the width is in the name of the instruction: B, W, L, Q for 1, 2, 4, 8 bytes. Registers have no prefix for their width; DI is always DI.", "source", "assembly", { f: "runtime.write1" }],
  ["Constants begin with a dollar sign, `$SYS_write` is defined at the head of the file, and the system call itself is one instruction: `SYSCALL`. The kernel takes its arguments in DI, SI, DX and gives the result in AX, so that these seven lines are all of it.", "source", "assembly", { f: "runtime.write1" }],
  ["The same in the manner of Intel, with the buttons above the code: destination first, widths in the names of registers, `mov edx`. The bytes are the same, only people read them in different ways.", "source", "assembly", { f: "runtime.write1", syntax: "intel" }],
  ["NOSPLIT means that the function does not ask for stack; the linker adds up all chains of such calls and refuses those that would need more than there always is. This one has no prologue at all, because `NOFRAME` is written beside it: it runs while there is no proper stack.", "source", "assembly", { f: "runtime.rt0_go" }],
  ["With a frame, `$32` here, the assembler writes prologue and epilogue by itself: `PUSHQ BP` and `SUBQ $0x20, SP` were written by nobody.", "source", "assembly", { f: "runtime.settls", see: "part prologue" }],
  ["Jumps go to labels, or to a number of instructions from here: `JLS	2(PC)` leaves out the next one. On the right it has an address, and the short form of two bytes, since its target is near.", "source", "assembly", { f: "runtime.settls" }],
  ["Some functions know of Go's registers: `<ABIInternal>` in the name says that arguments come in registers, and that R14 is g. Only the runtime may write that, since it changes along with the compiler. This one saves where the goroutine is, and goes on on the stack of g0.", "source", "assembly", { f: "runtime.mcall" }],
  ["`get_tls(CX)` and `g(CX)` are macros for the word below FS where the current g is found, for code that cannot rely on R14. The assembler makes one instruction of the two: `MOVQ FS:0xfffffff8, DI`.", "source", "assembly", { f: "runtime.morestack" }],
];

const goroutines = [
  ["A go statement is a call of `runtime.newproc`, with a closure that says what to run. Here is who does that in this program, the runtime's own helpers among them.", "source", "calls", { f: "runtime.newproc" }],
  ["newproc makes a g, with a stack of 2 KB as a rule, and puts it into the queue of this P. It does so by `runtime.systemstack`, on the big stack of g0: what the goroutine has left of its own may not be enough.", "source", "calls", { f: "runtime.newproc", see: "call runtime.systemstack.abi0" }],
  ["What your function starts stands in this list with the word go before it, what it defers with the word defer, and beside a func value what was found to be in it. `Whom` it calls is told of the code before anything is optimized.", "source", "calls", { see: "callees" }],
  ["`runtime.schedule` is the heart. Whoever has nothing to run comes here, and leaves by `runtime.execute` with a goroutine that findRunnable has found: in the own queue, in the common one, among connections that have got data, or in the queue of another P.", "source", "calls", { f: "runtime.schedule", see: "call runtime.execute" }],
  ["`runtime.mcall` is the way back: it saves where the goroutine is and calls a function on the stack of g0. Its callers are the reasons to stop: `runtime.gopark` waits for something, `runtime.Gosched` gives way, goexit1 has come to its end.", "source", "calls", { f: "runtime.mcall", see: "call runtime.gopark" }],
  ["`runtime·gogo` is the way in. A dozen instructions, of which the last is a jump: set g, load the stack pointer, and go on. No system call, no other address space: this is why goroutines are cheap.", "source", "assembly", { f: "runtime.gogo" }],
  ["Let it run, with the growth of stacks; press the second button, if nothing is shown yet. The program is built with a file beside yours that starts a trace. `Processors` shows what ran on each P: one goroutine at a time.", "source", "schedule", { see: "Processors" }],
  ["`Queues` shows how many could run and did not. A goroutine that another P takes out of a queue is stolen: the thief takes half of what is there, so that it need not come again soon.", "source", "schedule", { see: "Queues" }],
  ["One line for each goroutine: green runs, yellow could run, blue is in a system call, grey waits. Rest the mouse on a stretch to see for what. `G 1` is the main goroutine, whose end is the end of the program.", "source", "schedule", { see: "goroutine 1" }],
  ["Each goroutine begins with a small stack and gets a larger one when it needs it: `Stacks that grew` has each time a mark. The tour of stack frames shows one of these from inside.", "source", "schedule", { see: "Stacks that grew" }],
  ["Now and then all has to stand still for a moment, as for the beginning of this trace: `stop-the-world`. Ps are stopped at the next place where the stack of their goroutine can be read.", "source", "schedule", { see: "stop-the-world" }],
];

export const TOURS = [
  ["Building", building],
  ["Assembly in two stages", assembly],
  ["An object by hand", object],
  ["Relocations", relocations],
  ["The linker", linker],
  ["ELF and virtual memory", memory],
  ["Boot", boot],
  ["Stack frames", frames],
  ["Two calling conventions", conventions],
  ["Writing assembly", writing],
  ["Goroutines at work", goroutines],
];
