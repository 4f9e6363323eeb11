"""Dubbing films: pictures are copied, the sound is at its place, everything else is kept or reported."""
from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
import torch

av = pytest.importorskip("av", reason="comes with ComfyUI")

from dub_toys import CLICK, LEVEL, RATE, clicked, dubbed, heard, made_films, plainly_read  # noqa: E402
from film_toys import NTSC, UNEVEN, assembled, clicks, decoded, even, payload, shifted, tone, write_film  # noqa: E402

from audiostory_core.dub import (  # noqa: E402
    CONTAINERS,
    DubOptions,
    dub_film,
    read_source,
)
from audiostory_core.dub.writing import write_film as write_dubbed  # noqa: E402
from audiostory_core.film import read_film  # noqa: E402

PAIRS = [(container, codec) for container, codecs in CONTAINERS.items() for codec in codecs]
TOLERANCE = {"flac": 0, "pcm": 0, "alac": 0, "aac": 0, "opus": 1}  # samples by which the codec moves a click


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return made_films(tmp_path_factory.mktemp("films"))


@pytest.mark.parametrize("container, codec", PAIRS)
def test_a_decoder_gets_the_first_sample_at_the_first_picture_and_not_one_too_many(films, tmp_path, container, codec):
    film = films("vp9.webm" if container == "webm" else "h264.mp4")
    rate = RATE if codec == "opus" else 44100
    done = dubbed(film, tmp_path, rate=rate, container=container, codec=codec)
    samples, begins = plainly_read(done.path)
    assert begins == 0.0
    most = {"aac": 3 * rate + (-3 * rate) % 1024}.get(codec, 3 * rate)  # what a muxer is known to make of it
    assert samples.shape == (2, most)
    place = int(np.abs(samples[0]).argmax())
    assert abs(place - CLICK) <= TOLERANCE[codec]
    if codec in ("flac", "pcm", "alac"):
        assert samples[0, CLICK] == pytest.approx(LEVEL, abs=2 ** -22)  # 24 bits
        assert np.count_nonzero(samples) == 2
    assert payload(done.path) == payload(film)
    found = done.measured
    assert (found.samples, found.rate, found.offset_seconds, found.frames) == (3 * rate, rate, 0.0, 72)


@pytest.mark.parametrize("name, container", [
    ("h264.mp4", "mp4"), ("h264.mkv", "mkv"), ("h264.mov", "mov"), ("hevc.mp4", "mp4"), ("vp9.webm", "webm"),
    ("av1.mp4", "mp4"), ("prores.mov", "mov"), ("h264.ts", "mp4"), ("mpeg4.avi", "mp4")])
def test_a_film_stays_in_its_container_and_its_pictures_are_not_touched(films, tmp_path, name, container):
    done = dubbed(films(name), tmp_path)
    assert done.container == container
    assert done.measured.packets == done.measured.frames == len(decoded(done.path)) == 72
    assert done.measured.seconds == pytest.approx(3.0, abs=0.0025)
    if name != "h264.ts":  # a stream frames the same units otherwise: their hash is compared by the library itself
        assert payload(done.path) == payload(films(name))
    sound = heard(done.path)
    assert sound.shape == (2, 3 * RATE) and int(sound[0].abs().argmax()) == pytest.approx(CLICK, abs=1)


@pytest.mark.parametrize("name, container", [("h264.mkv", "mp4"), ("h264.mkv", "mov"), ("h264.mp4", "mkv"),
                                             ("av1.mp4", "webm"), ("vp9.webm", "mp4"), ("h264.ts", "mkv")])
def test_pictures_with_and_without_decoding_times_go_into_any_container(films, tmp_path, name, container):
    """Matroska gives no decoding time of its first key frames: the usual loop throws them away."""
    film = films(name)
    done = dubbed(film, tmp_path, container=container)
    before, after = decoded(film), decoded(done.path)
    assert len(after) == len(before) == 72
    assert [frame.to_ndarray().tobytes() for frame in after[::24]] == [
        frame.to_ndarray().tobytes() for frame in before[::24]]
    begins = float(read_film(str(film), name).begins_seconds)
    assert [frame.time for frame in after] == pytest.approx([frame.time - begins for frame in before], abs=0.0011)


