"""Subjects: who does what a verb of saying tells."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow import cues, morphology
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.fitness import Fitness
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.sources import phrase_at
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.inflection import NOMINATIVE

_AFTER = 12
"""Words at most between a verb and its subject behind it: сообщил журналистам во вторник Зорин."""
_STOPS = frozenset(":;,(")
_FEW = 4
"""Words at most that name people whom no list holds."""
_ASIDES = frozenset(",—–-")
_INSERTED = 3
"""Words at most between a mark and the verb, or the subject, of who says the rest."""


class Subjects:
    """Finds subjects and sources in the units of an article."""

    def __init__(self, prose: Prose, lexicon: Shallow, mentions: Sequence[Mention]) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._tokens = prose.tokens
        self._ends = {mention.last: mention for mention in mentions}
        self._fitness = Fitness(prose, lexicon, mentions)

    def subject(self, cue: Cue, unit: Unit, mentions: Sequence[Mention], start: int, stop: int) -> Mention | None:
        """Return who says what the verb tells, among the tokens `start` to `stop`; None if nobody is named."""
        inside = [m for m in mentions if start <= m.first < stop and m.last not in range(cue.first, cue.last + 1)]
        before = [m for m in inside if m.last < cue.first]
        after = [m for m in inside if m.first > cue.last and self._is_near(cue, m)]
        subjects_after = [m for m in after if m.is_subject and self._agrees(cue, m)]
        if cue.act is Act.PARTICIPLE and not self._lexicon.lemmatised:
            if any(m.likely and m.is_subject and self._is_unbroken(m.last, cue.first) for m in before):
                return None  # Samir Quliyev oyun tələb edən rəsmi etirazın göndərildiyini açıqladı
            follows = (m for m in inside if m.first > cue.last and m.is_subject)
            return next((m for m in follows if self._fitness.may_act(m)), None)
        if self._lexicon.lemmatised:
            return self._nearest(cue, before, subjects_after)
        subjects = [m for m in before if m.is_subject and self._fitness.may_act(m, cue)]
        if subjects:
            return max(subjects, key=lambda m: (self._fitness.of(cue, m, unit), -m.first))
        return subjects_after[0] if subjects_after else None

    def _is_unbroken(self, first: int, last: int) -> bool:
        """Tell whether no mark stands between two positions."""
        return all(t.is_word for t in self._tokens[first + 1 : last])

    def actors(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Return those who may be who acts in a sentence without a verb of saying."""
        return [m for m in mentions if m.is_subject and self._fitness.may_act(m)]

    def owners(self, mentions: Sequence[Mention], unit: Unit) -> list[Mention]:
        """Return whom a sentence without a subject starts with: Cemil Usta'nın derdi başka; Elbir'den yanıt geldi."""
        if not self._lexicon.said_nouns:
            return []
        people = [m for m in mentions if m.likely]
        near = [m for m in people if m.first - unit.tokens.start <= (_FEW if len(people) > 1 else _AFTER)]
        near += [m for m in people if (self._tokens[m.last + 1].lower,) in self._lexicon.contrast]
        first = next((m for m in near if m.cases & {"genitive", "ablative"}), None)
        return [first] if first else []

    def _nearest(self, cue: Cue, before: Sequence[Mention], after: Sequence[Mention]) -> Mention | None:
        """Return the subject of a verb that may stand on either side of it."""
        relative = [
            i for i in (cue.first - 1, cue.first - 2) if i >= 0 and self._tokens[i].lower in self._lexicon.relatives
        ]
        if relative:
            earlier = [m for m in before if m.last < relative[0]]
            return earlier[-1] if earlier else None
        subjects = [m for m in before if m.is_subject and self._agrees(cue, m)]
        touching = [m for m in subjects if m.last + 1 == cue.first]
        if touching:
            return touching[-1]
        if after:
            return after[0]
        if len(subjects) > 1 and subjects[-1].sort is Sort.ROLE and self._is_apposition(subjects[-1]):
            return subjects[-2]
        return subjects[-1] if subjects else None

    def _is_apposition(self, role: Mention) -> bool:
        """Tell whether a role stands between commas after a name: Зорин, бывший министр, заявил."""
        i = role.first - 1
        while i > 0 and role.first - i <= _INSERTED and morphology.forms(self._tokens[i].lower)[0].pos == "ADJF":
            i -= 1
        return i >= 0 and self._tokens[i].text == ","

    def _is_near(self, cue: Cue, mention: Mention) -> bool:
        between = self._tokens[cue.last + 1 : mention.first]
        stops = (t for t in between if t.text in _STOPS or t.lower in self._lexicon.that or self._prose.quoted(t.start))
        return len(between) <= _AFTER and next(stops, None) is None

    def _agrees(self, cue: Cue, mention: Mention) -> bool:
        """Tell whether verb and subject agree in gender and number, as far as they tell them."""
        if not self._lexicon.lemmatised:
            return True
        if cue.plural != mention.plural and mention.sort is not Sort.NAME:
            return cue.plural and self.partner(mention) is not None
        if cue.plural and mention.sort is Sort.NAME:
            return self.partner(mention) is not None
        if mention.sort is Sort.ROLE or not cue.gender or not mention.gender:
            return True
        return cue.gender == mention.gender

    def partner(self, mention: Mention) -> Mention | None:
        """Return who speaks together with somebody: Зорин и Белова заявили."""
        joined = mention.first > 1 and self._tokens[mention.first - 1].lower in self._lexicon.ands
        other = self._ends.get(mention.first - 2) if joined else None
        return other if other and other.sort in {Sort.NAME, Sort.ROLE} and other.is_subject else None

    def unlisted(self, cue: Cue, part: range) -> tuple[int, int] | None:
        """Return the tokens of people that no list holds: dənizçilər deyir; liman rəhbərliyi isə deyir."""
        if not self._lexicon.lemmatised:
            for i in range(part.start + 1, min(cue.first, part.start + _AFTER)):
                if (self._tokens[i].lower,) in self._lexicon.contrast:
                    return (part.start, i - 1) if self._may_be_people(part.start, i - 1) else None
        for i in (cue.first - 1, part.start):
            token = self._tokens[i]
            several = token.lower.endswith(self._lexicon.plurals) and not self._prose.quoted(token.start)
            several = several and self._tokens[i + 1].lower not in self._lexicon.postpositions
            if part.start <= i < cue.first and several:
                return i, i
        return None

    def has_thing(self, cue: Cue, part: range) -> bool:
        """Tell whether a noun that names nobody is surely a verb's subject: Французская пресса называла сумму."""
        if not self._lexicon.lemmatised:
            return False
        for i in (cue.first - 1, cue.last + 1):
            token = self._tokens[i] if i in part else None
            if token is None or not token.is_word or token.is_capital or self._prose.quoted(token.start):
                continue
            forms = morphology.forms(token.lower)
            agrees = forms[0].plural == cue.plural and cue.gender in {"", forms[0].gender}
            if agrees and all(f.pos == "NOUN" and f.case == NOMINATIVE for f in forms):
                return True
        return False

    def _may_be_people(self, first: int, last: int) -> bool:
        """Tell whether a few words before a contrast may be who acts: liman rəhbərliyi isə."""
        words = self._tokens[first : last + 1]
        plain = all(t.is_word and not self._prose.quoted(t.start) for t in words)
        return plain and len(words) <= _FEW and not words[-1].lower.endswith(self._lexicon.oblique_endings)

    def follows_that(self, cue: Cue, stop: int) -> int | None:
        """Return the position after "that" behind a verb, before which nobody else speaks; None if there is none."""
        after = cue.last + 1
        if not self._lexicon.lemmatised and after + 1 < stop and self._tokens[after].text == ":":
            return after + 1
        thinks = cue.stance or not cue.aside
        for i in range(after, min(stop, after + 1 + _AFTER)):
            if thinks and self._tokens[i].lower in self._lexicon.circumstances:
                continue  # готов заплатить в мае, когда утвердят тариф
            if self._tokens[i].lower in self._lexicon.that and self._opens_clause(i) and not self._passes_on(i, stop):
                return i + 1
        return None

    def _opens_clause(self, i: int) -> bool:
        """Tell "сказал, как это было" from "видит её как друга": in Russian, a clause has a comma before it."""
        listed = self._lexicon.lemmatised and self._tokens[i].lower in self._lexicon.as_words
        return not listed or self._tokens[i - 1].text == ","

    def _passes_on(self, i: int, stop: int) -> bool:
        """Tell whether a word leads to who else says so: мост, как утверждает Зорин, закрыт."""
        own = self._tokens[i].lower in self._lexicon.as_words
        return own and next(cues.find(self._prose, self._lexicon, range(i + 1, min(stop, i + 2))), None) is not None

    def is_inserted(self, cue: Cue, subject: Mention | None, stop: int) -> bool:
        """Tell whether a verb and its subject stand inside what was said, between marks: Мост, сказал он, закрыт."""
        if not (self._lexicon.lemmatised and subject is not None and subject.first > cue.last):
            return False
        start = cue.first - 1
        while start > 0 and cue.first - start <= _INSERTED and self._tokens[start].is_word:
            start -= 1
        after = subject.last + 1
        while after < stop and after - subject.last <= _INSERTED and self._tokens[after].is_word:
            after += 1
        return self._tokens[start].text in _ASIDES and after < stop and self._tokens[after].text in _ASIDES

    def is_aside(self, cue: Cue, subject: Mention | None) -> bool:
        """Tell whether a verb and its subject stand beside what was said: Мост, сказал Зорин, закрыт."""
        before = self._tokens[cue.first - 1] if cue.first else None
        if before is None or subject is None or not cue.aside:
            return False
        return before.text in ",—–-" and subject.first > cue.last

    def has_said(self, cue: Cue) -> bool:
        """Tell whether what was said stands just before its verb: körpünün açılacağını bildirib."""
        near = self._tokens[max(0, cue.first - 3) : cue.first]
        return any(t.lower.endswith(self._lexicon.said_endings) for t in near)

    def points_back(self, unit: Unit) -> bool:
        """Tell whether a sentence is about the words before it: Об этом сообщил Зорин."""
        for i in unit.tokens:
            if self._prose.quoted(self._tokens[i].start):
                continue
            if phrase_at(self._tokens, self._lexicon.back, i):
                return True
            if self._ends_clause(i):
                return False  # "it" is what this sentence told itself
        return False

    def _ends_clause(self, i: int) -> bool:
        """Tell whether a comma follows what ends as verbs do: sırğanı gizlədə bilərdi, bunu boynuna alır."""
        before = self._tokens[i - 1].lower if i else ""
        return self._tokens[i].text == "," and before.endswith(self._lexicon.predicate_endings or ("\0",))

    def contrasts(self, unit: Unit) -> list[int]:
        """Return the positions of what stands between two who speak in a unit."""
        found = []
        for i in unit.tokens:
            if self._prose.quoted(self._tokens[i].start) or i == unit.tokens.start:
                continue
            if self._tokens[i].text == ";" or phrase_at(self._tokens, self._lexicon.contrast, i):
                found.append(i)
        return found
