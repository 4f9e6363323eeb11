// Finds out, before anything runs, which model will make a story, and gets facts about it from the server, once for
// each bundle.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { everyPlace, nearestBefore, originOf, wholeGraph } from "./graph.js";

const LOADER = "AudioStoryLoader";
const PROPERTY = "audiostory_bundle"; // a loader's property: the bundle of its last run
const MODEL_INPUTS = new Set(["llm", "model"]); // inputs for a model, on nodes that take a plan

const facts = new Map(); // bundle -> the server's answer; null while waiting for it, or if there is no such bundle

const changes = new EventTarget();

const isLoader = ({ comfyClass }) => comfyClass === LOADER;

function bundleOf(loader) {
  const input = loader.inputs?.findIndex(({ name }) => name === "bundle") ?? -1;
  // if the name is linked, it is known only after a run
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

/** The bundles of the models that make a node's plan: those of the nodes after it that take a plan and a model. */
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

/** The bundle of the model that a node is connected to; null if there is none or more than one. */
export function bundleBefore(place) {
  const found = new Set(bundlesInto(place, (name) => MODEL_INPUTS.has(name)));
  return found.size === 1 ? [...found][0] : null;
}

/** Facts about a bundle's model (see nodes/routes.py); null if they are not known yet. Listeners of onModels are called
 * when they come. */
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
  if (!answer.ok) return null; // the bundle does not exist (any more); a run reports that
  const known = await answer.json();
  return { ...known, words: new Set(Object.values(known.known_words).flat()) };
}

/** Whether a model knows no word of a caption, so that its sound would be a guess; see guide/vocabulary.py. */
export function isUnknown(caption, { words }) {
  return words.size > 0 && !(caption.toLowerCase().match(/\p{L}+/gu) ?? []).some((word) => words.has(word));
}

/** The server's reading of a text, as by Plan from Text (see nodes/routes.py); {error} if it cannot be read. */
export async function readText(asked) {
  const answer = await api.fetchApi("/audiostory/read", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  return answer.json();
}

/** Remember which bundle a loader opened in a run. */
export function keepBundle(node, output) {
  const bundle = output.audiostory_bundle?.[0];
  if (!bundle || node.properties[PROPERTY] === bundle) return;
  node.properties[PROPERTY] = bundle;
  modelsChanged();
}

/** Tell listeners that a loader may open another bundle now, or that facts about one have come. */
export const modelsChanged = () => changes.dispatchEvent(new Event("change"));

/** Call a function whenever the graph, a loader in it, or the facts about its model may have changed. */
export function onModels(changed) {
  api.addEventListener("graphChanged", changed);
  changes.addEventListener("change", changed);
  api.addEventListener("reconnected", () => {
    for (const [bundle, known] of facts) if (!known) facts.delete(bundle);
    changed();
  });
}
