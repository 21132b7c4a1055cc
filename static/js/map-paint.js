// @ts-check
/** Painting the network onto a sheet: circles of clusters, lines, marks, names. */

import { degree } from "./map-data.js";
import { Room, settle, spot, write } from "./map-labels.js";
import { packed } from "./map-marks.js";
import { Raster } from "./map-raster.js";

/** @typedef {import("./map-data.js").Network} Network */
/** @typedef {import("./map-marks.js").Palette} Palette */

/**
 * @typedef {object} Scene what is to be seen, in units of the page at zoom 1
 * @property {Network} network
 * @property {Uint8Array} visible
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Float32Array} radius
 * @property {Int8Array} shape
 * @property {Int8Array} colour
 * @property {Uint32Array} order the nodes, the largest first
 * @property {import("./map-cluster.js").Circle[]} circles
 * @property {Int8Array | null} steps how far each node is from the chosen one
 * @property {Uint8Array | null} found
 * @property {number[]} chosen
 * @property {{k: number, x: number, y: number}} at
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Sheet a picture somewhat larger than what is seen of it
 * @property {HTMLCanvasElement} canvas
 * @property {CanvasRenderingContext2D} pen
 * @property {number} edge how far it reaches beyond what is seen, in units of the page
 * @property {number} dots
 * @property {{k: number, x: number, y: number}} at
 * @property {import("./map-labels.js").Label[]} labels the names that stand on it
 */

/** Said when all is painted but the names. */
export const NAMELESS = "nameless";
const LINES = 4000;
const MARKS = 3000;

/** How much larger marks are when one is closer. @param {number} k */
export function growth(k) {
  return k ** 0.45;
}

/**
 * Paint a scene in small steps, so that whoever waits can do something in between.
 * @param {Scene} scene @param {Sheet} sheet @param {Palette} colours
 * @param {import("./map-marks.js").Stamps} stamps @returns {Generator<string | void>}
 */
export function* paint(scene, sheet, colours, stamps) {
  const places = placed(scene, sheet);
  yield* picture(scene, sheet, places, colours, stamps);
  yield NAMELESS;
  yield* names(scene, sheet, places, colours);
}

/** All but the names; its pixels are let go before names are written.
 * @param {Scene} scene @param {Sheet} sheet @param {Places} places @param {Palette} colours
 * @param {import("./map-marks.js").Stamps} stamps */
function* picture(scene, sheet, places, colours, stamps) {
  const { pen, canvas, dots } = sheet;
  const base = packed(colours.surface);
  const raster = new Raster(scene.circles.length ? circles(scene, sheet, colours) : new ImageData(canvas.width, canvas.height));
  if (!scene.circles.length) raster.pixels.fill(base);
  yield;
  yield* lines(scene, raster, places, colours, base);
  yield* marks(scene, raster, places, stamps, dots);
  pen.putImageData(raster.image, 0, 0);
}

/** Where each node stands on the sheet. @param {Scene} scene @param {Sheet} sheet */
function placed({ x, y, at }, { edge, dots }) {
  const [across, down] = [new Float32Array(x.length), new Float32Array(x.length)];
  for (let node = 0; node < x.length; node++) {
    across[node] = (x[node] * at.k + at.x + edge) * dots;
    down[node] = (y[node] * at.k + at.y + edge) * dots;
  }
  return { across, down };
}

/** The sheet with nothing but the circles of clusters. @param {Scene} scene @param {Sheet} sheet @param {Palette} colours */
function circles(scene, { pen, canvas, edge, dots }, colours) {
  const { k, x, y } = scene.at;
  pen.fillStyle = colours.surface;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const one of scene.circles) {
    pen.beginPath();
    pen.arc((one.x * k + x + edge) * dots, (one.y * k + y + edge) * dots, one.r * k * dots, 0, 2 * Math.PI);
    pen.fillStyle = colours.canvas;
    pen.strokeStyle = colours.line;
    pen.lineWidth = dots;
    pen.globalAlpha = 0.7;
    pen.fill();
    pen.globalAlpha = 0.35;
    pen.stroke();
  }
  pen.globalAlpha = 1;
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** @typedef {{across: Float32Array, down: Float32Array}} Places */

