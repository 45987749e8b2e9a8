// Build: what was done when, who waited for whom, and why it was done at all.

import { el, row } from "oxigo/dom.js";

export async function build(page) {
  const steps = await page.ask("build");
  const total = Math.max(...steps.map((s) => s.end), 1);
  const order = steps.map((s, n) => ({ ...s, n })).sort((a, b) => a.start - b.start);
  const list = el("div", { class: "timeline" });
  const lines = order.map((s) => {
    const bar = el("span", { class: `span s-${s.kind}${s.cached ? " cached" : ""}` });
    bar.style.left = `${(100 * s.start) / total}%`;
    bar.style.width = `${Math.max((100 * (s.end - s.start)) / total, 0.15)}%`;
    const why = s.why.join("; ");
    const line = row("div", s, { class: "step", title: `${s.kind} ${s.name}: ${ms(s.end - s.start)}, from ${ms(s.start)}\n${why}` },
      el("span", { class: "text" }, `${s.kind} ${s.name}`, s.cached ? null : el("span", { class: "note" }, why)),
      el("span", { class: "lane" }, bar));
    line.addEventListener("mouseenter", () => mark(s));
    return line;
  });
  const at = new Map(order.map((s, n) => [s.n, lines[n]]));
  const mark = (s) => {
    lines.forEach((l) => l.classList.remove("before", "behind"));
    s.after.forEach((n) => at.get(n)?.classList.add("before"));
    order.filter((o) => o.after.includes(s.n)).forEach((o) => at.get(o.n).classList.add("behind"));
  };
  list.append(...lines);
  const done = steps.filter((s) => !s.cached).length;
  return [
    el("p", {}, `${steps.length} steps in ${ms(total)}; in ${done} of them something was made, and beside their names stands why.
      What a step waited for is marked before it, what waited for it behind it.`),
    list,
  ];
}

const ms = (micros) => `${(micros / 1000).toFixed(1)} ms`;
