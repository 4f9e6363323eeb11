// Keeps sounds of the last run by locking clips to them, or to a part of them. The sound of a clip that is not locked
// depends on its place (noise) and on the whole story (tokens), so any change of the order changes every sound.
import { t } from "../language.js";
import { changeClips } from "./sheet.js";
import { keepsSound } from "./takes.js";

/** Why a clip cannot be locked; null if it can. */
export function whyNoLock(editor, index) {
  const { sound, same } = editor.matched[index];
  const number = index + 1;
  if (!sound) return t("clip {number} has no kept sound: run first", { number });
  return same ? null : t("clip {number} has changed since the run: run first", { number });
}

/**
 * The sheet with all clips locked whose sound of the last run is still right.
 *
 * except: index of a clip that is not locked. Returns {sheet, locked (how many are), reasons (why others are not)}.
 */
export function keepHeard(editor, except = null) {
  const changes = new Map();
  const reasons = [];
  let locked = 0;
  editor.clips.forEach((clip, index) => {
    if (index === except) return;
    const unread = clip.broken && t("clip {number} cannot be read", clip);
    const isKept = keepsSound(clip);
    const why = isKept ? null : unread || whyNoLock(editor, index);
    if (why) return reasons.push(why);
    locked++;
    if (!isKept) changes.set(index, { lock: editor.matched[index].sound.lock, redo: null });
  });
  const sheet = changes.size ? editor.read(changeClips(editor.sheet, changes)) : editor.sheet;
  return { sheet, locked, reasons };
}

/** The message after an action that locked clips to keep their sounds; only `done` if no clip had a sound. */
export function keptWords(done, { locked, reasons }) {
  if (!locked) return done;
  const open = reasons.length ? [t("Not locked: {why}.", { why: someOf(reasons) })] : [];
  return [done, t("What was heard is kept, locked; G makes a new sound."), ...open].join(t(" "));
}

/** The first two reasons, and how many more there are. */
export function someOf(reasons) {
  const more = reasons.length > 2 ? [t("and {count} more", { count: reasons.length - 2 })] : [];
  return [...reasons.slice(0, 2), ...more].join(t("; "));
}
