// @ts-check
/** Painting the network onto a canvas: shapes, lines, and labels that do not overlap. */

import { PROJECT } from "./map-data.js";

/** @typedef {import("./map-data.js").Network} Network */

/**
 * @typedef {object} Scene what is to be seen
 * @property {Network} network
 * @property {(node: number) => boolean} shown
 * @property {(node: number) => {x: number, y: number}} place
 * @property {Map<number, number> | null} steps how far each node is from the chosen one
 * @property {number} chosen
 * @property {number} over
 * @property {Set<number> | null} found
 * @property {number} zoom
 * @property {number} width
 * @property {number} height
 */

/**
 * The shapes of templates/parts/kind.html around (x, y), each about as large to the eye.
 * @type {((c: CanvasRenderingContext2D, x: number, y: number, r: number) => void)[]}
 */
const SHAPES = [
  (c, x, y, r) => ring(c, x, y, r * 0.7),
  ring,
  (c, x, y, r) => c.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76),
  (c, x, y, r) => polygon(c, x, y, r * 1.22, [0, -1, 1, 0, 0, 1, -1, 0]),
  (c, x, y, r) => {
    c.moveTo(x - r, y + r * 0.9);
    c.lineTo(x - r, y);
    c.arc(x, y, r, Math.PI, 0);
    c.lineTo(x + r, y + r * 0.9);
    c.closePath();
  },
  (c, x, y, r) => {
    c.moveTo(x - r, y - r);
    c.lineTo(x, y - r);
    c.arcTo(x + r, y - r, x + r, y, r);
    c.lineTo(x + r, y + r);
    c.lineTo(x, y + r);
    c.arcTo(x - r, y + r, x - r, y, r);
    c.closePath();
  },
  (c, x, y, r) => polygon(c, x, y, r * 1.15, [0, -1, 1, 0.85, -1, 0.85]),
  (c, x, y, r) => polygon(c, x, y, r * 1.15, [-0.5, -0.87, 0.5, -0.87, 1, 0, 0.5, 0.87, -0.5, 0.87, -1, 0]),
];

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} r */
function ring(c, x, y, r) {
  c.moveTo(x + r, y);
  c.arc(x, y, r, 0, 2 * Math.PI);
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} r @param {number[]} points */
function polygon(c, x, y, r, points) {
  c.moveTo(x + r * points[0], y + r * points[1]);
  for (let at = 2; at < points.length; at += 2) c.lineTo(x + r * points[at], y + r * points[at + 1]);
  c.closePath();
}

