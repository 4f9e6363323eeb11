// The colours of this pack's widgets: those of the page's palette, moved towards black or white until they can be told
// apart on every ground that they stand on, whatever palette a person has. They stand on the page: the grounds --as-bg,
// --as-even, --as-odd and --as-broken (blocks), --as-warned (a warning); words as --as-fg, --as-dim, --as-bad, --as-off
// (of what can do nothing now); lines as --as-line, --as-accent, --as-good, --as-warn; words on the accent --as-on-accent.
const TEXT = 4.5; // contrast, as WCAG 2 counts it: of text, and of waveforms that are current
const SIGN = 3; // of lines, and of what is dimmed on purpose
const PAGE = { // the page's own names, and what stands for a colour that a page does not have
  bg: "var(--comfy-input-bg, #222)", fg: "var(--input-text, #ddd)", line: "var(--border-color, #4e4e4e)",
  dim: "var(--descrip-text, #999)", accent: "var(--p-primary-color, #3b82f6)", bad: "var(--error-text, #ff4444)",
  good: "#2e9e5b", warn: "#d08a00",
};
const TINTS = { even: 0.14, odd: 0.24, broken: 0.16, warned: 0.14, fade: 0.16 }; // shares of a colour in a ground
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
function pageColors(probe) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const read = {};
  for (const [name, value] of Object.entries(PAGE)) {
    probe.style.color = value;
    context.fillStyle = read.bg ? css(read.bg) : "#000";
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    read[name] = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }
  return read;
}

// The least share of a second colour in a first one with which a test holds; all of it where none does.
function leastShare(isEnough, least = 0) {
  let share = least;
  while (share < 1 && !isEnough(share)) share += STEP;
  return Math.min(share, 1);
}

/** Every colour, from those of the page: {colors, wave, oldWave, fade}; the last three are shares. */
function tonesOf({ bg, fg, line, dim, accent, bad, good, warn }) {
  const far = contrast(bg, [0, 0, 0]) > contrast(bg, [255, 255, 255]) ? [0, 0, 0] : [255, 255, 255];
  const moved = (color, isEnough) => mix(color, far, leastShare((share) => isEnough(mix(color, far, share))));
  const seen = (color, grounds, least) => moved(color, (next) => grounds.every(
    (ground) => contrast(next, ground) >= least));
  const even = mix(bg, accent, TINTS.even);
  const odd = mix(bg, accent, TINTS.odd);
  const broken = mix(bg, bad, TINTS.broken);
  const warned = mix(bg, warn, TINTS.warned);
  const grounds = [bg, even, odd, broken, warned];
  const text = seen(fg, grounds, TEXT);
  const mark = moved(accent, (next) => [...grounds, mix(odd, next, TINTS.fade)].every(
    (ground) => contrast(next, ground) >= SIGN));
  const wave = (least, from) => leastShare((share) => [even, odd, broken].every(
    (ground) => contrast(mix(ground, text, share), ground) >= least), from);
  return {
    colors: { bg, even, odd, broken, warned, fg: text, dim: seen(dim, grounds, TEXT), bad: seen(bad, grounds, TEXT),
      line: seen(line, [bg], SIGN), good: seen(good, [bg], SIGN), warn: seen(warn, [bg], SIGN),
      off: seen(mix(bg, fg, 0.4), [bg], SIGN), accent: mark,
      "on-accent": contrast(mark, [0, 0, 0]) > contrast(mark, [255, 255, 255]) ? [0, 0, 0] : [255, 255, 255] },
    wave: wave(TEXT, WAVE), oldWave: wave(SIGN, 0), fade: TINTS.fade,
  };
}

let shown = ""; // the palette of which the colours stand on the page
let tones = null;

/**
 * The colours of the palette that the page has now. They are put on the page, too.
 *
 * Returns what is painted with: {text, dim, line, accent} as CSS, and as shares {wave, oldWave, fade}.
 */
export function currentTones() {
  const { style, probe } = place();
  const read = pageColors(probe);
  if (JSON.stringify(read) === shown) return tones;
  shown = JSON.stringify(read);
  const { colors, ...shares } = tonesOf(read);
  const lines = Object.entries(colors).map(([name, color]) => `--as-${name}: ${css(color)};`);
  style.textContent = `:root { ${lines.join(" ")} }`;
  const { fg, dim, line, accent } = colors;
  tones = { text: css(fg), dim: css(dim), line: css(line), accent: css(accent), ...shares };
  return tones;
}

// Where the colours stand, and an element whose colour is asked for. The first time, the palette is watched.
function place() {
  const style = document.getElementById("as-tones");
  if (style) return { style, probe: document.getElementById("as-tones-probe") };
  const [made, probe] = ["style", "i"].map((tag) => document.createElement(tag));
  made.id = "as-tones";
  Object.assign(probe, { id: "as-tones-probe", hidden: true });
  document.head.append(made);
  document.body.append(probe);
  const watch = new MutationObserver(currentTones);
  for (const each of [document.documentElement, document.body]) {
    watch.observe(each, { attributes: true, attributeFilter: ["style", "class"] });
  }
  return { style: made, probe };
}
