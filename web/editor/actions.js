// The editor's actions, for buttons and keys. Each is {label, key, title, run(editor)}. `clip`: it is about the
// selected clip. `edits`: it changes the text. `whole`: it is not possible on a line that cannot be read.
import { gainWords, possibleGain } from "./gain.js";
import { onGain } from "./listen.js";
import { keepHeard, keptWords, someOf, whyNoLock } from "./keep.js";
import { align, otherLane, pin } from "./place.js";
import { changeClips, insertClips, moveClip, removeClip, replaceLine, rounded } from "./sheet.js";
import { t } from "../language.js";
import { toggleStretch } from "./stretch.js";
import { keepsSound, lockOn } from "./takes.js";
import { MOST_CLIPS, SHORTEST_CLIP_SECONDS } from "./limits.js";

const NEW_CLIP = { caption: "a new sound", seconds: 5, seed: null, lock: null, redo: null, gain: 0, start: null,
  align: null };
const LEAST_BY_HAND = 0.1; // seconds; shorter clips are possible only by writing the text

/** A new random seed. */
export const newSeed = () => String(crypto.getRandomValues(new Uint32Array(1))[0]);

const tooMany = () => t("A story has {most} clips at most.", { most: MOST_CLIPS });
const change = (editor, index, values) => changeClips(editor.sheet, new Map([[index, values]]));

/** A possible length: rounded, at least the shortest, at most the longest that the clip can have. */
export function possibleSeconds(editor, index, seconds, least = LEAST_BY_HAND) {
  return rounded(Math.max(SHORTEST_CLIP_SECONDS, least, Math.min(seconds, editor.mostOf(index))));
}

/** Set the lengths of all clips. index: the clip that the user changed. */
export function changeSeconds(editor, index, lengths) {
  const changes = new Map();
  lengths.forEach((seconds, place) => {
    if (seconds !== editor.clips[place].seconds) changes.set(place, { seconds });
  });
  if (changes.size) editor.commit(changeClips(editor.sheet, changes), index);
}

/** The lengths of all clips if clip `index` lasts `seconds`. With keepTotal, the next clip's length makes up for it. */
export function lengthsWith(editor, index, seconds, keepTotal) {
  const lengths = editor.clips.map((clip) => clip.seconds);
  const next = editor.timing().following[index];
  if (keepTotal && next !== null) {
    const both = lengths[index] + lengths[next];
    const most = Math.min(editor.mostOf(index), both - LEAST_BY_HAND);
    const least = Math.max(LEAST_BY_HAND, both - editor.mostOf(next));
    lengths[index] = rounded(Math.max(least, Math.min(seconds, most)));
    lengths[next] = rounded(both - lengths[index]);
  } else {
    lengths[index] = possibleSeconds(editor, index, seconds);
  }
  return lengths;
}

export function nudge(editor, by) {
  const clip = editor.clips[editor.selected];
  const lengths = lengthsWith(editor, editor.selected, clip.seconds + by, false);
  changeSeconds(editor, editor.selected, lengths);
  editor.say(t("Clip {number}: {seconds} s", { number: clip.number, seconds: lengths[editor.selected] }));
}

/** Set a clip's gain in decibels. */
export function setGain(editor, index, gain) {
  const possible = possibleGain(gain);
  if (possible !== editor.clips[index].gain) editor.commit(change(editor, index, { gain: possible }), index);
  editor.say(t("Clip {number}: {gain}", { number: index + 1, gain: gainWords(possible) }));
  onGain(editor, index);
}

const gainBy = (step) => (editor, index) => setGain(editor, index, editor.clips[index].gain + step);

export function move(editor, from, to) {
  const place = Math.max(0, Math.min(to, editor.clips.length - 1));
  if (place === from) return;
  const heard = keepHeard(editor);
  editor.commit(moveClip(heard.sheet, from, place), place);
  editor.say(keptWords(t("Moved to place {place} of {count}.", {
    place: place + 1, count: editor.clips.length }), heard));
}

export function setCaption(editor, index, words) {
  const clip = editor.clips[index];
  const caption = words.replace(/\s+/g, " ").trim();
  if (clip.broken) return editor.commit(replaceLine(editor.sheet, index, words.trim()), index);
  if (caption && caption !== clip.caption) editor.commit(change(editor, index, { caption }), index);
}

