// What may stand in a line of the cue sheet, and the words that say what is wrong with one. They are the words of the
// server (audiostory_core/story.py), so that a mark in the editor and a refused run say the same.

import { lockSeconds } from "./takes.js";

export const MOST_CLIPS = 1000;
export const SHORTEST_CLIP_SECONDS = 0.01;
export const MOST_CAPTION_CHARACTERS = 1000;
export const MOST_SHEET_CHARACTERS = 200000;
export const [LOWEST_GAIN_DB, HIGHEST_GAIN_DB] = [-60, 20];
const LARGEST_SEED = 2n ** 64n - 1n;
const ROUNDING_SECONDS = 1e-9;
const SPECIAL_TOKEN = /<\|[^<>|\s]*\|>|<\/?(?:t5|aud|timestamp)(?:_\d+)?>|<video_padding>/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const LOCK = /^[0-9a-f]{16}(@\d{1,6}(\.\d{1,9})?)?$/;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** A text as Python's repr writes it, cut as the server cuts what it quotes. */
export function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escapes = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [mark]: `\\${mark}` };
  const inner = [...text].map((character) => escapes[character] ?? hexEscape(character)).join("");
  const words = `${mark}${inner}${mark}`;
  return words.length <= 80 ? words : `${words.slice(0, 77)}...`;
}

function hexEscape(character) {
  const code = character.codePointAt(0);
  return code < 32 || (code > 126 && code < 161) ? `\\x${code.toString(16).padStart(2, "0")}` : character;
}

/** A number as Python writes a float: 3.0, 1e-05, inf. */
export function float(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A number with six digits at most. */
export const short = (value) => String(Number(value.toPrecision(6)));

/** The number that Python's float() reads, null where it would refuse. */
export function readFloat(word) {
  if (FLOAT.test(word)) return Number(word.replaceAll("_", ""));
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(word);
  if (!named) return null;
  if (named[2].toLowerCase() === "nan") return NaN;
  return named[1] === "-" ? -Infinity : Infinity;
}

/** What is wrong with a caption, null where nothing is. */
export function captionProblem(caption, number) {
  const name = `clip ${number}'s caption`;
  const length = [...caption].length;
  if (length > MOST_CAPTION_CHARACTERS) {
    return `${name} has ${length} characters; at most ${MOST_CAPTION_CHARACTERS} are allowed`;
  }
  if (LONE_SURROGATE.test(caption)) return `${name} holds half a character (a lone surrogate); it is no valid text`;
  const token = SPECIAL_TOKEN.exec(caption);
  if (token) return `${name} holds ${quoted(token[0])}, a mark of the model that cannot be part of a text`;
  if (!caption.trim()) return `${name} is empty; say what is to be heard`;
  if (!/\p{L}/u.test(caption)) return `${name} is ${quoted(caption.trim())}, without a letter; use words`;
  return null;
}

/** What is wrong with a clip's length; longest is the model's longest clip where one is known. */
export function secondsProblem({ seconds, number, lock }, longest) {
  const name = `clip ${number}'s length`;
  if (!Number.isFinite(seconds)) return `${name} is ${float(seconds)}; a finite number of seconds is needed`;
  if (seconds < SHORTEST_CLIP_SECONDS) {
    return `${name} is ${float(seconds)} s; at least ${SHORTEST_CLIP_SECONDS} s is needed`;
  }
  if (!isTooLong({ seconds, lock }, longest)) return null;
  const from = lockSeconds(lock);
  const within = from ? `, and it begins ${short(from)} s into a kept one` : "";
  return `${name} is ${short(seconds)} s; this model's longest clip is ${short(longest)} s${within}`;
}

/** Whether a clip is longer than the model makes, or than what is left of the kept sound that it is a part of. */
export const isTooLong = ({ seconds, lock }, longest) => (
  longest != null && seconds > longest - lockSeconds(lock) + ROUNDING_SECONDS);

/** What a mark is asked for where it is no such value. */
export const MARK_NEEDS = {
  seed: "a whole number is needed", lock: "16 hexadecimal digits are needed", gain: "decibels such as -6 are needed",
  lane: "a name is needed", align: "it can be onset",
};

/** What a mark at the end of a line says; null where it is no such value. */
export function readMark(name, text) {
  if (name === "seed") return /^\d{1,1000}$/.test(text) ? text : null;
  return name === "gain" ? readFloat(text.replace(/ ?dB$/i, "").replace("\u2212", "-")) : text;
}

/** What is wrong with a clip's seed (its digits), lock or gain. */
export function marksProblem({ seed, lock, gain }, number) {
  if (seed != null && BigInt(seed) > LARGEST_SEED) {
    const digits = BigInt(seed).toString();
    const words = digits.length <= 80 ? digits : `${digits.slice(0, 77)}...`;
    return `clip ${number}'s seed is ${words}; a whole number from 0 to ${LARGEST_SEED} is needed`;
  }
  if (lock != null && !LOCK.test(lock)) return `clip ${number}'s lock is ${quoted(lock)}; ${MARK_NEEDS.lock}`;
  if (gain >= LOWEST_GAIN_DB && gain <= HIGHEST_GAIN_DB) return null;
  return `clip ${number}'s gain is ${float(gain)} dB; a number of decibels from ${LOWEST_GAIN_DB} to `
    + `${HIGHEST_GAIN_DB} is needed`;
}


/** What is wrong with the sheet as a whole. */
export function sheetProblem(text, clips) {
  const length = [...text].length;
  if (length > MOST_SHEET_CHARACTERS) {
    return `the cue sheet has ${length} characters; at most ${MOST_SHEET_CHARACTERS} are allowed`;
  }
  if (clips < 1 || clips > MOST_CLIPS) return `the plan has ${clips} clips; 1 to ${MOST_CLIPS} are possible`;
  return null;
}
