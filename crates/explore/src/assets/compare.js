// Compare: what differs between this program and another one, and a function of both side by side.

import { bytes, el, hex, pieces, row } from "oxigo/dom.js";

export async function compare(page) {
  const view = await page.ask("compare");
  const code = el("div", {});
  const choose = async (name) => {
    page.remember("pair", name);
    code.replaceChildren(...(await pair(page, name)));
  };
  const first = page.now.pair ?? (view.pairs.some((p) => p.name === page.now.f) ? page.now.f : view.pairs[0]?.name);
  if (first) await choose(first);
  const changes = (rows) => el("table", { class: "mono" }, rows.map(([name, before, now]) =>
    el("tr", {}, el("td", {}, name), el("td", {}, before), el("td", {}, now), el("td", { class: how(before, now) }, signed(now - before)))));
  return [
    el("p", {}, `Compared with ${view.other}: ${bytes(view.sizes[0])} there, ${bytes(view.sizes[1])} here; ${view.same} functions are the same, ${view.pairs.length} are not.`),
    el("details", {}, el("summary", {}, `${view.packages.length} packages whose code differs in size`), changes(view.packages)),
    el("details", {}, el("summary", {}, `${view.sections.length} sections that differ in size`), changes(view.sections)),
    el("h3", {}, "Functions: bytes there, here, difference"),
    el("div", { class: "code pairs" }, pieces(view.pairs, (p) =>
      row("div", p, { class: "line", onclick: () => choose(p.name) },
        el("span", { class: "number" }, p.before || "—"), el("span", { class: "number" }, p.now || "—"),
        el("span", { class: `kind ${how(p.before, p.now)}` }, signed(p.now - p.before)), el("span", { class: "text" }, p.name)))),
    code,
  ];
}

const how = (before, now) => (now > before ? "bigger" : now < before ? "smaller" : "");
const signed = (n) => (n > 0 ? `+${n}` : String(n));

async function pair(page, name) {
  const view = await page.ask(`pair?name=${encodeURIComponent(name)}`).catch((problem) => problem);
  if (view instanceof Error) return [el("p", { class: "problem" }, view.message)];
  const forms = [{ ...view, name: "instructions" }, ...view.forms];
  const shown = forms.find((f) => f.name === page.now.form) ?? forms[0];
  const side = (i, kind) => i ? row("div", i, { class: `line ${kind}`, title: i.intel },
    i.at === undefined ? null : el("span", { class: "number" }, hex(i.at)), el("span", { class: "text" }, i.go ?? i.text)) : el("div", {});
  return [
    el("h3", {}, name),
    forms.length > 1 ? el("div", { class: "bar" }, forms.map((f) =>
      el("button", { "data-form": f.name, "aria-pressed": f === shown, onclick: () => page.go({ form: f.name, pair: name }) }, f.name))) : null,
    el("div", { class: "code" }, pieces(shown.lines, ([b, n]) => el("div", { class: "pair" },
      side(shown.before[b], n === null ? "gone" : ""), side(shown.now[n], b === null ? "new" : "")))),
  ].filter(Boolean);
}
