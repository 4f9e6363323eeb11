"""A film's sound: read with exact timing, mixed, ducked and brought to a loudness."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

av = pytest.importorskip("av", reason="comes with ComfyUI")

from film_toys import assembled, clicks, even, shifted, tone, write_film  # noqa: E402

from audiostory_core.dub import (  # noqa: E402
    CODECS,
    CONTAINERS,
    DubOptions,
    Ducking,
    dub_film,
    film_sound,
    read_source,
    sound_file,
)
from audiostory_core.dub.ducking import DuckGains  # noqa: E402
from audiostory_core.film import read_film  # noqa: E402
from audiostory_core.resample import resampled, resampled_blocks  # noqa: E402

RATE = 48000
CLICK = 20_011
GRID = RATE // 1000  # samples of a container's millisecond


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """The same two seconds for containers of each kind."""
    folder = tmp_path_factory.mktemp("pictures")
    h264 = write_film(folder / "h264.mp4", even(48, 24), 24, options={"bf": "2"})
    return {"h264": h264, "late": shifted(h264, folder / "late.mp4", Fraction(1, 2)),
            "vp9": write_film(folder / "vp9.webm", even(48, 24), 24, codec="libvpx-vp9"),
            "mpeg4": write_film(folder / "mpeg4.avi", even(48, 24), 24, codec="mpeg4", clock=Fraction(1, 24))}


def sounded(picture, folder, suffix: str, codec: str, wave=None, start=0, rate: int = RATE, **options):
    wave = clicks(1.5, rate, {CLICK: 0.75}, 2) if wave is None else wave
    return assembled(picture, folder / f"film.{suffix}", [{"wave": wave, "rate": rate, "codec": codec, "start": start}],
                     **options)


def heard(path, track: int = 1) -> torch.Tensor:
    return film_sound(str(path), path.name, read_film(str(path), path.name), track)[0]


def peak_place(sound: torch.Tensor) -> int:
    return int(sound.abs().amax(0).argmax())


FRAGMENTS = {"options": {"movflags": "frag_keyframe+empty_moov"}}


@pytest.mark.parametrize("suffix, codec, off", [
    ("mp4", "aac", 0), ("mp4", "flac", 0), ("mp4", "mp3", 0), ("mp4", "alac", 0), ("mov", "pcm_s16le", 0),
    ("mov", "alac", 0), ("mkv", "flac", 0), ("mkv", "libopus", 1), ("mkv", "aac", 0), ("mkv", "pcm_s24le", 0),
    ("mkv", "mp3", 0), ("webm", "libopus", 1), ("ts", "aac", 0), ("ts", "mp3", 1), ("ts", "ac3", 1),
    ("flv", "aac", GRID), ("flv", "mp3", GRID), ("avi", "mp3", 0), ("avi", "pcm_u8", 0), ("frag.mp4", "aac", 0)])
def test_a_sound_is_heard_where_it_is_whatever_a_codec_puts_in_front_and_behind(pictures, tmp_path, suffix, codec, off):
    picture = pictures[{"webm": "vp9", "avi": "mpeg4"}.get(suffix, "h264")]
    film = sounded(picture, tmp_path, suffix, codec, **(FRAGMENTS if suffix == "frag.mp4" else {}))
    sound = heard(film)
    assert sound.shape == (2, 2 * RATE)  # the film's length, not the sound's
    assert abs(peak_place(sound) - CLICK) <= off
    assert sound.abs().max() == pytest.approx(0.75, abs=0.2)
    assert sound[:, int(1.5 * RATE) + off:].abs().max() < 1e-5


@pytest.mark.parametrize("suffix, codec", [("mp4", "aac"), ("mp4", "mp3"), ("mov", "aac")])
def test_what_fills_the_last_packet_is_not_heard(pictures, tmp_path, suffix, codec):
    wave = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 48_500)).astype(np.float32)
    sound = heard(sounded(pictures["h264"], tmp_path, suffix, codec, wave))
    # the duration is told in milliseconds
    assert sound[:, 48_400:48_500].abs().max() > 0.1 and sound[:, 48_552:].abs().max() == 0


@pytest.mark.parametrize("suffix, codec, off", [("mp4", "flac", 0), ("mov", "pcm_s16le", 0), ("mkv", "flac", 0),
                                                ("mp4", "aac", GRID), ("mkv", "libopus", GRID), ("ts", "aac", 1)])
def test_a_late_start_is_silence(pictures, tmp_path, suffix, codec, off):
    sound = heard(sounded(pictures["h264"], tmp_path, suffix, codec, start=0.25))
    assert abs(peak_place(sound) - CLICK - RATE // 4) <= off
    if codec in ("flac", "pcm_s16le"):
        assert sound[:, :RATE // 4].abs().max() == 0


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov"])
def test_what_is_heard_before_the_first_picture_is_cut(pictures, tmp_path, suffix):
    wave = clicks(1.5, RATE, {CLICK: 0.5, 50_000: 0.75}, 2)
    sound = heard(sounded(pictures["late"], tmp_path, suffix, "alac" if suffix != "mkv" else "flac", wave))
    assert sound.shape[1] == 2 * RATE and peak_place(sound) == 50_000 - RATE // 2
    assert np.count_nonzero(sound[0]) == 1


def test_holes_are_silence_and_not_closed(pictures, tmp_path):
    path = tmp_path / "hole.mkv"
    with av.open(str(pictures["h264"])) as read, av.open(str(path), "w") as out:
        picture = out.add_stream_from_template(read.streams.video[0], opaque=True)
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for packet in read.demux(video=0):
            if packet.size:
                packet.stream = picture
                out.mux(packet)
        for begin in (0, 40_000):  # a second of it would be 48,000
            frame = av.AudioFrame.from_ndarray(np.full((1, 10_000), 2 ** 14, np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    sound = heard(path)[0]
    begin = 833 * GRID  # 40,000 in Matroska's milliseconds
    assert (sound[:10_000] == 0.5).all() and (sound[begin:begin + 10_000] == 0.5).all()
    assert np.count_nonzero(sound) == 20_000


@pytest.mark.parametrize("suffix, codec, exact", [("mkv", "pcm_s16le", 2 ** -15), ("mkv", "pcm_s24le", 2 ** -23),
                                                  ("mkv", "flac", 2 ** -23), ("mov", "alac", 2 ** -23),
                                                  ("mkv", "pcm_u8", 2 ** -7)])
def test_integers_are_numbers_from_minus_one_to_one(pictures, tmp_path, suffix, codec, exact):
    wave = tone(1.5, RATE, 0.5, channels=2)
    wave[1] *= -0.5  # the channels are not mixed up either
    sound = heard(sounded(pictures["h264"], tmp_path, suffix, codec, wave))[:, :wave.shape[1]].numpy()
    assert np.abs(sound - wave).max() <= exact


def test_mono_is_two_equal_channels_and_six_are_mixed_down(pictures, tmp_path):
    mono = heard(sounded(pictures["h264"], tmp_path, "mkv", "flac", clicks(1, RATE, {CLICK: 0.5})))
    assert mono.shape[0] == 2 and torch.equal(mono[0], mono[1]) and mono[0, CLICK] == 0.5
    wave = np.zeros((6, RATE), np.float32)
    for channel in range(6):  # front left, front right, centre, deep, back left, back right
        wave[channel, 1000 * (channel + 1)] = 0.5
    for codec in ("flac", "pcm_s24le"):  # Matroska does not say which of PCM's channels is which
        levels = heard(sounded(pictures["h264"], tmp_path, "mkv", codec, wave))[:, 1000:6001:1000] * 2
        middle = 0.5 ** 0.5
        assert levels[0].tolist() == pytest.approx([1, 0, middle, 0, middle, 0], abs=1e-6)
        assert levels[1].tolist() == pytest.approx([0, 1, middle, 0, 0, middle], abs=1e-6)


@pytest.mark.parametrize("container, codec", [(name, codec) for name, codecs in CONTAINERS.items() for codec in codecs])
def test_channels_are_not_mixed_up_however_many_they_are(pictures, tmp_path, container, codec):
    film = pictures["vp9" if container == "webm" else "h264"]
    source, options = read_source(str(film), "film"), DubOptions(container=container, codec=codec)
    for channels in range(3, 9):
        wave = torch.zeros(1, channels, RATE)
        for channel in range(channels):  # one after the other
            wave[0, channel, 5000 * channel:5000 * channel + 4000] = torch.from_numpy(tone(4000 / RATE, RATE)[0])
        path = tmp_path / f"out.{container}"
        if channels not in CODECS[codec].channels:
            with pytest.raises(ValueError, match=f"the sound has {channels} channels; {codec} holds"):
                dub_film(source, wave, RATE, path, options)
            continue
        dub_film(source, wave, RATE, path, options)
        sound, _ = sound_file(str(path))
        parts = [sound[:, 5000 * channel:5000 * channel + 4000] for channel in range(channels)]
        assert [int(part.pow(2).sum(1).argmax()) for part in parts] == list(range(channels))


def test_a_track_is_a_choice_and_one_that_is_not_there_is_refused(pictures, tmp_path):
    sounds = [{"wave": clicks(1, RATE, {place: 0.5}), "rate": RATE, "codec": "flac"} for place in (1000, 2000)]
    film = assembled(pictures["h264"], tmp_path / "two.mkv", sounds)
    assert [peak_place(heard(film, track)) for track in (1, 2)] == [1000, 2000]
    with pytest.raises(ValueError, match="track is 3; two.mkv has 2 sound tracks, and 1 is the first"):
        heard(film, 3)
    with pytest.raises(ValueError, match="h264.mp4 has no sound track"):
        heard(pictures["h264"])


def test_a_sound_that_breaks_in_the_middle_is_told_with_its_time(pictures, tmp_path):
    film = sounded(pictures["h264"], tmp_path, "mkv", "flac", np.random.default_rng(0).normal(
        0, 0.1, (2, RATE)).astype(np.float32))
    with av.open(str(film)) as opened:
        packets = [bytes(packet) for packet in opened.demux(audio=0) if packet.size]
    whole = film.read_bytes()
    assert whole.count(packets[6]) == 1
    film.write_bytes(whole.replace(packets[6], b"\xaa" * len(packets[6])))
    with pytest.raises(ValueError, match=r"sound track 1 of film.mkv cannot be decoded at 0\.5\d\d s"):
        heard(film)


@pytest.mark.parametrize("rate, wanted", [(48000, 44100), (8000, 48000), (96000, 44100), (44100, 192000)])
def test_a_sound_in_blocks_is_resampled_without_a_seam(rate, wanted):
    random = np.random.default_rng(0)
    sound = random.standard_normal((2, 150_001)).astype(np.float32)
    blocks = np.split(sound, np.sort(random.integers(0, sound.shape[1], 9)), axis=1)
    made = np.concatenate(list(resampled_blocks(iter(blocks), rate, wanted)), 1)
    whole = resampled(sound, rate, wanted)
    assert made.shape == whole.shape and np.abs(made - whole).max() < 1e-6


def gains(key: np.ndarray, seconds: float, **ducking) -> np.ndarray:
    blocks = iter(np.array_split(key, 7, axis=1))
    return DuckGains(blocks, 1000, Ducking(**ducking)).factors(0, round(seconds * 1000), 1000)


def test_a_duck_goes_down_before_the_key_holds_and_comes_back():
    key = np.zeros((1, 4000), np.float32)
    key[0, 1000:2000] = 0.5
    down = gains(key, 4, depth_db=20, threshold_db=-20, attack_seconds=0.2, hold_seconds=0.4, release_seconds=1)
    assert down[790] == 1 and down[2401:3390].min() > 0.1
    assert down[900] == pytest.approx(10 ** (-10 / 20), rel=1e-3)  # half way, in dB
    assert down[1000:2395] == pytest.approx(np.full(1395, 0.1), rel=1e-3)
    assert down[2900] == pytest.approx(10 ** (-10 / 20), rel=0.02)
    assert down[3405:] == pytest.approx(np.ones(595), rel=1e-4)


def test_a_duck_without_times_is_a_step_and_a_soft_key_none():
    key = np.zeros((2, 2000), np.float32)
    key[1, 500:1000] = 0.05
    quick = {"attack_seconds": 0, "hold_seconds": 0, "release_seconds": 0}
    down = gains(key, 2, depth_db=6, threshold_db=-40, **quick)
    assert (down[:495] == 1).all() and down[505:994] == pytest.approx(np.full(489, 10 ** (-6 / 20)), rel=1e-5)
    assert (down[1006:] == 1).all()
    assert (gains(key, 2, depth_db=6, threshold_db=-20, **quick) == 1).all()


@pytest.mark.parametrize("value", [{"depth_db": -1}, {"depth_db": 61}, {"threshold_db": 1}, {"attack_seconds": -0.1},
                                   {"hold_seconds": 11}, {"release_seconds": float("nan")}])
def test_a_duck_beyond_its_limits_is_refused(value):
    with pytest.raises(ValueError, match="duck_"):
        Ducking(**value)


def mixed(film, folder, sound, rate=RATE, key=None, **options):
    source = read_source(str(film), film.name)
    chosen = DubOptions(container="mkv", **options)
    done = dub_film(source, torch.from_numpy(sound), rate, folder / "out.mkv", chosen, key=key)
    return done, heard(done.path)


def level(sound: torch.Tensor, begin: float, end: float, hertz: float) -> float:
    """How loud a tone is within a sound, from one second to another."""
    part = sound[0, round(begin * RATE):round(end * RATE)].numpy()
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / RATE)
    return 2 * abs(part @ wave) / len(part)


STEP = {"attack_seconds": 0, "hold_seconds": 0, "release_seconds": 0}


def test_over_the_film_the_film_makes_way_and_under_it_the_sound_does(pictures, tmp_path):
    film = sounded(pictures["h264"], tmp_path, "mkv", "flac", tone(2, RATE, 0.25, 500, 2))
    new = tone(2, RATE, 0.25, 1000, 2)
    new[:, :RATE] = 0
    duck = Ducking(depth_db=20, **STEP)
    _, over = mixed(film, tmp_path, new, mode="mix over", ducking=duck)
    assert level(over, 0.1, 0.9, 500) == pytest.approx(0.25, rel=1e-3)
    assert level(over, 1.1, 1.9, 500) == pytest.approx(0.025, rel=1e-2)
    assert level(over, 1.1, 1.9, 1000) == pytest.approx(0.25, rel=1e-3)
    _, under = mixed(film, tmp_path, new, mode="mix under", ducking=duck, film_gain_db=-6)
    assert level(under, 1.1, 1.9, 1000) == pytest.approx(0.025, rel=1e-2)
    assert level(under, 0.1, 0.9, 500) == pytest.approx(0.25 * 10 ** (-6 / 20), rel=1e-3)
    _, plain = mixed(film, tmp_path, new, mode="mix over", ducking=Ducking(depth_db=0))
    assert np.abs(plain.numpy() - new - tone(2, RATE, 0.25, 500, 2)).max() < 2e-7


def test_another_sound_may_be_the_key(pictures, tmp_path):
    film = sounded(pictures["h264"], tmp_path, "mkv", "flac", tone(2, RATE, 0.25, 500, 2))
    key = clicks(2, 8000, {8000: 0.5})
    _, sound = mixed(film, tmp_path, tone(2, RATE, 0.25, 1000, 2), mode="mix over", key=(torch.from_numpy(key), 8000),
                     ducking=Ducking(depth_db=20, attack_seconds=0, hold_seconds=0.5, release_seconds=0))
    assert level(sound, 0.1, 0.9, 500) == pytest.approx(0.25, rel=1e-3)
    assert level(sound, 1.05, 1.45, 500) == pytest.approx(0.025, rel=1e-2)
    assert level(sound, 1.55, 1.95, 500) == pytest.approx(0.25, rel=1e-2)


def test_sounds_of_other_rates_and_channels_are_mixed_in_place(pictures, tmp_path):
    film = sounded(pictures["late"], tmp_path, "mkv", "flac", clicks(2, 44100, {30_000: 0.5}), rate=44100)
    new, plain = clicks(2, 48000, {20_000: 0.5}, 2), Ducking(depth_db=0)
    done, sound = mixed(film, tmp_path, new, mode="mix over", ducking=plain)
    assert done.measured.rate == 48000
    old = round(30_000 / 44100 * 48000) - 24_000
    loud = [int(place) for place in torch.topk(sound[0].abs(), 2).indices]
    assert sorted(loud) == pytest.approx(sorted([old, 20_000]), abs=1)
    six = np.zeros((6, RATE), np.float32)
    six[4, 9000] = 0.5
    film = sounded(pictures["h264"], tmp_path, "mkv", "flac", six)
    done, _ = mixed(film, tmp_path, clicks(2, RATE, {5000: 0.5}, 2), mode="mix under")
    with av.open(str(done.path)) as opened:
        first = next(opened.decode(audio=0))
        assert first.layout.name == "5.1"
    four = torch.zeros(1, 4, RATE)
    with pytest.raises(ValueError, match="the sound has 4 channels and is to be mixed with 6"):
        dub_film(read_source(str(film), "film"), four, RATE, tmp_path / "out.mkv", DubOptions(mode="mix over"))


def test_loudness_is_brought_to_its_target(pictures, tmp_path):
    pyloudnorm = pytest.importorskip("pyloudnorm")
    wave = tone(2, RATE, 0.05, 1000, 2)
    done, sound = mixed(pictures["h264"], tmp_path, wave, loudness=-20.0)
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.T.double().numpy()) == pytest.approx(-20, abs=0.02)
    assert "became -20.0 LUFS" in done.notes[0]
    loud = wave.copy()
    loud[:, RATE] = 0.5
    done, sound = mixed(pictures["h264"], tmp_path, loud, loudness=-14.0, true_peak_db=-1.0)
    assert "-14 LUFS would pass the true peak limit of -1 dB" in done.notes[0]
    peak = np.abs(resampled(sound.double().numpy(), RATE, 4 * RATE)).max()
    assert 20 * np.log10(peak) == pytest.approx(-1, abs=0.05)
    done, sound = mixed(pictures["h264"], tmp_path, np.zeros((2, 2 * RATE), np.float32), loudness=-20.0)
    assert sound.abs().max() == 0 and "silent to the meter" in done.notes[0]


@pytest.mark.parametrize("rate, channels", [(48000, 1), (44100, 2), (22050, 2), (48000, 5)])
def test_the_meter_in_blocks_measures_what_pyloudnorm_does(rate, channels):
    pyloudnorm = pytest.importorskip("pyloudnorm")
    from audiostory_core.dub.loudness import measured_loudness

    random = np.random.default_rng(1)
    sound = (random.standard_normal((channels, 3 * rate + 77)) * np.linspace(0.0005, 0.3, 3 * rate + 77))
    blocks = np.array_split(sound.astype(np.float32), 11, axis=1)
    loudness, peak = measured_loudness(iter(blocks), rate, channels)
    assert loudness == pytest.approx(pyloudnorm.Meter(rate).integrated_loudness(sound.T), abs=1e-5)
    assert peak >= 20 * np.log10(np.abs(sound).max()) - 0.01


def test_without_pyloudnorm_the_error_says_how_to_get_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyloudnorm", None)
    with pytest.raises(ValueError, match="pip install pyloudnorm"):
        DubOptions(loudness=-16.0)
    DubOptions()


def test_a_sound_too_short_for_the_meter_is_told(pictures, tmp_path):
    pytest.importorskip("pyloudnorm")
    film = write_film(tmp_path / "short.mp4", even(5, 24), 24)
    with pytest.raises(ValueError, match="less than 0.4 s"):
        dub_film(read_source(str(film), "film"), torch.ones(1, 1, 9000), RATE, tmp_path / "out.mp4",
                 DubOptions(loudness=-16.0))
    assert [path.name for path in tmp_path.iterdir()] == ["short.mp4"]
