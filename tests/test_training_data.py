"""Training data: every problem of a folder is reported with file and line, and results are cached."""
from __future__ import annotations

import json
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from toy import story_tokenizer, toy_config, toy_parts

from audiostory_core.bundle import load_part, open_bundle, save_bundle
from audiostory_core.config import TokenConfig
from audiostory_core.prompt import StoryTokenizer

pytest.importorskip("scipy", reason="the training extra is not installed")

import soundfile

from audiostory_core.training.audio_adapter import CodecHearing, WhisperHearing
from audiostory_core.training.data.cache import Cache, CaptionStore, SoundStore
from audiostory_core.training.data.captions import T5Captions
from audiostory_core.training.data.rows import Question, RecordedStory, Rows, Segment, read_rows
from audiostory_core.training.data.sources import Recorded, SyntheticSource

RATE = 1000


@pytest.fixture(scope="module")
def tokenizer():
    tokens = TokenConfig(4, 2)
    return StoryTokenizer(story_tokenizer(tokens), tokens)


@pytest.fixture
def folder(tmp_path):
    time = np.arange(4 * RATE) / RATE
    soundfile.write(tmp_path / "story.flac", 0.5 * np.sin(2 * np.pi * 50 * time), RATE)
    soundfile.write(tmp_path / "bell.wav", np.stack([time[:RATE] / 4, -time[:RATE] / 4], 1), RATE)
    return tmp_path


def write(folder, *rows, name="rows.jsonl"):
    (folder / name).write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))


def read(folder, tokenizer, **changes):
    limits = {"longest_clip_seconds": 3.0, "longest_heard_seconds": 2.0, "most_tokens": 400} | changes
    return read_rows(folder, tokenizer, **limits)


def test_rows_of_every_shape_become_stories_and_questions(folder, tokenizer):
    write(folder,
          {"instruction": "a storm", "reasoning": "first <timestamp>1.0</timestamp>", "audio": "story.flac",
           "clips": [{"caption": "rain", "duration": 1.5}, {"caption": "wind", "duration": 2},
                     {"caption": "a bell", "duration": 0.5, "audio": "bell.wav", "start": 0.25}]},
          {"caption": "a bell", "audio": "bell.wav"},
          "", {"audio": "bell.wav", "question": "What is it?", "answer": "7"})
    rows = read(folder, tokenizer)
    story, short = rows.stories
    assert (story.instruction, story.reasoning, story.speaks) == ("a storm", "first <timestamp>1.0</timestamp>", True)
    assert story.clips == (("rain", 1.5), ("wind", 2.0), ("a bell", 0.5)) and story.sounds == ("rain", "wind", "a bell")
    assert story.segments == (Segment(folder / "story.flac", 0.0, 1.5), Segment(folder / "story.flac", 1.5, 2.0),
                               Segment(folder / "bell.wav", 0.25, 0.5))
    assert short.clips == (("a bell", 1.0),) and short.instruction.endswith("a bell The total duration is 1.0 seconds.")
    assert rows.questions == (Question(Segment(folder / "bell.wav", 0.0, 1.0), "What is it?", "7"),)


def test_every_problem_is_listed_with_its_file_and_line(folder, tokenizer):
    (folder / "broken.wav").write_bytes(b"no sound at all")
    clip = {"caption": "rain", "duration": 1}
    write(folder, "{oops", "[1]",
          {"caption": "a bell", "audio": "gone.wav"},
          {"caption": "  ", "audio": "broken.wav"},
          {"caption": "a bell <|gen|>", "audio": "story.flac"},
          {"instruction": 7, "clips": [clip | {"duration": "1"}, {"caption": "wind"}, 5], "audio": "story.flac"},
          {"clips": [clip, clip | {"duration": 3.5}, clip], "audio": "story.flac"},
          {"clips": [clip], "reasoning": "<t5>", "mood": "sad"},
          {"clips": []},
          {"audio": "story.flac", "question": "what?", "answer": " "},
          {"caption": "a bell", "audio": "bell.wav"}, {"audio": "bell.wav", "caption": "a bell"},
          {"caption": "a bell " * 100, "audio": "bell.wav"})
    with pytest.raises(ValueError) as caught:
        read(folder, tokenizer)
    lines = str(caught.value).split("\n")
    file = folder / "rows.jsonl"
    expected = [
        (1, "not JSON"), (2, "a row is an object with named fields, this is list"), (3, "gone.wav is missing"),
        (4, "caption is empty"), (4, "broken.wav is not a sound that can be read"),
        (5, "caption holds '<|gen|>'"), (5, None),
        (6, "instruction is 7; a text is needed"), (6, "clip 1's duration is '1'; a number of seconds is needed"),
        (6, "clip 2 lacks the fields duration"), (6, "clip 3 is 5; an object"),
        (7, "clip 2 ends at 4.5 s, story.flac lasts 4 s"), (7, "clip 3 ends at 5.5 s, story.flac lasts 4 s"),
        (8, "a story has unknown fields mood"), (8, "reasoning holds '<t5>'"), (8, "clip 1 has no audio"),
        (9, "clips is []"), (10, "answer is empty"), (10, "story.flac lasts 4 s; at most 2 s can be asked about"),
        (12, f"the same row as {file}:11"), (13, "tokens long, the LLM reads at most 400"),
    ]
    expected = [(line, words) for line, words in expected if words is not None]
    assert lines[0] == f"{folder}: {len(expected)} problems in the data"
    for found, (line, words) in zip(lines[1:], expected, strict=True):
        assert found.startswith(f"{file}:{line}: ") and words in found, found


