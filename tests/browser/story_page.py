"""Functions for tests that use ComfyUI's page with a Story Editor in its graph."""
from __future__ import annotations

from pathlib import Path

CUES = "2.5 rain falls on a roof\n2 a dog barks twice\n3 wind howls\n"
SIZE = {"width": 1500, "height": 1000}

PAINTED = """() => {  // how much of the canvas below the captions is painted
    const canvas = document.querySelector(".as-view canvas");
    const {data} = canvas.getContext("2d").getImageData(0, canvas.height / 2, canvas.width, canvas.height / 3);
    let count = 0;
    for (let index = 3; index < data.length; index += 4) count += data[index] > 100;
    return count / (data.length / 4);
}"""
# a node at a place, with its widgets' values; `graph` is the page's
ADD = """const add = (type, x, y, values = {}) => {
        const node = window.LiteGraph.createNode(type);
        node.pos = [x, y];
        graph.add(node);
        for (const [name, value] of Object.entries(values)) {
            const widget = node.widgets.find((each) => each.name === name);
            widget.value = value;
            widget.callback?.(value);
        }
        return node;
    };
"""
# put a text into the text widget of the first node of a kind
WRITE = """([kind, text]) => {
    const widget = window.find(kind).node.widgets.find(({name}) => name === "text");
    widget.value = text;
    widget.callback?.(text);
}"""
BUILD = """({cues, steps, seed, withPlanner, plannerSeed}) => {
    const {graph, canvas} = window.app;
    canvas.setGraph(graph);
    // clear() leaves what is drawn of a subgraph's nodes on the page, hidden
    const inside = (graph) => graph.nodes.flatMap(
        ({subgraph}) => subgraph ? [...subgraph.nodes, ...inside(subgraph)] : []);
    for (const node of new Set(inside(graph))) node.graph?.remove(node);
    graph.clear();
    graph.state.lastNodeId = 100; // Nodes 2.0 remembers the places of the nodes that had the first numbers
    """ + ADD + """    const join = (from, output, to, input) => {
        const slot = (slots, name) => slots.findIndex((each) => each.name === name || each.localized_name === name);
        from.connect(slot(from.outputs, output), to, slot(to.inputs, input));
    };
    const loader = add("AudioStoryLoader", -900, 0);
    const editor = add("AudioStoryEditor", 0, 0, {text: cues, crossfade_seconds: 0.5});
    const bridge = add("AudioStoryQueryBridge", 900, 0);
    const latent = add("AudioStoryLatent", 900, 120);
    const sampler = add("AudioStoryDiTSampler", 900, 240, {steps, seed, control_after_generate: "fixed"});
    const decode = add("AudioStoryVAEDecode", 1300, 0);
    const stitcher = add("AudioStoryClipStitcher", 1300, 150);
    const save = add("SaveAudio", 1300, 400);
    if (withPlanner) {
        const planner = add("AudioStoryPlanner", -500, 0, {
            text: "Rain falls, then a dog barks", seconds: 8, crossfade_seconds: 0.5, seed: plannerSeed,
            control_after_generate: "fixed"});
        join(loader, "LLM", planner, "llm");
        join(planner, "plan", editor, "plan");
    }
    join(loader, "LLM", bridge, "llm");
    for (const node of [bridge, latent, decode, stitcher]) join(editor, "plan", node, "plan");
    join(loader, "MODEL", latent, "model");
    join(loader, "MODEL", sampler, "model");
    join(bridge, "positive", sampler, "positive");
    join(bridge, "negative", sampler, "negative");
    join(latent, "LATENT", sampler, "latent_image");
    join(sampler, "LATENT", decode, "samples");
    join(loader, "VAE", decode, "vae");
    join(decode, "clips", stitcher, "clips");
    join(stitcher, "AUDIO", save, "audio");
}"""

# As a person does it: select nodes (a subgraph that holds such a node is taken whole), then Convert to Subgraph.
WRAP = """(kinds) => {
    const {graph} = window.app;
    const isMeant = (node) => kinds.includes(node.comfyClass) || (node.subgraph?.nodes.some(isMeant) ?? false);
    graph.convertToSubgraph(new Set(graph.nodes.filter(isMeant)));
}"""

