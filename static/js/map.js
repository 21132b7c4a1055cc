// @ts-check
/** `<network-map>`: draws the network beside its table, for mouse, touch and keyboard. */

import { decode, reach } from "./map-data.js";
import { Hands } from "./map-hands.js";
import { listen } from "./map-listen.js";
import { asked, called, largestFirst, places, radii, same, search, seen, stood, toldApart } from "./map-looks.js";
import { Palette } from "./map-marks.js";
import { take } from "./map-picture.js";
import { about, legend, tell, tools } from "./map-say.js";
import { Screen } from "./map-screen.js";
import { Grid } from "./map-walk.js";

/** @typedef {import("./map-data.js").Network} Network */

/** What is read anew without asking the server. */
const LOOKS = new Set(["colour", "size", "mark", "cluster", "q"]);
/** What belongs to the table or to the person who is chosen, not to the drawing. */
const ASIDE = new Set(["q", "show", "sort", "page", "person", "steps", "size"]);
const GLIDE = 350;
const MOST_GLIDING = 5000;

export class NetworkMap extends HTMLElement {
  async connectedCallback() {
    if (!document.createElement("canvas").getContext("2d")) return; // the table says it all
    this.form = /** @type {HTMLFormElement} */ (this.closest("form"));
    const drawing = await this.load(new URLSearchParams(location.search));
    const template = this.querySelector("template");
    if (!drawing || !template) return;
    this.querySelector(".map__without")?.remove();
    this.append(template.content.cloneNode(true));
    this.words = JSON.parse(this.dataset.words ?? "{}");
    this.canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    this.screen = new Screen(this.canvas);
    this.hands = new Hands(this.canvas, () => this.screen.move(this.at));
    this.chosen = this.first = -1;
    /** @type {Int8Array | null} */
    this.steps = null;
    this.depth = Number(this.dataset.steps) || 1;
    this.coloured = asked(this.form, "colour", "kind");
    this.network = decode(drawing);
    this.measure();
    listen(this);
    this.choose(this.person(this.dataset.person || "-"), { quiet: true });
  }

  /** @param {string} slug */
  person(slug) {
    const node = this.network.slugs.indexOf(slug);
    return node < this.network.people ? node : -1;
  }

  /** Fetch the columns of what an address asks for. @param {URLSearchParams} query */
  async load(query) {
    for (const name of ASIDE) query.delete(name);
    const ending = query.toString();
    const answer = await fetch(this.dataset.src + (ending ? "?" + ending : ""), { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).drawing : null;
  }

  get at() {
    return this.hands.at;
  }

  measure() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const same = !this.restyled() && width === this.width && height === this.height;
    if (!width || same) return;
    this.width = width;
    this.height = height;
    this.colours = new Palette(this);
    this.screen.resize(this.colours);
    this.look();
  }

  /** Whether theme, fonts or screen are others than when the canvas was measured. */
  restyled() {
    const { color, backgroundColor } = getComputedStyle(document.body);
    const fonts = [...document.fonts].filter((font) => font.status === "loaded").length;
    const now = [color, backgroundColor, devicePixelRatio, fonts].join();
    const before = this.styled;
    this.styled = now;
    return now !== before;
  }

  /** Read from the form how to draw; glide there from where the nodes are. @param {{x: Float32Array, y: Float32Array} | null} from */
  look(from = null) {
    const { network, form } = this;
    const [colour, mark] = [asked(form, "colour", "kind"), asked(form, "mark", asked(form, "colour", "kind"))];
    const [colours, shapes] = [toldApart(network, colour), toldApart(network, mark)];
    const radius = radii(network, asked(form, "size", "ties"), this.width);
    const there = places(network, asked(form, "cluster", "none"), this.width, this.height, this.words.rest);
    this.visible = seen(network, form);
    this.found = search(network, asked(form, "q", ""));
    this.looks = {
      radius,
      order: largestFirst(radius),
      colour: colours.of,
      shape: network.shapes.map((shape, node) => (shape < 7 ? shapes.of[node] : shape)),
    };
    for (const one of there.circles) one.words = called(form, one.words);
    legend(this, { colour, mark }, colours.legend, shapes.legend);
    this.settle(from ?? there, there);
  }

  /** Let the nodes go from where they are to where they belong.
   * @param {{x: Float32Array, y: Float32Array}} from @param {import("./map-looks.js").Standing} to */
  settle(from, to) {
    cancelAnimationFrame(this.gliding);
    this.tree = new Grid(to.x, to.y, this.visible, this.width, this.height);
    this.places = to;
    const began = performance.now();
    const step = () => {
      const part = Math.min(1, (performance.now() - began) / GLIDE);
      const eased = part * part * (3 - 2 * part);
      this.standing = part === 1 ? to : { ...to, x: between(from.x, to.x, eased), y: between(from.y, to.y, eased) };
      this.draw();
      if (part < 1) this.gliding = requestAnimationFrame(step);
    };
    if (from !== to && !this.hands.calm.matches && to.x.length <= MOST_GLIDING) step();
    else {
      this.standing = to;
      this.draw();
    }
  }