/** The colours of the page as they are now: theme and forced colours included. */
export class Palette {
  /** @param {HTMLElement} host */
  constructor(host) {
    const probe = document.createElement("span");
    host.append(probe);
    const forced = matchMedia("(forced-colors: active)").matches;
    /** @param {string} name @param {string} system */
    const read = (name, system) => {
      probe.style.color = forced ? system : `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    this.ink = read("ink", "CanvasText");
    this.surface = read("surface", "Canvas");
    this.line = read("muted", "GrayText");
    this.leaf = read("leaf", "Highlight");
    this.sun = read("sun", "Highlight");
    this.kinds = [0, 1, 2, 3, 4, 5, 6].map((kind) => read(`kind-${kind}`, "CanvasText"));
    this.font = getComputedStyle(host).fontFamily;
    probe.remove();
  }
}

/** @param {Scene} scene @param {number} node */
export function radius(scene, node) {
  const { network, zoom } = scene;
  const size = Math.min(1.7, Math.max(0.8, Math.sqrt(500 / network.size))) * Math.min(1, Math.max(0.6, scene.width / 900));
  const crowd = node >= network.single;
  const links = crowd ? network.crowds[node - network.single] : network.near[node].length;
  const grown = (2.4 + Math.min(9, Math.sqrt(links) * 1.1)) * size * zoom ** 0.45;
  return Math.min(26, crowd ? grown * 1.6 + 4 : grown);
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Palette} colours */
export function paint(c, scene, colours) {
  c.clearRect(0, 0, scene.width, scene.height);
  lines(c, scene, colours);
  marks(c, scene, colours);
  labels(c, scene, colours);
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Palette} colours */
function lines(c, scene, colours) {
  const { network, shown, place, steps } = scene;
  const faint = new Path2D();
  const strong = [new Path2D(), new Path2D(), new Path2D()];
  for (let at = 0; at < network.ends.length; at += 2) {
    const [a, b] = [network.ends[at], network.ends[at + 1]];
    if (!shown(a) || !shown(b)) continue;
    const level = steps?.has(a) && steps.has(b) ? Math.min(steps.get(a) ?? 9, steps.get(b) ?? 9) : 9;
    const path = level < 3 && steps?.get(a) !== steps?.get(b) ? strong[level] : faint;
    const [from, to] = [place(a), place(b)];
    path.moveTo(from.x, from.y);
    path.lineTo(to.x, to.y);
  }
  c.lineWidth = 1;
  c.strokeStyle = colours.line;
  c.globalAlpha = (steps || scene.found ? 0.07 : 0.22) * Math.min(1.6, Math.max(0.6, Math.sqrt(900 / (network.ends.length || 1))));
  c.stroke(faint);
  c.strokeStyle = colours.leaf;
  [0.4, 0.75, 1].forEach((alpha, back) => {
    c.globalAlpha = alpha;
    c.lineWidth = 1 + back * 0.6;
    c.stroke(strong[2 - back]);
  });
  c.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Palette} colours */
function marks(c, scene, colours) {
  for (const bright of [false, true]) {
    c.globalAlpha = bright ? 1 : 0.16;
    for (let shape = 0; shape <= PROJECT; shape++) {
      c.beginPath();
      for (let node = 0; node < scene.network.size; node++) {
        if (scene.network.shapes[node] !== shape || !scene.shown(node)) continue;
        if (isBright(scene, node) !== bright) continue;
        const { x, y } = scene.place(node);
        if (x < -30 || y < -30 || x > scene.width + 30 || y > scene.height + 30) continue;
        SHAPES[shape](c, x, y, radius(scene, node));
      }
      c.lineWidth = shape === PROJECT ? 1.75 : 1.25;
      c.fillStyle = shape === PROJECT ? colours.surface : colours.kinds[shape];
      c.strokeStyle = shape === PROJECT ? colours.ink : colours.surface;
      c.fill();
      c.stroke();
    }
  }
  c.globalAlpha = 1;
  for (const node of [scene.over, scene.chosen]) if (node >= 0 && scene.shown(node)) halo(c, scene, colours, node);
}

/** @param {Scene} scene @param {number} node */
function isBright(scene, node) {
  if (scene.steps) return scene.steps.has(node);
  return scene.found ? scene.found.has(node) : true;
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Palette} colours @param {number} node */
function halo(c, scene, colours, node) {
  const { x, y } = scene.place(node);
  const r = radius(scene, node);
  c.beginPath();
  ring(c, x, y, r + 6);
  c.fillStyle = colours.sun;
  c.strokeStyle = colours.ink;
  c.lineWidth = node === scene.chosen ? 3 : 1.5;
  c.fill();
  c.stroke();
  c.beginPath();
  const shape = scene.network.shapes[node];
  SHAPES[shape](c, x, y, r);
  c.fillStyle = shape === PROJECT ? colours.surface : dark(colours, shape);
  c.fill();
}

/** On the sun the light colours of the dark theme are too faint; ink never is. @param {Palette} colours @param {number} shape */
function dark(colours, shape) {
  return matchMedia("(forced-colors: active)").matches ? colours.surface : SUN_KINDS[shape] ?? colours.kinds[shape];
}
const SUN_KINDS = ["#5a4e68", "#a8244f", "#1f5f99", "#8a5300", "#0d6b5f", "#5a2480", "#4f5d12"];

/** @param {Scene} scene */
function wanted(scene) {
  const { network, steps, found, shown } = scene;
  /** @type {number[]} */
  let nodes = [];
  if (steps) nodes = [...steps.keys()].sort((a, b) => (steps.get(a) ?? 0) - (steps.get(b) ?? 0) || network.near[b].length - network.near[a].length);
  else if (found) nodes = [...found];
  else nodes = most(network).slice(0, Math.round(14 * Math.max(1, scene.zoom) ** 1.6));
  if (scene.chosen >= 0) nodes.unshift(scene.chosen);
  if (scene.over >= 0) nodes.unshift(scene.over);
  return [...new Set(nodes)].filter(shown).slice(0, 120);
}

/** @type {WeakMap<Network, number[]>} */
const ordered = new WeakMap();

/** The people and projects with the most links first. @param {Network} network */
function most(network) {
  let order = ordered.get(network);
  if (!order) {
    order = Array.from({ length: network.single }, (_, node) => node).sort((a, b) => network.near[b].length - network.near[a].length);
    ordered.set(network, order);
  }
  return order;
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Palette} colours */
function labels(c, scene, colours) {
  const nodes = wanted(scene);
  /** @type {number[][]} left, top, right, bottom, and whose mark it is */
  const taken = nodes.map((node) => {
    const { x, y } = scene.place(node);
    const r = radius(scene, node) * 0.8;
    return [x - r, y - r, x + r, y + r, node];
  });
  c.textBaseline = "middle";
  c.lineJoin = "round";
  for (const node of nodes) {
    const first = node === scene.chosen || node === scene.over;
    c.font = `${first ? 700 : 600} ${first ? 15 : 13}px ${colours.font}`;
    const words = node < scene.network.single ? scene.network.names[node] : `≈ ${scene.network.crowds[node - scene.network.single]}`;
    const { x, y } = scene.place(node);
    if (x < -20 || y < -20 || x > scene.width + 20 || y > scene.height + 20) continue;
    const others = taken.filter((box) => box[4] !== node);
    const box = spot(c.measureText(words).width, x, y, radius(scene, node) + (first ? 9 : 4), scene, others, first);
    if (!box) continue;
    taken.push(box);
    c.strokeStyle = colours.surface;
    c.lineWidth = 4;
    c.strokeText(words, box[0], box[1] + 8);
    c.fillStyle = colours.ink;
    c.fillText(words, box[0], box[1] + 8);
  }
}

/**
 * A free place for a label: right, left, below or above its node; null when all are taken.
 * @param {number} wide @param {number} x @param {number} y @param {number} off
 * @param {Scene} scene @param {number[][]} taken @param {boolean} always
 */
function spot(wide, x, y, off, scene, taken, always) {
  const spots = [[x + off, y - 8], [x - off - wide, y - 8], [x - wide / 2, y + off], [x - wide / 2, y - off - 16]]
    .map(([left, top]) => [left, top, left + wide, top + 16])
    .filter(([left, top, right, bottom]) => left > 2 && top > 2 && right < scene.width - 2 && bottom < scene.height - 2);
  const free = spots.find((box) => !taken.some((other) => box[0] < other[2] + 4 && other[0] < box[2] + 4 && box[1] < other[3] && other[1] < box[3]));
  return free ?? (always ? spots[0] : undefined) ?? null;
}