LOOK = """() => {
    const {node, around} = window.find("AudioStoryEditor");
    const {canvas} = window.app;
    if (node.graph !== canvas.graph) canvas.setGraph(window.app.graph);
    if (node.graph !== canvas.graph) for (const outer of around) canvas.openSubgraph(outer.subgraph, outer);
    const {ds} = canvas;
    ds.scale = 1;
    ds.offset[0] = 120 - node.pos[0];
    ds.offset[1] = 120 - node.pos[1];
    window.app.canvas.setDirty(true, true);
}"""

TEXT_WIDGET = 'window.find("AudioStoryEditor").node.widgets.find(({name}) => name === "text")'

LISTEN = """() => {
    // the first node of a kind, the subgraph nodes around it, and its id in a run
    window.find = (kind, graph = window.app.graph, around = []) => {
        const node = graph.nodes.find((each) => each.comfyClass === kind);
        if (node) return {node, around, id: [...around, node].map((each) => each.id).join(":")};
        for (const outer of graph.nodes.filter((each) => each.subgraph)) {
            const found = window.find(kind, outer.subgraph, [...around, outer]);
            if (found) return found;
        }
    };
    window.outputs = [];
    window.failures = [];
    window.finished = 0;
    const {api} = window.app;
    api.addEventListener("executed", ({detail}) => window.outputs.push(detail));
    for (const kind of ["execution_success", "execution_error", "execution_interrupted"]) {
        api.addEventListener(kind, ({detail}) => { window.finished++;
            if (kind !== "execution_success") window.failures.push(detail); });
    }
}"""


