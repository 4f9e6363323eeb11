// Saves a clip's sound as a file, with the gain that it has in the story.
import { t } from "../language.js";
import { factorOf } from "./gain.js";
import { element } from "./parts.js";
import { viewPath } from "./takes.js";

const FLOAT = { kind: 3, bytes: 4 }; // floating point samples in a WAV, which are never clipped
const RATE_AT = 18; // position of the sample rate in a FLAC file, 20 bits

/** Save a clip's sound: the kept file itself, or a WAV if the clip has a gain or is a part of the file. */
export async function saveClip(editor, index) {
  const sound = editor.matched[index]?.sound;
  if (!sound) return editor.say(t("Clip {number} has no sound yet: run first.", { number: index + 1 }));
  const { caption, gain } = editor.clips[index];
  const answer = await fetch(editor.page.address(viewPath(sound))).catch(() => null);
  if (!answer?.ok) return editor.say(t("This sound is gone: run again."));
  const file = await answer.arrayBuffer();
  const words = caption.replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 60);
  const name = `${String(index + 1).padStart(2, "0")}_${words}`; // else the browser takes the server's name
  if (!gain && !sound.part) return give(new Blob([file], { type: "audio/flac" }), `${name}.flac`);
  try {
    return give(await changed(file, factorOf(gain), sound.part), `${name}.wav`);
  } catch (error) {
    return editor.say(t("This sound cannot be read: {why}", { why: error.message }));
  }
}

function give(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = element("a", "", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// The sound of a FLAC, or a part {from, seconds} of it, multiplied by a factor, at the file's own rate.
async function changed(file, factor, part) {
  const bytes = new DataView(file);
  const rate = bytes.getUint32(RATE_AT) >>> 12;
  const buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(file);
  const from = Math.round((part?.from ?? 0) * rate);
  const end = part ? Math.min(from + Math.round(part.seconds * rate), buffer.length) : buffer.length;
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => (
    buffer.getChannelData(channel).subarray(from, end)));
  return wav(channels, rate, factor);
}

// A WAV file in the format WAVE_FORMAT_IEEE_FLOAT, with the chunks fmt, fact and data.
function wav(channels, rate, factor) {
  const count = channels[0].length;
  const frame = channels.length * FLOAT.bytes;
  const view = new DataView(new ArrayBuffer(58 + count * frame));
  let place = 0;
  const put = (bytes, ...values) => values.forEach((value) => {
    view[`setUint${8 * bytes}`](place, value, true);
    place += bytes;
  });
  const name = (letters) => put(1, ...[...letters].map((letter) => letter.charCodeAt(0)));
  name("RIFF");
  put(4, view.byteLength - 8);
  name("WAVEfmt ");
  put(4, 18);
  put(2, FLOAT.kind, channels.length);
  put(4, rate, rate * frame);
  put(2, frame, 8 * FLOAT.bytes, 0);
  name("fact");
  put(4, 4, count);
  name("data");
  put(4, count * frame);
  for (let sample = 0; sample < count; sample++) {
    for (const channel of channels) {
      view.setFloat32(place, channel[sample] * factor, true);
      place += FLOAT.bytes;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}
