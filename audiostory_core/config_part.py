"""What every part of a model's configuration is made of: checks of its fields, the way to plain data and back."""
from __future__ import annotations

import dataclasses
import math

from .checks import is_number, is_whole
from .errors import listed


def check_count(owner: str, most: int | None = None, least: int = 1, **values: int) -> None:
    """Raise a ValueError that names owner and field unless each value is a whole number from least to most."""
    for name, value in values.items():
        if not is_whole(value):
            raise ValueError(f"{owner}.{name} is {value!r}; a whole number is needed")
        if value < least or (most is not None and value > most):
            limit = f"at least {least}" if most is None else f"{least} to {most}"
            raise ValueError(f"{owner}.{name} is {value}; it must be {limit}")


def check_positive(owner: str, **values: float) -> None:
    """Raise a ValueError that names owner and field unless each value is a finite number above 0."""
    for name, value in values.items():
        if not is_number(value) or not math.isfinite(value) or value <= 0:
            raise ValueError(f"{owner}.{name} is {value!r}; a positive, finite number is needed")


def check_flags(owner: str, **values: bool) -> None:
    """Raise a ValueError that names owner and field unless each value is true or false."""
    for name, value in values.items():
        if not isinstance(value, bool):
            raise ValueError(f"{owner}.{name} is {value!r}; true or false is needed")


def check_counts(owner: str, name: str, values) -> tuple[int, ...]:
    """A list of whole numbers of at least 1, as a tuple. Raises a ValueError that names owner and field otherwise."""
    if not isinstance(values, (list, tuple)) or not values:
        raise ValueError(f"{owner}.{name} is {values!r}; a list of whole numbers is needed")
    for value in values:
        check_count(owner, **{name: value})
    return tuple(values)


class Part:
    """Gives a dataclass of plain values to_dict and from_dict."""

    @classmethod
    def from_dict(cls, data: dict):
        """Build from plain data (a parsed JSON object).

        Raises:
            ValueError: not an object, a missing or unknown field, or a value out of range.
        """
        if not isinstance(data, dict):
            raise ValueError(f"{cls.__name__} is {data!r}; an object with named fields is needed")
        fields = dataclasses.fields(cls)
        names = {field.name for field in fields}
        needed = {field.name for field in fields if field.default is dataclasses.MISSING}
        if unknown := sorted(set(data) - names):
            raise ValueError(f"{cls.__name__} has unknown fields {listed(unknown)}; known are {listed(sorted(names))}")
        if missing := sorted(needed - set(data)):
            raise ValueError(f"{cls.__name__} lacks the fields {listed(missing)}")
        return cls(**data)

    def to_dict(self) -> dict:
        """The fields as plain data for JSON; `from_dict` gives an equal object back."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
