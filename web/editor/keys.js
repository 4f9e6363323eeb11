// Handles the editor's keys. They work wherever the focus is in the editor, and are hidden from the page.
import { CLIP_ACTIONS, STORY_ACTIONS, move, nudge, perform, setGain } from "./actions.js";
import { playBack, playClip, playOn, playStory, stop, toggleFlag } from "./listen.js";
import { hideKey } from "./parts.js";
import { nudgeStart } from "./place.js";
import { stretchAt } from "./stretch.js";

const STEPS = { coarse: 0.5, fine: 0.1, seek: 1 }; // seconds
const GAIN_STEPS = { ArrowUp: 1, ArrowDown: -1 }; // decibels; with Shift a tenth
const leaveIt = () => {}; // the browser handles the key

export class Keys {
  /** @param endDrag cancels a drag, if there is one. */
  constructor(editor, view, endDrag) {
    Object.assign(this, { editor, view, endDrag });
  }

  onKey(event) {
    if (event.target.closest(".as-input")) return; // the keys of a text field
    const run = event.ctrlKey || event.metaKey ? this.command(event) : this.plain(event);
    if (!run) return;
    if (run !== leaveIt) event.preventDefault();
    hideKey(event);
    run();
  }

  // The function for a key with Ctrl; null if the editor does not use it.
  command({ key, altKey, shiftKey }) {
    const letter = key.toLowerCase();
    if (altKey || !(letter === "z" || (letter === "y" && !shiftKey))) return null;
    const action = letter === "y" || shiftKey ? STORY_ACTIONS.redo : STORY_ACTIONS.undo;
    return () => perform(this.editor, action);
  }

  plain(event) {
    const { target } = event;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape") return this.endDrag;
    if (target.closest("button") && (key === "Enter" || key === " ")) return leaveIt; // they press the button
    return (target === this.view.ruler && this.onRuler(key)) || this.walk(key, event)
      || (event.altKey ? null : this.onClip(key, event));
  }

  onRuler(key) {
    const { player } = this.editor;
    const { total } = this.view;
    const [back, on] = [player.position - STEPS.seek, player.position + STEPS.seek];
    const go = { ArrowLeft: back, ArrowDown: back, ArrowRight: on, ArrowUp: on, Home: 0, End: total };
    if (key in go) return () => player.seek(Math.max(0, Math.min(go[key], total)));
    return key === " " || key === "Enter" ? () => playStory(this.editor) : null;
  }

  // Go to another clip; with Alt, move the clip.
  walk(key, { altKey }) {
    const { editor } = this;
    const { selected } = editor;
    const go = { ArrowLeft: selected - 1, ArrowRight: selected + 1, Home: 0, End: editor.clips.length - 1 };
    if (!(key in go)) return null;
    return () => {
      if (altKey) this.ifMine(() => this.carry(key, selected, go[key]));
      editor.select(altKey ? editor.selected : go[key], true);
    };
  }

  // Move the clip to another place in the order, or to another time if the plan has times.
  carry(key, selected, to) {
    const by = { ArrowLeft: -STEPS.coarse, ArrowRight: STEPS.coarse }[key];
    if (this.editor.sheet.isTimed && by) nudgeStart(this.editor, { seconds: by });
    else move(this.editor, selected, to);
  }

  onClip(key, event) {
    const { editor, view } = this;
    const step = event.shiftKey ? STEPS.fine : STEPS.coarse;
    if (key in GAIN_STEPS) {
      const by = GAIN_STEPS[key] * (event.shiftKey ? 0.1 : 1);
      return () => this.ifMine(() => setGain(editor, editor.selected, editor.clips[editor.selected].gain + by));
    }
    const shifted = event.shiftKey ? `Shift+${key.toUpperCase()}` : null;
    const action = [shifted, key].map((pressed) => Object.values(CLIP_ACTIONS).find((made) => made.key === pressed))
      .find(Boolean);
    if (!action) {
      if (isPlus(event)) return () => this.ifMine(() => nudge(editor, step));
      return isMinus(event) ? () => this.ifMine(() => nudge(editor, -step)) : this.otherKeys[key];
    }
    const isElsewhere = event.target === view.ruler || event.target.closest("button"); // then the focus stays there
    return () => {
      perform(editor, action);
      if (!isElsewhere && !view.track.querySelector(".as-input")) editor.select(editor.selected, true);
    };
  }

  get otherKeys() {
    const { editor } = this;
    const edit = () => editor.clips.length && this.view.editCaption(editor.selected);
    return {
      Backspace: () => perform(editor, CLIP_ACTIONS.remove),
      Enter: edit,
      F2: edit,
      " ": () => playClip(editor, editor.selected),
      p: () => playStory(editor),
      j: () => playBack(editor),
      k: () => stop(editor),
      l: () => playOn(editor),
      ",": () => this.ifMine(() => nudgeStart(editor, { frames: -1 })),
      ".": () => this.ifMine(() => nudgeStart(editor, { frames: 1 })),
      "<": () => this.ifMine(() => nudgeStart(editor, { frames: -10 })),
      ">": () => this.ifMine(() => nudgeStart(editor, { frames: 10 })),
      "[": () => this.ifMine(() => stretchAt(editor, editor.selected, "from")),
      "]": () => this.ifMine(() => stretchAt(editor, editor.selected, "to")),
      m: () => toggleFlag(editor, editor.selected, "mute"),
      o: () => toggleFlag(editor, editor.selected, "solo"),
    };
  }

  // Run a change only if the clips are from this node's own text and can be read.
  ifMine(run) {
    perform(this.editor, { clip: true, edits: true, whole: true, run });
  }
}

// on many keyboards, Shift changes the character of these keys
const isPlus = ({ key, code }) => key === "+" || key === "=" || code === "NumpadAdd"
  || (key === "*" && code === "BracketRight");
const isMinus = ({ key, code }) => key === "-" || key === "_" || code === "NumpadSubtract";
