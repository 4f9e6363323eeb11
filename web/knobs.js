// Hides widgets that have no effect in the present graph, or notes that on the node: a connected plan has its own
// cross-fade, and a planner at temperature 0 needs no seed. A planner also notes if an editor uses its own text instead
// of the planner's plan. Values are not changed; they are saved and sent as usual.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { chain, everyNode, isFed, nearestBefore, placesOf, wholeGraph } from "./graph.js";
import { t } from "./language.js";
import { isOurs, wordsOf } from "./words.js";

const SEED = ["seed", "control_after_generate"];

const widgetOf = (node, name) => node.widgets?.find((widget) => widget.name === name);
const valueOf = (node, name) => widgetOf(node, name)?.value;
const inputOf = (node, name) => node.inputs?.findIndex((input) => input.name === name) ?? -1;

function comesIn(node, name) {
  const input = inputOf(node, name);
  return input >= 0 && isFed(wholeGraph(app), node, input);
}

const hasText = (node) => comesIn(node, "text") || Boolean(String(valueOf(node, "text") ?? "").trim());
const planDecides = (node) => comesIn(node, "plan");

// node -> the widgets that have no effect now
const IDLE = {
  AudioStoryPlanner: (node) => (!comesIn(node, "temperature") && Number(valueOf(node, "temperature")) === 0 ? SEED : []),
  AudioStoryPlanFromText: (node) => (planDecides(node) ? ["crossfade_seconds"] : []),
  AudioStoryEditor: (node) => (planDecides(node) && !hasText(node) ? ["crossfade_seconds"] : []),
  AudioStoryClipStitcher: (node) => (planDecides(node) ? ["crossfade_seconds"] : []),
};
const KNOBS = { AudioStoryPlanner: SEED };
const WHY = {
  seed: () => t("The seed has no effect at temperature 0."),
  crossfade_seconds: () => t("The cross-fade here has no effect: the plan that comes in has its own."),
};
const seeds = new WeakMap(); // planner -> its seed while the seed has no effect

// Hides or shows a node's widgets. Returns notes about those that cannot be hidden.
function hide(node) {
  const notes = [];
  const idle = new Set(IDLE[node.comfyClass](node));
  for (const name of KNOBS[node.comfyClass] ?? ["crossfade_seconds"]) {
    const widget = widgetOf(node, name);
    if (!widget) continue;
    const isIdle = idle.has(name) && !comesIn(node, name); // a linked widget stays visible
    if (name === "seed") holdSeed(node, widget, isIdle);
    if (isIdle && staysInSight(widget) && name in WHY) notes.push(WHY[name]());
    if (Boolean(widget.hidden) === isIdle) continue;
    widget.hidden = isIdle;
    widget.computeSize = isIdle ? () => [0, -4] : undefined; // else older pages leave a gap (4: between widgets)
    node.setDirtyCanvas?.(true, true);
  }
  return notes;
}

// Nodes 2.0 of older pages cannot hide a widget later.
const staysInSight = (widget) => Boolean(window.LiteGraph?.vueNodesMode) && !("visibility" in widget);

// Keeps a seed without effect: the page would change it after each run, and ComfyUI would plan the same story again.
function holdSeed(node, widget, isIdle) {
  if (!isIdle) seeds.delete(node);
  else if (!seeds.has(node)) seeds.set(node, widget.value);
  else if (widget.value !== seeds.get(node)) widget.value = seeds.get(node);
}

// Planners whose plan an editor does not use, because the editor has its own text.
function unused(nodes) {
  const found = new Set();
  for (const editor of nodes.filter((node) => node.comfyClass === "AudioStoryEditor" && hasText(node))) {
    for (const place of placesOf(wholeGraph(app), editor)) {
      for (const input of nearestBefore(place, (node) => node.comfyClass === "AudioStoryPlanner")) found.add(input);
    }
  }
  return found;
}

let waiting = 0;

/** Check the whole graph again, at most once in a frame. */
function look() {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    const nodes = [...everyNode(wholeGraph(app))].filter(isOurs);
    const idle = unused(nodes);
    for (const node of nodes) {
      if (!IDLE[node.comfyClass]) continue;
      const notes = hide(node);
      if (idle.has(node)) {
        notes.push(t("The Story Editor has a text of its own: it takes only this planner's words, not its plan. Clear "
          + "the text there, or press Take from the planner, to use it."));
      }
      wordsOf(node).say({ notes });
    }
  });
}

app.registerExtension({
  name: "AudioStory.Knobs",

  nodeCreated(node) {
    if (!IDLE[node.comfyClass]) return;
    chain(node, "onConnectionsChange", look);
    look();
  },

  afterConfigureGraph: look,

  setup() {
    for (const event of ["graphChanged", "promptQueued"]) api.addEventListener(event, look);
  },
});
