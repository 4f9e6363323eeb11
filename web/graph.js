// Nodes and links of the page's graph, through subgraphs. A place is a node and the subgraph nodes around it:
// {node, within}, the outermost first. Nodes of a subgraph that stands in a graph twice are one object in two places.

/** The page's whole graph, whichever part of it is shown. */
export const wholeGraph = (app) => app.rootGraph ?? app.graph;

/** The place that a run's id names: "5:3" is node 3 inside subgraph node 5; null where there is none. */
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

/** Every place of a graph: its nodes, and those of a subgraph once for each time that it stands there. */
export function* everyPlace(graph, within = []) {
  for (const node of graph.nodes) {
    yield { node, within };
    if (node.subgraph) yield* everyPlace(node.subgraph, [...within, node]);
  }
}

/** Every place at which a node stands. */
export function placesOf(graph, node) {
  return [...everyPlace(graph)].filter((place) => place.node === node);
}

/** Every node, in subgraphs too, each once. */
export function everyNode(graph, found = new Set()) {
  for (const node of graph.nodes) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.subgraph) everyNode(node.subgraph, found);
  }
  return found;
}

// A subgraph node's own getInputLink answers for what lies inside, and an input's `link` is deprecated on newer pages.
function linkInto(node, input) {
  if (!node.subgraph) return node.getInputLink(input);
  return [...node.graph.links.values()].find((link) => link.target_id === node.id && link.target_slot === input);
}

/** The place whose output comes into an input (by number), across the borders of subgraphs; null where none does. */
export function originOf({ node, within }, input) {
  const link = linkInto(node, input);
  return link ? startOf(node.graph, link, within) : null;
}

function startOf(graph, link, within) {
  if (link.originIsIoNode) { // it comes from outside: the same input of the subgraph node
    return within.length ? originOf({ node: within.at(-1), within: within.slice(0, -1) }, link.origin_slot) : null;
  }
  const node = graph.getNodeById(link.origin_id);
  if (!node?.subgraph) return node ? { node, within } : null;
  const inner = node.subgraph.getLink(node.subgraph.outputs[link.origin_slot]?.linkIds[0]);
  return inner ? startOf(node.subgraph, inner, [...within, node]) : null;
}

/** Whether something comes into an input of a node, wherever it stands. */
export function isFed(graph, node, input) {
  const link = linkInto(node, input);
  if (!link?.originIsIoNode) return Boolean(link);
  return [...everyNode(graph)].some((outer) => outer.subgraph === node.graph && isFed(graph, outer, link.origin_slot));
}

/** The nearest nodes at or before a place that are wanted, against the links. One hides those before it. */
export function nearestBefore(place, isWanted) {
  const queue = [place];
  const seen = new Set();
  const found = new Set();
  for (const { node, within } of queue) { // it grows
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

/** Call something, with the same arguments, after what a node or a widget does already. */
export function chain(owner, name, run) {
  const before = owner[name];
  owner[name] = function (...given) {
    const result = before?.apply(this, given);
    run(...given);
    return result;
  };
}
