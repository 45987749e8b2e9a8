// Calls: who calls the function, and whom it calls; the inlined ones among them.

import { el, pieces, row } from "oxigo/dom.js";

export async function calls(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const view = await page.ask(`calls?name=${encodeURIComponent(page.now.f)}`);
  const known = new Set(page.overview.functions.map((f) => f.name));
  const side = (head, rows) => el("div", {},
    el("h3", { "data-name": rows === view.callees ? "callees" : "callers" }, head, el("span", { class: "note" }, rows.length)),
    el("div", { class: "code" }, pieces(rows, (r) =>
      row("div", r, { class: "line", "data-name": `${r.how} ${r.name}`, ondblclick: known.has(r.name) ? () => page.go({ f: r.name, file: undefined }) : undefined },
        el("span", { class: "kind" }, r.how), el("span", { class: "text" }, r.name),
        r.through ? el("span", { class: "note" }, `through ${r.through}`) : null))));
  return [
    el("p", {}, "A double click goes to a function. The word call stands for a call instruction; go and defer start the function later, func value calls what was found to be in one, and as a value means that somebody else will call it. What nobody knows before the program runs is in parentheses."),
    el("div", { class: "conventions" }, side(`Who calls ${view.name}`, view.callers), side(`Whom ${view.name} calls`, view.callees)),
  ];
}
