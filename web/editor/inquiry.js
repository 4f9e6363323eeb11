// What the server is asked about a text, a moment after it was written: all that is wrong with it, whether Plan from
// Text reads what is no cue sheet, and whether the story is longer than the model's language model reads.
const PAUSE = 400; // milliseconds
const LENGTH_BYTES = 8; // of a clip's seconds as the model reads them, or of what joins captions in an instruction
const FRAME_BYTES = 600; // of what stands around a story, at most
const bytes = (text) => new TextEncoder().encode(text).length;

export class Inquiry {
  /**
   * @param readText (fields) -> the server's answer.
   * @param whenComes called with each answer that is still asked for.
   */
  constructor(readText, whenComes) {
    Object.assign(this, { readText, whenComes, key: null, answer: null });
  }

  /** Ask this, or nothing (null). The answer to the same question stays. */
  about(asked) {
    const key = asked && JSON.stringify(asked);
    if (key === this.key) return;
    Object.assign(this, { key, answer: null });
    clearTimeout(this.timer);
    if (asked) this.timer = setTimeout(() => this.ask(asked, key), PAUSE);
  }

  async ask(asked, key) {
    const answer = await this.readText(asked).catch(() => null); // without a server nothing is known
    if (this.key !== key || !answer) return;
    this.answer = answer;
    this.whenComes();
  }

  stop() {
    clearTimeout(this.timer);
    this.key = null;
  }
}

/** Whether a text may be a plan, though no cue sheet. */
export const mayBeOther = (sheet) => Boolean(sheet.isUnreadable || sheet.clips.some(({ broken }) => broken));

/**
 * Whether a language model may not read the whole story. No token is shorter than a byte of its text.
 *
 * facts: of the model, see nodes/routes.py. words: {instruction, reasoning} of the plan.
 */
export function mayBeTooLong(clips, words, facts) {
  const captions = clips.reduce((sum, { caption }) => sum + bytes(caption) + LENGTH_BYTES, 0);
  const around = FRAME_BYTES + bytes(words.reasoning) + (words.instruction ? bytes(words.instruction) : captions);
  return around + captions + clips.length * facts.least_clip_tokens > facts.most_story_tokens;
}
