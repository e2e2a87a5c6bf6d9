"""Sources: phrases that name who says something without a verb that has a subject: по словам Зорина, Demir'e göre."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.attribution.shallow import morphology
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.lexicon import Act, Phrase, Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.tokens import Prose, Token
from index.attribution.shallow.units import Unit
from index.inflection import NOMINATIVE
from index.spans import Span

_BETWEEN = 4
"""Words at most between a source and the phrase that makes it one."""
_OPENING = 4
"""Words at most before somebody in the ablative from whom a sentence's words come."""
_BESIDE = 3
"""Tokens at most from somebody in the ablative amid a sentence to the verb of what comes from them."""
_TOLD = 3
"""Words at most that tell which body it is."""
_ABLATIVE = 6
"""Words at most between a body and what tells that words come from it."""


@dataclass(frozen=True)
class Source:
    """A source named without a verb: the phrase's first and last token, and who it is."""

    first: int
    last: int
    mention: Mention


def phrase_at(tokens: Sequence[Token], phrases: Collection[Phrase], i: int) -> Phrase | None:
    """Return the longest of some phrases that starts at a position; None if none does."""
    for length in (4, 3, 2, 1):
        phrase = tuple(t.lower for t in tokens[i : i + length])
        if len(phrase) == length and phrase in phrases:
            return phrase
    return None


