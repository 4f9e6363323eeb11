// The state of one Story Editor: its node's text, the selection, muted clips, undo history, results of the last run.
// view.js draws it, actions.js changes it.
import { t } from "../language.js";
import { Player, retryWaveforms, waveform } from "./sound.js";
import { carryOver, readSheet } from "./sheet.js";
import {
  isStoryCurrent, latentFile, lockKey, lockSeconds, matchTakes, soundPlace, takesOf, viewPath,
} from "./takes.js";
import { timing } from "./timeline.js";
import { View } from "./view.js";
import { markSheet } from "./faults.js";
import { Film } from "./film.js";
import { Inquiry, mayBeOther, mayBeTooLong } from "./inquiry.js";

const TYPING_PAUSE = 800; // milliseconds; typing without such a pause is one step to undo
const MOST_UNDO = 200;
const kept = new Map(); // key of a lock -> whether the server still has its latent; null while waiting for the answer

export class StoryEditor {
  /** @param page functions of ComfyUI's page, see main.js. */
  constructor(node, page) {
    this.node = node;
    this.page = page;
    this.past = [];
    this.future = [];
    this.typedAt = 0;
    this.flags = []; // {mute, solo} of each clip
    this.selected = 0;
    this.view = new View(this);
    this.inquiry = new Inquiry(page.readText, () => this.onAnswer());
    this.player = new Player(this.view.audio, page.address, (words) => this.onSound(words));
    this.watchWidget("text", (value) => this.onText(value));
    this.watchWidget("crossfade_seconds", () => this.refresh());
    this.text = this.widgetText();
    this.refresh();
  }

  widget(name) {
    return this.node.widgets?.find((widget) => widget.name === name);
  }

  widgetText() {
    return String(this.widget("text")?.value ?? "");
  }

  // Every frontend calls a widget's callback when the user changes its value; some also when a script sets it.
  watchWidget(name, onChange) {
    const widget = this.widget(name);
    const before = widget.callback;
    widget.callback = function (value) {
      const result = before?.apply(this, arguments);
      onChange(value);
      return result;
    };
  }

  /** Called when the text was changed, by this editor or otherwise. */
  onText(value) {
    const text = typeof value === "string" ? value : this.widgetText();
    if (text === this.text) return;
    const now = performance.now();
    if (now - this.typedAt > TYPING_PAUSE) this.remember(this.text);
    this.typedAt = now;
    this.future = [];
    this.text = text;
    this.say("");
    this.refresh();
  }

  /** Called after the node was loaded: there is nothing to undo. */
  onLoaded() {
    this.text = this.widgetText();
    this.past = [];
    this.future = [];
    this.refresh();
  }

  remember(text) {
    this.past.push(text);
    if (this.past.length > MOST_UNDO) this.past.shift();
  }

  /** Change the text by an action on the timeline, as one step to undo. select: the clip to select. */
  commit(text, select = this.selected) {
    if (text !== this.text) {
      this.remember(this.text);
      this.future = [];
      this.typedAt = 0;
      this.say(""); // the last message was about the old text
      this.write(text);
    }
    this.select(select);
  }

  write(text) {
    this.text = text;
    const widget = this.widget("text");
    widget.value = text;
    widget.callback?.(text); // updates copies of the value on the page, if there are any
    this.refresh();
    this.page.changed(this.node);
  }

  undo() {
    this.step(this.past, this.future, t("Nothing to undo."), t("Undone."));
  }

  redo() {
    this.step(this.future, this.past, t("Nothing to redo."), t("Done again."));
  }

  step(from, to, nothing, done) {
    if (!from.length) return this.say(nothing);
    to.push(this.text);
    this.typedAt = 0;
    this.write(from.pop());
    this.select(this.selected);
    this.say(done);
  }

