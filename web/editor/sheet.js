// The cue sheet as the editor works with it: its lines, the clips in them, and what is wrong. Nothing here knows the
// page. A change takes a sheet and gives the text of the next one; lines that it does not mean stay as they are.
import {
  MARK_NEEDS, captionProblem, float, isTooLong, marksProblem, quoted, readFloat, readMark, secondsProblem, sheetProblem,
} from "./words.js";
import { splitUnit } from "./units.js";
import { isTimed, laneProblem, lengthProblem, placeProblems, readStart, startProblem } from "./timeline.js";

const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // where Python's splitlines breaks
const HEAD_MARK = /^#(length|rate)=(\S*)$/;
const MARK = /^#(seed|lock|gain|lane|align)=(\S*(?: [dD][bB])?)$/;
export const BROKEN_SECONDS = 2; // a line that gives no length is drawn as long as this

/**
 * Read a text. length: of the whole, where the text does not say it: a film's.
 *
 * Returns {text, json, lines, clips, length and rate of the whole (null where they are not said), isTimed, problems}. A
 * clip: {line (from 0), number (from 1), raw, seconds, written (seconds as they stand there), caption, seed, lock, gain
 * (decibels), start (seconds or null), writtenStart, lane, align, problem}; one whose line cannot be read is `broken`.
 * A problem: {line or null, clip (from 0) or null, words}. A JSON that cannot be read `isUnreadable`: it has no clips.
 */
