// Handles mouse and touch input on the timeline.
import { changeSeconds, lengthsWith, move, setGain } from "./actions.js";
import { newLane, setPlace, snapped } from "./place.js";
import { HEARD_DB, gainWords, possibleGain } from "./gain.js";
import { Keys } from "./keys.js";
import { t } from "../language.js";
import { playClip, playStory } from "./listen.js";
import { rounded } from "./sheet.js";
import { markStretch } from "./stretch.js";

const DRAG_START = 4; // pixels before a press becomes a drag
const SNAP = 10; // a dragged border snaps to tenths of a second
const GAIN_DRAG_START = 2;
const GAIN_SNAP = 2; // a dragged gain snaps to halves of a decibel; with Shift to tenths, and it moves more slowly
const FINE = 0.2;
const SCROLL_ZONE = 24; // pixels at both sides of the view in which a drag scrolls it

const inputs = new WeakMap(); // an editor's root element -> its Input

function onAnyWheel(event) {
  inputs.get(event.target.closest?.(".as-editor"))?.onWheel(event);
}

export function bindInput(editor, view) {
  const input = new Input(editor, view);
  const keys = new Keys(editor, view, () => input.endDrag(false));
  // in the capture phase, before any other element handles the key
  view.root.addEventListener("keydown", (event) => keys.onKey(event), true);
  view.listbox.addEventListener("pointerdown", (event) => input.onPress(event));
  view.listbox.addEventListener("dblclick", (event) => input.onDoubleClick(event));
  view.ruler.addEventListener("pointerdown", (event) => input.onRuler(event));
  view.screen.root.addEventListener("click", ({ target }) => target !== view.screen.words && playStory(editor));
  view.scroll.addEventListener("scroll", () => view.drawSoon());
  inputs.set(view.root, input);
  // on the window, because newer pages handle Ctrl and the wheel before a node gets them; adding it again has no effect
  window.addEventListener("wheel", onAnyWheel, { passive: false, capture: true });
  for (const kind of ["pointerdown", "pointermove", "pointerup", "dblclick", "contextmenu"]) {
    // the graph must not move, but the middle button still pans it
    view.root.addEventListener(kind, (event) => {
      const isPanning = event.button === 1 || (event.buttons & 4) === 4;
      if (!isPanning) event.stopPropagation();
    });
  }
}

class Input {
  constructor(editor, view) {
    Object.assign(this, { editor, view, drag: null });
  }

  // The graph may be zoomed: how many of the editor's pixels are one pixel of the screen.
  get pixel() {
    const { root } = this.view;
    return root.offsetWidth / root.getBoundingClientRect().width || 1;
  }

  fromLeft(event) {
    return (event.clientX - this.view.scroll.getBoundingClientRect().left) * this.pixel;
  }

  fromTop(event) {
    return (event.clientY - this.view.scroll.getBoundingClientRect().top) * this.pixel;
  }

  onPress(event) {
    const block = event.target.closest(".as-block");
    if (!block || event.button !== 0) return;
    const index = Number(block.dataset.index);
    event.preventDefault(); // no selection of text; the focus is set by hand
    this.closeInput();
    this.editor.select(index, true);
    if (event.target.closest(".as-play")) return playClip(this.editor, index);
    if (this.editor.readOnly) return;
    const isEdge = Boolean(event.target.closest(".as-edge"));
    const line = event.target.closest(".as-gain");
    if ((isEdge || line) && this.editor.clips[index].broken) return;
    const begin = this.fromLeft(event) + this.view.scroll.scrollLeft;
    const gain = line && { from: this.editor.clips[index].gain, top: event.clientY, at: event.clientY,
      perPixel: HEARD_DB / line.parentElement.getBoundingClientRect().height };
    const isStretch = event.shiftKey && !isEdge && !gain && !this.editor.clips[index].broken;
    this.startDrag(event, { index, isEdge, gain, isStretch, begin, from: this.fromTop(event), isMoving: false });
  }

