// SSA: one function behind each pass, what the pass changed, and the graph of its blocks.

import { el, row, svg } from "oxigo/dom.js";
import { relight } from "oxigo/light.js";

export async function ssa(page) {
  if (!page.now.f) return el("p", {}, "Choose a function.");
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`);
  if (!f.passes.length) return el("p", { class: "problem" }, "The way of this function through the compiler was not recorded.");
  const changed = f.passes.map((p, n) => [p, n]).filter(([p]) => p.blocks);
  // By number or by name; one that changed nothing is what the one before it has left.
  const named = f.passes.findIndex((p) => p.name === page.now.pass);
  const wanted = changed.findLastIndex(([, n]) => n <= (named < 0 ? Number(page.now.pass ?? 0) : named));
  const slider = el("input", { type: "range", min: 0, max: changed.length - 1, value: Math.max(wanted, 0) });
  const name = el("strong", { class: "pass" });
  const only = el("input", { type: "checkbox", checked: page.now.changes === "1" });
  const drawn = el("div", { class: "graph" });
  const text = el("div", { class: "code ssa" });
  const show = async () => {
    const [pass, n] = changed[slider.value];
    page.remember("pass", n);
    const still = changed.length - 1 > slider.value ? changed[Number(slider.value) + 1][1] - n - 1 : f.passes.length - 1 - n;
    name.textContent = `${pass.name}${still ? ` (and ${still} that changed nothing)` : ""}`;
    const before = slider.value > 0 ? changed[slider.value - 1][0].blocks : null;
    text.replaceChildren(...blocks(f, pass.blocks, before, only.checked));
    relight();
    const graph = await page.ask(`graph?name=${encodeURIComponent(f.name)}&pass=${n}`).catch((e) => ({ refused: e.message, blocks: [] }));
    if (changed[slider.value][1] === n) drawn.replaceChildren(draw(graph, text));
  };
  slider.addEventListener("input", show);
  only.addEventListener("change", () => (page.remember("changes", only.checked ? "1" : ""), show()));
  await show();
  return [el("div", { class: "bar" }, slider, name, el("label", {}, only, " changes only")), drawn, text];
}

// The lines of a pass; those that the pass before did not have are new, those that are gone are struck out.
function blocks(f, now, before, onlyChanges) {
  const old = new Map((before ?? []).map((b) => [b.name, new Set(b.lines)]));
  const all = new Set((before ?? []).flatMap((b) => b.lines));
  const kept = new Set(now.flatMap((b) => b.lines));
  const gone = (name) => [...(old.get(name) ?? [])].filter((l) => !kept.has(l));
  const out = now.map((b) => {
    const lines = [
      ...b.lines.map((l) => lineOf(f.lines[l], before && !all.has(l) ? "new" : "")),
      ...gone(b.name).map((l) => lineOf(f.lines[l], "gone")),
    ];
    const shown = onlyChanges ? lines.filter((e) => e.classList.contains("new") || e.classList.contains("gone")) : lines;
    if (onlyChanges && !shown.length) return null;
    const facts = [b.idom ? `dominated by ${b.idom}` : "", b.depth ? `in ${b.depth} loop(s), header ${b.header}` : ""];
    return el("div", { class: "block" },
      row("div", b, { class: "head" }, `${b.name}(`,
        b.params.map(([id, type], n) => [n ? ", " : "", el("span", { "data-id": id, class: "value" }, valueName(id)), `: ${type}`]),
        ")", el("span", { class: "note" }, facts.filter(Boolean).join("; "))),
      shown);
  });
  const names = new Set(now.map((b) => b.name));
  const vanished = (before ?? []).filter((b) => !names.has(b.name)).map((b) =>
    el("div", { class: "block gone" }, el("div", { class: "head" }, b.name), gone(b.name).map((l) => lineOf(f.lines[l], "gone"))));
  return [...out, ...vanished].filter(Boolean);
}

const valueName = (id) => "v" + id.split(":")[1];

function lineOf(line, how) {
  return row("div", line, { class: "line " + how, "data-uses": line.uses.join(" ") }, el("span", { class: "text" }, values(line.text, line.id)));
}

// Values or virtual registers in a text, as elements that light up.
export function values(text, id, letter = "v") {
  const func = /^.(\d+):/.exec(id)[1];
  return text.split(/\b(v\d+)\b/).map((part, n) =>
    n % 2 ? el("span", { class: "value", "data-id": `${letter}${func}:${part.slice(1)}` }, part) : part);
}

function draw(graph, text) {
  if (graph.refused) return el("p", {}, graph.refused);
  // Edges back swing out to the right.
  const swing = graph.edges.some(([, , back]) => back) ? 30 : 0;
  const width = Math.max(...graph.blocks.map((b) => b.x + b.width / 2), 100) + 20 + swing;
  const height = Math.max(...graph.blocks.map((b) => b.y + b.height / 2), 40) + 20;
  const picture = svg("svg", { viewBox: `-10 -10 ${width} ${height}`, width: Math.min(width, 900), class: "cfg" },
    svg("defs", {}, svg("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      svg("path", { d: "M0 0L8 4L0 8z" }))));
  for (const [from, to, back] of graph.edges) {
    const [a, b] = [graph.blocks[from], graph.blocks[to]];
    picture.append(svg("path", { d: path(a, b, back), class: back ? "edge back" : "edge", "marker-end": "url(#tip)" }));
  }
  for (const b of graph.blocks) {
    const jump = () => text.querySelector(`[data-id="${b.id}"]`)?.scrollIntoView({ block: "center" });
    picture.append(svg("g", { "data-id": b.id, class: `node depth${Math.min(b.depth, 3)}`, onclick: jump },
      svg("rect", { x: b.x - b.width / 2, y: b.y - b.height / 2, width: b.width, height: b.height, rx: 3 }),
      svg("text", { x: b.x, y: b.y - b.height / 2 + 14, "text-anchor": "middle" }, `${b.name} · ${b.lines}`)));
  }
  return picture;
}

function path(a, b, back) {
  if (!back) {
    const [y, z] = [a.y + a.height / 2, b.y - b.height / 2];
    const bend = Math.max(12, (z - y) / 2);
    return `M${a.x} ${y}C${a.x} ${y + bend} ${b.x} ${z - bend} ${b.x} ${z}`;
  }
  const [x, w] = [a.x + a.width / 2, b.x + b.width / 2];
  const side = Math.max(x, w) + 30;
  return `M${x} ${a.y}C${side} ${a.y} ${side} ${b.y} ${w} ${b.y}`;
}
