// Paints the canvas over the blocks: ruler, waveforms, cross-fades, film strip, cursor. Only the visible part is drawn.
import { STRIP_HEIGHT } from "./film.js";
import { CAPTION_HEIGHT, RULER_HEIGHT } from "./style.js";

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800]; // seconds between marks of the ruler
const LEAST_MARK_WIDTH = 56; // pixels
const LEAST_HIGHEST = 0.05; // a waveform fills its block only if its peak is at least this: near silence stays small
const ONSET_SIZE = 3; // pixels
const STRETCH_TINT = 0.35; // opacity
const QUIET_SHOWN = 0.6; // exponent of the height: a sound 25 dB below the loudest still has a sixth of its height

/** Seconds as a clock time: "1:05". */
export function clock(seconds, digits = 0) {
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - 60 * minutes).toFixed(digits);
  return `${minutes}:${rest.padStart(digits ? 3 + digits : 2, "0")}`;
}

/**
 * Paint.
 *
 * scene: {width, height, left and top (pixels scrolled), scale (pixels a second), ratio (device pixels a pixel), colors
 * (see ../tones.js), timing (see timeline.js), rowHeight, head (pixels above the lanes), film (or null), length (of the
 * story if it is fixed, else null), levels (gain factor of each clip), waveforms (index -> peaks or null), onsets
 * (index -> seconds from the clip's start to its onset, or null), stretches (index -> [from, to] in seconds from the
 * clip's start, or null), dim (index -> whether its sound is old or muted),
 * cursor (seconds or null)}.
 */
export function paint(canvas, scene) {
  const { width, height, ratio, left, scale } = scene;
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide || canvas.height !== pixelsHigh) {
    canvas.width = pixelsWide;
    canvas.height = pixelsHigh;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const x = (seconds) => seconds * scale - left;
  context.save();
  context.beginPath();
  context.rect(0, scene.head, width, height); // rows that are scrolled up disappear under the ruler
  context.clip();
  const highest = highestOf(scene);
  const { starts, ends, fadeOut, rows } = scene.timing;
  starts.forEach((start, index) => {
    const top = scene.head + rows[index] * scene.rowHeight - scene.top;
    if (x(ends[index]) < 0 || x(start) > width || top > height || top + scene.rowHeight < scene.head) return;
    const box = { top: top + CAPTION_HEIGHT, bottom: top + scene.rowHeight };
    paintWaveform(context, scene, index, x(start), x(ends[index]), highest, box);
    paintStretch(context, scene, index, x(start), box);
    paintOnset(context, scene, index, x(start), box);
    if (fadeOut[index] > 0) paintFade(context, scene, x(ends[index] - fadeOut[index]), x(ends[index]), box);
  });
  if (scene.length !== null) paintEnd(context, scene, x(scene.length));
  context.restore();
  if (scene.film?.hasShots) paintFilm(context, scene, x);
  paintRuler(context, scene, x);
  if (scene.cursor !== null) paintCursor(context, scene, x(scene.cursor));
}

function paintRuler(context, { width, left, scale, colors }, x) {
  const step = STEPS.find((seconds) => seconds * scale >= LEAST_MARK_WIDTH) ?? STEPS.at(-1);
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "top";
  context.fillStyle = colors.dim;
  context.strokeStyle = colors.line;
  context.beginPath();
  for (let mark = Math.floor(left / scale / step); x(mark * step) < width; mark++) {
    const place = Math.round(x(mark * step)) + 0.5;
    context.moveTo(place, 8);
    context.lineTo(place, RULER_HEIGHT);
    context.fillText(clock(mark * step, step < 1 ? 1 : 0), place + 3, 5);
  }
  context.moveTo(0, RULER_HEIGHT - 0.5);
  context.lineTo(width, RULER_HEIGHT - 0.5);
  context.stroke();
}

// One scale for all waveforms, so that louder clips look louder.
function highestOf({ timing: { starts }, levels, waveforms }) {
  const highest = (_, index) => (waveforms(index)?.highest ?? 0) * levels[index];
  return Math.max(LEAST_HIGHEST, ...starts.map(highest));
}