class Sources:
    """Finds sources in the units of an article."""

    def __init__(self, prose: Prose, lexicon: Shallow, mentions: Sequence[Mention]) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._tokens = prose.tokens
        self._ends = {mention.last: mention for mention in mentions}
        self._surnames = {c.words[-1] for m in mentions if m.likely for c in m.candidates}

    def hint(self, mentions: Sequence[Mention]) -> None:
        """Leave only those readings of names that fit the phrases beside them, before it is chosen who is meant."""
        at = {m.first: m for m in mentions}
        for i in range(len(self._tokens)):
            if phrase := phrase_at(self._tokens, self._lexicon.before, i):
                self._leave(at.get(i + len(phrase)), self._lexicon.before[phrase])
            elif phrase := phrase_at(self._tokens, self._lexicon.after, i):
                near = (self._ends[k] for k in range(i - 1, i - 2 - _BETWEEN, -1) if k in self._ends)
                self._leave(next(near, None), self._lexicon.after[phrase])

    def _leave(self, mention: Mention | None, case: str) -> None:
        fitting = tuple(c for c in mention.candidates if case in c.cases) if mention else ()
        if mention and fitting:
            mention.candidates = fitting

    def source(self, unit: Unit, mentions: Sequence[Mention]) -> Source | None:
        """Return the first phrase that names the unit's source."""
        for i in unit.tokens:
            if self._prose.quoted(self._tokens[i].start):
                continue
            found = (
                self._before(i, mentions)
                or self._by_pronoun(i, mentions)
                or self._by_own(i, unit, mentions)
                or self._by_name(i, mentions)
                or self._behind(i, unit, mentions)
                or self._owned(i, unit, mentions)
            )
            if found:
                return found
        return None

    def _before(self, i: int, mentions: Sequence[Mention]) -> Source | None:
        """Find по словам Зорина; согласно министерству."""
        phrase = phrase_at(self._tokens, self._lexicon.before, i)
        if phrase is None:
            return None
        case, end = self._lexicon.before[phrase], i + len(phrase)
        mention = next((m for m in mentions if end <= m.first <= end + 2), None)
        if mention is None:
            return None
        self._read_as(mention, case)
        return Source(i, mention.last, mention)

    def _by_pronoun(self, i: int, mentions: Sequence[Mention]) -> Source | None:
        """Find по его словам; по его же словам."""
        if self._tokens[i].lower not in self._lexicon.before_pronoun:
            return None
        mention = next((m for m in mentions if m.first == i + 1 and m.sort is Sort.PRONOUN), None)
        noun = i + 2
        while noun < len(self._tokens) and self._tokens[noun].lower in self._lexicon.source_particles:
            noun += 1
        known = noun < len(self._tokens) and self._tokens[noun].lower in self._lexicon.pronoun_nouns
        return Source(i, noun, mention) if mention and known else None

    def _by_own(self, i: int, unit: Unit, mentions: Sequence[Mention]) -> Source | None:
        """Find по собственным словам: whoever acts in the sentence is the source."""
        if self._tokens[i].lower not in self._lexicon.before_pronoun or i + 2 not in unit.tokens:
            return None
        own, noun = (t.lower for t in self._tokens[i + 1 : i + 3])
        if own not in self._lexicon.own or noun not in self._lexicon.pronoun_nouns:
            return None
        acting = [m for m in mentions if m.is_subject and m.sort is not Sort.BODY]
        return Source(i, i + 2, acting[0]) if acting else None

    def _by_name(self, i: int, mentions: Sequence[Mention]) -> Source | None:
        """Find по Зорину: a person's name alone that a preposition makes a source."""
        if self._tokens[i].lower not in self._lexicon.before_name:
            return None
        mention = next((m for m in mentions if m.first == i + 1 and m.sort is Sort.NAME), None)
        fitting = [c for c in mention.candidates if "dative" in c.cases] if mention else []
        if mention is None or not (mention.likely or any(c.words[-1] in self._surnames for c in fitting)):
            return None
        self._read_as(mention, "dative")
        return Source(i, mention.last, mention)

    def _behind(self, i: int, unit: Unit, mentions: Sequence[Mention]) -> Source | None:
        """Find Rzayevanın sözlərinə görə; Demir'e göre."""
        phrase = phrase_at(self._tokens, self._lexicon.after, i)
        if phrase is None:
            return None
        case = self._lexicon.after[phrase]
        near = 0 if case == "dative" else _BETWEEN
        fitting = [m for m in mentions if m.last < i and i - m.last - 1 <= near and self._may_be(m, case)]
        if not fitting and case == "genitive":  # Tarım Bakanlığı verilerine göre
            fitting = [m for m in mentions if m.last == i - 1 and m.sort is Sort.BODY]
        if not fitting:
            return None
        mention = fitting[-1] if case == "dative" else fitting[0]
        self._read_as(mention, case)
        return Source(mention.first, i + len(phrase) - 1, mention)

    def _owned(self, i: int, unit: Unit, mentions: Sequence[Mention]) -> Source | None:
        """Find Demir'in önerisi, …: somebody's word, of which the rest of the sentence tells what it is."""
        following = self._tokens[i + 1] if i + 1 in unit.tokens else None
        if self._lexicon.said_nouns.get(self._tokens[i].lower) != NOMINATIVE or following is None:
            return None
        tells = following.text in ",:" or (following.lower,) in self._lexicon.contrast
        owner = next((m for m in mentions if m.last == i - 1 and self._may_be(m, "genitive")), None)
        if not tells or owner is None:
            return None
        self._read_as(owner, "genitive")
        return Source(owner.first, i, owner)

    def _may_be(self, mention: Mention, case: str) -> bool:
        return case in mention.cases or any(case in c.cases for c in mention.candidates)

    def _read_as(self, mention: Mention, case: str) -> None:
        """Choose, of the ways to read a name, one in the case that its place asks for."""
        fitting = [c for c in mention.candidates if case in c.cases]
        if fitting and mention.chosen not in fitting:
            mention.chosen = fitting[0]

    def asked(self, unit: Unit, mentions: Sequence[Mention]) -> Mention | None:
        """Return who is asked in a unit: Demir'e sorduğumuzda."""
        places = [i for i in unit.tokens if self._tokens[i].lower in self._lexicon.asked]
        if not places:
            return None
        people = (m for m in mentions if m.sort in {Sort.NAME, Sort.ROLE} and m.last < places[-1])
        return next((m for m in people if self._may_be(m, "dative")), None)

    def in_words(self, cue: Cue, unit: Unit) -> bool:
        """Tell whether a sentence starts with whose words it tells, without whose they are: Açıklamada, …."""
        known = self._lexicon.plain_nouns | self._lexicon.said_nouns
        return any(known.get(self._tokens[i].lower) == "locative" for i in unit.tokens[:2])

    def in_statement(self, unit: Unit) -> Span | None:
        """Return where a sentence starts with words that nobody is named for: Açıklamaya göre, …; else None."""
        if not self._lexicon.plain_nouns or len(unit.tokens) <= _BETWEEN:
            return None
        first, following = (self._tokens[i] for i in unit.tokens[:2])
        dative = self._lexicon.plain_nouns.get(first.lower) == "dative"
        told = dative and following.lower in self._lexicon.according
        return Span(first.start, following.end) if told else None

    def giver(self, cue: Cue, unit: Unit, mentions: Sequence[Mention]) -> Mention | None:
        """Return what a passive verb's words come from: Nazirlikdən bildirilib; в сообщении мэрии говорится."""
        inside = [m for m in mentions if m.first in unit.tokens]
        for mention in inside:
            after = [t.lower for t in self._tokens[mention.last + 1 : mention.last + 2 + _ABLATIVE]]
            before = [t.lower for t in self._tokens[max(0, mention.first - 2) : mention.first]]
            if "ablative" in mention.cases and mention.last < cue.first and self._may_give(mention, cue, unit):
                return mention
            if "genitive" in mention.cases and self._lexicon.texts.intersection((*after[:3], *before)):
                return mention
            if after and after[0] in self._lexicon.agents:
                return mention
        return None

    def bodies_place(self, cue: Cue, mentions: Sequence[Mention]) -> Mention | None:
        """Return the body that a verb in the plural without a subject tells of: в министерстве сообщили."""
        if not (self._lexicon.inside and cue.plural):
            return None
        near = [m for m in mentions if m.sort in {Sort.BODY, Sort.NAME} and m.first > 0]
        for mention in sorted(near, key=lambda m: abs(m.first - cue.first)):
            places = self._tokens[self._told_from(mention)].lower in self._lexicon.inside
            if places and "locative" in mention.cases:
                self._read_as(mention, "locative")
                if not mention.likely and (men := [c for c in mention.candidates if c.gender == "m" and c.cases]):
                    mention.chosen = next((c for c in men if "locative" in c.cases), mention.chosen)  # в Росрыбнадзоре
                return mention
        return None

    def _told_from(self, mention: Mention) -> int:
        """Return the position before a mention and the words that tell which: в судейском комитете."""
        i = mention.first - 1
        while (
            i > 0
            and mention.first - i <= _TOLD
            and (self._tokens[i].text in "«“" or morphology.forms(self._tokens[i].lower)[0].pos == "ADJF")
        ):
            i -= 1
        return i

    def _may_give(self, mention: Mention, cue: Cue, unit: Unit) -> bool:
        """Tell whether words come from somebody in the ablative: not "bankdan kredit götürdüyünü danışır"."""
        before = self._tokens[unit.tokens.start : mention.first]
        opens = len(before) <= _OPENING and not any(t.text == "," for t in before)
        opens = opens or cue.first - mention.last <= _BESIDE
        return mention.sort is not Sort.PRONOUN and (cue.act is Act.PASSIVE or opens)