def test_a_clip_longer_than_the_model_makes_and_a_folder_without_rows_are_refused(folder, tokenizer):
    with pytest.raises(ValueError, match="there is no .jsonl file"):
        read(folder, tokenizer)
    write(folder, {"caption": "a hum", "audio": "story.flac"})
    with pytest.raises(ValueError, match="rows.jsonl:1: the clip lasts 4 s; the model's longest clip is 3 s"):
        read(folder, tokenizer)


def test_a_segment_is_cut_resampled_and_laid_on_the_wanted_channels(folder):
    tone = Segment(folder / "story.flac", 1.0, 1.5).read(2 * RATE, 2)
    assert tone.shape == (2, 3000) and torch.equal(tone[0], tone[1])
    expected = 0.5 * torch.sin(2 * torch.pi * 50 * (1 + torch.arange(3000) / 2000))
    assert torch.allclose(tone[0, 200:2800], expected[200:2800], atol=5e-3)
    assert Segment(folder / "bell.wav", 0.0, 1.0).read(RATE, 1).abs().max() < 1e-4  # its two sides cancel
    late = Segment(folder / "bell.wav", 0.5, 1.0).read(RATE, 2)
    assert torch.allclose(late[0, 499], torch.tensor(0.24975), atol=1e-4) and not late[:, 500:].any()


class Counting:
    """An encoder of 100 samples a frame that counts."""

    def __init__(self):
        self.calls = 0

    def __call__(self, waveform):
        self.calls += 1
        return waveform.unflatten(-1, (-1, 100)).abs().mean(-1)


@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_a_segment_within_an_mp3_is_what_stands_there(tmp_path, rate):
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(8 * rate) / rate)
    soundfile.write(tmp_path / "tone.mp3", tone, rate, format="MP3")
    whole, _ = soundfile.read(tmp_path / "tone.mp3", dtype="float32")
    for start in (0.3, 2.0, 5.0123):
        segment, place = Segment(tmp_path / "tone.mp3", start, 1.5).read(rate, 1)[0], round(start * rate)
        assert np.abs(segment.numpy() - whole[place:place + len(segment)]).max() < 1e-4


def test_an_unchanged_segment_is_not_encoded_again_and_a_changed_file_is(folder):
    encode = Counting()

    def store(weights="a"):
        return SoundStore(Cache(folder / "cache"), encode, weights, RATE, 1, frames=20, window_seconds=2.0)

    segment = Segment(folder / "story.flac", 0.0, 1.5)
    first = store()(segment)
    assert first.shape == (1, 20) and not first[:, 15:].any() and first[:, :15].abs().sum() > 0.01
    os.replace(folder / "story.flac", folder / "moved.flac")
    moved = Segment(folder / "moved.flac", 0.0, 1.5)
    assert torch.equal(store()(moved), first) and encode.calls == 1
    store()(Segment(folder / "moved.flac", 0.5, 1.5))
    assert encode.calls == 2
    store("b")(moved)
    assert encode.calls == 3
    keeping = store()
    keeping(moved)
    soundfile.write(folder / "moved.flac", np.ones(3 * RATE) / 2, RATE)
    assert not torch.equal(keeping(moved), first) and encode.calls == 4
    assert not list((folder / "cache").rglob("*.partial*"))


def test_shares_of_the_work_are_disjoint_and_together_whole(folder):
    segments = [Segment(folder / "story.flac", start / 10, 1.0) for start in range(5)]
    counts = []
    for part in range(2):
        encode = Counting()
        SoundStore(Cache(folder / "cache"), encode, "a", RATE, 1).fill(segments, part, 2)
        counts.append(encode.calls)
    assert counts == [3, 2]
    encode = Counting()
    SoundStore(Cache(folder / "cache"), encode, "a", RATE, 1).fill(segments)
    assert encode.calls == 0


