// @ts-check
/** `<network-map>`: draws the network beside its table, for mouse, touch and keyboard. */

import { quadtree, select, zoom, zoomIdentity } from "../vendor/d3-zoom-quadtree.js";
import { PROJECT, decode, reach, ties } from "./map-data.js";
import { Palette, paint, radius } from "./map-draw.js";
import { ARROWS, nextThatWay } from "./map-walk.js";

/** @typedef {import("./map-data.js").Network} Network */

const calm = matchMedia("(prefers-reduced-motion: reduce)");

class NetworkMap extends HTMLElement {
  async connectedCallback() {
    const sent = await fetch(this.dataset.src ?? "", { headers: { Accept: "application/json" } });
    const record = sent.ok ? await sent.json() : null;
    const template = this.querySelector("template");
    if (!record?.drawing || !template) return;
    this.querySelector(".map__without")?.remove();
    this.append(template.content.cloneNode(true));
    /** @type {Network} */
    this.network = decode(record.drawing);
    this.words = JSON.parse(this.dataset.words ?? "{}");
    this.canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.form = /** @type {HTMLFormElement} */ (this.closest("form"));
    this.at = zoomIdentity;
    this.chosen = this.over = -1;
    this.depth = 1;
    this.steps = this.found = null;
    this.filter();
    this.measure();
    this.listen();
    this.choose(this.network.slugs.indexOf(this.dataset.person || "-"), { quiet: true });
  }

