// Finds nodes and links in the page's graph, across subgraphs. A place is a node with the subgraph nodes around it,
// the outermost first: {node, within}. If a subgraph is used twice, each of its nodes is one object in two places.

/** The page's whole graph, whichever part of it is shown. */
export const wholeGraph = (app) => app.rootGraph ?? app.graph;

/** The place for a node id of a run: "5:3" is node 3 in subgraph node 5; null if there is none. */
export function placeOf(graph, id) {
  const within = [];
  let node = null;
  for (const part of String(id).split(":")) {
    if (node) within.push(node);
    node = (within.length ? within.at(-1).subgraph : graph)?.getNodeById(part);
    if (!node) return null;
  }
  return { node, within };
}

/** All places in a graph: its nodes, and the nodes of each subgraph once for each use of the subgraph. */
export function* everyPlace(graph, within = []) {
  for (const node of graph.nodes) {
    yield { node, within };
    if (node.subgraph) yield* everyPlace(node.subgraph, [...within, node]);
  }
}

/** All places of a node. */
export function placesOf(graph, node) {
  return [...everyPlace(graph)].filter((place) => place.node === node);
}

/** All nodes, also those in subgraphs, each once. */
export function everyNode(graph, found = new Set()) {
  for (const node of graph.nodes) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.subgraph) everyNode(node.subgraph, found);
  }
  return found;
}

// A subgraph node's own getInputLink returns an inner link, and an input's `link` is deprecated on newer pages.
function linkInto(node, input) {
  if (!node.subgraph) return node.getInputLink(input);
  return [...node.graph.links.values()].find((link) => link.target_id === node.id && link.target_slot === input);
}

/** The place that is connected to an input (by number), also across the borders of subgraphs; null if there is none. */
export function originOf({ node, within }, input) {
  const link = linkInto(node, input);
  return link ? startOf(node.graph, link, within) : null;
}

function startOf(graph, link, within) {
  if (link.originIsIoNode) { // it comes from outside, by the same input of the subgraph node
    return within.length ? originOf({ node: within.at(-1), within: within.slice(0, -1) }, link.origin_slot) : null;
  }
  const node = graph.getNodeById(link.origin_id);
  if (!node?.subgraph) return node ? { node, within } : null;
  const inner = node.subgraph.getLink(node.subgraph.outputs[link.origin_slot]?.linkIds[0]);
  return inner ? startOf(node.subgraph, inner, [...within, node]) : null;
}

/** Whether an input of a node is connected, in any of the node's places. */
export function isFed(graph, node, input) {
  const link = linkInto(node, input);
  if (!link?.originIsIoNode) return Boolean(link);
  return [...everyNode(graph)].some((outer) => outer.subgraph === node.graph && isFed(graph, outer, link.origin_slot));
}

/** The nearest wanted nodes at or before a place, searched against the links; not beyond a wanted node. */
export function nearestBefore(place, isWanted) {
  const queue = [place];
  const seen = new Set();
  const found = new Set();
  for (const { node, within } of queue) { // the queue grows in the loop
    const id = [...within, node].map((each) => each.id).join(":");
    if (seen.has(id)) continue;
    seen.add(id);
    if (isWanted(node)) {
      found.add(node);
      continue;
    }
    (node.inputs ?? []).forEach((_, input) => {
      const origin = originOf({ node, within }, input);
      if (origin) queue.push(origin);
    });
  }
  return found;
}

/** Add a function to a method of a node or widget: it is called after the existing one, with the same arguments. */
export function chain(owner, name, run) {
  const before = owner[name];
  owner[name] = function (...given) {
    const result = before?.apply(this, given);
    run(...given);
    return result;
  };
}