function add(editor) {
  if (editor.clips.length >= MOST_CLIPS) return editor.say(tooMany());
  const place = editor.clips.length ? editor.selected + 1 : 0;
  const seconds = Math.min(NEW_CLIP.seconds, editor.most);
  const lane = editor.clips[editor.selected]?.lane ?? "";
  editor.commit(insertClips(editor.sheet, place, [{ ...NEW_CLIP, seconds, lane }]), place);
  editor.say(t("A clip was added: say what is to be heard."));
  editor.view.editCaption(place);
}

// Splits a clip in two; if it is too long for the model, into as many as needed, with room for their fades.
function split(editor, index) {
  const { seconds, isTooLong, number } = editor.clips[index];
  if (seconds < 2 * LEAST_BY_HAND) return editor.say(t("Clip {number} is too short to be split.", { number }));
  const count = isTooLong ? Math.ceil(seconds / Math.max(editor.most - editor.crossfade, editor.most / 2)) : 2;
  if (editor.clips.length + count - 1 > MOST_CLIPS) return editor.say(tooMany());
  const heard = keepHeard(editor);
  const { lock } = heard.sheet.clips[index];
  const parts = Array.from({ length: count }, (_, part) => {
    const [from, to] = [part, part + 1].map((place) => rounded(seconds * place / count));
    return { seconds: rounded(to - from), lock: lock && lockOn(lock, from), redo: null };
  });
  const following = { written: null, start: null, align: null };
  const others = parts.slice(1).map((part) => ({ ...heard.sheet.clips[index], ...part, ...following }));
  const text = insertClips(heard.sheet, index + 1, others);
  // the first part is changed in the text that already has the others
  editor.commit(changeClips(editor.read(text), new Map([[index, parts[0]]])), index);
  editor.say(keptWords(t("Clip {number} is now {count} clips: {lengths}.", {
    number, count, lengths: parts.map((part) => `${part.seconds} s`).join(" + ") }), heard));
}

function duplicate(editor, index) {
  if (editor.clips.length >= MOST_CLIPS) return editor.say(tooMany());
  const heard = keepHeard(editor);
  editor.commit(insertClips(heard.sheet, index + 1, [{ ...heard.sheet.clips[index], start: null }]), index + 1);
  editor.say(keptWords(t("Clip {number} was duplicated.", { number: index + 1 }), heard));
}

function remove(editor, index) {
  editor.commit(removeClip(editor.sheet, index), Math.min(index, editor.clips.length - 2));
  editor.say(t("Clip {number} was deleted.", { number: index + 1 }));
}

function toggleLock(editor, index) {
  if (keepsSound(editor.clips[index])) {
    editor.commit(change(editor, index, { lock: null }), index);
    return editor.say(t("Clip {number} is unlocked: the next run makes it anew.", { number: index + 1 }));
  }
  const why = whyNoLock(editor, index);
  if (why) return editor.say(t("Cannot lock: {why}.", { why }));
  editor.commit(change(editor, index, { lock: editor.matched[index].sound.lock, redo: null }), index);
  editor.say(t("Clip {number} is locked: it keeps its sound.", { number: index + 1 }));
}

/** Unlock every clip whose kept sound is gone. */
export function unlockGone(editor) {
  const gone = editor.clips.flatMap((clip, index) => (editor.isGone(clip) ? [[index, { lock: null, redo: null }]] : []));
  editor.commit(changeClips(editor.sheet, new Map(gone)));
  editor.say(t("{count} clips are unlocked: the next run makes them anew.", { count: gone.length }));
}

// What gives a clip another sound; of a clip with a stretch to redo, to that stretch.
const another = ({ redo }) => ({ seed: newSeed(), ...(redo ? {} : { lock: null }) });

function reroll(editor, index) {
  const { sheet, locked, reasons } = keepHeard(editor, index);
  editor.commit(changeClips(sheet, new Map([[index, another(editor.clips[index])]])), index);
  editor.say([
    t("Clip {number} has a new seed, {locked} of {others} others are locked.", {
      number: index + 1, locked, others: editor.clips.length - 1 }),
    ...(reasons.length ? [t("Not locked: {why}.", { why: someOf(reasons) })] : []), t("Run to hear it.")].join(t(" ")));
}

