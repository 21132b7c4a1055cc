"""The parts of the drawing against slow and obvious twins, in the browser itself."""

import pytest

SEEDED = """
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
"""
"""Numbers that look like chance and are the same each time."""

LINES = """async (folder) => {
  const { Raster } = await import(folder + "/map-raster.js");
  const wrong = [];
  for (let round = 0; round < 300; round++) {
    const raster = new Raster(new ImageData(60, 40));
    const [ax, bx] = [random() * 200 - 70, random() * 200 - 70];
    const [ay, by] = [random() * 140 - 50, random() * 140 - 50];
    raster.line(ax, ay, bx, by);
    const flat = Math.abs(bx - ax) >= Math.abs(by - ay);
    const slope = flat ? (by - ay) / (bx - ax) : (bx - ax) / (by - ay);
    raster.density.forEach((value, at) => {
      const [x, y] = [at % 60, Math.floor(at / 60)];
      const [along, aside] = flat ? [x, y] : [y, x];
      const ideal = (flat ? ay : ax) + (along - (flat ? ax : ay)) * slope;
      const [least, most] = (flat ? [ax, bx] : [ay, by]).sort((a, b) => a - b);
      const inside = along > least + 1 && along < most - 1;
      const shown = inside && x > 2 && y > 2 && x < 56 && y < 36;
      const far = Math.abs(aside - ideal);
      if (value && far > 1.2) wrong.push([round, x, y, value, far]);
      if (shown && far < 0.4 && value < 3) wrong.push([round, x, y, value, far]);
    });
  }
  return wrong.slice(0, 5);
}"""

FOUND = """async (folder) => {
  const { Grid } = await import(folder + "/map-walk.js");
  const place = () => Float32Array.from({ length: 400 }, () => random() * 500);
  const [x, y] = [place(), place()];
  const visible = Uint8Array.from(x, () => Number(random() < 0.8));
  const grid = new Grid(x, y, visible, 480, 480);
  const wrong = [];
  for (let round = 0; round < 300; round++) {
    const [left, top, far] = [random() * 560 - 30, random() * 560 - 30, random() * 40];
    let [best, least] = [-1, far * far];
    x.forEach((_, node) => {
      const away = (x[node] - left) ** 2 + (y[node] - top) ** 2;
      if (visible[node] && away <= least) [best, least] = [node, away];
    });
    if (grid.find(left, top, far) !== best) wrong.push([left, top, far]);
  }
  return wrong;
}"""

CIRCLES = """async (folder) => {
  const { clustered } = await import(folder + "/map-cluster.js");
  const wrong = [];
  for (const number of [1, 2, 5, 16, 40]) {
    const size = 30 * number;
    const place = (most) => Float32Array.from({ length: size }, () => random() * most);
    const values = ["", ...Array.from({ length: number }, (_, at) => "Group " + at)];
    const of = Uint16Array.from({ length: size }, () => random() * (number + 1));
    const network = { size, people: size, crowds: new Int32Array(size) };
    const [x, y] = [place(1000), place(600)];
    const { circles } = clustered(network, { values, of }, x, y, 1000, 600, "Others");
    circles.forEach((one, at) => {
      if (one.x - one.r < 0 || one.x + one.r > 1000 || one.y + one.r > 600) {
        wrong.push([number, one]);
      }
      for (const other of circles.slice(0, at)) {
        const away = Math.hypot(one.x - other.x, one.y - other.y);
        if (away < one.r + other.r) wrong.push([number, one, other]);
      }
    });
    const within = (node) =>
      circles.some((one) => Math.hypot(x[node] - one.x, y[node] - one.y) <= one.r);
    x.forEach((_, node) => within(node) || wrong.push([number, node]));
  }
  return wrong.slice(0, 5);
}"""

STEPS = """async (folder) => {
  const { decode, reach } = await import(folder + "/map-data.js");
  const wrong = [];
  for (let round = 0; round < 30; round++) {
    const size = 30;
    const empty = { sorts: ["tie"], tags: [], organisations: [], fields: [] };
    const pairs = [];
    for (let a = 0; a < size; a++) {
      for (let b = a + 1; b < size; b++) if (random() < 0.06) pairs.push([a, b]);
    }
    const mine = (a) => pairs.filter((pair) => pair[0] === a);
    const steps = (a) =>
      mine(a).map((pair, at, all) => pair[1] - (at ? all[at - 1][1] : a));
    const nodes = Array.from({ length: size }, (_, at) => at);
    const network = decode({
      ...empty, faint: [], people: size - 1, projects: 0,
      crowds: [[1, 10]], kinds: [["Kind", 1]],
      names: nodes.slice(1).map(String), slugs: nodes.slice(1).map(String),
      kind: nodes.slice(1).map(() => 0), x: nodes, y: nodes, sizes: [],
      links: nodes.map((a) => mine(a).length), ends: nodes.flatMap(steps),
      sort: pairs.map(() => 0), weight: pairs.map(() => 1),
    });
    const far = nodes.map((node) => (node === 3 ? 0 : Infinity));
    for (let step = 0; step < 3; step++) {
      const edge = nodes.filter((node) => far[node] === step && node !== size - 1);
      for (const [a, b] of pairs) {
        if (edge.includes(a)) far[b] = Math.min(far[b], step + 1);
        if (edge.includes(b)) far[a] = Math.min(far[a], step + 1);
      }
    }
    const found = reach(network, 3, 3, new Uint8Array(size).fill(1));
    nodes.forEach((node) => {
      const steps = found[node] < 0 ? Infinity : found[node];
      if (steps !== far[node]) wrong.push([round, node]);
    });
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def page(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + "/sign-in")
    yield page
    context.close()


@pytest.mark.parametrize(
    "twin",
    [LINES, FOUND, CIRCLES, STEPS],
    ids=["lines", "what is found", "circles", "steps"],
)
def test_a_part_does_what_its_slow_twin_does(page, twin):
    folder = page.evaluate(
        "new URL('.', document.querySelector('script[src$=\"/main.js\"]').src).href"
    )
    head, body = twin.split("{\n", 1)
    assert page.evaluate(f"{head}{{{SEEDED}{body}", folder.rstrip("/")) == []