def test_an_entry_cut_short_is_not_left_behind(folder):
    cache = Cache(folder / "cache")
    with pytest.raises(ValueError, match="not finite in float16"):
        cache("ab12", lambda: torch.tensor([1e6]))
    assert not cache.place("ab12").exists() and not list((folder / "cache").rglob("*"))


def test_two_threads_of_a_process_may_compute_the_same_entry(folder):
    cache, both = Cache(folder / "cache"), threading.Barrier(2, timeout=30)

    def make():
        both.wait()  # neither finds the other's entry
        return torch.ones(2)

    def partial():
        cache("abcd", make)

    names, replace = [], os.replace
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(os, "replace", lambda source, target: (names.append(source), replace(source, target)))
        for future in [pool.submit(partial) for _ in range(2)]:
            future.result()
    assert len(set(names)) == 2


def test_a_mark_at_a_file_s_beginning_is_read_over_and_json_too_deep_is_a_problem_of_its_line(folder, tokenizer):
    (folder / "rows.jsonl").write_text('{"caption": "a bell", "audio": "bell.wav"}', encoding="utf-8-sig")
    assert len(read(folder, tokenizer).stories) == 1
    write(folder, {"caption": "a bell", "audio": "bell.wav"}, "[" * 100_000)
    with pytest.raises(ValueError, match=r"rows\.jsonl:2: not JSON \("):
        read(folder, tokenizer)


def test_captions_are_encoded_once(folder):
    class Letters:
        digest = "letters"
        asked = []

        def __call__(self, captions):
            self.asked += captions
            return torch.tensor([[[len(caption)]] for caption in captions], dtype=torch.float32)

    store = CaptionStore(Letters(), Cache(folder / "cache"))
    assert store(["rain", "a bell", "rain"])[:, 0, 0].tolist() == [4, 6, 4]
    assert CaptionStore(Letters(), Cache(folder / "cache"))(["a bell"])[:, 0, 0].tolist() == [6]
    assert Letters.asked == ["rain", "a bell"]


