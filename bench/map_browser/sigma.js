import { COLOURS, columns, drawn, lists, size } from "./watching.js";

const { nodes, links } = lists(JSON.parse(await columns()));
const graph = new graphology.Graph({ type: "undirected" });
for (const { id, name, kind, x, y, ties } of nodes) {
  graph.addNode(id, { x, y, label: name, size: size(ties), color: COLOURS[kind] });
}
for (const { source, target } of links) graph.addEdge(source, target, { color: "#5a4e6838", size: 1 });
new Sigma(graph, document.querySelector("#stage"));
drawn();
