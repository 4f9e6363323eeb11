// The page's language for the words of this pack. English stands in the code, other languages in locales/*.json, by the
// English: {"page": what the page's own scripts say, "told": what the server says}. {name} stands for a value.
import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";

const LANGUAGES = ["zh"]; // those that have a file
const HOLE = /\{(\w+)\}/g;
const DIGITS = new Set(["number", "line"]); // holes that hold nothing else
const LISTS = new Set(["places"]); // holes that may hold several, with commas between

const known = await load(); // before any script that says something goes on

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

// What the server says is recognized by its English, whatever values stand in it.
function pattern([english, other]) {
  const parts = english.split(HOLE); // words and names by turns
  const words = parts.filter((_, place) => place % 2 === 0);
  const names = parts.filter((_, place) => place % 2);
  const longest = words.reduce((one, next) => (next.length > one.length ? next : one));
  const source = words.map((part, place) => {
    const hole = DIGITS.has(names[place]) ? "(\\d+)" : "([^]+?)";
    return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + (place < names.length ? hole : "");
  }).join("");
  return { matcher: new RegExp(`^${source}$`), longest, names, other };
}

// A Chinese word stands apart from a number or a name that ends a value, as from one that stands in the text itself.
const filled = (text, values) => text.replace(/(\{(\w+)\})(?=(\p{Script=Han})?)/gu, (_, hole, name, word) => (
  `${values[name] ?? hole}${word && /[\dA-Za-z_]$/.test(values[name]) ? " " : ""}`));

/** The page's own words: t("Clip {number} was deleted.", {number: 3}). The English has to stand in the call. */
export function t(english, values = {}) {
  return filled(known.page[english] ?? english, values);
}

/** What the server (or our reader of cue sheets, in the server's words) says, line by line; English where not known. */
export function told(text) {
  return known.told.length ? text.split("\n").map(toldLine).join("\n") : text;
}

const toldValue = (name, value) => (LISTS.has(name) ? value.split(", ").map(toldLine).join(", ") : toldLine(value));

function toldLine(line) {
  for (const { matcher, longest, names, other } of known.told) {
    const values = line.includes(longest) && matcher.exec(line)?.slice(1); // most lines are none of these
    // a value may itself be something that is said: the reason in a note, what follows "Warning: "
    if (!values) continue;
    return filled(other, Object.fromEntries(names.map((name, place) => [name, toldValue(name, values[place])])));
  }
  return line;
}
