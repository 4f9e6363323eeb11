"""dub_film: puts a sound under a film. It checks the request, makes the sound, writes the film and measures it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from ..atomic_write import atomic_write
from ..audio_input import read_waveform
from ..disk_space import check_disk_space
from ..errors import listed
from ..film import compared, open_film
from .check import Measured, measured_film
from .codecs import SoundCodec, codec_for, sound_codec, written_language
from .mixing import TrackSound, dub_sound, placed, shared_channels, with_loudness
from .options import DubOptions
from .sound import FilmSound, silence
from .source import DubSource, chosen_container
from .tracks import AGAIN, DUB, MUTE, Track, planned_tracks
from .writing import Sounds, Written, write_film

SPARE_BYTES = 2**22  # for what a container needs in addition to packets
LARGEST_SAMPLE = 4  # bytes


@dataclass(frozen=True)
class Dubbed:
    """A film that was written.

    path: of the file. container: of the file. codec: of the new sound.
    measured: measurements of the finished file. notes: for the user, a line each.
    """

    path: Path
    container: str
    codec: str
    measured: Measured
    notes: tuple[str, ...]

    @property
    def report(self) -> list[str]:
        """Lines for the user: the measurements of the finished file, then the notes."""
        found = self.measured
        return [f"picture: {found.frames} pictures in {found.seconds:.3f} s; {found.packets} packets copied, none "
                "changed",
                f"sound: {self.codec} in {self.container}, {found.samples} samples at {found.rate} Hz = "
                f"{found.samples / found.rate:.3f} s; it begins {found.offset_seconds * 1000:.3f} ms after the picture",
                *(f"note: {note}" for note in self.notes)]


def dub_film(source: DubSource, waveform, rate: int, path: Path, options: DubOptions,
             key: tuple[torch.Tensor, int] | None = None, on_step: Callable[[int, int], None] | None = None) -> Dubbed:
    """Put a sound under a film. The video packets are copied, never decoded.

    Args:
        source: from read_source.
        waveform: [C, T], or one sound [1, C, T]; sample 0 belongs to the first picture. A sound that is shorter than
            the film ends in silence, a longer one is cut.
        rate: samples a second.
        path: of the film to write; its suffix is that of the container (see chosen_container).
        options: how to dub.
        key: a sound [C, T] and its rate. Ducking follows it, not the upper one of the two mixed sounds.
        on_step: called (done, total) now and then; may raise to cancel, and then no file is left.

    Raises:
        ValueError: the request is not possible with this film and this sound; raised before any work.
        RuntimeError: the finished file is not as requested; then no file is left.
    """
    waveform = one_sound(waveform, "the sound")
    key = None if key is None else (one_sound(key[0], "the key"), key[1])
    container = chosen_container(source, options)
    if path.suffix.lower() != f".{container}":
        raise ValueError(f"{path}: the film becomes {container}; the file's name must end in .{container}")
    codec_name, codec = sound_codec(container, options.codec)
    own = _own_sound(source, options)
    with open_film(source.source, source.name) as film:
        tracks, notes = planned_tracks(film, source.family, container, options, source.part is not None)
    track = _track_format(source, waveform, rate, own, codec, codec_name, options)
    _check_disk(source, path, track, sum(one.kind in (DUB, AGAIN, MUTE) for one in tracks))
    steps = _Steps(on_step, source)
    track = replace(track, blocks=dub_sound(track, waveform, rate, own, options, key, steps.check))
    if options.loudness is not None:
        track, said = with_loudness(track, options.loudness, options.true_peak_db, steps.check)
        notes.append(said)
    sounds = _sounds(source, tracks, track, codec, container)
    with atomic_write(path, shared=True) as beside:
        written = write_film(source, beside, container, tracks, sounds, options, steps)
        number = 1 + [one for one in tracks if one.sound or one.kind == DUB].index(
            next(one for one in tracks if one.kind == DUB))
        measured = measured_film(beside, number, track, codec, written, source.film, steps.check)
    steps.finish()
    notes += compared_to_film(waveform.shape[1] / rate, source.film.seconds)
    notes += _found_lacking(measured, written, container, options)
    return Dubbed(path, container, codec_name, measured, tuple(notes))


def one_sound(waveform, name: str) -> torch.Tensor:
    """A sound as [C, T] float32.

    Raises:
        ValueError: it is not a sound, or a batch of several.
    """
    if isinstance(waveform, torch.Tensor) and waveform.ndim == 2:
        waveform = waveform[None]
    waveform = read_waveform(waveform, name)
    if len(waveform) > 1:
        raise ValueError(f"{name} is a batch of {len(waveform)} sounds; a film takes one: join them first")
    return waveform[0]


def compared_to_film(sound_seconds: float, film_seconds: float) -> list[str]:
    """A line for the user if a sound and its film differ in length."""
    return [line.replace("the story", "the sound") for line in compared(sound_seconds, film_seconds)]


def _found_lacking(measured: Measured, written: Written, container: str, options: DubOptions) -> list[str]:
    """Notes for the user about what the finished film could not hold."""
    notes = []
    if written.clipped:
        notes.append(f"{written.clipped} samples were louder than the file can hold and were cut; a lower gain_db, or "
                     "a loudness, avoids that")
    asked = written_language(options.language, container)
    if asked and asked != measured.language:
        notes.append(f"the language {options.language!r} reads back as {measured.language!r}: {container} holds codes "
                     "of three letters, such as eng")
    if (shape := measured.lost_shape) is not None:
        notes.append(f"the picture's pixels are {shape.numerator}:{shape.denominator}, which {container} cannot say "
                     "here: players show it too narrow or too wide; mp4 and mov can")
    if measured.lost_tags:
        notes.append(f"tags that {container} did not keep: {listed(measured.lost_tags)}")
    return notes


class _Steps:
    """Reports progress over a film's seconds. Every call may raise to cancel."""

    def __init__(self, on_step: Callable[[int, int], None] | None, source: DubSource):
        self.on_step = on_step or (lambda done, total: None)
        self.total = max(1, round(float(source.lead_seconds) + source.film.seconds)) + 1
        self.done = 0

    def __call__(self, seconds: float) -> None:
        self.done = min(int(seconds), self.total - 1)
        self.check()

    def check(self) -> None:
        self.on_step(self.done, self.total)

    def finish(self) -> None:
        self.on_step(self.total, self.total)


