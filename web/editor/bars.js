// The editor's two toolbars: one for the story, one for the selected clip.
import { t } from "../language.js";
import { CLIP_ACTIONS, STORY_ACTIONS, perform } from "./actions.js";
import { clock } from "./draw.js";
import { gainWords } from "./gain.js";
import { playClip, playStory, toggleFlag } from "./listen.js";
import { element } from "./parts.js";
import { saveClip } from "./save.js";
import { keepsSound } from "./takes.js";

const PLAY_STORY = `▶ ${t("Play story")}`;

function button(label, title, run) {
  const made = element("button", "", { type: "button", title });
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

/** Make both toolbars: {story, clip, total, name, buttons}. */
export function makeBars(editor) {
  const buttons = {};
  const add = (name, label, title, run) => (buttons[name] = button(label, title, run));
  const action = (name, { label, key, title }, run) => add(
    name, label, key ? `${title} (${keyName(key)})` : title, run);
  const total = element("span", "as-name");
  const name = element("span", "as-name");
  const story = [
    add("playStory", PLAY_STORY, t("Play the whole story (P; J, K, L: back, stop, on)"), () => playStory(editor)),
    total,
    ...Object.entries(STORY_ACTIONS).map(([key, made]) => action(key, made, () => perform(editor, made))),
    add("film", t("Film"), t("Show or hide the film"), () => editor.view.toggleFilm()),
    add("out", "−", t("Show more of the story (Ctrl+wheel)"), () => editor.view.zoom(1 / 1.4)),
    add("fit", t("Fit"), t("Show the whole story"), () => editor.view.zoom("fit")),
    add("in", "+", t("Show more detail (Ctrl+wheel)"), () => editor.view.zoom(1.4)),
  ];
  buttons.out.setAttribute("aria-label", t("Zoom out"));
  buttons.in.setAttribute("aria-label", t("Zoom in"));
  const selected = (run) => () => editor.clips.length && run(editor, editor.selected);
  const clip = [
    add("play", "▶", t("Play this clip (Space)"), selected(playClip)),
    name,
    add("solo", t("Solo"), t("Hear only this clip (O)"), selected((_, index) => toggleFlag(editor, index, "solo"))),
    add("mute", t("Mute"), t("Leave this clip out (M)"), selected((_, index) => toggleFlag(editor, index, "mute"))),
    add("download", t("Save"), t("Save this clip's sound as a file"), selected(saveClip)),
    ...Object.entries(CLIP_ACTIONS).map(([key, made]) => action(key, made, () => perform(editor, made))),
  ];
  buttons.play.setAttribute("aria-label", t("Play clip"));
  for (const [key, { name: words }] of Object.entries(CLIP_ACTIONS)) {
    if (words) buttons[key].setAttribute("aria-label", words);
  }
  return { buttons, total, name,
    story: element("div", "as-bar", { role: "toolbar", "aria-label": t("Story") }, story),
    clip: element("div", "as-bar", { role: "toolbar", "aria-label": t("Selected clip") }, clip) };
}

const keyName = (key) => (key.length === 1 ? key.toUpperCase() : key);

// A disabled button can still have the focus, and says why it is disabled when it is pressed.
const allow = (button, isAllowed) => button.setAttribute("aria-disabled", !isAllowed);

/** Update the buttons: which are enabled, pressed, and what they say. */
export function showBars({ buttons, name }, editor) {
  const { clips, selected, player } = editor;
  const clip = clips[selected];
  const flags = editor.flags[selected] ?? {};
  const sound = editor.matched[selected]?.sound;
  const isPlan = editor.readOnly && editor.planned !== null;
  const speed = player.rate === 1 ? "" : ` ${player.rate}×`.replace("-", "−");
  buttons.playStory.textContent = player.isRunning ? `❚❚ ${t("Pause")}${speed}` : PLAY_STORY;
  allow(buttons.playStory, editor.film || editor.takes.story || editor.matched.some((match) => match.sound));
  allow(buttons.undo, editor.past.length);
  allow(buttons.redo, editor.future.length);
  allow(buttons.take, editor.planned !== null);
  allow(buttons.clear, !editor.readOnly);
  buttons.film.hidden = !editor.film;
  buttons.film.setAttribute("aria-pressed", editor.view.screen.isShown);
  buttons.play.textContent = clip && player.playing === selected ? "■" : "▶";
  for (const key of ["play", "download", "solo", "mute"]) allow(buttons[key], sound);
  buttons.solo.setAttribute("aria-pressed", Boolean(flags.solo));
  buttons.mute.setAttribute("aria-pressed", Boolean(flags.mute));
  for (const [key, action] of Object.entries(CLIP_ACTIONS)) {
    allow(buttons[key], !(isPlan || (action.clip && !clip) || Boolean(action.whole && clip?.broken)));
  }
  buttons.align.setAttribute("aria-pressed", Boolean(clip?.align));
  buttons.pin.setAttribute("aria-pressed", clip?.start != null);
  const isLocked = clip != null && keepsSound(clip);
  buttons.lock.textContent = isLocked ? t("Unlock") : t("Lock");
  buttons.lock.setAttribute("aria-pressed", isLocked);
  buttons.stretch.setAttribute("aria-pressed", Boolean(clip?.redo));
  name.textContent = name.title = clip ? clipWords(editor, clip, selected) : t("no clip");
}

function clipWords(editor, clip, index) {
  const { number, line, seconds, seed } = clip;
  if (clip.broken) return t("Clip {number} · line {line}", { number, line: line + 1 });
  const at = clock(editor.timing().starts[index], 1);
  const words = t("Clip {number} of {count} · {seconds} s · at {at}", {
    number, count: editor.clips.length, seconds, at });
  const own = [clip.lane && t("lane {lane}", clip), clip.align && t("set in on its start"),
    clip.gain && gainWords(clip.gain), seed != null && t("seed {seed}", { seed })].filter(Boolean);
  return [words, ...own].join(" · ");
}
