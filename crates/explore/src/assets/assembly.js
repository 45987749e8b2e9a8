// Assembly: the instructions of a function in three syntaxes, its rare parts folded, with bytes and effects.

import { el, hex, pieces, row } from "oxigo/dom.js";

const SYNTAXES = { go: "Plan 9", intel: "Intel", att: "AT&T" };

export async function assembly(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
  const syntax = page.now.syntax ?? "go";
  const bar = el("div", { class: "bar" },
    Object.entries(SYNTAXES).map(([key, name]) =>
      el("button", { "aria-pressed": key === syntax, onclick: () => page.go({ syntax: key }) }, name)),
    el("span", {}, `${f.code.length} instructions, from the ${f.code_from}`));
  return [bar, instructions(page, f.code, syntax)];
}

export function instructions(page, code, syntax = "go") {
  return el("div", { class: "code asm" }, pieces(code, (i) => instruction(page, i, syntax)));
}

function instruction(page, i, syntax) {
  const goTo = i.target && !i.target.id ? () => page.go({ f: i.target.name, file: undefined }) : undefined;
  return row("div", i, { class: "line" + (i.part ? " part" : ""), title: i.effect, ondblclick: goTo, "data-at": i.at, "data-name": i.part ? `part ${i.part}` : i.target ? `call ${i.target.name}` : undefined },
    el("span", { class: "number" }, hex(i.at)),
    el("span", { class: "bytes" }, i.bytes),
    el("span", { class: "frame", title: "bytes of the frame" }, i.frame || ""),
    el("span", { class: "text" }, (syntax === "go" ? i.go : i[syntax]) || i.go),
    i.target ? el("span", { class: "target" }, "→ " + i.target.name) : null,
    i.part ? el("span", { class: "note" }, i.part) : null,
    i.inlined ? el("span", { class: "note" }, "from " + i.inlined) : null,
    (i.holes ?? []).map((h) => el("span", { class: "hole" }, h)),
    i.line ? el("span", { class: "where" }, ":" + i.line) : null);
}
