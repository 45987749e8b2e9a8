// Guided tours: texts, each with what the two halves of the page show meanwhile. All is shown of the user's own build.

import { el } from "oxigo/dom.js";

// A step: text, left view, right view, and what else the address says.
const TOURS = [
  ["Building", [
    ["A build is a graph of steps: each package is compiled when those it imports are, and the program is linked when all are. Rest the mouse on a step: what it waited for and what waited for it is marked.", "source", "build"],
    ["Pale steps had nothing to do: the archive made from just these files, flags and interfaces lies in the cache. Beside the others stands why they were carried out.", "source", "build"],
    ["What compiling leaves is an archive: export data for importers, and an object. It is the file at the top, to scale.", "source", "object"],
    ["What linking leaves is the program, drawn as it lies in the file and in memory. Most of it is the runtime and what fmt needs.", "source", "elf"],
  ]],
  ["From source to instructions", [
    ["The source with what the compiler has decided: what is inlined, what escapes to the heap, which checks are gone. Rest the mouse on a name for its type.", "source", "ssa"],
    ["The same function as values in blocks, before the first pass. A value is set once; where ways meet, blocks have parameters. Click on a line of source: what was made from it stays lit.", "source", "ssa", { pass: 0 }],
    ["The slider goes through the passes, with ← and → too. Green lines are new, struck out ones gone. Passes that changed nothing are left out.", "source", "ssa"],
    ["Behind selection the values are in virtual registers, behind allocation in real ones. What did not fit is spilled to the frame and reloaded.", "ssa", "registers"],
    ["Then everything is bytes. Parts that are not yours are named: the check that grows the stack, write barriers, failed bounds checks.", "source", "assembly"],
  ]],
  ["An object by hand", [
    ["The object's blocks: a header, tables of symbols and relocations, data. Each is drawn as large as it is.", "assembly", "object"],
    ["A symbol is a name, a kind, a size and bytes. A function brings a record and tables: where its frame is how large, which line an instruction is from, where pointers are when it is interrupted.", "assembly", "object"],
    ["Open 'function record': funcdata and pcdata are what the runtime reads when it walks stacks and collects garbage.", "assembly", "object"],
  ]],
  ["Relocations", [
    ["The compiler does not know where anything will lie. Where an address belongs it leaves a hole and writes down whose it is: the marked bytes.", "assembly", "object"],
    ["A hole for a call holds the distance from the byte behind it to the function. Beside each hole stands what was in it before the link, what is in it now, and the sum.", "assembly", "object"],
    ["The instructions of the program have their holes filled: the assembly on the left is read from the executable.", "assembly", "object"],
  ]],
  ["The linker", [
    ["The linker begins at the entry point and keeps what is referred to. Here is the shortest chain to this function.", "source", "elf"],
    ["Methods are kept if their type is converted to an interface and somebody calls a method of that name and signature through one. Ask for one: os.(*File).Write.", "source", "elf", { why: "os.(*File).Write" }],
    ["What a program is made of, by package. Click on a tile for its symbols, and on a symbol for its reasons.", "source", "elf"],
  ]],
  ["ELF and virtual memory", [
    ["Sections are for tools, segments for the kernel: it maps these ranges of the file with these rights, and nothing else of it.", "assembly", "elf"],
    ["The process has more: the stack, the heap that the runtime reserves, the pages of the kernel. Run the program to see its map grow from stop to stop.", "elf", "boot"],
  ]],
  ["Boot", [
    ["Nothing of Go runs at first. The kernel jumps to the entry point with argc on top of the stack. Press the button, if nothing is shown yet.", "assembly", "boot", { f: "_rt0_amd64_linux" }],
    ["rt0_go makes the first g, whose stack is the kernel's, and ties it to the first m. Thread-local storage tells code in assembly who runs.", "assembly", "boot", { f: "runtime.rt0_go" }],
    ["schedinit makes heap, Ps and all else; newproc puts a goroutine for runtime.main into a run queue; mstart enters the scheduler, and that never returns.", "source", "boot", { f: "runtime.schedinit" }],
    ["The scheduler finds the goroutine and jumps to it. It starts sysmon and the collector, runs the initialisers of all packages, and calls main.main.", "source", "boot", { f: "runtime.main" }],
  ]],
  ["Stack frames", [
    ["The frame of this function: above it the caller's, which holds the return address and room for arguments; below the saved frame pointer its own variables and spills.", "source", "frames"],
    ["Go's stacks are small and grow: the first instructions compare the stack pointer with a bound in g, and call morestack if there is too little room.", "source", "assembly"],
    ["When a stack moves, and when garbage is collected, every pointer in it must be known. At each call it is known which words of the frame hold pointers.", "frames", "registers"],
  ]],
  ["Two calling conventions", [
    ["Code in assembly has its arguments in memory (ABI0), Go's own code in registers (ABIInternal). Both are shown for this signature.", "source", "frames"],
    ["Arguments are taken apart: a string is two words and takes two registers. What does not fit goes to the stack as a whole.", "source", "frames"],
    ["Where both conventions meet, a wrapper with the same name moves the words. Its symbol differs by its ABI.", "source", "object"],
  ]],
  ["Who calls whom", [
    ["Calls of the program, and those that were inlined and so are calls no more.", "source", "calls"],
    ["What runs when a program crashes: the runtime asks its tables which function an address belongs to, which line, what was inlined there. Each table with what it says of this function's first instruction.", "assembly", "lookup"],
    ["What the goroutines really do: press the button for a trace of a run. Each P runs one goroutine at a time; the others wait, or could run.", "source", "schedule"],
    ["The start of a goroutine is a call as well: of runtime.newproc, with a closure that says what to run.", "source", "calls", { f: "runtime.newproc" }],
  ]],
];

export function tours(page) {
  return [
    el("p", {}, "Each tour goes through the views of this very program, step by step. The arrows of the bar below lead on."),
    el("ol", { class: "tours" }, TOURS.map(([name, steps], n) =>
      el("li", {}, el("button", { onclick: () => go(page, n, 0) }, name), el("span", { class: "note" }, `${steps.length} steps`)))),
  ];
}

function go(page, tour, step) {
  const [, left, right, more] = TOURS[tour][1][step];
  return page.go({ f: page.overview.focus ?? page.now.f, why: undefined, hold: undefined, left, right, ...more, tour, step });
}

// The bar with the text of the step; nothing without a tour.
export function bar(page) {
  const [name, steps] = TOURS[page.now.tour] ?? [];
  const n = Number(page.now.step ?? 0);
  if (!steps?.[n]) return [];
  const to = (step) => () => go(page, Number(page.now.tour), step);
  return [
    el("strong", {}, `${name} ${n + 1}/${steps.length}`),
    el("button", { onclick: to(n - 1), disabled: n === 0 }, "←"),
    el("button", { onclick: to(n + 1), disabled: n === steps.length - 1 }, "→"),
    el("span", {}, steps[n][0]),
    el("button", { onclick: () => page.go({ tour: undefined, step: undefined }) }, "end"),
  ];
}
