// What is said of a wrong text: the server's words, which are those of a refused run. Until they come, or where no
// server answers, a few of the page's own.
import { t, told } from "../language.js";

const WORDS = { // by a fault's kind, see limits.js and timeline.js; number: of its clip
  unread: () => t("cannot be read as a clip"),
  json: () => t("the JSON cannot be read as a plan"),
  text: (fault) => t("the text has more than {most} characters", fault),
  clips: (fault) => t("a story has 1 to {most} clips", fault),
  captionLong: (fault) => t("clip {number}: the caption has more than {most} characters", fault),
  captionMark: (fault) => t("clip {number}: the caption holds what no text can hold", fault),
  captionEmpty: (fault) => t("clip {number} needs a caption in words", fault),
  short: (fault) => t("clip {number} needs a length of {least} s or more", fault),
  long: (fault) => t("clip {number} is too long: at most {most} s", fault),
  start: (fault) => t("clip {number} cannot begin at that time", fault),
  mark: (fault) => t("clip {number}: this #{mark} is not possible", fault),
  meets: (fault) => t("clip {number} needs another start or another lane", fault),
  end: (fault) => t("clip {number} ends later than the story does ({most} s)", fault),
  lanes: (fault) => t("a story has at most {most} lanes", fault),
  length: () => t("the story cannot have this length"),
  rate: () => t("this frame rate is not possible"),
};

/**
 * Say what is wrong with a sheet: its `problems`, and each clip's `problem`, its first.
 *
 * answer: the server's for this very text; null while there is none. A problem: {line and clip (from 0, or null), words,
 * isPlaced (they name the line themselves), isTooLong (the clip can be split)}.
 */
export function markSheet(sheet, answer) {
  const own = sheet.faults.map((fault) => ownProblem(fault));
  const said = answer?.faults?.map((fault) => saidProblem(fault, sheet.clips)) ?? own;
  const named = new Set(said.map(({ clip }) => clip));
  // of very many faults the server says the first
  sheet.problems = answer?.more_faults ? [...said, ...own.filter(({ clip }) => !named.has(clip))] : said;
  for (const clip of sheet.clips) clip.problem = "";
  for (const { clip, words } of sheet.problems) if (sheet.clips[clip]) sheet.clips[clip].problem ||= words;
}

const ownProblem = (fault) => ({ line: fault.line, clip: fault.clip, isTooLong: fault.kind === "long",
  words: WORDS[fault.kind]({ ...fault, number: fault.clip + 1 }) });

function saidProblem(fault, clips) {
  const { words, line, clip, field } = fault;
  const index = clip === null ? null : clip - 1;
  fault.told ??= told(words); // once: the page's language takes its time for many
  return { line: line === null ? null : line - 1, clip: index, words: fault.told,
    isPlaced: /^cue sheet line /.test(words), isTooLong: field === "seconds" && Boolean(clips[index]?.isTooLong) };
}
