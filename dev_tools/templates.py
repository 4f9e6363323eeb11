"""Makes the page's templates from prompts: example_workflows/api/NAME.json -> example_workflows/TITLE.json.

    python dev.py run python -m dev_tools.templates [NAME...]
    python dev.py run python -m dev_tools.thumbnails [NAME...]      # their pictures

The prompt gives nodes and links, LAYOUTS the positions, and NOTES the text of the template's note.
"""
from __future__ import annotations

import json
import os
import sys
import tempfile
import textwrap
import uuid
from pathlib import Path

from .environment import ROOT
from .server import Server, prepare_base
from .subgraphs import wrapped
from .workflow import SEEDS, WIDGET_TYPES

FOLDER = ROOT / "example_workflows"
# The page shows a template's file name. Its order is that of the server's disk (any order on most systems), or by name
# if the user chooses that. So a number shows where to begin. The file names in api/ have no number.
TITLES = {
    "text_to_story_short": "01 Text to story",
    "edit_a_story": "02 Edit a story",
    "story_under_a_video": "03 Story under a video",
    "batch_of_stories": "04 Several stories in one run",
    "any_text_to_audio": "05 Any text-to-audio model",
    "stitch_sounds": "06 Stitch sounds from any nodes",
    "text_to_story": "07 Text to story node by node",
    "text_to_story_ksampler": "08 Text to story with KSampler",
    "full_size_checkpoint": "09 The full-size model",
    "dub_a_film": "10 Dub a film from its shots",
    "dub_from_subtitles": "11 Dub a film from subtitles",
    "foley_over_a_film": "12 Foley over a film",
    "generated_film": "13 Generated pictures with a story",
    "go_on_from_a_sound": "14 Go on from a sound",
    "redo_a_stretch": "15 Redo a stretch of a sound",
}
NOTE, INSIDE = "note", "inside"  # in a layout: the note, and the node of the subgraph in SUBGRAPHS
# columns of node ids, from left to right. A sampler is last in its column, because its preview makes it taller
ONE_STORY = ([1, NOTE], [2, 3], [4, 5, 6], [7, 8, 9])
LAYOUTS = {
    "text_to_story_short": ([1, NOTE], [2], [INSIDE, 8], [7]),
    "edit_a_story": ([1, 2], [3, NOTE], [4, 5, 6], [7, 8, 9]),
    "story_under_a_video": ([9, 1, NOTE], [2], [INSIDE, 7], [13]),
    "batch_of_stories": ([1, 2, NOTE], [3], [4, 5, 6], [7, 8, 9]),
    "any_text_to_audio": ([1, 2, NOTE], [3, 11, 4], [5, 6, 7], [8, 9, 10]),
    "stitch_sounds": ([1, 2, NOTE], [3, 4, 5], [6, 7, 8], [9, 10, 11]),
    "text_to_story": ONE_STORY,
    "text_to_story_ksampler": ONE_STORY,
    "full_size_checkpoint": ([1, 2, NOTE], [3, 4], [5, 6, 7], [8, 9, 10]),
    "dub_a_film": ([9, 1, NOTE], [10, 11], [INSIDE, 7], [13]),
    "dub_from_subtitles": ([9, 1, NOTE], [10, 11], [INSIDE, 7], [13]),
    "foley_over_a_film": ([9, 1, NOTE], [10, 11], [INSIDE, 7], [13]),
    "generated_film": ([9, 1, NOTE], [2], [INSIDE, 7], [10, 13]),
    "go_on_from_a_sound": ([1, 3, NOTE], [2, 4], [5, 7, 6], [8, 9, 10]),
    "redo_a_stretch": ([1, 2, NOTE], [3, 4], [5, 6], [7, 8]),
}
FILMS = ("story_under_a_video", "dub_a_film", "dub_from_subtitles", "foley_over_a_film", "generated_film")
SOUNDS = ("go_on_from_a_sound", "redo_a_stretch")  # which take a sound of the user's
SUBGRAPHS = {name: [3, 4, 5, 6] for name in ("text_to_story_short", *FILMS)}  # ids of inner nodes; the sampler is 5
INSIDE_NAME = "Sounds of the plan"
INSIDE_TEXT = "Query Bridge, Story Latent, DiT Sampler and Audio VAE Decode: a plan becomes its clips' sounds."
KNOWN = ("The embedded model knows a small set of everyday sounds (rain, thunder, wind, sea, fire, animals, bells, "
         "engines, ...). Other models go into `models/audiostory`.")
