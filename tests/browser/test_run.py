"""The Story Editor after a run: sounds, playing them, locks, the planner's plan."""
from __future__ import annotations

import pytest
import soundfile
from story_page import CUES


def locks(outputs: dict) -> list[str]:
    return [clip["lock"] for clip in outputs["audiostory_clips"]]


def test_waveforms_appear(made):
    assert made.blocks.locator(".as-play:visible").count() == 3
    made.shot("made")


def test_the_story_plays_and_the_cursor_moves(made):
    made.button("▶ Play story").click()
    made.page.wait_for_function("() => document.querySelector('.as-editor audio').currentTime > 0.3")
    made.shot("playing")
    made.button("❚❚ Pause").click()
    stopped = made.page.evaluate("() => document.querySelector('.as-editor audio').currentTime")
    ruler = made.page.locator(".as-ruler")
    ruler.click(position={"x": made.blocks.nth(2).bounding_box()["x"] - ruler.bounding_box()["x"] + 5, "y": 12})
    assert float(ruler.get_attribute("aria-valuenow")) > max(stopped, 4)
    made.button("▶ Play story").click()
    made.page.wait_for_function("() => document.querySelector('.as-editor audio').currentTime > 4.5")
    made.button("❚❚ Pause").click()


def test_a_clip_plays_alone_and_can_be_saved(made):
    made.blocks.nth(1).locator(".as-play").click()
    made.page.wait_for_function("() => Number(document.querySelector('.as-ruler').ariaValueNow) >= 2.5")
    with made.page.expect_download() as saved:
        made.button("Save").click()
    assert saved.value.suggested_filename == "02_a_dog_barks_twice.flac"
    whole, rate = soundfile.read(saved.value.path(), always_2d=True)
    made.write(CUES.replace("twice\n", "twice #gain=6\n"))
    made.select(1)
    with made.page.expect_download() as saved:
        made.button("Save").click()
    assert saved.value.suggested_filename == "02_a_dog_barks_twice.wav"
    louder, same_rate = soundfile.read(saved.value.path(), always_2d=True)
    assert same_rate == rate and louder.shape == whole.shape
    assert abs(louder - whole * 10 ** (6 / 20)).max() < 1e-4
    made.write(CUES)


def test_muted_clips_are_left_out(made):
    made.page.locator(".as-ruler").click(position={"x": 2, "y": 12})
    made.select(0)
    made.page.keyboard.press("m")
    made.settle()
    assert "as-muted" in made.blocks.nth(0).get_attribute("class")
    made.page.keyboard.press("p")
    made.button("❚❚ Pause").wait_for()
    made.page.wait_for_timeout(600)
    assert made.page.evaluate("() => document.querySelector('.as-editor audio').paused")  # mixed from the clips
    made.shot("muted")
    made.button("❚❚ Pause").click()
    made.select(0)
    made.page.keyboard.press("m")


def test_a_gain_is_heard_at_once_and_in_the_story(made):
    def made_files() -> tuple[str, list[str]]:
        takes = made.page.evaluate("() => window.find('AudioStoryEditor').node.properties.audiostory_editor")
        return takes["story"]["filename"], [clip["filename"] for clip in takes["clips"]]

    made.page.locator(".as-ruler").click(position={"x": 2, "y": 12})
    story, clips = made_files()
    made.select(1)
    made.button("Louder").click()
    made.page.keyboard.press("p")
    made.button("❚❚ Pause").wait_for()
    made.page.wait_for_timeout(300)
    assert made.page.evaluate("() => document.querySelector('.as-editor audio').paused")  # mixed from the clips
    made.button("❚❚ Pause").click()
    made.run()
    louder, same = made_files()
    assert same == clips and louder != story
    made.page.keyboard.press("p")
    made.page.wait_for_function("() => !document.querySelector('.as-editor audio').paused")  # the story's own file
    made.button("❚❚ Pause").click()


def test_only_the_changed_clip_is_made_anew(made):
    before = locks(made.outputs)
    made.select(0)
    made.page.keyboard.press("Shift+L")
    made.select(1)
    made.page.keyboard.press("Shift+L")
    made.blocks.nth(2).dblclick(position={"x": 60, "y": 60})
    made.page.get_by_label("Caption of clip 3").fill("thunder rolls")
    made.page.keyboard.press("Enter")
    assert made.text == (f"2.5 rain falls on a roof #lock={before[0]}\n2 a dog barks twice #lock={before[1]}\n"
                         "3 thunder rolls\n")
    made.shot("locked")
    after = locks(made.run())
    assert after[:2] == before[:2] and after[2] != before[2]


