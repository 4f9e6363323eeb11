// The film that a story is for, as Video Shots has found it: where its shots begin, a small picture of each, and where
// something starts to move.
import { viewPath } from "./takes.js";

const PROPERTY = "audiostory_film";
export const STRIP_HEIGHT = 44; // pixels

/** Keep what Video Shots says of a film; true where it is another than before. */
export function keepFilm(node, film) {
  if (!film || JSON.stringify(film) === JSON.stringify(node.properties[PROPERTY])) return false;
  node.properties[PROPERTY] = film;
  return true;
}

export class Film {
  /**
   * @param facts {starts, end (seconds), rate (pictures a second), onsets, keys (entries for /view, one a shot)}.
   * @param whenComes called when a picture has come.
   */
  constructor(facts, address, whenComes) {
    Object.assign(this, { ...facts, facts, address, whenComes, pictures: [] });
  }

  /** The film that a node has; the one from before where it is the same. */
  static of(node, before, address, whenComes) {
    const facts = node.properties?.[PROPERTY] ?? null;
    if (!facts) return null;
    return before?.facts === facts ? before : new Film(facts, address, whenComes);
  }

  /** Where a clip may snap to. */
  get marks() {
    return [...this.starts, ...this.onsets, this.end];
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
    picture.src = this.address(viewPath(entry));
    return picture;
  }
}
