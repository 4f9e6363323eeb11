// Gains in decibels: as text, as a factor, and as a position in a block.
import { HIGHEST_GAIN_DB, LOWEST_GAIN_DB } from "./limits.js";

const SHOWN_DB = { least: -40, most: HIGHEST_GAIN_DB }; // from a waveform's bottom to its top
export const HEARD_DB = SHOWN_DB.most - SHOWN_DB.least;

/** The factor by which every sample is multiplied. */
export const factorOf = (gain) => 10 ** ((gain ?? 0) / 20);

/** A gain as text: "+3 dB". */
export const gainWords = (gain) => `${gain > 0 ? "+" : ""}${gain} dB`;

/** The nearest possible gain, rounded, because adding gives long decimals. */
export const possibleGain = (gain) => Number(
  Math.max(LOWEST_GAIN_DB, Math.min(gain, HIGHEST_GAIN_DB)).toFixed(2)) + 0; // no -0

/** The position of the gain's line below the top of the waveform, from 0 to 1. */
export const gainPlace = (gain) => Math.max(0, Math.min((SHOWN_DB.most - gain) / HEARD_DB, 1));
