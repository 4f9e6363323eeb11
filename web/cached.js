// Shows again what a cached node showed. ComfyUI does not run a node whose result is cached, and sends its ui output
// to the page only for output nodes (newer versions: also for this pack's nodes). The ui output is in the history of
// the run that made it. It is looked up there, and dispatched on the page as if the server had sent it.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { placeOf, wholeGraph } from "./graph.js";

// nodes that show something and are not output nodes
const SHOWING = new Set(["AudioStoryLoader", "AudioStoryPlanner", "AudioStoryPlanFromText", "AudioStoryEditor",
  "AudioStoryQueryBridge", "AudioStoryVAEDecode", "AudioStoryClipStitcher", "AudioStoryFilmSound",
  "AudioStoryVideoSeconds", "AudioStoryVideoShots", "AudioStoryPlanFromShots"]);
const DEPTHS = [4, 16, 64, 256]; // how many runs are searched, the newest first; the next number only if needed
const LAST_LOOKS = { most: 20, pause: 150 }; // milliseconds; a run is in the history a moment after its end
const MOST_KNOWN = 5000; // signatures, after which they are forgotten

const silent = new Map(); // id of a run -> its cached nodes for which no ui output was sent
const signatures = new Map(); // signature of a node with all of its inputs, as text -> its number
const outputs = new Map(); // number of a signature -> the node's ui output; null if it was not found

const history = async (path) => (await api.fetchApi(`/history${path}`)).json();

/** Map of a prompt's node ids to signature numbers. Nodes with the same type and inputs have the same number. */
function signed(prompt) {
  const found = new Map();
  const sign = (id) => {
    if (found.has(id)) return found.get(id);
    const { class_type: kind, inputs } = prompt[id];
    const isLink = (value) => Array.isArray(value) && value.length === 2 && Object.hasOwn(prompt, value[0]);
    const values = Object.entries(inputs).sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [name, isLink(value) ? { from: sign(value[0]), output: value[1] } : value]);
    const words = JSON.stringify([kind, values]);
    if (!signatures.has(words)) signatures.set(words, signatures.size);
    found.set(id, signatures.get(words));
    return found.get(id);
  };
  Object.keys(prompt).forEach(sign);
  return found;
}

// Finds the last ui outputs of nodes, given by signature numbers, and stores them in `outputs`.
async function lookUp(wanted) {
  for (const depth of DEPTHS) {
    const runs = Object.values(await history(`?max_items=${depth}`)).reverse();
    for (const { prompt, outputs: made } of runs) {
      const numbers = signed(prompt[2]);
      for (const [id, output] of Object.entries(made ?? {})) {
        const number = numbers.get(id);
        if (wanted.has(number) && !outputs.has(number)) outputs.set(number, output);
      }
    }
    if (runs.length < depth || [...wanted].every((number) => outputs.has(number))) return;
  }
  for (const number of wanted) if (!outputs.has(number)) outputs.set(number, null); // not searched again
}

async function runOf(id) {
  for (let look = 0; look < LAST_LOOKS.most; look++) {
    const run = (await history(`/${id}`))[id];
    if (run) return run;
    await new Promise((done) => setTimeout(done, LAST_LOOKS.pause));
  }
  return null; // the history was cleared in the meantime
}

// Pictures that are gone from the temp folder are left out; the page would show them as broken.
async function withoutGone(output) {
  const isThere = async (file) => (await api.fetchApi(`/view?${new URLSearchParams(file)}`, { method: "HEAD" })).ok;
  if (!output.images) return output;
  const there = await Promise.all(output.images.map(isThere));
  return { ...output, images: output.images.filter((_, index) => there[index]) };
}

async function showAgain(id, nodes) {
  const run = await runOf(id);
  if (!run) return;
  if (signatures.size > MOST_KNOWN) for (const known of [signatures, outputs]) known.clear();
  const prompt = run.prompt[2];
  const wanted = [...signed(prompt)].filter(([node]) => nodes.has(node) && SHOWING.has(prompt[node].class_type));
  if (wanted.some(([, number]) => !outputs.has(number))) await lookUp(new Set(wanted.map(([, number]) => number)));
  for (const [node, number] of wanted) {
    const known = outputs.get(number);
    if (!known) continue;
    const output = await withoutGone(known);
    // another graph may have been opened in the meantime
    if (placeOf(wholeGraph(app), node)?.node.comfyClass !== prompt[node].class_type) continue;
    api.dispatchEvent(new CustomEvent("executed", { detail: { node, display_node: node, output, prompt_id: id } }));
  }
}

app.registerExtension({
  name: "AudioStory.Cached",

  setup() {
    api.addEventListener("execution_cached", ({ detail }) => silent.set(detail.prompt_id, new Set(detail.nodes)));
    api.addEventListener("executed", ({ detail: { node, output, prompt_id: run } }) => {
      if (output) silent.get(run)?.delete(node);
    });
    for (const end of ["execution_success", "execution_error", "execution_interrupted"]) {
      api.addEventListener(end, ({ detail }) => {
        const nodes = silent.get(detail.prompt_id);
        silent.delete(detail.prompt_id);
        if (!nodes?.size) return;
        showAgain(detail.prompt_id, nodes).catch((error) => console.warn("AudioStory: not shown again:", error));
      });
    }
  },
});
