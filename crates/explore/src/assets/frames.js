// Frames: where each argument and result is, in both calling conventions, drawn as the words of the stack; and what becomes
// of the words when the stack grows, from a real run.

import { el, hex, row } from "oxigo/dom.js";

export async function frames(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
  if (!f.conventions.length) return [el("p", { class: "problem" }, "The signature of this function was not recorded."), ...(await growth(page, f))];
  const frame = Math.max(0, ...f.code.map((i) => i.frame));
  return [el("div", { class: "conventions" }, f.conventions.map((c) => convention(c, frame, f))), ...(await growth(page, f))];
}

// The stack before and after it has grown: in each frame the words that had to change, and those that did not.
async function growth(page, f) {
  if (!page.overview.views.includes("boot")) return [];
  const head = el("h3", { "data-name": "growth" }, "When the stack grows");
  const run = page.now.grow ? "&run=1" : "";
  const view = await page.ask(`growth?name=${encodeURIComponent(f.name)}${run}`).catch((problem) => problem);
  if (view instanceof Error) return [head, el("p", { class: "soft" }, view.message)];
  if (!view.stacks) {
    return [head, el("p", {}, "The program is run until the frame of this function is whole. Then the bound of the goroutine's stack is raised, so that the next function that asks for room makes the runtime copy the stack; there it is ended."),
      el("button", { id: "grow", onclick: () => page.go({ grow: 1 }) }, "Run it")];
  }
  const [before, after] = view.stacks;
  const moved = after.high - before.high;
  const side = (name, s) => el("tr", {}, el("td", {}, name), el("td", {}, `${hex(s.low)} to ${hex(s.high)}`), el("td", {}, `${s.high - s.low} bytes`), el("td", {}, `SP ${hex(s.sp)}`));
  return [head,
    el("table", { class: "mono" }, side("before", before), side("after", after)),
    el("p", {}, `All of it moves by ${moved < 0 ? "−" : ""}${hex(Math.abs(moved))}. Pointers, as the stack maps know them, and saved BPs are adjusted by as much if they point into the old stack, and marked here; everything else is copied as it was.`),
    ...view.frames.map((frame) => el("section", { class: "grown" },
      row("h4", frame, { "data-name": `frame of ${frame.function}` }, frame.function, el("span", { class: "note" }, frame.size ? `frame of ${frame.size} bytes` : "has no frame yet: it asked for room")),
      el("table", { class: "mono stack" },
        el("tr", {}, ["SP+", "address before", "address after", "word before", "word after", ""].map((t) => el("th", {}, t))),
        frame.words.map((w) => el("tr", { class: w.before === w.after ? undefined : "changed", "data-what": w.what },
          el("td", {}, w.offset), el("td", {}, hex(before.high - w.depth)), el("td", {}, hex(after.high - w.depth)), el("td", {}, hex(w.before)),
          el("td", {}, w.before === w.after ? "the same" : hex(w.after)), el("td", {}, [w.what, w.names].filter(Boolean).join(" ")))))))];
}

function convention(c, frame, f) {
  const registers = (list, word) => list.flatMap((p) => p.registers.map(([offset, type, register]) =>
    row("tr", p, {}, el("td", { class: "mono" }, register), el("td", {}, `${word} ${p.name}${p.size > 8 ? `+${offset}` : ""}`), el("td", {}, type))));
  const rows = [...registers(c.params, "parameter"), ...registers(c.results, "result")];
  return el("section", {},
    el("h3", { "data-name": c.abi }, c.abi, c.own ? el("span", { class: "note" }, "this function's own") : null),
    el("h4", { "data-name": `registers of ${c.abi}` }, "Registers"),
    rows.length ? el("table", {}, rows) : el("p", {}, "Nothing is passed in registers."),
    el("h4", {}, "Stack, high addresses above"),
    el("table", { class: "stack" }, words(c, frame)),
    c.own && f.locals.length ? el("h4", {}, "Other variables") : null,
    c.own ? el("table", {}, f.locals.map((v) => row("tr", v, {},
      el("td", {}, v.name), el("td", {}, v.ty.replace(/^type:/, "")), el("td", { class: "mono" }, v.slot ?? "registers and spill slots")))) : null,
    c.own ? el("details", {}, el("summary", {}, "the frame"), f.slots.map((s) => el("div", { class: "mono" }, s))) : null);
}

// The words from the caller's frame down to this function's; offsets count from the first stack argument, which is
// 16 bytes above the frame: return address and saved BP lie between.
function words(c, frame) {
  const at = [];
  const put = (offset, size, text, kind, of) => at.push({ offset, size, text, kind, of });
  for (const p of c.params) {
    if (p.stack !== null) put(p.stack, p.size, `parameter ${p.name}`, "passed", p);
    if (p.spill !== null) put(p.spill, p.size, `room to spill ${p.name}`, "spill", p);
  }
  for (const r of c.results) if (r.stack !== null) put(r.stack, r.size, `result ${r.name}`, "passed", r);
  at.sort((a, b) => b.offset - a.offset);
  const line = (offset, size, text, kind, of = {}) =>
    row("tr", of, { class: "k-" + kind, "data-name": kind === "spill" ? "spill room" : text }, el("td", { class: "mono" }, offset), el("td", { class: "mono" }, size), el("td", {}, text));
  const head = el("tr", {}, el("th", {}, "from SP at entry"), el("th", {}, "bytes"), el("th", {}, "what"));
  const own = c.own && frame > 0;
  return [
    head,
    line("…", "", "the caller's frame", "caller"),
    at.map((w) => line(`+${w.offset + 8}`, w.size, w.text, w.kind, w.of)),
    line("0", 8, "return address", "control"),
    own ? line("-8", 8, "saved BP of the caller", "control") : null,
    own ? line(`-${frame}`, frame - 8, `locals and spill slots down to SP (frame of ${frame} bytes)`, "locals") : null,
  ];
}
