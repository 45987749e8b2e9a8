// Lighting up what belongs together. Every element of a row has its id and the ids it was made from. What is pointed
// at, what it was made from and what was made from it are lit; so is everything else of the same source line, weaker.

const isLine = (id) => id.startsWith("l");
let held = null;
let lit = [];

// Ids of everything on the page to what they were made from.
function origins() {
  const known = new Map();
  for (const e of document.querySelectorAll("[data-from]")) known.set(e.dataset.id, e.dataset.from.split(" "));
  return known;
}

export function related(id, known = origins()) {
  const own = new Set([id]);
  const lines = new Set(isLine(id) ? [id] : []);
  for (const todo = [id]; todo.length; ) {
    const from = known.get(todo.pop()) ?? [];
    // The first line is where it stands; the others are where it was inlined to.
    const line = from.find(isLine);
    if (line) lines.add(line);
    for (const f of from.filter((f) => !isLine(f) && !own.has(f))) {
      own.add(f);
      todo.push(f);
    }
  }
  return { own, lines };
}

export function light(id) {
  clear();
  if (!id) return;
  const { own, lines } = related(id);
  for (const e of document.querySelectorAll("[data-id]")) {
    const from = e.dataset.from ? e.dataset.from.split(" ") : [];
    const uses = e.dataset.uses ? e.dataset.uses.split(" ") : [];
    if (own.has(e.dataset.id) || from.includes(id) && !isLine(id)) mark(e, "lit");
    else if (lines.has(e.dataset.id) || from.some((f) => lines.has(f))) mark(e, isLine(id) ? "lit" : "near");
    else if (uses.includes(id)) mark(e, "near");
  }
  document.body.dataset.lit = id;
}

function mark(element, how) {
  element.classList.add(how);
  lit.push(element);
}

function clear() {
  for (const e of lit) e.classList.remove("lit", "near");
  lit = [];
  delete document.body.dataset.lit;
}

export function relight() {
  light(held);
}

export function release() {
  hold(null);
}

// Holds something, so that it stays lit.
export function hold(id) {
  held = id;
  document.body.classList.toggle("held", held !== null);
  light(held);
}

// Lights what is pointed at below `root`; tells `remember` what is held.
export function watch(root, remember) {
  let pending = 0;
  root.addEventListener("mouseover", (event) => {
    const target = event.target.closest?.("[data-id]");
    if (held || !target) return;
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => light(target.dataset.id));
  });
  root.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-id]");
    if (!target || event.target.closest("a, button, select, input")) return;
    hold(held === target.dataset.id ? null : target.dataset.id);
    if (held) show(target.closest(".view"));
    else light(target.dataset.id);
    remember(held ?? undefined);
  });
}

// Brings what is lit elsewhere into sight.
export function show(own) {
  for (const view of document.querySelectorAll(".view")) {
    if (view === own) continue;
    (view.querySelector(".lit") ?? view.querySelector(".near"))?.scrollIntoView({ block: "center" });
  }
}
