// What may be in a story's text, as the server has it (audiostory_core/checks.py, clip.py, marks.py): so that the
// editor marks at once what cannot be. A fault is {kind, ...}, null where nothing is wrong; its words are in faults.js.
import { lockSeconds } from "./takes.js";

export const MOST_CLIPS = 1000;
export const SHORTEST_CLIP_SECONDS = 0.01;
export const MOST_START_SECONDS = 360000;
export const [LOWEST_GAIN_DB, HIGHEST_GAIN_DB] = [-60, 20];
const MOST_CAPTION_CHARACTERS = 1000;
const MOST_SHEET_CHARACTERS = 200000;
const LARGEST_SEED = 2n ** 64n - 1n;
const ROUNDING_SECONDS = 1e-9;
const SPECIAL_TOKEN = /<\|[^<>|\s]*\|>|<\/?(?:t5|aud|timestamp)(?:_\d+)?>|<video_padding>/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const LOCK = /^[0-9a-f]{16}(@\d{1,6}(\.\d{1,9})?)?$/;
const STRETCH = /^(\d{1,6}(?:\.\d{1,9})?)-(\d{1,6}(?:\.\d{1,9})?)$/;
const LANE = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,23}$/u;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** The number that a word is, also inf and nan; null where it is none. */
export function readFloat(word) {
  if (FLOAT.test(word)) return Number(word.replaceAll("_", ""));
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(word);
  if (!named) return null;
  if (named[2].toLowerCase() === "nan") return NaN;
  return named[1] === "-" ? -Infinity : Infinity;
}

/** What a mark at the end of a line says; null where it is no such value. */
export function readMark(name, text) {
  if (name === "seed") return /^\d{1,1000}$/.test(text) ? text : null;
  if (name === "redo") return STRETCH.exec(text)?.slice(1, 3).map(Number) ?? null;
  return name === "gain" ? readFloat(text.replace(/ ?dB$/i, "").replace("\u2212", "-")) : text;
}

/** Whether a clip, or the whole, can last so many seconds. */
export const isLength = (seconds) => seconds >= SHORTEST_CLIP_SECONDS && seconds < Infinity;

/** Whether a film can have so many frames a second. */
export const isRate = (rate) => rate >= 1 && rate <= 1000;

/** Whether a clip is longer than the model makes, or than what is left of the kept sound that it is a part of. */
export const isTooLong = ({ seconds, lock }, longest) => (
  longest != null && seconds > longest - lockSeconds(lock) + ROUNDING_SECONDS);

/** What is wrong with a clip's own values; longest is the model's longest clip where one is known. */
export function clipFault(clip, longest) {
  return captionFault(clip.caption) ?? secondsFault(clip, longest) ?? startFault(clip) ?? markFault(clip);
}

function captionFault(caption) {
  if ([...caption].length > MOST_CAPTION_CHARACTERS) return { kind: "captionLong", most: MOST_CAPTION_CHARACTERS };
  if (LONE_SURROGATE.test(caption) || SPECIAL_TOKEN.test(caption)) return { kind: "captionMark" };
  return /\p{L}/u.test(caption) ? null : { kind: "captionEmpty" };
}

function secondsFault({ seconds, lock }, longest) {
  if (!isLength(seconds)) return { kind: "short", least: SHORTEST_CLIP_SECONDS };
  if (!isTooLong({ seconds, lock }, longest)) return null;
  return { kind: "long", most: Math.floor((longest - lockSeconds(lock)) * 1000) / 1000 };
}

/** Whether it can be told when a clip sounds. */
export const hasTime = (clip) => !clip.broken && isLength(clip.seconds) && !startFault(clip) && isLane(clip.lane);

// A stretch to redo: [start, end] in seconds from the clip's begin.
const isStretch = (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)
  && value[0] >= 0 && value[0] < value[1];

const isLane = (lane) => lane === "" || LANE.test(lane);

const startFault = ({ start }) => (start == null || (start >= 0 && start <= MOST_START_SECONDS) ? null
  : { kind: "start" });

function markFault({ seconds, seed, lock, redo, gain, lane, align }) {
  const wrong = Object.entries({
    seed: seed != null && !(/^\d+$/.test(seed) && BigInt(seed) <= LARGEST_SEED), lock: lock != null && !LOCK.test(lock),
    redo: redo != null && !(isStretch(redo) && lock != null && redo[0] < seconds),
    gain: !(gain >= LOWEST_GAIN_DB && gain <= HIGHEST_GAIN_DB), lane: !isLane(lane),
    align: align != null && align !== "onset" }).find(([, isWrong]) => isWrong);
  return wrong ? { kind: "mark", mark: wrong[0] } : null;
}

/** What is wrong with the text as a whole. */
export function textFault(text, clips) {
  if ([...text].length > MOST_SHEET_CHARACTERS) return { kind: "text", most: MOST_SHEET_CHARACTERS };
  return clips < 1 || clips > MOST_CLIPS ? { kind: "clips", most: MOST_CLIPS } : null;
}
