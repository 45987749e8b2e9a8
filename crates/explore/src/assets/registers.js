// Registers: machine code before and behind register allocation, spills and reloads, and the words of the frame that
// hold pointers while a call lasts.

import { el, pieces, row } from "oxigo/dom.js";
import { values } from "oxigo/ssa.js";

export async function registers(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
  if (!f.allocated.length) return el("p", { class: "problem" }, "The allocation of this function was not recorded.");
  const before = page.now.allocated === "0";
  const rows = before ? f.selected : f.allocated;
  const count = (how) => f.allocated.filter((r) => r.moved === how).length;
  const bar = el("div", { class: "bar" },
    el("button", { "aria-pressed": before, onclick: () => page.go({ allocated: "0" }) }, "virtual registers"),
    el("button", { "aria-pressed": !before, onclick: () => page.go({ allocated: undefined }) }, "allocated"),
    el("span", {}, `${count("spill")} spills, ${count("reload")} reloads, ${count("move")} moves`));
  const slots = el("details", {}, el("summary", {}, "the frame"), f.slots.map((s) => el("div", { class: "mono" }, s)));
  return [bar, slots, el("div", { class: "code asm" }, pieces(rows, machineLine))];
}

function machineLine(r) {
  return row("div", r, { class: "line" + (r.moved ? " moved m-" + r.moved : ""), "data-name": r.pointers ? "pointers" : r.moved },
    el("span", { class: "text" }, values(r.text, r.id, "r")),
    r.moved ? el("span", { class: "note" }, r.moved) : null,
    r.pointers ? el("span", { class: "pointers" }, "pointers: " + r.pointers) : null);
}