class StoryPage:
    """One page. `page` is Playwright's; `errors` what it said on its console."""

    def __init__(self, chromium, url: str, *, vue: bool, shots: Path | None = None, name: str = ""):
        self.shots, self.name = shots, name
        self.errors: list[str] = []
        self.context = chromium.new_context(viewport=SIZE, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.url, self.vue = url, vue
        self.open()

    def open(self) -> None:
        """Load the page; again, too."""
        self.context.request.post(f"{self.url}/settings", data={
            "Comfy.TutorialCompleted": True, "Comfy.VueNodes.Enabled": self.vue})  # no templates on a first visit
        self.page.goto(self.url, timeout=120_000)
        self.page.wait_for_function("() => window.app && window.app.graph && window.app.canvas", timeout=120_000)
        self.page.wait_for_function("() => window.app.extensionManager?.setting.get('Comfy.TutorialCompleted')")
        self.page.wait_for_timeout(1500)  # the page loads its own graph late
        self.page.keyboard.press("Escape")
        self.page.evaluate(LISTEN)
        self.page.wait_for_timeout(500)

    def clear(self) -> None:
        """An empty graph."""
        self.page.evaluate("() => window.app.graph.clear()")
        self.page.wait_for_timeout(500)

    def build(self, cues: str = CUES, *, steps: int = 4, planner: bool = True, planner_seed: int = 1) -> None:
        """A whole story, from the loader to a saved file. What ran with the same seeds before is not made again."""
        self.page.evaluate(BUILD, {"cues": cues, "steps": steps, "seed": int(self.vue), "withPlanner": planner,
                                   "plannerSeed": planner_seed})
        self.look()

    def wrap(self, *kinds: str) -> None:
        """Put nodes into a subgraph, and subgraphs that hold one."""
        self.page.evaluate(WRAP, list(kinds))

    def look(self) -> None:
        """Bring the editor into view, wherever it is."""
        self.page.evaluate(LOOK)
        self.page.locator(".as-editor:visible").wait_for()
        self.page.wait_for_timeout(400)

    def close_toasts(self) -> None:
        """Close what lies over the page's right corner, as a person does who wants to go on there."""
        # all at once: one whose time is over goes by itself
        self.page.locator(".p-toast-close-button").evaluate_all("(buttons) => buttons.forEach((each) => each.click())")
        self.page.locator(".p-toast-message").first.wait_for(state="detached")

    def add_stock_nodes(self) -> None:
        """Two of ComfyUI's own nodes, joined."""
        self.page.evaluate("""() => {
            const [image, preview] = ["EmptyImage", "PreviewImage"].map((type) => window.LiteGraph.createNode(type));
            preview.pos = [500, 100];
            for (const node of [image, preview]) window.app.graph.add(node);
            image.connect(0, preview, 0);
        }""")
        self.page.wait_for_timeout(400)

    def remove_last_node(self) -> None:
        self.page.evaluate("() => window.app.graph.remove(window.app.graph.nodes.at(-1))")
        self.page.wait_for_timeout(400)

    def saved(self) -> str:
        """The graph as a workflow's JSON."""
        return self.page.evaluate("() => JSON.stringify(window.app.graph.serialize())")

    def load(self, saved: str) -> None:
        self.page.evaluate("(saved) => window.app.loadGraphData(JSON.parse(saved))", saved)
        self.page.wait_for_timeout(400)

    def run(self, timeout_seconds: float = 120) -> dict[str, list]:
        """Queue the graph and wait; the outputs of ours that came, by their name. A failure is a RuntimeError."""
        self.page.evaluate("() => { window.outputs = []; window.failures = []; window.finished = 0; "
                           "return window.app.queuePrompt(0, 1); }")
        self.page.wait_for_function("() => window.finished > 0", timeout=1000 * timeout_seconds)
        self.page.wait_for_timeout(300)
        failures = self.page.evaluate("() => window.failures")
        if failures:
            self.page.keyboard.press("Escape")  # the dialog that tells it
            self.page.locator(".p-dialog-mask").wait_for(state="detached")
            raise RuntimeError(failures[0].get("exception_message", "interrupted"))
        found = {}
        for detail in self.page.evaluate("() => window.outputs"):
            for name, value in (detail.get("output") or {}).items():
                if name.startswith("audiostory_"):
                    found[name] = value
        return found

    @property
    def text(self) -> str:
        """The editor's text, as it would be queued."""
        return self.page.evaluate(f"() => {TEXT_WIDGET}.value")

    def write(self, text: str) -> None:
        """Type the whole text anew, by hand."""
        self.text_area.fill(text)
        self.settle()

    @property
    def text_area(self):
        if self.vue:
            return self.page.locator("[data-node-id]:has(.as-editor) textarea").first
        return self.page.evaluate_handle(f"() => {TEXT_WIDGET}.inputEl").as_element()

    def settle(self) -> None:
        """Let the page draw."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def wait_for_problem(self, words: str) -> None:
        """Until the editor says so, which it asks the server a moment after the text was written."""
        self.page.locator(".as-problems").get_by_text(words).first.wait_for()

    @property
    def problems(self) -> str:
        """What the editor says is wrong."""
        return self.page.locator(".as-problems").inner_text()

    @property
    def blocks(self):
        return self.page.locator(".as-block")

    @property
    def message(self) -> str:
        return self.page.locator(".as-message").inner_text()

    def button(self, name: str):
        return self.page.locator(".as-editor").get_by_role("button", name=name, exact=True)

    def select(self, index: int) -> None:
        self.blocks.nth(index).click(position={"x": 8, "y": 60})
        self.settle()

    def wait_until_painted(self) -> None:
        """Until the editor's waveforms are drawn."""
        self.page.wait_for_function(f"() => ({PAINTED})() > 0.05", timeout=20_000)

    def take_and_lock_the_first(self, takes: dict) -> str:
        """What a person does first after a run that gave these takes; the key of the lock."""
        self.page.locator(".as-plan").first.wait_for()
        self.wait_until_painted()
        self.button("Take from the planner").click()
        assert self.text == takes["planned"]
        self.select(0)
        self.page.keyboard.press("Shift+L")
        lock = takes["clips"][0]["lock"]
        assert self.text.splitlines()[0].endswith(f"#lock={lock}")
        return lock

    def faults(self) -> list[str]:
        """What axe-core finds in our own widgets, serious or worse; its script is on the page."""
        found = self.page.evaluate(
            "() => window.axe.run({include: ['.as-editor', '.as-words']}, {resultTypes: ['violations']})")
        return [f"{each['id']}: {node['html'][:100]}" for each in found["violations"] for node in each["nodes"]
                if each["impact"] in ("serious", "critical")]

    def shot(self, name: str) -> None:
        """Keep a picture of the page."""
        if self.shots:
            self.page.screenshot(path=self.shots / f"{self.name}_{name}.png")

    def close(self) -> None:
        self.context.close()
