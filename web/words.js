// The words that a node shows, in one widget: an error, warnings, notes about its place in the graph, the progress of
// its run, and its text. It is a DOM widget, which both of the page's renderers show. Text and warnings are saved with
// the workflow, in the node's properties.
import { app } from "../../scripts/app.js";
import { element, hideKey, putStyle } from "./editor/parts.js";
import { t, told } from "./language.js";
import { currentTones } from "./tones.js";

export const WIDGET = "written";
const WRITERS = new Set(["AudioStoryPlanner", "AudioStoryPlanFromText"]); // their box is always visible
const KEPT = { text: WIDGET, warnings: "audiostory_warnings" }; // what is saved, and in which property
const HEIGHTS = { writer: 100, head: 220, most: 320, margin: 20 }; // pixels; margin: the page's around a DOM widget
const CSS = `
.as-words { box-sizing: border-box; display: flex; flex-direction: column; width: 100%; height: 100%; overflow: hidden;
  background: var(--as-bg); color: var(--as-fg); border-radius: 4px; cursor: default;
  font: 12px/1.4 system-ui, sans-serif; overflow-wrap: break-word; user-select: text; }
.as-words[hidden], .as-words [hidden], .lg-node-widget:has(.as-words[hidden]) { display: none; }
.as-words:focus-visible { outline: 2px solid var(--as-accent); outline-offset: -2px; }
.as-words-head { flex: 0 0 auto; max-height: ${HEIGHTS.head}px; overflow: auto; }
.as-words-text { flex: 1 1 0; min-height: 0; overflow: auto; white-space: pre-wrap;
  font-family: var(--as-words-font, ui-monospace, monospace); font-size: 11px; }
.as-words p, .as-words-text > div { margin: 0; padding: 2px 6px; white-space: pre-wrap; }
.as-words-error { color: var(--as-bad); }
.as-words-warning { border-left: 3px solid var(--as-warn); background: var(--as-warned); }
.as-words-note, .as-words-progress, .as-words-hint { color: var(--as-dim); }
.as-words-progress { font-variant-numeric: tabular-nums; }
`;

const made = new WeakMap(); // node -> Words

/** Whether a node is one of this pack's. */
export const isOurs = (node) => String(node?.comfyClass ?? "").startsWith("AudioStory");

/** The words of a node of this pack; undefined for any other. */
export function wordsOf(node) {
  if (!made.has(node) && isOurs(node)) made.set(node, new Words(node));
  return made.get(node);
}

class Words {
  constructor(node) {
    this.node = node;
    this.said = { error: "", warnings: [], notes: [], progress: "", text: "" };
    this.height = WRITERS.has(node.comfyClass) ? HEIGHTS.writer : 0; // the height that the words need
    this.shown = "";
    this.addWidget();
    this.show();
  }

  get isWriter() {
    return WRITERS.has(this.node.comfyClass);
  }

  /**
   * Show words; each kind replaces what was shown of that kind.
   *
   * @param words any of {error, warnings, notes, progress, text}; English, except the notes. A warning is
   *   {words, captions}. With captions, it is about clips of the plan in this node, and it is shown as long as the
   *   plan holds one of these captions.
   */
  say(words) {
    Object.assign(this.said, words);
    this.show();
  }

  /** Show words, and save text and warnings with the workflow. */
  keep(words) {
    for (const [kind, property] of Object.entries(KEPT)) {
      if (!(kind in words)) continue;
      if (words[kind].length) this.node.properties[property] = words[kind];
      else delete this.node.properties[property];
    }
    this.say(words);
  }

  /** Show what was saved with the node, after it was loaded. */
  load() {
    const { properties } = this.node;
    this.say({ text: properties[KEPT.text] ?? "", warnings: properties[KEPT.warnings] ?? [] });
  }

  /** Clear the words about an earlier run, when a run of the node begins. */
  begin() {
    this.keep({ warnings: [] });
    this.say({ error: "", progress: "" });
  }

  // The warnings that are still valid.
  get warnings() {
    const sheet = String(this.node.widgets?.find(({ name }) => name === "text")?.value ?? "");
    const holds = ({ captions }) => !captions?.length || !sheet.trim() || captions.some((each) => sheet.includes(each));
    return this.said.warnings.filter(holds).map(({ words }) => told(words));
  }

