"""Speakers: who the words that name a source mean, over the whole article."""

from __future__ import annotations

from dataclasses import dataclass

from index.attribution.grammar import SUBJECTS
from index.attribution.names import Entity, Names
from index.attribution.people import People
from index.parsing import Words

_REACH = 8
"""How many sentences back a pronoun or a role looks for who it means."""
_INDEFINITE = frozenset({"a", "an", "one", "some", "many", "several", "two", "three"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """Somebody or something that was mentioned: where, and how prominently."""

    position: int
    sentence: int
    name: str
    entity: Entity | None
    gender: str | None
    subject: bool
    spoke: bool = False


class Resolver:
    """Resolves the mentions of one article, which must be asked for in text order."""

    def __init__(self, words: Words, people: People, quoted: list[bool]) -> None:
        """Gather the names of the article."""
        self._words = words
        self._people = people
        self._names = Names(words, people)
        self._seen = self._named(quoted)
        self._spoke: list[_Seen] = []

    def _named(self, quoted: list[bool]) -> list[_Seen]:
        """Return every mention by name outside quotes, in text order."""
        words = self._words
        found = []
        for entity in self._names.entities:
            for i in entity.mentions:
                if not quoted[i]:
                    gender = entity.gender if entity.person else None
                    found.append(_Seen(i, words.sentence[i], entity.name, entity, gender, _is_subject(words, i)))
        return sorted(found, key=lambda seen: seen.position)

    def speaker(self, head: int, mention: tuple[int, int]) -> str | None:
        """Return the canonical name of the speaker that `mention` (with head word `head`) means."""
        seen = self._resolve(head, mention)
        if seen is None:
            return None
        self._spoke.append(
            _Seen(head, self._words.sentence[head], seen.name, seen.entity, seen.gender, subject=True, spoke=True)
        )
        if seen.entity and seen.gender in {"m", "f"} and seen.entity.gender is None:
            seen.entity.gender = seen.gender
        return seen.name

    def running(self, place: int) -> str | None:
        """Return who spoke last before the word at `place`, if that is a few sentences back at most."""
        sentence = self._words.sentence[place] if place < len(self._words) else -1
        last = next((s for s in reversed(self._spoke) if s.position < place), None)
        return last.name if last and sentence - last.sentence <= _REACH else None

    def _resolve(self, head: int, mention: tuple[int, int]) -> _Seen | None:
        words = self._words
        low = words.lower[head]
        if words.tag[head] in {"WP", "WDT"} or low in {"who", "which", "that"}:
            return self._antecedent(head)
        if low in self._people.pronouns:
            return self._pronoun(head, self._people.pronouns[low])
        if (several := self._several(head, mention)) is not None:
            return several
        named = words.tag[head] in {"NNP", "NNPS"} or words.form[head][:1].isupper()
        entity = self._names.at(mention[0], head) if named else self._apposed(head)
        if entity is not None and (entity.person or words.lower[mention[0]] not in _INDEFINITE):
            return self._seen_entity(head, entity)
        if words.tag[head].startswith("NN") and (fitting := self._role(head, mention)) is not None:
            return fitting
        return _Seen(head, words.sentence[head], _plain(words, mention), None, None, subject=True)

    def _seen_entity(self, head: int, entity: Entity) -> _Seen:
        gender = entity.gender if entity.person else None
        return _Seen(head, self._words.sentence[head], entity.name, entity, gender, subject=True)

    def _several(self, head: int, mention: tuple[int, int]) -> _Seen | None:
        """Return the speakers of "Reyes and Holt" together."""
        words = self._words
        heads = [head]
        for conjunct in words.children[head]:
            if words.dep[conjunct] == "conj" and conjunct <= mention[1]:
                heads.append(conjunct)
                heads += [c for c in words.children[conjunct] if words.dep[c] == "conj" and c <= mention[1]]
        if len(heads) == 1:
            return None
        names = []
        for i in heads:
            entity = self._names.by_word.get(i)
            names.append(entity.name if entity else words.span(max(mention[0], words.left[i]), i).of(words.text))
        return _Seen(head, words.sentence[head], " and ".join(names), None, "p", subject=True)

    def _apposed(self, head: int) -> Entity | None:
        """Return who "the group's chief, Dana Reyes," names beside the common noun."""
        for c in self._words.children[head]:
            if self._words.dep[c] == "appos" and c in self._names.by_word:
                return self._names.by_word[c]
        return None

    def _antecedent(self, head: int) -> _Seen | None:
        """Return who a relative pronoun stands for."""
        words = self._words
        verb = words.head[head]
        for _ in range(4):
            if words.dep[verb] == "relcl":
                noun = words.head[verb]
                return self._resolve(noun, (words.left[noun], noun)) if words.tag[noun][0] == "N" else None
            verb = words.head[verb]
        return None

    def _pronoun(self, head: int, gender: str) -> _Seen | None:
        """Return the most prominent of those last mentioned that agrees in gender and number."""
        if gender == "1":
            return None
        sentence = self._words.sentence[head]
        best, best_score = None, 0.0
        for seen in self._recent(head):
            if not _agrees(seen, gender):
                continue
            score = 10 - 2.0 * (sentence - seen.sentence) + 1.5 * seen.subject + 1.0 * seen.spoke
            score += 1.0 * (seen.gender == gender) - 4.0 * (seen.entity is not None and not seen.entity.person)
            score += 0.01 * (seen.position - head) / 10
            if score > best_score:
                best, best_score = seen, score
        if best is None:
            return None
        return _Seen(head, sentence, best.name, best.entity, gender, subject=True)

    def _recent(self, head: int) -> list[_Seen]:
        first = self._words.sentence[head] - _REACH
        named = [s for s in self._seen if s.position < head and s.sentence >= first]
        return named + [s for s in self._spoke if s.position < head and s.sentence >= first]

    def _role(self, head: int, mention: tuple[int, int]) -> _Seen | None:
        """Return who a definite role ("the head of state") means: the last person whose title fits."""
        words = self._words
        phrase = [w for w in words.lower[mention[0] : mention[1] + 1] if w.isalpha()]
        if not phrase or phrase[0] not in _DEFINITE:
            return None
        role = _role_in(phrase, self._people.roles)
        if role is None:
            return self._organisation(head, words.lower[head])
        fits = self._people.roles[role]
        gender = self._people.gender_of.get(words.lower[head])
        people = [s for s in self._named_before(head) if s.entity and s.entity.person]
        fitting = [s for s in people if s.entity and _fits(s.entity.titles, fits) and s.gender in {None, gender or s.gender}]
        if fitting and (entity := fitting[-1].entity):
            return self._seen_entity(head, entity)
        return self._spoke_before(head, mention, gender)

    def _spoke_before(self, head: int, mention: tuple[int, int], gender: str | None) -> _Seen | None:
        """Return the unnamed speaker of the same role, else, for a bare role, the person who spoke last."""
        noun = self._words.lower[head]
        first = self._words.sentence[head] - _REACH
        recent = [s for s in reversed(self._spoke) if s.sentence >= first and s.position < head]
        unnamed = next((s for s in recent if s.entity is None and noun in s.name.casefold().split()), None)
        if unnamed is not None:
            return unnamed
        person = next((s for s in recent if s.entity and s.entity.person), None)
        bare = mention[1] == head and mention[1] - mention[0] <= 2
        agrees = person is not None and (gender is None or person.gender in {None, gender})
        return person if bare and agrees else None

    def _named_before(self, head: int) -> list[_Seen]:
        named = [s for s in self._seen if s.position < head] + self._spoke
        return sorted(named, key=lambda s: s.position)

    def _organisation(self, head: int, noun: str) -> _Seen | None:
        """Return the organisation named before that "the ministry" means."""
        for seen in reversed(self._named_before(head)):
            if seen.entity and not seen.entity.person and noun in seen.entity.parts:
                return self._seen_entity(head, seen.entity)
        return None


def _is_subject(words: Words, i: int) -> bool:
    while words.dep[i] in {"compound", "conj", "appos"} and words.head[i] != i:
        i = words.head[i]
    return words.dep[i] in SUBJECTS


def _agrees(seen: _Seen, gender: str) -> bool:
    if gender in {"m", "f"}:
        return seen.gender in {gender, None} and seen.entity is not None and (seen.entity.person or seen.spoke)
    if gender == "p":
        return seen.gender == "p" or (seen.entity is None and seen.spoke)
    return seen.entity is None or not seen.entity.person


def _role_in(phrase: list[str], roles: dict[str, frozenset[str]]) -> str | None:
    """Return the longest role that the words of a mention hold."""
    text = " ".join(phrase)
    found = [role for role in roles if f" {role} " in f" {text} "]
    return max(found, key=len) if found else None


def _fits(titles: set[str], fits: frozenset[str]) -> bool:
    return any(set(title.split()) <= titles for title in fits)


def _plain(words: Words, mention: tuple[int, int]) -> str:
    return " ".join(words.span(*mention).of(words.text).split())
