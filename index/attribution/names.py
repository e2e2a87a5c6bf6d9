"""Names: every name of an article, gathered so that each person has one canonical name.

"President Dana Reyes", "Ms. Reyes" and "Reyes" are one person, called "Dana Reyes"; "Carla Reyes" is another one, and a
bare "Reyes" is then the one that fits by title, else the one whom its paragraph tells of, else the one named first:
whom an article is about is "Reyes", the other one is called by the full name each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.attribution.grammar import SUBJECTS, child
from index.attribution.people import People
from index.attribution.runs import NAME_TAGS, Run, find
from index.names import fold
from index.parsing import Words
from index.sentences import paragraphs

_TITLE_REACH = 6
"""How many words before a name may belong to a title like "president of the republic of"."""
_MAX_OF = 7
"""How many words after "Union of" may belong to the name."""
_LONG = 4
"""How many letters the words of a headline have that are written as names."""


@dataclass(eq=False, slots=True)
class Entity:
    """A named person or organisation of one article."""

    name: str
    parts: tuple[str, ...]
    """The name's words in lower case, without titles and suffixes."""
    person: bool = False
    organisation: bool = False
    """Whether a word of the name, or what stands beside it, is never a person's."""
    gender: str | None = None
    titles: set[str] = field(default_factory=set)
    """Words of titles and appositions used with the name, in lower case."""
    nouns: set[str] = field(default_factory=set)
    """The nouns of its appositions, of whatever kind, in lower case."""
    mentions: list[int] = field(default_factory=list)
    """Positions of the last word of each mention, in order."""


