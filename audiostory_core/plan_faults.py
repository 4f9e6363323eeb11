"""All that is wrong with a plan, not only what a run would refuse first. The readers and checks are StoryPlan's own."""
from __future__ import annotations

import re
from dataclasses import MISSING, fields

from .checks import is_number
from .faults import WRONG, FaultList
from .plan_checks import check_ends, check_film_length, check_plan, cut_to
from .story import StoryPlan, read_cue_sheet, read_json

_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")


def is_json(text: object) -> bool:
    """Whether a text is written as JSON, whole or not, rather than as lines; "[0:08] rain" is a line."""
    return isinstance(text, str) and _JSON.match(text) is not None


def text_faults(text: str, *, longest_seconds: float | None = None, film_seconds: float | None = None,
                known_only: bool = False) -> FaultList:
    """What is wrong with a cue sheet or a plan in JSON; the first is what reading it refuses.

    Args:
        text: see StoryPlan.from_cue_sheet and from_json.
        longest_seconds: of the model's clips, where a model is known; a JSON may say its own.
        film_seconds: of the film under which the story is put, see StoryPlan.lasting.
        known_only: pass over fields of a JSON that a plan does not have, as Plan from Text does.

    Returns:
        The faults with the lines of a cue sheet, none where the text can be read. When clips sound together, or end
        behind the whole, is looked at where the time of every clip is known. Time and size are linear in the text.
    """
    faults = FaultList()
    said = read_json(text, faults, known_only) if is_json(text) else read_cue_sheet(text, checks=faults)
    defaults = {field.name: field.default for field in fields(StoryPlan) if field.default is not MISSING}
    return _checked({**defaults, "clips": WRONG, **said}, faults, longest_seconds, film_seconds)


def plan_faults(plan: StoryPlan, *, longest_seconds: float | None = None,
                film_seconds: float | None = None) -> FaultList:
    """What is wrong with a plan for a model and a film, see text_faults; no fault has a line."""
    return _checked(vars(plan), FaultList(), longest_seconds, film_seconds)


def _checked(values: dict[str, object], faults: FaultList, longest: float | None, film: float | None) -> FaultList:
    own = values["longest_seconds"]
    if longest is not None and (own is None or is_number(own) and is_number(longest) and own > longest):
        values = {**values, "longest_seconds": longest}
    checked = check_plan(values, faults)
    length = WRONG if film is None else faults.of(check_film_length, film)
    if length is not WRONG and checked.starts is not None:
        check_ends(cut_to(checked.clips, checked.starts, length), checked.starts, length, faults)
    return faults
