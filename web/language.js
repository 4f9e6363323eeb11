// Translates this pack's words to the page's language. The code has the English text, which is the key in
// locales/*.json: {"page": texts of the page's scripts, "told": texts of the server}. {name} is a placeholder.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";

const LANGUAGES = ["zh"]; // languages that have a file
const HOLE = /\{(\w+)\}/g;
const DIGITS = new Set(["number", "line"]); // placeholders whose values are digits
const LISTS = new Set(["places"]); // placeholders whose values may be lists, separated by commas

const known = await load(); // top-level await: scripts that import this module wait for it

async function load() {
  const language = app.extensionManager?.setting?.get("Comfy.Locale") ?? await api.getSetting("Comfy.Locale");
  if (!LANGUAGES.includes(language)) return { page: {}, told: [] };
  const file = new URL(`./locales/${language}.json`, import.meta.url);
  try {
    const { page, told } = await (await fetch(file, { cache: "no-cache" })).json();
    return { page, told: Object.entries(told).map(pattern) };
  } catch (error) {
    console.warn(`AudioStory: no words in ${language}, English is shown:`, error);
    return { page: {}, told: [] };
  }
}

// A matcher for a server's text with any values in its placeholders.
function pattern([english, other]) {
  const parts = english.split(HOLE); // words and names alternate
  const words = parts.filter((_, place) => place % 2 === 0);
  const names = parts.filter((_, place) => place % 2);
  const longest = words.reduce((one, next) => (next.length > one.length ? next : one));
  const source = words.map((part, place) => {
    const hole = DIGITS.has(names[place]) ? "(\\d+)" : "([^]+?)";
    return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + (place < names.length ? hole : "");
  }).join("");
  return { matcher: new RegExp(`^${source}$`), longest, names, other };
}

// Fills in values. A space separates a value that ends in a digit or letter from a Chinese character after it.
const filled = (text, values) => text.replace(/(\{(\w+)\})(?=(\p{Script=Han})?)/gu, (_, hole, name, word) => (
  `${values[name] ?? hole}${word && /[\dA-Za-z_]$/.test(values[name]) ? " " : ""}`));

/** Translate a text of the page: t("Clip {number} was deleted.", {number: 3}). The English must be a literal. */
export function t(english, values = {}) {
  return filled(known.page[english] ?? english, values);
}

/** Translate a text of the server line by line. Unknown lines stay in English. */
export function told(text) {
  return known.told.length ? text.split("\n").map(toldLine).join("\n") : text;
}

const toldValue = (name, value) => (LISTS.has(name) ? value.split(", ").map(toldLine).join(", ") : toldLine(value));

function toldLine(line) {
  for (const { matcher, longest, names, other } of known.told) {
    const values = line.includes(longest) && matcher.exec(line)?.slice(1); // a quick check first
    // a value may itself be a text to translate, such as the reason in a note, or the text after "Warning: "
    if (!values) continue;
    return filled(other, Object.fromEntries(names.map((name, place) => [name, toldValue(name, values[place])])));
  }
  return line;
}
