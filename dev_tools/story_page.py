"""The page of stories in docs/stories: what `evaluate` makes of docs/stories/set.jsonl, its sounds as MP3.

    python dev.py run python -m dev_tools.story_page
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .environment import ROOT

FOLDER = ROOT / "docs" / "stories"
SET = FOLDER / "set.jsonl"
PAGE, REPORT = "index.html", "report.json"
LOSSLESS, SMALL = ".flac", ".mp3"


def shrink(made: Path, folder: Path) -> None:
    """Put an evaluation's page into a folder, its sounds compressed, without what only the report needs."""
    import soundfile

    for sound in sorted((made / "stories").rglob(f"*{LOSSLESS}")):
        waveform, rate = soundfile.read(sound)
        soundfile.write(sound.with_suffix(SMALL), waveform, rate, format="MP3", compression_level=0.6)
        sound.unlink()
    for extra in [*(made / "stories").rglob("*.npz"), *(made / "stories").rglob("*.json")]:
        extra.unlink()
    page = (made / PAGE).read_text(encoding="utf-8").replace(f"{LOSSLESS}\"", f"{SMALL}\"")
    shutil.rmtree(folder / "stories", ignore_errors=True)
    shutil.copytree(made / "stories", folder / "stories")
    for name, text in ((PAGE, page), (REPORT, (made / REPORT).read_text(encoding="utf-8"))):
        beside = folder / f".{name}.partial"
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, folder / name)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        command = [sys.executable, "-m", "audiostory_core", "evaluate", "--set", str(SET), "--out", str(made)]
        subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=True)
        shrink(made, FOLDER)


if __name__ == "__main__":
    main()
