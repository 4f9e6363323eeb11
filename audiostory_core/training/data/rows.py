"""Training data in a folder: JSON lines beside audio files, in the shape of AudioStory-10K, checked before use.

Every *.jsonl of the folder is read; paths in it are relative to it. A row is one of

    {"instruction", "reasoning", "clips": [{"caption", "duration"}, ...], "audio"}
        a story in one file; its clips are consecutive segments of it, from 0 on or from a clip's "start" (seconds)
    {"instruction", "reasoning", "clips": [{"caption", "duration", "audio", "start"}, ...]}
        a story with a file for each clip
    {"caption", "audio"}
        a story of one clip, as long as its file
    {"audio", "question", "answer"}
        a question about a sound

"instruction" and "reasoning" may be left out. No row is skipped: every fault is reported with its file and line. All
faults come in one error.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch

from ...checks import check_plain_text, check_seconds, check_words
from ...clip import MOST_CAPTION_CHARACTERS
from ...errors import listed
from ...plan_checks import MOST_REASONING_CHARACTERS
from ...prompt import MOST_INSTRUCTION_CHARACTERS, TIME_CLOSE, TIME_OPEN, StoryTokenizer, instruction_for
from ...resample import resampled
from .examples import TrainingStory

SLACK_SECONDS = 0.02  # by which a clip may pass the end of its file: written durations are rounded
LEAST_SECONDS = 0.05
# read in front of a segment and dropped: what an MP3 gives first behind a seek is wrong, see
# findings/mp3-read-from-within.sh
RUN_UP_SECONDS = 1.0
STORY_FIELDS = {"instruction", "reasoning", "clips", "audio"}
SHORT_FIELDS = {"caption", "audio"}
QUESTION_FIELDS = {"audio", "question", "answer"}
CLIP_FIELDS = {"caption", "duration", "audio", "start"}


@dataclass(frozen=True)
class Segment:
    """A part of an audio file: it begins at `start` (seconds) and lasts `seconds`."""

    file: Path
    start: float
    seconds: float

    def read(self, sample_rate: int, channels: int) -> torch.Tensor:
        """The sound, [channels, round(seconds * sample_rate)] float32. After the file's end it is silent.

        Raises:
            ValueError: the file cannot be read; names the file.
        """
        import numpy as np
        import soundfile

        try:
            with soundfile.SoundFile(self.file) as opened:
                own = opened.samplerate
                first = min(round(self.start * own), opened.frames)
                run_up = min(first, round(RUN_UP_SECONDS * own))
                opened.seek(first - run_up)
                sound = opened.read(run_up + round(self.seconds * own), dtype="float32", always_2d=True).T[:, run_up:]
        except (soundfile.LibsndfileError, OSError) as error:
            raise ValueError(f"{self.file}: not a sound that can be read ({error})") from error
        if sound.shape[0] != channels:
            sound = np.repeat(sound.mean(0, keepdims=True), channels, 0)
        if own != sample_rate:
            sound = resampled(sound, own, sample_rate)
        out = torch.zeros(channels, round(self.seconds * sample_rate))
        kept = torch.from_numpy(np.ascontiguousarray(sound[:, : out.shape[1]], dtype=np.float32))
        out[:, : kept.shape[1]] = kept
        return out


@dataclass(frozen=True)
class RecordedStory(TrainingStory):
    """A story with a recording of each clip."""

    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question about a sound, and its answer."""

    segment: Segment
    question: str
    answer: str


@dataclass(frozen=True)
class Rows:
    """All rows of a folder."""

    folder: Path
    stories: tuple[RecordedStory, ...]
    questions: tuple[Question, ...]


def read_rows(folder, tokenizer: StoryTokenizer, longest_clip_seconds: float, longest_heard_seconds: float,
              most_tokens: int) -> Rows:
    """Read and check a folder.

    Args:
        tokenizer: knows the marks that no text may contain.
        longest_clip_seconds: limit of a clip.
        longest_heard_seconds: limit of a sound that a question is about.
        most_tokens: limit of a story as one sequence.

    Raises:
        ValueError: with a line for every problem, "FILE:LINE: what is wrong"; or the folder has no rows.
    """
    folder = Path(folder)
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise ValueError(f"{folder}: there is no .jsonl file")
    reader = _Reader(tokenizer, longest_clip_seconds, longest_heard_seconds, most_tokens)
    for file in files:
        reader.read(file)
    if reader.problems:
        count = len(reader.problems)
        head = f"{folder}: {count} problem{'s' if count > 1 else ''} in the data"
        raise ValueError("\n".join([head, *reader.problems]))
    if not reader.stories and not reader.questions:
        raise ValueError(f"{folder}: {', '.join(file.name for file in files)} hold no rows")
    return Rows(folder, tuple(reader.stories), tuple(reader.questions))


