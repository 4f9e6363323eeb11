// Moves clips in a plan with times: start, lane, and alignment of the onset. Other clips keep their times.
import { t } from "../language.js";
import { clock } from "./draw.js";
import { keepHeard, keptWords } from "./keep.js";
import { changeClips, rounded } from "./sheet.js";
import { startsOf, withMoved } from "./timeline.js";

const SNAP_PIXELS = 8; // a clip snaps to marks that are nearer than this
const TENTHS = 10;
const USUAL_RATE = 25; // frames a second, if neither the plan nor the film gives a rate

/** The name of a new lane: "2", "3" and so on. */
export function newLane(lanes) {
  let number = 2;
  while (lanes.includes(String(number))) number++;
  return String(number);
}

// Frames a second from the text or the film; null if neither gives a rate.
const rateOf = ({ sheet, film }) => sheet.rate ?? film?.rate ?? null;

/**
 * The start to which a dragged clip snaps. If the clip's beginning, end or onset is near to another clip's beginning,
 * end or onset, or to a mark of the film, it snaps to that. Else it snaps to a frame if there is a frame rate, or to a
 * tenth of a second.
 *
 * starts: when each clip begins. seconds: the wanted start. scale: pixels a second.
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
 * Move a clip to a time and a lane; the clip after it keeps its time. If this changes the order in which the model
 * reads the story, clips are locked to keep their sounds.
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

/** Move the selected clip by a number of seconds or frames. */
export function nudgeStart(editor, { seconds = 0, frames = 0 }) {
  const index = editor.selected;
  const rate = rateOf(editor) ?? USUAL_RATE;
  const start = editor.timing().starts[index] + seconds + frames / rate;
  setPlace(editor, { index, start: Math.max(0, rounded(start)), lane: editor.clips[index].lane });
}

/** Give a clip its present time as a fixed start, or let it follow the clip before it again. */
export function pin(editor, index) {
  const { start, number } = editor.clips[index];
  const wanted = start === null ? rounded(editor.timing().starts[index]) : null;
  editor.commit(changeClips(editor.sheet, new Map([[index, { start: wanted }]])), index);
  editor.say(start === null ? t("Clip {number} keeps its time: drag it where it is to begin.", { number })
    : t("Clip {number} follows the clip before it again.", { number }));
}

/** Move a clip to the next lane; after the last one to a new lane. */
export function otherLane(editor, index) {
  const { starts, lanes } = editor.timing();
  const { lane } = editor.clips[index];
  const isAlone = editor.clips.every((clip, place) => place === index || clip.lane !== lane);
  const next = lanes[lanes.indexOf(lane) + 1] ?? (isAlone ? lanes[0] : newLane(lanes));
  setPlace(editor, { index, start: rounded(starts[index]), lane: next });
}

/** Toggle whether a clip's onset, or its beginning, is at its start. */
export function align(editor, index) {
  const { align: was, number } = editor.clips[index];
  editor.commit(changeClips(editor.sheet, new Map([[index, { align: was ? null : "onset" }]])), index);
  editor.say(was ? t("Clip {number} begins at its start.", { number })
    : t("Clip {number} sets in at its start: run to hear it.", { number }));
}