  show() {
    const { notes } = this.said;
    const [error, progress] = ["error", "progress"].map((kind) => told(this.said[kind]));
    const text = this.isWriter ? this.said.text.replace(/^# .*$/gm, told) : told(this.said.text); // plan: notes only
    const lines = [["error", error], ...this.warnings.map((words) => ["warning", `⚠ ${words}`]),
      ...notes.map((words) => ["note", words]), ["progress", progress]].filter(([, words]) => words);
    this.isEmpty = !lines.length && !text && !this.isWriter;
    const shown = JSON.stringify([lines, text]);
    if (shown === this.shown) return;
    this.shown = shown;
    const { head, body } = this.parts;
    head.replaceChildren(...lines.map(([kind, words]) => line(kind, words)));
    const isAtEnd = body.parentElement.scrollHeight - body.parentElement.scrollTop - body.parentElement.clientHeight < 8;
    body.textContent = text || (this.isWriter ? t("The plan appears here.") : "");
    body.className = text ? "" : "as-words-hint";
    body.parentElement.hidden = !body.textContent;
    this.hide(this.isEmpty);
    if (this.isWriter && isAtEnd) body.parentElement.scrollTop = body.parentElement.scrollHeight; // follow the text
    this.measure();
  }

  // The widget is added at once and hidden while it is empty, because Nodes 2.0 of older pages does not show widgets
  // that are added later.
  addWidget() {
    currentTones();
    putStyle("as-words-style", CSS);
    const head = document.createElement("div");
    const body = document.createElement("div");
    const root = box("as-words", box("as-words-head", head), box("as-words-text", body));
    Object.assign(root, { tabIndex: 0, title: "" });
    for (const [name, value] of Object.entries({ role: "group", "aria-label": t("What this node says"),
      "data-capture-wheel": "true" })) root.setAttribute(name, value);
    head.setAttribute("role", "status");
    holdEvents(root);
    this.parts = { root, head, body };
    this.sizes = new ResizeObserver(() => this.measure());
    for (const each of [head, body, root]) this.sizes.observe(each);
    const widget = this.widget = this.node.addDOMWidget(WIDGET, "audiostory_words", root, {
      serialize: false, // not in the prompt
      hideOnZoom: false,
      getMinHeight: () => this.room,
      getMaxHeight: () => (this.isWriter ? undefined : this.room),
      getValue: () => this.said.text,
      setValue: () => {},
    });
    widget.serialize = false; // not in the saved workflow either, whose values are saved by position
  }

  // The part of the node's height that the widget takes on the canvas.
  get room() {
    return this.parts.root.hidden ? 0 : this.height + HEIGHTS.margin;
  }

  // Measure the height that the words need at the node's width. Beyond the maximum they scroll.
  measure() {
    const { root, head, body } = this.parts;
    if (!root.isConnected || !root.clientWidth) return;
    for (const box of root.children) box.tabIndex = box.scrollHeight > box.clientHeight ? 0 : -1; // keys scroll, too
    const text = body.parentElement.hidden ? 0 : body.offsetHeight;
    const top = Math.min(head.offsetHeight, HEIGHTS.head);
    const height = this.isWriter ? top + HEIGHTS.writer : Math.min(top + text, HEIGHTS.most);
    if (height === this.height && root.style.minHeight) return;
    this.height = height;
    root.style.minHeight = `${height}px`;
    this.fit();
  }

  // The node grows if its words need more room, and gets its former height back when they are gone.
  fit() {
    const { node } = this;
    const [width, height] = node.size;
    if (height !== this.fitted) this.before = height; // the height was changed by the user or the page
    const wanted = Math.max(this.before, node.computeSize()[1]);
    if (wanted !== height) node.setSize([width, wanted]);
    this.fitted = node.size[1];
    node.setDirtyCanvas?.(true, true);
  }

  hide(isHidden) {
    const { root } = this.parts;
    if (root.hidden === isHidden) return;
    const [width, height] = this.node.size;
    root.hidden = this.widget.hidden = isHidden;
    this.node.setDirtyCanvas?.(true, true); // the canvas positions it, then it is measured
    if (!isHidden) {
      this.before = this.fitted = height;
      return;
    }
    this.height = 0;
    root.style.minHeight = "";
    if (height === this.fitted) this.node.setSize([width, this.before]);
  }
}

const box = (className, ...children) => element("div", className, {}, children);

const line = (kind, words) => element("p", `as-words-${kind}`, {}, [words]);

// Lets the user select and copy text in a widget. Without this, the page would drag, copy or delete the node.
export function holdEvents(root) {
  const isPanning = (event) => event.button === 1 || (event.buttons & 4) === 4;
  for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
    root.addEventListener(kind, (event) => isPanning(event) || event.stopPropagation());
  }
  root.addEventListener("copy", (event) => event.stopPropagation());
  root.addEventListener("keydown", (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === "a") {
      event.preventDefault();
      getSelection().selectAllChildren(root);
    }
    if (isCommand ? "ac".includes(key) : !["tab", "escape"].includes(key)) hideKey(event);
  });
  root.addEventListener("wheel", (event) => {
    const scrolls = (part) => part.scrollHeight > part.clientHeight && part.contains(event.target);
    if (!event.ctrlKey && !event.metaKey && [...root.children].some(scrolls)) event.stopPropagation();
    else app.canvas?.processMouseWheel?.(event);
  });
}

