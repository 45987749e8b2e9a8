// Boot: the program from its first instruction to main.main, as it was recorded in a real run.

import { el, hex, pieces, row } from "oxigo/dom.js";

export async function boot(page) {
  const view = await page.ask(page.now.boot ? "boot?run=1" : "boot");
  if (!view.stops.length) {
    return [
      el("p", {}, "The program is run under ptrace up to main.main, and ended there. Its package initialisers run."),
      el("button", { id: "boot", onclick: () => page.go({ boot: 1 }) }, "Run it"),
    ];
  }
  const list = el("div", { class: "code stops" });
  const detail = el("div", {});
  const show = (n) => {
    page.remember("stop", n);
    list.querySelectorAll(".line").forEach((l, i) => l.classList.toggle("here", i === n));
    detail.replaceChildren(...stop(view.stops[n], view.stops[n - 1]));
  };
  list.append(...view.stops.map((s, n) => row("div", s, { class: "line", "data-name": `stop ${s.name}`, title: s.what, onclick: () => show(n), ondblclick: () => page.go({ f: s.name, file: undefined }) },
    el("span", { class: "number" }, n + 1), el("span", { class: "text" }, s.name), s.thread > 1 ? el("span", { class: "note" }, `thread ${s.thread}`) : null)));
  const named = view.stops.findIndex((s) => s.name === page.now.stop);
  show(Math.min(named < 0 ? Number(page.now.stop ?? 0) || 0 : named, view.stops.length - 1));
  return [
    el("p", {}, `${view.stops.length} stops, ${view.steps.length} instructions up to the first of Go, ${view.threads} threads at main.main.`),
    view.ended ? el("p", { class: "problem" }, view.ended) : null,
    list, detail,
    el("details", {}, el("summary", {}, `${view.steps.length} instructions from the entry point, with what each changes`),
      el("div", { class: "code" }, pieces(view.steps, (s) => row("div", s, { class: "line" },
        el("span", { class: "number" }, hex(s.at)), el("span", { class: "text" }, s.function),
        el("span", { class: "note" }, s.changed.map(([r, v]) => `${r}=${hex(v)}`).join(" ")))))),
  ].filter(Boolean);
}

function stop(s, before) {
  const old = new Map(before?.registers ?? []);
  const mapped = new Set(before?.maps.map((m) => `${m.from} ${m.to}`) ?? []);
  const g = s.g ? `${hex(s.g[0])}${s.g[1] ? ` (${s.g[1]})` : ""}` : "none yet";
  return [
    el("h3", {}, s.name, el("span", { class: "note" }, `thread ${s.thread}, g ${g}`)),
    el("p", {}, s.what),
    el("div", { class: "boot" },
      el("table", { class: "mono" }, s.registers.map(([name, value]) =>
        el("tr", { class: before && old.get(name) !== value ? "changed" : undefined }, el("td", {}, name), el("td", {}, hex(value))))),
      el("table", { class: "mono" }, el("tr", {}, el("th", {}, "stack"), el("th", {}, "word"), el("th", {}, "")), s.stack.map((w) =>
        el("tr", {}, el("td", {}, hex(w.at)), el("td", {}, hex(w.value)), el("td", {}, w.names ?? "")))),
      el("table", { class: "mono" }, el("tr", {}, el("th", {}, "memory"), el("th", {}, "access"), el("th", {}, "what")), s.maps.map((m) =>
        el("tr", { class: before && !mapped.has(`${m.from} ${m.to}`) ? "changed" : undefined, "data-name": `memory ${m.what}\nmemory at ${hex(m.from)}` },
          el("td", {}, `${hex(m.from)}–${hex(m.to)}`), el("td", {}, m.access), el("td", {}, m.what))))),
  ];
}
