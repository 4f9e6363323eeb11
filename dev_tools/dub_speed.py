"""Measures how fast a ten minute film of 1920 x 1080 is dubbed, and how much memory that takes.

    python dev.py run python -m dev_tools.dub_speed [FOLDER]      # about 1.5 GB of disk, a temporary folder by default

Four seconds are encoded, and their packets are written 150 times. For comparison, the lower limits are measured, too:
reading and writing the packets alone, and each encoder alone.
"""
from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import torch

from audiostory_core.dub import CODECS, DubOptions, chosen_container, dub_film, read_source

SECONDS, LOOPS, RATE, FPS = 4, 150, 48_000, 24
BITS = 6_000_000  # bits a second of the video
RUNS = ({"container": "mkv", "codec": "pcm"}, {"container": "mkv"}, {"container": "mp4"},
        {"container": "mkv", "mode": "mix over"})


def write_seed(path: Path) -> None:
    """Write a film with some seconds of motion."""
    random = np.random.default_rng(0)
    picture = random.integers(0, 90, (1080, 1920, 3), dtype=np.uint8)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": str(FPS), "bf": "2"})
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 1920, 1080, "yuv420p", BITS
        for number in range(SECONDS * FPS):
            frame = av.VideoFrame.from_ndarray(np.roll(picture, 3 * number, 1), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def write_long(seed: Path, path: Path) -> None:
    """Write a long film: the same packets again and again, with a soft tone."""
    tone = np.full((2, SECONDS * RATE), 0.01, np.float32)
    with av.open(str(seed)) as read, av.open(str(path), "w") as out:
        source = read.streams.video[0]
        packets = [packet for packet in read.demux(source) if packet.size]
        copy = out.add_stream_from_template(source, opaque=True)
        sound = out.add_stream("aac", rate=RATE, layout="stereo")
        out.start_encoding()
        for loop in range(LOOPS):
            later = round(loop * SECONDS / source.time_base)
            for packet in packets:
                new = av.Packet(bytes(packet))
                new.pts, new.dts, new.duration = packet.pts + later, packet.dts + later, packet.duration
                new.time_base, new.is_keyframe, new.stream = source.time_base, packet.is_keyframe, copy
                out.mux(new)
            frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, loop * tone.shape[1], Fraction(1, RATE)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))


@contextmanager
def peak_memory():
    """Yield a list with one entry: the most bytes by which this process has grown since."""
    def used() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    began, peak, done = used(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], used() - began)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def copy_alone(film: Path, target: Path) -> None:
    """Read and write the video packets, nothing else."""
    with av.open(str(film)) as read, av.open(str(target), "w") as out:
        source = read.streams.video[0]
        copy = out.add_stream_from_template(source, opaque=True)
        for packet in read.demux(source):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
    target.unlink()


def encode_alone(name: str, sound: np.ndarray) -> None:
    """Encode a sound [2, T] second by second, without writing it."""
    codec = CODECS[name]
    context = av.CodecContext.create(codec.encoder, "w")
    context.format, context.layout, context.sample_rate, context.options = (codec.sample_format, "stereo", RATE,
                                                                            dict(codec.options))
    if codec.is_lossy:
        context.bit_rate = codec.bit_rate(2)
    resampler = av.AudioResampler(codec.sample_format, "stereo", RATE)
    for begin in range(0, sound.shape[1], RATE):
        samples = np.ascontiguousarray(sound[:, begin:begin + RATE].T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), begin
        for made in resampler.resample(frame):
            context.encode(made)


def timed(name: str, work) -> None:
    """Run `work` and print its speed."""
    began, seconds = time.perf_counter(), SECONDS * LOOPS
    work()
    print(f"floor, {name} alone: {seconds / (time.perf_counter() - began):.0f} times real time", flush=True)


def main(folder: Path) -> None:
    write_seed(folder / "seed.mp4")
    film = folder / "film.mp4"
    write_long(folder / "seed.mp4", film)
    seconds = SECONDS * LOOPS
    sound = torch.empty(1, 2, seconds * RATE).uniform_(-0.2, 0.2)
    print(f"film: {seconds} s, {film.stat().st_size / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}")
    timed("copying", lambda: copy_alone(film, folder / "copy.mkv"))
    for name in ("pcm", "flac", "aac"):
        timed(name, lambda name=name: encode_alone(name, sound[0].numpy()))
    for chosen in RUNS:
        options = DubOptions(**chosen)
        with peak_memory() as peak:
            began, worked = time.perf_counter(), time.process_time()
            source = read_source(str(film), film.name)
            done = dub_film(source, sound, RATE, folder / f"out.{chosen_container(source, options)}", options)
            took, work = time.perf_counter() - began, time.process_time() - worked
        print(f"{chosen}: {done.codec}, {took:.1f} s ({seconds / took:.0f} times real time; {work:.1f} s of processor "
              f"time), {peak[0] / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}", flush=True)
        done.path.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
