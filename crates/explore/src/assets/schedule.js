// Scheduler: what ran on which P, and what each goroutine did, from a trace of a real run.

import { el } from "oxigo/dom.js";

export async function schedule(page) {
  const view = await page.ask(page.now.trace ? "schedule?run=1" : "schedule");
  if (!view.goroutines.length) {
    return [
      el("p", {}, "The program is built once more with a file beside its own that starts a trace, and run for at most five seconds. It gets no input."),
      el("button", { id: "trace", onclick: () => page.go({ trace: 1 }) }, "Run it"),
    ];
  }
  // A part of the whole, in nanoseconds.
  const zoom = { from: Number(page.now.from ?? 0), to: Number(page.now.to ?? view.total) };
  const span = Math.max(zoom.to - zoom.from, 1);
  const lane = (rows, kind, title) => el("div", { class: "lane" }, rows.filter((r) => r.to >= zoom.from && r.from <= zoom.to).map((r) => {
    const part = el("span", { class: `span g-${kind(r)}`, title: `${title(r)}, ${ns(r.to - r.from)} from ${ns(r.from)}`,
      ondblclick: () => page.go({ from: Math.max(0, r.from - span / 100), to: r.to + span / 100 }) });
    const at = Math.max(r.from, zoom.from);
    part.style.left = `${(100 * (at - zoom.from)) / span}%`;
    part.style.width = `${Math.max((100 * (Math.min(r.to, zoom.to) - at)) / span, 0.1)}%`;
    return part;
  }));
  const line = (name, content, note) => el("div", { class: "step", title: note }, el("span", { class: "text" }, name), content);
  const made = (g) => (g.made ?? []).filter((_, i) => i % 2 === 0).map((f) => f.split(" @ ")[0]);
  const name = (g) => `G ${g.g}${g.made ? ` ${made(g)[0]}` : ""}`;
  const widen = (by) => () => page.go({ from: Math.max(0, Math.round(zoom.from - span * by)), to: Math.min(view.total, Math.round(zoom.to + span * by)) });
  return [
    el("div", { class: "bar" },
      el("span", {}, `${ns(view.total)}, ${view.goroutines.length} goroutines, ${view.threads} threads; goroutines went on to another P ${view.moves} times; a double click goes into a stretch`),
      el("button", { onclick: widen(0.5) }, "wider"), el("button", { onclick: widen(-0.25) }, "closer"),
      el("button", { onclick: () => page.go({ from: undefined, to: undefined }) }, "all")),
    el("h3", {}, "Processors"),
    el("div", { class: "timeline" }, Object.entries(view.processors).map(([p, runs]) =>
      line(`P ${p}`, lane(runs, () => "Running", (r) => `G ${r.g}`)))),
    el("h3", {}, "Collections and stops of the world"),
    el("div", { class: "timeline" }, [...new Set(view.ranges.map((r) => r.name))].map((n) =>
      line(n, lane(view.ranges.filter((r) => r.name === n), () => "range", () => n)))),
    el("h3", {}, "Goroutines: green runs, yellow could run, blue is in a system call, grey waits"),
    el("div", { class: "timeline goroutines" }, view.goroutines.map((g) =>
      line(name(g), lane(g.states, (s) => s.state, (s) => s.state + (s.reason ? ` for ${s.reason}` : "")),
        g.by === undefined ? undefined : `made by G ${g.by}`))),
    el("details", {}, el("summary", {}, "events"), el("table", { class: "mono" }, Object.entries(view.events).map(([k, n]) => el("tr", {}, el("td", {}, k), el("td", {}, n))))),
  ];
}

function ns(n) {
  if (n < 10000) return `${Math.round(n)} ns`;
  return n < 10_000_000 ? `${(n / 1000).toFixed(1)} µs` : `${(n / 1e6).toFixed(1)} ms`;
}