@pytest.fixture(scope="module")
def t5_folder(tmp_path_factory):
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, T5Config, T5EncoderModel

    folder = tmp_path_factory.mktemp("t5")
    words = {word: index for index, word in enumerate(("<pad>", "<unk>", "rain", "falls", "a", "bell"))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    marks = {"pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    torch.manual_seed(0)
    config = T5Config(vocab_size=6, d_model=8, d_kv=4, d_ff=16, num_layers=1, num_heads=2)
    T5EncoderModel(config).save_pretrained(folder)
    return folder


def test_t5_gives_a_caption_s_tokens_with_the_padding_masked(t5_folder, tmp_path):
    encoder = T5Captions(t5_folder, tokens=4)
    assert (encoder.tokens, encoder.width) == (4, 8)
    found = encoder(["rain falls", "a bell"])
    alone = encoder.model(input_ids=torch.tensor([[2, 3]])).last_hidden_state
    assert found.shape == (2, 4, 8) and torch.allclose(found[0, :2], alone[0], atol=1e-6)
    assert encoder.empty().shape == (4, 8) and not torch.equal(encoder.empty(), found[0])
    assert T5Captions(t5_folder, tokens=4).digest == encoder.digest != T5Captions(t5_folder, tokens=5).digest
    other = tmp_path / "other"
    shutil.copytree(t5_folder, other)
    words = (other / "tokenizer.json").read_text()
    (other / "tokenizer.json").write_text(words.replace("falls", "drums"))
    assert T5Captions(other, tokens=4).digest != encoder.digest
    with pytest.raises(ValueError, match="nowhere: no T5 encoder"):
        T5Captions(t5_folder / "nowhere")


def test_whisper_hears_fifty_features_a_second_and_nothing_of_the_silence_behind(tmp_path):
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperModel

    torch.manual_seed(0)
    config = WhisperConfig(vocab_size=8, d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
                           decoder_attention_heads=2, encoder_ffn_dim=8, decoder_ffn_dim=8, num_mel_bins=8,
                           pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1,
                           suppress_tokens=None, begin_suppress_tokens=None)
    WhisperModel(config).half().save_pretrained(tmp_path / "small")
    WhisperFeatureExtractor(feature_size=8).save_pretrained(tmp_path / "small")
    hearing = WhisperHearing(tmp_path / "small")
    assert next(hearing.encoder.parameters()).dtype == torch.float32
    assert (hearing.name, hearing.features, hearing.sample_rate, hearing.longest_seconds) == ("small", 8, 16000, 30.0)
    sound = torch.randn(1, 1, 8000, generator=torch.Generator().manual_seed(0)) / 10
    heard = hearing(sound)
    assert heard.shape == (1, 8, 25) and not torch.equal(hearing(sound / 2 + 0.1), heard)
    assert hearing(sound[..., :1]).shape == (1, 8, 1)
    assert WhisperHearing(tmp_path / "small").digest == hearing.digest
    with pytest.raises(ValueError, match="none: no Whisper"):
        WhisperHearing(tmp_path / "none")


def test_a_folder_s_stories_come_once_an_epoch_with_those_of_like_length_together():
    def story(number, clips):
        return RecordedStory(str(number), "", (("rain", 1.0),) * clips, ("rain",) * clips)

    source = Recorded(Rows("folder", tuple(story(number, 1 + number % 3) for number in range(12)), ()), None)
    steps = [source.stories(0, step, 2, bucket=6) for step in range(6)]
    assert sorted(int(one.instruction) for step in steps for one in step) == list(range(12))
    assert all(len({len(one.clips) for one in step}) == 1 for step in steps)
    assert [len(step[0].clips) for step in steps] != sorted(len(step[0].clips) for step in steps)
    assert source.examples("stories") == 12 and source.examples("clips") == 24
    assert source.stories(0, 3, 2, bucket=6) == steps[3]
    assert [source.stories(1, step, 2, bucket=6) for step in range(6)] != steps
    with pytest.raises(ValueError, match="folder: the data has no questions"):
        source.examples("stories+questions")
    with pytest.raises(ValueError, match="folder: none of its 12 stories has a reasoning"):
        source.examples("readings")


def test_the_digest_of_rows_is_of_what_they_hold_and_not_of_where_they_stand(folder, tokenizer):
    def digest(place=folder):
        return Recorded(read(place, tokenizer), None).digest

    rows = [{"caption": "a bell", "audio": "bell.wav"}, {"audio": "bell.wav", "question": "What?", "answer": "7"}]
    write(folder, *rows)
    first = digest()
    moved = folder.with_name("moved")
    shutil.copytree(folder, moved)
    assert digest(moved) == first
    write(folder, rows[0] | {"caption": "a gong"}, rows[1])
    other = digest()
    write(folder, rows[0], rows[1] | {"answer": "8"})
    another = digest()
    write(folder, *rows)
    soundfile.write(folder / "bell.wav", np.ones(RATE + 5) / 4, RATE)
    assert len({first, other, another, digest()}) == 4


def test_the_digest_of_synthetic_sounds_is_of_their_latents_lengths_and_captions():
    latents, seconds, captions = torch.zeros(2, 3, 4), torch.ones(2), ["rain", "wind"]
    first = SyntheticSource(latents, seconds, captions, None).digest
    assert SyntheticSource(latents.clone(), seconds.clone(), list(captions), None).digest == first
    others = [SyntheticSource(latents + 1, seconds, captions, None),
              SyntheticSource(latents, seconds + 1, captions, None),
              SyntheticSource(latents, seconds, ["wind", "rain"], None)]
    assert len({first, *(other.digest for other in others)}) == 4


@pytest.mark.parametrize("stored", [torch.float32, torch.float16])
def test_a_codec_in_half_precision_hears_and_has_the_digest_of_the_whole_one(tmp_path, stored):
    config = toy_config()
    whole = save_bundle(tmp_path / "whole", config, toy_parts(config), {"tokenizer.json": story_tokenizer(
        config.tokens).to_str()})
    half = save_bundle(tmp_path / "half", config, toy_parts(config), {"tokenizer.json": story_tokenizer(
        config.tokens).to_str()}, stored)
    codecs = [CodecHearing(load_part(open_bundle(path), "vae", dtype=dtype))
              for path, dtype in ((whole, None), (half, None), (half, torch.float32))]
    assert len({codec.digest for codec in codecs}) == 1
    sound = torch.randn(1, 2, 640, generator=torch.Generator().manual_seed(0))
    heard = [codec(sound).float() for codec in codecs]
    assert heard[1].shape == (1, 8, 10) and torch.allclose(heard[1], heard[0], atol=0.05)
    assert torch.allclose(heard[2], heard[0], atol=0.02)
    with torch.no_grad():
        codecs[0].codec.encoder.conv1.weight += 0.1
    assert CodecHearing(codecs[0].codec).digest != codecs[0].digest
