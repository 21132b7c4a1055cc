// @ts-check
/** The network as the server sends it, in columns, made ready for drawing and walking. */

const SQUARE = 4095;

/**
 * @typedef {object} Network
 * @property {number} size how many nodes: people, then projects, then crowds
 * @property {number} people
 * @property {number} single people and projects
 * @property {string[]} names of people and projects
 * @property {string[]} slugs of people and projects
 * @property {string[]} kinds the kind of each person, or ""
 * @property {Int8Array} shapes of each node; 7 for projects
 * @property {number[]} crowds about how many are in each crowd
 * @property {Float32Array} x from -0.5 to 0.5
 * @property {Float32Array} y
 * @property {Int32Array} ends the two ends of each link, one after the other
 * @property {number[][]} near the nodes linked to each node
 */

export const PROJECT = 7;

/** @param {any} sent @returns {Network} */
export function decode(sent) {
  const size = sent.x.length;
  const single = sent.people + sent.projects;
  const shapes = new Int8Array(size).fill(PROJECT);
  for (let one = 0; one < sent.people; one++) shapes[one] = sent.kinds[sent.kind[one]][1];
  for (let one = single; one < size; one++) shapes[one] = Math.max(0, sent.crowds[one - single][0]);
  const ends = pairs(sent);
  /** @type {number[][]} */
  const near = Array.from({ length: size }, () => []);
  for (let at = 0; at < ends.length; at += 2) {
    near[ends[at]].push(ends[at + 1]);
    near[ends[at + 1]].push(ends[at]);
  }
  return {
    size,
    people: sent.people,
    single,
    names: sent.names,
    slugs: sent.slugs,
    kinds: sent.kind.map((/** @type {number} */ number) => sent.kinds[number][0]),
    shapes,
    crowds: sent.crowds.map((/** @type {number[]} */ crowd) => crowd[1]),
    x: Float32Array.from(sent.x, (value) => value / SQUARE - 0.5),
    y: Float32Array.from(sent.y, (value) => value / SQUARE - 0.5),
    ends,
    near,
  };
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

/**
 * How many steps each node is from `from`, up to `most`; nothing leads through a crowd.
 * @param {Network} network @param {number} from @param {number} most
 */
export function reach(network, from, most) {
  const steps = new Map([[from, 0]]);
  let edge = [from];
  for (let step = 1; step <= most; step++) {
    /** @type {number[]} */
    const next = [];
    for (const node of edge) {
      if (node >= network.single) continue;
      for (const other of network.near[node]) {
        if (steps.has(other)) continue;
        steps.set(other, step);
        next.push(other);
      }
    }
    edge = next;
  }
  return steps;
}

/** @param {Network} network @param {number} one */
export function ties(network, one) {
  return network.near[one].filter((other) => other < network.people).length;
}
