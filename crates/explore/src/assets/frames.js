// Frames: where each argument and result is, in both calling conventions, drawn as the words of the stack.

import { el, row } from "oxigo/dom.js";

export async function frames(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
  if (!f.conventions.length) return el("p", { class: "problem" }, "The signature of this function was not recorded.");
  const frame = Math.max(0, ...f.code.map((i) => i.frame));
  return el("div", { class: "conventions" }, f.conventions.map((c) => convention(c, frame, f)));
}

function convention(c, frame, f) {
  const registers = (list, word) => list.flatMap((p) => p.registers.map(([offset, type, register]) =>
    row("tr", p, {}, el("td", { class: "mono" }, register), el("td", {}, `${word} ${p.name}${p.size > 8 ? `+${offset}` : ""}`), el("td", {}, type))));
  const rows = [...registers(c.params, "parameter"), ...registers(c.results, "result")];
  return el("section", {},
    el("h3", {}, c.abi, c.own ? el("span", { class: "note" }, "this function's own") : null),
    el("h4", {}, "Registers"),
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
    row("tr", of, { class: "k-" + kind }, el("td", { class: "mono" }, offset), el("td", { class: "mono" }, size), el("td", {}, text));
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
