// A widget below Story Planner's text. It lists what the planner understood: each part of the text as sure, guessed or
// left out. It also lists the sounds that the model knows; a click inserts one into the text.
import { app } from "../../scripts/app.js";
import { element, putStyle } from "./editor/parts.js";
import { chain, everyNode, isFed, placesOf, wholeGraph } from "./graph.js";
import { t } from "./language.js";
import { bundleBefore, modelFacts, onModels } from "./models.js";
import { currentTones } from "./tones.js";
import { WIDGET as WORDS, holdEvents } from "./words.js";

const PLANNER = "AudioStoryPlanner";
const WIDGET = "understood"; // the widget's name, and the node's property that is saved with the workflow
const OUTPUT = "audiostory_understood"; // as nodes/plan.py names it
const HEIGHTS = { bar: 30, line: 20, chip: 26, most: 230 }; // pixels

const CSS = `
.as-understood { box-sizing: border-box; width: 100%; height: 100%; display: flex; flex-direction: column; gap: 3px;
  overflow: hidden; color: var(--as-fg); font: 12px/1.35 system-ui, sans-serif; cursor: default; }
.as-understood ul { flex: 1 1 auto; min-height: 0; overflow-y: auto; margin: 0; padding: 0; list-style: none;
  user-select: text; background: var(--as-bg); border-radius: 4px; }
.as-understood li { display: flex; gap: 6px; padding: 1px 6px; border-left: 4px solid var(--as-state); overflow-wrap: anywhere; }
.as-understood li > * { flex: 1 1 0; }
.as-understood li > strong { flex: 0 0 62px; font-weight: 600; }
.as-understood .as-sure { --as-state: var(--as-good); }
.as-understood .as-guessed { --as-state: var(--as-warn); }
.as-understood .as-left { --as-state: var(--as-bad); }
.as-understood .as-chips { flex: 0 0 auto; display: flex; flex-wrap: wrap; gap: 3px; }
.as-understood button { font: inherit; color: inherit; background: var(--as-bg); min-height: 22px; padding: 1px 7px; cursor: pointer;
  border: 1px solid var(--as-line); border-radius: 4px; }
.as-understood button:hover, .as-understood button:focus-visible { border-color: currentColor; }
.as-understood [hidden], .as-understood :empty:not(button) { display: none; }
`;
const STATES = { sure: ["as-sure", () => t("sure")], guessed: ["as-guessed", () => t("guessed")],
  "left out": ["as-left", () => t("left out")] };

const word = (tag, text) => element(tag, "", {}, [text]);

// The user's words, with ignored words struck through.
function said({ said: words, ignored }) {
  const parts = [];
  let rest = words;
  for (const passedOver of ignored) {
    const place = rest.toLowerCase().indexOf(passedOver);
    if (place < 0) { // it is in another part of the text
      parts.push(rest, " ", struck(passedOver));
      rest = "";
      continue;
    }
    parts.push(rest.slice(0, place), struck(rest.slice(place, place + passedOver.length)));
    rest = rest.slice(place + passedOver.length);
  }
  return element("span", "", {}, [...parts, rest]);
}

function struck(words) {
  return element("s", "", { title: t("This model does not follow these words.") }, [words]);
}

function line(entry) {
  const [className, name] = STATES[entry.state];
  return element("li", className, {}, [word("strong", name()), said(entry), word("span", entry.planned ?? "–")]);
}

class Understood {
  constructor(node) {
    this.node = node;
    this.list = element("ul", "", { "aria-label": t("What was understood") });
    this.chips = element("div", "as-chips", { hidden: "" });
    this.button = element("button", "", { "aria-expanded": "false" }, [t("Sounds it knows")]);
    this.button.onclick = () => this.toggle();
    this.element = element("div", "as-understood", {},
      [element("div", "as-chips", {}, [this.button]), this.chips, this.list]);
    holdEvents(this.element);
    this.widget = node.addDOMWidget(WIDGET, "audiostory_understood", this.element, {
      serialize: false, // not in the prompt
      getMinHeight: () => this.height,
    });
    this.widget.serialize = false; // not in the saved workflow either, whose values are saved by position
    this.putBeforeWords();
    this.fit();
  }

