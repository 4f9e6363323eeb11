// Plays the story, one clip, or some clips (mute and solo). Nothing here changes the text.
import { t } from "../language.js";
import { factorOf } from "./gain.js";

const FASTEST = 4; // times

/** Play the story, or stop. */
export function playStory(editor) {
  return editor.player.isRunning ? stop(editor) : play(editor);
}

/** Stop. */
export function stop(editor) {
  editor.player.stop();
  editor.say("");
}

// Plays the story's file. If there is none, or clips are muted, the clips are mixed; without any sound, the film plays
// alone.
function play(editor, rate = 1) {
  const { player } = editor;
  const isWhole = editor.flags.every(({ mute, solo }) => !mute && !solo);
  const hasAll = editor.matched.every(({ same }) => same);
  if (isWhole && editor.takes.story && (editor.isStoryCurrent || !hasAll)) {
    if (!hasAll) editor.say(t("The text has changed since the run; this is the story of the run."));
    return player.playStory(editor.takes.story, rate);
  }
  const clips = heardClips(editor);
  if (clips.length) return player.playMix({ clips, end: silentUntil(editor) }, rate);
  if (!editor.film) return editor.say(t("There is nothing to play yet: run first."));
  if (!editor.matched.some(({ sound }) => sound)) editor.say(t("There is no sound yet: the film plays without."));
  return player.playSilent(silentUntil(editor), rate);
}

// A story with a fixed length, or a film, goes on in silence after its last sound.
const silentUntil = ({ sheet, film }) => sheet.length ?? film?.end ?? 0;

// Go on playing with changed clips or gains.
function again(editor) {
  const { playing, rate } = editor.player;
  if (!["mix", "story"].includes(playing)) return;
  editor.player.stop();
  play(editor, rate);
}

/** Play; each further call doubles the speed. */
export function playOn(editor) {
  const { player } = editor;
  const rate = player.isRunning && player.rate > 0 ? Math.min(2 * player.rate, FASTEST) : 1;
  editor.say(rate > 1 ? t("{rate} times as fast.", { rate }) : "");
  if (player.playing === "story") return player.setRate(rate);
  player.stop();
  return play(editor, rate);
}

/** Play backwards, without sound; each further call doubles the speed. */
export function playBack(editor) {
  const { player, view } = editor;
  const rate = player.isRunning && player.rate < 0 ? Math.min(-2 * player.rate, FASTEST) : 1;
  player.playSilent(view.total, -rate);
  editor.say(rate > 1 ? t("Backwards, {rate} times as fast, without sound.", { rate })
    : t("Backwards, without sound."));
}

function heardClips(editor) {
  const { starts, fadeIn, fadeOut } = editor.timing();
  return editor.clips.flatMap((_, index) => {
    const { sound } = editor.matched[index];
    if (!sound || !editor.isHeard(index)) return [];
    return [{ entry: sound, start: starts[index], fadeIn: fadeIn[index], fadeOut: fadeOut[index],
      level: factorOf(editor.clips[index].gain), part: editor.soundAt(index).part }];
  });
}

/** Play one clip, or stop. */
export function playClip(editor, index) {
  if (editor.player.playing === index) return editor.player.stop();
  const sound = editor.matched[index]?.sound;
  if (!sound) return editor.say(t("Clip {number} has no sound yet: run first.", { number: index + 1 }));
  if (!editor.matched[index].same) {
    editor.say(t("Clip {number} has changed since the run; this is its old sound.", { number: index + 1 }));
  }
  const [start, level] = [editor.timing().starts[index], factorOf(editor.clips[index].gain)];
  const { part } = editor.soundAt(index);
  if (!part) return editor.player.playClip(index, sound, start, level);
  editor.player.seek(start);
  const clips = [{ entry: sound, start, fadeIn: 0, fadeOut: 0, level, part }];
  return editor.player.playMix({ clips, end: 0 });
}

/** Called when a clip's gain has changed: go on playing with it. */
export function onGain(editor, index) {
  const { player } = editor;
  if (player.playing === index) player.setLevel(factorOf(editor.clips[index].gain));
  if (player.playing === "mix") again(editor);
}

/** Toggle mute or solo of a clip. name: "mute" or "solo". */
export function toggleFlag(editor, index, name) {
  if (!editor.clips[index]) return null;
  if (!editor.matched[index].sound) {
    return editor.say(t("Clip {number} has no sound yet: run first.", { number: index + 1 }));
  }
  editor.flags[index] = { ...editor.flags[index], [name]: !editor.flags[index][name] };
  editor.view.render();
  again(editor);
  const { mute, solo } = editor.flags[index];
  const state = [mute && t("muted"), solo && t("solo")].filter(Boolean).join(", ") || t("heard as usual");
  return editor.say(t("Clip {number}: {state}.", { number: index + 1, state }));
}
