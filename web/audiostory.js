// What the server tells of a run, brought to the words of the right node.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { chain, everyNode, nearestBefore, placeOf, wholeGraph } from "./graph.js";
import { told } from "./language.js";
import { isOurs, wordsOf } from "./words.js";

const EVENT = "audiostory.words"; // nodes/progress.py sends it
const ENDS = ["execution_success", "execution_error", "execution_interrupted"];
const EDITABLE = new Set(["AudioStoryEditor", "AudioStoryPlanFromText"]); // whose text is the plan, where there is one
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

// What is to be said of a plan stands where the plan is written: there it can be changed.
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

// What ComfyUI refuses before anything runs comes in no event. The page has it a moment after the run was asked for.
let looking = 0;

function lookForRefusal() {
  if (looking) return; // every node asks
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
    chain(node, "onConfigure", () => words.load()); // loaded or pasted, in a subgraph too
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
    // a warning of a clip goes with the clip
    api.addEventListener("graphChanged", () => everyWords().forEach((words) => words.show()));
  },
});
