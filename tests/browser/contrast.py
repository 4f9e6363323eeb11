"""Contrast of the editor's text and lines against their backgrounds, as WCAG 2 defines it."""
from __future__ import annotations

# {"text": the least of all words, "inactive": of buttons that can do nothing now, "lines": of borders that mean
# something, "ruler": of its numbers, "waves": {clip: of its waveform}}
MEASURE = """() => {
    const paper = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const color = (words) => {
        paper.clearRect(0, 0, 1, 1);
        paper.fillStyle = words;
        paper.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = paper.getImageData(0, 0, 1, 1).data;
        return {color: [red, green, blue], share: alpha / 255};
    };
    const over = ({color, share}, ground) => ground.map((value, index) => value + share * (color[index] - value));
    const luminance = (color) => {
        const [red, green, blue] = color.map((value) => value / 255).map(
            (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const upwards = (element) => element ? [...upwards(element.parentElement), element] : [];
    const ground = (element) => upwards(element).reduce(
        (below, each) => over(color(getComputedStyle(each).backgroundColor), below), [255, 255, 255]);
    const shareOf = (element) => upwards(element).reduce((all, each) => all * getComputedStyle(each).opacity, 1);

    const editor = document.querySelector(".as-editor");
    const found = {text: {}, inactive: {}, lines: {}, waves: {}};
    for (const element of document.querySelectorAll("[class^=as-], [class^=as-] *")) {
        const texts = [...element.childNodes].filter(({nodeType}) => nodeType === 3);
        const words = texts.map(({data}) => data).join("").trim();
        if (!words || !element.checkVisibility()) continue;
        const below = ground(element);
        const own = color(getComputedStyle(element).color);
        const kind = element.getAttribute("aria-disabled") === "true" ? "inactive" : "text";
        found[kind][words] = contrast(over({...own, share: own.share * shareOf(element)}, below), below);
    }
    const border = (element) => contrast(color(getComputedStyle(element).borderTopColor).color, ground(editor));
    for (const name of ["button", ".as-broken", "[aria-selected=true]"]) {
        found.lines[name] = border(editor.querySelector(name));
    }

    const canvas = editor.querySelector("canvas");
    const ratio = canvas.width / canvas.clientWidth;
    const boldest = (left, top, width, height) => { // the pixel that covers most
        const {data} = canvas.getContext("2d").getImageData(left * ratio, top * ratio, width * ratio, height * ratio);
        let best = 3;
        for (let at = 3; at < data.length; at += 4) if (data[at] > data[best]) best = at;
        return {color: [...data.slice(best - 3, best)], share: data[best] / 255};
    };
    found.lines.fade = Math.min(...[...editor.querySelectorAll(".as-block.as-odd")].map((block) => contrast(
        color(getComputedStyle(editor).getPropertyValue("--as-accent")).color, ground(block))));
    found.ruler = contrast(boldest(4, 2, 30, 12).color, ground(editor));
    for (const block of editor.querySelectorAll(".as-block:has(.as-play:not([hidden]))")) {
        const left = new DOMMatrix(getComputedStyle(block).transform).e;
        const below = ground(block);
        const middle = block.offsetTop + block.parentElement.offsetTop + 40 + (block.offsetHeight - 40) / 2;
        const wave = boldest(left + block.offsetWidth / 2, middle - 6, block.offsetWidth / 4, 12);
        found.waves[block.querySelector(".as-caption").textContent] = contrast(over(wave, below), below);
    }
    return found;
}"""