@dataclass
class _Reader:
    tokenizer: StoryTokenizer
    longest_clip_seconds: float
    longest_heard_seconds: float
    most_tokens: int
    stories: list[RecordedStory] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)  # a row in canonical form -> where it was first
    lengths: dict[Path, float | str] = field(default_factory=dict)  # a file's seconds, or its fault
    where: str = ""

    def read(self, file: Path) -> None:
        try:
            lines = file.read_text(encoding="utf-8-sig").split("\n")
        except UnicodeDecodeError as error:
            self.problems.append(f"{file}: not UTF-8 ({error})")
            return
        for number, line in enumerate(lines, 1):
            if line.strip():
                self.where = f"{file}:{number}"
                self.row(line, file.parent)

    def problem(self, text: str) -> None:
        self.problems.append(f"{self.where}: {text}")

    def row(self, line: str, folder: Path) -> None:
        try:
            row = json.loads(line)
            canonical = json.dumps(row, sort_keys=True)
        except (ValueError, RecursionError) as error:
            return self.problem(f"not JSON ({error})")
        if not isinstance(row, dict):
            return self.problem(f"a row is an object with named fields, this is {type(row).__name__}")
        first = self.seen.setdefault(canonical, self.where)
        if first != self.where:
            return self.problem(f"the same row as {first}")
        if "question" in row or "answer" in row:
            self.question(row, folder)
        elif "caption" in row:
            self.short(row, folder)
        else:
            self.story(row, folder)
        return None

    def fields(self, what: str, row: dict, known: set[str], needed: set[str]) -> bool:
        """Whether a row has the needed fields. Unknown fields are a problem too, but the row can still be read."""
        if unknown := sorted(set(row) - known):
            self.problem(f"{what} has unknown fields {listed(unknown)}; known are {listed(sorted(known))}")
        if missing := sorted(needed - set(row)):
            self.problem(f"{what} lacks the fields {listed(missing)}")
        return not missing

    def text(self, what: str, text, most: int, may_be_empty: bool = False, times: bool = False) -> str | None:
        """The text itself, or None with a problem noted; times: whether it may contain marks of times."""
        try:
            check_plain_text(text, what, most, (TIME_OPEN, TIME_CLOSE) if times else ())
            if not may_be_empty and not text.strip():
                raise ValueError(f"{what} is empty")
            self.tokenizer.encode_plain(text, what, (self.tokenizer.time_open, self.tokenizer.time_close) * times)
        except ValueError as error:
            return self.problem(str(error))
        return text

    def caption(self, what: str, text) -> str | None:
        """A caption, which must have a letter; None with a problem noted."""
        try:
            check_words(text, what, MOST_CAPTION_CHARACTERS)
        except ValueError as error:
            return self.problem(str(error))
        return self.text(what, text, MOST_CAPTION_CHARACTERS)

    def sound(self, what: str, name, folder: Path) -> tuple[Path, float] | None:
        """The file and its seconds."""
        if not isinstance(name, str) or not name:
            return self.problem(f"{what} is {name!r}; the name of an audio file is needed")
        file = folder / name
        if file not in self.lengths:
            self.lengths[file] = _seconds_of(file)
        length = self.lengths[file]
        return self.problem(f"{what}: {length}") if isinstance(length, str) else (file, length)

    def number(self, what: str, value, least: float) -> float | None:
        try:
            return check_seconds(value, what, least)
        except ValueError as error:
            return self.problem(str(error))

    def short(self, row: dict, folder: Path) -> None:
        if not self.fields("a clip", row, SHORT_FIELDS, SHORT_FIELDS):
            return
        caption = self.caption("caption", row["caption"])
        sound = self.sound("audio", row["audio"], folder)
        if caption is None or sound is None:
            return
        segment = self.fitting("the clip", Segment(sound[0], 0.0, sound[1]), sound[1])
        if segment is not None:
            self.keep("", "", [caption], [segment])

    def story(self, row: dict, folder: Path) -> None:
        if not self.fields("a story", row, STORY_FIELDS, {"clips"}):
            return
        before = len(self.problems)
        instruction = self.text("instruction", row.get("instruction", ""), MOST_INSTRUCTION_CHARACTERS, True)
        reasoning = self.text("reasoning", row.get("reasoning", ""), MOST_REASONING_CHARACTERS, True, True)
        whole = self.sound("audio", row["audio"], folder) if "audio" in row else None
        clips = row["clips"]
        if not isinstance(clips, list) or not clips:
            return self.problem(f"clips is {clips!r:.80}; a list of at least one clip is needed")
        captions, segments, at = [], [], 0.0
        for number, clip in enumerate(clips, 1):
            caption, segment, at = self.clip(f"clip {number}", clip, whole, at, folder, "audio" in row)
            captions.append(caption)
            segments.append(segment)
        if len(self.problems) == before:
            self.keep(instruction, reasoning, captions, segments)
        return None

    def clip(self, what: str, clip, whole, at: float, folder: Path, in_story: bool):
        """(caption, segment, start of the next clip in the story's file)."""
        if not isinstance(clip, dict):
            self.problem(f"{what} is {clip!r:.80}; an object with caption and duration is needed")
            return None, None, at
        if not self.fields(what, clip, CLIP_FIELDS, {"caption", "duration"}):
            return None, None, at
        caption = self.caption(f"{what}'s caption", clip["caption"])
        seconds = self.number(f"{what}'s duration", clip["duration"], LEAST_SECONDS)
        own = "audio" in clip
        start = self.number(f"{what}'s start", clip.get("start", 0.0 if own else at), 0.0)
        if not own and not in_story:
            self.problem(f"{what} has no audio, and its story has none either")
        sound = self.sound(f"{what}'s audio", clip["audio"], folder) if own else whole
        if caption is None or seconds is None or start is None or sound is None:
            return None, None, at + (seconds or 0.0)
        segment = self.fitting(what, Segment(sound[0], start, seconds), sound[1])
        return caption, segment, at if own else start + seconds

    def fitting(self, what: str, segment: Segment, file_seconds: float) -> Segment | None:
        end = segment.start + segment.seconds
        if end > file_seconds + SLACK_SECONDS:
            return self.problem(f"{what} ends at {end:g} s, {segment.file.name} lasts {file_seconds:g} s")
        if segment.seconds > self.longest_clip_seconds + SLACK_SECONDS:
            return self.problem(f"{what} lasts {segment.seconds:g} s; the model's longest clip is "
                                f"{self.longest_clip_seconds:g} s")
        return segment

    def keep(self, instruction, reasoning, captions, segments) -> None:
        clips = tuple((caption, segment.seconds) for caption, segment in zip(captions, segments, strict=True))
        instruction = instruction or instruction_for(clips)
        count = len(self.tokenizer.story_ids(instruction, reasoning, clips)[0])
        if count > self.most_tokens:
            return self.problem(f"the story is {count} tokens long, the LLM reads at most {self.most_tokens}")
        self.stories.append(RecordedStory(instruction, reasoning, clips, tuple(captions), segments=tuple(segments)))
        return None

    def question(self, row: dict, folder: Path) -> None:
        if not self.fields("a question", row, QUESTION_FIELDS, QUESTION_FIELDS):
            return
        sound = self.sound("audio", row["audio"], folder)
        question = self.text("question", row["question"], MOST_INSTRUCTION_CHARACTERS)
        answer = self.text("answer", row["answer"], MOST_REASONING_CHARACTERS)
        if sound is not None and sound[1] > self.longest_heard_seconds + SLACK_SECONDS:
            sound = self.problem(f"{sound[0].name} lasts {sound[1]:g} s; at most {self.longest_heard_seconds:g} s can "
                                 "be asked about")
        if sound is not None and question is not None and answer is not None:
            self.questions.append(Question(Segment(sound[0], 0.0, sound[1]), question, answer))


def _seconds_of(file: Path) -> float | str:
    """The seconds of a sound file, or its fault in words."""
    import soundfile

    if not file.is_file():
        return f"{file} is missing"
    try:
        info = soundfile.info(file)
    except (soundfile.LibsndfileError, OSError) as error:
        return f"{file} is not a sound that can be read ({error})"
    if info.frames == 0:
        return f"{file} is empty"
    return info.frames / info.samplerate


