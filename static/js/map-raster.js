// @ts-check
/**
 * Many thin lines and small marks, painted pixel by pixel in memory.
 *
 * A canvas strokes 60,000 lines in half a second where no graphics card helps; adding
 * up how many lines cross each pixel takes a tenth of that, and what is crowded grows
 * darker by itself. The lines are smoothed after X. Wu, "An efficient antialiasing
 * technique", SIGGRAPH 1991.
 */

/** So much does a line add to the pixels that it crosses. */
const UNIT = 8;
const LEVELS = 1024;

/**
 * @typedef {object} Stamp a small picture of a mark: its pixels, without those it leaves free
 * @property {number} size how many pixels it is wide and high
 * @property {Int16Array} across where each pixel is, from the upper left
 * @property {Int16Array} down
 * @property {Uint32Array} pixels
 * @property {Uint16Array} cover from 1 to 256
 */

export class Raster {
  /** @param {ImageData} image opaque pixels to paint upon */
  constructor(image) {
    this.image = image;
    this.width = image.width;
    this.height = image.height;
    this.pixels = new Uint32Array(image.data.buffer);
    this.density = new Uint16Array(this.width * this.height);
  }

  /** Add a line between two points, which may lie far outside.
   * @param {number} ax @param {number} ay @param {number} bx @param {number} by */
  line(ax, ay, bx, by) {
    const dx = bx - ax;
    const dy = by - ay;
    if (dx === 0 && dy === 0) return;
    let from = 0;
    let to = 1;
    for (let axis = 0; axis < 2; axis++) {
      const start = axis ? ay : ax;
      const run = axis ? dy : dx;
      const end = (axis ? this.height : this.width) - 3;
      if (run === 0) {
        if (start < 1 || start > end) return;
        continue;
      }
      const one = (1 - start) / run;
      const other = (end - start) / run;
      from = Math.max(from, Math.min(one, other));
      to = Math.min(to, Math.max(one, other));
    }
    if (from >= to) return;
    if (Math.abs(dx) >= Math.abs(dy)) this.#run(ax, ay, dx, dy, from, to, 1, this.width);
    else this.#run(ay, ax, dy, dx, from, to, this.width, 1);
  }

  /**
   * Walk along the longer axis, pixel by pixel, and share each step between two pixels.
   * @param {number} along where the line starts on the longer axis @param {number} aside
   * @param {number} run @param {number} rise @param {number} from @param {number} to
   * @param {number} step from one pixel to the next along @param {number} beside
   */
  #run(along, aside, run, rise, from, to, step, beside) {
    const { density } = this;
    const [first, last] = run > 0 ? [from, to] : [to, from];
    const begin = Math.round(along + first * run);
    const end = Math.round(along + last * run);
    const slope = rise / run;
    const grow = Math.round(slope * 65536);
    let off = Math.max(0, Math.round((aside + (begin - along) * slope) * 65536));
    for (let at = begin * step, stop = end * step; at <= stop; at += step, off += grow) {
      const pixel = at + (off >> 16) * beside;
      const share = (off >> 13) & 7;
      density[pixel] += UNIT - share;
      density[pixel + beside] += share;
    }
  }

  /**
   * Lay the lines added so far upon the pixels, in a colour, and begin anew.
   * @param {number} colour as the pixels hold it @param {number} base the colour of most pixels
   * @param {number} alpha how much one line covers, from 0 to 1 @param {number} most
   */
  lay(colour, base, alpha, most) {
    const { density, pixels } = this;
    const cover = new Uint16Array(LEVELS);
    const mixed = new Uint32Array(LEVELS);
    for (let level = 1; level < LEVELS; level++) {
      cover[level] = Math.round(256 * Math.min(most, 1 - (1 - alpha) ** (level / UNIT)));
      mixed[level] = mix(base, colour, cover[level]);
    }
    for (let at = 0; at < density.length; at++) {
      if (density[at] === 0) continue;
      const level = Math.min(density[at], LEVELS - 1);
      density[at] = 0;
      pixels[at] = pixels[at] === base ? mixed[level] : mix(pixels[at], colour, cover[level]);
    }
  }

  /** Put a mark with its middle at a point. @param {Stamp} stamp @param {number} x @param {number} y */
  stamp({ size, across, down, pixels, cover }, x, y) {
    const left = Math.round(x - size / 2);
    const top = Math.round(y - size / 2);
    const { width } = this;
    if (left < 0 || top < 0 || left + size > width || top + size > this.height) return;
    const first = top * width + left;
    for (let at = 0; at < pixels.length; at++) {
      const to = first + down[at] * width + across[at];
      this.pixels[to] = cover[at] === 256 ? pixels[at] : mix(this.pixels[to], pixels[at], cover[at]);
    }
  }
}

/** @param {number} under @param {number} over @param {number} part of 256 */
function mix(under, over, part) {
  const rest = 256 - part;
  const redBlue = (((over & 0xff00ff) * part + (under & 0xff00ff) * rest) / 256) & 0xff00ff;
  const green = (((over & 0xff00) * part + (under & 0xff00) * rest) / 256) & 0xff00;
  return (0xff000000 | redBlue | green) >>> 0;
}
