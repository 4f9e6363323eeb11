// Adds a timeline to each Story Editor node on ComfyUI's page, and passes the outputs of a run to the right editor.
import { api } from "../../../scripts/api.js";
import { app } from "../../../scripts/app.js";
import { chain, everyNode, everyPlace, isFed, nearestBefore, originOf, placeOf, placesOf, wholeGraph } from "../graph.js";
import { bundlesBehind, isUnknown, modelFacts, onModels, readText } from "../models.js";
import { StoryEditor } from "./editor.js";
import { keepFilm } from "./film.js";
import { keepOutput } from "./takes.js";

const NODE = "AudioStoryEditor";
const SHOTS = "AudioStoryVideoShots"; // may come before an editor in the graph
const SECONDS = "AudioStoryVideoSeconds";
const WIDGET = "timeline";
const FIRST_SIZE = [840, 580];

const page = {
  address: (path) => api.apiURL(path),
  /** Facts about the models that make a node's story, each with its bundle. */
  models: (node) => bundlesBehind(node).flatMap((bundle) => {
    const facts = modelFacts(bundle);
    return facts ? [{ ...facts, bundle }] : [];
  }),
  isUnknown,
  readText,
  /** Whether a node's story is for a film, according to its present links. */
  hasFilm: (node) => placesOf(wholeGraph(app), node).some((place) => filmsOf(place).size > 0),
  isFed: (node, input) => isFed(wholeGraph(app), node, input),
  turnWheel: (event) => app.canvas?.processMouseWheel?.(event),
  changed(node) {
    node.graph?.setDirtyCanvas?.(true, true);
    app.canvas?.emitBeforeChange?.(); // marks the workflow as changed
    app.canvas?.emitAfterChange?.();
  },
};

function addTimeline(node) {
  const editor = new StoryEditor(node, page);
  const widget = node.addDOMWidget(WIDGET, "audiostory_timeline", editor.view.root, {
    serialize: false, // not in the prompt
    hideOnZoom: false,
    getMinHeight: () => editor.view.leastHeight,
    getValue: () => "",
    setValue: () => {},
  });
  widget.serialize = false; // not in the saved workflow either, whose values are saved by position
  node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
  chain(node, "onConnectionsChange", () => editor.refresh());
  chain(node, "onConfigure", () => editor.onLoaded());
  chain(node, "onRemoved", () => editor.remove());
  editors.set(node, editor);
}

const editors = new WeakMap(); // node -> its editor

// The editor that an output belongs to is found by the links, so that two stories in one graph do not mix.
function onExecuted({ detail }) {
  const place = detail?.output && placeOf(wholeGraph(app), detail.display_node ?? detail.node);
  if (!place) return;
  if (detail.output.audiostory_film) return onFilm(place.node, detail.output.audiostory_film[0]);
  for (const node of nearestBefore(place, ({ comfyClass }) => comfyClass === NODE)) {
    const editor = editors.get(node);
    if (editor && keepOutput(node, detail.output, editor.clips)) editor.onOutput();
  }
}

// Passes a film to every editor whose story is for it.
function onFilm(from, film) {
  for (const place of everyPlace(wholeGraph(app))) {
    const editor = editors.get(place.node);
    if (editor && filmsOf(place).has(from) && keepFilm(place.node, film, editor.film)) editor.refresh();
  }
}

// The nodes that give an editor its film: the nearest Video Shots before it, else Video Seconds at film_seconds.
function filmsOf(place) {
  const shots = nearestBefore(place, ({ comfyClass }) => comfyClass === SHOTS);
  if (shots.size) return shots;
  let origin = originOf(place, place.node.inputs.findIndex(({ name }) => name === "film_seconds"));
  while (origin?.node.isVirtualNode) origin = originOf(origin, 0);
  return new Set(origin?.node.comfyClass === SECONDS ? [origin.node] : []);
}

app.registerExtension({
  name: "AudioStory.Editor",

  nodeCreated(node) {
    if (node.comfyClass === NODE) addTimeline(node);
  },

  loadedGraphNode(node) {
    editors.get(node)?.onLoaded();
  },

  setup() {
    api.addEventListener("executed", onExecuted);
    onModels(() => {
      for (const node of everyNode(wholeGraph(app))) editors.get(node)?.onGraph();
    });
    api.addEventListener("reconnected", () => { // a server empties its temp folder when it starts
      StoryEditor.forgetKept();
      for (const node of everyNode(wholeGraph(app))) editors.get(node)?.refresh();
    });
  },
});
