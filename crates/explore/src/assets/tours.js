// Guided tours: the bar with the text of a step, and the way from one to the next. All is shown of the user's own build.

import { el } from "oxigo/dom.js";
import { TOURS } from "oxigo/walks.js";

// What a step does not name is not left over from the step before. Runs are: whoever pressed a button once goes on with them.
const NONE = Object.fromEntries(
  ["why", "hold", "see", "stop", "pc", "symbol", "pass", "changes", "file", "form", "pair", "allocated", "syntax", "from", "to"].map((key) => [key, undefined]));

export function tours(page) {
  return [
    el("p", {}, "Each tour goes through the views of this very program, step by step. The arrows of the bar below lead on. What a text sets in another type is to be seen in one of the two halves."),
    el("ol", { class: "tours" }, TOURS.map(([name, steps], n) =>
      el("li", {}, el("button", { onclick: () => go(page, n, 0) }, name), el("span", { class: "note" }, `${steps.length} steps`)))),
  ];
}

async function go(page, tour, step) {
  const [, left, right, more] = TOURS[tour][1][step];
  const { f, see, ...others } = more ?? {};
  const about = await named(page, f);
  const seen = see?.replace("{title}", page.overview.title).replace("{focus}", about);
  return page.go({ ...NONE, f: about, left, right, see: seen, ...others, tour, step });
}

// The function of a step: one by name, the one that is shown first, or one of the package with many parameters.
async function named(page, f) {
  if (f !== "{parameters}") return f ?? page.overview.focus ?? page.now.f;
  const own = page.overview.functions.filter((g) => g.recorded).slice(0, 40).map((g) => g.name);
  const counted = await Promise.all(own.map(async (name) => {
    const view = await page.ask(`function?name=${encodeURIComponent(name)}`).catch(() => null);
    const mine = view?.conventions.find((c) => c.own && c.abi === "ABIInternal");
    return [name, mine && view.code_from === "executable" ? mine.params.flatMap((p) => p.registers).length : 0];
  }));
  return counted.reduce((most, one) => (one[1] > most[1] ? one : most), [page.overview.focus, 0])[0];
}

// The bar with the text of the step; nothing without a tour.
export function bar(page) {
  const [name, steps] = TOURS[page.now.tour] ?? [];
  const n = Number(page.now.step ?? 0);
  if (!steps?.[n]) return [];
  const to = (step) => () => go(page, Number(page.now.tour), step);
  const text = steps[n][0].split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
  return [
    el("strong", {}, `${name} ${n + 1}/${steps.length}`),
    el("button", { id: "back", onclick: to(n - 1), disabled: n === 0 }, "←"),
    el("button", { id: "on", onclick: to(n + 1), disabled: n === steps.length - 1 }, "→"),
    el("span", { class: "told" }, text),
    el("button", { onclick: () => page.go({ tour: undefined, step: undefined }) }, "end"),
  ];
}
