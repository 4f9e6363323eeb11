// Which editor an output belongs to: found by the links, so that two stories in one graph do not mix.

/**
 * The editor nodes whose story reaches a node.
 *
 * @param graph the page's whole graph.
 * @param id of the node that sent an output; "5:3" is node 3 inside subgraph node 5.
 * @param type of editor nodes.
 */
export function editorsBefore(graph, id, type) {
  const found = [];
  const parts = id.split(":");
  for (let level = 0; graph && level < parts.length; level++) {
    const node = graph.getNodeById(Number(parts[level])) ?? graph.getNodeById(parts[level]);
    if (!node) break;
    found.push(...editorsUpstream(graph, node, type));
    graph = node.subgraph;
  }
  return found;
}

// Breadth first against the links. An editor hides the editors before it: what comes after it is its own story.
function editorsUpstream(graph, target, type) {
  const seen = new Set([target]);
  const queue = [target];
  const found = [];
  while (queue.length) {
    const node = queue.shift();
    if (node.comfyClass === type) {
      found.push(node);
      continue;
    }
    for (const { link } of node.inputs ?? []) {
      const origin = link == null ? null : originOf(graph, link);
      if (!origin || seen.has(origin)) continue;
      seen.add(origin);
      queue.push(origin);
    }
  }
  return found;
}

function originOf(graph, id) {
  const link = graph.getLink?.(id) ?? graph.links?.get?.(id) ?? graph.links?.[id];
  return link ? graph.getNodeById(link.origin_id) : null;
}
