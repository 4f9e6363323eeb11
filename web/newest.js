// Templates end in Save Audio (FLAC), which every ComfyUI has. Newer ones mark it deprecated and have another node in
// its place: there a template opens with that one. Only templates: a workflow of the user's own stays as it is.
import { app } from "../../scripts/app.js";

const MARK = "audiostory_template"; // in a template's "extra"; what is saved of it has it no more
const OLD = "SaveAudio";
const NEW = "SaveAudioAdvanced";
const FORMAT = "flac"; // lossless, as the old one's

function renew(node) {
  const [prefix] = node.widgets_values;
  node.type = NEW;
  for (const [key, value] of Object.entries(node.properties)) if (value === OLD) node.properties[key] = NEW;
  node.widgets_values = [prefix, FORMAT];
}

app.registerExtension({
  name: "AudioStory.Newest",
  beforeConfigureGraph(graph) {
    if (!graph?.extra?.[MARK]) return;
    delete graph.extra[MARK];
    if (!window.LiteGraph.registered_node_types[NEW]) return;
    for (const node of graph.nodes) if (node.type === OLD) renew(node);
  },
});