/** @param {Scene} scene @param {Raster} raster @param {Places} places @param {Palette} colours @param {number} base */
function* lines(scene, raster, { across, down }, colours, base) {
  const { network, visible, at } = scene;
  const { ends } = network;
  const many = ends.length / 2 / Math.max(1, at.k) ** 1.5;
  const usual = Math.min(0.42, Math.max(0.06, 9 / Math.sqrt(many + 1)));
  const level = levels(scene);
  for (const { is, alpha, most, leaf } of STRENGTHS) {
    if (!level.includes(is)) continue;
    for (let link = 0; link < ends.length; link += 2) {
      if (link % (2 * LINES) === 0) yield;
      const [a, b] = [ends[link], ends[link + 1]];
      if (level[link / 2] !== is || !visible[a] || !visible[b]) continue;
      raster.line(across[a], down[a], across[b], down[b]);
      if (is === 1 || is === 5 || network.weight[link / 2] > 7) raster.line(across[a] + 1, down[a] + 1, across[b] + 1, down[b] + 1);
    }
    raster.lay(packed(leaf ? colours.leaf : colours.line), base, leaf ? alpha : alpha * usual, most);
    yield;
  }
}

/** How links look, from the faintest: beside what is meant, usual, new, three, two, one step away. */
const STRENGTHS = [
  { is: 4, alpha: 0.35, most: 0.3, leaf: false },
  { is: 0, alpha: 1, most: 0.6, leaf: false },
  { is: 5, alpha: 1, most: 1, leaf: true },
  { is: 3, alpha: 0.45, most: 1, leaf: true },
  { is: 2, alpha: 0.8, most: 1, leaf: true },
  { is: 1, alpha: 1, most: 1, leaf: true },
];

/** Which strength each link has. @param {Scene} scene */
function levels({ network: { ends, faint, fresh }, steps, found }) {
  const level = new Uint8Array(ends.length / 2);
  if (!steps && found) return level.fill(4);
  for (let link = 0; link < level.length; link++) {
    const [a, b] = [ends[2 * link], ends[2 * link + 1]];
    if (!steps) level[link] = faint[a] || faint[b] ? 4 : 5 * fresh[link];
    else level[link] = steps[a] < 0 || steps[b] < 0 || steps[a] === steps[b] ? 4 : Math.max(steps[a], steps[b]);
  }
  return level;
}

/** Whether a node stands out, because nothing is asked for or because it is meant.
 * @param {Scene} scene @param {number} node */
function bright({ steps, found, network }, node) {
  if (steps) return steps[node] >= 0;
  if (network.faint[node]) return false;
  return !found || found[node] === 1;
}

/** @param {Scene} scene @param {Raster} raster @param {Places} places @param {import("./map-marks.js").Stamps} stamps @param {number} dots */
function* marks(scene, raster, { across, down }, stamps, dots) {
  const grown = growth(scene.at.k);
  const far = 30 * dots;
  for (const faint of scene.steps || scene.found || scene.network.faint.includes(1) ? [true, false] : [false]) {
    let done = 0;
    for (const node of scene.order) {
      if (++done % MARKS === 0) yield;
      const [x, y] = [across[node], down[node]];
      if (!scene.visible[node] || x < -far || y < -far || x > raster.width + far || y > raster.height + far) continue;
      if (bright(scene, node) === faint) continue;
      raster.stamp(stamps.get(scene.shape[node], scene.colour[node], Math.min(26, scene.radius[node] * grown), faint), x, y);
    }
  }
}

