// Scheduler: what ran on which P, who waited in which queue, and what each goroutine did, from a trace of a real run.

import { bytes, el, row } from "oxigo/dom.js";

export async function schedule(page) {
  const view = await page.ask(page.now.trace ? `schedule?run=${encodeURIComponent(page.now.trace)}` : "schedule");
  if (!view.goroutines.length) {
    return [
      el("p", {}, "The program is built once more with a file beside its own that starts a trace, and run for at most five seconds. It gets no input."),
      el("div", { class: "bar" },
        el("button", { id: "trace", onclick: () => page.go({ trace: 1 }) }, "Run it"),
        el("button", { id: "stacks", title: "each allocation is traced, so that stacks are, too", onclick: () => page.go({ trace: "stacks" }) }, "Run it, with the growth of stacks")),
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
  const line = (name, content, note, of = {}) => row("div", of, { class: "step", title: note, "data-name": of.g === undefined ? undefined : `goroutine ${of.g}` }, el("span", { class: "text" }, name), content);
  const name = (g) => `G ${g.g}${g.function ? ` ${g.function}` : ""}`;
  // Moments are shown as short stretches.
  const moments = (rows, kind, title) => lane(rows.map((r) => ({ ...r, from: r.at, to: r.at, of: r })), () => kind, (m) => title(m.of));
  const queue = (name, rows) => line(name, el("div", { class: "lane" }, lengths(rows, zoom, span)), `at most ${Math.max(0, ...rows.map((r) => r.length))} at a time`);
  const grown = view.growths.map((r) => r.to);
  const widen = (by) => () => page.go({ from: Math.max(0, Math.round(zoom.from - span * by)), to: Math.min(view.total, Math.round(zoom.to + span * by)) });
  return [
    el("div", { class: "bar" },
      el("span", {}, `${ns(view.total)}, ${view.goroutines.length} goroutines, ${view.threads} threads; goroutines went on to another P ${view.moves} times, ${view.steals.length} of them from the queue of one P to another; ${view.retakes} Ps were taken from threads in system calls; a double click goes into a stretch`),
      el("button", { onclick: widen(0.5) }, "wider"), el("button", { onclick: widen(-0.25) }, "closer"),
      el("button", { onclick: () => page.go({ from: undefined, to: undefined }) }, "all")),
    el("h3", { "data-name": "Processors" }, "Processors"),
    el("div", { class: "timeline" }, Object.entries(view.processors).map(([p, runs]) =>
      line(`P ${p}`, lane(runs, () => "Running", (r) => `G ${r.g}`)))),
    el("h3", { "data-name": "Queues" }, "Queues: how many could run and did not, by the P that made them able to"),
    el("div", { class: "timeline queues" }, Object.entries(view.queues).map(([p, rows]) => queue(`queue of P ${p}`, rows)),
      queue("the common queue", view.common_queue),
      line("taken by another P", moments(view.steals, "steal", (s) => `G ${s.g} from P ${s.from} to P ${s.to}`))),
    view.events.GoroutineStackAlloc === undefined ? null : el("h3", { "data-name": "Stacks that grew" }, "Stacks that grew"),
    view.events.GoroutineStackAlloc === undefined ? null : el("div", { class: "timeline growths" },
      line(grown.length ? `${grown.length}, up to ${bytes(Math.max(...grown))}` : "none", moments(view.growths, "growth", (s) => `G ${s.g}: ${bytes(s.from)} to ${bytes(s.to)}`))),
    el("h3", { "data-name": "stop-the-world" }, "Collections and stops of the world"),
    el("div", { class: "timeline" }, [...new Set(view.ranges.map((r) => r.name))].map((n) =>
      line(n, lane(view.ranges.filter((r) => r.name === n), () => "range", () => n)))),
    el("h3", {}, "Goroutines: green runs, yellow could run, blue is in a system call, grey waits"),
    el("div", { class: "timeline goroutines" }, view.goroutines.map((g) =>
      line(name(g), lane(g.states, (s) => s.state, (s) => s.state + (s.reason ? ` for ${s.reason}` : "")),
        g.by === undefined ? undefined : `made by G ${g.by}`, g))),
    el("details", {}, el("summary", {}, "events"), el("table", { class: "mono" }, Object.entries(view.events).map(([k, n]) => el("tr", {}, el("td", {}, k), el("td", {}, n))))),
  ].filter(Boolean);
}

// The length of a queue over time: the longer it is, the stronger the colour.
function lengths(rows, zoom, span) {
  const most = Math.max(1, ...rows.map((r) => r.length));
  return rows.map((r, n) => [r, rows[n + 1]?.from ?? r.from]).filter(([r, to]) => r.length && to >= zoom.from && r.from <= zoom.to).map(([r, to]) => {
    const at = Math.max(r.from, zoom.from);
    const part = el("span", { class: "span g-Runnable", title: `${r.length} from ${ns(r.from)}, ${ns(to - r.from)} long` });
    Object.assign(part.style, { left: `${(100 * (at - zoom.from)) / span}%`, opacity: 0.25 + (0.75 * r.length) / most,
      width: `${Math.max((100 * (Math.min(to, zoom.to) - at)) / span, 0.1)}%` });
    return part;
  });
}

function ns(n) {
  if (n < 10000) return `${Math.round(n)} ns`;
  return n < 10_000_000 ? `${(n / 1000).toFixed(1)} µs` : `${(n / 1e6).toFixed(1)} ms`;
}
