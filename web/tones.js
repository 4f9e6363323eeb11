// Computes the colours of this pack's widgets from the page's palette: each is moved towards black or white until its
// contrast on every background is sufficient, with any palette. They are set on the page as CSS variables. Backgrounds:
// --as-bg, --as-even, --as-odd and --as-broken (blocks), --as-warned (a warning). Text: --as-fg, --as-dim, --as-bad,
// --as-off (disabled), --as-on-accent (on the accent colour). Lines: --as-line, --as-accent, --as-good, --as-warn.
const TEXT = 4.5; // contrast ratio of WCAG 2, for text and for current waveforms
const SIGN = 3; // for lines, and for what is dimmed on purpose
const PAGE = { // the page's own names, with defaults for colours that a page does not have
  bg: "var(--comfy-input-bg, #222)", fg: "var(--input-text, #ddd)", line: "var(--border-color, #4e4e4e)",
  dim: "var(--descrip-text, #999)", accent: "var(--p-primary-color, #3b82f6)", bad: "var(--error-text, #ff4444)",
  good: "#2e9e5b", warn: "#d08a00",
};
const TINTS = { even: 0.14, odd: 0.24, broken: 0.16, warned: 0.14, fade: 0.16 }; // shares of a colour in a background
const STEP = 0.02;
const WAVE = 0.7; // share of the text's colour in a waveform, if its contrast is sufficient

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

/** The page's colours as [red, green, blue], 0 to 255; translucent colours are blended with the background. */
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

// The smallest share of a second colour in a first one for which the test is true; 1 if it is never true.
function leastShare(isEnough, least = 0) {
  let share = least;
  while (share < 1 && !isEnough(share)) share += STEP;
  return Math.min(share, 1);
}

/** All colours, computed from those of the page: {colors, wave, oldWave, fade}; the last three are opacities. */
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

let shown = ""; // the palette for which the colours on the page were computed
let tones = null;

/**
 * The colours for the page's present palette. They are also set on the page as CSS variables.
 *
 * Returns colours for painting: {text, dim, line, accent} as CSS, and the opacities {wave, oldWave, fade}.
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

// The style element with the variables, and an element for reading colours. The first call starts to watch the palette.
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
