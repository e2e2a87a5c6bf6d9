"""Joining: a role and the name it belongs to are one mention, and so are the words of a body's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.attribution.shallow import morphology
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Candidate, Mention, Sort
from index.attribution.shallow.tokens import Prose, Token
from index.inflection import NOMINATIVE, part

_GAP = 8
"""Words at most between a role and the name it belongs to: глава компании «Волна» Анна Белова."""
_ADJECTIVES = 2
_APPOSITION = 7
"""Tokens at most between a role and the name behind a comma that it belongs to."""
_TOLD = 8
"""Words at most behind a name that tell what its bearer is."""
_WHERE = frozenset({"locative", "ablative"})
_APART = frozenset(",.;:—–-")
"""Marks after who somebody is, told between commas."""
_BESIDE = morphology.NOMINALS | {"PREP", "CONJ"}


class Joiner:
    """Joins the mentions of an article's prose."""

    def __init__(self, prose: Prose, lexicon: Shallow) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._tokens = prose.tokens
        self._origins = tuple(part(lexicon.language).get("origins", ())) or ("\0",)
        self._surnames: set[str] = set()
        """Last words of names that are surely somebody's."""

    def joined(self, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield the mentions with roles, and names of bodies, joined to the names they stand beside."""
        self._surnames = {c.words[-1] for m in found for c in m.candidates if m.likely or len(c.words) > 1}
        joined = _in_pairs(_in_pairs(self._beside(found), self._after_comma), self._told_apart)
        return self._told_behind(list(joined))

    def _told_behind(self, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield the mentions, names joined to the role told of them behind: Selin Ak (Fırıncılar Odası Başkanı)."""
        at = 0
        while at < len(found):
            name = found[at]
            last = self._last_told(name) if name.sort is Sort.NAME else 0
            stop = next((k for k in range(at + 1, len(found)) if found[k].first > last), len(found))
            role = found[stop - 1]
            ends = last and role.sort is Sort.ROLE and role.last == last - (self._tokens[last].text == ")")
            if ends and not role.plural and NOMINATIVE in role.cases:
                yield replace(name, last=last, roles=(*name.roles, *role.roles), likely=True)
                at = stop
            else:
                yield name
                at += 1

    def _last_told(self, name: Mention) -> int:
        """Return where what a bracket, or words up to a line's colon, tell of a name end; 0 if nothing does."""
        behind = self._tokens[name.last + 1 : name.last + 3 + _TOLD]
        words = next((k for k, t in enumerate(behind[1:]) if not t.is_word), len(behind))
        if not words or words >= len(behind) - 1:
            return 0
        opening, closing = behind[0].text, behind[words + 1].text
        if opening == "(" and closing == ")":
            return name.last + words + 2
        return name.last + words + 1 if opening == "," and closing == ":" and self._starts_line(name.first) else 0

    def _starts_line(self, i: int) -> bool:
        """Tell whether a token is the first of its paragraph."""
        places = [self._prose.paragraph(t.start) for t in self._tokens[max(0, i - 1) : i + 1]]
        return i == 0 or places[0] != places[1]

    def _after_comma(self, one: Mention, other: Mention) -> Mention | None:
        """Join a role with a name and what its bearer is besides: mərkəzin rəisi, polkovnik Samir Quliyev."""
        apart = self._tokens[one.last].sentence != self._tokens[other.first].sentence
        if apart or one.plural or one.sort is not Sort.ROLE or other.sort is not Sort.NAME:
            return None
        return self._apposed(one, other, self._tokens[one.last + 1 : other.first])

    def _beside(self, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield the mentions joined to those that nothing parts from them."""
        waiting: Mention | None = None
        for mention, following in zip_longest(found, found[1:]):
            if waiting is None:
                waiting = mention
            elif self._is_place(waiting, mention, following):
                waiting.last = mention.last
            elif (joined := self._pair(waiting, mention)) is None:
                yield waiting
                waiting = mention
            else:
                waiting = joined
        if waiting is not None:
            yield waiting

    def _is_place(self, role: Mention, name: Mention, following: Mention | None) -> bool:
        """Tell whether a name only tells of what somebody has a role: мэр Приозёрска Олег Савин."""
        both = role.sort is Sort.ROLE and name.sort is Sort.NAME and not name.likely and self._lexicon.lemmatised
        if not both or following is None or following.sort is not Sort.NAME or following.first > name.last + 1:
            return False
        between = self._tokens[role.last + 1 : name.first]
        near = len(between) <= _ADJECTIVES and all(map(self._may_stand_between, between))
        return near and bool(following.cases & role.cases)

    def _pair(self, one: Mention, other: Mention) -> Mention | None:
        between = self._tokens[one.last + 1 : other.first]
        if one.sort is Sort.ROLE and [t.text for t in between] == ["."]:
            between = []  # Op. Dr. Anna Bel
        if one.sort is Sort.ROLE and other.sort is not Sort.BODY and not self._lexicon.lemmatised:
            between = [t for t in between if not self._is_origin(t)]
        if one.sort is Sort.ROLE and (joined := self._two_roles(one, other, between)):
            return joined
        if self._tokens[one.last].sentence != self._tokens[other.first].sentence:
            return None
        if one.sort is Sort.ROLE and other.sort is Sort.NAME and not one.plural:
            return self._titled(one, other, between)
        if self._lexicon.lemmatised:
            near = len(between) <= _ADJECTIVES and all(map(self._may_stand_between, between))
            return self._told_more(one, other, between) if near and one.sort is Sort.ROLE else None
        if one.sort is Sort.NAME and other.sort is Sort.BODY and not between and self._may_name(one, other):
            text = self._prose.text[self._tokens[one.first].start : self._tokens[other.last].start]
            return Mention(one.first, other.last, Sort.BODY, other.cases, words=text + other.words)
        bent = one.cases <= {"dative", "locative", "ablative"}  # ittifaqına rəhbərlik edən
        if one.sort is Sort.BODY and other.sort is Sort.BODY and not (between or bent):
            text = self._prose.text[self._tokens[one.first].start : self._tokens[other.last].start]
            return Mention(one.first, other.last, Sort.BODY, other.cases, words=text + other.words)
        if one.sort is Sort.ROLE and other.sort is Sort.BODY and not between and self._is_title_case(one, other):
            text = self._prose.text[self._tokens[one.first].start : self._tokens[other.last].start]
            return Mention(one.first, other.last, Sort.BODY, other.cases, words=text + other.words)
        somebody = one.likely or any(c.words[-1] in self._surnames for c in one.candidates)
        if one.sort in {Sort.NAME, Sort.BODY} and other.sort is Sort.ROLE and not between and not somebody:
            other.first = one.first
            return other
        if one.sort is Sort.ROLE and other.sort is Sort.ROLE and not between and not self._is_alone(one, other):
            owned = self._tokens[other.last].lower not in {word for role in other.roles for word in role.split()}
            other.first, other.roles = one.first, other.roles if owned else (*one.roles, *other.roles)
            return other
        return None

    def _is_origin(self, token: Token) -> bool:
        """Tell whether a word tells where somebody is from: danışman Danimarkalı biyolog."""
        return token.is_capital and token.lower.endswith(self._origins)

    def _is_title_case(self, one: Mention, other: Mention) -> bool:
        """Tell whether every word of two mentions has a capital: Ticarət İşçiləri Birliyi."""
        named = one.plural or one.last > one.first
        return named and all(t.is_capital for t in self._tokens[one.first : other.last + 1])

    def _is_alone(self, one: Mention, other: Mention) -> bool:
        """Tell whether a role is somebody, and the next one only what they act on: bir ana qızını çıxarıb."""
        before = self._tokens[one.first - 1] if one.first else None
        opens = self._tokens[one.first].first or before is None or before.text == ","
        several = other.plural and not one.plural
        single = before is not None and before.lower in self._lexicon.indefinite
        return NOMINATIVE in one.cases and NOMINATIVE not in other.cases and (single or (opens and several))

    def _may_name(self, name: Mention, body: Mention) -> bool:
        """Tell whether a name belongs to that of the body after it: Nur şirkəti, but not Samir Quliyev şirkətin."""
        if name.likely and NOMINATIVE not in name.cases:
            return False  # Samir Quliyevin məhkəməsi
        return self._is_owned(body) or (not name.likely and self._tokens[body.first].is_capital)

    def _is_owned(self, body: Mention) -> bool:
        """Tell whether a body's word needs the name before it: Deniz Emekçileri Sendikası; of şirkət, not şirkətin."""
        low = self._tokens[body.last].lower
        return any(low.startswith(owned) and low[len(owned) :] != "n" for owned in self._lexicon.owned_bodies)

    def _two_roles(self, role: Mention, name: Mention, between: Sequence[Token]) -> Mention | None:
        """Join a role with a name that has one more, after "and": kurucu ve CEO Alp Sarı."""
        joined = len(between) == 1 and between[0].lower in self._lexicon.ands
        if self._lexicon.lemmatised or not joined or name.sort is not Sort.ROLE or role.plural:
            return None
        following = self._tokens[name.last + 1] if name.last + 1 < len(self._tokens) else None
        if following is None or not (following.is_word and following.is_capital):
            return None
        return replace(name, first=role.first, roles=(*role.roles, *name.roles))

    def _is_apart(self, between: Sequence[Token]) -> bool:
        """Tell whether a comma, after a few words that tell whose role it is, stands between two mentions."""
        if not between or between[-1].text != "," or len(between) - 1 > _ADJECTIVES:
            return False
        return all(any(f.case == "genitive" for f in morphology.forms(t.lower)[:2]) for t in between[:-1])

    def _told_apart(self, role: Mention, other: Mention) -> Mention | None:
        """Join a role with who it is, between commas: застройщик, фирма «Волна», ответил; автор отчёта, врач Зорин."""
        if not self._lexicon.lemmatised or role.sort is not Sort.ROLE:
            return None
        if not self._is_apart(self._tokens[role.last + 1 : other.first]):
            return None
        after = self._tokens[other.last + 1] if other.last + 1 < len(self._tokens) else None
        if role.plural or role.several or other.plural or (after and after.text not in _APART):
            return None
        if other.sort is Sort.BODY and NOMINATIVE in role.cases & other.cases and " " in other.words:
            return replace(other, first=role.first, gender=role.gender)
        if other.sort is Sort.NAME and other.roles and role.cases & other.cases:
            return replace(other, first=role.first, roles=(*role.roles, *other.roles))
        return None

    def _told_more(self, role: Mention, other: Mention, between: Sequence[Token]) -> Mention | None:
        """Join a role with whose or which it is: глава комитета, советник министра, with one more: депутат майор."""
        if other.sort is Sort.BODY and "genitive" in other.cases:
            role.last = other.last
            return role
        if other.sort is not Sort.ROLE or other.several:
            return None
        if not between and role.cases & other.cases and not (role.plural or other.plural):
            role.last, role.roles, role.cases = other.last, (*role.roles, *other.roles), role.cases & other.cases
            return role
        if "genitive" in other.cases and NOMINATIVE not in other.cases:
            role.last = other.last
            return role
        return None

    def _titled(self, role: Mention, name: Mention, between: Sequence[Token]) -> Mention | None:
        if not self._lexicon.lemmatised:
            if between or NOMINATIVE not in role.cases or self._is_where(name):
                return None
        elif len(between) > _GAP or not (role.cases & name.cases) or not all(map(self._may_stand_between, between)):
            return None
        elif between and not name.likely and NOMINATIVE in name.cases and NOMINATIVE not in role.cases:
            return None  # Лучшим игроком матча Оконкво назвала
        elif between and between[-1].is_word and morphology.is_preposition(between[-1].lower):
            return None  # подрядчику из Казани
        candidates = name.candidates
        if self._lexicon.lemmatised:
            fitting = tuple(c for c in candidates if c.cases & role.cases)
            candidates = tuple(Candidate(c.words, c.cases & role.cases, c.gender) for c in fitting)
        cases = frozenset(case for c in candidates for case in c.cases)
        return Mention(role.first, name.last, Sort.NAME, cases, name.gender, candidates, role.roles, likely=True)

    def _is_where(self, name: Mention) -> bool:
        """Tell whether a name beside a role only tells where its bearer is: ekspert Tallindən yazıb."""
        known = name.likely or any(len(c.words) > 1 or c.words[-1] in self._surnames for c in name.candidates)
        return not known and name.cases <= _WHERE

    def _apposed(self, role: Mention, name: Mention, between: Sequence[Token]) -> Mention | None:
        """Join a role with the name behind a comma that tells whose it is: sədr, limon yetişdirən Samir Quliyev."""
        if self._lexicon.lemmatised or not between or between[0].text != "," or len(between) > _APPOSITION:
            return None
        plain = all(t.is_word and not t.is_capital and not self._breaks(t) for t in between[1:])
        if not plain or NOMINATIVE not in role.cases or not self._is_person(name):
            return None
        return replace(name, first=role.first, roles=(*role.roles, *name.roles))

    def _breaks(self, token: Token) -> bool:
        """Tell whether a word shows that what stands before it is somebody else: nazir, deyib ki, Samir."""
        low = token.lower
        listed = low in self._lexicon.ands or low in self._lexicon.that or (low,) in self._lexicon.contrast
        return listed or (low,) in self._lexicon.verbs or low in self._lexicon.postpositions

    def _is_person(self, name: Mention) -> bool:
        two = [c.words[-1].lower() for c in name.candidates if len(c.words) > 1]
        return bool(two) and (name.likely or bool(name.roles) or any(w.endswith(self._lexicon.last_names) for w in two))

    def _may_stand_between(self, token: Token) -> bool:
        if not token.is_word:
            return token.text in "«»"
        if token.is_capital:
            return True
        return any(f.pos in _BESIDE for f in morphology.forms(token.lower)[:2])


def _in_pairs(found: Iterable[Mention], pair: Callable[[Mention, Mention], Mention | None]) -> Iterator[Mention]:
    """Yield the mentions, each joined to the one before it where `pair` makes one of both."""
    waiting: Mention | None = None
    for mention in found:
        if waiting is not None and (whole := pair(waiting, mention)) is not None:
            waiting = whole
            continue
        if waiting is not None:
            yield waiting
        waiting = mention
    if waiting is not None:
        yield waiting
