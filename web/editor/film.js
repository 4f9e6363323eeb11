// The film that a story is for, from a run of Video Seconds or Video Shots: its length and the file to play. From Video
// Shots also the shots, a small picture of each, and the times when something starts to move.
import { viewPath } from "./takes.js";

const PROPERTY = "audiostory_film";
const SAME = 0.001; // seconds
export const STRIP_HEIGHT = 44; // pixels

/** Save a film's data with a node. Returns whether it differs from what is shown, or whether files were gone. */
export function keepFilm(node, film, shown) {
  if (!film || (!shown?.isGone && JSON.stringify(film) === JSON.stringify(node.properties[PROPERTY]))) return false;
  node.properties[PROPERTY] = film;
  return true;
}

export class Film {
  /**
   * @param facts {starts, end (seconds), rate (pictures a second), onsets, keys (an entry for /view for each shot),
   *   video (an entry for the file to play, with begins: the film's first picture in seconds of the file; null if there
   *   is no such file, undefined after a run of an older version)}.
   * @param whenComes called when a picture was loaded.
   */
  constructor(facts, address, whenComes) {
    Object.assign(this, { ...facts, facts, address, whenComes, pictures: [], isGone: false });
  }

  /** The film of a node; `before` if it is still the same; null if there is none. */
  static of(node, before, address, whenComes) {
    const facts = node.properties?.[PROPERTY] ?? null;
    if (!facts) return null;
    return before?.facts === facts ? before : new Film(facts, address, whenComes);
  }

  /** Whether its shots are known. */
  get hasShots() {
    return this.starts.length > 0;
  }

  /** Times to which a clip may snap. */
  get marks() {
    return [...this.starts, ...this.onsets, this.end];
  }

  /** Index of the shot at a time. */
  shotAt(seconds) {
    return Math.max(0, this.starts.findLastIndex((start) => start <= seconds + SAME));
  }

  /** The picture of a shot; null until it is loaded. Only pictures that are needed are loaded. */
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
