// The text that a planning node wrote, on the node: while it is written, and afterwards. It is kept with the workflow,
// because a plan that ComfyUI has cached is not sent again. A DOM widget is shown by both of the page's renderers.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";
import { placeOf, wholeGraph } from "./graph.js";

const NODES = new Set(["AudioStoryPlanner", "AudioStoryPlanFromText"]);
const WIDGET = "written";
const LEAST_HEIGHT = 100; // pixels
const EVENT = "audiostory.text";

function addTextWidget(node) {
  const element = document.createElement("textarea");
  element.className = "comfy-multiline-input";
  element.readOnly = true;
  element.placeholder = "The plan appears here.";
  Object.assign(element.style, { width: "100%", height: "100%", minHeight: `${LEAST_HEIGHT}px`, resize: "none" });
  const widget = node.addDOMWidget(WIDGET, "audiostory_text", element, {
    serialize: false, // not in the prompt
    getMinHeight: () => LEAST_HEIGHT,
    getValue: () => element.value,
    setValue: (value) => {
      element.value = value ?? "";
      element.scrollTop = element.scrollHeight;
    },
  });
  widget.serialize = false; // not in the saved workflow either, whose values go by position
  return widget;
}

app.registerExtension({
  name: "AudioStory",

  nodeCreated(node) {
    if (!NODES.has(node.comfyClass)) return;
    const widget = addTextWidget(node);
    const { onExecuted, onConfigure } = node;
    node.onExecuted = function (output) {
      onExecuted?.apply(this, arguments);
      if (!output?.text) return;
      widget.value = this.properties[WIDGET] = output.text.join("\n");
    };
    node.onConfigure = function () { // loaded or pasted, in a subgraph too
      onConfigure?.apply(this, arguments);
      widget.value = this.properties[WIDGET] ?? "";
    };
  },

  setup() {
    api.addEventListener(EVENT, ({ detail }) => {
      const { node } = placeOf(wholeGraph(app), detail.node) ?? {};
      const widget = node?.widgets?.find(({ name }) => name === WIDGET);
      if (widget) widget.value = detail.text;
    });
  },
});
