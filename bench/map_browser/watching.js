/** What is the same for every library: the data, the first frame, the frames of a move. */

let began = 0;

/** Fetch the columns; the clock starts when their text is there. */
export async function columns() {
  const answer = await fetch("/drawing");
  const text = await answer.text();
  began = performance.now();
  return text;
}

/** Called when a library has drawn for the first time; the frame ends after the next one. */
export function drawn() {
  requestAnimationFrame(() => setTimeout(() => (window.firstFrame ||= performance.now() - began)));
}

let running = false;
const frames = [];

window.watch = () => {
  running = true;
  window.watched = performance.now();
  let last = 0;
  const step = (now) => {
    if (!running) return;
    if (last) frames.push(now - last);
    last = now;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
};

window.unwatch = () => {
  running = false;
  return frames;
};

/** The columns as lists of people and ties, which libraries want. */
export function lists({ drawing }) {
  const nodes = drawing.names.map((name, one) => ({
    id: one,
    name,
    kind: drawing.kinds[drawing.kind[one]][1],
    x: (drawing.x[one] / 4095 - 0.5) * 1100,
    y: (drawing.y[one] / 4095 - 0.5) * 740,
    ties: drawing.sizes[0].of[one],
  }));
  const links = [];
  let at = 0;
  drawing.links.forEach((number, source) => {
    let target = source;
    for (let more = 0; more < number; more++, at++) {
      target += drawing.ends[at];
      links.push({ source, target });
    }
  });
  return { nodes, links };
}

export const COLOURS = ["#5a4e68", "#a8244f", "#1f5f99", "#8a5300", "#0d6b5f", "#5a2480", "#4f5d12"];

export const size = (ties) => 2.4 + Math.min(9, Math.sqrt(ties) * 1.1);