  // ------------------------------------------------------------ what is drawn where
  measure() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const dots = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    this.pen.setTransform(dots, 0, 0, dots, 0, 0);
    this.width = width;
    this.height = height;
    this.across = Math.min(width, height * 1.6) - 70;
    this.down = Math.min(height, width * 1.6) - 60;
    this.colours = new Palette(this);
    this.plant();
    this.draw();
  }

  plant() {
    this.tree = quadtree()
      .x((/** @type {number} */ node) => this.network.x[node] * this.across)
      .y((/** @type {number} */ node) => this.network.y[node] * this.down)
      .addAll([...this.network.shapes.keys()].filter((node) => this.shown(node)));
  }

  /** @param {number} node */
  place(node) {
    return {
      x: this.at.applyX(this.network.x[node] * this.across + this.width / 2),
      y: this.at.applyY(this.network.y[node] * this.down + this.height / 2),
    };
  }

  /** @param {number} node */
  shown(node) {
    return this.visible[node] === 1;
  }

  get scene() {
    return {
      network: this.network,
      shown: (/** @type {number} */ node) => this.visible[node] === 1,
      place: (/** @type {number} */ node) => this.place(node),
      steps: this.steps,
      chosen: this.chosen,
      over: this.over,
      found: this.found,
      zoom: this.at.k,
      width: this.width,
      height: this.height,
    };
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => paint(this.pen, this.scene, this.colours));
  }

  /** Show the ticked kinds, the projects that they are in, and what the search finds. */
  filter() {
    const { network } = this;
    const boxes = [...this.form.querySelectorAll("input[name=shape]:checked")];
    const ticked = new Set(boxes.map((box) => Number(/** @type {HTMLInputElement} */ (box).value)));
    this.visible = new Uint8Array(network.size);
    for (let node = 0; node < network.size; node++) {
      const project = network.shapes[node] === PROJECT;
      this.visible[node] = !project && (ticked.size === 0 || ticked.has(network.shapes[node])) ? 1 : 0;
    }
    for (let node = network.people; node < network.single; node++) {
      this.visible[node] = network.near[node].some((other) => this.visible[other]) ? 1 : 0;
    }
    this.found = this.search();
  }

  search() {
    const typed = /** @type {HTMLInputElement | null} */ (this.form.querySelector("input[name=q]"));
    const words = plain(typed?.value ?? "").split(/\s+/).filter(Boolean);
    if (words.length === 0) return null;
    const found = new Set();
    this.network.names.forEach((name, node) => {
      const folded = plain(name);
      if (this.shown(node) && words.every((word) => folded.includes(word))) found.add(node);
    });
    return found;
  }

  // ------------------------------------------------------------ choosing somebody
  /** @param {number} node @param {{quiet?: boolean}} how */
  choose(node, { quiet = false } = {}) {
    this.chosen = node;
    this.over = -1;
    this.steps = node < 0 ? null : reach(this.network, node, this.depth);
    if (node >= 0) this.bring(node);
    this.say(this.about(node));
    this.tools();
    if (!quiet) this.tell();
    this.draw();
  }

  /** @param {number} node */
  about(node) {
    const { network, words } = this;
    if (node < 0) return words.nobody;
    if (!this.shown(node)) return words.hidden;
    if (node >= network.single) return put(words.crowd, { n: network.crowds[node - network.single] });
    const known = ties(network, node);
    if (node >= network.people) return count(words.project, known, { name: network.names[node] });
    const within = [...(this.steps?.keys() ?? [])].filter((one) => one < network.people).length - 1;
    return put(network.kinds[node] ? words.people : words.plain, {
      name: network.names[node],
      kind: network.kinds[node],
      ties: count(words.ties, known),
      near: count(words.near, within, { steps: count(words.steps, this.depth) }),
    });
  }

  /** @param {string} words */
  say(words) {
    const line = this.querySelector(".map__status");
    if (line) line.textContent = words;
  }

  tools() {
    for (const button of this.querySelectorAll("[data-step]")) {
      button.setAttribute("aria-pressed", String(Number(button.getAttribute("data-step")) === this.depth));
    }
    const open = /** @type {HTMLAnchorElement} */ (this.querySelector("[data-open]"));
    const address = this.address(this.chosen);
    open.hidden = !address;
    if (address) open.href = address;
    /** @type {HTMLElement} */ (this.querySelector("[data-do=clear]")).hidden = this.chosen < 0;
  }

  /** @param {number} node */
  address(node) {
    if (node < 0 || node >= this.network.single) return "";
    const pattern = node < this.network.people ? this.dataset.profile : this.dataset.project;
    return (pattern ?? "").replace("-slug-", encodeURIComponent(this.network.slugs[node]));
  }

  /** Put the person into the address, and show the same person under the map. */
  tell() {
    const person = this.chosen >= 0 && this.chosen < this.network.people ? this.network.slugs[this.chosen] : "";
    const address = new URL(location.href);
    if (person) address.searchParams.set("person", person);
    else address.searchParams.delete("person");
    address.hash = "";
    history.replaceState(null, "", address);
    let kept = /** @type {HTMLInputElement | null} */ (this.form.querySelector("input[name=person]"));
    if (!kept) {
      kept = document.createElement("input");
      kept.type = "hidden";
      kept.name = "person";
      this.form.append(kept);
    }
    kept.value = person;
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => this.refresh(address), 350);
  }

  /** @param {URL} address */
  async refresh(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || address.href !== location.href) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#results");
    const old = document.querySelector("#results");
    if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
  }

  // ------------------------------------------------------------ moving
  /** Bring a node into sight, if it is not. @param {number} node */
  bring(node) {
    const { x, y } = this.place(node);
    const edge = 60;
    if (x > edge && y > edge && x < this.width - edge && y < this.height - edge) return;
    const to = [this.network.x[node] * this.across + this.width / 2, this.network.y[node] * this.down + this.height / 2];
    this.move(this.zoomer.translateTo, ...to);
  }

  /** @param {any} how @param {...any} where */
  move(how, ...where) {
    const canvas = select(this.canvas);
    if (calm.matches || !canvas.transition) canvas.call(how, ...where);
    else canvas.transition().duration(200).call(how, ...where);
  }

  /** @param {string} what */
  act(what) {
    if (what === "in") this.move(this.zoomer.scaleBy, 1.5);
    else if (what === "out") this.move(this.zoomer.scaleBy, 1 / 1.5);
    else if (what === "whole") this.move(this.zoomer.transform, zoomIdentity);
    else if (what === "clear") {
      this.choose(-1);
      this.canvas.focus();
    }
  }

  /** @param {number} depth */
  deepen(depth) {
    this.depth = depth;
    this.choose(this.chosen, { quiet: true });
  }

  // ------------------------------------------------------------ hands
  listen() {
    this.zoomer = zoom()
      .scaleExtent([0.6, 16])
      .filter((/** @type {any} */ event) => this.meant(event))
      .on("zoom", (/** @type {any} */ event) => {
        this.at = event.transform;
        this.draw();
      });
    select(this.canvas).call(this.zoomer).on("dblclick.zoom", null);
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerleave", () => this.leave());
    this.canvas.addEventListener("click", (event) => {
      const node = this.under(event, 22);
      if (node !== this.chosen) this.choose(node);
    });
    this.canvas.addEventListener("dblclick", () => this.open());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.press(event));
    this.form.addEventListener("input", () => this.refilter());
    document.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.measure()).observe(this.canvas);
    const again = () => this.measure();
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", again);
    }
    document.fonts?.ready.then(again);
  }

  /**
   * One finger and a passing wheel scroll the page; two fingers, or the wheel after a
   * click or with Control, move the drawing.
   * @param {any} event
   */
  meant(event) {
    if (event.type === "wheel") return event.ctrlKey || document.activeElement === this.canvas;
    if (event.type.startsWith("touch")) return event.touches.length > 1;
    return !event.button;
  }

  /** @param {MouseEvent} event @param {number} far */
  under(event, far) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = this.at.invert([event.clientX - box.left, event.clientY - box.top]);
    const node = this.tree.find(x - this.width / 2, y - this.height / 2, far / this.at.k);
    return node === undefined ? -1 : node;
  }

  /** @param {PointerEvent} event */
  hover(event) {
    if (event.pointerType === "touch") return;
    let node = this.under(event, 24);
    if (node >= 0) {
      const box = this.canvas.getBoundingClientRect();
      const { x, y } = this.place(node);
      const away = Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
      if (away > Math.max(12, radius(this.scene, node) + 4)) node = -1;
    }
    if (node === this.over) return;
    this.over = node;
    this.canvas.classList.toggle("is-over", node >= 0);
    this.draw();
  }

  leave() {
    this.over = -1;
    this.canvas.classList.remove("is-over");
    this.draw();
  }

  /** @param {Event} event */
  press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.do) this.act(button.dataset.do);
    if (button?.dataset.step) this.deepen(Number(button.dataset.step));
  }

  /** A name in the table or the list chooses that person on the map. @param {MouseEvent} event */
  pick(event) {
    const link = event.target instanceof Element ? event.target.closest("a[data-person]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const node = this.network.slugs.indexOf(link.getAttribute("data-person") ?? "-");
    if (node < 0 || !this.shown(node)) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    this.choose(node);
  }

  refilter() {
    this.filter();
    this.plant();
    if (this.chosen >= 0) this.say(this.about(this.chosen));
    this.draw();
  }

  open() {
    const address = this.address(this.chosen);
    if (address) location.assign(address);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in ARROWS) this.walk(ARROWS[key]);
    else if (key === "Enter") this.open();
    else if (key === "+" || key === "=") this.act("in");
    else if (key === "-") this.act("out");
    else if (key === "0") this.act("whole");
    else if ("123".includes(key)) this.deepen(Number(key));
    else if (key === "Escape" && this.chosen >= 0) {
      event.stopPropagation();
      this.choose(-1);
    } else return;
    event.preventDefault();
  }

  /** @param {[number, number]} way */
  walk(way) {
    const all = [...this.network.shapes.keys()].filter((node) => this.shown(node) && node !== this.chosen);
    const linked = this.chosen < 0 ? [] : this.network.near[this.chosen].filter((node) => this.shown(node));
    const from = this.chosen < 0 ? { x: this.width / 2, y: this.height / 2 } : this.place(this.chosen);
    const next = nextThatWay(way, from, linked, all, (node) => this.place(node));
    if (next < 0) this.say(this.words.nothing);
    else this.choose(next);
  }
}

/** @param {string} words */
function plain(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {string} pattern @param {Record<string, string | number>} values */
function put(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** @param {string[]} forms @param {number} n @param {Record<string, string | number>} values */
function count(forms, n, values = {}) {
  return put(forms[n === 1 ? 0 : 1], { n, ...values });
}

customElements.define("network-map", NetworkMap);
