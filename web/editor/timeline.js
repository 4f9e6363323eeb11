// When each clip sounds: starts, lanes, and how the clips of a lane meet. The rules are the server's
// (audiostory_core/timeline.py); nothing here knows the page.
import { readFloat } from "./limits.js";
import { lockSeconds } from "./takes.js";

const TOUCHING_SECONDS = 0.0015;
const LENGTH_SLACK_SECONDS = 1e-6;
const MOST_LANES = 16;

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

/** What is wrong with how the clips are placed beside each other: faults (see limits.js), each with its clip's index or
 * null. */
export function placeFaults(clips, length) {
  const starts = startsOf(clips);
  const ends = clips.map(({ seconds }, index) => starts[index] + seconds);
  const lanes = [...lanesOf(clips, starts).values()];
  const found = lanes.length > MOST_LANES ? [{ kind: "lanes", clip: null, most: MOST_LANES }] : [];
  for (const members of lanes) {
    members.slice(1).forEach((second, place) => {
      const first = members[place];
      const isApart = starts[second] > starts[first] && ends[second] >= ends[first] - TOUCHING_SECONDS;
      if (!isApart) found.push({ kind: "meets", clip: second });
    });
  }
  if (length == null) return found;
  const late = ends.flatMap((end, clip) => (end > length + LENGTH_SLACK_SECONDS
    ? [{ kind: "end", clip, most: Number(length.toFixed(3)) }] : []));
  return [...found, ...late];
}

/** Seconds of "12.5", "1:02.5" or time code; null where it is no such time. */
export function readStart(text, rate) {
  if (!/^\d{1,3}(?:[:;]\d{2}){1,3}(?:\.\d{1,9})?$/.test(text)) return readFloat(text);
  const parts = text.split(/[:;]/).map(Number);
  if (parts.length === 4) return timeCode(text, parts, rate);
  if (text.includes(";") || parts.slice(1).some((part) => part >= 60)) return null;
  return parts.reduce((seconds, part) => 60 * seconds + part, 0);
}

function timeCode(text, [hours, minutes, seconds, frames], rate) {
  if (rate == null || text.includes(".")) return null;
  const nominal = Math.round(rate);
  const ntsc = nominal * 1000 / 1001;
  const exact = Math.abs(rate - ntsc) < 0.01 ? ntsc : rate;
  if (frames >= nominal || seconds > 59 || minutes > 59) return null;
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