function paintWaveform(context, scene, index, from, to, highest, box) {
  const wave = scene.waveforms(index);
  if (!wave) return;
  const top = box.top + 4;
  const half = (box.bottom - 8 - top) / 2;
  if (half < 3) return;
  const level = scene.levels[index] / highest;
  const perPixel = wave.perSecond / scene.scale;
  context.fillStyle = scene.colors.text;
  context.globalAlpha = scene.dim(index) ? scene.colors.oldWave : scene.colors.wave;
  const last = Math.min(to, scene.width, from + wave.peaks.length / perPixel);
  for (let place = Math.max(0, Math.floor(from) + 1); place < last; place++) {
    const first = Math.floor((place - from) * perPixel);
    const end = Math.max(first + 1, Math.floor((place + 1 - from) * perPixel));
    let peak = 0;
    for (let at = first; at < end && at < wave.peaks.length; at++) peak = Math.max(peak, wave.peaks[at]);
    const size = Math.max(0.5, half * (peak * level) ** QUIET_SHOWN);
    context.fillRect(place, top + half - size, 1, 2 * size);
  }
  context.globalAlpha = 1;
}

// A sound's onset: a tick at the top of the waveform.
function paintOnset(context, { onsets, scale, colors }, index, from, box) {
  const onset = onsets(index);
  if (onset === null) return;
  const [place, top] = [from + onset * scale, box.top + 2];
  context.fillStyle = colors.accent;
  context.beginPath();
  context.moveTo(place - ONSET_SIZE, top);
  context.lineTo(place + ONSET_SIZE, top);
  context.lineTo(place, top + 1.5 * ONSET_SIZE);
  context.fill();
  context.fillRect(place - 0.5, top, 1, box.bottom - 6 - top);
}

// A stretch that is made anew: a tinted part of the waveform between two lines.
function paintStretch(context, { stretches, scale, colors }, index, from, box) {
  const stretch = stretches(index);
  if (!stretch) return;
  const [left, right] = stretch.map((seconds) => from + seconds * scale);
  const [top, bottom] = [box.top + 2, box.bottom - 6];
  context.fillStyle = colors.accent;
  context.globalAlpha = STRETCH_TINT;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
  context.fillRect(left, top, 1.5, bottom - top);
  context.fillRect(right - 1.5, top, 1.5, bottom - top);
}

// A cross-fade: two crossing lines over the time of both sounds.
function paintFade(context, { colors }, from, to, box) {
  const [top, bottom] = [box.top + 2, box.bottom - 6];
  context.globalAlpha = colors.fade;
  context.fillStyle = colors.accent;
  context.fillRect(from, top, to - from, bottom - top);
  context.globalAlpha = 1;
  context.strokeStyle = colors.accent;
  context.beginPath();
  context.moveTo(from, top);
  context.lineTo(to, bottom);
  context.moveTo(from, bottom);
  context.lineTo(to, top);
  context.stroke();
}

// The film strip: a picture at the beginning of each shot, lines where shots change, ticks at motion onsets.
function paintFilm(context, { film, width, height, colors }, x) {
  const [top, bottom] = [RULER_HEIGHT + 2, RULER_HEIGHT + STRIP_HEIGHT - 4];
  film.starts.forEach((start, index) => {
    const [from, to] = [x(start), x(film.starts[index + 1] ?? film.end)];
    if (to < 0 || from > width || to - from < 1) return;
    const picture = film.picture(index);
    const wide = Math.max(0, to - from - 1);
    if (picture) {
      const whole = (bottom - top) * picture.naturalWidth / picture.naturalHeight;
      const shown = Math.min(1, wide / whole);
      context.drawImage(picture, 0, 0, shown * picture.naturalWidth, picture.naturalHeight, from, top, shown * whole,
        bottom - top);
    }
    context.strokeStyle = colors.line;
    context.strokeRect(from + 0.5, top + 0.5, wide, bottom - top - 1);
    context.fillStyle = colors.line;
    if (index) context.fillRect(Math.round(from), bottom, 1, height - bottom);
  });
  context.fillStyle = colors.accent;
  for (const onset of film.onsets) if (x(onset) >= 0 && x(onset) <= width) context.fillRect(x(onset), bottom, 2, 5);
}

// The end of the film or of a fixed length.
function paintEnd(context, { width, height, colors }, place) {
  context.fillStyle = colors.line;
  context.fillRect(Math.round(place), RULER_HEIGHT, 2, height);
}

function paintCursor(context, { height, colors }, place) {
  context.fillStyle = colors.text;
  context.fillRect(Math.round(place) - 0.5, 0, 1.5, height);
  context.beginPath();
  context.moveTo(place - 5, 0);
  context.lineTo(place + 5, 0);
  context.lineTo(place, 7);
  context.fill();
}
