"""Lists which audio codecs each container can hold, and the encoder settings that keep every sample in place.

A muxer may accept a codec that a reader does not return intact: FLAC and Opus in MOV, FLAC and PCM in MPEG-TS, and AAC
in Matroska are refused, lost or shifted. This list holds only pairs that were measured to be intact.
"""
from __future__ import annotations

from dataclasses import dataclass

from ..errors import listed

MOST_CHANNELS = 8
LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
LFE = 3  # index of the low-frequency channel in 5.1 and larger layouts
LOSSLESS_RATES = (8_000, 192_000)  # samples a second, from and to


@dataclass(frozen=True)
class SoundCodec:
    """How a sound is encoded.

    encoder: FFmpeg's name.
    sample_format: the encoder's input format, which decides the bit depth.
    rates: possible sample rates; empty for any within LOSSLESS_RATES.
    channel_bits: bits a second for each channel. least_bits: minimum for all channels together. Both are 0 for lossless
        codecs.
    channels: possible numbers of channels.
    options: passed to the encoder.
    """

    encoder: str
    sample_format: str
    rates: tuple[int, ...] = ()
    channel_bits: int = 0
    least_bits: int = 0
    channels: tuple[int, ...] = tuple(LAYOUTS)
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_lossy(self) -> bool:
        return self.channel_bits > 0

    def bit_rate(self, channels: int) -> int:
        """Bits a second for this number of channels; 0 for a lossless codec."""
        return max(self.channel_bits * channels, self.least_bits)

    def rate_for(self, wanted: int) -> int:
        """The rate itself if it is possible, else the next higher one, else the highest."""
        if not self.rates:
            least, most = LOSSLESS_RATES
            return min(max(wanted, least), most)
        return next((rate for rate in self.rates if rate >= wanted), self.rates[-1])


CODECS = {
    # FFmpeg's manual: the fast coder "is better and much faster at higher bitrates" than the default one
    "aac": SoundCodec("aac", "fltp", (32_000, 44_100, 48_000, 88_200, 96_000), 128_000, 192_000, (1, 2, 3, 4, 5, 6, 8),
                      (("aac_coder", "fast"),)),
    "flac": SoundCodec("flac", "s32"),  # 24 bits; without the format it would be 16
    "alac": SoundCodec("alac", "s32p", channels=(1, 2, 3, 4, 5, 6)),  # 24 bits
    "pcm": SoundCodec("pcm_s24le", "s32"),
    # with 4 channels it refuses our layout; with 5 and 7 it swaps channels
    "opus": SoundCodec("libopus", "flt", (48_000,), 96_000, 128_000, (1, 2, 3, 6, 8)),
}
CONTAINERS = {"mp4": ("aac", "flac"), "mov": ("pcm", "alac"), "mkv": ("flac", "pcm", "opus"), "webm": ("opus",)}
FORMATS = {"mp4": "mp4", "mov": "mov", "mkv": "matroska", "webm": "webm"}  # FFmpeg's names of the muxers
FAMILIES = {"mp4": "mov", "mov": "mov", "mkv": "matroska", "webm": "matroska"}  # one demuxer reads each family
# language codes that are other ones in MP4 and MOV
MOV_LANGUAGES = {"deu": "ger", "zho": "chi", "nld": "dut", "swe": "sve", "fre": "fra"}
UNSAID = ("", "und")


def sound_codec(container: str, name: str) -> tuple[str, SoundCodec]:
    """A codec by name; "auto" gives the container's first one.

    Raises:
        ValueError: the container cannot hold that codec, or not so that every reader gets it back intact.
    """
    possible = CONTAINERS[container]
    if name == "auto":
        name = possible[0]
    if name not in possible:
        raise ValueError(f"codec is {name!r}, which {container} does not hold so that every reader finds it; possible "
                         f"there: {listed(possible)}, or auto")
    return name, CODECS[name]


def codec_for(container: str, channels: int, preferred: SoundCodec) -> SoundCodec | None:
    """A codec of the container for this number of channels, the preferred one if possible; None if no codec fits."""
    return next((codec for codec in (preferred, *(CODECS[name] for name in CONTAINERS[container]))
                 if channels in codec.channels), None)


def written_language(language: str, container: str) -> str:
    """The language code that the container's muxer needs: MOV lacks some codes and uses others for them."""
    language = language.strip()
    return MOV_LANGUAGES.get(language, language) if container == "mov" else language
