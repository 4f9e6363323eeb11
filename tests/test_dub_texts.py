"""Subtitles in a format that the finished film's container cannot hold are converted to one that it can."""
from __future__ import annotations

from fractions import Fraction

import pytest

av = pytest.importorskip("av", reason="comes with ComfyUI")

from dub_toys import dubbed, made_films  # noqa: E402

from audiostory_core.dub.texts import PLAIN_HEADER  # noqa: E402

codeccontext = pytest.importorskip("av.subtitles.codeccontext")
pytestmark = pytest.mark.skipif(not hasattr(codeccontext.SubtitleCodecContext, "encode_subtitle"),
                                reason="this PyAV encodes no subtitles")
LINES = ((0, 400, "plain"), (731, 604, "{\\i1}leaning{\\i0} & 2 < 3\\Nsecond “line”"), (1500, 1000, "überall"))


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return made_films(tmp_path_factory.mktemp("films"))


def with_texts(picture, target, kind: str, lines=LINES):
    """A film with texts. Its first picture's packets come first: no writer minds."""
    from av.subtitles.subtitle import SubtitleSet

    with av.open(str(picture)) as read, av.open(str(target), "w") as out:
        copy = out.add_stream_from_template(read.streams.video[0], opaque=True)
        text = out.add_stream(kind)
        text.codec_context.subtitle_header, text.metadata["language"] = PLAIN_HEADER, "deu"
        text.codec_context.time_base = text.time_base = Fraction(1, 1000)
        out.start_encoding()
        for packet in read.demux(video=0):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
        for start, lasts, words in lines:
            words = words.replace("&", "&amp;").replace("<", "&lt;") if kind == "webvtt" else words
            packet = text.codec_context.encode_subtitle(
                SubtitleSet.create(f"0,0,Default,,0,0,0,,{words}".encode(), 0, lasts))
            packet.pts = packet.dts = start
            packet.duration, packet.time_base, packet.stream = lasts, Fraction(1, 1000), text
            out.mux(packet)
    return target


def told(path) -> tuple[str, str, list[tuple]]:
    """Kind and language of a film's subtitles, and when each text is shown, what it says, as any reader finds it."""
    found = []
    with av.open(str(path)) as film:
        text = film.streams.subtitles[0]
        for packet in film.demux(text):
            if packet.size and (shown := text.codec_context.decode2(packet)) is not None and shown.rects:
                times = (float(packet.pts * packet.time_base), float(packet.duration * packet.time_base))
                found.append((*times, shown.rects[0].ass.decode().split(",", 8)[-1].replace("{\\r}", "{\\i0}")))
        return text.codec_context.name, text.language, [one for one in found if one[2]]


@pytest.mark.parametrize("kind, source, container, becomes", [
    ("subrip", "h264.mkv", "mp4", "mov_text"), ("ass", "h264.mkv", "mov", "mov_text"),
    ("webvtt", "h264.mkv", "mp4", "mov_text"), ("mov_text", "h264.mp4", "mkv", "srt"),
    ("subrip", "vp9.webm", "webm", "webvtt"),
])
def test_texts_keep_their_times_lines_and_slant_in_another_kind(films, tmp_path, kind, source, container, becomes):
    suffix = "mkv" if source == "vp9.webm" else source[-3:]
    film = with_texts(films(source), tmp_path / f"texts.{suffix}", kind)
    before = told(film)
    done = dubbed(film, tmp_path, container=container)
    name, language, texts = told(done.path)
    assert (name, language) == (becomes, "ger" if container == "mov" else "deu")
    assert texts == before[2] == [(start / 1000, lasts / 1000, words) for start, lasts, words in LINES]
    assert done.notes == (f"subtitle track 2 ({before[0]}) was written as {done_kind(becomes)}: {container} holds no "
                          "other text",)


def done_kind(name: str) -> str:
    """What an encoder calls what its decoder calls otherwise."""
    return {"srt": "subrip"}.get(name, name)



def test_texts_that_are_shown_at_once_stay_so_in_mp4(films, tmp_path):
    """Its writer would let the second begin when the first is over."""
    lines = [(0, 1000, "first"), (400, 300, "{\\i1}second{\\i0}"), (400, 900, "third"), (2000, 500, "last")]
    film = with_texts(films("h264.mkv"), tmp_path / "texts.mkv", "subrip", lines)
    assert told(dubbed(film, tmp_path, container="mp4").path)[2] == [
        (0.0, 0.4, "first"), (0.4, 0.3, "first\\N{\\i1}second{\\i0}\\Nthird"), (0.7, 0.3, "first\\Nthird"),
        (1.0, 0.3, "third"), (2.0, 0.5, "last")]
