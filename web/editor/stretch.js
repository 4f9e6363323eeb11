// A stretch of a clip's kept sound that the next run makes anew; the rest of the clip stays.
import { t } from "../language.js";
import { whyNoLock } from "./keep.js";
import { changeClips, rounded } from "./sheet.js";
import { keepsSound } from "./takes.js";

const LEAST_SECONDS = 0.05;

/** Mark a stretch of a clip, from and to in seconds from its begin; the clip is locked to the sound that is heard. */
export function markStretch(editor, index, from, to) {
  const clip = editor.clips[index];
  const [start, end] = [from, to].map((seconds) => rounded(Math.max(0, Math.min(seconds, clip.seconds))));
  if (end - start < LEAST_SECONDS) return editor.say(t("The stretch is too short."));
  const isKept = keepsSound(clip);
  const why = isKept ? null : whyNoLock(editor, index);
  if (why && !clip.lock) return editor.say(t("Cannot mark a stretch: {why}.", { why }));
  const lock = isKept || why ? clip.lock : editor.matched[index].sound.lock;
  editor.commit(changeClips(editor.sheet, new Map([[index, { lock, redo: [start, end] }]])), index);
  editor.say(t("From {start} to {end} s clip {number} is made anew, the rest of it stays. Write what is heard, and Run.",
    { start, end, number: index + 1 }));
}

/** Put the stretch's begin ("from") or end ("to") where the cursor is. */
export function stretchAt(editor, index, side) {
  const clip = editor.clips[index];
  const place = editor.player.position - editor.timing().starts[index];
  if (!(place >= 0 && place <= clip.seconds)) return editor.say(t("Put the cursor into clip {number} first.", clip));
  const [from, to] = clip.redo ?? [0, clip.seconds];
  if (side === "from") markStretch(editor, index, place, to > place ? to : clip.seconds);
  else markStretch(editor, index, from < place ? from : 0, place);
}

/** Mark the middle of a clip, or take its mark away. */
export function toggleStretch(editor, index) {
  const { redo, seconds } = editor.clips[index];
  if (!redo) return markStretch(editor, index, seconds / 3, 2 * seconds / 3);
  editor.commit(changeClips(editor.sheet, new Map([[index, { redo: null }]])), index);
  editor.say(t("Clip {number} has no stretch any more: it keeps its sound.", { number: index + 1 }));
}
