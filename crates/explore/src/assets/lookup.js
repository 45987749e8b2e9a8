// Lookup: how the runtime finds function, line, inlined calls and stack map of an address, table by table.

import { el, hex, row } from "oxigo/dom.js";

// Instead of an address: the first call of the function.
const CALL = "call";
const firstCall = (code) => code.find((i) => i.go.startsWith("CALL") && i.part !== "stack growth") ?? code[0];

export async function lookup(page) {
  let pc = page.now.pc;
  if ((pc === undefined || pc === CALL) && page.now.f) {
    const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
    // What was inlined everywhere is nowhere: then the entry point is as good as any other place.
    const at = f.code_from === "executable" ? (pc === CALL ? firstCall(f.code) : f.code[0]).at : (await page.ask("elf").catch(() => ({}))).entry;
    pc = at?.toString(16);
  }
  const input = el("input", { value: pc ? "0x" + pc : "", placeholder: "0x401000", onchange: (e) => page.go({ pc: e.target.value.trim().replace(/^0x/, "") }) });
  const bar = el("div", { class: "bar" }, el("label", {}, "address ", input));
  if (!pc) return [bar];
  const view = await page.ask(`lookup?pc=${encodeURIComponent(pc)}`);
  const steps = view.steps.map((s) => el("tr", { "data-name": `table ${s.table}` }, el("td", { class: "mono" }, s.table), el("td", { class: "mono" }, s.found)));
  return [bar,
    row("h3", view, {}, hex(view.address)),
    steps.length ? el("table", { class: "steps" }, steps) : el("p", {}, "No function is there.")];
}
