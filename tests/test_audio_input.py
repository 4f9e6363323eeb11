"""Checks of an AUDIO: what is accepted, by which rule, and what is refused with which message."""
from __future__ import annotations

import math
import tracemalloc
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
import torch

from audiostory_core.audio_file import preview_of, write_audio
from audiostory_core.audio_input import MOST_CHANNELS, read_audio, read_sample_rate, read_waveform

SAMPLES = torch.tensor([0.5, -0.25, 0.0, 1.0])


class Lazy(Mapping):
    """As some packs give it: the sound is made when it is asked for."""

    def __init__(self, make):
        self.make = make

    def __getitem__(self, key):
        return self.make()[key]

    def __iter__(self):
        return iter(("waveform", "sample_rate"))

    def __len__(self):
        return 2


def audio(waveform=SAMPLES[None, None], rate=44100):
    return {"waveform": waveform, "sample_rate": rate}


def test_a_float32_sound_is_passed_on_as_it_is():
    waveform = torch.randn(2, 2, 9)
    read, rate = read_audio(audio(waveform), "sound 1")
    assert read.data_ptr() == waveform.data_ptr() and torch.equal(read, waveform) and rate == 44100
    assert read_waveform(waveform.requires_grad_(), "it").requires_grad is False


def test_a_lazy_mapping_is_read_and_what_it_raises_is_its_own():
    read, rate = read_audio(Lazy(audio), "sound 1")
    assert torch.equal(read, SAMPLES[None, None]) and rate == 44100

    def fail():
        raise RuntimeError("film.mp4 has no sound track")

    with pytest.raises(RuntimeError, match="film.mp4 has no sound track"):
        read_audio(Lazy(fail), "sound 1")
    with pytest.raises(ValueError, match="sound 1 has no waveform .KeyError: 'waveform'."):
        read_audio(Lazy(dict), "sound 1")


@pytest.mark.parametrize(("shape", "read"), [((7,), (1, 1, 7)), ((1,), (1, 1, 1)), ((1, 7), (1, 1, 7)),
                                             ((2, 7), (1, 2, 7)), ((1, 1), (1, 1, 1)), ((3, 64, 64), (3, 64, 64))])
def test_shapes_that_are_sure(shape, read):
    assert read_waveform(torch.zeros(shape), "it").shape == read


@pytest.mark.parametrize(("waveform", "message"), [
    (torch.zeros(1, 441_000, 2), "it's waveform is [1, 441000, 2], which is 441000 channels of 2 samples; [batch, "
                                 "channels, samples] is needed, with at most 64 channels"),
    (torch.zeros(1, MOST_CHANNELS + 1, 1000), "which is 65 channels of 1000 samples"),
    (torch.zeros(1, 50, 2), "Is it [batch, samples, channels]?"),
    (torch.zeros(44100, 2), "it's waveform is [44100, 2]: it may be [channels, samples], [samples, channels] or"),
    (torch.zeros(3, 44100), "several sounds; [batch, channels, samples] is needed"),
    (torch.zeros(2, 2), "it may be"),
    (torch.zeros(2, 1), "which is 2 channels of 1 samples"),
    (torch.zeros(()), "it's waveform is []; [batch, channels, samples] is needed"),
    (torch.zeros(1, 1, 2, 9), "it's waveform is [1, 1, 2, 9]; "),
    (torch.zeros(0, 2, 9), "it holds no sound"),
    (torch.zeros(1, 0, 9), "it holds no channel"),
    (torch.zeros(1, 2, 0), "it holds no samples"),
    (torch.zeros(0), "it holds no samples"),
    (None, "it's waveform is None; a tensor [batch, channels, samples] is needed"),
    ([[[0.0, 1.0]]], "it's waveform is a list; a tensor"),
    ("a.wav", "it's waveform is a str"),
    (torch.zeros(1, 1, 9, dtype=torch.int64), "it's samples are torch.int64; floating point numbers, int16 or int32"),
    (torch.zeros(1, 1, 9, dtype=torch.uint8), "it's samples are torch.uint8"),
    (torch.zeros(1, 1, 9, dtype=torch.bool), "it's samples are torch.bool"),
    (torch.zeros(1, 1, 9, dtype=torch.complex64), "it's samples are torch.complex64"),
    (np.array([["loud"]]), "it's samples are of numpy's <U4"),
    (np.array([[None]]), "it's samples are of numpy's object"),
    (torch.tensor([[[0, 0, 0], [0, 0, math.nan]]]), "not finite: sample 2 of channel 2 is nan"),
    (torch.tensor([0.0, -math.inf]), "not finite: sample 1 of channel 1 is -inf"),
    (torch.tensor([0.0, 1e300], dtype=torch.float64), "not finite: sample 1 of channel 1 is inf"),
], ids=lambda value: str(value)[:30])
def test_waveforms_that_cannot_be_are_named(waveform, message):
    with pytest.raises(ValueError) as error:
        read_waveform(waveform, "it")
    assert message in str(error.value)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
