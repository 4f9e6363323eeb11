"""Special features of a film survive dubbing: aspect ratio, colour, rate, further tracks, exact times."""
from __future__ import annotations

from fractions import Fraction

import pytest

av = pytest.importorskip("av", reason="comes with ComfyUI")

from dub_toys import clicked, dubbed, made_films, plainly_read  # noqa: E402
from film_toys import NTSC, decoded, even, payload, write_film  # noqa: E402


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return made_films(tmp_path_factory.mktemp("films"))


def write_wide(path, codec: str, pixels: str):
    """A film whose pixels are wider than high, which only the container says."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, pixels
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)
        for number in range(24):
            frame = av.VideoFrame(64, 48, pixels)
            frame.pts, frame.time_base = number, Fraction(1, 24)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("codec, pixels, suffix", [("libvpx-vp9", "yuv420p", "mp4"),
                                                   ("prores_ks", "yuv422p10le", "mov")])
def test_the_shape_of_pixels_stays_or_is_said(tmp_path, codec, pixels, suffix):
    film = write_wide(tmp_path / f"wide.{suffix}", codec, pixels)
    done = dubbed(film, tmp_path, clicked(seconds=1))
    with av.open(str(done.path)) as opened:
        assert opened.streams.video[0].sample_aspect_ratio == Fraction(4, 3)
    assert done.notes == ()
    lost = dubbed(film, tmp_path, clicked(seconds=1), container="mkv")
    assert "the picture's pixels are 4:3, which mkv cannot say here" in lost.notes[0]


def test_colour_and_hdr_stay(tmp_path):
    """Wide colour, the PQ curve, and what the mastering screen and the brightest picture were."""
    said = ("hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):"
            "max-cll=1000,400:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc")
    film = write_film(tmp_path / "hdr.mp4", even(24, 24), 24, codec="libx265", pixels="yuv420p10le",
                      options={"x265-params": said})
    for container in ("mp4", "mkv", "mov"):
        done = dubbed(film, tmp_path, clicked(seconds=1), container=container)
        frame = decoded(done.path)[0]
        assert {"MASTERING_DISPLAY_METADATA", "CONTENT_LIGHT_LEVEL"} <= {data.type.name for data in frame.side_data}
        with av.open(str(done.path)) as opened:
            context = opened.streams.video[0].codec_context
            assert (context.color_trc, context.color_primaries, context.colorspace) == (16, 9, 9)


def test_the_tag_that_some_players_ask_for_stays(tmp_path):
    film = write_film(tmp_path / "film.mp4", even(24, 24), 24, codec="libx265")
    tagged = tmp_path / "tagged.mp4"
    with av.open(str(film)) as read, av.open(str(tagged), "w") as out:
        copy = out.add_stream_from_template(read.streams.video[0], opaque=True)
        copy.codec_context.codec_tag = "hvc1"
        for packet in read.demux(video=0):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
    for container in ("mp4", "mov"):
        done = dubbed(tagged, tmp_path, clicked(seconds=1), container=container)
        with av.open(str(done.path)) as opened:
            assert opened.streams.video[0].codec_context.codec_tag == "hvc1"


def test_two_picture_tracks_stay(films, tmp_path):
    film, two = films("h264.mp4"), tmp_path / "two.mkv"
    with av.open(str(film)) as first, av.open(str(film)) as second, av.open(str(two), "w") as out:
        copies = [out.add_stream_from_template(read.streams.video[0], opaque=True) for read in (first, second)]
        for packets in zip(first.demux(video=0), second.demux(video=0), strict=True):
            for packet, copy in zip(packets, copies, strict=True):
                if packet.size:
                    packet.stream = copy
                    out.mux(packet)
    done = dubbed(two, tmp_path)
    assert (done.measured.frames, done.measured.packets) == (72, 144)
    assert payload(done.path) == payload(done.path, 1) == payload(film)


@pytest.mark.parametrize("rate", [12, 120, NTSC, Fraction(30000, 1001)])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_films_of_all_rates_are_dubbed_to_the_sample(tmp_path, rate, suffix):
    film = write_film(tmp_path / f"film.{suffix}", even(25, rate), rate, clock=1 / Fraction(rate))
    for container in ("mp4", "mkv"):
        done = dubbed(film, tmp_path, clicked(44100, 3, 5000), 44100, container=container)
        assert done.measured.samples == round(float(25 / Fraction(rate)) * 44100) == plainly_length(done.path)


def plainly_length(path) -> int:
    """Samples of a track, cut where its container says that it ends."""
    samples = plainly_read(path)[0].shape[1]
    with av.open(str(path)) as film:
        sound = film.streams.audio[0]
        return samples if sound.duration is None else min(samples, round(sound.duration * sound.time_base * sound.rate))


@pytest.mark.parametrize("rate", [24, NTSC])
def test_mp4_gets_the_exact_times_that_matroska_rounds_to_milliseconds(tmp_path, rate):
    film = write_film(tmp_path / "film.mkv", even(48, rate), rate, clock=1 / Fraction(rate), options={"bf": "2"})
    for container in ("mp4", "mov"):
        done = dubbed(film, tmp_path, container=container)
        assert [frame.pts * frame.time_base for frame in decoded(done.path)] == even(48, rate)
        with av.open(str(done.path)) as opened:
            assert opened.streams.video[0].average_rate == rate


def test_pictures_without_times_are_refused(tmp_path):
    film = write_film(tmp_path / "bare.h264", even(25, 25), 25)
    with pytest.raises(ValueError, match="bare.h264 does not say when its pictures are shown"):
        dubbed(film, tmp_path)


def test_what_only_the_writer_refuses_leaves_nothing(tmp_path):
    film = write_film(tmp_path / "film.mov", even(25, 25), 25, codec="mjpeg", pixels="yuvj420p")
    with pytest.raises(ValueError, match="film.mov cannot be written as mp4: Invalid data"):
        dubbed(film, tmp_path, container="mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mov"]


def test_fonts_and_styled_subtitles_stay_in_matroska(films, tmp_path):
    from av.stream import Disposition
    from film_toys import ASS_HEADER

    film = tmp_path / "styled.mkv"
    with av.open(str(films("h264.mp4"))) as read, av.open(str(film), "w") as out:
        copy = out.add_stream_from_template(read.streams.video[0], opaque=True)
        text = out.add_stream("ass")
        text.codec_context.subtitle_header, text.disposition = ASS_HEADER, Disposition.forced
        text.codec_context.time_base = text.time_base = Fraction(1, 1000)
        out.add_attachment("font.ttf", "application/x-truetype-font", b"letters" * 100)
        out.start_encoding()
        for packet in read.demux(video=0):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
        line = av.Packet(b"0,0,Default,,0,0,0,,a line")
        line.pts = line.dts = 500
        line.duration, line.time_base, line.stream = 400, Fraction(1, 1000), text
        out.mux(line)
    done = dubbed(film, tmp_path)
    assert done.notes == ()
    with av.open(str(done.path)) as opened:
        text = opened.streams.subtitles[0]
        assert text.disposition == Disposition.forced and b"Style: Default" in text.codec_context.extradata
        assert [(packet.pts, packet.duration, bytes(packet)) for packet in opened.demux(text) if packet.size] == [
            (500, 400, b"0,0,Default,,0,0,0,,a line")]
        fonts = [stream for stream in opened.streams if stream.type == "attachment"]
        assert [(font.metadata["filename"], font.data) for font in fonts] == [("font.ttf", b"letters" * 100)]
    other = dubbed(film, tmp_path, container="mp4")
    assert other.notes == ("subtitle track 2 (ssa) was written as mov_text: mp4 holds no other text",
                           "attachment 3 was left out: mp4 holds no attached files")