  /** Read everything again and show it. */
  refresh() {
    const takes = this.takes = takesOf(this.node);
    this.film = this.page.hasFilm(this.node)
      ? Film.of(this.node, this.film, this.page.address, () => this.view.drawSoon()) : null;
    this.planned = this.isConnected ? takes.planned ?? null : null;
    this.readOnly = !this.text.trim();
    this.models = this.node.graph ? this.page.models(this.node) : [];
    const longest = this.models.map(({ longest_clip_seconds: seconds }) => seconds);
    this.longest = longest.length ? Math.min(...longest) : takes.plan?.longest_seconds ?? null;
    const before = this.sheet?.clips ?? [];
    this.sheet = this.readText(this.readOnly ? this.planned ?? "" : this.text);
    markSheet(this.sheet, this.inquiry.answer);
    this.flags = carryOver(before, this.clips, this.flags).map((flags) => flags ?? {});
    this.selected = Math.max(0, Math.min(this.selected, this.clips.length - 1));
    const ownFade = Number(this.widget("crossfade_seconds")?.value) || 0;
    this.crossfade = this.readOnly ? takes.plan?.crossfade_seconds ?? ownFade : ownFade;
    this.matched = matchTakes(this.clips, takes);
    this.clips.forEach(({ lock }) => lock && this.askKept(lockKey(lock)));
    this.view.render();
  }

  // The text as clips. The server says what is wrong with it, and reads a text that is not a cue sheet. Until it answers,
  // lines that this page cannot read are red.
  readText(text) {
    const sheet = this.read(text);
    const { instruction, reasoning } = this.takes.plan ?? {};
    const words = { instruction: instruction ?? "", reasoning: reasoning ?? "" };
    const model = this.models.find((facts) => mayBeTooLong(sheet.clips, words, facts));
    this.mayBeOther = mayBeOther(sheet);
    this.inquiry.about(text.trim() ? { text, ...words, ...(model ? { bundle: model.bundle } : {}), faults: true,
      longest_seconds: this.longest, film_seconds: this.film?.end ?? null } : null);
    this.other = this.mayBeOther && this.inquiry.answer?.cue_sheet ? this.inquiry.answer : null;
    return this.other ? this.read(this.other.cue_sheet) : sheet;
  }

  // The server has answered about the text that is shown. Where the clips stay, only what is said of them is new.
  onAnswer() {
    if (this.mayBeOther) return this.refresh();
    const { length } = this.sheet.problems;
    markSheet(this.sheet, this.inquiry.answer);
    if (length || this.sheet.problems.length || this.notes.length) this.view.render();
  }

  /** Called when the graph has changed: another model may make the story now. */
  onGraph() {
    const bundles = (models) => models.map(({ bundle }) => bundle).join("\n");
    if (this.node.graph && bundles(this.page.models(this.node)) !== bundles(this.models)) this.refresh();
  }

  /** The longest possible clip, rounded down, because lengths are written in thousandths. */
  get most() {
    return this.longest === null ? Infinity : Math.floor(this.longest * 1000) / 1000;
  }

  /** The longest possible length of one clip; a part of a kept sound must end within that sound. */
  mostOf(index) {
    return this.most - lockSeconds(this.clips[index].lock);
  }

  /** Whether a plan is connected to the node. */
  get isConnected() {
    const input = this.node.inputs?.findIndex(({ name }) => name === "plan") ?? -1;
    return input >= 0 && this.node.graph != null && this.page.isFed(this.node, input);
  }

  /** Read any text as this editor reads its own. */
  read(text) {
    return readSheet(text, this.longest, this.film?.end ?? null);
  }

  get clips() {
    return this.sheet.clips;
  }

  /** Where each clip is, see timeline.js. */
  timing(clips = this.clips) {
    return timing(clips, this.crossfade, this.longest, this.sheet.length);
  }

