// The editor's style sheet. Its colours are CSS variables, see ../tones.js.
import { putStyle } from "./parts.js";

export const RULER_HEIGHT = 22; // pixels
export const CAPTION_HEIGHT = 40; // pixels at the top of a block; its waveform is below

const CSS = `
.as-editor { box-sizing: border-box; display: flex; flex-direction: column; gap: 4px; width: 100%; height: 100%;
  padding: 6px; border: 1px solid var(--as-line); border-radius: 6px; background: var(--as-bg); color: var(--as-fg);
  font: 12px/1.35 system-ui, sans-serif; overflow: hidden; cursor: default; user-select: none; }
.as-editor * { box-sizing: border-box; }
.as-bar { display: flex; flex-wrap: wrap; align-items: center; gap: 3px; flex: none; }
.as-bar .as-name { flex: 1 1 130px; min-width: 0; padding: 0 4px; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; font-variant-numeric: tabular-nums; }
.as-editor button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--as-line); border-radius: 4px;
  min-height: 22px; padding: 1px 6px; cursor: pointer; }
.as-editor button:hover:not([aria-disabled=true]) { border-color: var(--as-fg); }
.as-editor button[aria-disabled=true] { color: var(--as-off); border-style: dashed; cursor: default; }
.as-editor button[aria-pressed=true] { background: var(--as-accent); border-color: var(--as-accent); color: var(--as-on-accent); }
.as-editor:focus-visible, .as-editor :focus-visible { outline: 2px solid var(--as-accent); outline-offset: 1px; }
.as-view { position: relative; isolation: isolate; flex: 1 1 130px; min-height: 130px; border: 1px solid var(--as-line); border-radius: 4px;
  overflow: hidden; }
.as-film { position: relative; flex: 0 1 34%; min-height: 140px; max-height: 400px; border-radius: 4px; overflow: hidden;
  background: #000; color: #fff; cursor: pointer; }
.as-film video, .as-film img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.as-film .as-why { position: absolute; left: 0; right: 0; bottom: 0; padding: 2px 6px; background: #000; text-align: center;
  user-select: text; cursor: text; }
.as-view canvas { position: absolute; z-index: 3; left: 0; top: 0; pointer-events: none; }
.as-scroll { position: absolute; inset: 0; overflow: auto; scrollbar-width: thin; }
.as-track { --as-top: ${RULER_HEIGHT}px; position: relative; height: 100%; min-width: 100%; }
.as-ruler { position: sticky; left: 0; top: 0; z-index: 2; width: 100%; background: var(--as-bg); height: var(--as-top); cursor: pointer; }
.as-ruler:focus-visible { outline-offset: -2px; }
.as-blocks { position: absolute; left: 0; top: var(--as-top); bottom: 0; width: 100%; }
.as-block { position: absolute; left: 0; top: 3px; height: var(--as-row); overflow: hidden; contain: strict; cursor: grab;
  border: 1px solid var(--as-line); border-radius: 5px; padding: 2px 6px;
  background: var(--as-even); }
.as-block.as-odd { background: var(--as-odd); }
.as-block[aria-selected=true] { border-color: var(--as-accent); box-shadow: inset 0 0 0 1px var(--as-accent); }
.as-block:focus-visible { outline-offset: -3px; }
.as-block.as-broken { background: var(--as-broken); border-color: var(--as-bad); }
.as-block.as-muted { background: var(--as-bg); }
.as-muted .as-caption { color: var(--as-dim); text-decoration: line-through; }
.as-block.as-moving { opacity: .75; z-index: 4; cursor: grabbing; }
.as-block.as-guess { border-top: 3px solid var(--as-warn); }
.as-block.as-plan { border-style: dashed; cursor: default; }
.as-head { display: flex; gap: 4px; align-items: center; height: 18px; white-space: nowrap; }
.as-caption { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.as-meta { color: var(--as-dim); height: 16px; font-size: 11px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
  font-variant-numeric: tabular-nums; }
.as-broken .as-meta, .as-gone .as-meta { color: var(--as-bad); }
.as-play { flex: none; width: 17px; height: 17px; line-height: 15px; text-align: center; font-size: 9px; cursor: pointer;
  border: 1px solid var(--as-line); border-radius: 50%; background: var(--as-bg); }
.as-play:hover { border-color: var(--as-fg); }
.as-lock { flex: none; width: 11px; height: 13px; line-height: 0; }
.as-narrow { padding: 2px 1px; }
.as-narrow .as-caption, .as-narrow .as-meta { font-size: 10px; text-overflow: clip; }
.as-narrow .as-play, .as-tiny .as-head, .as-tiny .as-meta { display: none; }
.as-level { position: absolute; left: 0; right: 8px; top: ${CAPTION_HEIGHT}px; bottom: 4px; pointer-events: none; }
.as-gain { position: absolute; left: 0; right: 0; height: 9px; margin-top: -5px; cursor: ns-resize; pointer-events: auto; }
.as-gain::after { content: ""; position: absolute; left: 0; right: 0; top: 4px; height: 2px; border-radius: 1px; background: var(--as-fg);
  opacity: 0; }
.as-block:hover .as-gain::after, .as-block[aria-selected=true] .as-gain::after { opacity: .45; }
.as-gain.as-changed::after, .as-gain:hover::after { opacity: 1 !important; }
.as-plan .as-level, .as-broken .as-level, .as-tiny .as-level { display: none; }
.as-edge { position: absolute; right: 0; top: 0; bottom: 0; width: 8px; cursor: ew-resize; }
.as-edge:hover { background: color-mix(in srgb, var(--as-accent) 60%, transparent); }
.as-plan .as-edge { display: none; }
.as-narrow .as-edge { width: 5px; }
.as-tiny .as-edge { width: 3px; }
.as-mark { position: absolute; top: var(--as-top); bottom: 0; width: 3px; background: var(--as-accent); z-index: 5;
  pointer-events: none; }
.as-input { position: absolute; top: ${RULER_HEIGHT + 4}px; z-index: 6; height: 24px; font: inherit; color: var(--as-fg);
  background: var(--as-bg); border: 1px solid var(--as-accent); border-radius: 4px; padding: 1px 5px; user-select: text; }
.as-hint { position: absolute; inset: ${RULER_HEIGHT + 6}px 12px 6px; display: flex; align-items: center;
  justify-content: center; text-align: center; color: var(--as-dim); pointer-events: none; }
.as-problems { flex: none; max-height: 66px; overflow: auto; margin: 0; padding: 0; list-style: none; color: var(--as-bad);
  user-select: text; }
.as-problems li { padding: 1px 4px; cursor: pointer; }
.as-problems li.as-note { color: var(--as-fg); white-space: pre-line; cursor: default; }
.as-problems:empty { display: none; }
.as-message { flex: none; min-height: 17px; color: var(--as-dim); padding: 0 4px; }
.as-editor [hidden] { display: none; }
`;

/** Add the style to the page, once. */
export const addStyle = () => putStyle("as-editor-style", CSS);
