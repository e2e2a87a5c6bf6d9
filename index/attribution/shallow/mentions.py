"""Mentions: the words that name somebody who may speak: a name, a role, a pronoun, a body."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.attribution.shallow import morphology
from index.attribution.shallow.joining import Joiner
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Candidate, Mention, Sort
from index.attribution.shallow.readings import Names
from index.attribution.shallow.titles import Titles
from index.attribution.shallow.tokens import Prose, Token
from index.inflection import NOMINATIVE, Inflection, readings

_MARKS = frozenset('«»“”"„')
_NEAR = 8
"""Tokens at most between a word and the mark that opens the quote it stands in."""
_LONGEST = 8
"""Words of a name at most."""


class Finder:
    """Finds the mentions of an article's prose."""

    def __init__(self, prose: Prose, lexicon: Shallow, known: Inflection) -> None:
        self._prose, self._lexicon, self._known = prose, lexicon, known
        self._tokens = prose.tokens
        self._titles = Titles(prose.tokens, lexicon, known)
        inner = [t for t in self._tokens if t.is_word and t.is_capital and not t.first]
        self._capital = {known.lower(r.base) for t in inner for r in readings(t.text, known.language)}
        self._last_names = set(self._surnames())
        self._given_names = {
            t.lower for t, last in itertools.pairwise(self._tokens) if t.is_capital and last.is_capital
        }
        self._datelines = {
            i
            for line in prose.datelines()
            if not any(self._tokens[i].lower in self._last_names for i in line)
            for i in line
        }
        self._small = {t.lower for t in self._tokens if t.is_word and not t.is_capital}

    def _surnames(self) -> Iterator[str]:
        """Yield the last words, in lower case, of the names of two words that start with a given name."""
        for before, given, last, after in zip(
            self._tokens, self._tokens[1:], self._tokens[2:], self._tokens[3:], strict=False
        ):
            two = (
                given.is_capital
                and last.is_capital
                and not ((before.is_capital and not before.first) or after.is_capital)
            )
            if two and given.lower in self._known.first_names and given.sentence == last.sentence:
                yield from (self._known.lower(r.base) for r in readings(last.text, self._known.language))

    def all(self) -> list[Mention]:
        """Return the mentions in order and disjoint; in quotes, names only."""
        found: list[Mention] = []
        i = 0
        while i < len(self._tokens):
            quoted = self._prose.quoted(self._tokens[i].start)
            mention = self._name(i) if quoted else None if i in self._datelines else self._at(i)
            if mention is None:
                i += 1
            else:
                self._after_preposition(mention)
                found.append(mention)
                i = mention.last + 1
        return list(Joiner(self._prose, self._lexicon).joined(found))

    def _at(self, i: int) -> Mention | None:
        return self._pronoun(i) or self._role(i) or self._body(i) or self._name(i)

    def _after_preposition(self, mention: Mention) -> None:
        """Take from a mention that it may be a subject: в Туве, о министре, каналу «Пульс»."""
        if not (self._lexicon.lemmatised and mention.first):
            return
        before = self._tokens[mention.first - 1]
        named = self._opens(mention.first - 1) and self._is_told_of(mention.first - 2)
        if morphology.is_preposition(before.lower) or named:
            bent = (replace(c, cases=c.cases - {NOMINATIVE}) for c in mention.candidates)
            mention.candidates = tuple(c for c in bent if c.cases) or mention.candidates
            mention.cases = mention.cases - {NOMINATIVE}

    def _is_told_of(self, i: int) -> bool:
        """Tell whether the word before a name in marks is a noun that surely does not act."""
        forms = morphology.forms(self._tokens[i].lower) if i >= 0 and self._tokens[i].is_word else ()
        return bool(forms) and forms[0].pos == "NOUN" and not any(f.case == NOMINATIVE for f in forms)

    def _pronoun(self, i: int) -> Mention | None:
        low = self._tokens[i].lower
        if low not in self._lexicon.pronouns:
            return None
        if low in self._lexicon.doubtful_pronouns and not self._stands_alone(i):
            return None
        case, who = self._lexicon.pronoun_cases[low], self._lexicon.pronouns[low]
        return Mention(i, i, Sort.PRONOUN, frozenset({case}), who if who in "mf" else "", plural=who == "p", words=who)

    def _stands_alone(self, i: int) -> bool:
        """Tell "o" that is somebody from "o" before a noun: a comma, a verb or the start of a sentence is near."""
        following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        if following is None or following.text == ",":
            return True
        return any(following.lower == phrase[0] for phrase in self._lexicon.verbs)

    def _role(self, i: int) -> Mention | None:
        if self._lexicon.lemmatised:
            return self._listed_role(i)
        for length in (3, 2, 1):
            if length == 1 and self._is_given_inside(i):
                return None
            phrase = tuple(
                t.lower.split("'")[0].split("’")[0] if k == length - 1 else t.lower
                for k, t in enumerate(self._tokens[i : i + length])
            )
            found = self._lexicon.roles.get(phrase) or (self._titles.at(i, phrase[0]) if length == 1 else None)
            if len(phrase) == length and found:
                role, cases = found
                last = self._tokens[i + length - 1]
                if "'" in last.text or "’" in last.text:
                    cases = readings(last.text, self._known.language)[0].cases
                plural = self._is_plural(phrase[-1], role)
                if plural and "ablative" in cases and (one := self._one_of(i + length, i, role)):
                    return one
                gender = self._lexicon.role_genders.get(role, "")
                last_at = i + length - 1
                if not plural and NOMINATIVE in cases and (bent := self._honours_role(last_at + 1)):
                    last_at, cases = last_at + 1, bent  # nümayəndə xanımın
                return Mention(i, last_at, Sort.ROLE, cases, gender, roles=(role,), plural=plural)
        return None

    def _is_given_inside(self, i: int) -> bool:
        """Tell whether a word for what people are is a given name here: rektor Əsgər Fətəlizadə."""
        token = self._tokens[i]
        return token.is_capital and not token.first and token.lower in self._known.first_names

    def _honours_role(self, i: int) -> frozenset[str]:
        """Return the cases of what follows a role and honours its bearer; none if the word does not."""
        token = self._tokens[i] if i < len(self._tokens) else None
        plain = token is not None and not token.is_capital and (token.lower,) not in self._lexicon.roles
        return self._lexicon.honorifics.get(token.lower, frozenset()) if token and plain else frozenset()

    def _one_of(self, i: int, first: int, role: str) -> Mention | None:
        """Return one of several: kaynaklardan biri."""
        case = self._lexicon.ones.get(self._tokens[i].lower) if i < len(self._tokens) else None
        return Mention(first, i, Sort.ROLE, frozenset({case}), roles=(role,), several=True) if case else None

    def _is_plural(self, form: str, role: str) -> bool:
        noun = role.rsplit(maxsplit=1)[-1]
        plurals = self._lexicon.plurals
        return form.startswith(tuple(noun + plural for plural in plurals)) or noun.endswith(plurals)

    def _listed_role(self, i: int) -> Mention | None:
        token = self._tokens[i]
        if not token.is_word or (token.is_capital and not token.first):
            return None
        likely = morphology.forms(token.lower)
        forms = [f for f in likely if (f.lemma,) in self._lexicon.roles and f.pos in morphology.NOMINALS]
        if forms and likely[0].pos == "NOUN" and not likely[0].animate and likely[0].lemma != forms[0].lemma:
            return None  # на премьере, not the prime minister's
        person = (
            likely[0].known
            and likely[0].animate
            and likely[0].pos == "NOUN"
            and token.lower not in self._capital
            and len(token.text) > 2
        )
        if not forms and person:  # any other word for a person, but no name
            forms = [
                f
                for f in likely
                if f.lemma == likely[0].lemma and f.pos == "NOUN" and not any(g.is_name for g in likely)
            ]
        one = self._one_among(i)
        if not forms and one is not None:  # один из рабочих
            forms = [f for f in likely if f.animate and f.pos == "NOUN" and f.plural and f.case == "genitive"]
        forms = forms or self._compound(token.lower)
        if not forms:
            return None
        cases = frozenset(f.case for f in forms)
        gender = "f" if forms[0].gender == "f" and forms[0].animate else ""
        if one is not None:
            return Mention(one, i, Sort.ROLE, frozenset({NOMINATIVE}), gender, roles=(forms[0].lemma,), several=True)
        return Mention(i, i, Sort.ROLE, cases, gender, roles=(forms[0].lemma,), plural=all(f.plural for f in forms))

    def _one_among(self, i: int) -> int | None:
        """Return where "one of" starts before a word, perhaps with what kind they are between: один из уволенных."""
        for first in (k for k in (i - 2, i - 3) if k >= 0):
            one, out_of, *between = (t.lower for t in self._tokens[first:i])
            if one in self._lexicon.indefinite and out_of in self._lexicon.partitive:
                kinds = all(morphology.forms(word)[0].pos in {"ADJF", "PRTF"} for word in between)
                return first if kinds else None
        return None

    def _compound(self, word: str) -> list[morphology.Form]:
        """Return the ways to read a role of two words that no dictionary has whole: инженер-обследователь."""
        first, mark, last = word.partition("-")
        head = morphology.forms(first)[0].lemma
        if not mark or (head,) not in self._lexicon.roles:
            return []
        return [f._replace(lemma=head) for f in morphology.forms(last) if f.pos == "NOUN" and not f.is_name]

    def _body(self, i: int) -> Mention | None:
        token = self._tokens[i]
        if not token.is_word:
            return None
        if self._lexicon.lemmatised:
            return self._listed_body(i)
        if i + 1 < len(self._tokens) and self._is_owned_body(i + 1) and self._may_own(i):
            owned = self._body(i + 1)
            return owned and replace(owned, first=i, words=f"{token.text} {owned.words}")
        low = token.lower.split("'")[0].split("’")[0]
        if low not in self._lexicon.bodies:
            return None
        cases = self._lexicon.bodies[low]
        if low != token.lower:
            cases = readings(token.text, self._known.language)[0].cases
        return Mention(i, i, Sort.BODY, cases, words=token.text)

    def _is_owned_body(self, i: int) -> bool:
        """Tell whether a word is for somebody's body, so that it needs the one before it: liman yönetimi."""
        low = self._tokens[i].lower
        return low in self._lexicon.bodies and low.startswith(self._lexicon.owned_bodies)

    def _may_own(self, i: int) -> bool:
        low = self._tokens[i].lower
        plain = (
            low not in self._lexicon.not_names
            and low not in self._lexicon.bodies
            and (low,) not in self._lexicon.contrast
        )
        return plain and self._tokens[i].sentence == self._tokens[i + 1].sentence and not self._is_name(i)

    def _listed_body(self, i: int) -> Mention | None:
        token = self._tokens[i]
        forms = [f for f in morphology.forms(token.lower) if f.lemma in self._lexicon.bodies and f.pos == "NOUN"]
        if not forms:
            return None
        last = i
        while last + 1 < len(self._tokens) and self._belongs(last + 1):
            last += 1
        while (
            last > i
            and self._tokens[last].text in _MARKS
            and (self._tokens[last].text not in '»”"' or self._opens(last))
        ):
            last -= 1
        head = forms[0].lemma
        head = head.capitalize() if token.is_capital else head
        rest = self._prose.text[token.end : self._tokens[last].end]
        cases = frozenset(f.case for f in forms)
        return Mention(
            i, last, Sort.BODY, cases, forms[0].gender, words=head + rest, plural=all(f.plural for f in forms)
        )

    def _belongs(self, i: int) -> bool:
        """Tell whether a word goes on with a body's name: министерство транспорта, компания «Волна»."""
        token = self._tokens[i]
        if token.text in "«»" or (token.text == '"' and (self._opens(i) or self._in_marks(i))):
            return True
        if self._opens(i - 1) or (self._tokens[i - 1].is_word and self._in_marks(i)):
            return True
        if not token.is_word or len(token.text) == 1 or token.lower in self._known.first_names:
            return False
        forms = morphology.forms(token.lower)
        if any((f.lemma,) in self._lexicon.roles for f in forms) or (
            token.is_capital and any(f.is_given for f in forms)
        ):
            return False
        return any(f.pos in {"NOUN", "ADJF"} and f.case == "genitive" for f in forms[:3]) and not any(
            f.pos == "VERB" for f in forms[:1]
        )

    def _in_marks(self, i: int) -> bool:
        back = i
        while back >= 0 and i - back < _NEAR and (back == i or self._tokens[back].text not in _MARKS):
            back -= 1
        return back >= 0 and self._opens(back)

    def _opens(self, i: int) -> bool:
        """Tell whether a mark opens a quote: the same that closes it does after a space."""
        token, before = self._tokens[i], self._tokens[i - 1] if i else None
        return token.text == "«" or (token.text == '"' and (before is None or before.end < token.start))

    def _name(self, i: int) -> Mention | None:
        if not self._is_name(i):
            return None
        last = i
        while last + 1 < len(self._tokens) and last - i < _LONGEST and self._goes_on(last + 1):
            last += 1
        parts = [t for t in self._tokens[i : last + 1] if t.is_word]
        told: tuple[str, ...] = ()
        if not self._lexicon.lemmatised:  # Könüllü Təranə Yusifova: what she is has a capital, too
            given = Names(self._known).given(parts)
            if given and (self._tokens[i].first or given < len(parts) - 1):
                told = (self._known.lower(parts[given - 1].text),)
                parts = parts[given:]
        candidates = Names(self._known).candidates([*(t.text for t in parts[:-1]), self._less_copula(parts)])
        if not candidates:
            return None
        likely = any(word.lower in self._known.first_names or self._is_given(word) for word in parts)
        start = last
        is_given = len(parts) == 1 and (likely or self._known.lower(parts[0].text) in self._given_names)
        while last + 1 < len(self._tokens) and (bent := self._honoured(last + 1, is_given)):
            last, likely = last + 1, True
            candidates = tuple(replace(c, cases=bent) for c in candidates if NOMINATIVE in c.cases) or candidates
        told += tuple(t.lower for t in self._tokens[start + 1 : last + 1] if t.lower in self._lexicon.kin)
        if not likely and len(parts) == 1:
            if self._is_place(last + 1):
                return None
            candidates = self._not_where(parts[0], candidates)
        if self._is_bent_behind(last):
            candidates = tuple(replace(c, cases=c.cases - {NOMINATIVE}) for c in candidates)
        cases = frozenset(case for c in candidates for case in c.cases)
        return Mention(i, last, Sort.NAME, cases, candidates=candidates, roles=told, likely=likely)

    def _less_copula(self, parts: Sequence[Token]) -> str:
        """Return the last word of a name less the ending by which it is a predicate: Tural Əsgərzadədir."""
        low, text = parts[-1].lower, parts[-1].text
        for ending in self._lexicon.name_copulas if len(parts) > 1 else ():
            stem = low.removesuffix(ending)
            if stem != low and (stem in self._capital or stem.endswith(self._known.surnames)):
                return text[: len(stem)]
        return text

    def _is_bent_behind(self, last: int) -> bool:
        """Tell whether a name's ending stands behind the mark that closes it: “Lokum”un."""
        end = self._tokens[last].end
        return self._prose.text[end : end + 1] in set('”»"') and self._prose.text[end + 1 : end + 2].isalpha()

    def _honoured(self, i: int, is_given: bool) -> frozenset[str]:
        """Return the cases of what follows a name and honours its bearer; none if the word does not."""
        low = self._tokens[i].lower.replace("'", "").replace("’", "")
        if self._lexicon.lemmatised:
            return frozenset({NOMINATIVE} if low in self._known.honorifics else ())
        return self._lexicon.honorifics.get(low) or (self._lexicon.kin.get(low) if is_given else None) or frozenset()

    def _not_where(self, word: Token, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Return the readings of a word that is no known name less that in which its ending is no case: Xırdalanda."""
        ends = word.lower.endswith(self._lexicon.where) and word.lower not in self._last_names
        inflected = tuple(c for c in candidates if NOMINATIVE not in c.cases) if ends else ()
        return inflected or candidates

    def _is_place(self, i: int) -> bool:
        """Tell whether a word tells that the name before it is a place's: Qoşaqum kəndinin."""
        return i < len(self._tokens) and self._tokens[i].lower in self._lexicon.places

    def _is_given(self, token: Token) -> bool:
        if self._lexicon.lemmatised and morphology.given(token.text):
            return True
        return any(
            self._known.lower(r.base) in self._known.first_names for r in readings(token.text, self._known.language)
        )

    def _is_name(self, i: int) -> bool:
        token = self._tokens[i]
        if (
            not (token.is_word and token.is_capital and token.text[0].isalpha())
            or token.lower in self._lexicon.not_names
            or self._opens_by_chance(token)
        ):
            return False
        if (token.lower in self._lexicon.nations and not self._is_capital(i + 1)) or self._is_origin(i):
            return False
        if not token.first:
            return not self._tells_of_body(i)
        following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        forms = [self._known.lower(r.base) for r in readings(token.text, self._known.language)]
        if self._is_doubtful(token) and not any(form in self._capital for form in forms):
            return bool(following and following.is_word and following.is_capital)
        if any(form in self._capital or form in self._known.first_names for form in forms):
            return True
        if token.lower.endswith(self._known.surnames) or any(form.endswith(self._known.surnames) for form in forms):
            return token.lower not in self._small and not self._is_common(token)
        if token.lower in self._small or self._is_common(token):
            return False
        return bool(
            self._lexicon.lemmatised or (following and following.is_word and following.is_capital) or self._acts(i)
        )

    def _is_origin(self, i: int) -> bool:
        """Tell whether a word only tells where somebody is from whose role follows: Danimarkalı biyolog."""
        low = self._tokens[i].lower
        if not self._known.origins or not low.endswith(self._known.origins) or low in self._last_names:
            return False
        follows = i + 1 < len(self._tokens) and not self._is_capital(i + 1) and self._role(i + 1) is not None
        return follows and not (self._tokens[i - 1].is_capital and i and not self._tokens[i].first)

    def _opens_by_chance(self, token: Token) -> bool:
        """Tell whether a word has a capital only because a sentence starts with it: Gedirəm; Filmde."""
        endings = (*self._lexicon.own_acts, *self._lexicon.where)
        named = token.lower in self._known.first_names or token.lower in self._capital
        return token.first and token.lower.endswith(endings) and not named

    def _is_capital(self, i: int) -> bool:
        return i < len(self._tokens) and self._tokens[i].is_word and self._tokens[i].is_capital

    def _acts(self, i: int) -> bool:
        """Tell whether a verb of saying, or a colon, directly follows, perhaps after a comma."""
        after = [t for t in self._tokens[i + 1 : i + 4] if t.text != ","]
        phrases = (tuple(t.lower for t in after[:length]) for length in (1, 2, 3))
        return bool(after) and (after[0].text == ":" or any(map(self._is_of_subject, phrases)))

    def _is_of_subject(self, phrase: tuple[str, ...]) -> bool:
        """Tell whether words are a verb of saying that its subject may stand right before, not "kararı açıklayan"."""
        act = self._lexicon.verbs.get(phrase)
        return act is not None and (self._lexicon.lemmatised or act is not Act.PARTICIPLE)

    def _tells_of_body(self, i: int) -> bool:
        """Tell whether a word is an adjective before a small word: Медицинского университета."""
        if not self._lexicon.lemmatised or i + 1 >= len(self._tokens):
            return False
        forms, following = morphology.forms(self._tokens[i].lower), self._tokens[i + 1]
        if not following.is_word or following.is_capital:
            return False
        noun = morphology.forms(following.lower)[0]
        if any(f.is_name for f in forms) and noun.pos == "NOUN" and not noun.animate:  # Ижогорского автопарка
            bent = (f for f in forms if f.pos == "ADJF" and f.case != NOMINATIVE)
            return any((f.case, f.gender, f.plural) == (noun.case, noun.gender, noun.plural) for f in bent)
        if forms[0].pos not in {"ADJF", "PRTF"} or any(f.is_name for f in forms):
            return False
        return forms[0].known or (noun.pos == "NOUN" and any(f.case == noun.case for f in forms if f.pos == "ADJF"))

    def _is_doubtful(self, token: Token) -> bool:
        """Tell whether a given name is a common word, too: Роман, Вера."""
        if not self._lexicon.lemmatised:
            return token.lower in self._lexicon.doubtful_names
        forms = morphology.forms(token.lower)
        return any(f.is_name for f in forms) and any(f.known and not f.is_name for f in forms)

    def _is_common(self, token: Token) -> bool:
        """Tell whether the dictionary has a word, and not as a name."""
        if not self._lexicon.lemmatised:
            return False
        *_, last = token.text.split("-")  # Пол-очка, but not «Вези-Вези»
        last = last if last.islower() else token.lower
        forms = morphology.forms(last)
        return (forms[0].known or morphology.is_compound(last)) and not any(f.is_name for f in forms)

    def _goes_on(self, i: int) -> bool:
        token, before = self._tokens[i], self._tokens[i - 1]
        if token.text == "." and len(before.text) == 1 and before.is_capital:
            return True
        if token.lower in self._known.patronymics:
            return True
        if token.lower in self._known.honorifics or self._ends_before(i):
            return False
        if not (token.is_word and token.is_capital) or token.first or token.text[0].isdigit():
            return False
        if self._role(i) and not self._is_name_of_trade(i):
            return False
        if not self._lexicon.lemmatised and self._body(i):
            return False
        if before.text == ".":
            return len(self._tokens[i - 2].text) == 1
        # «мэр Приозёрска Олег Савин»: a given name starts another one.
        starts = self._is_given(token) and not self._is_given(before) and not self._is_role_free(i)
        return not (self._lexicon.lemmatised and starts)

    def _is_name_of_trade(self, i: int) -> bool:
        """Tell whether a word for what people are is the last name of the first name before it: Hatice Dalgıç."""
        before = self._tokens[i - 1]
        if self._lexicon.lemmatised or self._honoured(i, is_given=True) or self._is_capital(i + 1):
            return False
        return before.is_capital and self._known.lower(before.text) in self._known.first_names

    def _ends_before(self, i: int) -> bool:
        """Tell whether a name is whole before a word: it starts another name, or the surname has been told."""
        if self._lexicon.lemmatised or self._tokens[i].text in {".", "-"}:
            return False
        token, before, earlier = self._tokens[i], self._tokens[i - 1], self._tokens[i - 2] if i > 1 else None
        where = token.lower.endswith(self._lexicon.where) and not token.lower.endswith(self._known.surnames)
        if (
            where
            and not self._known.apostrophe
            and earlier
            and earlier.is_capital
            and before.is_capital
            and earlier.sentence == before.sentence
        ):
            return True  # Pirkko Laatinen Finlandiyada
        if self._known.lower(before.text) in self._last_names and before.lower not in self._known.first_names:
            return True
        return bool(
            earlier
            and earlier.sentence == before.sentence
            and earlier.lower in self._known.first_names
            and before.is_capital
            and before.lower not in self._known.first_names
            and (bool(self._lexicon.where) or before.lower.endswith(self._lexicon.last_names))
        )

    def _is_role_free(self, i: int) -> bool:
        return i + 1 >= len(self._tokens) or not (self._tokens[i + 1].is_word and self._tokens[i + 1].is_capital)