def _own_sound(source: DubSource, options: DubOptions) -> FilmSound | None:
    """The film's own sound track, if it is mixed; its sample 0 is at the beginning of the finished file.

    Raises:
        ValueError: the film has no such track.
    """
    if options.mixes and not source.sounds:
        raise ValueError(f"mode is {options.mode!r}, but {source.name} has no sound track to mix with; choose replace")
    if options.track > max(source.sounds, 1):
        raise ValueError(f"track is {options.track}; {source.name} has {source.sounds} sound tracks")
    if not options.mixes:
        return None
    return FilmSound(source.source, source.name, options.track, -source.shift_seconds)


def _track_format(source: DubSource, waveform: torch.Tensor, rate: int, own: FilmSound | None, codec: SoundCodec,
                  codec_name: str, options: DubOptions) -> TrackSound:
    sounds = {"the sound": len(waveform)} | ({} if own is None else {f"sound track {own.track}": own.channels})
    channels = shared_channels(sounds, codec, codec_name)
    return _format(source, codec.rate_for(max(rate, own.rate if own else 0)), channels)


def _format(source: DubSource, rate: int, channels: int) -> TrackSound:
    """The format of a sound track that ends with the film's video."""
    lead = round(source.lead_seconds * rate)
    return TrackSound(rate, channels, lead + round(source.film.seconds * rate), lead, lambda: iter(()))


def _sounds(source: DubSource, tracks: list[Track], dub: TrackSound, codec: SoundCodec, container: str) -> Sounds:
    """The new sound of each track that is not copied, by its place among the tracks."""
    made: Sounds = {}
    for place, track in enumerate(tracks):
        if track.kind == DUB:
            made[place] = (dub, codec)
        elif track.kind in (AGAIN, MUTE):
            old = FilmSound(source.source, source.name, track.sound, -source.shift_seconds)
            own = codec_for(container, old.channels, codec)
            if own is None:
                raise ValueError(f"sound track {track.sound} of {source.name} has {old.channels} channels, for which "
                                 f"{container} has no codec; set other_tracks to replace")
            form = _format(source, own.rate_for(old.rate), old.channels)
            blocks = placed(old.blocks, old.rate, old.channels, form, 0, 0.0)
            if track.kind == MUTE:
                blocks = _silent(form)
            made[place] = (replace(form, blocks=blocks), own)
    return made


def _silent(form: TrackSound):
    return lambda: silence(form.channels, form.samples, form.rate)


def _check_disk(source: DubSource, path: Path, track: TrackSound, sounds: int) -> None:
    """Raise a ValueError if the folder is missing or its disk has too little room for the film."""
    if not path.absolute().parent.is_dir():
        raise ValueError(f"{path}: the folder {path.absolute().parent} does not exist")
    sound = track.samples * track.channels * LARGEST_SAMPLE * sounds
    check_disk_space(_size(source.source) + sound + SPARE_BYTES, path.absolute().parent)


def _size(source) -> int:
    if hasattr(source, "seek"):
        return source.seek(0, 2)
    return Path(source).stat().st_size
