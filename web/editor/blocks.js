// The blocks of the timeline, one element for each clip. They are made once, and only differences are written to them,
// because a story may have 600 clips, and all of them may move while one border is dragged.
import { t } from "../language.js";
import { gainPlace, gainWords } from "./gain.js";
import { element } from "./parts.js";

const NARROW = 84; // pixels
const LOCK = '<svg viewBox="0 0 12 14" aria-hidden="true"><path d="M3 6V4a3 3 0 0 1 6 0v2" fill="none" '
  + 'stroke="currentColor" stroke-width="1.6"/>'
  + '<rect x="1" y="6" width="10" height="7.5" rx="1.4" fill="currentColor"/></svg>';
const TINY = 26;

export class BlockList {
  constructor(listbox) {
    this.listbox = listbox;
    this.blocks = [];
  }

  make() {
    const parts = {
      play: element("span", "as-play", { "aria-hidden": "true", title: t("Play this clip") }),
      lock: element("span", "as-lock", { hidden: "" }),
      caption: element("span", "as-caption"),
      meta: element("div", "as-meta"),
      gain: element("div", "as-gain", {
        title: t("Drag: louder or softer. With Shift finer. Double-click: as it was made") }),
      edge: element("div", "as-edge", { title: t("Drag: change the length. With Alt: the next clip gives way") }),
    };
    parts.play.textContent = "▶";
    parts.lock.innerHTML = LOCK;
    const head = element("div", "as-head", {}, [parts.play, parts.lock, parts.caption]);
    const level = element("div", "as-level", {}, [parts.gain]);
    const root = element("div", "as-block", { role: "option", tabindex: -1 }, [head, parts.meta, level, parts.edge]);
    this.listbox.append(root);
    return { root, parts, shown: {} };
  }

  /** Show the words of every clip. */
  show(editor) {
    while (this.blocks.length < editor.clips.length) this.blocks.push(this.make());
    for (const { root } of this.blocks.splice(editor.clips.length)) root.remove();
    const isPlan = editor.readOnly;
    editor.clips.forEach((clip, index) => this.showClip(this.blocks[index], editor, clip, index, isPlan));
  }

  showClip({ root, parts, shown }, editor, clip, index, isPlan) {
    const isGone = editor.isGone(clip);
    const state = stateWords(editor, clip, index, isGone);
    const { problem } = clip;
    const guess = editor.guessOf(clip);
    const name = [t("Clip {number}: {caption}", clip), !clip.broken && t("{seconds} seconds", clip), state.name,
      guess, problem].filter(Boolean).join(", ");
    const classes = ["as-block", index % 2 && "as-odd", problem && "as-broken", isGone && "as-gone",
      isPlan && "as-plan", guess && "as-guess", !editor.isHeard(index) && "as-muted"].filter(Boolean).join(" ");
    const usual = [state.shown, guess && t("a guess")].filter(Boolean).join(" · ");
    const words = clip.isTooLong ? `${clip.seconds} s · ${t("split it (S)")}` : problem || usual;
    const next = { name, classes, words, caption: clip.caption, lock: clip.lock != null, gain: clip.gain,
      sound: Boolean(editor.matched[index].sound), index };
    if (Object.keys(next).every((key) => next[key] === shown[key])) return;
    Object.assign(shown, next, { width: null }); // `place` has to set the classes for narrow blocks again
    root.className = classes;
    root.dataset.index = index;
    root.title = [clip.caption, words, guess].filter(Boolean).join("\n");
    root.setAttribute("aria-label", name);
    root.setAttribute("aria-posinset", index + 1);
    root.setAttribute("aria-setsize", editor.clips.length);
    parts.caption.textContent = clip.caption;
    parts.meta.textContent = words;
    parts.play.hidden = !next.sound;
    parts.lock.hidden = !next.lock;
    this.showGain(index, clip.gain);
  }

  /** Show a clip's gain as a line. */
  showGain(index, gain) {
    const { style, classList } = this.blocks[index].parts.gain;
    style.top = `${100 * gainPlace(gain)}%`;
    classList.toggle("as-changed", gain !== 0);
  }

