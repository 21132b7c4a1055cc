// @ts-check
/** What mouse, finger and keys do to the map. */

import { around } from "./map-data.js";
import { growth } from "./map-paint.js";
import { address } from "./map-say.js";
import { ARROWS, nextThatWay } from "./map-walk.js";

/** @typedef {import("./map.js").NetworkMap} NetworkMap */

/** @param {NetworkMap} map */
export function listen(map) {
  const { canvas, form } = map;
  canvas.addEventListener("pointermove", (event) => hover(map, event));
  canvas.addEventListener("pointerleave", () => point(map, -1));
  canvas.addEventListener("click", (event) => click(map, event));
  canvas.addEventListener("dblclick", () => open(map));
  canvas.addEventListener("keydown", (event) => key(map, event));
  map.addEventListener("click", (event) => press(map, event));
  form.addEventListener("input", (event) => map.change(event));
  document.addEventListener("click", (event) => pick(map, event));
  const list = form.elements.namedItem("on");
  const slider = map.querySelector(".map__time input");
  if (list instanceof HTMLSelectElement && slider instanceof HTMLInputElement) overTime(list, slider);
  watch(map);
}

/** Measure anew when the size, the theme or the fonts change. @param {NetworkMap} map */
function watch(map) {
  const again = () => map.measure();
  new ResizeObserver(again).observe(map.canvas);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", again);
  }
  document.fonts?.ready.then(again);
}

/** @param {NetworkMap} map @param {MouseEvent} event */
function click(map, event) {
  if (map.hands.dragged) return;
  const node = under(map, event, 22);
  if (event.shiftKey && map.chosen >= 0) map.keep();
  if (node !== map.chosen) map.choose(node);
}

/** @param {NetworkMap} map @param {MouseEvent} event @param {number} far */
function under({ canvas, at, tree }, event, far) {
  const box = canvas.getBoundingClientRect();
  return tree.find((event.clientX - box.left - at.x) / at.k, (event.clientY - box.top - at.y) / at.k, far / at.k);
}

/** @param {NetworkMap} map @param {PointerEvent} event */
function hover(map, event) {
  if (event.pointerType === "touch" || event.buttons) return;
  const node = under(map, event, 24);
  const box = map.canvas.getBoundingClientRect();
  const { x, y } = node < 0 ? { x: Infinity, y: 0 } : map.place(node);
  const away = Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
  point(map, away > Math.max(12, map.looks.radius[node] * growth(map.at.k) + 4) ? -1 : node);
}

/** @param {NetworkMap} map @param {number} node */
function point(map, node) {
  if (node === map.screen.over) return;
  map.canvas.classList.toggle("is-over", node >= 0);
  map.screen.hover(node);
}

/** @param {NetworkMap} map @param {Event} event */
function press(map, event) {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.do) map.act(button.dataset.do);
  if (button?.dataset.step) map.deepen(Number(button.dataset.step));
}

/** A name in the table or the list chooses that person on the map. @param {NetworkMap} map @param {MouseEvent} event */
function pick(map, event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-person]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const node = map.person(link.getAttribute("data-person") ?? "");
  if (node < 0 || !map.visible[node]) return;
  event.preventDefault();
  map.canvas.focus({ preventScroll: true });
  map.scrollIntoView({ block: "center", behavior: map.hands.calm.matches ? "auto" : "smooth" });
  map.choose(node);
}

/** @param {NetworkMap} map */
function open(map) {
  const to = address(map, map.chosen);
  if (to) location.assign(to);
}

/** @type {Record<string, string>} */
const DOES = { "+": "in", "=": "in", "-": "out", "0": "whole" };

/** @param {NetworkMap} map @param {KeyboardEvent} event */
function key(map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (key in ARROWS) walk(map, ARROWS[key]);
  else if (key === "Enter" && event.shiftKey) map.keep();
  else if (key === "Enter") open(map);
  else if (key in DOES) map.act(DOES[key]);
  else if ("123".includes(key)) map.deepen(Number(key));
  else if (key === "Escape" && (map.chosen >= 0 || map.first >= 0)) {
    event.stopPropagation();
    map.act("clear");
  } else return;
  event.preventDefault();
}

/** @param {NetworkMap} map @param {[number, number]} way */
function walk(map, way) {
  const { network, chosen, visible, width, height, words } = map;
  const seen = (/** @type {number} */ node) => visible[node] === 1 && node !== chosen;
  const all = [...network.shapes.keys()].filter(seen);
  const linked = chosen < 0 ? [] : [...around(network, chosen)].filter(seen);
  const from = chosen < 0 ? { x: width / 2, y: height / 2 } : map.place(chosen);
  const next = nextThatWay(way, from, linked, all, (node) => map.place(node));
  if (next < 0) map.say(words.nothing);
  else map.choose(next);
}

/**
 * Set a slider before the list of days, which it moves; the list stays for whoever wants it.
 * @param {HTMLSelectElement} list @param {HTMLInputElement} slider
 */
function overTime(list, slider) {
  const days = [...list.options].sort((a, b) => (Number(a.value) || Infinity) - (Number(b.value) || Infinity));
  if (days.length < 2) return;
  const output = slider.parentElement?.querySelector("output");
  const say = (/** @type {string} */ words) => {
    slider.setAttribute("aria-valuetext", words);
    if (output) output.textContent = words;
  };
  const show = () => {
    const at = days.findIndex((day) => day.value === list.value);
    slider.value = String(at);
    say(days[at]?.text ?? "");
  };
  slider.max = String(days.length - 1);
  slider.addEventListener("input", (event) => {
    event.stopPropagation();
    list.value = days[Number(slider.value)].value;
    say(days[Number(slider.value)].text);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
  list.addEventListener("input", show);
  show();
  /** @type {HTMLElement} */ (slider.closest("[hidden]"))?.removeAttribute("hidden");
}
