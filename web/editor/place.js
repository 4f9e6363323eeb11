// Where a clip stands in a timed plan: its start, its lane, whether its sound sets in there. What is not moved stays.
import { t } from "../language.js";
import { clock } from "./draw.js";
import { keepHeard, keptWords } from "./keep.js";
import { changeClips, rounded } from "./sheet.js";
import { startsOf, withMoved } from "./timeline.js";

const SNAP_PIXELS = 8; // as near as this, a clip goes to what stands there
const TENTHS = 10;
const USUAL_RATE = 25; // frames a second, where the plan does not say

/** A lane that is not there yet: "2", "3" and so on. */
export function newLane(lanes) {
  let number = 2;
  while (lanes.includes(String(number))) number++;
  return String(number);
}

// Frames a second, as the text or the film says; null where neither does.
const rateOf = ({ sheet, film }) => sheet.rate ?? film?.rate ?? null;

/**
 * Seconds at a frame, where the plan has a frame rate, else at a tenth. Or those at which the clip's begin, its end or
 * the moment at which it sets in lies where another clip begins, ends or sets in, or the film has a mark.
 *
 * starts: when each clip begins.
 */
export function snapped(editor, starts, index, seconds, scale) {
  const rate = rateOf(editor);
  const onsetOf = (place) => editor.soundAt(place).onset ?? 0;
  const edges = editor.clips.flatMap((clip, place) => (place === index ? []
    : [0, clip.seconds, onsetOf(place)].map((own) => starts[place] + own)));
  const own = new Set([0, editor.clips[index].seconds, onsetOf(index)]);
  const places = [...edges, ...(editor.film?.marks ?? [])].flatMap((mark) => [...own].map((begin) => mark - begin));
  const near = [0, ...places].reduce((best, place) => (
    place >= 0 && Math.abs(place - seconds) < Math.abs(best - seconds) ? place : best), Infinity);
  if (Math.abs(near - seconds) * scale <= SNAP_PIXELS) return near;
  const grid = rate ?? TENTHS;
  return Math.round(seconds * grid) / grid;
}

const orderOf = (clips) => {
  const starts = startsOf(clips);
  return clips.map((_, index) => index).sort((one, other) => starts[one] - starts[other] || one - other).join();
};

/**
 * Put a clip at a time and into a lane; the clip behind it stays where it is. Where the order changes in which the
 * model reads the story, what was heard is locked.
 */
export function setPlace(editor, { index, start, lane }) {
  const after = withMoved(editor.clips, editor.timing(), { index, start, lane });
  const heard = orderOf(after) === orderOf(editor.clips) ? { sheet: editor.sheet, locked: 0, reasons: [] }
    : keepHeard(editor);
  const changes = new Map();
  after.forEach((clip, place) => {
    const was = editor.clips[place];
    if (clip.start !== was.start || clip.lane !== was.lane) {
      changes.set(place, { start: clip.start === null ? null : rounded(clip.start), lane: clip.lane });
    }
  });
  if (!changes.size) return;
  editor.commit(changeClips(heard.sheet, changes), index);
  editor.say(keptWords(t("Clip {number} begins at {at} in {lane}.", {
    number: index + 1, at: clock(start, 3), lane: lane || t("the first lane") }), heard));
}

/** Move the selected clip by so many seconds, or frames. */
export function nudgeStart(editor, { seconds = 0, frames = 0 }) {
  const index = editor.selected;
  const rate = rateOf(editor) ?? USUAL_RATE;
  const start = editor.timing().starts[index] + seconds + frames / rate;
  setPlace(editor, { index, start: Math.max(0, rounded(start)), lane: editor.clips[index].lane });
}

/** Give a clip a start of its own where it stands, or let it follow the clip before it again. */
export function pin(editor, index) {
  const { start, number } = editor.clips[index];
  const wanted = start === null ? rounded(editor.timing().starts[index]) : null;
  editor.commit(changeClips(editor.sheet, new Map([[index, { start: wanted }]])), index);
  editor.say(start === null ? t("Clip {number} keeps its time: drag it where it is to begin.", { number })
    : t("Clip {number} follows the clip before it again.", { number }));
}

/** Put a clip into the next lane; behind the last is a new one. */
export function otherLane(editor, index) {
  const { starts, lanes } = editor.timing();
  const { lane } = editor.clips[index];
  const isAlone = editor.clips.every((clip, place) => place === index || clip.lane !== lane);
  const next = lanes[lanes.indexOf(lane) + 1] ?? (isAlone ? lanes[0] : newLane(lanes));
  setPlace(editor, { index, start: rounded(starts[index]), lane: next });
}

/** Put the moment at which a clip's sound sets in on its start, or its beginning. */
export function align(editor, index) {
  const { align: was, number } = editor.clips[index];
  editor.commit(changeClips(editor.sheet, new Map([[index, { align: was ? null : "onset" }]])), index);
  editor.say(was ? t("Clip {number} begins at its start.", { number })
    : t("Clip {number} sets in at its start: run to hear it.", { number }));
}
