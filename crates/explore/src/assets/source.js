// Source: tokens with their types, and what the compiler decided about each line.

import { el, pieces, row } from "oxigo/dom.js";

const SIGNS = { inline: "↳", escape: "↑", check: "✓", call: "→", type: "⊢" };

export async function source(page) {
  const files = page.overview.files;
  let number = page.now.file === undefined ? undefined : Number(page.now.file);
  let first;
  if (page.now.f !== undefined && page.now.file === undefined) {
    const place = await placeOf(page);
    if (place) [number, first] = place;
  }
  number ??= 0;
  if (!files[number]) return el("p", { class: "problem" }, "No source is known.");
  const chooser = el("select", { onchange: (e) => page.go({ file: e.target.value }) },
    files.map((f, n) => (f.own || n === number ? el("option", { value: n, selected: n === number }, f.name) : null)));
  const view = await page.ask(`source?file=${number}`);
  return [
    el("div", { class: "bar" }, chooser,
      page.now.file !== undefined ? el("button", { onclick: () => page.go({ file: undefined }) }, "to the function") : null),
    el("div", { class: "code" }, pieces(view.lines, (line) => lineOf(line, first))),
  ];
}

async function placeOf(page) {
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`).catch(() => null);
  const id = f?.place ?? f?.code.find((i) => i.from)?.from.at(-1);
  const match = /^l(\d+):(\d+)$/.exec(id ?? "");
  return match ? [Number(match[1]), Number(match[2])] : null;
}

function lineOf(line, first) {
  const text = [];
  let at = 0;
  for (const token of line.tokens) {
    if (token.at > at) text.push(spaces(token.at - at, at === 0));
    text.push(el("span", { class: "t-" + token.class, title: token.hover }, token.text));
    at = token.at + new TextEncoder().encode(token.text).length;
  }
  const decisions = (line.decisions ?? []).map((d) =>
    el("span", { class: "decision d-" + d.kind, title: d.text }, `${SIGNS[d.kind]} ${d.text}`));
  return row("div", line, { class: "line", "data-first": line.line === first },
    el("span", { class: "number" }, line.line), el("span", { class: "text" }, text), decisions);
}

// What stands at the beginning of a line are tabs.
function spaces(count, leading) {
  return (leading ? "\t" : " ").repeat(count);
}
