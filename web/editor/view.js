// The editor's elements on the page: toolbars, film, blocks, list of problems, message line. It shows the state of
// editor.js. Input is handled by actions.js, input.js and keys.js.
import { t, told } from "../language.js";
import { currentTones } from "../tones.js";
import { CLIP_ACTIONS, perform, rewrite, setCaption, unlockGone } from "./actions.js";
import { makeBars, showBars } from "./bars.js";
import { BlockList } from "./blocks.js";
import { clock, paint } from "./draw.js";
import { STRIP_HEIGHT } from "./film.js";
import { factorOf } from "./gain.js";
import { bindInput } from "./input.js";
import { element, hideKey } from "./parts.js";
import { Screen } from "./screen.js";
import { RULER_HEIGHT, addStyle } from "./style.js";
import { withMoved } from "./timeline.js";

const MARGIN = 10; // pixels around the editor
const PAGE_MARGIN = 0.1; // share of the width between the view's side and the cursor after a page turn
const LEAST_ROW = 64; // least height of a lane, in pixels
const LEAST_HEIGHT = { alone: 300, withFilm: 510 }; // least height of the editor, in pixels
const SCALES = { least: 2, most: 400, first: [14, 90] }; // pixels a second
const HINTS = {
  empty: t("Write one line a clip into the text, such as '7.5 rain falls', or press Add.\n"
    + "Or connect a Story Planner and run: its plan appears here."),
  connected: t("Run once: the planner's plan appears here."),
};

export class View {
  constructor(editor) {
    addStyle();
    this.editor = editor;
    this.scale = null; // pixels a second; null until there are clips
    this.lengths = null; // while a border is dragged
    this.moved = null; // {index, start, lane} while a clip of a plan with times is dragged
    this.gain = null; // {index, gain} while a clip's gain is dragged
    this.stretch = null; // {index, redo} while a stretch of a clip is marked
    this.frame = 0;
    this.build();
    bindInput(editor, this);
    this.resizes = new ResizeObserver(() => this.render());
    this.resizes.observe(this.scroll);
    this.palette = new MutationObserver(() => this.render());
    for (const place of [document.documentElement, document.body]) {
      this.palette.observe(place, { attributes: true, attributeFilter: ["style", "class"] });
    }
  }

  build() {
    this.bars = makeBars(this.editor);
    this.ruler = element("div", "as-ruler", { role: "slider", tabindex: 0, "aria-label": t("Place in the story") });
    this.listbox = element("div", "as-blocks", {
      role: "listbox", "aria-label": t("Clips"), "aria-orientation": "horizontal" });
    this.hint = element("div", "as-hint");
    this.mark = element("div", "as-mark", { hidden: "" });
    this.track = element("div", "as-track", {}, [this.ruler, this.listbox, this.mark]);
    this.scroll = element("div", "as-scroll", {}, [this.track]);
    this.canvas = element("canvas", "", { "aria-hidden": "true" });
    // Nodes 2.0 handles the wheel itself, except on elements with this attribute
    this.box = element("div", "as-view", { "data-capture-wheel": "true" }, [this.scroll, this.canvas, this.hint]);
    this.screen = new Screen(this.editor.node, this.editor.page.address, () => this.drawSoon());
    this.problemList = element("ul", "as-problems", { "aria-label": t("What is wrong") });
    this.message = element("div", "as-message", { role: "status", "aria-live": "polite" });
    this.audio = element("audio", "", { preload: "auto", hidden: "" });
    this.root = element("div", "as-editor widget-expands", {
      role: "group", "aria-label": t("Story timeline"), tabindex: -1 }, [ // takes the focus on a click beside blocks
      this.bars.story, this.screen.root, this.box, this.bars.clip, this.problemList, this.message, this.audio]);
    this.blocks = new BlockList(this.listbox);
  }