STORY_NOTE = ("# {title}\n\n1. Write what is to be heard, in order, into **Story Planner** and press *Run*.\n"
              "2. The plan appears on the planner. To change a line, paste the cue sheet into **Plan from Text**, edit "
              "it and run again: the planner is not asked again.\n3. {third}\n\n" + KNOWN)
NOTES = {
    "text_to_story_short": "# Text to story\n\n1. Write what is to be heard, in order, into **Story Planner**.\n"
                           "2. Press *Run*.\n3. Listen at the end, on *Save Audio*; **Clip Stitcher** shows the story."
                           "\n\n**Sounds of the plan** holds four nodes: a double click opens it.\n\n" + KNOWN,
    "text_to_story": STORY_NOTE.format(
        title="Node by node", third="Changing the curve in **Clip Stitcher** runs only the stitcher."),
    "text_to_story_ksampler": STORY_NOTE.format(
        title="With KSampler",
        third="Here a stock **KSampler** drives the model; samplers, schedulers and LoRA loaders work."),
    "edit_a_story": "# Edit a story\n\n1. *Run* once: the planner writes the story, every block gets its sound.\n"
                    "2. **Take from the planner** in the editor; from then on its text is the plan.\n3. Change a "
                    "block, lock the ones that you like, *Run* again: only what is not locked is made anew.",
    "story_under_a_video": "# A story under your video\n\n1. Choose your film in **Load Video**.\n2. Write what is to "
                           "be heard into **Story Planner**; the film gives it the length.\n3. *Run*: **Dub Video** "
                           "saves the film with the story as its sound, and shows it.\n\nThe pictures are copied, "
                           "never encoded anew. In *mix over* the film keeps its own sound below the story.",
    "dub_a_film": "# Dub a film from its shots\n\n1. Choose your film in **Load Video** and *Run*: **Video Shots** "
                  "shows the shots that it finds.\n2. Write one line a shot into **Plan from Shots**: what is heard "
                  "in it. Or connect the key frames to a captioning node, and its texts to *captions*.\n3. *Run* "
                  "again: each sound begins where its shot does, and **Dub Video** saves the film.\n\n" + KNOWN,
    "dub_from_subtitles": "# Dub a film from subtitles\n\n1. Choose your film in **Load Video**.\n2. Paste subtitles "
                          "(srt, vtt) or any list with times into **Plan from Text**: gaps stay silent, and what "
                          "overlaps is heard together.\n3. *Run*: **Dub Video** saves the film.\n\n" + KNOWN,
    "foley_over_a_film": "# Foley over a film\n\nA line that begins with @ has a time of its own, `#lane=foley` puts "
                         "it beside the first lane, `#align=onset` lets it set in exactly then.\n\n1. Choose your "
                         "film in **Load Video** and *Run*.\n2. Drag the blocks in **Story Editor** to where they "
                         "belong, *Run* again.\n\n**Dub Video** mixes the story over the film's own sound, which "
                         "makes way where the story is heard. The film has to be as long as the last block, at least.",
    "generated_film": "# Generated pictures with a story\n\nPut the node that generates your pictures in the place of "
                      "*Empty Image*, and its pictures a second into **Create Video**. **Story Planner**'s seconds are "
                      "their number by that: here 192 / 24 = 8.",
    "any_text_to_audio": "# Any text-to-audio model\n\n**Plan Clips** gives captions and seconds as lists: ComfyUI "
                         "runs the nodes behind it once a clip, and **Clip Stitcher** joins what comes out.\n\nHere "
                         "the embedded model makes each clip, from *Regex Replace* on. Put the nodes of your model in "
                         "the place of the middle: captions into its text encoder, seconds (or whole_seconds) into its "
                         "empty latent, its sound into **clips**.\n\nMost models make whole frames, not the exact "
                         "seconds. Here *Regex Replace* rounds them down to tenths in their place, and the stitcher's "
                         "notes say which cross-fades that shortened: the story is as long as planned.",
    "full_size_checkpoint": "# The full-size model\n\n1. *Run*: the download names licences and sizes and stops.\n2. "
                            "Tick **accept_licences**, *Run* again: 17 GB come, are checked and converted, and the "
                            "story is made. It goes on where it was cut.\n3. Afterwards choose **audiostory-3b** in "
                            "the loader of any other template.\n\nThe weights are for non-commercial use.",
    "batch_of_stories": "# Several stories in one run\n\n**Story Batch** has one story a line: seconds, then what is "
                        "to be heard. Everything behind it runs once a story; *Save Audio* takes each story's name.",
    "go_on_from_a_sound": "# Go on from a sound\n\n1. Choose your sound in **Load Audio** (or take a film's: *Load "
                          "Video*, then **Film Sound**).\n2. Write what comes next into **Story Planner**.\n3. *Run*: "
                          "the story begins in the sound's end, which **Continue Story** holds in the latent. **Join "
                          "at Seam** puts both together.\n\nYour sound stays as it is, to the sample, up to the "
                          "fade.\n\n" + KNOWN,
    "redo_a_stretch": "# Redo a stretch of a sound\n\n1. Choose your sound in **Load Audio**.\n2. Say in **Redo "
                      "Stretch** from when to when, and what is heard there.\n3. *Run*. Another seed in **DiT "
                      "Sampler** is another try.\n\nOutside the fades your sound stays as it is, to the "
                      "sample.\n\n" + KNOWN,
    "stitch_sounds": "# Stitch sounds from any nodes\n\nHere: rain out of the embedded model, the same rain turned "
                     "down, a second of silence at another sample rate. Put *Load Audio* or the nodes of any other "
                     "model in their place. **Sounds to Clips** brings them to one format, **Clip Stitcher** joins "
                     "them with cross-fades.",
}
SIZES = {"AudioStoryPlanner": (340, 500), "AudioStoryEditor": (580, 560), "AudioStoryPlanFromText": (340, 300),
         "AudioStoryBatch": (340, 260), "AudioStorySounds": (280, 270), "AudioStoryLoader": (300, 230),
         "AudioStoryClipStitcher": (400, 460), "SaveAudio": (300, 140), "AudioStoryDiTSampler": (300, 350),
         "AudioStoryDownload": (340, 240), "AudioStoryConvert": (340, 220), "KSampler": (300, 300),
         "RegexReplace": (300, 300), "LoadVideo": (300, 320), "SaveVideo": (400, 420), INSIDE_NAME: (300, 350),
         "AudioStoryVideoSeconds": (340, 250), "AudioStoryDubVideo": (420, 900), "AudioStoryVideoShots": (360, 500),
         "AudioStoryPlanFromShots": (360, 360), "LoadAudio": (300, 140), "AudioStoryContinue": (320, 220),
         "AudioStoryRedo": (320, 260), "AudioStoryJoin": (320, 160)}
