// @ts-check
/** Finding a node: under a finger, or the next one in the direction of an arrow. */

/** @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const CELL = 24;

/** The visible nodes by squares of the drawing, to find quickly which are near a point. */
export class Grid {
  /** @param {Float32Array} x @param {Float32Array} y @param {Uint8Array} visible @param {number} width @param {number} height */
  constructor(x, y, visible, width, height) {
    this.x = x;
    this.y = y;
    this.across = Math.max(1, Math.ceil(width / CELL));
    this.down = Math.max(1, Math.ceil(height / CELL));
    const cells = Int32Array.from(x, (_, node) => (visible[node] ? this.cell(x[node], y[node]) : -1));
    this.start = new Int32Array(this.across * this.down + 1);
    for (const cell of cells) if (cell >= 0) this.start[cell + 1]++;
    for (let cell = 1; cell < this.start.length; cell++) this.start[cell] += this.start[cell - 1];
    const next = this.start.slice();
    this.nodes = new Int32Array(this.start[this.start.length - 1]);
    cells.forEach((cell, node) => {
      if (cell >= 0) this.nodes[next[cell]++] = node;
    });
  }

  /** @param {number} x @param {number} y */
  cell(x, y) {
    return bounded(y / CELL, this.down) * this.across + bounded(x / CELL, this.across);
  }

  /** The node nearest to a point and no further than `far`, or -1. @param {number} x @param {number} y @param {number} far */
  find(x, y, far) {
    let best = -1;
    let least = far * far;
    const last = bounded((x + far) / CELL, this.across);
    for (let row = bounded((y - far) / CELL, this.down); row <= bounded((y + far) / CELL, this.down); row++) {
      for (let column = bounded((x - far) / CELL, this.across); column <= last; column++) {
        const cell = row * this.across + column;
        for (let at = this.start[cell]; at < this.start[cell + 1]; at++) {
          const node = this.nodes[at];
          const away = (this.x[node] - x) ** 2 + (this.y[node] - y) ** 2;
          if (away > least) continue;
          least = away;
          best = node;
        }
      }
    }
    return best;
  }
}

/** @param {number} value @param {number} number */
function bounded(value, number) {
  return Math.min(number - 1, Math.max(0, Math.floor(value)));
}

/**
 * Return the nearest node in a direction, first of those linked; -1 when there is none.
 * @param {[number, number]} way
 * @param {{x: number, y: number}} from
 * @param {Iterable<number>} linked
 * @param {Iterable<number>} all
 * @param {(node: number) => {x: number, y: number}} place
 */
export function nextThatWay(way, from, linked, all, place) {
  const near = nearest(way, from, linked, place);
  return near >= 0 ? near : nearest(way, from, all, place);
}

/**
 * @param {[number, number]} way
 * @param {{x: number, y: number}} from
 * @param {Iterable<number>} nodes
 * @param {(node: number) => {x: number, y: number}} place
 */
function nearest(way, from, nodes, place) {
  let best = -1;
  let least = Infinity;
  for (const node of nodes) {
    const at = place(node);
    const along = (at.x - from.x) * way[0] + (at.y - from.y) * way[1];
    const aside = Math.abs((at.x - from.x) * way[1]) + Math.abs((at.y - from.y) * way[0]);
    if (along <= 0 || aside > along) continue;
    const far = along + 1.5 * aside;
    if (far < least) {
      least = far;
      best = node;
    }
  }
  return best;
}
