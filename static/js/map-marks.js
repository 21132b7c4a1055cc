// @ts-check
/** The colours of the page, the shapes of people and things, and small pictures of these. */

export const PROJECT = 7;
export const TAG = 8;
export const ORGANISATION = 9;

/**
 * The shapes of templates/parts/kind.html around (x, y), each about as large to the eye.
 * @type {((c: CanvasRenderingContext2D, x: number, y: number, r: number) => void)[]}
 */
export const SHAPES = [
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
  (c, x, y, r) => polygon(c, x, y, r * 1.1, [-1, -0.6, 0.45, -0.6, 1, 0, 0.45, 0.6, -1, 0.6]),
  (c, x, y, r) => polygon(c, x, y, r * 1.1, [-1, 0.85, -1, -0.2, 0, -0.95, 1, -0.2, 1, 0.85]),
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
    this.forced = matchMedia("(forced-colors: active)").matches;
    /** @param {string} name @param {string} system */
    const read = (name, system) => {
      probe.style.color = this.forced ? system : `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    this.ink = read("ink", "CanvasText");
    this.surface = read("surface", "Canvas");
    this.canvas = read("canvas", "Canvas");
    this.line = read("muted", "GrayText");
    this.leaf = read("leaf", "Highlight");
    this.sun = read("sun", "Highlight");
    this.sunInk = read("sun-ink", "HighlightText");
    this.kinds = [0, 1, 2, 3, 4, 5, 6].map((kind) => read(`kind-${kind}`, "CanvasText"));
    this.font = getComputedStyle(host).fontFamily;
    probe.remove();
  }
}

/** A canvas to draw small pictures on, the same for all. @type {CanvasRenderingContext2D | null} */
let table = null;
const TABLE = 160;

function small() {
  if (!table) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = TABLE;
    table = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  }
  table.globalAlpha = 1;
  table.clearRect(0, 0, TABLE, TABLE);
  return table;
}

/** A colour as the pixels of a picture hold it. @param {string} colour */
export function packed(colour) {
  const pen = small();
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return new Uint32Array(pen.getImageData(0, 0, 1, 1).data.buffer)[0];
}

/** Small pictures of the marks, each made when it is first wanted. */
export class Stamps {
  /** @param {Palette} colours @param {number} dots pixels to a unit of the page */
  constructor(colours, dots) {
    this.colours = colours;
    this.dots = dots;
    /** @type {Map<number, import("./map-raster.js").Stamp>} */
    this.made = new Map();
  }

  /** @param {number} shape @param {number} colour @param {number} radius in units of the page @param {boolean} faint */
  get(shape, colour, radius, faint) {
    const half = Math.max(2, Math.round(2 * radius * this.dots));
    const key = (half * 32 + shape * 2 + Number(faint)) * 8 + colour;
    const found = this.made.get(key) ?? this.#make(shape, colour, half / 2, faint);
    this.made.set(key, found);
    return found;
  }

  /** @param {number} shape @param {number} colour @param {number} r @param {boolean} faint */
  #make(shape, colour, r, faint) {
    const size = 2 * Math.ceil(1.25 * r + 1.5 * this.dots);
    const pen = small();
    pen.globalAlpha = faint ? 0.16 : 1;
    mark(pen, this.colours, shape, colour, size / 2, size / 2, r, this.dots);
    return cut(pen.getImageData(0, 0, size, size));
  }
}

/** @param {ImageData} image @returns {import("./map-raster.js").Stamp} */
function cut({ data, width: size }) {
  const all = new Uint32Array(data.buffer);
  const used = [...all.keys()].filter((at) => data[4 * at + 3] > 0);
  return {
    size,
    across: Int16Array.from(used, (at) => at % size),
    down: Int16Array.from(used, (at) => Math.floor(at / size)),
    pixels: Uint32Array.from(used, (at) => (all[at] | 0xff000000) >>> 0),
    cover: Uint16Array.from(used, (at) => data[4 * at + 3] + (data[4 * at + 3] >> 7)),
  };
}

/**
 * Draw one mark: people are filled, things are outlined.
 * @param {CanvasRenderingContext2D} pen @param {Palette} colours @param {number} shape @param {number} colour
 * @param {number} x @param {number} y @param {number} r @param {number} dots
 */
export function mark(pen, colours, shape, colour, x, y, r, dots) {
  const thing = shape >= PROJECT;
  pen.beginPath();
  SHAPES[shape](pen, x, y, r);
  pen.fillStyle = thing ? colours.surface : colours.kinds[colour];
  pen.strokeStyle = thing ? colours.ink : colours.surface;
  pen.lineWidth = (thing ? 1.75 : r > 3 * dots ? 1.25 : 0.6) * dots;
  pen.fill();
  pen.stroke();
}
