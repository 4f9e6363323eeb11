// Decibels: what a person reads of them, what a sound is multiplied by, and where in a block they stand.
import { HIGHEST_GAIN_DB, LOWEST_GAIN_DB } from "./words.js";

const SHOWN_DB = { least: -40, most: HIGHEST_GAIN_DB }; // from a waveform's bottom to its top
export const HEARD_DB = SHOWN_DB.most - SHOWN_DB.least;

/** What every sample is multiplied by. */
export const factorOf = (gain) => 10 ** ((gain ?? 0) / 20);

/** A gain as people write it: "+3 dB". */
export const gainWords = (gain) => `${gain > 0 ? "+" : ""}${gain} dB`;

/** A gain that can be, without the digits that adding leaves behind. */
export const possibleGain = (gain) => Number(
  Math.max(LOWEST_GAIN_DB, Math.min(gain, HIGHEST_GAIN_DB)).toFixed(2)) + 0; // no -0

/** How far below the top of a waveform its line stands, from 0 to 1. */
export const gainPlace = (gain) => Math.max(0, Math.min((SHOWN_DB.most - gain) / HEARD_DB, 1));
