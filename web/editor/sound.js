// Plays sounds, and computes their waveforms as peaks. Decoded sound is large, so only the peaks are kept.
import { t } from "../language.js";
import { viewPath } from "./takes.js";

const PEAKS_PER_SECOND = 100;
const DECODE_RATE = 44100;
// address -> waveform; null while it is loading, false if the file is gone. (A kept file is named by its content, so an
// address always means the same sound.)
const waveforms = new Map();
let decoding = Promise.resolve();

async function decoded(url) {
  const answer = await fetch(url);
  if (!answer.ok) return null;
  return new OfflineAudioContext(1, 1, DECODE_RATE).decodeAudioData(await answer.arrayBuffer());
}

function peaksOf(buffer) {
  const step = buffer.sampleRate / PEAKS_PER_SECOND;
  const peaks = new Float32Array(Math.ceil(buffer.length / step));
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const samples = buffer.getChannelData(channel);
    for (let index = 0; index < samples.length; index++) {
      const place = Math.floor(index / step);
      const size = Math.abs(samples[index]);
      if (size > peaks[place]) peaks[place] = size;
    }
  }
  return { peaks, perSecond: PEAKS_PER_SECOND, highest: peaks.reduce((most, peak) => Math.max(most, peak), 0) };
}

/**
 * The waveform of the sound at an address: an object with peaks; null while it is loading, or if the file is gone.
 * Sounds are decoded one after the other. whenComes is called when the waveform is ready.
 */
export function waveform(url, whenComes) {
  if (waveforms.has(url)) return waveforms.get(url) || null;
  waveforms.set(url, null);
  decoding = decoding.then(async () => {
    const buffer = await decoded(url).catch(() => null); // a sound that the page cannot play has no waveform
    waveforms.set(url, buffer ? peaksOf(buffer) : false);
    if (buffer) whenComes();
  });
  return null;
}

/** Forget which sounds were gone, so that they are loaded again: a run may have made them. */
export function retryWaveforms() {
  for (const [url, wave] of waveforms) if (wave === false) waveforms.delete(url);
}

/** Plays one thing at a time: the story's file, one clip, or a mix of clips (if some are muted). */
export class Player {
  /**
   * @param audio an <audio> element of the page; the whole story plays in it.
   * @param address (path) -> address on this server.
   * @param onChange called with a message or null when something starts, ends or fails.
   */
  constructor(audio, address, onChange) {
    this.audio = audio;
    this.clipAudio = new Audio();
    this.address = address;
    this.onChange = onChange;
    this.playing = null; // "story", "mix", "silent" (only the cursor moves) or the index of a clip
    this.rate = 1; // playback speed; negative means backwards
    this.at = 0; // seconds into the story while nothing plays
    this.audio.preservesPitch = false; // as in the mix, where faster also means higher
    for (const element of [this.audio, this.clipAudio]) {
      element.addEventListener("ended", () => this.ended());
      element.addEventListener("error", () => this.playing !== null && this.ended(t("This sound is gone: run again.")));
    }
  }

  /** Seconds into the story. */
  get position() {
    if (this.playing === "story") return this.audio.currentTime;
    if (this.playing === "mix") return this.mixStart + this.rate * Math.max(0, this.heardUntil - this.mixSince);
    if (this.playing === "silent") return this.silentAt;
    if (this.playing !== null) return this.clipStart + this.clipAudio.currentTime;
    return this.at;
  }

  /** Whether the story's cursor moves, with or without sound. */
  get isRunning() {
    return ["story", "mix", "silent"].includes(this.playing);
  }

  // The time up to which scheduled sound was heard: sound is heard a moment after it is scheduled.
  get heardUntil() {
    return this.context.currentTime - (this.context.outputLatency || 0);
  }

  get silentAt() {
    const gone = (performance.now() - this.silentSince) / 1000;
    return Math.max(0, Math.min(this.silentStart + this.rate * gone, this.silentEnd));
  }

  ended(words = null) {
    const isStory = this.isRunning;
    this.stop();
    if (isStory) this.at = 0; // after a single clip, the cursor stays where it was
    this.onChange(words);
  }

  /** Stop at the present position. */
  stop() {
    this.at = this.isRunning ? this.position : this.at;
    this.playing = null;
    this.rate = 1;
    this.audio.pause();
    this.clipAudio.pause();
    this.sources?.forEach((source) => source.stop());
    this.sources = [];
    clearTimeout(this.lastly);
    this.onChange(null);
  }

