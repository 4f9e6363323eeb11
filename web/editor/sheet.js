// The cue sheet as the editor works with it: its lines, the clips in them, and what is wrong. Nothing here knows the
// page. A change takes a sheet and gives the text of the next one; lines that it does not mean stay as they are.
import { clipFault, hasTime, isLength, isRate, isTooLong, readFloat, readMark, textFault } from "./limits.js";
import { splitUnit } from "./units.js";
import { isTimed, placeFaults, readStart } from "./timeline.js";

const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // where Python's splitlines breaks
const HEAD_MARK = /^#(length|rate)=(\S*)$/;
const MARK = /^#(seed|lock|redo|gain|lane|align)=(\S*(?: [dD][bB])?)$/;
export const BROKEN_SECONDS = 2; // a line that gives no length is drawn as long as this

/**
 * Read a text. length: of the whole, where the text does not say it: a film's.
 *
 * Returns {text, json, lines, clips, length and rate of the whole (null where they are not said), isTimed, faults}. A
 * clip: {line (from 0), number (from 1), raw, seconds, written (seconds as they stand there), caption, seed, lock, redo
 * ([start, end] or null), gain (decibels), start (seconds or null), writtenStart, lane, align}; one whose line cannot be
 * read is `broken`. A fault:
 * {line or null, clip (from 0) or null, kind, ...}, see limits.js. A JSON that cannot be read `isUnreadable`: it has no
 * clips.
 */
export function readSheet(text, longest = null, length = null) {
  if (/^\s*(\{|\[\s*[[{"\]])/.test(text)) return readJson(text, longest, length);
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
  const head = { length: null, rate: null, headFaults: [] };
  const isPossible = { length: isLength, rate: isRate };
  lines.forEach((raw, line) => {
    const found = raw.trim().startsWith("#") ? raw.trim().split(/\s+/).map((word) => HEAD_MARK.exec(word)) : [null];
    if (!found.every(Boolean)) return;
    for (const [, name, value] of found) {
      const number = readFloat(value);
      const isRight = number !== null && isPossible[name](number);
      head[name] = isRight ? number : null;
      if (!isRight) head.headFaults.push({ kind: name, line, clip: null });
    }
  });
  return head;
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

const PLAIN = { seed: null, lock: null, redo: null, gain: 0, start: null, lane: "", align: null };

function readLine(raw, line, number, rate) {
  const clip = { ...PLAIN, line, number, raw, seconds: BROKEN_SECONDS, caption: raw.trim() };
  const broken = () => ({ ...clip, broken: true });
  const { rest, marks } = splitMarks(raw);
  for (const [name, value] of marks) {
    const read = readMark(name, value);
    if (read === null) return broken();
    clip[name] = read;
  }
  const [, at, own] = /^\s*(?:@(\S*)\s*)?(.*)$/.exec(rest);
  if (at !== undefined) {
    const start = readStart(at, rate);
    if (start === null) return broken();
    Object.assign(clip, { start, writtenStart: at });
    if (!own) return broken();
  }
  const [, first, behind] = /^(\S+)\s*(.*)$/.exec(own);
  const seconds = readFloat(first);
  if (seconds === null || !behind) return broken();
  const { unit, factor, caption } = splitUnit(behind.trimEnd());
  return { ...clip, seconds: seconds * factor, written: unit ? `${first} ${unit}` : first, caption };
}

function readJson(text, longest, length) {
  let json = null;
  const sheet = { text, json, lines: splitLines(text), clips: [], length: null, rate: null };
  const unreadable = { ...sheet, isUnreadable: true, faults: [{ kind: "json", line: null, clip: null }] };
  try { // a seed may have more digits than a number here holds
    json = JSON.parse(text.replace(/("seed"\s*:\s*)(\d+)/g, '$1"$2"'));
  } catch {
    return unreadable;
  }
  if (!Array.isArray(json?.clips)) return unreadable;
  const clips = json.clips.map((entry, index) => ({
    line: null, number: index + 1, raw: JSON.stringify(entry), seconds: Number(entry?.seconds), written: null,
    caption: String(entry?.caption ?? ""), seed: entry?.seed ?? null,
    lock: entry?.lock == null ? null : String(entry.lock), redo: stretchOf(entry),
    gain: Number(entry?.gain_db ?? 0),
    start: startOf(entry, json.frame_rate), lane: String(entry?.lane ?? ""), align: entry?.align ?? null,
  }));
  return checked({ ...sheet, json, clips, length: Number.isFinite(json.length_seconds) ? json.length_seconds : length,
    rate: isRate(json.frame_rate) ? json.frame_rate : null }, longest);
}

const stretchOf = (entry) => (entry?.redo == null ? null : [0, 1].map((end) => Number(entry.redo[end])));

function startOf(entry, rate) {
  const start = entry?.start_seconds ?? null;
  return typeof start === "string" ? readStart(start, rate) ?? NaN : start;
}

function checked(sheet, longest) {
  const { clips, length } = sheet;
  const faults = [...(sheet.headFaults ?? [])];
  const whole = sheet.text.trim() ? textFault(sheet.text, clips.length) : null;
  if (whole) faults.push({ ...whole, line: null, clip: null });
  const isPlaced = clips.every(hasTime);
  clips.forEach((clip, index) => {
    const fault = clip.broken ? { kind: "unread" } : clipFault(clip, longest);
    clip.isTooLong = !clip.broken && isTooLong(clip, longest);
    if (!(clip.seconds > 0 && clip.seconds < Infinity)) clip.seconds = BROKEN_SECONDS; // to be drawn at all
    if (fault) faults.push({ ...fault, line: clip.line, clip: index });
  });
  for (const fault of isPlaced ? placeFaults(clips, length) : []) {
    faults.push({ ...fault, line: clips[fault.clip]?.line ?? null });
  }
  return { ...sheet, isTimed: isTimed(sheet), faults };
}

/** Seconds without the digits that adding leaves behind. */
export const rounded = (seconds) => Number(seconds.toFixed(3));

/** One clip as a line. */
export function lineOf({ seconds, written, caption, seed, lock, redo, gain, start, writtenStart, lane, align }) {
  const own = `${seed == null ? "" : ` #seed=${seed}`}${lock == null ? "" : ` #lock=${lock}`}`
    + (redo ? ` #redo=${redo.map(rounded).join("-")}` : "") + (gain ? ` #gain=${gain}` : "")
    + (lane ? ` #lane=${lane}` : "") + (align ? ` #align=${align}` : "");
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

function jsonClip({ caption, seconds, seed, lock, redo, gain, start, lane, align }) {
  return { caption, ...(start == null ? {} : { start_seconds: rounded(start) }), seconds: rounded(seconds),
    ...(seed == null ? {} : { seed }), ...(lock == null ? {} : { lock }), ...(redo ? { redo } : {}),
    ...(gain ? { gain_db: gain } : {}),
    ...(lane ? { lane } : {}), ...(align ? { align } : {}) };
}

// The sheet as a list of lines that are kept (texts) and clips.
function entriesOf(sheet) {
  if (sheet.json) return [...sheet.clips];
  const byLine = new Map(sheet.clips.map((clip) => [clip.line, clip]));
  return sheet.lines.map((raw, line) => byLine.get(line) ?? raw);
}

/** The text with some clips changed: changes is a Map from index to {seconds, caption, seed, lock, redo, gain, start,
 * lane, align}. */
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