  /** @param {number} node */
  place(node) {
    return { x: this.places.x[node] * this.at.k + this.at.x, y: this.places.y[node] * this.at.k + this.at.y };
  }

  draw() {
    const { network, visible, steps, found, at, width, height, looks, standing } = this;
    const chosen = [this.chosen, this.first].filter((node) => node >= 0);
    this.screen.show({ network, visible, steps, found, chosen, at, width, height, ...looks, ...standing });
  }

  /** @param {number} node @param {{quiet?: boolean}} how */
  choose(node, { quiet = false } = {}) {
    this.chosen = node;
    this.screen.over = -1;
    this.steps = node < 0 ? null : reach(this.network, node, this.depth, this.visible);
    if (node >= 0) this.bring(node);
    this.say(about(this));
    tools(this);
    if (!quiet) tell(this);
    this.draw();
  }

  /** Keep somebody as the first of two who might be introduced. */
  keep() {
    this.first = this.chosen < this.network.people ? this.chosen : -1;
    this.say(about(this));
    tools(this);
    this.draw();
  }

  /** @param {string} words */
  say(words) {
    const line = this.querySelector(".map__status");
    if (line) line.textContent = words;
  }

  /** Bring a node into sight, if it is not. @param {number} node */
  bring(node) {
    const { x, y } = this.place(node);
    const edge = 60;
    if (x > edge && y > edge && x < this.width - edge && y < this.height - edge) return;
    this.hands.go({ k: this.at.k, x: this.at.x + this.width / 2 - x, y: this.at.y + this.height / 2 - y });
  }

  /** @param {string} what */
  act(what) {
    const middle = /** @type {const} */ ([this.width / 2, this.height / 2]);
    if (what === "in") this.hands.go(this.hands.scaled(1.5, ...middle));
    else if (what === "out") this.hands.go(this.hands.scaled(1 / 1.5, ...middle));
    else if (what === "whole") this.hands.go({ k: 1, x: 0, y: 0 });
    else if (what === "first") this.keep();
    else if (what === "picture") this.picture();
    else if (what === "clear") {
      this.first = -1;
      this.choose(-1);
      this.canvas.focus();
    }
  }

  async picture() {
    const token = document.querySelector("input[name=csrf_token]");
    const { noted = "", watermark = "" } = this.dataset;
    const { lang } = document.documentElement;
    const date = new Date().toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
    const words = watermark.replace("{date}", date);
    const went = await take(this.screen, noted, token instanceof HTMLInputElement ? token.value : "", words);
    if (!went) this.say(this.words.failed);
  }

  /** @param {number} depth */
  deepen(depth) {
    this.depth = depth;
    this.choose(this.chosen);
  }

  /** What changes the looks is drawn at once; for other people and links the server is asked. @param {Event} event */
  change(event) {
    const name = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement ? event.target.name : "";
    if (name === "steps") return this.deepen(Number(asked(this.form, name, "1")));
    if (name === "colour") this.follow();
    this.look(this.places);
    if (this.chosen >= 0) this.choose(this.chosen, { quiet: true });
    else if (name === "q" && this.found?.includes(1)) this.bring(this.found.indexOf(1));
    if (LOOKS.has(name) && this.told(name)) return;
    clearTimeout(this.asking);
    this.asking = window.setTimeout(() => this.renew(), 250);
  }

  /** Shapes tell the same apart as colours did, until somebody chooses otherwise: colour is never alone. */
  follow() {
    const [colour, mark] = ["colour", "mark"].map((name) => this.form.elements.namedItem(name));
    if (!(colour instanceof HTMLSelectElement) || !(mark instanceof HTMLSelectElement)) return;
    if (mark.value === this.coloured) mark.value = colour.value;
    this.coloured = colour.value;
  }

  /** Whether the server sent by what to tell people apart, or it goes without. @param {string} name */
  told(name) {
    const wanted = asked(this.form, name, "");
    return name === "q" || name === "size" || ["kind", "none", ""].includes(wanted) || wanted in this.network.fields;
  }

  /** Draw what the form asks for now; whoever was chosen stays so, if still there. */
  async renew() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && value) query.append(name, value);
    const ending = query.toString();
    this.latest = ending;
    const drawing = await this.load(query);
    if (!drawing || this.latest !== ending) return;
    const [old, before] = [this.network, this.standing];
    this.network = decode(drawing);
    [this.chosen, this.first] = [this.chosen, this.first].map((node) => same(old, node, this.network));
    this.screen.over = -1;
    this.steps = null;
    const there = places(this.network, asked(this.form, "cluster", "none"), this.width, this.height, "");
    this.look(stood(old, before, this.network, there));
    this.choose(this.chosen, { quiet: true });
  }
}

/** @param {Float32Array} from @param {Float32Array} to @param {number} part */
function between(from, to, part) {
  return from.map((value, at) => value + (to[at] - value) * part);
}

customElements.define("network-map", NetworkMap);
