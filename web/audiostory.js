// The text of a node, on the node: a plan while it is written and afterwards, or what the stitcher has to say of its
// clips. It is kept with the workflow. A DOM widget is shown by both of the page's renderers.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { t } from "./language.js";
import { placeOf, wholeGraph } from "./graph.js";

const WRITERS = new Set(["AudioStoryPlanner", "AudioStoryPlanFromText"]); // their box is always there
const REMARKERS = new Set(["AudioStoryClipStitcher"]); // their box comes and goes with what they have to say
const WIDGET = "written";
const LEAST_HEIGHT = 100; // pixels
const EVENT = "audiostory.text";

const textWidget = (node) => node.widgets?.find(({ name }) => name === WIDGET);

function addTextWidget(node) {
  const isWriter = WRITERS.has(node.comfyClass);
  const element = document.createElement("textarea");
  element.className = "comfy-multiline-input";
  element.readOnly = true;
  if (isWriter) element.placeholder = t("The plan appears here.");
  Object.assign(element.style, { width: "100%", height: "100%", minHeight: `${LEAST_HEIGHT}px`, resize: "none" });
  const widget = node.addDOMWidget(WIDGET, "audiostory_text", element, {
    serialize: false, // not in the prompt
    getMinHeight: () => LEAST_HEIGHT,
    getValue: () => element.value,
    setValue: (value) => {
      element.value = value ?? "";
      if (isWriter) element.scrollTop = element.scrollHeight; // it is read while it grows
    },
  });
  widget.serialize = false; // not in the saved workflow either, whose values go by position
  return widget;
}

function showText(node, text) {
  const widget = textWidget(node);
  if (widget && (text || WRITERS.has(node.comfyClass))) widget.value = text;
  else if (widget) node.removeWidget(widget);
  else if (text) {
    addTextWidget(node).value = text;
    node.setSize([node.size[0], Math.max(node.size[1], node.computeSize()[1])]);
  }
}

app.registerExtension({
  name: "AudioStory",

  nodeCreated(node) {
    const isWriter = WRITERS.has(node.comfyClass);
    if (!isWriter && !REMARKERS.has(node.comfyClass)) return;
    if (isWriter) addTextWidget(node);
    const { onExecuted, onConfigure } = node;
    node.onExecuted = function (output) {
      onExecuted?.apply(this, arguments);
      if (!output || (isWriter && !output.text)) return;
      const text = output.text?.join("\n") ?? "";
      if (text) this.properties[WIDGET] = text;
      else delete this.properties[WIDGET];
      showText(this, text);
    };
    node.onConfigure = function () { // loaded or pasted, in a subgraph too
      onConfigure?.apply(this, arguments);
      showText(this, this.properties[WIDGET] ?? "");
    };
  },

  setup() {
    api.addEventListener(EVENT, ({ detail }) => {
      const { node } = placeOf(wholeGraph(app), detail.node) ?? {};
      if (node) showText(node, detail.text);
    });
  },
});