def test_hidden_pictures_stay_hidden(films, tmp_path):
    film = shifted(films("h264.mp4"), tmp_path / "hidden.mp4", Fraction(-1, 2))
    done = dubbed(film, tmp_path)
    assert done.measured.frames == len(decoded(done.path)) == 60
    assert payload(done.path) == payload(film)
    assert heard(done.path).shape == (2, int(2.5 * RATE))
    for container in ("mkv", "webm"):
        with pytest.raises(ValueError, match=f"hides pictures, and {container} would show them; only mp4 and mov"):
            dubbed(film, tmp_path, container=container)


@pytest.mark.parametrize("container", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize("late", [Fraction(3, 2), Fraction(1001, 24000)])
def test_under_a_late_picture_silence_is_written_out(films, tmp_path, container, late):
    film = shifted(films("h264.mp4"), tmp_path / "late.mp4", late)
    late = read_film(str(film), "film").begins_seconds  # as its own edit list says, in milliseconds
    assert late in (Fraction(3, 2), Fraction(41, 1000))
    done = dubbed(film, tmp_path, container=container)
    samples, begins = plainly_read(done.path)
    assert begins == 0.0
    assert abs(int(np.abs(samples[0]).argmax()) - CLICK - round(late * RATE)) <= 1
    picture = decoded(done.path)[0].time
    assert picture == pytest.approx(float(late), abs=0.0005 if container == "mkv" else 1e-6)
    assert abs(done.measured.offset_seconds) <= (0.0005 if container == "mkv" else 1e-6)
    assert int(heard(done.path)[0].abs().argmax()) == pytest.approx(CLICK, abs=24 if container == "mkv" else 1)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_uneven_pictures_keep_their_times(tmp_path, suffix):
    film = write_film(tmp_path / f"uneven.{suffix}", UNEVEN, 30)
    for container in ("mp4", "mkv"):
        done = dubbed(film, tmp_path, container=container)
        times = [frame.time for frame in decoded(done.path)]
        assert times == pytest.approx([float(time) for time in UNEVEN], abs=0.001)
        before = read_film(str(film), "film").seconds
        assert done.measured.seconds == pytest.approx(before, abs=0.0025)
        assert done.measured.samples == round(before * RATE)


def test_a_film_of_an_odd_rate_has_a_sound_of_the_exact_length(tmp_path):
    film = write_film(tmp_path / "ntsc.mp4", even(100, NTSC), NTSC, clock=1 / NTSC)
    done = dubbed(film, tmp_path, rate=44100, codec="flac")
    assert done.measured.samples == round(100 * 1001 / 24000 * 44100) == 183_934
    assert plainly_read(done.path)[0].shape[1] == 183_934


RICH = {"mp4": ("mov_text", ("aac", "aac")), "mov": ("mov_text", ("pcm_s16le", "alac")),
        "mkv": ("subrip", ("flac", "libopus"))}


def rich_film(films, folder, suffix: str):
    """Two sound tracks, subtitles, chapters, rotation, time code, tags."""
    texts, codecs = RICH[suffix]
    sounds = [{"wave": clicks(3, RATE, {9000: 0.5}, 2), "rate": RATE, "codec": codecs[0], "language": "eng",
               "title": "first", "default": True},
              {"wave": clicks(3, RATE, {30000: 0.5}, 2), "rate": RATE, "codec": codecs[1], "language": "fra",
               "title": "second"}]
    return assembled(films("h264.mp4"), folder / f"rich.{suffix}", sounds, texts, [(0, 1, "One"), (1, 3, "Two")],
                     rotation=90, tags={"title": "A film", "comment": "words"},
                     picture_tags={"timecode": "01:00:00:00"})


def told(path) -> dict:
    """What a reader finds in a film beside its pictures and sounds."""
    with av.open(str(path)) as film:
        audio = [(stream.language, stream.metadata.get("title", stream.metadata.get("name")), int(stream.disposition))
                 for stream in film.streams.audio]
        texts = [bytes(packet) for stream in film.streams.subtitles for packet in film.demux(stream) if packet.size]
        tags = {key.lower(): value for key, value in film.metadata.items()}
        timecode = {key.lower(): value for key, value in film.streams.video[0].metadata.items()}.get("timecode")
        return {"sounds": audio, "texts": texts, "tags": (tags["title"], tags["comment"]), "timecode": timecode,
                "chapters": [(float(chapter["start"] * chapter["time_base"]), chapter["metadata"]["title"])
                             for chapter in film.chapters()],
                "rotation": decoded(path)[0].rotation, "data": len(film.streams.data)}


@pytest.mark.parametrize("suffix", list(RICH))
def test_everything_else_stays(films, tmp_path, suffix):
    film = rich_film(films, tmp_path, suffix)
    before = told(film)
    assert before["rotation"] == 90 and before["timecode"] == "01:00:00:00" and len(before["chapters"]) == 2
    assert before["sounds"] == [("eng", "first", 1), ("fra", "second", 0)] and len(before["texts"]) >= 2
    done = dubbed(film, tmp_path)
    assert told(done.path) == before and done.notes == ()
    first, second = heard(done.path), heard(done.path, 2)
    assert abs(int(first[0].abs().argmax()) - CLICK) <= 1 and abs(int(second[0].abs().argmax()) - 30000) <= 1


def test_what_happens_to_other_tracks_is_a_choice(films, tmp_path):
    film = rich_film(films, tmp_path, "mkv")
    silent = dubbed(film, tmp_path, other_tracks="mute", track=2)
    assert told(silent.path)["sounds"] == told(film)["sounds"]
    assert heard(silent.path).abs().max() == 0 and int(heard(silent.path, 2)[0].abs().argmax()) == CLICK
    alone = dubbed(film, tmp_path, other_tracks="replace", track=2, language="deu", title="neu")
    assert told(alone.path)["sounds"] == [("deu", "neu", 1)]  # the default one went: this one is it now
    more = dubbed(film, tmp_path, mode="add track", language="deu", title="neu")
    assert told(more.path)["sounds"] == [("eng", "first", 1), ("fra", "second", 0), ("deu", "neu", 0)]
    assert int(heard(more.path, 3)[0].abs().argmax()) == CLICK and int(heard(more.path)[0].abs().argmax()) == 9000


def test_tracks_whose_packets_would_shift_are_encoded_anew_and_what_cannot_stay_is_said(films, tmp_path):
    """AAC packets copied from MP4 to Matroska are late by their priming, and so are the pictures then."""
    done = dubbed(rich_film(films, tmp_path, "mp4"), tmp_path, container="mkv")
    assert any("sound track 2 (aac) was encoded anew" in note for note in done.notes)
    assert "subtitle track 4 (mov_text) was written as subrip: mkv holds no other text" in done.notes
    assert int(heard(done.path, 2)[0].abs().argmax()) == 30000 and decoded(done.path)[0].time == 0
    assert told(done.path)["chapters"] == [(0.0, "One"), (1.0, "Two")] and told(done.path)["data"] == 0


@pytest.mark.parametrize("container, asked, read", [("mov", "deu", "ger"), ("mov", "zho", "chi"), ("mp4", "deu", "deu"),
                                                    ("mkv", "pt-BR", "pt-BR")])
def test_a_language_is_written_as_the_container_can(films, tmp_path, container, asked, read):
    done = dubbed(films("h264.mp4"), tmp_path, container=container, language=asked)
    with av.open(str(done.path)) as film:
        assert film.streams.audio[0].language == read
    assert not any("language" in note for note in done.notes)


def test_a_language_that_is_lost_is_said(films, tmp_path):
    done = dubbed(films("h264.mp4"), tmp_path, language="pt-BR")
    assert "the language 'pt-BR' reads back as 'und'" in "".join(done.notes)


def test_a_cover_stays_and_is_no_picture(tmp_path):
    film = write_film(tmp_path / "cover.mp4", even(48, 24), 24, cover=True)
    for container in ("mp4", "mkv"):
        done = dubbed(film, tmp_path, container=container)
        assert done.measured.frames == 48 and read_film(str(done.path), "film").frames == 48
        with av.open(str(done.path)) as opened:
            covers = [stream for stream in opened.streams.video
                      if stream.disposition & av.stream.Disposition.attached_pic]
            assert len(covers) == 1 and covers[0].codec_context.name == "mjpeg"


def test_with_a_cover_mp4_holds_no_tags_of_other_names_and_that_is_said(tmp_path):
    film = write_film(tmp_path / "cover.mp4", even(48, 24), 24, cover=True)
    done = dubbed(film, tmp_path, clicked(seconds=2), metadata={"workflow": "{}", "title": "kept"})
    assert done.notes == ("tags that mp4 did not keep: workflow",)


def test_a_film_in_memory_and_metadata(films, tmp_path):
    film = films("h264.mp4")
    source = read_source(io.BytesIO(film.read_bytes()), "the film")
    options = DubOptions(metadata={"workflow": '{"nodes": []}'})
    done = dub_film(source, clicked(), RATE, tmp_path / "out.mp4", options)
    assert payload(done.path) == payload(film)
    with av.open(str(done.path)) as opened:
        assert opened.metadata["workflow"] == '{"nodes": []}'


@pytest.mark.parametrize("rate, channels, codec, written", [
    (8000, 1, "aac", (32000, 1)), (8000, 1, "flac", (8000, 1)), (96000, 6, "aac", (96000, 6)),
    (96000, 6, "flac", (96000, 6)), (22050, 2, "aac", (32000, 2)), (11025, 1, "flac", (11025, 1))])
def test_any_sound_fits(films, tmp_path, rate, channels, codec, written):
    wave = torch.from_numpy(tone(3, rate, channels=channels))
    done = dubbed(films("h264.mp4"), tmp_path, wave, rate, codec=codec)
    samples, _ = plainly_read(done.path)
    assert (done.measured.rate, len(samples)) == written
    assert done.measured.samples == 3 * written[0]


def test_a_short_sound_ends_in_silence_and_a_long_one_is_cut_and_both_are_said(films, tmp_path):
    short = dubbed(films("h264.mp4"), tmp_path, torch.full((1, 1), 0.5), codec="flac")
    assert short.measured.samples == 3 * RATE and np.count_nonzero(plainly_read(short.path)[0]) == 1
    assert "the sound lasts 0.00 s, the film 3.00 s: the film's last 3.00 s are silent" in short.notes
    long = dubbed(films("h264.mp4"), tmp_path, clicked(seconds=4))
    assert long.measured.samples == 3 * RATE and "the sound's last 1.00 s have no picture" in long.notes[0]


def test_what_is_too_loud_is_cut_and_said(films, tmp_path):
    loud = clicked() * 2
    done = dubbed(films("h264.mp4"), tmp_path, loud, codec="flac")
    assert done.notes == ("2 samples were louder than the file can hold and were cut; a lower gain_db, or a loudness, "
                          "avoids that",)
    assert plainly_read(done.path)[0].max() == pytest.approx(1, abs=2 ** -22)
    softer = dubbed(films("h264.mp4"), tmp_path, loud, codec="flac", gain_db=-6)
    assert softer.notes == () and plainly_read(softer.path)[0].max() == pytest.approx(1.5 * 10 ** (-6 / 20), abs=1e-6)


@pytest.mark.parametrize("options, said", [
    ({"mode": "swap"}, "mode is 'swap'; possible: replace, mix over"), ({"track": 0}, "track is 0; 1 is"),
    ({"track": 2}, "track is 2; film.mp4 has 0 sound tracks"), ({"container": "avi"}, "container is 'avi'"),
    ({"mode": "mix over"}, "has no sound track to mix with; choose replace"),
    ({"codec": "opus", "container": "mp4"}, "codec is 'opus', which mp4 does not hold"),
    ({"container": "webm"}, "webm cannot hold the pictures of film.mp4 .h264."),
    ({"gain_db": float("nan")}, "gain_db is nan"), ({"loudness": 3.0}, "loudness is 3.0 LUFS"),
    ({"true_peak_db": 1.0}, "true_peak is 1.0 dB")])
def test_what_is_not_possible_is_refused_before_anything_is_written(films, tmp_path, options, said):
    film = write_film(tmp_path / "film.mp4", even(10, 10), 10)
    with pytest.raises(ValueError, match=said):
        dubbed(film, tmp_path, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize("sound, said", [
    (torch.full((2, 100), float("nan")), "not finite"), (torch.zeros(3, 2, 100), "a batch of 3 sounds"),
    (torch.zeros(9, 100), "9"), (None, "None")])
def test_a_sound_that_is_none_is_refused(films, tmp_path, sound, said):
    source = read_source(str(films("h264.mp4")), "film")
    with pytest.raises(ValueError, match=said):
        dub_film(source, sound if sound is None or sound.ndim == 3 else sound[None], RATE, tmp_path / "out.mp4",
                 DubOptions())
    assert not list(tmp_path.iterdir())


def test_a_cancel_leaves_nothing_and_the_old_file_stays(films, tmp_path):
    (tmp_path / "out.mp4").write_bytes(b"old")
    source = read_source(str(films("h264.mp4")), "film")
    calls = []

    def cancel(done, total):
        calls.append((done, total))
        if any(path.name != "out.mp4" for path in tmp_path.iterdir()):  # writing has begun
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dub_film(source, clicked(), RATE, tmp_path / "out.mp4", DubOptions(), on_step=cancel)
    assert calls and [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_finished_film_with_one_changed_byte_of_a_picture_is_refused(films, tmp_path, monkeypatch, suffix):
    film = films(f"h264.{suffix}")
    changed = payload(film)[40]

    def written(source, path, *more):
        done = write_dubbed(source, path, *more)
        data = path.read_bytes()
        assert data.count(changed) == 1
        path.write_bytes(data.replace(changed, changed[:-1] + bytes([changed[-1] ^ 1])))
        return done

    monkeypatch.setattr("audiostory_core.dub.film_dub.write_film", written)
    with pytest.raises(RuntimeError, match="pictures are not the packets of the film; this container changes them"):
        dubbed(film, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_film_is_refused_by_name(films, tmp_path):
    whole = films("h264.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[:len(whole) // 2])
    with pytest.raises(ValueError, match="cut.mp4 cannot be read as a film"):
        read_source(str(tmp_path / "cut.mp4"), "cut.mp4")


def test_a_film_with_a_broken_tail_gets_what_is_there(films, tmp_path):
    """A recording that stopped: Matroska can be read as far as it goes."""
    whole = films("h264.mkv").read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[:len(whole) * 3 // 4])
    film = read_film(str(cut), "cut.mkv")
    assert 10 < film.frames < 72
    done = dubbed(cut, tmp_path)
    assert done.measured.frames == film.frames and payload(done.path) == payload(cut)


def test_the_command_line_dubs(films, tmp_path, capsys):
    import soundfile

    from audiostory_core.cli import main

    soundfile.write(tmp_path / "sound.flac", clicked()[0].numpy(), RATE, subtype="PCM_24")
    film, sound, out = (str(path) for path in (films("h264.mp4"), tmp_path / "sound.flac", tmp_path / "out.mkv"))
    assert main(["dub", film, sound, out, "--language", "eng", "--title", "neu"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == out and "72 packets copied, none changed" in said[1] and "begins 0.000 ms" in said[2]
    assert plainly_read(out)[0][0, CLICK] == LEVEL and payload(out) == payload(film)
    assert main(["dub", film, sound, str(tmp_path / "out.avi")]) == 2
    assert "must end in one of .mp4, .mov, .mkv, .webm" in capsys.readouterr().err
    assert main(["dub", film, str(tmp_path / "nothing.wav"), out]) == 2
    assert "nothing.wav" in capsys.readouterr().err