NOTE_WIDTH, LETTER, TEXT_LINE, NOTE_MARGIN = 300, 6, 15, 40  # pixels; a letter's width and a line's height in a note
# the initial view: the graph's upper left corner, at a readable zoom. Without it the page chooses a view that shows
# everything, but then Nodes 2.0 of frontend 1.32 scatters the nodes
VIEW = {"scale": 0.8, "offset": [60, 70]}


def file_of(name: str) -> Path:
    """A template's file. Its picture has the same name."""
    return FOLDER / f"{TITLES[name]}.json"


def prompt_of(name: str) -> dict:
    """A template in API form."""
    return json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))


def workflow_of(name: str, prompt: dict, object_info: dict) -> dict:
    """A prompt as a workflow in the page's format.

    Args:
        name: of the template, which gives the layout and the note.
        prompt: {node id: {"class_type", "inputs"}}; ids are whole numbers.
        object_info: the server's /object_info.
    """
    nodes, links = page_nodes(prompt, object_info)
    last = max(map(int, nodes))
    note = {"id": last + 1, "type": "MarkdownNote", "title": "How to", "size": [NOTE_WIDTH, _note_height(NOTES[name])],
            "flags": {}, "pos": [0, 0], "order": len(nodes), "mode": 0, "inputs": [], "outputs": [], "properties": {},
            "widgets_values": [NOTES[name]], "color": "#432", "bgcolor": "#653"}
    workflow = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "revision": 0, "last_node_id": note["id"],
                "last_link_id": len(links), "nodes": [*nodes.values(), note], "links": links, "groups": [],
                "config": {}, "extra": {"ds": VIEW, "audiostory_template": name}, "version": 0.4}
    places = {NOTE: note["id"]}
    if name in SUBGRAPHS:
        lay_out([[nodes[str(node_id)]] for node_id in SUBGRAPHS[name]], 60)
        workflow, places[INSIDE] = wrapped(workflow, SUBGRAPHS[name], INSIDE_NAME, INSIDE_TEXT,
                                           [(5, "seed"), (5, "steps")], list(SIZES[INSIDE_NAME]))
    by_id = {node["id"]: node for node in workflow["nodes"]}
    lay_out([[by_id[places.get(node_id, node_id)] for node_id in column] for column in LAYOUTS[name]], 40)
    return workflow


