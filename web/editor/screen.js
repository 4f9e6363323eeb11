// The film above the timeline, muted: its picture follows the cursor and the story's sound. If the browser cannot play
// the film, pictures of its shots are shown instead, with the reason.
import { t } from "../language.js";
import { element } from "./parts.js";
import { viewPath } from "./takes.js";

const INTO = 0.001; // seconds added, because a time that is rounded down would show the picture before
const SAME = 0.002; // seconds; times nearer than this are the same
const [APART, TOGETHER, LOST] = [0.02, 0.005, 0.4]; // seconds off the sound: start to catch up, stop that, jump
const PULL = { share: 5, most: 0.5 }; // change of the playback rate for each second that it is off; the largest change
const HIDDEN = "audiostory_film_hidden"; // a node's property

export class Screen {
  /** @param node that has the film. address: (path) -> address on this server. whenReady: draws again. */
  constructor(node, address, whenReady) {
    Object.assign(this, { node, address, whenReady, film: null, shot: null, before: null });
    this.video = element("video", "", {
      playsinline: "", preload: "metadata", disablepictureinpicture: "", hidden: "" });
    this.video.muted = true;
    this.picture = element("img", "", { alt: "", hidden: "" });
    this.words = element("div", "as-why", { hidden: "" });
    this.root = element("div", "as-film", {
      role: "group", "aria-label": t("Film"), title: t("Play or pause (P)"), hidden: "" }, [
      this.video, this.picture, this.words]);
    this.video.addEventListener("loadeddata", () => this.onLoaded());
    this.video.addEventListener("error", () => this.onFault());
    this.video.addEventListener("seeked", whenReady);
  }

  /** Whether the film is shown, if there is one. */
  get isShown() {
    return !this.node.properties[HIDDEN];
  }

  set isShown(isShown) {
    if (isShown) delete this.node.properties[HIDDEN];
    else this.node.properties[HIDDEN] = true;
  }

  /** Show a film, or none. */
  show(film) {
    this.root.hidden = !film || !this.isShown;
    if (film === this.film) return;
    Object.assign(this, { film, shot: null });
    this.video.pause();
    if (film?.video) {
      this.fall("");
      this.video.src = this.address(viewPath(film.video));
    } else {
      this.unload();
      this.fall(film?.video === null ? this.outside : t("Run to watch the film."));
    }
  }

  get outside() {
    return this.film.hasShots
      ? t("The film lies outside ComfyUI's folders: only pictures of its shots are shown. Turn on small_copy in Video "
        + "Shots and run to watch it.")
      : t("The film lies in no file in ComfyUI's folders. To watch it, connect Video Shots to shots, turn on its "
        + "small_copy, and run.");
  }

  get unplayed() {
    return this.film.hasShots
      ? t("This browser cannot play the film: only pictures of its shots are shown. Turn on small_copy in Video Shots "
        + "and run to watch it.")
      : t("This browser cannot play the film. To watch it, connect Video Shots to shots, turn on its small_copy, and "
        + "run.");
  }

  onLoaded() {
    if (!this.video.videoWidth) return this.onFault(); // the browser plays only its sound
    this.video.hidden = false;
    this.picture.hidden = this.words.hidden = true;
    this.whenReady();
  }

  async onFault() {
    const { film } = this;
    if (!film?.video) return;
    const answer = await fetch(this.video.src, { method: "HEAD" }).catch(() => null);
    if (film !== this.film) return;
    film.isGone = !answer?.ok;
    this.fall(film.isGone ? t("The film's file is gone: run again.") : this.unplayed);
    this.whenReady();
  }

  // Show the pictures of the shots instead of the film. why: the reason; "" while the film is loading.
  fall(why) {
    this.video.hidden = true;
    this.picture.hidden = this.shot === null;
    this.words.textContent = why;
    this.words.hidden = !why;
  }

  /** Show the picture for the player's position. player: see sound.js. */
  follow(player) {
    if (this.root.hidden) return this.video.pause();
    if (this.video.hidden) return this.showShot(player.position);
    const { film, video } = this;
    const last = Math.max(0, film.end - 0.5 / film.rate);
    const wanted = film.video.begins + Math.min(player.position, last) + INTO;
    const isOn = player.playing !== null && player.rate > 0 && player.position < last;
    return isOn ? this.keepUp(wanted, player.rate) : this.stand(wanted);
  }

  // Only one seek at a time: the next one starts when the picture has come.
  stand(wanted) {
    const { video } = this;
    this.before = wanted;
    if (!video.paused) video.pause();
    if (!video.seeking && Math.abs(video.currentTime - wanted) > SAME) video.currentTime = wanted;
  }

  keepUp(wanted, rate) {
    const { video, before } = this;
    this.before = wanted;
    if (video.seeking) return;
    if (video.paused && wanted === before) return; // the sound takes a moment to begin
    const ahead = video.currentTime - wanted;
    if (Math.abs(ahead) > LOST * rate) video.currentTime = wanted;
    if (video.paused) video.play().catch(() => {}); // a pause before it has begun is not an error
    if (Math.abs(ahead) < TOGETHER * rate) this.go(rate);
    else if (Math.abs(ahead) > APART * rate) {
      this.go(rate * (1 - Math.max(-PULL.most, Math.min(PULL.share * ahead, PULL.most))));
    }
  }

  go(rate) {
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  showShot(seconds) {
    const shot = this.film.shotAt(seconds);
    if (shot === this.shot) return;
    this.shot = shot;
    const entry = this.film.keys[shot];
    this.picture.hidden = !entry;
    if (!entry) return;
    this.picture.src = this.address(viewPath(entry));
    this.picture.alt = t("Shot {number} of {count}", { number: shot + 1, count: this.film.starts.length });
  }

  remove() {
    this.film = null;
    this.unload();
  }

  unload() {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load(); // releases the file
  }
}