  /** Least height of the editor in pixels. With a film it is larger, and the node grows. */
  get leastHeight() {
    return this.screen.root.hidden ? LEAST_HEIGHT.alone : LEAST_HEIGHT.withFilm;
  }

  /** Show everything again, in the next frame. */
  render() {
    this.isStale = true;
    this.drawSoon();
  }

  /** Paint in the next frame. */
  drawSoon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.isStale) this.showAll();
      this.place();
    });
  }

  showAll() {
    this.isStale = false;
    const { editor } = this;
    const hasFocus = this.root.contains(document.activeElement);
    this.colors = currentTones();
    this.chooseScale();
    this.screen.show(editor.film);
    this.root.style.minHeight = `${this.leastHeight - MARGIN}px`;
    this.blocks.show(editor);
    this.hint.textContent = editor.clips.length ? "" : this.emptyHint();
    this.showProblems();
    this.showSelection();
    this.showSound();
    if (hasFocus && !this.root.contains(document.activeElement)) this.keepFocus();
  }

  // The block that had the focus is gone. Focus another element, so that the next key still goes to the editor.
  keepFocus() {
    (this.blocks.select(this.editor.selected) ?? this.root).focus({ preventScroll: true });
  }

  emptyHint() {
    const { editor } = this;
    if (!editor.readOnly) return editor.sheet.problems[0]?.words ?? "";
    return editor.isConnected ? HINTS.connected : HINTS.empty;
  }

  get total() {
    return this.editor.timing(this.currentClips).total;
  }

  // The clips with the changes of a drag.
  get currentClips() {
    const { clips } = this.editor;
    if (this.moved) return withMoved(clips, this.editor.timing(), this.moved);
    return this.lengths ? clips.map((clip, index) => ({ ...clip, seconds: this.lengths[index] })) : clips;
  }

  chooseScale() {
    if (this.scale !== null || !this.editor.clips.length || !this.scroll.clientWidth) return;
    const [least, most] = SCALES.first;
    this.scale = Math.max(least, Math.min(this.fitting(), most));
  }

  fitting() {
    return (this.scroll.clientWidth - 12) / Math.max(this.total, 1);
  }

  /** Zoom by a factor, or to "fit". The time at `at` (pixels from the left of the view) stays there. */
  zoom(factor, at = this.scroll.clientWidth / 2) {
    const seconds = (this.scroll.scrollLeft + at) / (this.scale ?? SCALES.first[0]);
    const wanted = factor === "fit" ? this.fitting() : (this.scale ?? SCALES.first[0]) * factor;
    this.scale = Math.max(Math.min(SCALES.least, this.fitting()), Math.min(wanted, SCALES.most));
    this.sizeTrack();
    this.scroll.scrollLeft = seconds * this.scale - at;
    this.drawSoon();
  }

  sizeTrack(total = this.total) {
    const width = `${Math.ceil(total * (this.scale ?? 1)) + 8}px`;
    if (this.track.style.width !== width) this.track.style.width = width;
  }

  // Lanes share the available height, and scroll if it is too small.
  sizeRows(count, room) {
    const head = RULER_HEIGHT + (this.editor.film?.hasShots ? STRIP_HEIGHT : 0);
    if (head !== this.head) this.track.style.setProperty("--as-top", `${head}px`); // every block depends on it
    this.head = head;
    const height = room - head;
    this.rowHeight = Math.max(count > 1 ? LEAST_ROW : 0, Math.floor(height / Math.max(1, count)));
    const inner = this.rowHeight * count > height ? `${this.rowHeight * count + this.head}px` : "100%";
    if (this.track.style.height !== inner) this.track.style.height = inner;
  }

  /** Position the blocks and paint the canvas. A drag needs only this. */
  place() {
    const { editor, scroll } = this;
    // read all measures before writing anything, or the browser would lay out all blocks in between
    const seen = { width: scroll.clientWidth, height: scroll.clientHeight, left: scroll.scrollLeft,
      top: scroll.scrollTop };
    const zoomed = this.root.offsetWidth ? this.root.getBoundingClientRect().width / this.root.offsetWidth : 1;
    const clips = this.currentClips;
    const scale = this.scale ?? SCALES.first[0];
    const timing = editor.timing(clips);
    this.sizeTrack(timing.total);
    this.sizeRows(timing.lanes.length, seen.height);
    this.blocks.place(timing, clips, scale, this.rowHeight);
    const words = this.totalWords(timing);
    if (this.bars.total.textContent !== words) this.bars.total.textContent = words;
    paint(this.canvas, {
      ...seen, scale, timing, rowHeight: this.rowHeight, head: this.head, film: editor.film, length: editor.sheet.length,
      ratio: Math.min(3, (window.devicePixelRatio || 1) * Math.max(1, zoomed)), colors: this.colors,
      levels: editor.clips.map(({ gain }, index) => factorOf(
        this.gain?.index === index ? this.gain.gain : gain)), waveforms: (index) => editor.waveform(index),
      onsets: (index) => editor.soundAt(index).onset, stretches: (index) => (
        this.stretch?.index === index ? this.stretch.redo : editor.clips[index].redo),
      dim: (index) => !editor.matched[index].same || !editor.isHeard(index), cursor: this.cursor,
    });
    this.screen.follow(editor.player);
    if (editor.player.playing === null) return;
    this.turnPage(seen, scale);
    this.showPosition();
    this.drawSoon();
  }

  // While the story plays, the view follows the cursor page by page, unless the user has scrolled away from it.
  turnPage({ left, width }, scale) {
    const { player } = this.editor;
    const place = player.position * scale - left;
    const isIn = place >= 0 && place <= width;
    if (!isIn && this.page?.isIn && this.page.left === left) {
      this.scroll.scrollLeft = left + place - (player.rate < 0 ? 1 - PAGE_MARGIN : PAGE_MARGIN) * width;
    }
    this.page = { isIn, left };
  }

  totalWords({ starts, lanes, total }) {
    const count = starts.length === 1 ? t("1 clip") : t("{count} clips", { count: starts.length });
    const rows = lanes.length > 1 ? [t("{count} lanes", { count: lanes.length })] : [];
    const plan = this.editor.readOnly && starts.length ? [t("the planner's plan, read only")] : [];
    return [count, ...rows, clock(total, 1), ...plan].join(" · ");
  }

  get cursor() {
    const { player } = this.editor;
    return player.playing !== null || player.at > 0 ? player.position : null;
  }

  showProblems() {
    const items = this.editor.problems.map(({ line, clip, words, isPlaced, isTooLong }) => {
      const item = element("li", "", {});
      const place = line === null || isPlaced ? "" : t("line {line}: ", { line: line + 1 });
      const help = isTooLong ? `: ${t("split it (S)")}` : "";
      item.textContent = `⚠ ${place}${words}${help}`;
      item.addEventListener("click", () => clip !== null && this.editor.select(clip, true));
      return item;
    });
    this.problemList.replaceChildren(...this.offers(), ...items);
  }

  // Notes with a button that solves a problem: a text that is not a cue sheet can be rewritten as one, and several
  // clips whose kept sounds are gone can be unlocked.
  offers() {
    const { editor } = this;
    const { other, clips } = editor;
    const offer = (words, label, run) => {
      const button = element("button", "", { type: "button" });
      button.textContent = label;
      button.addEventListener("click", () => run(editor));
      return element("li", "as-note", {}, [words, " ", button]);
    };
    const read = other && [t("This text is read as {count} clips, as Plan from Text reads it.", {
      count: clips.length }), ...other.notes.map(told)].join("\n");
    const gone = clips.filter((clip) => editor.isGone(clip)).length;
    const notes = editor.notes.map((words) => element("li", "as-note", {}, [words]));
    return [...notes, ...(other ? [offer(read, t("Write it as a cue sheet"), rewrite)] : []),
      ...(gone > 1 ? [offer(t("The kept sounds of {count} clips are gone.", { count: gone }), t("Unlock them"),
        unlockGone)] : [])];
  }

  /** Show which clip is selected; with focus, also focus it and scroll to it. */
  showSelection(focus = false) {
    if (this.isStale && focus) this.showAll();
    const block = this.blocks.select(this.editor.selected);
    showBars(this.bars, this.editor);
    if (!block || !focus) return;
    this.place();
    block.focus({ preventScroll: true });
    this.reveal(this.editor.selected);
  }

  reveal(index) {
    const top = this.blocks.topOf(index);
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
    const below = top + this.rowHeight + this.head - this.scroll.clientHeight;
    if (below > this.scroll.scrollTop) this.scroll.scrollTop = below;
    const [start, end] = this.blocks.range(index);
    const { scrollLeft, clientWidth } = this.scroll;
    if (start < scrollLeft || end - start > clientWidth) this.scroll.scrollLeft = start;
    else if (end > scrollLeft + clientWidth) this.scroll.scrollLeft = end - clientWidth;
  }

  showSound() {
    showBars(this.bars, this.editor);
    this.blocks.showPlaying(this.editor.player.playing);
    this.drawSoon();
    this.ruler.setAttribute("aria-valuemin", 0);
    this.ruler.setAttribute("aria-valuemax", this.total.toFixed(1));
    this.showPosition();
  }

  showPosition() {
    const position = this.editor.player.position.toFixed(1);
    if (this.ruler.getAttribute("aria-valuenow") === position) return;
    this.ruler.setAttribute("aria-valuenow", position);
    this.ruler.setAttribute("aria-valuetext", clock(Number(position), 1));
  }

  /** Open a text field on a block to edit its caption. */
  editCaption(index) {
    const { editor } = this;
    if (editor.readOnly) return perform(editor, CLIP_ACTIONS.duplicate); // it says why this is not possible
    if (this.isStale) this.showAll();
    this.place();
    const clip = editor.clips[index];
    const [start, end] = this.blocks.range(index);
    const input = element("input", "as-input", { "aria-label": t("Caption of clip {number}", clip), type: "text" });
    const left = Math.max(0, Math.min(start, this.track.offsetWidth - 240));
    Object.assign(input.style, { left: `${left}px`, top: `${this.blocks.topOf(index) + this.head + 4}px`,
      width: `${Math.max(240, end - start)}px` });
    const before = input.value = clip.broken ? clip.raw : clip.caption;
    let isOpen = true;
    const finish = (isKept, focus) => {
      if (!isOpen) return;
      isOpen = false; // removing the field causes blur, which would call this again
      input.remove();
      if (isKept) setCaption(editor, index, input.value);
      if (focus) editor.select(index, true);
    };
    input.addEventListener("keydown", (event) => {
      const { key, isComposing, ctrlKey, metaKey } = event; // while an IME composes a character, Enter belongs to it
      hideKey(event);
      // if this field has nothing to undo, the browser would undo in another field and go there
      if ((ctrlKey || metaKey) && key === "z" && input.value === before) event.preventDefault();
      if (!isComposing && (key === "Enter" || key === "Escape")) finish(key === "Enter", true);
    });
    input.addEventListener("blur", () => finish(true, false));
    this.track.append(input);
    input.focus({ preventScroll: true });
    input.select();
  }

  say(words) {
    this.message.textContent = words;
  }

  /** Show or hide the film. */
  toggleFilm() {
    this.screen.isShown = !this.screen.isShown;
    this.editor.page.changed(this.editor.node);
    this.render();
  }

  remove() {
    this.screen.remove();
    cancelAnimationFrame(this.frame);
    this.resizes.disconnect();
    this.palette.disconnect();
  }
}