  closeInput() {
    this.view.track.querySelector(".as-input")?.blur();
  }

  startDrag(event, drag) {
    this.drag = drag;
    const { listbox } = this.view;
    const moved = (next) => {
      // captured only now, because the double click of a captured pointer would not reach the block
      if (!listbox.hasPointerCapture(event.pointerId)) listbox.setPointerCapture(event.pointerId);
      this.onMove(next);
    };
    const ended = (next) => {
      document.removeEventListener("pointermove", moved, true);
      document.removeEventListener("pointerup", ended, true);
      document.removeEventListener("pointercancel", ended, true);
      this.endDrag(next.type === "pointerup");
    };
    document.addEventListener("pointermove", moved, true);
    document.addEventListener("pointerup", ended, true);
    document.addEventListener("pointercancel", ended, true);
  }

  // Only notes the position; the work is done once in each frame.
  onMove(event) {
    const { drag } = this;
    if (!drag) return;
    drag.at = this.fromLeft(event);
    drag.top = this.fromTop(event);
    drag.keepTotal = event.altKey;
    drag.isFine = event.shiftKey;
    if (drag.gain) drag.gain.at = event.clientY;
    drag.frame ||= requestAnimationFrame(() => {
      drag.frame = 0;
      if (this.drag === drag) this.follow(drag);
    });
  }

  follow(drag) {
    if (drag.gain) return this.followGain(drag);
    const { view, editor } = this;
    const { scroll } = view;
    if (drag.at < SCROLL_ZONE) scroll.scrollLeft -= 8;
    if (drag.at > scroll.clientWidth - SCROLL_ZONE) scroll.scrollLeft += 8;
    const pixels = drag.at + scroll.scrollLeft - drag.begin;
    const isLaneChange = !drag.isEdge && !drag.isStretch && editor.sheet.isTimed;
    const down = isLaneChange ? Math.abs(drag.top - drag.from) : 0;
    drag.isMoving ||= Math.max(Math.abs(pixels), down) >= DRAG_START;
    if (!drag.isMoving) return;
    if (drag.isStretch) {
      const first = drag.begin / view.scale - editor.timing().starts[drag.index];
      const ends = [first, first + pixels / view.scale].sort((one, other) => one - other);
      view.stretch = { index: drag.index, redo: ends };
      return view.drawSoon();
    }
    if (drag.isEdge) {
      const seconds = editor.clips[drag.index].seconds + pixels / view.scale;
      view.lengths = lengthsWith(editor, drag.index, Math.round(seconds * SNAP) / SNAP, drag.keepTotal);
      view.blocks.blocks[drag.index].parts.meta.textContent = `${view.lengths[drag.index]} s`;
      view.place();
      return;
    }
    if (editor.sheet.isTimed) return this.followTime(drag, pixels);
    drag.to = this.placeFor(drag, pixels);
    view.blocks.shift(drag.index, pixels);
    const isLater = drag.to > drag.index; // then it goes after the clip that is there now
    view.mark.hidden = false;
    const [start, end] = view.blocks.range(drag.to);
    view.mark.style.transform = `translateX(${(isLater ? end : start) - 1}px)`;
  }

  // In a plan with times, a clip can be moved to any time and lane; below the last lane, to a new one. With Alt it does
  // not snap.
  followTime(drag, pixels) {
    const { view, editor } = this;
    const { starts, lanes } = editor.timing();
    const wanted = starts[drag.index] + pixels / view.scale;
    const start = drag.keepTotal ? wanted : snapped(editor, starts, drag.index, wanted, view.scale);
    const row = Math.floor((drag.top + view.scroll.scrollTop - view.head) / view.rowHeight);
    const lane = row >= lanes.length ? newLane(lanes) : lanes[Math.max(0, row)];
    view.moved = { index: drag.index, start: Math.max(0, rounded(start)), lane };
    view.place();
    view.blocks.blocks[drag.index].parts.meta.textContent = `${view.moved.start} s · ${lane || t("first lane")}`;
  }