def test_what_is_moved_split_or_duplicated_is_heard_as_before(made):
    made.write(CUES)
    rain, dog, wind = (f"{line} #lock={lock}" for line, lock in zip(
        CUES.splitlines(), locks(made.outputs), strict=True))
    made.select(0)
    made.page.keyboard.press("Alt+ArrowRight")
    assert made.text.splitlines() == [dog, rain, wind]
    assert "What was heard is kept, locked; G makes a new sound." in made.message
    made.page.keyboard.press("Control+z")
    assert made.text == CUES
    made.select(1)
    made.page.keyboard.press("d")
    assert made.text.splitlines() == [rain, dog, dog, wind]
    made.select(0)
    made.page.keyboard.press("s")
    halves = [rain.replace("2.5 ", "1.25 "), rain.replace("2.5 ", "1.25 ") + "@1.25"]
    assert made.text.splitlines() == [*halves, dog, dog, wind]
    assert made.blocks.locator(".as-play:visible").count() == 5  # heard before the next run
    made.wait_until_painted()
    made.shot("split")
    saved = made.saved()
    made.write("1 something else")
    made.load(saved)
    made.look()
    assert made.text.splitlines() == [*halves, dog, dog, wind]
    assert made.blocks.locator(".as-play:visible").count() == 5
    assert locks(made.run()) == [line.partition("#lock=")[2] for line in (*halves, dog, dog, wind)]
    made.select(1)
    made.page.keyboard.press("g")
    assert "#lock" not in made.text.splitlines()[1] and "#seed=" in made.text.splitlines()[1]


def test_a_marked_stretch_is_made_anew_and_kept(made):
    made.write(CUES)
    rain, dog, wind = locks(made.outputs)
    box = made.blocks.nth(1).bounding_box()
    scale = box["width"] / 2
    made.page.keyboard.down("Shift")
    made.page.mouse.move(box["x"] + 0.5 * scale, box["y"] + 70)
    made.page.mouse.down()
    made.page.mouse.move(box["x"] + 1.4 * scale, box["y"] + 70, steps=5)
    made.page.mouse.up()
    made.page.keyboard.up("Shift")
    _, marked, _ = made.text.splitlines()
    line, _, stretch = marked.partition(" #redo=")
    start, end = map(float, stretch.split("-"))
    assert line == f"2 a dog barks twice #lock={dog}"
    assert abs(start - 0.5) < 0.05 and abs(end - 1.4) < 0.05
    assert "the rest of it stays" in made.message
    assert "s anew" in made.blocks.nth(1).get_attribute("aria-label")
    made.settle()
    made.shot("stretch")
    made.page.keyboard.press("x")  # away, and with the keys at the cursor
    assert made.text.splitlines()[1] == f"2 a dog barks twice #lock={dog}"
    ruler = made.page.locator(".as-ruler")
    for seconds, key in ((0.75, "["), (1.5, "]")):
        x = made.blocks.nth(1).bounding_box()["x"] - ruler.bounding_box()["x"] + seconds * scale
        ruler.click(position={"x": x, "y": 12})
        made.page.keyboard.press(key)
    start, end = map(float, made.text.splitlines()[1].partition(" #redo=")[2].split("-"))
    assert abs(start - 0.75) < 0.05 and abs(end - 1.5) < 0.05
    after = locks(made.run())
    assert after[1] != dog and (after[0], after[2]) == (rain, wind)
    made.settle()
    made.select(1)
    made.page.keyboard.press("Shift+L")
    assert made.text.splitlines()[1] == f"2 a dog barks twice #lock={after[1]}"
    made.write(CUES)
    made.run()


def test_a_stretch_needs_a_sound_that_was_heard(made):
    made.write(CUES.replace("wind howls", "the sea roars"))
    made.select(2)
    made.page.keyboard.press("x")
    assert "Cannot mark a stretch: clip 3 has changed since the run: run first." in made.message
    assert "#redo" not in made.text
    made.write("2 rain #redo=3-1\n")
    made.wait_for_problem("two numbers of seconds")
    made.write('{"clips": [{"caption": "rain", "seconds": 2, "redo": 5}, null]}')
    made.wait_for_problem("clip 1's redo is 5; two numbers of seconds")
    made.write(CUES)
    assert made.blocks.count() == 3