  async start(what, element, entry, seconds, rate = 1) {
    this.stop();
    const url = this.address(viewPath(entry));
    if (element.getAttribute("src") !== url) element.src = url;
    this.playing = what;
    this.rate = element.playbackRate = rate;
    element.currentTime = seconds;
    this.onChange(null);
    await element.play().catch((error) => {
      if (error.name !== "AbortError") this.ended(t("This sound cannot be played: {why}", { why: error.message }));
    });
  }

  playStory(entry, rate = 1) {
    return this.start("story", this.audio, entry, this.at, rate);
  }

  /** Change the speed of the story's file while it plays. */
  setRate(rate) {
    this.rate = this.audio.playbackRate = rate;
    this.onChange(null);
  }

  /** Move only the cursor, without sound: to the end, or (with a negative rate) back to the beginning. */
  playSilent(end, rate = 1) {
    this.stop();
    const silentSince = performance.now();
    Object.assign(this, { playing: "silent", rate, silentStart: this.at, silentEnd: end, silentSince });
    const left = rate < 0 ? this.at : Math.max(0, end - this.at);
    this.lastly = setTimeout(() => (rate < 0 ? this.stop() : this.ended()), left / Math.abs(rate) * 1000);
    this.onChange(null);
  }

  playClip(index, entry, start, level = 1) {
    this.clipStart = start;
    this.setLevel(level);
    return this.start(index, this.clipAudio, entry, 0);
  }

  /** Set the gain factor for playing a single clip. An <audio> element alone cannot play louder than its file. */
  setLevel(level) {
    if (level === 1 && !this.clipLevel) return;
    this.context ??= new AudioContext();
    if (!this.clipLevel) {
      this.clipLevel = new GainNode(this.context);
      this.context.createMediaElementSource(this.clipAudio).connect(this.clipLevel).connect(this.context.destination);
    }
    this.clipLevel.gain.value = level;
    this.context.resume();
  }

  /** Go to a place in the story. */
  seek(seconds) {
    if (this.playing === "story") this.audio.currentTime = seconds;
    const { playing, rate, mixed, silentEnd } = this;
    if (playing !== "story") this.stop();
    this.at = seconds;
    if (playing === "mix") this.playMix(mixed, rate);
    if (playing === "silent") this.playSilent(silentEnd, rate);
    this.onChange(null);
  }

  /**
   * Play a mix of clips from their files, each with linear fades. If a clip has a part {from, seconds}, only that part
   * and its fade-out are played.
   *
   * mix: {clips: [{entry, start, fadeIn, fadeOut, level, part}], end: seconds up to which it plays at least}.
   */
  async playMix(mix, rate = 1) {
    const { clips, end: until } = mix;
    this.stop();
    this.context ??= new AudioContext();
    this.mixed = mix;
    this.playing = "mix";
    this.rate = rate;
    this.mixStart = this.at;
    this.mixSince = this.context.currentTime;
    const load = ({ entry }) => decoded(this.address(viewPath(entry))).catch(() => null); // left out if it is gone
    const loaded = await Promise.all(clips.map(load));
    if (this.playing !== "mix" || this.mixed !== mix) return; // something else was started in the meantime
    await this.context.resume();
    this.mixSince = this.context.currentTime;
    const ends = clips.map((clip, index) => (loaded[index] ? this.schedule(clip, loaded[index]) : 0));
    const last = Math.max(until, ...ends);
    if (last <= this.mixStart) return this.ended(t("There is nothing to hear after this place."));
    this.lastly = setTimeout(() => this.ended(), (last - this.mixStart) / rate * 1000);
    this.onChange(null);
  }

  schedule({ start, fadeIn, fadeOut, level: own, part }, buffer) {
    const from = part?.from ?? 0;
    const duration = Math.min(buffer.duration - from, part ? part.seconds + fadeOut : Infinity);
    const end = start + duration;
    const late = Math.max(0, this.mixStart - start);
    if (late >= duration) return 0;
    const source = new AudioBufferSourceNode(this.context, { buffer, playbackRate: this.rate });
    const gain = new GainNode(this.context);
    const clock = (seconds) => this.mixSince + Math.max(0, seconds - this.mixStart) / this.rate;
    const level = (seconds) => own * Math.min(
      1, fadeIn ? (seconds - start) / fadeIn : 1, fadeOut ? (end - seconds) / fadeOut : 1);
    gain.gain.setValueAtTime(level(start + late), clock(start + late));
    for (const seconds of [start + fadeIn, end - fadeOut, end].sort((a, b) => a - b)) {
      if (seconds > start + late) gain.gain.linearRampToValueAtTime(Math.max(0, level(seconds)), clock(seconds));
    }
    source.connect(gain).connect(this.context.destination);
    source.start(clock(start), from + late, duration - late);
    this.sources.push(source);
    return end;
  }
}
