"""Makes the page of stories in docs/stories: the result of `evaluate` for docs/stories/set.jsonl, with sounds as MP3.

    python dev.py run python -m dev_tools.story_page
"""
from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from audiostory_core.atomic_write import atomic_write

from .environment import ROOT

FOLDER = ROOT / "docs" / "stories"
SET = FOLDER / "set.jsonl"
PAGE, REPORT = "index.html", "report.json"
SMALLER = {".flac": ".mp3", ".png": ".jpg"}


def shrink(made: Path, folder: Path) -> None:
    """Copy an evaluation's page into a folder, with compressed sounds and pictures, and without other files."""
    import soundfile
    from PIL import Image

    for sound in sorted((made / "stories").rglob("*.flac")):
        waveform, rate = soundfile.read(sound)
        soundfile.write(sound.with_suffix(SMALLER[".flac"]), waveform, rate, format="MP3", compression_level=0.6)
    for picture in sorted((made / "stories").rglob("*.png")):
        Image.open(picture).convert("RGB").save(picture.with_suffix(SMALLER[".png"]), quality=80)
    for file in [*(made / "stories").rglob("*.*")]:
        if file.suffix not in SMALLER.values():
            file.unlink()
    beside = folder / ".stories.partial"
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(made / "stories", beside)
    shutil.rmtree(folder / "stories", ignore_errors=True)
    beside.rename(folder / "stories")
    for name in (PAGE, REPORT):
        text = (made / name).read_text(encoding="utf-8")
        for large, small in SMALLER.items():
            text = text.replace(f'{large}"', f'{small}"')
        with atomic_write(folder / name) as beside:
            beside.write_text(text, encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        command = [sys.executable, "-m", "audiostory_core", "evaluate", "--set", str(SET), "--out", str(made)]
        subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=True)
        shrink(made, FOLDER)


if __name__ == "__main__":
    main()