def page_nodes(prompt: dict, object_info: dict) -> tuple[dict[str, dict], list[list]]:
    """A prompt's nodes in the page's format (by id, without positions), and the links between them."""
    links, nodes = [], {}
    for order, (node_id, entry) in enumerate(prompt.items()):
        nodes[node_id] = _node(int(node_id), order, entry, object_info[entry["class_type"]], links)
    for link, source, output, *_ in links:
        slot = nodes[str(source)]["outputs"][output]
        slot["links"] = [*(slot["links"] or []), link]
    return nodes, links


def lay_out(columns: list[list[dict]], gap: int) -> None:
    """Set the positions of nodes. columns: from left to right. gap: between columns, in pixels."""
    x = 40
    for column in columns:
        y = 130
        for node in column:
            node["pos"] = [x, y]
            y += node["size"][1] + 60
        x += max(node["size"][0] for node in column) + gap


def _note_height(text: str) -> int:
    """The height of a note that fits its text, in pixels."""
    lines = 0.0
    for paragraph in text.split("\n"):
        is_title = paragraph.startswith("#")
        width = NOTE_WIDTH - NOTE_MARGIN - (30 if paragraph[:1].isdigit() else 0)
        letters = int(width / (LETTER * (1.8 if is_title else 1)))
        lines += (1.9 if is_title else 1) * max(len(textwrap.wrap(paragraph.replace("*", ""), letters)), 0.5)
    return round(lines * TEXT_LINE) + NOTE_MARGIN


def _node(node_id: int, order: int, entry: dict, info: dict, links: list) -> dict:
    inputs, values = [], []
    kinds = {**info["input"].get("required", {}), **info["input"].get("optional", {})}
    for name, (kind, *more) in kinds.items():
        socket = {"name": name, "type": "COMBO" if isinstance(kind, list) else kind, "link": None}
        if _has_widget(kind, more):
            socket["widget"] = {"name": name}
            value = entry["inputs"].get(name)
            connected = isinstance(value, list) or name not in entry["inputs"]  # or optional and not given
            values.append((more[0] if more else {}).get("default", "") if connected else value)
            if name in SEEDS and kind == "INT":
                values.append("fixed")
        inputs.append(socket)
    inputs.sort(key=lambda socket: "widget" in socket)  # the page's order; it would not correct links in a subgraph
    for place, socket in enumerate(inputs):
        value = entry["inputs"].get(socket["name"])
        if isinstance(value, list):
            links.append([len(links) + 1, int(value[0]), value[1], node_id, place, socket["type"]])
            socket["link"] = len(links)
    outputs = [{"name": name, "type": kind if isinstance(kind, str) else "COMBO", "links": None}
               for name, kind in zip(info["output_name"], info["output"], strict=True)]
    height = 60 + 26 * max(len(inputs), len(outputs))
    return {"id": node_id, "type": entry["class_type"], "pos": [0, 0], "flags": {}, "order": order, "mode": 0,
            "size": list(SIZES.get(entry["class_type"], (280, height))), "inputs": inputs, "outputs": outputs,
            "properties": {"Node name for S&R": entry["class_type"]}, "widgets_values": values}


def _has_widget(kind, more: list) -> bool:
    return (isinstance(kind, list) or kind in WIDGET_TYPES) and not (more and more[0].get("forceInput"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Server(os.environ["COMFYUI_PATH"], sys.executable, prepare_base(Path(folder), ROOT)) as server:
            object_info = server.get("/object_info")
    for name in sys.argv[1:] or TITLES:
        text = json.dumps(workflow_of(name, prompt_of(name), object_info), indent=1, ensure_ascii=False)
        file_of(name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
