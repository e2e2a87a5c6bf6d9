"""Fitness: how well a mention fits as who acts, where the verb stands at the end of its clause."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow.cues import Cue
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit

_FITNESS = {
    "person": 3,
    "named": 2,
    "beside the verb": 3,
    "before a comma": 2,
    "contrasted": 2,
    "first": 1,
    "perhaps an object": -4,
}
"""What speaks for and against a mention as the subject; set by hand on the articles used for tuning."""


class Fitness:
    """Weighs the mentions of an article's prose."""

    def __init__(self, prose: Prose, lexicon: Shallow, mentions: Sequence[Mention] = ()) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._tokens = prose.tokens
        self._surnames = {c.words[-1] for m in mentions if m.likely for c in m.candidates if len(c.words) > 1}

    def may_act(self, mention: Mention, cue: Cue | None = None) -> bool:
        """Tell whether the words around a mention in the nominative let it be who acts.

        What a postposition follows does not (Demir adına), nor a noun amid a clause that only tells what kind (komisyon
        muafiyetini) or is acted on (bir uzman istediğini).
        """
        if self._lexicon.lemmatised or mention.last + 1 >= len(self._tokens):
            return True
        following = self._tokens[mention.last + 1]
        if following.lower in self._lexicon.postpositions:
            return False
        if mention.sort not in {Sort.ROLE, Sort.BODY} or self._tokens[mention.first].is_capital:
            return True
        if following.text in ",:" or (cue and cue.first == mention.last + 1):
            return True
        return not following.lower.endswith(self._lexicon.object_endings)

    def of(self, cue: Cue, mention: Mention, unit: Unit) -> int:
        """Return how well a mention before a verb at the end of its clause fits as its subject."""
        following = self._tokens[mention.last + 1]
        told = {
            "person": mention.is_somebody or any(c.words[-1] in self._surnames for c in mention.candidates),
            "named": mention.sort in {Sort.BODY, Sort.NAME},
            "beside the verb": mention.last + 1 == cue.first,
            "before a comma": following.text == ",",
            "contrasted": (following.lower,) in self._lexicon.contrast,
            "first": mention.first == unit.tokens.start,
            "perhaps an object": mention.sort is Sort.ROLE and len(mention.cases) > 1,
        }
        return sum(weight for name, weight in _FITNESS.items() if told[name])