  // Up is louder.
  followGain(drag) {
    const { view } = this;
    const { from, top, at, perPixel } = drag.gain;
    drag.isMoving ||= Math.abs(top - at) >= GAIN_DRAG_START;
    if (!drag.isMoving) return;
    const [speed, snap] = drag.isFine ? [FINE, SNAP] : [1, GAIN_SNAP];
    const gain = possibleGain(Math.round((from + (top - at) * perPixel * speed) * snap) / snap);
    view.gain = { index: drag.index, gain };
    view.blocks.blocks[drag.index].parts.meta.textContent = gainWords(gain);
    view.blocks.showGain(drag.index, gain);
    view.place();
  }

  // The place in the order for a dragged block, from its middle.
  placeFor({ index }, pixels) {
    const { blocks } = this.view;
    const [start, end] = blocks.range(index);
    const middle = (start + end) / 2 + pixels;
    let place = 0;
    this.editor.clips.forEach((_, other) => {
      if (other === index) return;
      const [from, to] = blocks.range(other);
      if ((from + to) / 2 < middle) place++;
    });
    return place;
  }

  endDrag(isDone) {
    const { drag, view, editor } = this;
    this.drag = null;
    if (!drag) return;
    cancelAnimationFrame(drag.frame);
    if (drag.frame && isDone) this.follow(drag); // do the last move now, before its frame
    const { lengths, gain, moved, stretch } = view;
    view.lengths = view.gain = view.moved = view.stretch = null;
    view.mark.hidden = true;
    if (!drag.isEdge && !drag.gain && !moved && !drag.isStretch && drag.isMoving) view.blocks.shift(drag.index, null);
    const block = view.blocks.blocks[drag.index];
    if (drag.isEdge || drag.gain || moved) block.shown.words = null; // its words have to be written again
    if (stretch && isDone) markStretch(editor, stretch.index, ...stretch.redo);
    else if (moved && isDone) setPlace(editor, moved);
    else if (gain && isDone) setGain(editor, gain.index, gain.gain);
    else if (isDone && drag.isMoving && drag.isEdge && lengths) changeSeconds(editor, drag.index, lengths);
    else if (isDone && drag.isMoving && drag.to !== undefined) move(editor, drag.index, drag.to);
    view.render();
  }

  onDoubleClick(event) {
    const block = event.target.closest(".as-block");
    if (!block || event.target.closest(".as-play, .as-edge")) return;
    if (event.target.closest(".as-gain")) return setGain(this.editor, Number(block.dataset.index), 0);
    this.view.editCaption(Number(block.dataset.index));
  }

  onRuler(event) {
    if (event.button !== 0) return;
    const { view, editor } = this;
    event.preventDefault();
    view.ruler.focus({ preventScroll: true });
    if (!editor.clips.length) return;
    const seek = (next) => editor.player.seek(
      Math.max(0, Math.min((this.fromLeft(next) + view.scroll.scrollLeft) / view.scale, view.total)));
    const end = () => view.ruler.removeEventListener("pointermove", seek);
    view.ruler.setPointerCapture(event.pointerId);
    view.ruler.addEventListener("pointermove", seek);
    view.ruler.addEventListener("pointerup", end, { once: true });
    view.ruler.addEventListener("pointercancel", end, { once: true });
    seek(event);
  }

  // On the timeline, Ctrl and the wheel zoom, and Shift or a sideways wheel scrolls. Everything else goes to the graph.
  onWheel(event) {
    const { view } = this;
    event.stopPropagation();
    if (event.target.closest(".as-problems")) return; // a list that scrolls by itself
    event.preventDefault();
    const isZoom = event.ctrlKey || event.metaKey;
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!view.box.contains(event.target) || !(isZoom || isSideways)) this.editor.page.turnWheel(event);
    else if (isZoom) view.zoom(Math.exp(-event.deltaY / 300), this.fromLeft(event));
    else view.scroll.scrollLeft += event.deltaX || event.deltaY;
  }
}
