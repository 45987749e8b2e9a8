// The page: two halves with a view each, a function they are about, and the address that says so.

import { el } from "oxigo/dom.js";
import { ask, forget, isReport, state } from "oxigo/data.js";
import { hold, release, show, watch } from "oxigo/light.js";
import { source } from "oxigo/source.js";
import { assembly } from "oxigo/assembly.js";
import { calls } from "oxigo/calls.js";
import { ssa } from "oxigo/ssa.js";
import { registers } from "oxigo/registers.js";
import { frames } from "oxigo/frames.js";
import { object } from "oxigo/object.js";
import { elf } from "oxigo/elf.js";
import { lookup } from "oxigo/lookup.js";
import { compare } from "oxigo/compare.js";
import { boot } from "oxigo/boot.js";
import { bar, tours } from "oxigo/tours.js";
import { schedule } from "oxigo/schedule.js";
import { build } from "oxigo/build.js";

const VIEWS = {
  source: ["Source", source],
  assembly: ["Assembly", assembly],
  calls: ["Calls", calls],
  ssa: ["SSA", ssa],
  registers: ["Registers", registers],
  frames: ["Frames", frames],
  object: ["Object", object],
  elf: ["Link and ELF", elf],
  lookup: ["Lookup", lookup],
  compare: ["Compare", compare],
  boot: ["Boot", boot],
  schedule: ["Scheduler", schedule],
  build: ["Build", build],
  tours: ["Tours", tours],
};

const halves = { left: document.getElementById("left"), right: document.getElementById("right") };
const input = document.getElementById("function");
const status = document.getElementById("state");
// What is shown: function, views, what is held, and what single views remember (file, symbol, address, pass).
const now = { left: "source", right: "assembly" };
let overview;

function readAddress() {
  for (const key of Object.keys(now)) delete now[key];
  Object.assign(now, { left: "source", right: "assembly" }, Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
}

function writeAddress() {
  const hash = "#" + new URLSearchParams(Object.entries(now).filter(([, v]) => v !== undefined && v !== ""));
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

// What views may do.
const page = {
  now,
  ask,
  get overview() {
    return overview;
  },
  remember(key, value) {
    now[key] = value;
    writeAddress();
  },
  // Goes to a function, and to a view if one is named.
  go(changes) {
    if ("f" in changes) Object.assign(now, { pass: undefined, symbol: undefined, pc: undefined, see: undefined });
    Object.assign(now, changes);
    return draw();
  },
};

async function drawHalf(side) {
  const half = halves[side];
  const shown = overview.views.includes(now[side]) ? now[side] : overview.views[0];
  now[side] = shown;
  const tabs = overview.views.map((name, n) =>
    el("button", { "data-view": name, "aria-pressed": name === shown, title: `${side === "left" ? "Shift " : ""}${n + 1}`,
      onclick: () => page.go({ [side]: name }) }, VIEWS[name][0]));
  half.querySelector("nav").replaceChildren(...tabs);
  const view = half.querySelector(".view");
  const turn = (half.turn = (half.turn ?? 0) + 1);
  let content;
  try {
    content = await VIEWS[shown][1](page, side);
  } catch (problem) {
    content = el("p", { class: "problem" }, problem.message);
  }
  // A later drawing of the same half wins.
  if (turn !== half.turn) return;
  view.replaceChildren(...[content].flat());
  view.dataset.shows = shown;
  (view.querySelector("[data-first]") ?? view.firstElementChild)?.scrollIntoView({ block: "start" });
}

async function draw() {
  release();
  input.value = now.f ?? "";
  document.getElementById("tour").replaceChildren(...bar(page));
  writeAddress();
  await Promise.all(Object.keys(halves).map(drawHalf));
  if (now.see) see(now.see);
  if (now.hold) {
    hold(now.hold);
    show(null);
  }
  document.body.dataset.ready = String(Number(document.body.dataset.ready ?? 0) + 1);
}

// Brings what has this name into sight, in the right half if it is there, and lights up what belongs to it.
function see(name) {
  const named = [...document.querySelectorAll("[data-name]")].filter((e) => e.dataset.name.split("\n").includes(name));
  const one = named.find((e) => halves.right.contains(e)) ?? named[0];
  if (!one) return;
  for (let up = one; up; up = up.parentElement) if (up instanceof HTMLDetailsElement) up.open = true;
  if (one.dataset.id) hold(one.dataset.id);
  show(one.closest(".view"));
  const isLarge = one.clientHeight > one.closest(".view").clientHeight / 3;
  one.scrollIntoView({ block: isLarge ? "start" : "center" });
  one.classList.add("seen");
}

function offerFunctions() {
  const typed = input.value.toLowerCase();
  const fits = [];
  for (const f of overview.functions) {
    if (f.name.toLowerCase().includes(typed)) fits.push(f.name);
    if (fits.length === 100) break;
  }
  document.getElementById("functions").replaceChildren(...fits.map((name) => el("option", { value: name })));
}

async function load() {
  overview = await ask("overview");
  now.f ??= overview.focus ?? undefined;
  await draw();
}

input.addEventListener("input", () => {
  offerFunctions();
  if (overview.functions.some((f) => f.name === input.value)) page.go({ f: input.value });
});
input.addEventListener("focus", () => (offerFunctions(), input.select()));
document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
window.addEventListener("hashchange", () => {
  readAddress();
  now.f ??= overview?.focus ?? undefined;
  if (overview) draw();
});

document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return;
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit && overview.views[digit[1] - 1]) page.go({ [event.shiftKey ? "left" : "right"]: overview.views[digit[1] - 1] });
  else if (event.key === "/") input.focus();
  else if (event.key === "Escape") (page.remember("hold", undefined), release());
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const slider = document.querySelector("input[type=range]");
    if (!slider) return;
    slider.value = Number(slider.value) + (event.key === "ArrowLeft" ? -1 : 1);
    slider.dispatchEvent(new Event("input"));
  } else return;
  event.preventDefault();
});

async function follow() {
  const seen = await state().catch(() => null);
  status.textContent = seen === null ? "the server has ended" : (seen.trouble ?? "");
  if (seen && seen.version !== overview.version) {
    forget();
    await load();
  }
  setTimeout(follow, seen === null ? 10000 : 2000);
}

readAddress();
watch(document.querySelector("main"), (id) => page.remember("hold", id));
load().then(
  () => (isReport ? null : setTimeout(follow, 2000)),
  (problem) => (status.textContent = problem.message),
);
