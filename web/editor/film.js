// The film that a story is for: how long it is and what can be played of it, as Video Seconds says, or Video Shots, which
// says where its shots begin, too, with a small picture of each, and where something starts to move.
import { viewPath } from "./takes.js";

const PROPERTY = "audiostory_film";
const SAME = 0.001; // seconds
export const STRIP_HEIGHT = 44; // pixels

/** Keep what a node says of a film; true where it is another than `shown`, or files of that were gone. */
export function keepFilm(node, film, shown) {
  if (!film || (!shown?.isGone && JSON.stringify(film) === JSON.stringify(node.properties[PROPERTY]))) return false;
  node.properties[PROPERTY] = film;
  return true;
}

export class Film {
  /**
   * @param facts {starts, end (seconds), rate (pictures a second), onsets, keys (entries for /view, one a shot), video
   *   (the same of a file to play, with begins: the seconds into it at which the film begins; null where there is none,
   *   undefined where an older run did not say)}.
   * @param whenComes called when a picture has come.
   */
  constructor(facts, address, whenComes) {
    Object.assign(this, { ...facts, facts, address, whenComes, pictures: [], isGone: false });
  }

  /** The film that a node has; the one from before where it is the same. */
  static of(node, before, address, whenComes) {
    const facts = node.properties?.[PROPERTY] ?? null;
    if (!facts) return null;
    return before?.facts === facts ? before : new Film(facts, address, whenComes);
  }

  /** Whether its shots are known. */
  get hasShots() {
    return this.starts.length > 0;
  }

  /** Where a clip may snap to. */
  get marks() {
    return [...this.starts, ...this.onsets, this.end];
  }

  /** Which shot there is at a time. */
  shotAt(seconds) {
    return Math.max(0, this.starts.findLastIndex((start) => start <= seconds + SAME));
  }

  /** The picture of a shot; null until it has come. Only what is looked at is fetched. */
  picture(index) {
    const entry = this.keys[index];
    if (!entry) return null;
    this.pictures[index] ??= this.fetch(entry);
    const { complete, naturalWidth } = this.pictures[index];
    return complete && naturalWidth ? this.pictures[index] : null;
  }

  fetch(entry) {
    const picture = new Image();
    picture.addEventListener("load", this.whenComes);
    picture.addEventListener("error", () => { this.isGone = true; });
    picture.src = this.address(viewPath(entry));
    return picture;
  }
}
