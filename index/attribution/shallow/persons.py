"""Persons: one canonical name for everybody an article names, and whom a mention means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from index.attribution.shallow import morphology
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Candidate, Mention, Sort
from index.attribution.shallow.tokens import Token
from index.inflection import NOMINATIVE, Inflection

_HEAD = 6
"""Letters of a role's last word that tell it, with whatever ending: müavin, nazir müavini."""
_TITLE = 8
"""Tokens at most from a title's start that tell whose it is."""
_SHORTEST = 5
"""Letters that the short word for a body shares with its whole name at least: nazirlik, Nəqliyyat Nazirliyi."""
_WHOLE = 4
"""Letters at least of a short word that the last one of a body's name starts with."""


@dataclass
class Person:
    """Somebody an article names."""

    words: tuple[str, ...]
    """The longest form of the name, in the dictionary form."""
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    first: int = 0
    """The position of the first mention."""
    likely: bool = False
    """Whether a title or a given name tells that it is a person."""

    @property
    def name(self) -> str:
        """The canonical name."""
        return " ".join(self.words)


class Persons:
    """The people of an article; `mentions` are all that it has, in order, and get their readings chosen."""

    def __init__(self, mentions: Sequence[Mention], lexicon: Shallow, known: Inflection) -> None:
        self._lexicon, self._known = lexicon, known
        self._all: list[Person] = []
        self._of: dict[int, Person] = {}
        self._bodies: list[Mention] = [m for m in mentions if m.sort is Sort.BODY]
        named = [m for m in mentions if m.sort is Sort.NAME]
        self._choose(named)
        self._named: list[tuple[int, Person]] = []
        for mention in sorted(named, key=lambda m: -len(m.chosen.words) if m.chosen else 0):
            self._enter(mention)
        self._named = sorted(((m.first, self._of[id(m)]) for m in named), key=lambda pair: pair[0])

    def _choose(self, named: Sequence[Mention]) -> None:
        """Choose the reading of each name that most others agree with."""
        support = Counter((self.low(words[-1])) for m in named for words in {c.words[-1:] for c in m.candidates})
        whole = Counter(words for m in named for words in {tuple(map(self.low, c.words)) for c in m.candidates})
        genders = {self.low(c.words[-1]): c.gender for m in named if m.likely for c in m.candidates if len(c.words) > 1}
        for mention in named:

            def weight(c: Candidate) -> tuple[bool, int, int, bool]:
                last = self.low(c.words[-1])
                fits = len(c.words) > 1 or not c.gender or genders.get(last, c.gender) == c.gender
                likely = self._lexicon.lemmatised and NOMINATIVE in c.cases  # Антонина, not Антонин's
                return fits, support[last], whole[tuple(map(self.low, c.words))], likely

            mention.chosen = max(mention.candidates, key=weight)
            mention.gender = mention.chosen.gender

    def low(self, word: str) -> str:
        """Return a word in lower case, as names are compared."""
        return self._known.lower(word).replace("ё", "е")

    def _enter(self, mention: Mention) -> None:
        assert mention.chosen is not None
        words = mention.chosen.words
        fitting = [p for p in self._all if self._same(p, words)]
        by_surname = [p for p in fitting if self.low(p.words[-1]) == self.low(words[-1])]
        if len(words) == 1 and not self._lexicon.lemmatised:  # of two with one last name, who was named whole last
            by_surname.sort(key=lambda p: (p.first < mention.first, p.first if p.first < mention.first else -p.first))
            by_surname.reverse()
        person = next(iter(by_surname), next(iter(fitting), None))
        if person is None:
            person = Person(words, first=mention.first)
            self._all.append(person)
        person.gender = person.gender or mention.chosen.gender
        person.roles.update(mention.roles)
        person.likely = person.likely or mention.likely
        person.first = min(person.first, mention.first)
        self._of[id(mention)] = person

    def _same(self, person: Person, words: Sequence[str]) -> bool:
        """Tell whether a name is a shorter form of a person's."""
        own, low = [self.low(w) for w in person.words], [self.low(w) for w in words]
        if own == low:
            return True
        if len(low) == 1:
            return low[0] in own
        if len(low[0]) == 1:
            return low[-1] == own[-1] and own[0][0] == low[0]
        if self._lexicon.lemmatised and own[0] == low[0] and len(own) == len(low) == 2:  # Анна Белова, Анна Петровна
            return morphology.is_patronymic(low[1]) != morphology.is_patronymic(own[1])
        return all(word in own for word in low)

    def most_named(self, before: int) -> Person | None:
        """Return who is named most often before a position, of those named as often the first; None if nobody is."""
        counts = Counter(id(person) for first, person in self._named if first < before)
        named = [person for first, person in self._named if first < before]
        return max(named, key=lambda person: counts[id(person)], default=None)

    def called(self, mention: Mention) -> Person | None:
        """Return the person that a name means."""
        return self._of.get(id(mention))

    def is_body(self, person: Person) -> bool:
        """Tell whether a name is one of a body by its last word: AFAD, Akdalga Tersanecilik."""
        last = person.words[-1]
        acronym = len(person.words) == 1 and last.isupper() and len(last) > 1
        return not person.likely and (acronym or self.low(last).endswith(self._lexicon.body_endings))

    def with_role(self, roles: Sequence[str], before: int, gender: str = "") -> Person | None:
        """Return who has one of the roles: of those named before a position the last, else the next.

        Where a gender is told, nobody of another one.
        """
        wanted = set(roles), {fit for role in roles for fit in self._lexicon.alike.get(role, ())}
        able = [p for p in self._all if not gender or not p.gender or p.gender == gender]
        fitting = [[p for p in able if p.roles & among] for among in wanted]
        if not self._lexicon.lemmatised:  # a "baş direktor" is a "direktor"
            heads = {_head(role) for role in roles}
            fitting.insert(1, [p for p in able if heads & set(map(_head, p.roles))])
        for people in fitting:
            if earlier := [p for p in people if p.first < before]:
                return max(earlier, key=lambda p: self._latest(p, before))
        return next((p for people in fitting for p in sorted(people, key=lambda p: p.first)), None)

    def heading(self, roles: Set[str], whose: str, tokens: Sequence[Token]) -> Person | None:
        """Return whoever was named last, of those in one of the roles who have it of `whose`: глава службы."""
        people = [p for p in self._all if whose and p.roles & roles]
        fitting = [p for p in people if whose in (t.lower for t in tokens[p.first : p.first + _TITLE])]
        return max(fitting, key=lambda p: p.first, default=None)

    def is_of(self, person: Person, body: str, tokens: Sequence[Token]) -> bool:
        """Tell whether a body stands where somebody is first named: Kuşlar Derneği Başkanı Selin Ak."""
        near = tokens[max(0, person.first - _TITLE) : person.first + _TITLE]
        sentence = tokens[person.first].sentence
        return any(t.sentence == sentence and t.lower.startswith(body) for t in near)

    def _latest(self, person: Person, before: int) -> int:
        """Return where somebody was named last before a position; where verbs tell the person, the first time."""
        if self._lexicon.lemmatised:
            return person.first
        return max((first for first, named in self._named if named is person and first < before), default=-1)

    def named(self, name: str) -> Person | None:
        """Return whoever has a canonical name."""
        return next((p for p in self._all if p.name == name), None)

    def body(self, mention: Mention) -> str:
        """Return the name of a body: the whole one if this is its short form."""
        name = mention.words
        last = self.low(name.split()[-1].split("'")[0])
        if " " not in name:
            whole = (b.words for b in self._bodies if " " in b.words and self._shares(b.words, last))
            name = next(whole, name)
        return self._nominative(name)

    def _shares(self, name: str, last: str) -> bool:
        words = self.low(name).split()
        alike = any(word[:_SHORTEST] == last[:_SHORTEST] for word in (words[0], words[-1])) and len(last) >= _SHORTEST
        return alike or (len(last) >= _WHOLE and words[-1].startswith(last))  # Şura, Anti-Dopinq Şurası

    def _nominative(self, name: str) -> str:
        """Return a body's name with its last word in the dictionary form, where the language puts the case there."""
        if self._lexicon.lemmatised:
            return name
        *first, last = name.split()
        return " ".join((*first, self._base(last)))

    def _base(self, word: str) -> str:
        low = self._known.lower(word).split("'")[0].split("’")[0]
        best = max(filter(low.startswith, self._lexicon.named_bodies), key=len, default="")
        if best:
            return word[: len(best)]
        return word[: len(low)]


def _head(role: str) -> str:
    """Return the beginning of the word that tells what somebody in a role is."""
    return role.rsplit(maxsplit=1)[-1][:_HEAD]
