// Shows the server's messages about a run (words, errors, warnings) on the nodes that they belong to.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { chain, everyNode, nearestBefore, placeOf, wholeGraph } from "./graph.js";
import { told } from "./language.js";
import { isOurs, wordsOf } from "./words.js";

const EVENT = "audiostory.words"; // sent by nodes/progress.py
const ENDS = ["execution_success", "execution_error", "execution_interrupted"];
const EDITABLE = new Set(["AudioStoryEditor", "AudioStoryPlanFromText"]); // their text, if not empty, is the plan
const TOAST_LIFE = 20_000; // milliseconds
const LOOKS = { most: 50, pause: 200 }; // milliseconds

const placeNow = (id) => placeOf(wholeGraph(app), id);
const wordsAt = (id) => wordsOf(placeNow(id)?.node);

function everyWords() {
  return [...everyNode(wholeGraph(app))].map(wordsOf).filter(Boolean);
}

const ownText = (node) => String(node.widgets?.find(({ name }) => name === "text")?.value ?? "").trim();
const writesPlan = (node) => node.comfyClass === "AudioStoryPlanner"
  || (EDITABLE.has(node.comfyClass) && Boolean(ownText(node)));

// Warnings about a plan are shown on the nodes that write the plan, because it can be changed there.
function writersOf(place) {
  const writers = [...nearestBefore(place, writesPlan)];
  return writers.length ? writers : [place.node];
}

function onExecuted({ detail: { node, display_node: shown, output } }) {
  const place = output && placeNow(shown ?? node);
  const words = wordsOf(place?.node);
  if (!words) return;
  words.keep({ text: output.text?.join("\n") ?? "" });
  words.say({ progress: "" });
  const { audiostory_warnings: warnings } = output;
  if (warnings) for (const writer of writersOf(place)) wordsOf(writer).keep({ warnings });
}

function onError({ detail }) {
  const { node_id: id, node_type: kind, exception_message: message } = detail;
  if (!isOurs({ comfyClass: kind })) return;
  const words = String(message ?? "").trim();
  const node = placeNow(id)?.node;
  if (node?.comfyClass === kind) wordsOf(node).say({ error: words });
  app.extensionManager?.toast?.add({ severity: "error", summary: node?.title ?? kind, detail: told(words),
    life: TOAST_LIFE });
}

// There is no event if ComfyUI refuses a prompt before it runs. The page has the errors a moment after the request.
let looking = 0;

function lookForRefusal() {
  if (looking) return; // every node calls this
  const before = app.lastNodeErrors;
  let looks = 0;
  looking = setInterval(() => {
    const refused = app.lastNodeErrors;
    const isNew = Boolean(refused) && refused !== before;
    if (isNew) Object.entries(refused).forEach(([id, refusal]) => sayRefusal(id, refusal));
    if (!isNew && ++looks < LOOKS.most) return;
    clearInterval(looking);
    looking = 0;
  }, LOOKS.pause);
}

function sayRefusal(id, { class_type: kind, errors }) {
  const node = placeNow(id)?.node;
  if (node?.comfyClass !== kind || !isOurs(node)) return;
  const words = errors.map(({ message, details, extra_info: more }) => (more?.input_name
    && details?.startsWith(`${more.input_name} - `) ? details.slice(more.input_name.length + 3)
    : [message, details].filter(Boolean).join(": ")));
  wordsOf(node).say({ error: words.join("\n") });
}

let running = null; // the id of the node that runs

function onExecuting({ detail: id }) {
  if (running !== null && id !== running) wordsAt(running)?.say({ progress: "" });
  if (id !== null && id !== running) wordsAt(id)?.begin();
  running = id;
}

app.registerExtension({
  name: "AudioStory",

  nodeCreated(node) {
    if (!isOurs(node)) return;
    const words = wordsOf(node);
    words.widget.beforeQueued = lookForRefusal;
    chain(node, "onConfigure", () => words.load()); // loaded or pasted, also in a subgraph
  },

  setup() {
    api.addEventListener(EVENT, ({ detail: { node, ...words } }) => wordsAt(node)?.say(words));
    api.addEventListener("executed", onExecuted);
    api.addEventListener("executing", onExecuting);
    api.addEventListener("execution_start", () => {
      running = null;
      for (const words of everyWords()) words.say({ error: "", progress: "" });
    });
    api.addEventListener("execution_error", onError);
    for (const end of ENDS) api.addEventListener(end, () => onExecuting({ detail: null }));
    // a warning about a clip disappears with the clip
    api.addEventListener("graphChanged", () => everyWords().forEach((words) => words.show()));
  },
});
