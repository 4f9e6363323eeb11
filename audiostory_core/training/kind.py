"""One kind of sound: its words, its sources, what YAMNet calls it."""
from __future__ import annotations

from dataclasses import dataclass

from .english import ing, third
from .wordings import WORDINGS


@dataclass(frozen=True)
class Kind:
    """One kind of sound.

    name: short, unique; a name in synthesis.KINDS means that sound can be made from formulas.
    caption: what the planner writes for it.
    subjects, plurals: who or what sounds, without an article: "dog", "dogs".
    verbs: what it does, in the base form, with whatever follows: "bark", "fall on the roof".
    phrases: other ways of asking for it, whole, all lower case.
    recordings: name of the ESC-10 class with real recordings, or None.
    repeats: True for an event that comes again with gaps, False for a texture that goes on.
    heard_as: YAMNet classes that count as this kind: its own, or an obvious neighbour.
    mass: True where the subjects take no "a": rain, surf.
    alone: whether naming the subject asks for the sound: "a dog" does, "a visitor" does not.
    clauses, pasts, nouns: more ways of asking for it, whole, all lower case, by their form: clauses in the present and
        in the past, noun phrases.
    """

    name: str
    caption: str
    subjects: tuple[str, ...]
    plurals: tuple[str, ...]
    verbs: tuple[str, ...]
    phrases: tuple[str, ...]
    heard_as: tuple[str, ...]
    recordings: str | None = None
    repeats: bool = False
    mass: bool = False
    alone: bool = True
    clauses: tuple[str, ...] = ()
    pasts: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """Everything that can be said for it without an article or an adjective."""
        said = [self.caption, *self.phrases, *self.clauses, *self.pasts, *self.nouns]
        if self.alone:
            said += [*self.subjects, *self.plurals]
        said += [f"{subject} {form(verb)}" for subject in self.subjects for verb in self.verbs for form in (third, ing)]
        said += [f"{plural} {verb}" for plural in self.plurals for verb in self.verbs]
        return tuple(dict.fromkeys(said))


def kind_of(name, caption, *, heard_as, subjects="", plurals="", verbs="", phrases="", **rest) -> Kind:
    """A kind whose lists are written as texts with semicolons; WORDINGS has the others."""
    wordings = WORDINGS[name]
    return Kind(name, caption, _list(subjects), _list(plurals), _list(verbs), _list(phrases), _list(heard_as), **rest,
                clauses=_list(wordings["clause"]), pasts=_list(wordings["past"]), nouns=_list(wordings["noun"]))


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