function reseed(editor, index) {
  editor.commit(change(editor, index, another(editor.clips[index])), index);
  editor.say(t("Clip {number} has a new seed.", { number: index + 1 }));
}

function takePlanned(editor) {
  if (editor.planned === null) return editor.say(t("No plan is known: connect a Story Planner and run once."));
  editor.commit(editor.planned, 0);
  editor.say(t("The planner's plan is now the text. Undo brings back what was here."));
}

/** Replace the text with a cue sheet of the clips that the server read. */
export function rewrite(editor) {
  editor.commit(editor.other.cue_sheet, 0);
  editor.say(t("The text is a cue sheet now. Undo brings back what was here."));
}

function clear(editor) {
  editor.commit("", 0);
  editor.say(t("The text is empty: the connected plan is passed on as it is."));
}

const clipAction = (label, key, title, run, more = {}) => (
  { clip: true, edits: true, label, key, title, run, ...more });

export const CLIP_ACTIONS = {
  add: clipAction(t("Add"), "n", t("Add a clip after this one"), add, { clip: false }),
  split: clipAction(t("Split"), "s", t("Split this clip in two"), split, { whole: true }),
  duplicate: clipAction(t("Duplicate"), "d", t("Duplicate this clip"), duplicate),
  remove: clipAction(t("Delete"), "Delete", t("Delete this clip"), remove),
  softer: clipAction("− dB", "↓", t("Softer by 1 dB"), gainBy(-1), { whole: true, name: t("Softer") }),
  louder: clipAction("+ dB", "↑", t("Louder by 1 dB"), gainBy(1), { whole: true, name: t("Louder") }),
  pin: clipAction(t("Pin"), "t", t("Give this clip a time of its own"), pin, { whole: true, toggles: true }),
  lane: clipAction(t("Lane"), "b", t("Put this clip into another lane, beside the others"), otherLane, { whole: true }),
  align: clipAction(t("Onset"), "a", t("Let this clip's sound set in exactly at its start"), align,
    { whole: true, toggles: true }),
  lock: clipAction(t("Lock"), "Shift+L", t("Keep this clip's sound as it is"), toggleLock, { whole: true, toggles: true }),
  stretch: clipAction(t("Inpaint"), "x", t("Make a stretch of this clip anew: [ and ] put its ends at the cursor, Shift "
    + "and dragging marks it"), toggleStretch, { whole: true, toggles: true }),
  reroll: clipAction(t("Re-roll"), "r", t("Another sound for this clip; the others are locked"), reroll,
    { whole: true }),
  reseed: clipAction(t("New seed"), "g", t("A new seed for this clip; the others stay as they are"), reseed,
    { whole: true }),
};

export const STORY_ACTIONS = {
  undo: { edits: true, always: true, label: t("Undo"), key: "Ctrl+Z", title: t("Undo"),
    run: (editor) => editor.undo() },
  redo: { edits: true, always: true, label: t("Redo"), key: "Ctrl+Shift+Z", title: t("Redo"),
    run: (editor) => editor.redo() },
  take: { always: true, label: t("Take from the planner"),
    title: t("Put the connected plan of the last run into the text"),
    run: takePlanned },
  clear: { always: true, label: t("Clear"), title: t("Empty the text; then the connected plan is passed on"),
    run: clear },
};

/** Run an action if it is possible, else say why it is not. */
export function perform(editor, action) {
  if (action.edits && !action.always) {
    if (editor.readOnly && editor.planned !== null) {
      return editor.say(t("This is the planner's plan: use Take from the planner to change it."));
    }
    if (editor.sheet.isUnreadable) return editor.say(t("Mend the JSON in the text first."));
  }
  if (!action.clip) return action.run(editor);
  const clip = editor.clips[editor.selected];
  if (!clip) return editor.say(t("There is no clip yet."));
  if (clip.broken && action.whole) return editor.say(t("Mend line {line} first.", { line: clip.line + 1 }));
  return action.run(editor, editor.selected);
}