class Names:
    """The names of an article; `by_word` tells which entity the name at a word belongs to.

    `paragraphs` are the places where its paragraphs start.
    """

    def __init__(self, words: Words, people: People) -> None:
        """Gather the names of `words`."""
        self._words = words
        self._people = people
        self._title_words = people.title_words
        self.entities: list[Entity] = []
        self.by_word: dict[int, Entity] = {}
        self._by_last: dict[str, list[Entity]] = {}
        found = [self._without_place(run) for run in find(words, people) if not self._is_nobody(run)]
        full, single = [[run for run in found if (len(run.parts) > 1) is several] for several in (True, False)]
        self._full: dict[Entity, list[int]] = {}
        self._holding: dict[Entity, bool] = {}
        self._headline = _headline_end(words)
        self.paragraphs = [paragraph.start for paragraph in paragraphs(words.text)]
        self._gather(full)
        for run in sorted(full, key=lambda run: run.last):
            self._full.setdefault(self.by_word[run.last], []).append(run.last)
        self._weigh_order(full, single)
        self._weigh_pronouns(full)
        self._link(single)
        self._weigh_pronouns(single)
        for entity in self.entities:
            entity.mentions.sort()

    def _is_nobody(self, run: Run) -> bool:
        """Tell whether what looks like a name is a letter, a day or, unless it does something, a month."""
        if len(run.parts) != 1:
            return not run.parts
        if len(run.parts[0]) == 1:  # "Dana Reyes (D)"
            return True
        month = run.parts[0] in self._people.months and self._words.dep[run.last] not in SUBJECTS
        return month or run.parts[0] in self._people.weekdays

    def at(self, first: int, last: int) -> Entity | None:
        """Return the entity named by the last name within the words `first` to `last`."""
        found = next((self.by_word[i] for i in range(last, first - 1, -1) if i in self.by_word), None)
        return found or next(iter(self._of_last(self._words.lower[last])), None)

    def _of_last(self, word: str) -> list[Entity]:
        """Return those with a last name, whatever its accents."""
        return self._by_last.get(_plain(word), [])

    def of_double(self, first: int, last: int) -> Entity | None:
        """Return whose double last name the words are: the parser may know only half of "REYES-HOLT"."""
        double = "".join(self._words.lower[first : last + 1])
        return next(iter(self._of_last(double)), None) if "-" in double else None

    def describes(self, noun: str) -> bool:
        """Tell whether somebody is described by this noun: "Reyes, a mycologist at …"."""
        return any(noun in entity.nouns for entity in self.entities)

    def of_handle(self, handle: str) -> Entity | None:
        """Return the person whose full name stands in "@DanaReyesOfficial"."""
        people = (entity for entity in self.entities if entity.person and len(entity.parts) > 1)
        return next((entity for entity in people if "".join(entity.parts).replace("-", "") in handle.casefold()), None)

    def _without_place(self, run: Run) -> Run:
        """Part "of Ruritania Dana Reyes" into the place that ends a title and the name."""
        words, people = self._words, self._people
        before = words.lower[max(0, run.first - _TITLE_REACH) : run.first]
        titled = not run.titles and people.titles.intersection(before)
        if len(run.parts) < 3 or not titled or run.parts[-2] in people.name_particles:
            return run
        if people.organisation_words.intersection(run.parts[-2:]) or words.dep[run.first - 1] not in {
            "prep",
            "det",
            "amod",
            "compound",
        }:
            return run
        first = run.last - 1
        return Run(first, run.last, (*before, *run.parts[:-2]), run.parts[-2:])

    def _gather(self, runs: list[Run]) -> None:
        """Make an entity of each full name; names that differ in middle or left-out first names only are one."""
        known = self._people.first_names
        by_ends: dict[tuple[str, str], Entity] = {}
        by_surname: dict[tuple[str, ...], Entity] = {}
        for run in sorted(runs, key=lambda run: -len(run.parts)):
            parts = tuple(map(_plain, run.parts))
            key = (parts[0], parts[-1])
            if (entity := by_ends.get(key) or by_surname.get(parts) or self._called_short(run)) is None:
                entity = by_ends[key] = self._new(run)
                if len(run.parts) > 2 and run.parts[0] in known and run.parts[1] not in known:
                    by_surname[parts[1:]] = entity
            self._record(entity, run)

    def _called_short(self, run: Run) -> Entity | None:
        """Return who has the same last name and a first name that is short for this one or the other way round."""
        first, short_names = run.parts[0], self._people.short_names
        for entity in self._of_last(run.parts[-1]):
            other = entity.parts[0]
            if first in short_names.get(other, ()) or other in short_names.get(first, ()):
                return entity
        return None

    def _weigh_order(self, full: list[Run], single: list[Run]) -> None:
        """Let a family name that stands first and then alone tell a person: "Ban Ki-moon", then "Ban"."""
        alone = {run.parts[0] for run in single}
        for run in full:
            first, last = run.parts[0], self._words.form[run.last]
            hyphened = "-" in run.parts[-1] and last.islower() and len(run.parts) == 2  # as Korean names are written
            known = hyphened or first in self._people.family_names_first
            if first in alone and known and not self._is_organisation(run):
                self.by_word[run.last].person = True

    def _link(self, runs: list[Run]) -> None:
        """Give each single name to the full name that it is a part of, or make it an entity of its own."""
        by_first: dict[str, list[Entity]] = {}
        for entity in self.entities:
            if entity.person:
                by_first.setdefault(entity.parts[0], []).append(entity)
        for run in runs:
            of_last = self._of_last(run.parts[0])
            gender = self._gender(run)
            likely = [e for e in of_last if e.person or self._acts(e)]
            fitting = [e for e in likely if not (gender and e.gender and e.gender != gender)]
            fitting = fitting if any(e.person for e in fitting) else []
            named = [e for e in of_last if not e.organisation and len(e.parts) > 1 and not e.gender] if gender else []
            known = [e for e in of_last if e.person]
            candidates = fitting or named or known or by_first.get(run.parts[0]) or likely or of_last
            entity = self._choose(candidates, run) if candidates else self._new(run)
            self._record(entity, run)
            entity.person |= self._is_called_by_last(entity, run)

    def _acts(self, entity: Entity) -> bool:
        """Tell whether a name that no list holds does something below the headline, as people do."""
        first = entity.parts[0]
        if entity.organisation or first in self._people.bodies or first in self._people.name_starts:
            return False  # "Team Reyes", "Fort Holt"
        return any(self._words.dep[i] in SUBJECTS for i in self._below_headline(entity))

    def _below_headline(self, entity: Entity) -> list[int]:
        """Return the mentions by full name below the headline, in order."""
        full = self._full.get(entity, [])
        return full[bisect_right(full, self._headline) :]

    def _is_called_by_last(self, entity: Entity, run: Run) -> bool:
        """Tell whether a full name is used as people's are: "Dana Reyes" first, then "Reyes" does something."""
        words, (first, *rest) = self._words, entity.parts
        if not rest or entity.organisation or run.parts != (entity.parts[-1],) or first in self._people.name_starts:
            return False
        return words.dep[run.last] in SUBJECTS and words.left[run.last] == run.last and not entity.name.isupper()

    def _new(self, run: Run) -> Entity:
        entity = Entity(self._name(run), run.parts, organisation=self._is_organisation(run))
        self.entities.append(entity)
        self._by_last.setdefault(_plain(run.parts[-1]), []).append(entity)
        return entity

    def _choose(self, candidates: list[Entity], run: Run) -> Entity:
        """Return the one of several people of one name that a bare last name means."""
        gender = self._gender(run) or self._owner_gender(run)
        known = [e for e in candidates if gender and e.gender == gender]
        fitting = known or [e for e in candidates if not gender or e.gender is None] or candidates
        titled = [e for e in fitting if e.titles.intersection(run.titles)] or fitting
        if len(titled) == 1:
            return titled[0]
        whole = [e for e in titled if self._is_whole(e, titled)] or titled
        return self._in_focus(whole, run) or min(whole, key=lambda e: min(e.mentions))

    def _is_whole(self, entity: Entity, others: Iterable[Entity]) -> bool:
        """Tell whether a name is no piece of a headline, where all words are written as names: "Holt Backs Reyes"."""
        told = self._below_headline(entity) or not any(map(self._below_headline, others))
        return bool(told) and not self._holds_another(entity) and entity.parts[-1] not in entity.parts[:-1]

    def _holds_another(self, entity: Entity) -> bool:
        """Tell whether another one's full name stands within a name."""
        if entity not in self._holding:
            several = (e.parts for e in self.entities if e is not entity and len(e.parts) > 1)
            self._holding[entity] = any(_holds(entity.parts, parts) for parts in several)
        return self._holding[entity]

    def _in_focus(self, candidates: list[Entity], run: Run) -> Entity | None:
        """Return the one whom a sentence before tells of, in the paragraph of the name, by the full name.

        Beside a quotation that goes on, it is who the quotation of the paragraph before is by.
        """
        words, starts = self._words, self.paragraphs
        at = max(0, bisect_right(starts, words.start[run.first]) - 1)
        first = words.sentences[words.sentence[run.first]][0]
        before = max(0, at - 1) if self._is_quoted_beside(run.first) else at
        told = []
        for e in candidates:
            full = self._full.get(e, [])
            since = bisect_left(full, starts[before], key=words.start.__getitem__)
            for i in full[since : bisect_left(full, first)]:
                if self._is_told(i) and (words.start[i] >= starts[at] or self._is_quoted_beside(i)):
                    told.append((i, e))
        return max(told, key=lambda pair: pair[0])[1] if told else None

    def _is_told(self, i: int) -> bool:
        """Tell whether a sentence is about the name at word `i`."""
        words = self._words
        return words.dep[i] in SUBJECTS and words.dep[words.head[i]] == "ROOT"

    def _is_quoted_beside(self, i: int) -> bool:
        """Tell whether there is a quotation in the sentence of word `i`."""
        first, last = self._words.sentences[self._words.sentence[i]]
        return '"' in self._words.form[first : last + 1]

    def _name(self, run: Run) -> str:
        words = self._words
        return " ".join(words.span(self._name_start(run), self._name_end(run)).of(words.text).split())

    def _name_start(self, run: Run) -> int:
        """Return the first word of a name; of a body's it is that of "Delta Sportsmen's League"."""
        words, owner = self._words, run.first - 2
        if owner < 0 or words.tag[owner + 1] != "POS" or not self._is_organisation(run):
            return run.first
        several = words.form[owner + 1] in {"'", "’"} or words.lower[owner] in self._people.collectives
        if not several or not words.form[owner][:1].isupper():
            return run.first
        inside = (k for k in range(words.left[owner], owner) if words.tag[k] in NAME_TAGS)
        return next(inside, owner)

    def _name_end(self, run: Run) -> int:
        """Return the last word of a name; of a body's it is that of "the Union of Postal Workers"."""
        words, last = self._words, run.last
        if words.lower[last] not in self._people.organisation_words:
            return last
        of = child(words, last, "prep")
        if of != last + 1 or words.lower[of] not in self._people.name_joints:
            return last
        end = words.right[of]
        within = words.form[of + 1 : end + 1]
        joints = self._people.name_joints
        named = within and all(form[0].isupper() or form in joints or not form.isalnum() for form in within)
        return end if named and end - of <= _MAX_OF else last

    def _gender(self, run: Run, nouns: Iterable[str] = ()) -> str | None:
        telling = (*run.titles, *(run.parts[:1] if len(run.parts) > 1 else ()), *nouns)
        return next((gender for word in telling if (gender := self._people.gender(word)) is not None), None)

    def _record(self, entity: Entity, run: Run) -> None:
        entity.mentions.append(run.last)
        if len(name := self._name(run)) > len(entity.name) and name.startswith(f"{entity.name} "):
            entity.name = name
        beside, nouns = self._told_beside(run)
        if entity.name.isupper() and len(entity.parts) > 1:  # a headline's team or slogan
            beside, nouns = set(), set()
        being, noun = self._told_by_being(run)
        entity.titles.update(run.titles, beside, being)
        entity.nouns.update(nouns, noun, self._described(run))
        entity.gender = self._gender(run, nouns) or self._stressed(run) or entity.gender
        if not self._is_organisation(run):
            entity.person |= self._is_person(entity, run)
            entity.organisation |= self._is_body(run) and not entity.person
        told, words = self._told_of(run), self._words
        if told in self.by_word and words.form[run.last + 1 : run.last + 2] == [","]:
            self.by_word[told].person |= words.tag[run.last + 2 : run.last + 3] == ["WP"]
        for i in range(run.first, run.last + 1):
            self.by_word[i] = entity

    def _is_organisation(self, run: Run) -> bool:
        joined = "&" in self._words.form[run.first : run.last + 1]  # "Holt & Lyle"
        return joined or not self._people.organisation_words.isdisjoint(run.parts)

    def _is_person(self, entity: Entity, run: Run) -> bool:
        """Tell whether a name is a person's: by title, first name, age ("Reyes, 58,") or "who"."""
        words, after = self._words, run.last + 1
        if entity.titles or entity.gender or self._people.is_first_name(run.parts[0]):
            return True
        if words.form[after : after + 1] != [","] or after + 1 == len(words):
            return False
        if self._told_of(run) is not None:
            return False
        aged = words.tag[after + 1] == "CD" and words.form[after + 1].isdigit() and words.form[after + 2 : after + 3]
        return bool(aged and aged[0] in {",", "."} and run.parts) or words.tag[after + 1] in {"WP", "WP$"}

    def _is_body(self, run: Run) -> bool:
        """Tell whether a name stands beside a subject that only a body is: "the force, Delta Constabulary, said"."""
        noun, words = self._apposed(run), self._words
        if noun is None or noun in self.by_word or words.dep[noun] not in SUBJECTS:
            return False
        return words.lower[noun] in self._people.bodies - self._people.business_nouns

    def _told_of(self, run: Run) -> int | None:
        """Return the noun before a name that what follows is told of: "Reyes of Delta Bank, who"; None if it is not."""
        words, i = self._words, run.last
        while words.dep[i] in {"appos", "compound"}:
            i = words.head[i]
        noun = words.head[words.head[i]]
        of_noun = words.dep[i] == "pobj" and noun != words.head[i] and words.tag[noun][0] == "N"
        return noun if of_noun else None

    def _weigh_pronouns(self, runs: list[Run]) -> None:
        """Let "Reyes opened her speech" tell that Reyes is a woman, and that a full name is a person's."""
        for run in runs:
            entity = self.by_word[run.last]
            named = run.parts[1:] and not self._is_organisation(run)
            if (entity.person or named) and (gender := self._owner_gender(run)) is not None:
                entity.person = True
                entity.gender = entity.gender or gender

    def _stressed(self, run: Run) -> str | None:
        """Return the gender that a pronoun hung on a name right before it tells: "Reyes herself is grinning"."""
        words, after = self._words, run.last + 1
        if after >= len(words) or words.head[after] != run.last or words.tag[after] != "PRP":
            return None
        if words.lower[words.left[run.last]] in self._people.indefinite:  # "a Latino himself"
            return None
        gender = self._people.pronouns.get(words.lower[after])
        return gender if gender in {"m", "f"} else None

    def _owner_gender(self, run: Run) -> str | None:
        """Return the gender of "his" or "her" where the name, a subject, is the only one it can stand for."""
        words, people = self._words, self._people
        if words.dep[run.last] not in SUBJECTS:
            return None
        for i in range(run.last + 1, words.sentences[words.sentence[run.last]][1] + 1):
            if words.tag[i] == "PRP$":
                gender = None if self._tells(run, words.head[i]) else people.pronouns.get(words.lower[i])
                return gender if gender in {"m", "f"} else None
            another = words.tag[i] == "PRP" and people.pronouns.get(words.lower[i]) in {"m", "f"}
            if another or words.tag[i] in NAME_TAGS or words.form[i] == '"' or words.lower[i] in people.title_words:
                return None
        return None

    def _tells(self, run: Run, noun: int) -> bool:
        """Tell whether a noun tells who a name is, so that its "her" is another: "Reyes, her rival", "is her uncle"."""
        words = self._words
        if words.dep[noun] == "appos":
            return words.head[noun] == run.last
        return words.dep[noun] == "attr" and words.head[noun] == words.head[run.last]

    def _told_beside(self, run: Run) -> tuple[set[str], set[str]]:
        """Return the words around a name that tell who it is, and the nouns among them that it stands beside.

        "front-runner Dana Reyes"; "Reyes, secretary general of …".
        """
        words = self._words
        kinds = {"compound", "amod", "nmod"}
        modifiers = [c for c in words.children[run.last] if c < run.first and words.dep[c] in kinds]
        before = {words.lower[c] for c in modifiers if words.form[c - 1] != "-"}  # no "ten-man Delta"
        noun = self._apposed(run)
        nouns = before & self._title_words
        if noun is None or words.tag[noun] not in {"NN", "NNP"} or noun in self.by_word:
            return nouns, nouns
        if not self._title_words.intersection(words.lower[words.left[noun] : noun + 1]):
            return nouns, nouns
        owners = (i + 1 for i in range(noun - 1, words.left[noun] - 1, -1) if words.tag[i] == "POS")
        own = next(owners, words.left[noun])  # "the president's daughter" is no president
        return nouns.union(words.lower[own : words.right[noun] + 1]), nouns | {words.lower[noun]}

    def _told_by_being(self, run: Run) -> tuple[set[str], set[str]]:
        """Return the same of what somebody is said to be: "Reyes is the mayor"; "Reyes, who was defence minister"."""
        words, i = self._words, run.last
        for verb in (child(words, i, "relcl"), words.head[i] if words.dep[i] in SUBJECTS else None):
            noun = None if verb is None else child(words, verb, "attr")
            if verb is None or noun is None or words.lower[noun] not in self._people.posts or words.tag[noun] != "NN":
                continue
            who = child(words, verb, "nsubj")
            modal = any(words.dep[c] == "neg" or words.tag[c] == "MD" for c in words.children[verb])
            if not modal and who is not None and (who == i or words.tag[who] == "WP"):
                return set(words.lower[words.left[noun] : noun + 1]), {words.lower[noun]}
        return set(), set()

    def _apposed(self, run: Run) -> int | None:
        """Return the noun that a name stands beside: before it, after it, or before "of the team"."""
        words = self._words
        noun = child(words, run.last, "appos")
        if noun is None and words.dep[run.last] == "appos":
            noun = words.head[run.last]
            of_body = words.lower[noun] in self._people.bodies  # "the head of the company Delta"
            above = words.head[words.head[noun]]
            if not of_body and words.dep[noun] == "pobj" and words.lower[above] in self._title_words:
                noun = above
        another = noun is not None and words.tag[words.left[noun]] == "WP$"  # "Reyes, whose son Ivo is two"
        return None if another else noun

    def _described(self, run: Run) -> set[str]:
        """Return the noun of "Reyes, a mycologist at …", where the name is one of several words."""
        words, noun = self._words, child(self._words, run.last, "appos")
        if noun is None or len(run.parts) == 1 or words.tag[noun] != "NN" or self._is_organisation(run):
            return set()
        return {words.lower[noun]} if words.lower[words.left[noun]] in self._people.indefinite else set()


def _plain(word: str) -> str:
    """Return a word of a name without case and accents."""
    return fold(word) or word


def _headline_end(words: Words) -> int:
    """Return the last word of a headline in which all but short words are written as names; -1 if there is none."""
    first, last = words.sentences[0] if words.sentences else (0, -1)
    long = [form for form in words.form[first : last + 1] if len(form) >= _LONG and form.isalpha()]
    return last if long and all(form[0].isupper() for form in long) else -1


def _holds(parts: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether the words of a name stand together among others."""
    size = len(name)
    return len(parts) > size and any(parts[i : i + size] == name for i in range(len(parts) - size + 1))
