"""The detectors of shot changes: PySceneDetect's and TransNetV2. They get small pictures and their times.

Both libraries are optional and imported on use. PySceneDetect needs OpenCV, whose newest build would replace NumPy 1
with NumPy 2 and overwrite the files of another OpenCV package. So it is not among this pack's requirements.
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .missing import without

SHORTEST_SHOT_SECONDS = 0.6
LONGER_SIDE = 256  # pixels of the longer side of the compared pictures, as in PySceneDetect itself


@dataclass(frozen=True)
class Detector:
    """A detector of cuts, and the range of its threshold.

    threshold: its default. least, most: the accepted range.
    make: (threshold, seconds of the shortest shot, pictures a second, device) -> an object with `add` and `cuts`.
    """

    threshold: float
    least: float
    most: float
    make: Callable


class SceneCuts:
    """One of PySceneDetect's detectors.

    It gets each picture's own timestamp. Only the times in its results are used, because its frame numbers are wrong if
    pictures are not evenly spaced.

    last_seconds: the least length of a shot that is found at the film's end, such as the black after the last fade.
    """

    def __init__(self, detector, rate: float, last_seconds: float = 0.0):
        import cv2  # comes with PySceneDetect
        from scenedetect.common import FrameTimecode, Timecode

        self.detector, self.rate = detector, Fraction(rate).limit_denominator(100_000)
        self.last_seconds = last_seconds
        self._code = lambda time: FrameTimecode(Timecode(time.numerator, Fraction(1, time.denominator)), self.rate)
        self._resize = cv2.resize  # its default is linear
        self.times: list[Fraction] = []
        self.found: list[float] = []

    def add(self, time: Fraction, frame) -> None:
        """Process the next picture: an av.VideoFrame, and its time in seconds."""
        # the size does not change here, so this fast mode gives the same pixels as the others, in an eighth of the time
        picture = frame.reformat(format="bgr24", interpolation="FAST_BILINEAR").to_ndarray()
        share = min(1.0, LONGER_SIDE / max(frame.width, frame.height))
        if share < 1:  # downscaled like PySceneDetect does, because its thresholds depend on it
            size = [max(1, round(side * share)) for side in (frame.width, frame.height)]
            picture = self._resize(picture, size)
        self.times.append(time)
        self.found += [cut.seconds for cut in self.detector.process_frame(self._code(time), picture)]

    def cuts(self) -> list[int]:
        """Index of the first picture of each new shot."""
        last = self.times[-1]
        self.found += [cut.seconds for cut in self.detector.post_process(self._code(last))
                       if last - cut.seconds >= self.last_seconds]
        return sorted({nearest(self.times, seconds) for seconds in self.found} - {0})


def nearest(times: Sequence[Fraction], seconds: float) -> int:
    """Index of the nearest time."""
    place = bisect_left(times, seconds)
    return min((number for number in (place - 1, place) if 0 <= number < len(times)),
               key=lambda number: abs(times[number] - Fraction(seconds)))


def _content(threshold: float, shortest: float, rate: float, device) -> SceneCuts:
    return SceneCuts(_scenedetect().ContentDetector(threshold=threshold, min_scene_len=float(shortest)), rate)


def _adaptive(threshold: float, shortest: float, rate: float, device) -> SceneCuts:
    return SceneCuts(_scenedetect().AdaptiveDetector(adaptive_threshold=threshold, min_scene_len=float(shortest)), rate)


def _fades(threshold: float, shortest: float, rate: float, device) -> SceneCuts:
    detector = _scenedetect().ThresholdDetector(threshold=threshold, min_scene_len=float(shortest),
                                                add_final_scene=True)
    return SceneCuts(detector, rate, shortest)


def _transnet(threshold: float, shortest: float, rate: float, device):
    from .transnet import NetworkCuts

    return NetworkCuts(threshold, device)


def _scenedetect():
    """The module of PySceneDetect. The install command in the message does not touch an OpenCV that is installed."""
    try:
        import cv2  # noqa: F401  PySceneDetect's own error only says that it is missing
    except ImportError as error:
        packages = "scenedetect-headless opencv-python-headless"
        raise without("OpenCV, which PySceneDetect needs,", packages, error) from error
    try:
        import scenedetect
    except ImportError as error:
        raise without("PySceneDetect", "--no-deps scenedetect-headless", error) from error
    return scenedetect


DETECTORS = {
    "adaptive": Detector(3.0, 0.1, 255.0, _adaptive),
    "content": Detector(27.0, 0.1, 255.0, _content),
    "fades": Detector(12.0, 1.0, 255.0, _fades),
    "transnetv2": Detector(0.5, 0.01, 0.99, _transnet),
}
