// Link and ELF: the file and the memory to scale, sizes by package, symbols, and why a symbol is in the program.

import { bytes, el, hex, pieces, row } from "oxigo/dom.js";
import { scale } from "oxigo/object.js";

export async function elf(page) {
  const view = await page.ask("elf");
  const list = el("div", {});
  const find = async (text, packageName) => {
    const query = `symbols?text=${encodeURIComponent(text)}` + (packageName === undefined ? "" : `&package=${encodeURIComponent(packageName)}`);
    const found = await page.ask(query).catch((e) => e);
    if (found instanceof Error) return list.replaceChildren(el("p", { class: "problem" }, found.message));
    list.replaceChildren(
      el("h3", {}, packageName === undefined ? "Symbols" : `Symbols of ${packageName}`, el("span", { class: "note" }, found.length === 500 ? "the 500 largest" : found.length)),
      el("div", { class: "code" }, pieces(found, (s) =>
        row("div", s, { class: "line", onclick: () => explain(s.name), ondblclick: () => page.go({ f: s.name, file: undefined, left: "assembly" }) },
          el("span", { class: "number" }, hex(s.address)), el("span", { class: "kind" }, bytes(s.size)), el("span", { class: "text" }, s.name)))));
  };
  const why = el("div", {});
  const explain = async (name) => {
    page.remember("why", name);
    why.replaceChildren(...(await reasons(page, name, explain)));
  };
  await explain(page.now.why ?? page.now.f ?? "main.main");
  const inMemory = view.sections.filter((s) => s.address && s.size && s.access.startsWith("r"));
  const low = Math.min(...inMemory.map((s) => s.address));
  const high = Math.max(...inMemory.map((s) => s.address + s.size));
  return [
    el("p", { "data-name": "elf" }, `${bytes(view.size)}, entry ${hex(view.entry)}, ${view.symbols} symbols`),
    el("h3", {}, "The file"),
    scale(view.size, view.sections.filter((s) => s.file_size).map((s) => ({ id: s.id, known: `section ${s.name}`, name: s.name, offset: s.offset, size: s.file_size }))),
    inMemory.length ? el("h3", {}, `Memory from ${hex(low)} to ${hex(high)}`) : null,
    inMemory.length ? scale(high - low, inMemory.map((s) => ({ id: s.id, name: `${s.name} ${s.access}`, offset: s.address - low, size: s.size }))) : null,
    why,
    el("h3", {}, "Sizes by package"),
    treemap(view.sizes, (name) => find("", name)),
    el("div", { class: "bar" }, el("input", { placeholder: "symbols that contain …", onchange: (e) => find(e.target.value) })),
    list,
    el("details", {}, el("summary", {}, `${view.sections.length} sections`), table(["name", "offset", "in the file", "address", "size", "access"],
      view.sections.map((s) => [s.id, s.name, hex(s.offset), s.file_size, hex(s.address), s.size, s.access]))),
    el("details", {}, el("summary", {}, `${view.segments.length} segments`), table(["type", "offset", "in the file", "address", "size", "access"],
      view.segments.map((s) => [undefined, s.kind, hex(s.offset), s.file_size, hex(s.address), s.size, s.access]))),
  ].filter(Boolean);
}

// Why a symbol is in the program: the shortest chain of references, and all who refer to it. Nothing is known of
// executables that were not linked here.
export async function reasons(page, name, explain) {
  const view = await page.ask(`why?name=${encodeURIComponent(name)}`).catch((problem) => problem);
  if (view instanceof Error) return [el("p", { class: "soft" }, view.message)];
  const hop = (h, text) => row("div", h, { class: "line", ondblclick: () => explain(h.name) },
    el("span", { class: "how" }, text), el("span", { class: "text" }, h.name),
    (h.because ?? []).map(([what, by]) => el("div", { class: "because" }, what + " ", el("button", { onclick: () => explain(by) }, by))));
  return [
    el("h3", { "data-name": "why" }, `Why ${view.name} is in the program`),
    el("div", { class: "code why" }, view.path.map((h) => hop(h, h.how))),
    el("details", {}, el("summary", {}, `${view.count} symbols refer to it`),
      el("div", { class: "code why" }, pieces(view.referrers, (h) => hop(h, h.how)))),
  ];
}

function table(head, rows) {
  return el("table", { class: "mono" }, el("tr", {}, head.map((h) => el("th", {}, h))),
    rows.map(([id, ...cells]) => el("tr", { "data-id": id, "data-name": `${id ? "row" : "segment"} ${cells[0]}` }, cells.map((c) => el("td", {}, c)))));
}

// Squarified: rows of boxes whose sides differ as little as they can.
function treemap(sizes, choose) {
  const packages = new Map();
  for (const [name, , size] of sizes) packages.set(name, (packages.get(name) ?? 0) + size);
  let items = [...packages].filter(([, size]) => size > 0).sort((a, b) => b[1] - a[1]);
  const total = items.reduce((sum, [, size]) => sum + size, 0);
  const box = el("div", { class: "treemap" });
  let [x, y, w, h] = [0, 0, 100, 50];
  const area = (w * h) / total;
  while (items.length && w > 0.01 && h > 0.01) {
    const side = Math.min(w, h);
    let count = 1;
    while (count < items.length && worst(items.slice(0, count + 1), side, area) <= worst(items.slice(0, count), side, area)) count++;
    const taken = items.slice(0, count);
    const depth = (taken.reduce((sum, [, size]) => sum + size, 0) * area) / side;
    let along = 0;
    for (const [name, size] of taken) {
      const length = (size * area) / depth;
      const place = w >= h ? [x, y + along, depth, length] : [x + along, y, length, depth];
      const tile = el("button", { class: "tile", "data-name": `package ${name}`, title: `${name}: ${bytes(size)}`, onclick: () => choose(name) }, place[2] > 4 && place[3] > 2 ? name : "");
      Object.assign(tile.style, { left: `${place[0]}%`, top: `${place[1] * 2}%`, width: `${place[2]}%`, height: `${place[3] * 2}%` });
      box.append(tile);
      along += length;
    }
    if (w >= h) [x, w] = [x + depth, w - depth];
    else [y, h] = [y + depth, h - depth];
    items = items.slice(count);
  }
  return box;
}

function worst(items, side, area) {
  const sum = items.reduce((s, [, size]) => s + size * area, 0);
  const [most, least] = [items[0][1] * area, items.at(-1)[1] * area];
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}
