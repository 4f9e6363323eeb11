"""What the server's /object_info says about the pack's nodes."""
from __future__ import annotations

import pytest

from dev_tools.server import PACK_LINK

NODES = {
    "AudioStoryLoader": "AudioStory Loader",
    "AudioStoryPlanner": "Story Planner (LLM)",
    "AudioStoryBatch": "Story Batch",
    "AudioStoryPlanFromText": "Plan from Text",
    "AudioStoryEditor": "Story Editor",
    "AudioStoryPlanClips": "Plan Clips",
    "AudioStoryPlanToText": "Plan to Text",
    "AudioStoryPrompt": "Story Prompt (any LLM)",
    "AudioStoryQueryBridge": "Query Bridge",
    "AudioStoryLatent": "Story Latent",
    "AudioStoryNoiseMask": "Set Latent Noise Mask (Audio)",
    "AudioStoryContinue": "Continue Story",
    "AudioStoryRedo": "Redo Stretch",
    "AudioStoryJoin": "Join at Seam",
    "AudioStoryFewSteps": "Few Steps",
    "AudioStoryDiTSampler": "DiT Sampler",
    "AudioStoryVAEDecode": "Audio VAE Decode",
    "AudioStoryClipStitcher": "Clip Stitcher",
    "AudioStorySounds": "Sounds to Clips",
    "AudioStorySpectrogram": "Story Spectrogram",
    "AudioStoryVideoSeconds": "Video Seconds",
    "AudioStoryFilmSound": "Film Sound",
    "AudioStoryDubVideo": "Dub Video",
    "AudioStoryVideoShots": "Video Shots",
    "AudioStoryPlanFromShots": "Plan from Shots",
    "AudioStoryDownload": "AudioStory Download",
    "AudioStoryConvert": "AudioStory Convert Checkpoint",
}
PLANNER_WIDGETS = ["text", "seconds", "lead_in", "crossfade_seconds", "seed", "temperature"]


@pytest.fixture(scope="module")
def object_info(server) -> dict:
    return server.get("/object_info")


def test_the_pack_brings_these_nodes_and_no_others(object_info):
    found = {name: info["display_name"] for name, info in object_info.items()
             if info["python_module"] == f"custom_nodes.{PACK_LINK}"}
    assert found == NODES


@pytest.mark.parametrize("node", NODES)
def test_every_input_and_output_explains_itself(object_info, node):
    info = object_info[node]
    assert info["category"] == "audio/AudioStory" and info["description"]
    inputs = {**info["input"].get("required", {}), **info["input"].get("optional", {})}
    assert inputs and all(options[1].get("tooltip") for options in inputs.values()), inputs
    assert all(info["output_tooltips"])


@pytest.mark.parametrize("words", ["sound effects", "sfx", "foley", "ambience", "soundscape", "text to sound",
                                   "crossfade", "timeline", "subtitles"])
def test_people_s_words_find_a_node(object_info, words):
    """By its description everywhere, by its search words where this ComfyUI has them."""
    found = [info for name, info in object_info.items() if name in NODES and words in info["description"].lower()]
    assert found
    if "search_aliases" in object_info["AudioStoryPlanner"]:
        assert any(words in object_info[node]["search_aliases"] for node in NODES)


@pytest.mark.parametrize("node", NODES)
def test_every_node_has_a_help_page(server, node):
    page = server.fetch(f"/extensions/comfyui-audiostory/docs/{node}.md").decode()
    assert page.startswith(f"# {NODES[node]}\n")


def test_a_help_page_in_another_language_is_where_the_page_asks_for_it(server):
    page = server.fetch("/extensions/comfyui-audiostory/docs/AudioStoryLoader/zh.md").decode()
    assert page.startswith("# AudioStory 加载器\n")


def test_widgets_keep_their_places_because_saved_workflows_go_by_them(object_info):
    inputs = object_info["AudioStoryPlanner"]["input"]["required"]
    assert [name for name in inputs if name != "llm"] == PLANNER_WIDGETS
    assert len(inputs["lead_in"][1]["options"]) == 21


def test_the_loader_lists_the_embedded_model_and_every_known_folder(object_info):
    options = object_info["AudioStoryLoader"]["input"]["required"]["bundle"][1]["options"]
    assert options[0] == "tiny (embedded)"
    assert {"toy", "toy elsewhere"} <= set(options)


def test_the_page_gets_the_packs_script(server):
    assert "/extensions/comfyui-audiostory/audiostory.js" in server.get("/extensions")


def test_the_templates_are_offered(server):
    assert set(server.get("/workflow_templates")["comfyui-audiostory"]) >= {"01 Text to story", "02 Edit a story"}