export function readSheet(text, longest = null, length = null) {
  if (/^\s*[{[]/.test(text)) return readJson(text, longest, length);
  const lines = splitLines(text);
  const clips = [];
  const head = readHead(lines);
  head.length ??= length;
  lines.forEach((raw, line) => {
    if (raw.trim() && !raw.trimStart().startsWith("#")) clips.push(readLine(raw, line, clips.length + 1, head.rate));
  });
  return checked({ text, json: null, lines, clips, ...head }, longest);
}

// What the lines of head marks say of the whole plan, and what is wrong with them.
function readHead(lines) {
  const head = { length: null, rate: null, headProblems: [] };
  lines.forEach((raw, line) => {
    const found = raw.trim().startsWith("#") ? raw.trim().split(/\s+/).map((word) => HEAD_MARK.exec(word)) : [null];
    if (!found.every(Boolean)) return;
    for (const [, name, value] of found) {
      head[name] = readFloat(value);
      const words = headProblem(name, value, head[name], line);
      if (words) head.headProblems.push({ line, clip: null, words });
    }
  });
  if (!(head.rate >= 1 && head.rate <= 1000)) head.rate = null;
  if (!(head.length > 0 && head.length < Infinity)) head.length = null;
  return head;
}

function headProblem(name, value, number, line) {
  if (number === null) return `cue sheet line ${line + 1} has the ${name} ${quoted(value)}; a number is needed`;
  if (name === "rate" && !(number >= 1 && number <= 1000)) {
    return `the frame rate is ${float(number)}; frames a second from 1 to 1000 are possible`;
  }
  return name === "length" ? lengthProblem(number) : null;
}

function splitLines(text) {
  const lines = text.split(LINE_BREAK);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

// A line without the marks at its end, and these as [name, text], the last first; see marks.py. Each mark is looked for
// from the end, so that many of them take no longer than their length.
function splitMarks(raw) {
  const marks = [];
  let end = raw.trimEnd().length;
  for (let place = lastSign(raw, end); place > 0; place = lastSign(raw, end)) {
    const mark = MARK.exec(raw.slice(place, end));
    if (!mark) break;
    marks.push(mark.slice(1));
    for (end = place; end > 0 && /\s/.test(raw[end - 1]);) end--;
  }
  return { rest: raw.slice(0, end), marks };
}

// Where the last word begins that begins with #, before end and behind a blank; not above 0 where there is none.
function lastSign(raw, end) {
  const before = (place) => (place > 0 ? raw.lastIndexOf("#", place - 1) : -1);
  let place = before(end);
  while (place > 0 && /\S/.test(raw[place - 1])) place = before(place);
  return place;
}

const PLAIN = { seed: null, lock: null, gain: 0, start: null, lane: "", align: null };

function readLine(raw, line, number, rate) {
  const clip = { ...PLAIN, line, number, raw, seconds: BROKEN_SECONDS, caption: raw.trim() };
  const broken = (words) => ({ ...clip, broken: true, problem: `cue sheet line ${line + 1} ${words}` });
  const other = (words) => ({ ...broken(words), isOther: true }); // it may be a plan of another kind
  const { rest, marks } = splitMarks(raw);
  for (const [name, value] of marks) {
    const read = readMark(name, value);
    if (read === null) return broken(`has the ${name} ${quoted(value)}; ${MARK_NEEDS[name]}`);
    clip[name] = read;
  }
  const [, at, own] = /^\s*(?:@(\S*)\s*)?(.*)$/.exec(rest);
  if (at !== undefined) {
    const start = readStart(at, rate);
    if (typeof start === "string") return broken(`begins at ${quoted(at)}${start}`);
    Object.assign(clip, { start, writtenStart: at });
    if (!own) return other(`has no seconds after ${quoted(`@${at}`)}`);
  }
  const [, first, behind] = /^(\S+)\s*(.*)$/.exec(own);
  const seconds = readFloat(first);
  if (seconds === null) {
    return other(`begins with ${quoted(first)}; it must begin with the clip's seconds, then the caption`);
  }
  if (!behind) return other(`has no caption after ${quoted(first)}`);
  const { unit, factor, caption } = splitUnit(behind.trimEnd());
  return { ...clip, seconds: seconds * factor, written: unit ? `${first} ${unit}` : first, caption };
}

function readJson(text, longest, length) {
  let json = null;
  const sheet = { text, json, lines: splitLines(text), clips: [], length: null, rate: null };
  const unreadable = (words) => ({ ...sheet, isUnreadable: true, problems: [{ line: null, clip: null, words }] });
  try { // a seed may have more digits than a number here holds
    json = JSON.parse(text.replace(/("seed"\s*:\s*)(\d+)/g, '$1"$2"'));
  } catch (error) {
    return unreadable(`the plan is no valid JSON: ${error.message}`);
  }
  if (!Array.isArray(json?.clips)) return unreadable("the plan lacks the fields clips");
  const clips = json.clips.map((entry, index) => ({
    line: null, number: index + 1, raw: JSON.stringify(entry), seconds: Number(entry?.seconds), written: null,
    caption: String(entry?.caption ?? ""), seed: entry?.seed ?? null,
    lock: entry?.lock == null ? null : String(entry.lock), gain: Number(entry?.gain_db ?? 0),
    start: startOf(entry, json.frame_rate), lane: String(entry?.lane ?? ""), align: entry?.align ?? null,
  }));
  return checked({ ...sheet, json, clips, length: json.length_seconds ?? length, rate: json.frame_rate ?? null }, longest);
}

function startOf(entry, rate) {
  const start = entry?.start_seconds ?? null;
  const read = typeof start === "string" ? readStart(start, rate) : start;
  return typeof read === "string" ? NaN : read;
}

function checked(sheet, longest) {
  const problems = [...(sheet.headProblems ?? [])];
  if (sheet.text.trim()) {
    const words = sheetProblem(sheet.text, sheet.clips.length);
    if (words) problems.push({ line: null, clip: null, words });
  }
  sheet.clips.forEach((clip, index) => {
    clip.problem ??= captionProblem(clip.caption, clip.number) ?? secondsProblem(clip, longest)
      ?? startProblem(clip) ?? marksProblem(clip, clip.number) ?? laneProblem(clip);
    clip.isTooLong = !clip.broken && isTooLong(clip, longest);
    if (!(clip.seconds > 0 && clip.seconds < Infinity)) clip.seconds = BROKEN_SECONDS; // to be drawn at all
    if (clip.problem) problems.push({ line: clip.line, clip: index, words: clip.problem, isTooLong: clip.isTooLong });
  });
  if (!sheet.clips.some(({ broken }) => broken)) addPlaceProblems(sheet, problems);
  return { ...sheet, isTimed: isTimed(sheet), problems };
}

function addPlaceProblems({ clips, length }, problems) {
  for (const [index, words] of placeProblems(clips, length)) {
    if (index !== null) clips[index].problem ??= words;
    problems.push({ line: clips[index]?.line ?? null, clip: index, words });
  }
}

/** Seconds without the digits that adding leaves behind. */
export const rounded = (seconds) => Number(seconds.toFixed(3));

/** One clip as a line. */
export function lineOf({ seconds, written, caption, seed, lock, gain, start, writtenStart, lane, align }) {
  const own = `${seed == null ? "" : ` #seed=${seed}`}${lock == null ? "" : ` #lock=${lock}`}`
    + (gain ? ` #gain=${gain}` : "") + (lane ? ` #lane=${lane}` : "") + (align ? ` #align=${align}` : "");
  const at = start == null ? "" : `@${writtenStart ?? rounded(start)} `;
  const length = String(written ?? rounded(seconds));
  const unit = splitUnit(caption).unit && !length.includes(" ") ? " s" : ""; // else the caption's word would be read so
  return `${at}${length}${unit} ${caption}${own}`;
}

function write(sheet, entries) {
  if (sheet.json) {
    const clips = entries.filter((entry) => typeof entry !== "string").map(jsonClip);
    return JSON.stringify({ ...sheet.json, clips }, null, 2).replace(/("seed": )"(\d+)"/g, "$1$2");
  }
  return entries.map((entry) => (typeof entry === "string" ? entry : entry.changed ? lineOf(entry) : entry.raw))
    .map((line) => `${line}\n`).join("");
}

function jsonClip({ caption, seconds, seed, lock, gain, start, lane, align }) {
  return { caption, ...(start == null ? {} : { start_seconds: rounded(start) }), seconds: rounded(seconds),
    ...(seed == null ? {} : { seed }), ...(lock == null ? {} : { lock }), ...(gain ? { gain_db: gain } : {}),
    ...(lane ? { lane } : {}), ...(align ? { align } : {}) };
}

// The sheet as a list of lines that are kept (texts) and clips.
function entriesOf(sheet) {
  if (sheet.json) return [...sheet.clips];
  const byLine = new Map(sheet.clips.map((clip) => [clip.line, clip]));
  return sheet.lines.map((raw, line) => byLine.get(line) ?? raw);
}

/** The text with some clips changed: changes is a Map from index to {seconds, caption, seed, lock, gain, start, lane,
 * align}. */
export function changeClips(sheet, changes) {
  const changed = sheet.clips.map((clip, index) => {
    const change = changes.get(index);
    if (!change) return clip;
    const written = change.seconds === undefined ? clip.written : null;
    const writtenStart = change.start === undefined ? clip.writtenStart : null;
    return { ...clip, ...change, written, writtenStart, changed: true };
  });
  return write(sheet, entriesOf(sheet).map((entry) => (typeof entry === "string" ? entry : changed[entry.number - 1])));
}

/** The text with new clips in front of clip `index` (or at the end). */
export function insertClips(sheet, index, clips) {
  const entries = entriesOf(sheet);
  const place = index >= sheet.clips.length ? lastPlace(sheet, entries) : blockStart(entries, sheet.clips[index]);
  entries.splice(place, 0, ...clips.map((clip) => ({ ...clip, changed: true })));
  return write(sheet, entries);
}

/** The text without a clip; comments above it stay. */
export function removeClip(sheet, index) {
  return write(sheet, entriesOf(sheet).filter((entry) => entry !== sheet.clips[index]));
}

/** The text with one clip at another place, the comment directly above it with it. */
export function moveClip(sheet, from, to) {
  if (from === to) return sheet.text;
  const entries = entriesOf(sheet);
  const start = blockStart(entries, sheet.clips[from]);
  const moved = entries.splice(start, entries.indexOf(sheet.clips[from]) + 1 - start);
  const others = sheet.clips.filter((_, index) => index !== from);
  const place = to >= others.length ? entries.indexOf(others.at(-1)) + 1 : blockStart(entries, others[to]);
  entries.splice(place, 0, ...moved);
  return write(sheet, entries);
}

function lastPlace(sheet, entries) {
  return sheet.clips.length ? entries.indexOf(sheet.clips.at(-1)) + 1 : entries.length;
}

// Where a clip begins with the comments that stand directly above it; those at the top of the sheet speak of the whole.
function blockStart(entries, clip) {
  const place = entries.indexOf(clip);
  let start = place;
  while (start > 0 && typeof entries[start - 1] === "string" && entries[start - 1].trim()) start--;
  return start === 0 ? place : start;
}

/** What was known of each old clip (selected, muted, ...), for the new clips: by line, then by place. */
export function carryOver(before, after, values) {
  const left = new Map();
  before.forEach((clip, index) => left.set(clip.raw, [...(left.get(clip.raw) ?? []), index]));
  const found = after.map((clip) => left.get(clip.raw)?.shift());
  const used = new Set(found);
  return found.map((index, place) => {
    if (index !== undefined) return values[index];
    return before.length === after.length && !used.has(place) ? values[place] : undefined;
  });
}

/** The text with one clip's whole line replaced: the way to mend a line that cannot be read. */
export function replaceLine(sheet, index, line) {
  return write(sheet, entriesOf(sheet).map((entry) => (entry === sheet.clips[index] ? line : entry)));
}
