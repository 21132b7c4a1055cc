// @ts-check
/** Pulling the nodes together by what they share: a circle for each value of a field. */

import { around } from "./map-data.js";

/**
 * @typedef {object} Circle
 * @property {number} x
 * @property {number} y
 * @property {number} r
 * @property {string} words
 */

const MOST = 16;
const ROUNDS = 240;
const GAP = 14;
const LABEL = 24;
const LETTER = 4;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * @param {import("./map-data.js").Network} network @param {import("./map-data.js").Field} field
 * @param {Float32Array} x @param {Float32Array} y @param {number} width @param {number} height
 * @param {string} rest what those in no circle of their own are called
 */
export function clustered(network, { values, of }, x, y, width, height, rest) {
  const members = grouped(network, values, joined(network, of));
  const circles = members.map(({ value, nodes }) => circle(nodes, x, y, value ? values[value] : rest));
  spread(circles);
  fit(circles, width, height);
  members.forEach(({ nodes }, at) => seat(nodes, circles[at], x, y));
  return { x, y, circles };
}

/** Things that have no value stand with most of those who have them.
 * @param {import("./map-data.js").Network} network @param {Uint16Array} of */
function joined(network, of) {
  const found = of.slice();
  for (let node = network.people; node < network.size; node++) {
    if (of[node] || network.crowds[node]) continue;
    /** @type {Map<number, number>} */
    const votes = new Map();
    for (const other of around(network, node)) if (of[other]) votes.set(of[other], (votes.get(of[other]) ?? 0) + 1);
    found[node] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
  }
  return found;
}

/** The largest values with their nodes; the others together under 0.
 * @param {import("./map-data.js").Network} network @param {string[]} values @param {Uint16Array} of */
function grouped(network, values, of) {
  /** @type {number[][]} */
  const nodes = values.map(() => []);
  for (let node = 0; node < network.size; node++) nodes[of[node]].push(node);
  const order = [...values.keys()].slice(1).sort((a, b) => nodes[b].length - nodes[a].length);
  const kept = order.slice(0, MOST).filter((value) => nodes[value].length);
  const others = [...nodes[0], ...order.slice(MOST).flatMap((value) => nodes[value])];
  const found = kept.map((value) => ({ value, nodes: nodes[value] }));
  return others.length ? [...found, { value: 0, nodes: others }] : found;
}

/** @param {number[]} nodes @param {Float32Array} x @param {Float32Array} y @param {string} words @returns {Circle} */
function circle(nodes, x, y, words) {
  return { x: mean(nodes.map((node) => x[node])), y: mean(nodes.map((node) => y[node])), r: 16 + 9 * Math.sqrt(nodes.length), words };
}

/** Draw circles together, then apart until none covers another or its name. @param {Circle[]} circles */
function spread(circles) {
  const [left, top] = [mean(circles.map((one) => one.x)), mean(circles.map((one) => one.y))];
  for (let round = 0; round < ROUNDS; round++) {
    const pull = round < ROUNDS / 2 ? 0.04 : 0;
    for (const one of circles) {
      one.x += (left - one.x) * pull * 0.6;
      one.y += (top - one.y) * pull;
    }
    let still = true;
    circles.forEach((one, at) => {
      for (const other of circles.slice(0, at)) if (push(one, other, at)) still = false;
    });
    if (still && !pull) return;
  }
}

/** @param {Circle} one @param {Circle} other @param {number} at */
function push(one, other, at) {
  const [dx, dy] = [one.x - other.x || 0.1 * at, one.y - other.y || 0.1];
  const away = Math.hypot(dx, dy);
  const wide = Math.max(one.r, LETTER * one.words.length) + Math.max(other.r, LETTER * other.words.length);
  const wanted = GAP + Math.max(one.r + other.r, (wide * Math.abs(dx) + (one.r + other.r + LABEL) * Math.abs(dy)) / away);
  if (away >= wanted) return false;
  const by = (wanted - away) / 2 / away;
  one.x += dx * by;
  one.y += dy * by;
  other.x -= dx * by;
  other.y -= dy * by;
  return true;
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((one, other) => one + other, 0) / values.length;
}

/** Bring all circles and names onto the canvas. @param {Circle[]} circles @param {number} width @param {number} height */
function fit(circles, width, height) {
  const left = Math.min(...circles.map((one) => one.x - one.r));
  const right = Math.max(...circles.map((one) => one.x + one.r));
  const top = Math.min(...circles.map((one) => one.y - one.r - LABEL));
  const bottom = Math.max(...circles.map((one) => one.y + one.r));
  const scale = Math.min(1.6, (width - 40) / (right - left), (height - 40) / (bottom - top));
  for (const one of circles) {
    one.x = (one.x - (left + right) / 2) * scale + width / 2;
    one.y = (one.y - (top + bottom) / 2) * scale + height / 2;
    one.r *= scale;
  }
}

/** Seat nodes within their circle, those nearest to its middle first. @param {number[]} nodes @param {Circle} circle
 * @param {Float32Array} x @param {Float32Array} y */
function seat(nodes, { x: left, y: top, r }, x, y) {
  const away = new Map(nodes.map((node) => [node, (x[node] - left) ** 2 + (y[node] - top) ** 2]));
  nodes.sort((a, b) => (away.get(a) ?? 0) - (away.get(b) ?? 0));
  nodes.forEach((node, rank) => {
    const far = (r - 8) * Math.sqrt((rank + 0.5) / nodes.length);
    x[node] = left + far * Math.cos(rank * GOLDEN);
    y[node] = top + far * Math.sin(rank * GOLDEN);
  });
}
