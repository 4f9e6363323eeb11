// What a person can hear: the story, one clip, some clips. None of it changes the text.
import { t } from "../language.js";
import { factorOf } from "./gain.js";

/** Play the story or stand still. Without its file, or with clips muted, the clips are mixed here. */
export function playStory(editor) {
  const { player } = editor;
  if (player.playing === "story" || player.playing === "mix") return player.stop();
  const isWhole = editor.flags.every(({ mute, solo }) => !mute && !solo);
  const hasAll = editor.matched.every(({ same }) => same);
  if (isWhole && editor.takes.story && (editor.isStoryCurrent || !hasAll)) {
    if (!hasAll) editor.say(t("The text has changed since the run; this is the story of the run."));
    return player.playStory(editor.takes.story);
  }
  const clips = heardClips(editor);
  return clips.length ? player.playMix(clips) : editor.say(t("There is nothing to play yet: run first."));
}

function heardClips(editor) {
  const { starts, fadeIn, fadeOut } = editor.timing();
  return editor.clips.flatMap((_, index) => {
    const { sound } = editor.matched[index];
    if (!sound || !editor.isHeard(index)) return [];
    return [{ entry: sound, start: starts[index], fadeIn: fadeIn[index], fadeOut: fadeOut[index],
      level: factorOf(editor.clips[index].gain), part: sound.part }];
  });
}

/** Play one clip or stand still. */
export function playClip(editor, index) {
  if (editor.player.playing === index) return editor.player.stop();
  const sound = editor.matched[index]?.sound;
  if (!sound) return editor.say(t("Clip {number} has no sound yet: run first.", { number: index + 1 }));
  if (!editor.matched[index].same) {
    editor.say(t("Clip {number} has changed since the run; this is its old sound.", { number: index + 1 }));
  }
  const [start, level] = [editor.timing().starts[index], factorOf(editor.clips[index].gain)];
  if (!sound.part) return editor.player.playClip(index, sound, start, level);
  editor.player.seek(start);
  return editor.player.playMix([{ entry: sound, start, fadeIn: 0, fadeOut: 0, level, part: sound.part }]);
}

/** A clip's gain has changed: what plays goes on with it. */
export function onGain(editor, index) {
  const { player } = editor;
  if (player.playing === index) player.setLevel(factorOf(editor.clips[index].gain));
  if (player.playing !== "mix") return;
  player.stop();
  playStory(editor);
}

/** Mute or solo a clip, name is "mute" or "solo". */
export function toggleFlag(editor, index, name) {
  if (!editor.clips[index]) return null;
  if (!editor.matched[index].sound) {
    return editor.say(t("Clip {number} has no sound yet: run first.", { number: index + 1 }));
  }
  editor.flags[index] = { ...editor.flags[index], [name]: !editor.flags[index][name] };
  editor.view.render();
  if (["mix", "story"].includes(editor.player.playing)) { // go on with what is heard now
    editor.player.stop();
    playStory(editor);
  }
  const { mute, solo } = editor.flags[index];
  const state = [mute && t("muted"), solo && t("solo")].filter(Boolean).join(", ") || t("heard as usual");
  return editor.say(t("Clip {number}: {state}.", { number: index + 1, state }));
}