  /** All problems: in the text, with its total length, and locks whose sound is gone. */
  get problems() {
    const gone = this.clips.flatMap((clip, index) => (!this.isGone(clip) ? [] : [{ line: clip.line, clip: index,
      words: t("clip {number} is locked to the sound {lock}, which is gone: ComfyUI empties its temp folder when it "
        + "starts; unlock the clip, and it is made anew", clip) }]));
    return [...this.sheet.problems, ...gone].sort((one, other) => (one.line ?? -1) - (other.line ?? -1));
  }

  /** Notes about the text that are not problems. */
  get notes() {
    const { tokens, most_tokens: most } = this.inquiry.answer ?? {};
    return tokens > most ? [t("The story is {tokens} tokens long. The language model reads {most} at once, so it reads "
      + "this in parts that overlap.", { tokens, most })] : [];
  }

  /** Why a clip's sound is a guess; "" if it is not, or if its sound is locked. */
  guessOf(clip) {
    if (clip.broken || clip.lock) return "";
    if (this.models.some((facts) => this.page.isUnknown(clip.caption, facts))) {
      return t("the model knows no word of this: what is heard is a guess");
    }
    const entries = (this.takes.plan?.understood ?? []).filter(({ planned }) => planned !== null
      && (clip.caption === planned || clip.caption.startsWith(`${planned}, part `)));
    const isGuess = entries.length > 0 && entries.every(({ state }) => state === "guessed");
    return isGuess ? t("the planner guessed this from: {words}", { words: entries[0].said }) : "";
  }

  isGone(clip) {
    return clip.lock != null && kept.get(lockKey(clip.lock)) === false;
  }

  async askKept(lock) {
    if (kept.has(lock) || !/^[0-9a-f]{16}$/.test(lock)) return;
    kept.set(lock, null);
    const answer = await fetch(this.page.address(viewPath(latentFile(lock))), { method: "HEAD" }).catch(() => null);
    if (!answer) return kept.delete(lock);
    kept.set(lock, answer.status !== 404);
    if (answer.status === 404) this.refresh();
  }

  /** Called when a run has sent results for this story: sounds that were gone may exist again. */
  onOutput() {
    retryWaveforms();
    this.say("");
    for (const [lock, isKept] of kept) if (isKept === false) kept.delete(lock);
    this.refresh();
  }

  /** Called when the server was restarted: its temp folder is empty. */
  static forgetKept() {
    kept.clear();
  }

  /** Whether a clip is heard, with regard to mute and solo. */
  isHeard(index) {
    const hasSolo = this.flags.some(({ solo }) => solo);
    return !this.flags[index]?.mute && (!hasSolo || Boolean(this.flags[index]?.solo));
  }

  /** A clip's waveform; null if there is none (yet). */
  waveform(index) {
    const sound = this.matched[index]?.sound;
    const wave = sound ? waveform(this.page.address(viewPath(sound)), () => this.view.drawSoon()) : null;
    const { part } = this.soundAt(index);
    if (!wave || !part) return wave;
    const [begin, length] = [part.from, part.seconds].map((seconds) => Math.round(seconds * wave.perSecond));
    return { ...wave, peaks: wave.peaks.subarray(begin, begin + length) };
  }

  /** The part of the sound that a clip uses, and its onset; see soundPlace. */
  soundAt(index) {
    return soundPlace(this.clips[index], this.matched[index]?.sound);
  }

  /** Whether the file of the whole story matches the story that is shown. */
  get isStoryCurrent() {
    return Boolean(this.takes.story) && isStoryCurrent(this.sheet, this.matched, this.takes);
  }

  select(index, focus = false) {
    const before = this.selected;
    this.selected = Math.max(0, Math.min(index, this.clips.length - 1));
    if (this.selected !== before) this.say("");
    this.view.showSelection(focus);
  }

  say(words) {
    this.view.say(words);
  }

  onSound(words) {
    if (words) this.say(words);
    this.view.showSound();
  }

  /** Called when the node was removed. */
  remove() {
    this.player.stop();
    this.inquiry.stop();
    this.view.remove();
  }
}
