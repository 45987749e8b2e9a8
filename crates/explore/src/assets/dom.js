// Elements. Text goes into the page only as text: names in programs may look like markup.

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && (value !== false || name.startsWith("aria-"))) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== ""));
  return element;
}

// An element of a row: what it is and what it was made from.
export function row(tag, of, attributes = {}, ...children) {
  const from = of.from?.length ? of.from.join(" ") : undefined;
  return el(tag, { "data-id": of.id, "data-from": from, ...attributes }, ...children);
}

// Long lists in pieces that the browser lays out when they come into sight.
export function pieces(rows, make, height = 18) {
  const out = [];
  for (let at = 0; at < rows.length; at += 100) {
    const piece = el("div", { class: "piece" }, rows.slice(at, at + 100).map((r, n) => make(r, at + n)));
    piece.style.containIntrinsicSize = `auto ${Math.min(100, rows.length - at) * height}px`;
    out.push(piece);
  }
  return out;
}

export const hex = (n) => "0x" + n.toString(16);

export function bytes(n) {
  if (n < 10000) return `${n} B`;
  return n < 10_000_000 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1048576).toFixed(1)} MB`;
}
