// Object: the archive to scale, its symbols, and of one symbol the bytes with their holes.

import { bytes, el, hex, pieces, row } from "oxigo/dom.js";
import { instructions } from "oxigo/assembly.js";
import { reasons } from "oxigo/elf.js";

export async function object(page) {
  const chosen = page.now.symbol ?? (await ofFunction(page));
  const parts = [];
  const view = await page.ask("object").catch(() => null);
  if (view) parts.push(scale(view.size, view.parts.map((p) => ({ ...p, known: `block ${p.name}`, what: p.record > 1 ? `, ${Math.floor(p.size / p.record)} records of ${p.record}` : "" }))));
  if (chosen !== undefined) parts.push(await symbol(page, chosen));
  if (view) {
    parts.push(el("h3", { "data-name": "symbols" }, `${view.symbols.length} symbols`), el("div", { class: "code" }, pieces(view.symbols, (s) =>
      row("div", s, { class: "line", "data-name": `symbol ${s.name}`, ondblclick: () => page.go({ symbol: s.id.slice(1) }) },
        el("span", { class: "number" }, s.size), el("span", { class: "kind" }, s.kind),
        el("span", { class: "text" }, s.name || "(unnamed)"),
        s.abi === 1 ? el("span", { class: "note" }, "ABIInternal") : null,
        s.holes ? el("span", { class: "hole" }, `${s.holes} holes`) : null,
        el("span", { class: "note" }, s.flags.join(" "))))));
  }
  return parts;
}

async function ofFunction(page) {
  if (!page.now.f) return undefined;
  const f = await page.ask(`function?name=${encodeURIComponent(page.now.f)}`).catch(() => null);
  return f?.symbols.find((s) => s.startsWith("d"))?.slice(1);
}

async function symbol(page, n) {
  const s = await page.ask(`defined?n=${n}`);
  const why = el("div", {});
  const explain = async (name) => why.replaceChildren(...(await reasons(page, name, explain)));
  if (page.overview.views.includes("elf") && s.symbol.name) await explain(s.symbol.name);
  const holes = s.holes.map((h) =>
    row("div", h, { class: "line", "data-name": `hole ${h.kind}\nhole for ${h.target}` }, el("span", { class: "number" }, `+${hex(h.offset)}`), el("span", { class: "kind" }, `${h.size} B`),
      el("span", { class: "hole" }, h.kind),
      el("span", { class: "text", ondblclick: h.defined ? () => page.go({ symbol: h.defined.slice(1) }) : undefined }, h.target + (h.addend ? ` + ${h.addend}` : "")),
      h.size ? el("span", { class: "bytes" }, h.after ? `${h.before} → ${h.after.bytes}` : h.before) : null,
      h.after ? el("span", { class: "note", title: `at ${hex(h.after.address)} in memory` }, h.after.sum) : null));
  return el("section", {},
    row("h3", s.symbol, {}, s.symbol.name || "(unnamed)", el("span", { class: "note" }, `${s.symbol.kind}, ${bytes(s.symbol.size)}, at ${hex(s.symbol.offset)} in the file`)),
    el("details", { open: true, "data-name": "holes" }, el("summary", {}, "bytes and holes"), dump(s), el("div", { class: "code" }, holes)),
    why,
    s.code.length ? el("details", {}, el("summary", {}, "instructions before the link"), instructions(page, s.code)) : null,
    s.record.length ? el("details", { "data-name": "function record" }, el("summary", {}, "function record"),
      el("table", {}, s.record.map(([k, v]) => el("tr", {}, el("td", {}, k), el("td", { class: "mono" }, v))))) : null,
    s.tables.map(([name, entries]) => el("details", { "data-name": `table ${name.split(":")[0]}` }, el("summary", {}, `${name}: ${entries.length} entries`),
      el("table", {}, entries.map(([pc, value]) => el("tr", {}, el("td", { class: "mono" }, `+${hex(pc)}`), el("td", { class: "mono" }, value)))))));
}

// Bytes in rows of 16; those that the linker fills are marked with their hole.
function dump(s) {
  const hole = new Map();
  for (const h of s.holes) for (let i = 0; i < h.size; i++) hole.set(h.offset + i, h);
  const out = [];
  for (let at = 0; at < s.bytes.length / 2; at += 16) {
    const line = [el("span", { class: "number" }, hex(at))];
    for (let i = at; i < Math.min(at + 16, s.bytes.length / 2); i++) {
      const byte = s.bytes.slice(2 * i, 2 * i + 2);
      const h = hole.get(i);
      line.push(h ? row("span", h, { class: "byte hole", title: `${h.kind} ${h.target}` + (h.after ? `, then ${h.after.bytes}` : "") }, byte) : el("span", { class: "byte" }, byte));
    }
    out.push(line);
  }
  return el("div", { class: "dump" }, pieces(out, (line) => el("div", {}, line)));
}

// Parts of a file, wide as they are large.
export function scale(total, parts) {
  const bar = el("div", { class: "scale" });
  let at = 0;
  const gap = (to) => {
    if (to > at) bar.append(box("scale-gap", to - at, total, `${bytes(to - at)} between`));
  };
  for (const p of [...parts].sort((a, b) => a.offset - b.offset)) {
    if (p.size <= 0 || p.offset < at) continue;
    gap(p.offset);
    const part = box("scale-part", p.size, total, `${p.name}: ${bytes(p.size)} at ${hex(p.offset)}${p.what ?? ""}`, p.name);
    if (p.id) part.dataset.id = p.id;
    if (p.known) part.dataset.name = p.known;
    bar.append(part);
    at = p.offset + p.size;
  }
  gap(total);
  return bar;
}

function box(kind, size, total, title, text = "") {
  const part = el("div", { class: kind, title }, el("span", {}, text));
  part.style.flexGrow = String(size / total);
  return part;
}