  /** Position every block by its clip's time, in the row of its lane. */
  place({ starts, rows }, clips, scale, rowHeight) {
    if (rowHeight !== this.rowHeight) this.listbox.style.setProperty("--as-row", `${rowHeight - 6}px`);
    this.rowHeight = rowHeight;
    this.blocks.forEach(({ root, shown }, index) => {
      const left = Math.round(starts[index] * scale * 10) / 10;
      const top = rows[index] * rowHeight;
      const width = Math.max(2, Math.round(clips[index].seconds * scale * 10) / 10 - 1);
      if (left !== shown.left || top !== shown.top) root.style.transform = `translate(${left}px,${top}px)`;
      if (width !== shown.width) {
        root.style.width = `${width}px`;
        root.classList.toggle("as-narrow", width < NARROW);
        root.classList.toggle("as-tiny", width < TINY);
      }
      shown.left = left;
      shown.top = top;
      shown.width = width;
    });
  }

  /** Where a block begins and ends, in pixels of the track. */
  range(index) {
    const { left, width } = this.blocks[index].shown;
    return [left, left + width];
  }

  /** The top of a block's row, in pixels below the ruler. */
  topOf(index) {
    return this.blocks[index].shown.top ?? 0;
  }

  /** Mark one block as selected. Only that block can be reached by Tab. */
  select(selected) {
    this.blocks.forEach(({ root, shown }, index) => {
      const isSelected = index === selected;
      if (shown.selected === isSelected) return;
      shown.selected = isSelected;
      root.setAttribute("aria-selected", isSelected);
      root.tabIndex = isSelected ? 0 : -1;
    });
    return this.blocks[selected]?.root;
  }

  /** Show a stop sign on the block of the clip that plays. */
  showPlaying(playing) {
    this.blocks.forEach(({ parts }, index) => {
      const sign = playing === index ? "■" : "▶";
      if (parts.play.textContent !== sign) parts.play.textContent = sign;
    });
  }

  /** Move a block with the mouse; null puts it back. */
  shift(index, pixels) {
    const { root, shown } = this.blocks[index];
    root.classList.toggle("as-moving", pixels !== null);
    root.style.transform = `translate(${shown.left + (pixels ?? 0)}px,${shown.top}px)`;
  }
}

// The words about a clip's state: those shown below the caption, and those in the block's accessible name.
function stateWords(editor, clip, index, isGone) {
  const { sound, same } = editor.matched[index];
  const isOld = Boolean(sound) && !same;
  const seed = clip.seed == null ? [] : [t("seed {seed}", clip)];
  const gain = clip.gain ? [gainWords(clip.gain)] : [];
  if (isGone) {
    const gone = t("kept sound is gone: unlock");
    return { shown: gone, name: `${t("locked")}, ${gone}` };
  }
  const lock = clip.lock ? [t("locked"), ...otherWords(clip, sound)] : [];
  const flags = editor.flags[index] ?? {};
  const marks = [flags.solo && t("solo"), flags.mute && t("muted")].filter(Boolean);
  const old = isOld ? [t("changed")] : [];
  const place = [clip.redo && t("{from} to {to} s anew", { from: clip.redo[0], to: clip.redo[1] }),
    clip.lane && t("lane {lane}", clip), clip.align && t("set in on its start")].filter(Boolean);
  const shown = [`${clip.seconds} s`, ...place, ...gain, ...lock, ...old, ...marks, ...seed].join(" · ");
  const name = [...place, ...gain, ...lock, ...seed, isOld && t("changed since the run"), ...marks].filter(Boolean).join(", ");
  return { shown, name };
}

// A locked clip sounds like the caption that it was made from. If its caption was changed since, this is said.
function otherWords(clip, sound) {
  const made = sound && sound.lock === clip.lock ? sound.made_as ?? sound.caption : clip.caption;
  return made === clip.caption ? [] : [t("sounds like: {made}", { made })];
}