/** Whose names are wanted, the most wanted first. @param {Scene} scene */
function wanted({ network, steps, found, order, visible, chosen, at }) {
  /** @type {number[]} */
  const nodes = [...chosen];
  if (steps) {
    const meant = order.filter((node) => steps[node] > 0);
    nodes.push(...meant.sort((a, b) => steps[a] - steps[b] || degree(network, b) - degree(network, a)).subarray(0, 120));
  } else if (found) nodes.push(...order.filter((node) => found[node]).subarray(0, 120));
  else {
    nodes.push(...order.filter((node) => network.crowds[node]));
    const number = nodes.length + Math.round(16 * Math.max(1, at.k) ** 1.6);
    for (let place = 0; place < order.length && nodes.length < number; place++) {
      if (!network.crowds[order[place]] && !network.faint[order[place]]) nodes.push(order[place]);
    }
  }
  return [...new Set(nodes)].filter((node) => visible[node]).slice(0, 400);
}

/** Write the names that find room. @param {Scene} scene @param {Sheet} sheet @param {Places} places @param {Palette} colours */
function* names(scene, sheet, places, colours) {
  const room = taken(scene, sheet, places);
  sheet.labels = [];
  yield;
  const nodes = wanted(scene);
  const first = nodes.filter((node) => scene.chosen.includes(node));
  for (const node of first) name(node, scene, sheet, places, colours, room);
  titles(scene, sheet, colours, room);
  for (let at = first.length; at < nodes.length; at++) {
    if (at % 8 === 0) yield;
    name(nodes[at], scene, sheet, places, colours, room);
  }
}

/** The room that marks leave. @param {Scene} scene @param {Sheet} sheet @param {Places} places */
function taken(scene, { canvas, dots }, { across, down }) {
  const [width, height] = [canvas.width / dots, canvas.height / dots];
  const room = new Room(width, height);
  const grown = growth(scene.at.k);
  for (const node of scene.order) {
    if (!scene.visible[node] || !bright(scene, node)) continue;
    const [x, y, r] = [across[node] / dots, down[node] / dots, scene.radius[node] * grown];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const ring = scene.chosen.includes(node) ? r + 6 : r;
    room.take(ring > r ? room.names : room.marks, x - ring, y - ring, x + ring, y + ring);
  }
  return room;
}

/** Write what each cluster is called above it. @param {Scene} scene @param {Sheet} sheet @param {Palette} colours @param {Room} room */
function titles({ circles: clusters, at }, sheet, colours, room) {
  const { pen, edge, dots } = sheet;
  pen.font = `700 ${15 * dots}px ${colours.font}`;
  for (const { words, x, y, r } of clusters) {
    const wide = pen.measureText(words).width / dots;
    const label = { words, wide, left: x * at.k + at.x + edge - wide / 2, top: (y - r) * at.k + at.y + edge - 20 };
    if (room.cost(label.left, label.top, label.left + wide, label.top + 16) >= 0) put(label, sheet, colours, room);
  }
}

/** Write the name of one node, if there is room for it. @param {number} node @param {Scene} scene @param {Sheet} sheet
 * @param {Places} places @param {Palette} colours @param {Room} room */
function name(node, scene, sheet, { across, down }, colours, room) {
  const { canvas, pen, edge, dots } = sheet;
  const [width, height] = [canvas.width / dots, canvas.height / dots];
  const [x, y] = [across[node] / dots, down[node] / dots];
  if (x < 0 || y < 0 || x > width || y > height) return;
  const first = scene.chosen.includes(node);
  pen.font = `${first ? 700 : 600} ${(first ? 15 : 13) * dots}px ${colours.font}`;
  const words = scene.network.names[node];
  const wide = pen.measureText(words).width / dots;
  const seen = x > edge && y > edge && x < width - edge && y < height - edge;
  const frame = seen ? [edge + 2, edge + 2, width - edge - 2, height - edge - 2] : [0, 0, width, height];
  const place = spot(room, x, y, scene.radius[node] * growth(scene.at.k) + (first ? 14 : 4), wide, frame);
  if (place) put({ words, wide, ...place }, sheet, colours, room);
}

/** @param {import("./map-labels.js").Label} label @param {Sheet} sheet @param {Palette} colours @param {Room} room */
function put(label, sheet, colours, room) {
  settle(room, label);
  sheet.labels.push(label);
  write(sheet.pen, label, colours, sheet.dots);
}