def test_other_floating_point_numbers_become_float32(dtype):
    read = read_waveform(SAMPLES.to(dtype), "it")
    assert read.dtype == torch.float32 and torch.equal(read[0, 0], SAMPLES)


def test_whole_numbers_are_read_at_full_scale():
    for dtype, full in ((torch.int16, 2**15), (torch.int32, 2**31)):
        read = read_waveform(torch.tensor([full // 2, -full, 0, -full // 4], dtype=dtype), "it")
        assert read.dtype == torch.float32 and read.flatten().tolist() == [0.5, -1.0, 0.0, -0.25]


def test_numpy_arrays_of_every_layout_are_read():
    array = np.asarray([[0.5, -0.25, 0.0, 1.0]])
    backwards, foreign = array[:, ::-1], array.astype(">f4")
    frozen = array.copy()
    frozen.setflags(write=False)
    for given in (array, frozen, foreign, array.astype(np.float16), np.asfortranarray(array)):
        assert torch.equal(read_waveform(given, "it")[0, 0], SAMPLES)
    assert torch.equal(read_waveform(backwards, "it")[0, 0], SAMPLES.flip(0))
    assert read_waveform(np.array([-32768, 16384], dtype=np.int16), "it").flatten().tolist() == [-1.0, 0.5]


@pytest.mark.parametrize("rate", [44100, 44100.0, np.int64(44100), np.float32(44100), torch.tensor(44100),
                                  np.array(44100), Fraction(44100)])
def test_whole_sample_rates_of_any_type(rate):
    read = read_sample_rate(rate, "it")
    assert read == 44100 and type(read) is int


@pytest.mark.parametrize("rate", [0, -44100, 99, 1_000_001, 10**400, True, np.True_, "44100", None, 44100.5, math.nan,
                                  math.inf, [44100], torch.tensor([44100]), 1j])
def test_sample_rates_that_cannot_be_are_named(rate):
    with pytest.raises(ValueError) as error:
        read_audio(audio(rate=rate), "sound 3")
    assert str(error.value).startswith(f"sound 3's sample rate is {rate!r:.70}")
    assert "from 100 to 1000000 is needed" in str(error.value)


@pytest.mark.parametrize(("given", "message"), [
    (None, "sound 2 is None: the node before it gave no sound"),
    ([audio()], "sound 2 is a list; an AUDIO is needed: a mapping with waveform and sample_rate"),
    ("a.wav", "sound 2 is a str"), (7, "sound 2 is a int"), (SAMPLES, "sound 2 is a Tensor"),
    (np.zeros(3), "sound 2 is a ndarray"), (object(), "sound 2 is a object"),
    ({}, "sound 2 has no waveform (KeyError: 'waveform')"),
    ({"waveform": SAMPLES}, "sound 2 has no sample_rate (KeyError: 'sample_rate')"),
    ({"samples": SAMPLES}, "sound 2 has no waveform"),
    (audio(torch.zeros(1001, 1, 9)), "sound 2 is a batch of 1001 sounds [1001, 1, 9]; at most 1000"),
], ids=lambda value: value if isinstance(value, str) else type(value).__name__)
def test_what_is_no_audio_is_named(given, message):
    with pytest.raises(ValueError) as error:
        read_audio(given, "sound 2")
    assert message in str(error.value)


def test_a_wrong_layout_is_refused_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "to", None)
    monkeypatch.setattr(torch, "isfinite", None)
    with pytest.raises(ValueError, match="channels of 2 samples"):
        read_waveform(torch.zeros(1, 441_000, 2, dtype=torch.float16), "it")


def test_memory_is_what_came():
    array = np.zeros((2, 500_000), dtype=np.float32)
    tracemalloc.start()  # sees numpy's memory
    read_waveform(array, "it")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * array.nbytes


def test_a_sound_that_flac_cannot_hold_is_previewed_all_the_same(tmp_path):
    soundfile = pytest.importorskip("soundfile")
    twelve = torch.arange(12.0)[:, None].expand(12, 500) / 100
    for sound, rate, changed in (
        (torch.zeros(2, 500), 44100, None), (torch.zeros(8, 500), 655_350, None),
        (twelve, 44100, "mixes its 12 channels down to one"),
        (torch.zeros(1, 7000), 700_000, "plays its 700000 samples a second at 48000"),
        (torch.zeros(9, 7000), 700_000, "mixes its 9 channels down to one and plays its 700000 samples a second"),
    ):
        played, own, change = preview_of(sound, rate)
        assert (change is None) if changed is None else change.startswith(changed)
        assert changed is not None or played is sound
        write_audio(tmp_path / "a.flac", played, own)
        info = soundfile.info(tmp_path / "a.flac")
        assert info.frames / info.samplerate == pytest.approx(sound.shape[1] / rate, rel=0.01)
        if changed is not None:
            with pytest.raises(ValueError, match=r"FLAC holds at most 8 and 655350; write \.wav"):
                write_audio(tmp_path / "a.flac", sound, rate)
    assert preview_of(twelve, 44100)[0].tolist() == [pytest.approx([0.055] * 500)]
