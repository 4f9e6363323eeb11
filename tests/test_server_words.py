"""All refusals of the nodes are translated to every language of the page."""
from __future__ import annotations

import ast
import json
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = sorted((ROOT / "web" / "locales").glob("*.json"))
OFF_THE_PAGE = {"cli.py", "command.py", "audio_in_command.py", "training", "evaluation", "benchmark",  # commands
                "sound_classes", "answer_words.py"}  # files of the package itself
FILES = [file for folder in ("nodes", "audiostory_core") for file in sorted((ROOT / folder).rglob("*.py"))
         if not OFF_THE_PAGE & set(file.relative_to(ROOT).parts)]
REFUSAL = re.compile(r"(?<!Attribute)(?<!Type)(?<!Import)Error$|_Wrong$")
HOLE = re.compile(r"\{(\w+)\}")
VALUE = "7"  # stands for what a message says of a value
VALUES = {  # what stands for values that are words, by file and name
    "film.part": ["", " from 7 s on"], "clip.within": ["", ", and it begins 7 s into a kept one"],
    "story.what": ["the plan's clips are", "the plan's understood is"],
    "vae.within": ["", " and begins 7 seconds into a kept sound"],
    "planner.fault": ["stopped half-way in", "did not lay out"],
    "cue_sheet.reason": [": 7", "; write seconds, 1:02.5, or time code as 00:01:02:12"], "sound.at": ["", " at 7 s"],
    "sound.'s' * (len(tracks) > 1)": ["", "s"],
    "timeline.where": ["in the same lane", "in the lane 7"],
    "json_file.needed": ["an object"],
    "marks.needed": ["a number of decibels from 7 to 7 is needed"],
    "marks.mark.needed": ["16 hexadecimal digits are needed"],
}
MADE_ELSEWHERE = {  # the whole is another refusal's words, or each value of one has words of its own
    f"{VALUE}: {VALUE}", VALUE, f"{VALUE} has the {VALUE} {VALUE}; 16 hexadecimal digits are needed",
}


def pattern(english: str) -> re.Pattern:
    """As web/language.js makes it."""
    words, names = HOLE.split(english)[::2], HOLE.split(english)[1::2]
    holes = [r"(\d+)" if name in ("number", "line") else r"([\s\S]+?)" for name in names] + [""]
    return re.compile("".join(re.escape(part) + hole for part, hole in zip(words, holes, strict=True)))


def texts(node: ast.AST, file: str, constants: dict[str, ast.AST]) -> list[str]:
    """What an argument of an exception may say."""
    def of(inner: ast.AST) -> list[str]:
        return texts(inner, file, constants)

    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(of(part) for part in node.values))]
    if isinstance(node, ast.FormattedValue):
        return of(node.value)
    if isinstance(node, ast.IfExp):
        return of(node.body) + of(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return ["".join(parts) for parts in product(of(node.left), of(node.right))]
    if isinstance(node, ast.Name) and isinstance(constants.get(node.id), (ast.Constant, ast.JoinedStr, ast.BinOp)):
        return texts(constants[node.id], file, {})
    return VALUES.get(f"{file}.{ast.unparse(node)}", [VALUE])


def refusals(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign)
                 for target in node.targets if isinstance(target, ast.Name)}
    made = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args
            and REFUSAL.search(ast.unparse(node.func)))
    return [text.partition("\n")[0] for call in made for text in texts(call.args[0], file.stem, constants)]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda file: file.stem)
def test_every_refusal_is_said_in_it(language):
    told = [pattern(english) for english in json.loads(language.read_text(encoding="utf-8"))["told"]
            if len(HOLE.sub("", english).strip()) > 2]  # "{seconds} s" is a part of others
    found = {text: file for file in FILES for text in refusals(file)}
    assert len(found) > 250
    silent = [f"{file.name}: {text}" for text, file in found.items()
              if text not in MADE_ELSEWHERE and not any(each.fullmatch(text) for each in told)]
    assert silent == []


def test_a_refusal_without_words_is_found(tmp_path):
    source = """LEAST = 3\nraise ValueError(f"{name} is {n}; " f"{LEAST} or {'a' if n else 'b'}")"""
    (tmp_path / "new.py").write_text(source, encoding="utf-8")
    assert refusals(tmp_path / "new.py") == ["7 is 7; 3 or a", "7 is 7; 3 or b"]
