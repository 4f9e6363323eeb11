// Results of a story's last run ("takes"): the plan that was used, a sound for each clip, and the whole story. They are
// kept in the node's properties, so that they can be shown after the page is reloaded, as long as the server has the
// files.

const PROPERTY = "audiostory_editor";
const KEY_LENGTH = 16;

/** A lock is "KEY" or "KEY@2.5": the key of a kept sound, and the seconds into that sound at which the clip begins. */
export const lockKey = (lock) => lock.slice(0, KEY_LENGTH);
export const lockSeconds = (lock) => Number(lock?.slice(KEY_LENGTH + 1)) || 0;

/** Whether a clip keeps its sound; with a stretch to redo, the lock is that of the sound before. */
export const keepsSound = ({ lock, redo }) => Boolean(lock && !redo);

/** A lock on the part of a locked sound that begins `seconds` later. */
export function lockOn(lock, seconds) {
  const from = Number((lockSeconds(lock) + seconds).toFixed(6));
  return from ? `${lockKey(lock)}@${from}` : lockKey(lock);
}

/** A node's takes; {} if nothing has run. Its `planned` is the connected plan's cue sheet. */
export const takesOf = (node) => node.properties?.[PROPERTY] ?? {};

/** Keep the takes in an output. Returns whether there were any. clips: those that the editor shows. */
export function keepOutput(node, output, clips) {
  const takes = { ...takesOf(node) };
  if (output.audiostory_plan) {
    takes.plan = JSON.parse(exactSeeds(output.audiostory_plan[0]));
    takes.planned = output.audiostory_planned?.[0] ?? null;
  }
  if (output.audiostory_clips) takes.clips = output.audiostory_clips;
  if (output.audiostory_clips && !isItsPlan(takes.plan, takes.clips) && isItsPlan({ clips }, takes.clips)) {
    const ran = clips.map(({ caption, seconds, seed, gain, start, lane, align }) => (
      { caption, seconds, seed, gain_db: gain, start_seconds: start, lane, align }));
    takes.plan = { ...takes.plan, clips: ran }; // ComfyUI does not always send the output of a cached node
  }
  if (output.audiostory_story) takes.story = output.audiostory_story[0];
  if (!(output.audiostory_plan || output.audiostory_clips || output.audiostory_story)) return false;
  node.properties[PROPERTY] = takes;
  return true;
}

// A seed may have more digits than a JavaScript number can hold, so it becomes a string.
const exactSeeds = (json) => json.replace(/("seed": )(\d+)/g, '$1"$2"');

/**
 * The sound of each clip: {sound, same}. sound: null if there is none. same: whether caption, seconds and seed (or the
 * lock; with a stretch to redo all of them) are those of the run, so that the clip may be locked. If a clip is locked to a part of a sound, or to a sound
 * that another clip has, too, `sound.part` is {from, seconds} in the file; the next run makes another file for it.
 */
export function matchTakes(clips, takes) {
  const made = (takes.clips ?? []).map((sound, index) => ({ ...sound, seed: seedOf(takes, index) }));
  const free = new Set(made.keys());
  const take = (index) => {
    free.delete(index);
    return made[index];
  };
  const isOf = (clip, sound) => sound.caption === clip.caption
    && (sound.seed === undefined || String(sound.seed ?? "") === String(clip.seed ?? ""));
  const isRedone = (clip, { redone }) => redone?.lock === clip.lock && String(redone.redo) === String(clip.redo);
  const isMade = (clip, sound) => (clip.redo ? isRedone(clip, sound) && isOf(clip, sound)
    : clip.lock ? sound.lock === clip.lock : isOf(clip, sound));
  const isSame = (clip, sound) => Math.abs(sound.seconds - clip.seconds) < 1e-6 && isMade(clip, sound);
  const matched = clips.map((clip, index) => (made[index] && isSame(clip, made[index])
    ? { sound: take(index), same: true } : null));
  clips.forEach((clip, index) => { // clips that were moved
    if (matched[index]) return;
    const other = [...free].find((place) => isSame(clip, made[place]));
    if (other !== undefined) matched[index] = { sound: take(other), same: true };
  });
  return clips.map((clip, index) => matched[index] ?? partOf(clip, made)
    ?? { sound: changedSound(clip, index, clips.length, made, free), same: false });
}

// The part of a sound of the run that a lock refers to, if the sound covers the whole clip; else null.
function partOf({ lock, seconds, redo }, made) {
  if (!lock) return null;
  const from = (sound) => lockSeconds(lock) - lockSeconds(sound.lock);
  const sound = made.find((each) => lockKey(each.lock) === lockKey(lock) && from(each) >= 0
    && from(each) + seconds <= each.seconds + 1e-6);
  return sound ? { sound: { ...sound, part: { from: from(sound), seconds } }, same: !redo } : null;
}

/**
 * The part of a sound that a clip uses: {part, onset}. part: {from, seconds} in the file; null if the clip begins with
 * the file. onset: seconds from the clip's start to its onset; null if it is unknown, or if there is none.
 */
export function soundPlace({ align, seconds }, sound) {
  const first = sound?.part?.from ?? 0;
  const has = Number.isFinite(sound?.onset) && sound.onset >= first && sound.onset < first + seconds;
  const from = has && align ? Math.max(first, sound.aligned_from) : first;
  return { part: sound?.part || from ? { from, seconds } : null, onset: has ? sound.onset - from : null };
}

const isItsPlan = (plan, made) => plan?.clips.length === made.length
  && plan.clips.every(({ caption }, place) => caption === made[place].caption);

// The seed that a sound was made with; undefined if it is not known.
function seedOf({ plan, clips }, index) {
  return isItsPlan(plan, clips) ? plan.clips[index].seed ?? null : undefined;
}

// The old sound of a clip that was changed since the run, if it can be found; else null.
function changedSound(clip, index, count, made, free) {
  const alike = [...free].find((place) => (clip.lock ? made[place].lock === clip.lock
    : made[place].caption === clip.caption));
  const place = alike ?? (made.length === count && free.has(index) ? index : undefined);
  if (place === undefined) return null;
  free.delete(place);
  return made[place];
}

/** Whether the story's file is still right for the sheet. */
export function isStoryCurrent({ clips, length }, matched, takes) {
  const made = takes.clips ?? [];
  const ran = isItsPlan(takes.plan, made) ? takes.plan : null;
  const isAsRan = ({ gain, start, lane, align }, was) => gain === (was.gain_db ?? 0) && lane === (was.lane ?? "")
    && (start ?? null) === (was.start_seconds ?? null) && (align ?? null) === (was.align ?? null);
  return made.length === clips.length && (!ran || (ran.length_seconds ?? null) === length)
    && matched.every(({ sound, same }, index) => same && !sound.part && sound.filename === made[index].filename
      && (!ran || isAsRan(clips[index], ran.clips[index])));
}

/** The path and query of /view for a kept file. */
export function viewPath({ filename, subfolder, type }) {
  return `/view?${new URLSearchParams({ filename, subfolder, type })}`;
}

/** The file of the latent that a lock refers to. */
export const latentFile = (lock) => ({
  filename: `${lockKey(lock)}.latent.safetensors`, subfolder: "audiostory", type: "temp",
});
