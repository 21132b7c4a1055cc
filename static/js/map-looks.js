// @ts-check
/** What marks look like and where they stand, as the form asks: colour, size, shape, clusters, day. */

import { clustered } from "./map-cluster.js";
import { degree, plain } from "./map-data.js";
import { PROJECT } from "./map-marks.js";

/** @typedef {import("./map-data.js").Network} Network */

/** @typedef {{x: Float32Array, y: Float32Array, circles: import("./map-cluster.js").Circle[]}} Standing where the nodes are */

/** So many values of a field get a colour and a shape of their own. */
const TOLD_APART = 6;

/** @param {HTMLFormElement} form @param {string} name @param {string} usual */
export function asked(form, name, usual) {
  return String(new FormData(form).get(name) ?? usual) || usual;
}

/**
 * The colour and shape numbers of the nodes by a field, and what each number stands for.
 * @param {Network} network @param {string} name
 * @returns {{of: Int8Array, legend: string[]}}
 */
export function toldApart(network, name) {
  if (name === "kind" || !network.fields[name]) {
    return { of: network.shapes.map((shape) => (shape < PROJECT ? shape : 0)), legend: [] };
  }
  const { values, of } = network.fields[name];
  const number = new Int32Array(values.length);
  for (let node = 0; node < network.people; node++) number[of[node]]++;
  const most = [...values.keys()].slice(1).filter((value) => number[value]).sort((a, b) => number[b] - number[a] || a - b).slice(0, TOLD_APART);
  const code = new Int8Array(values.length);
  most.forEach((value, at) => (code[value] = at + 1));
  return { of: Int8Array.from(of, (value) => code[value]), legend: most.map((value) => values[value]) };
}

/** @param {Network} network @param {string} name @param {number} width */
export function radii(network, name, width) {
  const scale = Math.min(1.7, Math.max(0.45, Math.sqrt(500 / network.size))) * Math.min(1, Math.max(0.6, width / 900));
  const values = name === "ties" ? null : network.sizes[name];
  const most = (values ?? []).reduce((one, other) => Math.max(one, other), 1);
  return Float32Array.from({ length: network.size }, (_, node) => {
    const links = network.crowds[node] || degree(network, node);
    const share = name === "same" ? 3.5 : values && node < values.length ? 9 * Math.sqrt(values[node] / most) : Math.min(9, Math.sqrt(links) * 1.1);
    return (2.4 + share) * scale * (network.crowds[node] ? 1.6 : 1) + (network.crowds[node] ? 4 : 0);
  });
}

/** @param {Float32Array} radius */
export function largestFirst(radius) {
  return Uint32Array.from(radius.keys()).sort((a, b) => radius[b] - radius[a] || a - b);
}

/**
 * Where the nodes stand on a canvas of this size, and the circles around clusters.
 * @param {Network} network @param {string} name @param {number} width @param {number} height @param {string} rest what those in no cluster are called
 * @returns {Standing}
 */
export function places(network, name, width, height, rest) {
  const [across, down] = [Math.min(width, height * 1.6) - 70, Math.min(height, width * 1.6) - 60];
  const x = network.x.map((value) => value * across + width / 2);
  const y = network.y.map((value) => value * down + height / 2);
  const field = network.fields[name];
  return field ? clustered(network, field, x, y, width, height, rest) : { x, y, circles: [] };
}

/** What a cluster is called: groups without a name by their number. @param {HTMLFormElement} form @param {string} words */
export function called(form, words) {
  const field = form.elements.namedItem("cluster");
  return /^\d+$/.test(words) && field instanceof HTMLSelectElement ? `${field.selectedOptions[0].text} ${words}` : words;
}

/** Which nodes the words find; null without words. @param {Network} network @param {string} typed */
export function search(network, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Uint8Array(network.size);
  network.names.forEach((name, node) => {
    const folded = plain(name);
    if (!network.faint[node] && words.every((word) => folded.includes(word))) found[node] = 1;
  });
  return found;
}

/**
 * Which nodes are seen before the server has answered: the ticked kinds, and what they share.
 * @param {Network} network @param {HTMLFormElement} form
 */
export function seen(network, form) {
  const ticked = new Set(new FormData(form).getAll("shape").map(Number));
  const all = ticked.size === 0 || new FormData(form).get("dim") === "yes";
  const visible = Uint8Array.from(network.shapes, (shape) => Number(all || (shape < PROJECT && ticked.has(shape))));
  if (all) return visible;
  for (let at = 0; at < network.ends.length; at += 2) {
    const [one, other] = [network.ends[at], network.ends[at + 1]];
    if (network.shapes[other] >= PROJECT && visible[one]) visible[other] = 1;
  }
  return visible;
}

/**
 * Where the nodes of one map stood on another; those that were not there stand already
 * where they belong.
 * @param {Network} old @param {{x: Float32Array, y: Float32Array}} before
 * @param {Network} next @param {{x: Float32Array, y: Float32Array}} after
 */
export function stood(old, before, next, after) {
  const place = new Map();
  for (let node = 0; node < old.size; node++) place.set(key(old, node), node);
  const [x, y] = [after.x.slice(), after.y.slice()];
  for (let node = 0; node < next.size; node++) {
    const known = place.get(key(next, node));
    if (known === undefined) continue;
    x[node] = before.x[known];
    y[node] = before.y[known];
  }
  return { x, y };
}

/** Which node of another map a node is, or -1. @param {Network} old @param {number} node @param {Network} next */
export function same(old, node, next) {
  const wanted = node < 0 ? "" : key(old, node);
  const from = next.slugs.indexOf(old.slugs[node] ?? "-");
  for (let at = Math.max(0, from); from >= 0 && at < next.size; at++) if (key(next, at) === wanted) return at;
  return -1;
}

/** A name for a node that stays from one map to the next. @param {Network} network @param {number} node */
function key({ people, projects, shapes, slugs }, node) {
  const layer = node < people ? "person" : node < people + projects ? "project" : shapes[node];
  return `${layer} ${slugs[node]}`;
}
