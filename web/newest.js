// Replaces Save Audio (FLAC) in templates. Every ComfyUI has that node, but newer versions mark it deprecated and have
// another one, which a template then gets when it is opened. A user's own workflows are not changed.
import { app } from "../../scripts/app.js";

const MARK = "audiostory_template"; // in a template's "extra"; removed when it is opened, so a saved copy lacks it
const OLD = "SaveAudio";
const NEW = "SaveAudioAdvanced";
const FORMAT = "flac"; // lossless, as with the old node

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
