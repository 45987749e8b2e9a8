// What a step of a tour shows, and what is wrong with it; an expression for the page.
(() => {
  const plain = (text) => text.replace(/\s+/g, " ");
  const halves = ["left", "right"].map((side) => document.querySelector(`#${side} .view`));
  const shown = plain(halves.map((h) => h.textContent).join(" "));
  const phrases = [...document.querySelectorAll("#tour .told code")].map((c) => plain(c.textContent));
  const address = new URLSearchParams(location.hash.slice(1));
  const seen = document.querySelector(".seen");
  const inside = (e, view) => {
    const [a, b] = [e.getBoundingClientRect(), view.getBoundingClientRect()];
    return a.height > 0 && a.bottom > b.top && a.top < b.bottom;
  };
  const wrong = !address.get("see") ? "" : !seen ? `no ${address.get("see")}`
    : !inside(seen, seen.closest(".view")) ? `${address.get("see")} is out of sight`
    : seen.dataset.id && !seen.matches(".lit, .near") ? `${address.get("see")} is not lit` : "";
  return {
    head: document.querySelector("#tour strong")?.textContent ?? "", text: document.querySelector("#tour .told")?.textContent ?? "",
    views: halves.map((h) => h.dataset.shows), wanted: ["left", "right"].map((side) => address.get(side)),
    sizes: halves.map((h) => h.textContent.length), problems: [...document.querySelectorAll(".view .problem")].map((p) => p.textContent),
    missing: phrases.filter((p) => !shown.includes(p)), wrong, phrases: phrases.length, more: !document.getElementById("on")?.disabled,
  };
})()
