// @ts-check
/**
 * What is seen of the drawing. It is painted onto a sheet that reaches beyond the canvas;
 * while somebody moves the drawing the sheet is moved, and the next sheet is painted in
 * small steps meanwhile. So even 60,000 links follow the hand.
 */

import { SHAPES, Stamps, mark } from "./map-marks.js";
import { NAMELESS, growth, paint } from "./map-paint.js";

/** @typedef {import("./map-paint.js").Scene} Scene */
/** @typedef {import("./map-paint.js").Sheet} Sheet */

const REST = 150;
const FAST = 14;
const MOST_PIXELS = 9e6;
const LEAST_EDGE = 32;
const NAMES_AFTER = 40;
const ON_SUN = ["#5a4e68", "#a8244f", "#1f5f99", "#8a5300", "#0d6b5f", "#5a2480", "#4f5d12"];

export class Screen {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    this.cost = 0;
    this.moved = -Infinity;
    this.waiting = 0;
    this.over = -1;
  }

  /** @param {import("./map-marks.js").Palette} colours */
  resize(colours) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.dots = Math.min(2, window.devicePixelRatio || 1);
    this.colours = colours;
    this.stamps = new Stamps(colours, this.dots);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * this.dots);
    this.canvas.height = Math.round(height * this.dots);
    /** @type {Sheet | null} */
    this.front = null;
    /** @type {Sheet | null} */
    this.back = null;
    this.ready = false;
  }

  /** @param {number} edge @returns {Sheet} */
  #sheet(edge) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round((this.width + 2 * edge) * this.dots);
    canvas.height = Math.round((this.height + 2 * edge) * this.dots);
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
    return { canvas, pen, edge, dots: this.dots, at: { k: 1, x: 0, y: 0 }, labels: [] };
  }

  /** The sheet to paint next. What is painted slowly reaches further, to be moved about. */
  #next() {
    const large = Math.max(this.width, this.height);
    const room = (Math.sqrt(MOST_PIXELS) / this.dots - large) / 2;
    const edge = this.cost < FAST ? LEAST_EDGE : Math.round(Math.max(LEAST_EDGE, Math.min(0.3 * large, room)));
    return this.back?.edge === edge ? this.back : this.#sheet(edge);
  }

  /** Show a scene that changed. @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    this.job = null;
    this.changed = true;
    this.#ask();
  }

  /** Follow a hand. @param {{k: number, x: number, y: number}} at */
  move(at) {
    if (!this.scene) return;
    this.scene.at = at;
    this.moved = performance.now();
    this.#ask();
  }

  /** Let a node stand out. @param {number} node */
  hover(node) {
    this.over = node;
    this.#ask();
  }

  /** Paint the scene at once, as a picture that reaches no further than the canvas. */
  picture() {
    const whole = this.#sheet(LEAST_EDGE);
    whole.at = this.scene.at;
    for (const job = paint(this.scene, whole, this.colours, this.stamps); !job.next().done; );
    return whole;
  }

  #ask() {
    if (!this.waiting) this.waiting = requestAnimationFrame((now) => this.#frame(now));
  }

  /** @param {number} now */
  #frame(now) {
    this.waiting = 0;
    const moving = now - this.moved < REST;
    if (!this.job && (this.changed || this.#stale(moving))) {
      this.back = this.#next();
      this.back.at = { ...this.scene.at };
      this.job = paint({ ...this.scene, at: this.back.at }, this.back, this.colours, this.stamps);
      this.spent = 0;
      this.changed = false;
    }
    if (this.job) this.#work(moving);
    if (this.front) this.#compose();
    if (this.job || moving || this.changed) this.#ask();
  }

  /** Whether the sheet does not show well enough what is to be seen. @param {boolean} moving */
  #stale(moving) {
    const { k, x, y } = this.scene.at;
    if (!this.front) return true;
    const old = this.front.at;
    if (k === old.k && x === old.x && y === old.y) return false;
    if (!moving || this.cost < FAST / 2) return true;
    const ratio = k / old.k;
    if (ratio > 1.4 || ratio < 0.72) return true;
    const { left, top, wide, high } = this.#lies();
    const slack = 0.4 * this.front.edge;
    return left > -slack || top > -slack || left + wide < this.width + slack || top + high < this.height + slack;
  }

  /** @param {boolean} moving */
  #work(moving) {
    const most = !this.ready || this.cost < FAST ? Infinity : moving ? 6 : 20;
    const began = performance.now();
    let step = this.job?.next();
    while (!step?.done && performance.now() - began < most && (this.ready || step?.value !== NAMELESS)) step = this.job?.next();
    this.spent += performance.now() - began;
    if (step?.done) this.#done();
    else if (!this.ready) this.#first();
  }

  /** The first picture is shown before its names are written. */
  #first() {
    this.ready = true;
    this.front = this.back;
    this.cost = this.spent;
    this.canvas.dispatchEvent(new Event("painted", { bubbles: true }));
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      this.#ask();
    }, NAMES_AFTER);
  }

  #done() {
    this.job = null;
    this.cost = this.spent;
    [this.front, this.back] = [this.back, this.front === this.back ? null : this.front];
  }

  /** Where the sheet lies on the canvas. */
  #lies() {
    const { at, edge } = this.front;
    const ratio = this.scene.at.k / at.k;
    return {
      left: this.scene.at.x - (at.x + edge) * ratio,
      top: this.scene.at.y - (at.y + edge) * ratio,
      wide: (this.width + 2 * edge) * ratio,
      high: (this.height + 2 * edge) * ratio,
      ratio,
    };
  }

  #compose() {
    const { pen, dots, front, colours } = this;
    const { left, top, wide, high, ratio } = this.#lies();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (left > 0 || top > 0 || left + wide < this.width || top + high < this.height) {
      pen.fillStyle = colours.surface;
      pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    }
    if (ratio === 1) pen.drawImage(front.canvas, Math.round(left * dots), Math.round(top * dots));
    else pen.drawImage(front.canvas, left * dots, top * dots, wide * dots, high * dots);
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    halos(pen, this.scene, colours, this.over);
  }
}

