// What the page knows of models before anything runs: which one makes a story, and what it can. ComfyUI's server is
// asked once a bundle.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { everyPlace, nearestBefore, originOf, wholeGraph } from "./graph.js";

const LOADER = "AudioStoryLoader";
const PROPERTY = "audiostory_bundle"; // of a loader: the bundle of its last run
const MODEL_INPUTS = new Set(["llm", "model"]); // of the nodes that a plan goes to

const facts = new Map(); // bundle -> what the server said of it; null while it is asked, or where there is none

const changes = new EventTarget();

const isLoader = ({ comfyClass }) => comfyClass === LOADER;

function bundleOf(loader) {
  const input = loader.inputs?.findIndex(({ name }) => name === "bundle") ?? -1;
  // a name that another node gives is known once it ran
  if (input >= 0 && loader.getInputLink(input)) return loader.properties[PROPERTY] ?? null;
  return loader.widgets?.find(({ name }) => name === "bundle")?.value ?? null;
}

function bundlesInto(place, isMeant) {
  const found = [];
  (place.node.inputs ?? []).forEach(({ name }, input) => {
    const origin = isMeant(name) ? originOf(place, input) : null;
    for (const loader of origin ? nearestBefore(origin, isLoader) : []) found.push(bundleOf(loader));
  });
  return found;
}

/** The bundles of the models that make what a node plans: of those nodes behind it that take a plan and a model. */
export function bundlesBehind(node) {
  const isNode = (other) => other === node;
  const found = new Set();
  for (const place of everyPlace(wholeGraph(app))) {
    const slots = place.node.inputs?.map(({ name }) => name) ?? [];
    if (place.node === node || !slots.includes("plan") || !slots.some((name) => MODEL_INPUTS.has(name))) continue;
    const plan = originOf(place, slots.indexOf("plan"));
    if (!plan || !nearestBefore(plan, isNode).has(node)) continue;
    for (const bundle of bundlesInto(place, (name) => MODEL_INPUTS.has(name))) found.add(bundle);
  }
  found.delete(null);
  return [...found].sort();
}

/** The bundle of the model that a node itself is connected to; null where that is not one. */
export function bundleBefore(place) {
  const found = new Set(bundlesInto(place, (name) => MODEL_INPUTS.has(name)));
  return found.size === 1 ? [...found][0] : null;
}

/** What a bundle's model can (see nodes/routes.py); null where that is not known. When it comes, onModels says so. */
export function modelFacts(bundle) {
  if (facts.has(bundle)) return facts.get(bundle);
  facts.set(bundle, null);
  ask(bundle).then((answer) => {
    facts.set(bundle, answer);
    if (answer) modelsChanged();
  }).catch((error) => {
    facts.delete(bundle);
    console.warn("AudioStory: nothing is known of the model:", error);
  });
  return null;
}

async function ask(bundle) {
  const answer = await api.fetchApi(`/audiostory/model?${new URLSearchParams({ bundle })}`);
  if (!answer.ok) return null; // such a bundle is not there (any more); the run says so
  const known = await answer.json();
  return { ...known, words: new Set(Object.values(known.known_words).flat()) };
}

/** Whether a model knows no word of a caption, so that its sound is a guess; see guide/vocabulary.py. */
export function isUnknown(caption, { words }) {
  return words.size > 0 && !(caption.toLowerCase().match(/\p{L}+/gu) ?? []).some((word) => words.has(word));
}

/** A text as Plan from Text reads it (see nodes/routes.py); {error} where it cannot. */
export async function readText(asked) {
  const answer = await api.fetchApi("/audiostory/read", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  return answer.json();
}

/** A loader ran: keep which bundle it opened. */
export function keepBundle(node, output) {
  const bundle = output.audiostory_bundle?.[0];
  if (!bundle || node.properties[PROPERTY] === bundle) return;
  node.properties[PROPERTY] = bundle;
  modelsChanged();
}

/** Say that a loader may open another bundle now, or that more is known of one. */
export const modelsChanged = () => changes.dispatchEvent(new Event("change"));

/** Call something when the graph, a loader in it, or what is known of its model may be another one. */
export function onModels(changed) {
  api.addEventListener("graphChanged", changed);
  changes.addEventListener("change", changed);
  api.addEventListener("reconnected", () => {
    for (const [bundle, known] of facts) if (!known) facts.delete(bundle);
    changed();
  });
}
