"""Speakers: who the words that name a source mean, over the whole article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from index.attribution.beside import Beside
from index.attribution.bodies import Bodies
from index.attribution.documents import Documents
from index.attribution.grammar import SUBJECTS, agent, child
from index.attribution.interviews import Interview
from index.attribution.introductions import introduced
from index.attribution.mentions import REACH, Mentions
from index.attribution.names import Entity, Names
from index.attribution.people import People
from index.attribution.report import Stretch
from index.attribution.seen import (
    Seen,
    agrees,
    could_be,
    is_single,
    is_somebody,
    is_subject,
    may_be_person,
    prominence,
)
from index.attribution.unnamed import Unnamed, plain
from index.parsing import Words
from index.spans import Span

_NEAR = 3
"""How many sentences back a role looks for somebody unnamed."""
_STEM = 5
"""How many letters the name of a place and of its people have in common."""
_START = 4
"""How many sentences at the start of an article may name a role before the person."""
_OTHER = 1.5
"""How much less likely a role means somebody who is known to be something else."""
_LETTERS = 2
"""More of them before a colon are a name, not an initial: "REYES: We will win.", "A: No."."""
_OBJECTS = frozenset({"dobj", "dative", "prep"})
_INNER_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp"})
_RELATIVE_TAGS = frozenset({"WP", "WDT"})
_READ = 3
"""How many sentences back the document stands whose words "it read" tells."""


class Resolver:
    """Resolves the mentions of one article, which must be asked for in text order."""

    def __init__(self, words: Words, people: People, quoted: list[bool], saying: frozenset[str]) -> None:
        """Gather the names of the article; `saying` holds the forms of verbs that stand beside quotes."""
        self._words = words
        self._people = people
        self._names = Names(words, people)
        self._bodies = Bodies(words, people, self._names)
        self._beside = Beside(words, people, self._names)
        self._quoted = quoted
        self._introduced = introduced(words, people, self._names, quoted, saying)
        self._mentions = Mentions(words, quoted)
        self._mentions.named = self._gather(quoted)
        self._said = Span(0, 0)
        self._heard: set[int] = set()
        self._turn_of, self._turn_end = "", 0
        self._interview = Interview(words, people, self._mentions.named)
        self._nameless = Unnamed(words, people)
        self._documents = Documents(words, people, quoted, self._resolve)
        self._paragraphs = self._names.paragraphs

    def _gather(self, quoted: list[bool]) -> list[Seen]:
        """Return every mention by name outside quotes, in text order."""
        named = [(i, e) for e in self._names.entities for i in e.mentions if not quoted[i]]
        found = [self._seen(i, e) for i, e in named if e.organisation or not self._is_description(i)]
        return sorted(found, key=lambda seen: seen.position)

    def _is_description(self, i: int) -> bool:
        """Tell whether a name only tells what somebody is: "Reyes, a Social Democrat,"."""
        words = self._words
        return words.dep[i] in {"appos", "attr"} and words.lower[words.left[i]] in self._people.indefinite

    def speaker(self, head: int, mention: Stretch, said: Span, *, labelled: bool = False) -> str | None:
        """Return the canonical name of the speaker that `mention` (with head word `head`) means, who said `said`.

        `labelled` tells that the mention stands before the speaker's own words: "REYES: We will win."
        """
        words, self._said = self._words, said
        sentence, shouted = self._mentions.place(head), words.form[head].isupper() and len(words.form[head]) > _LETTERS
        alone = labelled and shouted and mention == (head, head) and self._names.at(head, head) is None
        seen = self._nameless.source(head, sentence, mention) if alone else self._resolve(head, mention)
        if seen is None:
            self._hear_asked(head)
            return None
        acts = words.dep[head] != "pobj" or words.dep[words.head[head]] != "agent"  # not "was asked by Reyes"
        aside = words.tag[head] in _RELATIVE_TAGS  # "Holt, who said no, met Reyes": Reyes is no less prominent
        of_noun = words.dep[head] == "pobj" and words.tag[words.head[words.head[head]]][:2] == "NN"  # "attacks by Holt"
        aside = aside or of_noun
        spoke = Seen(
            head, sentence, seen.name, seen.entity, seen.gender, acts and not aside, spoke=True, unnamed=seen.unnamed
        )
        self._mentions.spoke.append(spoke)
        if seen.entity and seen.gender in {"m", "f"} and seen.entity.gender is None:
            seen.entity.gender = seen.gender
        if not acts:
            self._hear(words.head[words.head[head]], "nsubjpass")
        self._hear_asked(head)
        if labelled:
            self._turn_of, self._turn_end = seen.name, said.end
        return seen.name

    def _hear_asked(self, head: int) -> None:
        """Let whom the speaker at word `head` asks be the next to speak: Reyes asked her whether she knew."""
        words, verb = self._words, self._words.head[head]
        asks = words.dep[head] == "nsubj" and words.lower[verb] in self._people.asking_forms
        clauses = (words.left[c] for c in words.children[verb] if words.dep[c] == "ccomp") if asks else ()
        if any(words.lower[i] in self._people.asking_marks or words.tag[i][0] == "W" for i in clauses):
            self._hear(verb, "dobj", "dative")

    def _hear(self, verb: int, *deps: str) -> None:
        """Let whom the speaker asks be the next to speak: "Reyes was asked by the judge whether …. She said no."."""
        whom = child(self._words, verb, *deps)
        asked = None if whom is None else self._resolve(whom, (self._words.left[whom], whom))
        if whom is not None and asked is not None:
            told = Seen(whom, self._mentions.place(whom), asked.name, asked.entity, asked.gender, spoke=True)
            self._heard.add(whom)
            self._mentions.spoke.append(told)

    def running(self, place: int, about: int | None = None) -> str | None:
        """Return who spoke last before the word at `place`, if that is a few sentences back at most.

        If `about` is a pronoun for one person, it must mean the very speaker.
        """
        before = self._mentions.spoke_before(place)
        if not before:
            return None
        gender = None if about is None else self._people.pronouns.get(self._words.lower[about])
        self._said = Span(0, 0)
        meant = self._pronoun(about, gender) if about is not None and gender in {"m", "f"} else before[-1]
        return before[-1].name if meant is not None and meant.name == before[-1].name else None

    def _resolve(self, head: int, mention: Stretch) -> Seen | None:
        words, low = self._words, self._words.lower[head]
        if words.tag[head] in _RELATIVE_TAGS:
            return self._antecedent(head)
        if low in self._people.nobody:
            return None
        if words.tag[mention[0]] in _RELATIVE_TAGS and words.dep[mention[0]] == "det":  # "What senator would not?"
            return None
        if low in self._people.pronouns:
            return self._pronoun(head, self._people.pronouns[low])
        if self._interview.is_question(head):
            return None  # whoever asks in an interview
        if self._interview.is_answer(head) and (interviewed := self._interview.interviewed) is not None:
            return self._seen(head, interviewed)
        if low in self._people.documents | self._people.studies:
            writer = self._documents.writer(
                head, mention, self._mentions.spoke_before(head), self._mentions.start_near(head, REACH)
            )
            if writer is not None:
                return writer
        if (several := self._several(head, mention)) is not None:
            return several
        entity = self._entity(head, mention)
        if entity is not None and (entity.person or words.lower[mention[0]] not in self._people.indefinite):
            return self._seen(head, entity)
        if head in self._introduced:
            return self._seen(head, self._introduced[head])
        if words.tag[head][:2] in {"NN", "JJ"} and (fitting := self._role(head, mention)) is not None:
            return fitting
        return self._nameless.source(head, self._mentions.place(head), mention)

    def _entity(self, head: int, mention: Stretch) -> Entity | None:
        """Return whom a mention names, beside a common noun perhaps: "the group's chief, Dana Reyes,"."""
        words = self._words
        if (handle := words.form[head].lstrip(".")).startswith("@"):
            return self._names.of_handle(handle)
        if double := self._names.of_double(*mention):
            return double
        if words.form[head][:1].isupper():
            titled = words.lower[head] in self._people.title_words and child(words, head, "appos") is not None
            beside = self._beside.apposed(head) if titled else None  # "Director of Ports Dana Reyes"
            return beside or self._names.at(mention[0], head) or self._beside.apposed(head)
        return self._beside.apposed(head)

    def _seen(self, position: int, entity: Entity) -> Seen:
        gender = entity.gender if entity.person else None
        sentence = self._mentions.place(position)
        return Seen(position, sentence, entity.name, entity, gender, subject=is_subject(self._words, position, entity))

    def _several(self, head: int, mention: Stretch) -> Seen | None:
        """Return the speakers of "Reyes and Holt" together."""
        words, heads = self._words, [head]
        for i in heads:
            heads += [c for c in words.children[i] if words.dep[c] == "conj" and c <= mention[1]]
        joined = any(words.tag[i] == "CC" and words.form[i] != "&" for i in range(mention[0], mention[1] + 1))
        if len(heads) == 1 or not joined:
            return None
        if (one := self._of_two_posts(heads, mention)) is not None:
            return one
        names = []
        for i in heads:
            entity = self._names.by_word.get(i)
            who = self._resolve(i, (i, i)) if words.tag[i] == "PRP" else None  # "he and his partner"
            known = entity.name if entity else who.name if who else None
            names.append(known or plain(words, (max(mention[0], words.left[i]), i)))
        return Seen(head, self._mentions.place(head), " and ".join(names), None, "p")

    def _of_two_posts(self, heads: list[int], mention: Stretch) -> Seen | None:
        """Return whom two posts after one article mean: the Ruritanian senator and presidential candidate."""
        words, people = self._words, self._people
        posts = all(words.tag[i] == "NN" and words.lower[i] in people.title_words for i in heads)
        posts = posts and len(heads) == 2 and words.lower[heads[1]] in people.second_posts
        articles = sum(words.tag[i] in {"DT", "PRP$"} for i in range(mention[0], mention[1] + 1))
        if not posts or articles != 1 or words.lower[mention[0]] not in people.definite:
            return None
        head = heads[0]
        fitting = self._fitting(head, (mention[0], head), people.gender_of.get(words.lower[head]))
        return self._seen(head, fitting.entity) if fitting and fitting.entity else None

    def _antecedent(self, head: int) -> Seen | None:
        """Return who a relative pronoun stands for."""
        words, verb = self._words, self._words.head[head]
        for _ in range(4):
            if words.dep[verb] == "relcl":
                noun = words.head[verb]
                return self._resolve(noun, (words.left[noun], noun)) if words.tag[noun][0] == "N" else None
            told = child(words, words.head[verb], "attr")
            if told is not None and told == head - 1 and words.dep[verb] == "ccomp":  # "It was Reyes who said"
                return self._resolve(told, (words.left[told], told))
            verb = words.head[verb]
        return None

    def _pronoun(self, head: int, gender: str) -> Seen | None:
        """Return the most prominent of those mentioned last that agrees in gender and number."""
        sentence = self._mentions.place(head)
        if gender == "p" and (joined := self._joined_before(head)) is not None:
            return joined
        if gender == "n" and (writer := self._written_before(head)) is not None:
            return writer
        candidates = [*self._mentions.named_before(head), *self._mentions.spoke_before(head)]
        if gender in {"m", "f"}:
            candidates += self._described(head, gender)
        others = self._addressed(head)
        own = self._turn_of if self._words.start[head] < self._turn_end else ""  # "REYES: He said no."
        candidates = [seen for seen in candidates if seen.entity not in others and seen.name != own]
        if gender in {"m", "f"}:
            candidates = [seen for seen in candidates if not self._is_place(seen)]
        if self._goes_on_asking(head):
            candidates = [seen for seen in candidates if seen.position not in self._heard]
        told = self._told_of(head)
        agreeing = [seen for seen in candidates if agrees(seen, gender) and seen.entity not in told]
        agreeing = agreeing or [seen for seen in candidates if agrees(seen, gender)]
        agreeing = agreeing or [seen for seen in candidates if gender in {"m", "f"} and could_be(seen, gender)]
        agreeing = agreeing or [s for s in candidates if gender in {"m", "f"} and self._just_acted(s, sentence)]
        if not agreeing:
            return None
        best = max(agreeing, key=lambda seen: (prominence(seen, sentence, gender), seen.position))
        if best.entity and gender in {"m", "f"} and len(best.entity.parts) == 1:
            best.entity.person = True
        return Seen(head, sentence, best.name, best.entity, gender, unnamed=best.unnamed)

    def _joined_before(self, head: int) -> Seen | None:
        """Return the several whom "they" means if they are the last subject of its sentence: he and his partner."""
        words = self._words
        for i in range(head - 1, words.sentences[words.sentence[head]][0] - 1, -1):
            if words.dep[i] in SUBJECTS and not self._quoted[i]:
                return self._several(i, (words.left[i], words.right[i])) if words.dep[i] != "csubj" else None
        return None

    def _written_before(self, head: int) -> Seen | None:
        """Return whose document "it" is if one was named last: Reyes sent a note. It read: “…”."""
        words, people = self._words, self._people
        if words.dep[head] not in SUBJECTS:
            return None
        start = self._mentions.start_near(head, _READ)
        for i in range(head - 1, start - 1, -1):
            if self._quoted[i]:
                continue
            if words.lower[i] in people.documents and words.tag[i] == "NN" and self._documents.is_given(i):
                writer = self._documents.writer(i, (words.left[i], i), self._mentions.spoke_before(i), start)
                since = [seen for seen in self._mentions.spoke_before(head) if seen.position > i]
                return writer if writer and all(seen.name == writer.name for seen in since) else None
            named = self._names.by_word.get(i)
            body = words.lower[i] in people.bodies or (named is not None and not named.person)
            if body and words.dep[i] in SUBJECTS:
                return None
        return None

    def _goes_on_asking(self, head: int) -> bool:
        """Tell whether whoever asked says more: “Did you know?” he asked; “You took an oath,” he said."""
        words, people = self._words, self._people
        if words.lower[words.head[head]] in people.answering_forms:
            return False
        said = words.text[self._said.start : self._said.end].rstrip("”’\"' ,")
        asks = said.endswith("?") or words.lower[words.head[head]] in people.asking_forms
        return asks or not people.addressing_words.isdisjoint(re.findall(r"\w+", said.casefold()))

    def _is_place(self, seen: Seen) -> bool:
        """Tell whether what is meant is no person and something is said to be in or near it."""
        return seen.entity is not None and not seen.entity.person and self._bodies.is_inside(seen.entity)

    def _just_acted(self, seen: Seen, sentence: int) -> bool:
        """Tell whether a single name of nobody known did something just before: Dole called it absurd. “…,” she said.

        What something is in or near, or has an article, is no person.
        """
        words, entity = self._words, seen.entity
        if entity is None or not is_single(entity) or not seen.subject or seen.gender or sentence - seen.sentence > 1:
            return False
        mentions = [i for i in entity.mentions if not self._quoted[i]]
        governed = {words.lower[words.head[i]] for i in mentions if words.dep[i] == "pobj"}
        return governed.isdisjoint(self._people.place_prepositions) and all(words.left[i] == i for i in mentions)

    def _addressed(self, head: int) -> list[Entity]:
        """Return whom the clause of a pronoun names beside it: in "he told Reyes", "he" is not Reyes."""
        words, by_word = self._words, self._names.by_word
        verb = words.head[head]
        if words.dep[head] not in SUBJECTS:
            return []
        beside = [c for c in words.children[verb] if c > verb and words.dep[c] in _OBJECTS]
        beside += [c for i in beside for c in words.children[i] if words.dep[c] == "pobj"]
        asked = (c for c in words.children[verb] if c < head and words.dep[c] == "advcl" and words.tag[c] == "VBN")
        beside += [who for c in asked if (who := agent(words, c)) is not None]  # "Asked by Reyes, he said"
        return [by_word[i] for i in beside if i in by_word and not self._quoted[i]]

    def _told_of(self, head: int) -> list[Entity]:
        """Return whom a pronoun's sentence names in what is said: in "Reyes will lose, he said" that is not him."""
        words, by_word = self._words, self._names.by_word
        first, last = words.sentences[words.sentence[head]]
        first = max(first, bisect_left(words.start, self._said.start))
        last = min(last, bisect_left(words.start, self._said.end) - 1)
        return [by_word[i] for i in range(first, last + 1) if i in by_word]

    def _described(self, head: int, gender: str) -> Iterator[Seen]:
        """Yield the people whom subjects just before word `head` mean by their roles: the manager frowned."""
        words, people = self._words, self._people
        for i in range(words.sentences[max(0, words.sentence[head] - 1)][0], head):
            if words.dep[i] not in SUBJECTS or words.lower[i] not in people.title_words or self._quoted[i]:
                continue
            if self._said.start <= words.start[i] < self._said.end:  # "The governor, she said, laughed"
                continue
            if words.dep[words.head[i]] in _INNER_CLAUSES:  # "she earns less than a teacher does"
                continue
            if words.lower[words.left[i]] in people.definite:
                seen = self._fitting(i, (words.left[i], i), gender)
                if seen and seen.entity:
                    yield self._seen(i, seen.entity)
                elif not self._mentions.named:  # nobody has a name: "the mother"
                    yield self._nameless.source(i, self._mentions.place(i), (words.left[i], i))
            elif words.lower[words.left[i]] in people.indefinite and self._beside.apposed(i) is None:
                yield self._nameless.source(i, self._mentions.place(i), (words.left[i], i))

    def _role(self, head: int, mention: Stretch) -> Seen | None:
        """Return who a definite role ("the head of state") means: the last person whose title fits."""
        words, people = self._words, self._people
        phrase = [word for word in words.lower[mention[0] : mention[1] + 1] if word[0].isalpha()]
        begins = mention[0] == 0 and words.lower[0] not in people.indefinite and words.tag[head] in {"NN", "NNP"}
        if not phrase or (phrase[0] not in people.definite and not begins):  # a headline leaves out "the"
            return None
        known = self._role_of(head, mention) or words.lower[head] in people.title_words
        known = known or self._names.describes(words.lower[head])
        unnamed = self._unnamed(head)
        if not known and words.tag[head] != "JJ":  # "the 45-year-old" is somebody
            spoke = unnamed and unnamed.spoke and words.lower[head] not in people.bodies
            return unnamed if spoke else self._organisation(head, mention)
        fitting = self._fitting(head, mention, people.gender_of.get(words.lower[head]))
        if unnamed and (fitting is None or fitting.position < unnamed.position or not self._is_called(fitting, head)):
            return unnamed
        fitting = fitting or self._told_later(head, mention)
        if fitting and fitting.entity:
            return self._seen(head, fitting.entity)
        return self._in_focus(head, mention)

    def _organisation(self, head: int, mention: Stretch) -> Seen | None:
        """Return the organisation that "the ministry" means."""
        body = self._bodies.named(head, mention, self._mentions.backwards(head), self._mentions.place(head) - REACH)
        return self._seen(head, body) if body else None

    def _told_later(self, head: int, mention: Stretch) -> Seen | None:
        """Return who a role at the start of an article means: the first person named in it who is called so."""
        if self._mentions.place(head) >= _START:
            return None
        after = self._mentions.named[bisect_left(self._mentions.named, head, key=lambda seen: seen.position) :]
        return next(self._in_role(after, head, mention, self._people.gender_of.get(self._words.lower[head])), None)

    def _is_called(self, seen: Seen, noun: int) -> bool:
        """Tell whether the very noun stands beside the name: one called "Senator" is no better "official"."""
        entity = seen.entity
        return entity is not None and self._words.lower[noun] in entity.titles | entity.nouns

    def _fitting(self, head: int, mention: Stretch, gender: str | None) -> Seen | None:
        """Return the last person whose title, or what stands beside the name, fits a role or its noun.

        "The Ruritanian leader" is rather one whose title holds "Ruritania", "the leader of Ruritania" nobody else;
        "the former president" rather one who is called so.
        """
        words, last = self._words, None
        named = [i for i in range(mention[0] + 1, mention[1] + 1) if words.form[i][0].isupper()]
        told = {words.lower[i][:_STEM] for i in (*named, *range(mention[0] + 1, head)) if words.form[i].isalpha()}
        for seen in self._in_role(self._mentions.backwards(head), head, mention, gender):
            if not told or (seen.entity and told.intersection(title[:_STEM] for title in seen.entity.titles)):
                return seen
            last = last or seen
        return None if named and named[-1] > head else last

    def _role_of(self, head: int, mention: Stretch) -> str | None:
        """Return the role that the words of a mention hold, its owner's aside: "the president's campaign" has none."""
        words = self._words
        owner = (i for i in range(head - 1, mention[0] - 1, -1) if words.tag[i] == "POS")
        return _role_in(words.lower[next(owner, mention[0]) : mention[1] + 1], self._people.roles)

    def _in_role(self, mentioned: Iterable[Seen], head: int, mention: Stretch, gender: str | None) -> Iterator[Seen]:
        """Yield the people whose title, or what stands beside the name, fits a role or its noun."""
        people, low = self._people, self._words.lower
        role = self._role_of(head, mention)
        fits = people.roles[role] if role else frozenset({low[head]})
        for seen in mentioned:
            agrees = gender is None or seen.gender in {None, gender}
            somebody = seen.is_person or may_be_person(seen)
            if seen.entity and somebody and agrees and _fits(seen.entity.titles | seen.entity.nouns, fits):
                yield seen

    def _unnamed(self, head: int) -> Seen | None:
        """Return the unnamed one of the same noun who spoke or acted last: the official, one official."""
        words, noun = self._words, self._words.lower[head]
        recent = self._mentions.spoke_before(head)[::-1]
        spoke = next((s for s in recent if s.entity is None and noun in s.name.casefold().split()), None)
        if spoke is not None:
            return spoke
        first = words.sentences[max(0, words.sentence[head] - _NEAR)][0]
        for i in range(head - 1, first - 1, -1):
            new = words.lower[i] == noun and words.lower[words.left[i]] in self._people.indefinite
            if new and words.dep[i] in SUBJECTS | {"dobj"} and not self._quoted[i] and self._beside.apposed(i) is None:
                return self._nameless.source(i, self._mentions.place(i), (words.left[i], i))
        return None

    def _in_focus(self, head: int, mention: Stretch) -> Seen | None:
        """Return who a description that fits nobody's title means: the most prominent person just before it.

        That is one of this paragraph or the one before or, for a bare role, the person who spoke last.
        """
        words = self._words
        if mention[1] > head or self._is_told_apart(head):
            return None
        gender, sentence = self._people.gender_of.get(words.lower[head]), self._mentions.place(head)
        at = bisect_left(self._paragraphs, words.start[head] + 1) - 1
        pool = [*self._mentions.named_before(mention[0]), *self._mentions.spoke_before(mention[0])]
        people = [seen for seen in pool if is_somebody(seen) and (gender is None or seen.gender in {None, gender})]

        def weight(seen: Seen) -> float:
            entity = seen.entity
            known = entity is not None and entity.person and not entity.nouns
            other = not known and not seen.unnamed  # a thing, or known to be something else
            return prominence(seen, sentence, gender or "") - _OTHER * other

        for since in reversed(self._paragraphs[max(0, at - 1) : at + 1]):
            near = [seen for seen in people if words.start[seen.position] >= since]
            if not near:
                continue
            best = max(near, key=lambda seen: (weight(seen), seen.position))
            return Seen(head, sentence, best.name, best.entity, best.gender)
        bare = head - mention[0] <= 2
        return next((seen for seen in reversed(people) if bare and seen.spoke and seen.is_person), None)

    def _is_told_apart(self, head: int) -> bool:
        """Tell whether a clause tells which one is meant, as of nobody before: "the student who sent the money"."""
        words, clause = self._words, child(self._words, head, "relcl")
        return clause is not None and words.left[clause] == head + 1


def _role_in(phrase: list[str], roles: dict[str, frozenset[str]]) -> str | None:
    """Return the longest role that the words of a mention hold."""
    text = f" {' '.join(phrase)} "
    return max((role for role in roles if f" {role} " in text), key=len, default=None)


def _fits(titles: set[str], fits: frozenset[str]) -> bool:
    return any(titles.issuperset(title.split()) for title in fits)
