// When each clip sounds: starts, lanes, and how the clips of a lane meet. The rules and the words are the server's
// (audiostory_core/timeline.py); nothing here knows the page.
import { lockSeconds } from "./takes.js";
import { SHORTEST_CLIP_SECONDS, float, quoted, readFloat, short } from "./words.js";

const TOUCHING_SECONDS = 0.0015;
const LENGTH_SLACK_SECONDS = 1e-6;
const MOST_LANES = 16;
const MOST_START_SECONDS = 360000;
const LANE = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,23}$/u;

/** When each clip begins. */
export function startsOf(clips) {
  const ends = new Map();
  return clips.map(({ start, lane, seconds }) => {
    const begin = Number.isFinite(start) ? start : ends.get(lane) ?? 0;
    ends.set(lane, begin + seconds);
    return begin;
  });
}

/** Lane -> its clips (indices) in the order of their starts; lanes in the order in which they are named. */
export function lanesOf(clips, starts) {
  const lanes = new Map();
  clips.forEach(({ lane }, index) => {
    if (!lanes.has(lane)) lanes.set(lane, []);
    lanes.get(lane).push(index);
  });
  for (const members of lanes.values()) members.sort((one, other) => starts[one] - starts[other] || one - other);
  return lanes;
}

/**
 * Where each clip is and what is heard of it.
 *
 * crossfade: seconds asked for where clips touch. longest: of the model's clips, null where that is not known.
 * Returns {starts, ends (its fade into the next included), fadeIn, fadeOut (seconds), following (index or null), rows
 * (index of its lane), lanes (names), total}.
 */
export function timing(clips, crossfade, longest, length = null) {
  const starts = startsOf(clips);
  const lanes = lanesOf(clips, starts);
  const ends = clips.map(({ seconds }, index) => starts[index] + seconds);
  const total = length ?? Math.max(0, ...ends);
  const [fadeIn, fadeOut] = [clips.map(() => 0), clips.map(() => 0)];
  const following = clips.map(() => null);
  const rows = clips.map(() => 0);
  [...lanes.values()].forEach((members, row) => {
    let behind = null; // what is made of the clip behind
    for (let place = members.length - 1; place >= 0; place--) {
      const [first, second] = [members[place], members[place + 1]];
      rows[first] = row;
      if (second === undefined) continue;
      behind ??= clips[second].seconds;
      const gap = starts[second] - (starts[first] + clips[first].seconds);
      if (gap > TOUCHING_SECONDS) {
        behind = null;
        continue;
      }
      const alone = starts[second] - starts[first];
      const asked = gap >= -TOUCHING_SECONDS ? crossfade : Math.min(-gap, clips[second].seconds);
      const room = longest == null ? Infinity : longest - lockSeconds(clips[first].lock);
      const fade = Math.min(asked, Math.max(0, room - alone), behind);
      following[first] = second;
      fadeOut[first] = fadeIn[second] = fade;
      ends[first] = starts[second] + fade;
      behind = alone + fade;
    }
  });
  return { starts, ends, fadeIn, fadeOut, following, rows, lanes: [...lanes.keys()], total };
}

/** Whether a plan says more of its times than lengths: then its clips stand where they are put. */
export const isTimed = ({ clips, length }) => length != null
  || clips.some(({ start, lane }) => start != null || lane !== "");

/** What is wrong with a clip's start. */
export function startProblem({ start, number }) {
  const name = `clip ${number}'s`;
  if (start != null && !Number.isFinite(start)) {
    return `${name} start is ${float(start)}; a finite number of seconds is needed`;
  }
  if (start < 0) return `${name} start is ${float(start)} s; at least 0.0 s is needed`;
  return start > MOST_START_SECONDS ? `${name} start is ${float(start)} s; at most 360000 s is possible` : null;
}

/** What is wrong with a clip's lane or align. */
export function laneProblem({ lane, align, number }) {
  const name = `clip ${number}'s`;
  if (lane !== "" && !LANE.test(lane)) {
    return `${name} lane is ${quoted(lane)}; a name of up to 24 letters and digits is needed`;
  }
  return align == null || align === "onset" ? null : `${name} align is ${quoted(align)}; it can be onset`;
}