def test_a_locked_clip_with_other_words_says_what_it_sounds_like(made):
    made.write(CUES)
    made.select(1)
    made.page.keyboard.press("Shift+L")
    assert "sounds like" not in made.blocks.nth(1).inner_text()
    made.write(made.text.replace("a dog barks twice", "an owl hoots"))
    made.page.get_by_text("sounds like: a dog barks twice").wait_for()
    made.run()
    made.settle()
    assert "sounds like: a dog barks twice" in made.blocks.nth(1).get_attribute("aria-label")


def test_a_clip_that_has_changed_cannot_be_locked(made):
    made.write(CUES.replace("wind howls", "the sea roars"))
    made.select(2)
    made.page.keyboard.press("Shift+L")
    assert made.message == "Cannot lock: clip 3 has changed since the run: run first."
    assert "#lock" not in made.text


def test_reroll_gives_one_clip_another_sound_and_keeps_the_others(made):
    made.write(CUES)
    before = locks(made.outputs)
    made.select(1)
    made.page.keyboard.press("r")
    lines = made.text.splitlines()
    assert lines[0].endswith(f"#lock={before[0]}") and lines[2].endswith(f"#lock={before[2]}")
    assert "#seed=" in lines[1] and "#lock" not in lines[1]
    assert "2 of 2 others are locked" in made.message
    made.shot("rerolled")
    after = locks(made.run())
    assert (after[0], after[2]) == (before[0], before[2]) and after[1] != before[1]


def test_a_lock_whose_sound_is_gone_says_so(made):
    made.write("2 rain falls #lock=0123456789abcdef\n3 wind howls #lock=0123456789abcdef@2\n1 a dog barks\n")
    made.button("Unlock them").click()
    assert made.text == "2 rain falls\n3 wind howls\n1 a dog barks\n"
    made.write("2 rain falls #lock=0123456789abcdef\n3 wind howls\n")
    made.page.get_by_text("kept sound is gone: unlock").first.wait_for()
    made.shot("gone")
    words = made.problems
    with pytest.raises(RuntimeError) as refused:
        made.run()
    assert str(refused.value).strip() in words
    made.errors[:] = [said for said in made.errors if "404" not in said]  # asked for, and rightly not there


def test_the_planner_is_shown_and_taken(made):
    made.button("Clear").click()
    assert made.text == ""
    made.run()
    made.page.locator(".as-plan").first.wait_for()
    made.select(0)
    made.page.keyboard.press("d")
    assert "This is the planner's plan" in made.message and made.text == ""
    made.shot("planner")
    count = made.blocks.count()
    made.button("Take from the planner").click()
    assert len(made.text.splitlines()) == count
    assert made.page.locator(".as-plan").count() == 0
    made.page.keyboard.press("Control+z")


def test_a_reloaded_page_shows_the_sounds_again(made):
    saved = made.saved()
    made.open()
    made.load(saved)
    made.look()
    made.wait_until_painted()
    assert made.text == CUES
    made.shot("reloaded")


def test_two_stories_in_one_graph_do_not_mix(made):
    own = made.page.evaluate("() => window.find('AudioStoryEditor').node.id")
    made.page.evaluate("""() => {
        const other = window.LiteGraph.createNode("AudioStoryEditor");
        other.pos = [0, 800];
        window.app.graph.add(other);
        other.widgets.find(({name}) => name === "text").value = "3 a bell rings";
    }""")
    made.write(CUES.replace("wind howls", "the sea roars"))
    made.run()
    keeps = made.page.evaluate("""() => window.app.graph.nodes
        .filter(({comfyClass}) => comfyClass === "AudioStoryEditor")
        .map(({id, properties}) => [id, "audiostory_editor" in properties])""")
    assert len(keeps) == 2 and [node for node, is_kept in keeps if is_kept] == [own]
    made.page.evaluate("""own => window.app.graph.remove(window.app.graph.nodes.find(
        ({comfyClass, id}) => comfyClass === "AudioStoryEditor" && id !== own))""", own)


def test_no_errors_of_our_own(made, page_errors):
    own = [said for said in made.errors if said.partition("\n")[0] not in page_errors
           and "https://api.comfy.org" not in said  # the page asks there about each node that is selected
           and "Prompt" not in said and "execution" not in said.lower()]
    assert own == []