/** Mark whoever is chosen or under the mouse. @param {CanvasRenderingContext2D} pen @param {Scene} scene
 * @param {import("./map-marks.js").Palette} colours @param {number} over */
export function halos(pen, scene, colours, over) {
  for (const node of [over, ...scene.chosen]) {
    if (node < 0 || !scene.visible[node]) continue;
    const { k, x: dx, y: dy } = scene.at;
    const [x, y] = [scene.x[node] * k + dx, scene.y[node] * k + dy];
    const r = Math.min(26, scene.radius[node] * growth(k));
    pen.beginPath();
    SHAPES[1](pen, x, y, r + 6);
    pen.fillStyle = colours.sun;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = node === over ? 1.5 : 3;
    pen.fill();
    pen.stroke();
    const dark = colours.forced ? colours.kinds : ON_SUN;
    mark(pen, { ...colours, kinds: dark, surface: colours.forced ? colours.surface : "#ffffff", ink: colours.sunInk }, scene.shape[node], scene.colour[node], x, y, r, 1);
    if (node === over && !scene.chosen.includes(node)) plate(pen, scene, colours, node, x, y + r + 12);
  }
}

/** The name of what is under the mouse, on a plate below it. @param {CanvasRenderingContext2D} pen @param {Scene} scene
 * @param {import("./map-marks.js").Palette} colours @param {number} node @param {number} x @param {number} y */
function plate(pen, { network, width, height }, colours, node, x, y) {
  pen.font = `700 15px ${colours.font}`;
  pen.textBaseline = "middle";
  const words = network.names[node];
  const wide = pen.measureText(words).width + 16;
  const left = Math.max(2, Math.min(width - wide - 2, x - wide / 2));
  const top = y + 26 > height ? y - 70 : y;
  pen.beginPath();
  pen.roundRect(left, top, wide, 26, 6);
  pen.fillStyle = colours.ink;
  pen.fill();
  pen.fillStyle = colours.surface;
  pen.fillText(words, left + 8, top + 14);
}