  // Put this widget above the node's words, whichever of the two was added first.
  putBeforeWords() {
    const { widgets } = this.node;
    const words = widgets.findIndex(({ name }) => name === WORDS);
    if (words >= 0) widgets.splice(words, 0, widgets.pop());
  }

  /** Show what was understood in a run, and save it with the workflow. */
  keep(entries) {
    if (entries.length) this.node.properties[WIDGET] = entries;
    else delete this.node.properties[WIDGET];
    this.show(entries);
  }

  show(entries) {
    this.list.replaceChildren(...entries.map(line));
    this.fit();
  }

  // Make room for all lines, up to a height from which on the list scrolls.
  fit() {
    const rows = this.chips.hidden ? 0 : Math.ceil(this.chips.childElementCount / 5);
    const lines = [...this.list.children].reduce((sum, { textContent }) => sum + Math.ceil(textContent.length / 60), 0);
    this.height = Math.min(HEIGHTS.bar + rows * HEIGHTS.chip + lines * HEIGHTS.line, HEIGHTS.most);
    this.element.style.minHeight = `${this.height}px`;
    const [width, height] = this.node.size;
    const least = this.node.computeSize()[1];
    if (height < least) this.node.setSize([width, least]);
    this.node.graph?.setDirtyCanvas(true, true);
  }

  toggle() {
    this.chips.hidden = !this.chips.hidden;
    this.button.setAttribute("aria-expanded", String(!this.chips.hidden));
    this.showSounds();
    this.fit();
  }

  /** Show the sounds that the model knows, if their list is open. */
  showSounds() {
    if (this.chips.hidden) return;
    const [place] = placesOf(wholeGraph(app), this.node);
    const bundle = place ? bundleBefore(place) : null;
    const facts = bundle && modelFacts(bundle);
    if (this.chips.childElementCount && facts === this.facts) return; // keep them: one may be clicked just now
    this.facts = facts;
    this.chips.replaceChildren(...this.sounds(bundle));
    this.fit();
  }

  sounds(bundle) {
    const { facts } = this;
    if (!bundle) return [word("span", t("Connect an AudioStory Loader to see what its model knows."))];
    if (!facts) return []; // the server has not answered yet
    if (!facts.knows.length) return [word("span", t("This model was taught a language: it takes any sound."))];
    return facts.knows.map((sound) => this.chip(sound));
  }

  chip(sound) {
    const chip = element("button", "", { title: t("Put it into the text") }, [sound]);
    chip.onmousedown = (event) => event.preventDefault(); // the focus and the caret stay in the text
    chip.onclick = () => this.insert(sound);
    return chip;
  }

  insert(sound) {
    const { node } = this;
    const input = node.inputs?.findIndex(({ name }) => name === "text") ?? -1;
    if (input >= 0 && isFed(wholeGraph(app), node, input)) return; // the text comes from another node
    const widget = node.widgets.find(({ name }) => name === "text");
    const focused = document.activeElement;
    const isText = focused?.tagName === "TEXTAREA" && focused.value === widget.value;
    const caret = isText ? focused.selectionStart : widget.value.length;
    const [before, after] = [widget.value.slice(0, caret).trimEnd(), widget.value.slice(caret).trimStart()];
    const lead = !before || /[,;:.!?]$/.test(before) ? (before ? " " : "") : ", ";
    const tail = !after ? "" : /^[,;:.!?]/.test(after) ? after : `, ${after}`;
    widget.value = `${before}${lead}${sound}${tail}`;
    widget.callback?.(widget.value);
    const end = before.length + lead.length + sound.length;
    if (isText) requestAnimationFrame(() => focused.setSelectionRange(end, end));
  }
}

const made = new WeakMap(); // planner -> Understood

app.registerExtension({
  name: "AudioStory.Understood",

  nodeCreated(node) {
    if (node.comfyClass !== PLANNER) return;
    currentTones();
    putStyle("as-understood-style", CSS);
    const shown = new Understood(node);
    made.set(node, shown);
    chain(node, "onExecuted", (output) => output && shown.keep(output[OUTPUT] ?? []));
    chain(node, "onConfigure", () => shown.show(node.properties[WIDGET] ?? [])); // loaded or pasted, also in a subgraph
  },

  setup() {
    onModels(() => {
      for (const node of everyNode(wholeGraph(app))) made.get(node)?.showSounds();
    });
  },
});
