// @ts-check
/** The network as the server sends it, in columns, made ready for drawing and walking. */

import { ORGANISATION, PROJECT, TAG } from "./map-marks.js";

const SQUARE = 4095;

/**
 * @typedef {object} Field what people are told apart by: their kind, place, group ...
 * @property {string[]} values the first is empty, for those who have none
 * @property {Uint16Array} of for each node the number of its value
 */

/**
 * @typedef {object} Network people first, then projects, crowds, tags, organisations
 * @property {number} size how many nodes
 * @property {number} people
 * @property {number} projects
 * @property {string[]} names of all nodes; a crowd's is about how many it holds
 * @property {string[]} slugs empty for crowds
 * @property {Int8Array} shapes 7 and more for things
 * @property {Int32Array} crowds about how many are in each crowd, 0 for other nodes
 * @property {Record<string, Field>} fields
 * @property {Record<string, number[]>} sizes what marks can be as large as
 * @property {Uint8Array} faint whether a node does not fit the filters
 * @property {Float32Array} x from -0.5 to 0.5
 * @property {Float32Array} y
 * @property {Int32Array} ends the two ends of each link, one after the other
 * @property {Uint8Array} fresh whether a link is new since the day that was asked for
 * @property {number[]} weight about how many links a link stands for
 * @property {Int32Array} start where the neighbours of each node begin in `near`
 * @property {Int32Array} near
 */

/** @param {any} sent @returns {Network} */
export function decode(sent) {
  const size = sent.x.length;
  const things = [...sent.tags, ...sent.organisations];
  const crowds = sent.crowds.map((/** @type {number[]} */ crowd) => crowd[1]);
  const ends = pairs(sent);
  return {
    size,
    people: sent.people,
    projects: sent.projects,
    names: [...sent.names, ...crowds.map((/** @type {number} */ about) => `≈ ${about}`), ...things.map((one) => one[1])],
    slugs: [...sent.slugs.map(whole(sent.names)), ...crowds.map(() => ""), ...things.map((one) => one[0])],
    shapes: shapesOf(sent, size),
    crowds: filled(Int32Array, size, crowds, sent.people + sent.projects),
    fields: fieldsOf(sent, size),
    sizes: Object.fromEntries(sent.sizes.map((/** @type {any} */ one) => [one.name, one.of])),
    faint: flags(size, sent.faint),
    x: Float32Array.from(sent.x, (value) => value / SQUARE - 0.5),
    y: Float32Array.from(sent.y, (value) => value / SQUARE - 0.5),
    ends,
    fresh: Uint8Array.from(sent.sort, (one) => Number(sent.sorts[one] === "new")),
    weight: sent.weight,
    ...neighbours(ends, size),
  };
}

/** A slug that begins like the name is sent without that. @param {string[]} names */
function whole(names) {
  return (/** @type {string} */ slug, /** @type {number} */ node) =>
    slug.startsWith("~") ? [...(names[node].toLowerCase().match(/[a-z0-9]+/g) ?? []), slug.slice(1)].filter(Boolean).join("-") : slug;
}

/** @param {any} sent @param {number} size */
function shapesOf(sent, size) {
  const shapes = new Int8Array(size);
  for (let one = 0; one < sent.people; one++) shapes[one] = sent.kinds[sent.kind[one]][1];
  let node = sent.people;
  shapes.fill(PROJECT, node, (node += sent.projects));
  for (const [shape] of sent.crowds) shapes[node++] = Math.max(0, shape);
  shapes.fill(TAG, node, (node += sent.tags.length));
  shapes.fill(ORGANISATION, node);
  return shapes;
}

/** @param {any} sent @param {number} size */
function fieldsOf(sent, size) {
  /** @type {Record<string, Field>} */
  const fields = {};
  for (const { name, values, of } of sent.fields) fields[name] = { values, of: filled(Uint16Array, size, of, 0) };
  const kinds = sent.kinds.map((/** @type {any[]} */ kind) => kind[0]);
  fields.kind = { values: ["", ...kinds], of: filled(Uint16Array, size, sent.kind.map((/** @type {number} */ one) => (kinds[one] ? one + 1 : 0)), 0) };
  return fields;
}

/**
 * @template {Uint16Array | Int32Array} T
 * @param {new (size: number) => T} Type @param {number} size @param {number[]} values @param {number} from
 */
function filled(Type, size, values, from) {
  const found = new Type(size);
  found.set(values, from);
  return found;
}

/** @param {number} size @param {number[]} nodes */
function flags(size, nodes) {
  const found = new Uint8Array(size);
  for (const node of nodes) found[node] = 1;
  return found;
}

/** @param {any} sent */
function pairs(sent) {
  const ends = new Int32Array(2 * sent.ends.length);
  let at = 0;
  sent.links.forEach((/** @type {number} */ number, /** @type {number} */ node) => {
    let last = node;
    for (let more = 0; more < number; more++, at++) {
      last += sent.ends[at];
      ends[2 * at] = node;
      ends[2 * at + 1] = last;
    }
  });
  return ends;
}

/** @param {Int32Array} ends @param {number} size */
function neighbours(ends, size) {
  const start = new Int32Array(size + 1);
  for (const node of ends) start[node + 1]++;
  for (let node = 0; node < size; node++) start[node + 1] += start[node];
  const next = start.slice();
  const near = new Int32Array(ends.length);
  for (let at = 0; at < ends.length; at += 2) {
    near[next[ends[at]]++] = ends[at + 1];
    near[next[ends[at + 1]]++] = ends[at];
  }
  return { start, near };
}

/** @param {Network} network @param {number} node */
export function degree(network, node) {
  return network.start[node + 1] - network.start[node];
}

/** The nodes linked to a node. @param {Network} network @param {number} node */
export function around(network, node) {
  return network.near.subarray(network.start[node], network.start[node + 1]);
}

/**
 * How many steps each node is from `from`, up to `most`, and -1 beyond; nothing leads
 * through a crowd.
 * @param {Network} network @param {number} from @param {number} most @param {Uint8Array} visible
 */
export function reach(network, from, most, visible) {
  const steps = new Int8Array(network.size).fill(-1);
  steps[from] = 0;
  let edge = [from];
  for (let step = 1; step <= most; step++) {
    /** @type {number[]} */
    const next = [];
    for (const node of edge) {
      if (network.crowds[node]) continue;
      for (const other of around(network, node)) {
        if (steps[other] >= 0 || !visible[other]) continue;
        steps[other] = step;
        next.push(other);
      }
    }
    edge = next;
  }
  return steps;
}

/** How many people a node is linked to. @param {Network} network @param {number} one */
export function ties(network, one) {
  return around(network, one).filter((other) => other < network.people).length;
}

/** @param {string} words */
export function plain(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
