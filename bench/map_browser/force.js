import { COLOURS, columns, drawn, lists, size } from "./watching.js";

const { nodes, links } = lists(JSON.parse(await columns()));
let first = true;
window.graph = new ForceGraph(document.querySelector("#stage"))
  .width(1200)
  .height(800)
  .cooldownTicks(0)
  .nodeRelSize(1)
  .nodeVal((one) => size(one.ties) ** 2)
  .nodeColor((one) => COLOURS[one.kind])
  .linkColor(() => "#5a4e6838")
  .onRenderFramePost(() => {
    if (first && graph.graphData().nodes.length) {
      first = false;
      drawn();
    }
  })
  .graphData({ nodes: nodes.map((one) => ({ ...one, fx: one.x, fy: one.y })), links });
