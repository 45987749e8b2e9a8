// Build: what was done when, who waited for whom, and why it was done at all; beside it the commands of the build, which
// can be pasted into a shell.

import { el, pieces, row } from "oxigo/dom.js";

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
    const line = row("div", s, { class: "step", "data-name": `${s.kind} ${s.name}`, title: `${s.kind} ${s.name}: ${ms(s.end - s.start)}, from ${ms(s.start)}\n${why}` },
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
  const log = await commands(page, new Map(steps.map((s) => [s.id, s.name])));
  // Within this view, too, a click brings what belongs together into sight.
  const meet = (from, to) => from.addEventListener("click", () => to.querySelector(".lit")?.scrollIntoView({ block: "nearest" }));
  meet(list, log);
  meet(log, list);
  const done = steps.filter((s) => !s.cached).length;
  return [
    el("p", {}, `${steps.length} steps in ${ms(total)}; in ${done} of them something was made, and beside their names stands why.
      What a step waited for is marked before it, what waited for it behind it.`),
    el("div", { class: "build" }, list, log),
  ];
}

// What a command is called: what it does, for which package.
function commandName(text, name) {
  const file = /(importcfg)(?:\.link)? *(?:<<|#)/.exec(text);
  const tool = /tool\/[^/ ]+\/(\w+) /.exec(text);
  const what = text.includes(" -gensymabis ") ? "symabis" : file && !text.includes("importcfg.link") ? "importcfg" : tool?.[1];
  return what && `$ ${what} ${name}`;
}

async function commands(page, names) {
  const rows = await page.ask("commands").catch((problem) => problem);
  if (rows instanceof Error) return el("p", { class: "soft" }, rows.message);
  const all = rows.map((r) => r.text).join("");
  return el("div", { class: "commands" },
    el("div", { class: "bar" }, `The same from nothing, as commands: ${all.split("\n").length - 1} lines that a shell understands`,
      el("button", { onclick: () => navigator.clipboard.writeText(all) }, "copy")),
    el("div", { class: "code" }, pieces(rows, (r) => row("div", r, { class: "line", "data-name": commandName(r.text, names.get(r.from?.[0])) }, el("span", { class: "text" }, r.text.trimEnd())))));
}

const ms = (micros) => `${(micros / 1000).toFixed(1)} ms`;
