// @ts-check
/** Names beside their marks: never over one another, and over other marks only in need. */

const CELL = 4;
const HIGH = 16;
const TRIES = [[1, 0], [-1, 0], [0, 1], [0, -1], [0.8, 0.8], [0.8, -0.8], [-0.8, 0.8], [-0.8, -0.8]];

/**
 * @typedef {object} Label
 * @property {string} words
 * @property {number} left
 * @property {number} top
 * @property {number} wide
 */

/** Which parts of a drawing are taken: by names, and how much by marks. */
export class Room {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.across = Math.ceil(width / CELL);
    this.down = Math.ceil(height / CELL);
    this.names = new Uint8Array(this.across * this.down);
    this.marks = new Uint8Array(this.across * this.down);
  }

  /** @param {Uint8Array} kind @param {number} left @param {number} top @param {number} right @param {number} bottom */
  take(kind, left, top, right, bottom) {
    this.#each(left, top, right, bottom, (at) => {
      if (kind[at] < 255) kind[at]++;
    });
  }

  /** How many cells of marks a name would hide; -1 where it would touch another name.
   * @param {number} left @param {number} top @param {number} right @param {number} bottom */
  cost(left, top, right, bottom) {
    let hidden = 0;
    let free = true;
    this.#each(left, top, right, bottom, (at) => {
      if (this.names[at]) free = false;
      if (this.marks[at]) hidden++;
    });
    return free ? hidden : -1;
  }

  /** @param {number} left @param {number} top @param {number} right @param {number} bottom @param {(cell: number) => void} what */
  #each(left, top, right, bottom, what) {
    const last = Math.min(this.across - 1, Math.floor(right / CELL));
    const low = Math.min(this.down - 1, Math.floor(bottom / CELL));
    for (let y = Math.max(0, Math.floor(top / CELL)); y <= low; y++) {
      for (let x = Math.max(0, Math.floor(left / CELL)); x <= last; x++) what(y * this.across + x);
    }
  }
}

/**
 * The best free place for a name around its mark; null when there is none.
 * @param {Room} room @param {number} x @param {number} y @param {number} off how far from the middle of the mark
 * @param {number} wide @param {number[]} frame left, top, right and bottom of where names may stand
 * @returns {{left: number, top: number} | null}
 */
export function spot(room, x, y, off, wide, frame) {
  let best = null;
  let least = Infinity;
  for (const [right, down] of TRIES) {
    const left = x + right * off - (right > 0 ? 0 : right < 0 ? wide : wide / 2);
    const top = y + down * off - (down > 0 ? 0 : down < 0 ? HIGH : HIGH / 2);
    if (left < frame[0] || top < frame[1] || left + wide > frame[2] || top + HIGH > frame[3]) continue;
    const cost = room.cost(left - 3, top - 1, left + wide + 3, top + HIGH + 1);
    if (cost < 0 || cost >= least) continue;
    least = cost;
    best = { left, top };
    if (cost === 0) break;
  }
  return best;
}

/** Note a name as standing there. @param {Room} room @param {Label} label */
export function settle(room, { left, top, wide }) {
  room.take(room.names, left, top, left + wide, top + HIGH);
}

/**
 * Write a name upon the drawing, with a rim that keeps it apart from what is below.
 * @param {CanvasRenderingContext2D} pen @param {Label} label @param {import("./map-marks.js").Palette} colours @param {number} dots
 */
export function write(pen, { words, left, top }, colours, dots) {
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.strokeStyle = colours.surface;
  pen.lineWidth = 4 * dots;
  pen.strokeText(words, left * dots, (top + HIGH / 2) * dots);
  pen.fillStyle = colours.ink;
  pen.fillText(words, left * dots, (top + HIGH / 2) * dots);
}
