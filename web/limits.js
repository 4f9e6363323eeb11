// Shows a model's limit on the planner's widget seconds, and remembers which bundle a loader opened in its last run.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { chain, everyPlace, placeOf, wholeGraph } from "./graph.js";
import { t } from "./language.js";
import { bundleBefore, keepBundle, modelFacts, modelsChanged, onModels } from "./models.js";

const PLANNER = "AudioStoryPlanner";
const LOADER = "AudioStoryLoader";

const own = new WeakMap(); // widget -> its original label

function showMost(node, most) {
  const widget = node.widgets?.find(({ name }) => name === "seconds");
  if (!widget) return;
  if (!own.has(widget)) own.set(widget, widget.label ?? widget.name);
  const label = own.get(widget);
  const words = most === null ? label : t("{name} (in chapters of {most})", { name: label, most });
  if (widget.label === words) return;
  widget.label = words;
  node.setDirtyCanvas?.(true, true);
}

function showAll() {
  for (const place of everyPlace(wholeGraph(app))) {
    if (place.node.comfyClass !== PLANNER) continue;
    const bundle = bundleBefore(place);
    showMost(place.node, bundle === null ? null : modelFacts(bundle)?.most_story_seconds ?? null);
  }
}

// Called when the graph has changed. It waits, because the widgets of a loaded node get their values a moment later.
const showSoon = () => setTimeout(showAll);

app.registerExtension({
  name: "AudioStory.Limits",

  nodeCreated(node) {
    if (![PLANNER, LOADER].includes(node.comfyClass)) return;
    showSoon();
    chain(node, "onConnectionsChange", showSoon);
    const bundle = node.widgets?.find(({ name }) => name === "bundle");
    if (bundle) chain(bundle, "callback", modelsChanged);
  },

  setup() {
    onModels(showAll);
    api.addEventListener("executed", ({ detail }) => {
      const { node } = placeOf(wholeGraph(app), detail?.display_node ?? detail?.node) ?? {};
      if (node?.comfyClass === LOADER && detail.output) keepBundle(node, detail.output);
    });
  },
});
