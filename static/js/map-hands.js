// @ts-check
/** Moving the drawing: mouse, wheel and two fingers; one finger scrolls the page. */

const CLOSEST = 16;
const FARTHEST = 0.6;
const KEPT = 80;

/** @typedef {{k: number, x: number, y: number}} At a point p of the drawing is seen at p * k + (x, y) */

export class Hands {
  /** @param {HTMLElement} canvas @param {() => void} moved called after each move */
  constructor(canvas, moved) {
    this.canvas = canvas;
    this.moved = moved;
    /** @type {At} */
    this.at = { k: 1, x: 0, y: 0 };
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.dragged = false;
    this.glide = 0;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("touchstart", (event) => this.#touch(event), { passive: false });
    canvas.addEventListener("touchmove", (event) => this.#pinch(event), { passive: false });
  }

  /** @param {At} at */
  set({ k, x, y }) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const near = Math.min(CLOSEST, Math.max(FARTHEST, k));
    this.at = { k: near, x: within(x, KEPT - width * near, width - KEPT), y: within(y, KEPT - height * near, height - KEPT) };
    this.moved();
  }

  /** Come closer around a point of the canvas. @param {number} factor @param {number} x @param {number} y */
  scaled(factor, x, y) {
    const k = Math.min(CLOSEST, Math.max(FARTHEST, this.at.k * factor));
    const real = k / this.at.k;
    return { k, x: x - (x - this.at.x) * real, y: y - (y - this.at.y) * real };
  }

  /** Go there smoothly, or at once for whoever wants no motion. @param {At} to */
  go(to) {
    cancelAnimationFrame(this.glide);
    if (this.calm.matches) {
      this.set(to);
      return;
    }
    const from = this.at;
    const began = performance.now();
    /** @param {number} now */
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / 200));
      const eased = part * (2 - part);
      const k = from.k * (to.k / from.k) ** eased;
      const share = to.k === from.k ? eased : (k - from.k) / (to.k - from.k);
      this.set({ k, x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
      if (part < 1) this.glide = requestAnimationFrame(step);
    };
    step(began);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.dragged = false;
    if (event.pointerType === "touch" || event.button) return;
    cancelAnimationFrame(this.glide);
    const start = { at: this.at, x: event.clientX, y: event.clientY };
    const move = (/** @type {PointerEvent} */ now) => {
      const [dx, dy] = [now.clientX - start.x, now.clientY - start.y];
      if (!this.dragged && Math.hypot(dx, dy) < 4) return;
      if (!this.dragged) this.canvas.setPointerCapture(now.pointerId);
      this.dragged = true;
      this.set({ ...start.at, x: start.at.x + dx, y: start.at.y + dy });
    };
    const end = () => {
      this.canvas.removeEventListener("pointermove", move);
      for (const kind of ["pointerup", "pointercancel"]) removeEventListener(kind, end);
    };
    this.canvas.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, end);
  }

  /** A passing wheel scrolls the page; after a click, or with Control, it moves the drawing. @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey && document.activeElement !== this.canvas) return;
    event.preventDefault();
    cancelAnimationFrame(this.glide);
    const pixels = event.deltaY * [1, 25, 500][event.deltaMode] * (event.ctrlKey ? 10 : 1);
    this.set(this.scaled(2 ** (-pixels / 500), event.offsetX, event.offsetY));
  }

  /** @param {TouchEvent} event */
  #touch(event) {
    this.fingers = null;
    if (event.touches.length !== 2) return;
    event.preventDefault();
    cancelAnimationFrame(this.glide);
    this.fingers = { ...middle(event.touches, this.canvas), at: this.at };
  }

  /** @param {TouchEvent} event */
  #pinch(event) {
    if (!this.fingers || event.touches.length !== 2) return;
    event.preventDefault();
    const { at, x, y, apart } = this.fingers;
    const now = middle(event.touches, this.canvas);
    const k = Math.min(CLOSEST, Math.max(FARTHEST, (at.k * now.apart) / apart));
    this.set({ k, x: now.x - ((x - at.x) * k) / at.k, y: now.y - ((y - at.y) * k) / at.k });
  }
}

/** @param {number} value @param {number} least @param {number} most */
function within(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

/** @param {TouchList} touches @param {HTMLElement} canvas */
function middle([one, other], canvas) {
  const box = canvas.getBoundingClientRect();
  return {
    x: (one.clientX + other.clientX) / 2 - box.left,
    y: (one.clientY + other.clientY) / 2 - box.top,
    apart: Math.max(10, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)),
  };
}
