// @ts-check
/** Walking over the drawing with the arrow keys. */

/** @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

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
