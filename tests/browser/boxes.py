"""Where a graph's nodes are drawn on the page, and which of them overlap."""
from __future__ import annotations

import itertools

PAUSE = 200  # milliseconds
TITLE = 30  # LiteGraph's, above a node's place
# each node's [left, top, width, height], title included, on the graph
OF_GRAPH = f"""() => Object.fromEntries(window.app.graph.nodes.map(({{id, pos, size}}) => (
    [id, [pos[0], pos[1] - {TITLE}, size[0], size[1] + {TITLE}]])))"""
# as Nodes 2.0 draws them, which may be higher than the graph knows
OF_PAGE = """() => {
    const {scale} = window.app.canvas.ds;
    return Object.fromEntries([...document.querySelectorAll("[data-node-id]")]
        .filter((element) => element.checkVisibility()).map((element) => {
            const {x, y, width, height} = element.getBoundingClientRect();
            return [element.dataset.nodeId, [x, y, width, height].map((each) => each / scale)];
        }));
}"""
FIT = "() => window.app.extensionManager.command.execute('Comfy.Canvas.FitView')"


def drawn(page) -> dict[str, list[float]]:
    """The box of each node, as the page's renderer draws it; Nodes 2.0 draws what is in view."""
    if not page.vue:
        return settled(page, OF_GRAPH)
    page.page.evaluate(FIT)
    found = settled(page, OF_PAGE)
    assert found.keys() == page.page.evaluate(OF_GRAPH).keys()
    return found


def settled(page, boxes: str) -> dict[str, list[float]]:
    """What a script says of the boxes once it stays: a view glides, and nodes are measured and moved."""
    last, same = page.page.evaluate(boxes), 0
    for _ in range(40):
        page.page.wait_for_timeout(PAUSE)
        found = page.page.evaluate(boxes)
        same = same + 1 if found == last else 0
        last = found
        if same == 3:
            return found
    raise TimeoutError(f"the nodes do not come to rest: {last}")


def covered(page) -> list[tuple[str, str]]:
    """Pairs of nodes of which one covers the other."""
    found = []
    boxes = drawn(page).items()
    for (one, (left, top, width, height)), (other, (x, y, wide, high)) in itertools.combinations(boxes, 2):
        if left + 1 < x + wide and x + 1 < left + width and top + 1 < y + high and y + 1 < top + height:
            found.append((one, other))
    return found
