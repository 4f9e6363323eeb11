// The editor's colours: those of the page's palette, moved towards black or white until they can be told apart on every
// ground that they stand on, whatever palette a person has.
const TEXT = 4.5; // contrast, as WCAG 2 counts it: of text, and of waveforms that are current
const SIGN = 3; // of lines, and of what is dimmed on purpose
const PAGE = ["bg", "fg", "line", "dim", "accent", "bad"]; // --as-page-..., see style.js
const TINTS = { even: 0.14, odd: 0.24, broken: 0.16, fade: 0.16 }; // shares of a colour in the ground of a block
const STEP = 0.02;
const WAVE = 0.7; // share of the text's colour in a waveform, where that does

const mix = (from, to, share) => from.map((value, channel) => Math.round(value + share * (to[channel] - value)));
const css = (color) => `rgb(${color.join(" ")})`;

function luminance(color) {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The page's colours as [red, green, blue], 0 to 255; what lets light through is seen on the background. */
function pageColors(element) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const probe = document.createElement("i");
  element.append(probe);
  const read = {};
  for (const name of PAGE) {
    probe.style.color = `var(--as-page-${name})`;
    context.fillStyle = read.bg ? css(read.bg) : "#000";
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    read[name] = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }
  probe.remove();
  return read;
}

// The least share of a second colour in a first one with which a test holds; all of it where none does.
function leastShare(isEnough, least = 0) {
  let share = least;
  while (share < 1 && !isEnough(share)) share += STEP;
  return Math.min(share, 1);
}

/** Every colour of the editor, from those of the page. */
function tonesOf({ bg, fg, line, dim, accent, bad }) {
  const far = contrast(bg, [0, 0, 0]) > contrast(bg, [255, 255, 255]) ? [0, 0, 0] : [255, 255, 255];
  const moved = (color, isEnough) => mix(color, far, leastShare((share) => isEnough(mix(color, far, share))));
  const told = (color, grounds, least) => moved(color, (next) => grounds.every(
    (ground) => contrast(next, ground) >= least));
  const even = mix(bg, accent, TINTS.even);
  const odd = mix(bg, accent, TINTS.odd);
  const broken = mix(bg, bad, TINTS.broken);
  const grounds = [bg, even, odd, broken];
  const text = told(fg, grounds, TEXT);
  const mark = moved(accent, (next) => [...grounds, mix(odd, next, TINTS.fade)].every(
    (ground) => contrast(next, ground) >= SIGN));
  const wave = (least, from) => leastShare((share) => [even, odd, broken].every(
    (ground) => contrast(mix(ground, text, share), ground) >= least), from);
  return {
    colors: { bg, even, odd, broken, fg: text, dim: told(dim, grounds, TEXT), bad: told(bad, grounds, TEXT),
      line: told(line, [bg], SIGN), off: told(mix(bg, fg, 0.4), [bg], SIGN), accent: mark,
      "on-accent": contrast(mark, [0, 0, 0]) > contrast(mark, [255, 255, 255]) ? [0, 0, 0] : [255, 255, 255] },
    wave: wave(TEXT, WAVE), oldWave: wave(SIGN, 0), fade: TINTS.fade,
  };
}

/**
 * Give an editor the colours of the page, as --as-fg and so on.
 *
 * Returns what is painted with: {text, dim, line, accent} as CSS, and as shares {wave, oldWave, fade}.
 */
export function takeColors(element) {
  const { colors, ...shares } = tonesOf(pageColors(element));
  for (const [name, color] of Object.entries(colors)) element.style.setProperty(`--as-${name}`, css(color));
  const { fg, dim, line, accent } = colors;
  return { text: css(fg), dim: css(dim), line: css(line), accent: css(accent), ...shares };
}