/** What is wrong with the length of the whole. */
export const lengthProblem = (length) => (length >= SHORTEST_CLIP_SECONDS ? null
  : `the plan's length is ${float(length)} s; at least ${SHORTEST_CLIP_SECONDS} s is needed`);

/** What is wrong with how the clips stand to each other: [index of the clip or null, words]. */
export function placeProblems(clips, length) {
  const starts = startsOf(clips);
  const lanes = lanesOf(clips, starts);
  const found = [];
  if (lanes.size > MOST_LANES) found.push([null, `the plan has ${lanes.size} lanes; at most ${MOST_LANES} are possible`]);
  for (const [lane, members] of lanes) {
    members.slice(1).forEach((second, place) => {
      const words = pairProblem(clips, starts, members[place], second, lane);
      if (words) found.push([second, words]);
    });
  }
  if (length == null) return found;
  const words = lengthProblem(length);
  if (words) found.push([null, words]);
  clips.forEach(({ seconds }, index) => {
    const end = starts[index] + seconds;
    if (end > length + LENGTH_SLACK_SECONDS) {
      found.push([index, `clip ${index + 1} ends at ${short(end)} s; the plan's length is ${short(length)} s`]);
    }
  });
  return found;
}

function pairProblem(clips, starts, first, second, lane) {
  const where = lane ? `in the lane ${quoted(lane)}` : "in the same lane";
  if (starts[second] <= starts[first]) {
    const [one, other] = [first, second].sort((a, b) => a - b);
    return `clip ${one + 1} and clip ${other + 1} both begin at ${short(starts[first])} s ${where}; give one another `
      + "start, or another lane (#lane=NAME)";
  }
  const [endFirst, endSecond] = [first, second].map((index) => starts[index] + clips[index].seconds);
  if (endSecond >= endFirst - TOUCHING_SECONDS) return null;
  return `clip ${second + 1} ends at ${short(endSecond)} s, before clip ${first + 1} does, ${where}; give it another `
    + "lane (#lane=NAME)";
}

/** Seconds of "12.5", "1:02.5" or time code; a text where it is no such time: what is wrong with it. */
export function readStart(text, rate) {
  if (!/^\d{1,3}(?:[:;]\d{2}){1,3}(?:\.\d{1,9})?$/.test(text)) {
    return readFloat(text) ?? "; write seconds, 1:02.5, or time code as 00:01:02:12";
  }
  const parts = text.split(/[:;]/).map(Number);
  if (parts.length === 4) return timeCode(text, parts, rate);
  if (text.includes(";") || parts.slice(1).some((part) => part >= 60)) {
    return `: the time ${quoted(text)} is none; write it as 0:08 or 1:02:03`;
  }
  return parts.reduce((seconds, part) => 60 * seconds + part, 0);
}

function timeCode(text, [hours, minutes, seconds, frames], rate) {
  if (rate == null) {
    return `: the time ${quoted(text)} is hours:minutes:seconds:frames, and the text does not say how many frames a `
      + "second has; give the frame rate";
  }
  if (text.includes(".")) return `: the time ${quoted(text)} is none; write whole frames, as 00:00:06:12`;
  const nominal = Math.round(rate);
  const ntsc = nominal * 1000 / 1001;
  const exact = Math.abs(rate - ntsc) < 0.01 ? ntsc : rate;
  if (frames >= nominal || seconds > 59 || minutes > 59) {
    return `: the time ${quoted(text)} cannot be at ${short(rate)} frames a second`;
  }
  const minute = hours * 60 + minutes;
  const dropped = text.includes(";") ? 2 * Math.floor(nominal / 30) * (minute - Math.floor(minute / 10)) : 0;
  return ((minute * 60 + seconds) * nominal + frames - dropped) / exact;
}

/** The clips of a plan with one at another place; the others stay where they are. */
export function withMoved(clips, { starts, following }, { index, start, lane }) {
  const next = following[index];
  return clips.map((clip, place) => {
    if (place === index) return { ...clip, start, lane };
    return place === next && clip.start == null ? { ...clip, start: starts[place] } : clip;
  });
}
