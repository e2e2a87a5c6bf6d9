"""Discourse: who has been told of up to a place in an article, so that "he" and a missing subject mean somebody."""

from __future__ import annotations

from typing import NamedTuple

from index.attribution.shallow import morphology
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.persons import Person, Persons
from index.attribution.shallow.tokens import Prose
from index.inflection import NOMINATIVE, ends_in_vowel

_HIDDEN = 8
"""Words at most from "the name" to who it is: adının yazılmasını istemeyen 41 yaşındaki ikinci pilot."""
_WHOSE = 7
"""Tokens at most from a role to the comma behind it that may tell whose it is: сотрудник областной больницы, …."""
_KINDS = 3
"""Words at most from "one" to what somebody is: bir üst düzey yetkilisi."""
_NEAR = 2
"""Paragraphs after which nobody goes on speaking."""


class Known(NamedTuple):
    """Somebody told of."""

    name: str
    gender: str
    person: bool
    several: bool
    paragraph: int


class Discourse:
    """Who was told of last, and who spoke last."""

    def __init__(self, prose: Prose, lexicon: Shallow, persons: Persons) -> None:
        self._prose, self._lexicon, self._persons = prose, lexicon, persons
        self._told: list[Known] = []
        self.running: Known | None = None
        """Who spoke last."""
        self._acted: Known | None = None
        """Who has acted since."""
        self._guest: str | None = None
        """Who is interviewed."""
        self._unnamed_as: dict[str, str] = {}
        """Those who are only described, by their role."""

    def interviewed(self, before: int) -> str | None:
        """Return who is interviewed: whoever was named most often before a token."""
        if self._guest is None and (person := self._persons.most_named(before)):
            self._guest = person.name
        return self._guest

    def speaks(self, mention: Mention | None, name: str, paragraph: int) -> None:
        """Remember that somebody spoke."""
        known = self._known(mention, name, paragraph) if mention else self._again(name, paragraph)
        person = self._persons.called(mention) if mention else None
        if person is not None and person.name != name:
            known = known._replace(several=True)  # two together
        self._told.append(known)
        self.running, self._acted = known, None

    def acts(self, mention: Mention, paragraph: int) -> None:
        """Remember that somebody was the subject of a sentence."""
        name = self.meant(mention, paragraph)
        if name and (mention.sort is not Sort.PRONOUN or self._lexicon.generic):
            self._acted = self._known(mention, name, paragraph)
            self._told.append(self._acted)

    def _known(self, mention: Mention, name: str, paragraph: int) -> Known:
        if mention.sort is Sort.PRONOUN:
            return self._again(name, paragraph)
        person = self._persons.called(mention)
        gender = (person.gender if person else "") or mention.gender
        named = self._persons.named(name) if self._lexicon.generic else None
        if named is None and mention.sort is Sort.ROLE:
            named = self._persons.with_role(mention.roles, mention.first)
        if mention.sort is Sort.ROLE and named:
            gender = named.gender
        somebody = mention.sort is not Sort.BODY and not (person and self._persons.is_body(person))
        return Known(name, gender, somebody, mention.plural, paragraph)

    def _again(self, name: str, paragraph: int) -> Known:
        before = next((k for k in reversed(self._told) if k.name == name), None)
        return before._replace(paragraph=paragraph) if before else Known(name, "", True, False, paragraph)

    def goes_on(self, paragraph: int) -> str | None:
        """Return who goes on speaking in a paragraph where nobody is named."""
        acted = self._acted
        if acted and acted.person and not acted.several and acted.paragraph == paragraph:
            return acted.name
        near = self.running and paragraph - self.running.paragraph <= _NEAR
        return self.running.name if self.running and near else None

    def telling(self, paragraph: int) -> str | None:
        """Return who told of something in this paragraph, or is told of in it, and not before."""
        known = next((k for k in reversed(self._told) if k.person and not k.several), None)
        return known.name if known and known.paragraph == paragraph else None

    def body_told(self, paragraph: int) -> str | None:
        """Return the body told of last, near by."""
        near = (k for k in reversed(self._told) if not k.person and paragraph - k.paragraph <= 1)
        return next((k.name for k in near), None)

    def acting(self, paragraph: int, gender: str = "") -> str | None:
        """Return who is meant where a sentence has no subject: whoever was told of last."""
        for known in reversed(self._told):
            if paragraph - known.paragraph > _NEAR:
                return None
            if self._only_tells_of(known, paragraph):
                continue
            if not known.several and (not gender or (known.person and known.gender in {"", gender})):
                return known.name
        return None

    def _only_tells_of(self, known: Known, paragraph: int) -> bool:
        """Tell whether a body has only acted amid a paragraph in which somebody speaks: …. Şirket İzmir'de kalacak."""
        speaking = self.running is not None and self.running.person and self.running.paragraph == paragraph
        return bool(self._lexicon.said_nouns) and known is self._acted and not known.person and speaking

    def issuing(self, paragraph: int) -> str | None:
        """Return the body that was told of last in a paragraph, since somebody spoke: of which "the statement" is."""
        acted = self._acted
        return acted.name if acted and not acted.person and acted.paragraph == paragraph else None

    def told_before(self, paragraph: int, asker: str | None = None, mention: Mention | None = None) -> str | None:
        """Return who was told of last before a paragraph, near by, and did not ask; who has an exact role, if any."""
        person = self._persons.with_role(mention.roles, mention.first, mention.gender) if mention else None
        if mention and person and person.first < mention.first and person.roles.intersection(mention.roles):
            return person.name
        for known in reversed(self._told):
            fits = mention is None or not mention.gender or not known.gender or known.gender == mention.gender
            if known.name != asker and known.person and not known.several and fits:
                return known.name if paragraph - known.paragraph <= _NEAR else None
        return None

    def meant(self, mention: Mention, paragraph: int) -> str | None:
        """Return the name of who a mention means; an unnamed source keeps the article's words."""
        if mention.sort is Sort.NAME:
            person = self._persons.called(mention)
            return person.name if person else None
        if mention.sort is Sort.BODY:
            return self._body(mention, paragraph)
        if mention.sort is Sort.PRONOUN:
            return self._pronoun(mention, paragraph)
        return self._role(mention, paragraph)

    def _body(self, mention: Mention, paragraph: int) -> str:
        """Return the name of a body; one that only says what kind of body it is means the one told of last."""
        name = self._persons.body(mention)
        low = self._prose.tokens[mention.first].lower
        kind = next((kind for kind in self._lexicon.kinds if low.startswith(kind)), None)
        if " " in name or self._lexicon.lemmatised or kind is None:
            return name
        kind = kind if ends_in_vowel(self._lexicon.language, kind) else kind[:-1]  # dernek, derneğin
        if self.running and NOMINATIVE not in mention.cases and self.running.paragraph == paragraph:
            speaker = self._persons.named(self.running.name)
            if speaker and self._persons.is_of(speaker, kind, self._prose.tokens):
                return speaker.name  # the words of the society that its head has just spoken for
        near = (k.name for k in reversed(self._told) if not k.person and paragraph - k.paragraph <= 1)
        return next((told for told in near if not self._is_other_kind(told, kind)), name)

    def _is_other_kind(self, name: str, kind: str) -> bool:
        """Tell whether the last word of a body's name tells that it is of another kind: a council is no society."""
        last = self._persons.low(name).split()[-1]
        return last in self._lexicon.bodies and not last.startswith(kind)

    def is_somebody(self, mention: Mention | None) -> bool:
        """Tell whether a mention is surely one of a person."""
        if mention is None or mention.is_somebody:
            return mention is not None
        person = self._persons.called(mention)
        return person is not None and len(person.words) > 1

    def introduces(self, mention: Mention) -> bool:
        """Tell whether a mention is the first of somebody, by the whole name."""
        person = self._persons.called(mention)
        return person is not None and person.first == mention.first and len(person.words) > 1

    def may_be(self, mention: Mention, gender: str) -> bool:
        """Tell whether a mention may be one of somebody of a gender, as far as it is known."""
        person = self._persons.called(mention)
        known = (person.gender if person else "") or mention.gender
        return not gender or not known or known == gender

    def _last(self, paragraph: int, gender: str) -> Known | None:
        """Return the person told of last, whom a description may mean: the midfielder said."""
        for known in reversed(self._told):
            fits = not gender or not known.gender or known.gender == gender
            if paragraph - known.paragraph <= 1 and known.person and not known.several and fits:
                return known
        return None

    def _pronoun(self, mention: Mention, paragraph: int) -> str | None:
        if mention.words and self._lexicon.pronouns.get(mention.words) == "1":
            return None
        for known in reversed(self._told):
            if paragraph - known.paragraph > _NEAR:
                return None
            fits = not mention.gender or (known.gender or self._word_for(known)) in {"", mention.gender}
            if known.several == mention.plural and fits and (known.person or mention.plural):
                return known.name
        return None

    def _word_for(self, known: Known) -> str:
        """Return m for somebody of whom nothing is known but a role whose word is a man's: партнёр."""
        return "m" if self._lexicon.generic and self._persons.named(known.name) is None else ""

    def _role(self, mention: Mention, paragraph: int) -> str | None:
        tokens = self._prose.tokens
        before = tokens[mention.first - 1].lower if mention.first else ""
        if not self._lexicon.lemmatised and self._is_new(mention):
            before = next(iter(self._lexicon.indefinite))
        if before in self._lexicon.same and self.running and paragraph - self.running.paragraph <= 1:
            return self.running.name
        if not (mention.plural or mention.several or before in self._lexicon.indefinite) and (
            name := self._definite(mention, paragraph)
        ):
            return name
        named = NOMINATIVE in mention.cases or not mention.roles or mention.several
        whole = self._lexicon.lemmatised and self._is_anonymous(mention)
        last = self._comma_after(mention) - 1 if whole else mention.last
        name = self._prose.text[tokens[mention.first].start : tokens[last].end] if named else mention.roles[-1]
        if not mention.plural:
            self._unnamed_as |= dict.fromkeys(mention.roles[-1:], name)
        return name

    def _is_new(self, mention: Mention) -> bool:
        """Tell whether "one" stands before what kind of somebody a role tells: bir tünel işçisi."""
        if self._is_anonymous(mention):
            return True
        tokens, owned = self._prose.tokens, self._prose.tokens[mention.last].lower not in mention.roles
        for i in range(mention.first - 1, max(-1, mention.first - 1 - _KINDS), -1):
            if not tokens[i].is_word or tokens[i].is_capital or not owned:
                return False
            if tokens[i].lower in self._lexicon.indefinite:
                return True
        return False

    def _is_anonymous(self, mention: Mention) -> bool:
        """Tell whether words beside a role tell that who it is must not be named: adını vermek istemeyen pilot."""
        last = self._prose.tokens[mention.first]
        if self._lexicon.lemmatised:  # врач, просивший не называть его имени
            comma = self._comma_after(mention)
            clause = self._prose.tokens[comma + 1 : comma + 1 + _HIDDEN] if comma else []
            return any(t.lower in self._lexicon.anonymous and t.sentence == last.sentence for t in clause)
        before = self._prose.tokens[max(0, mention.first - _HIDDEN) : mention.first]
        clause = [t for t in before if t.sentence == last.sentence]
        if any(t.text in ",;:" for t in clause):
            return False
        return any(t.lower in self._lexicon.anonymous for t in clause)

    def _comma_after(self, mention: Mention) -> int:
        """Return the position of the comma after a role and the few words that tell whose it is; 0 if none follows."""
        near = range(mention.last + 1, min(mention.last + 1 + _WHOSE, len(self._prose.tokens)))
        mark = next((i for i in near if not self._prose.tokens[i].is_word), 0)
        return mark if self._prose.tokens[mark].text == "," else 0

    def _definite(self, mention: Mention, paragraph: int) -> str | None:
        return self._described(mention, paragraph) if self._lexicon.generic else self._with_role(mention, paragraph)

    def _with_role(self, mention: Mention, paragraph: int) -> str | None:
        """Return who is meant by a role, of those named or described before rather than later."""
        person = self._persons.with_role(mention.roles, mention.first)
        exact = bool(person and set(mention.roles) & person.roles)
        unnamed = bool(self._lexicon.unnamed.intersection(mention.roles))
        last = self._last(paragraph, mention.gender)
        if last and (self._is_of_another(last.name, mention) or self._is_contrasted(last, mention)):
            last = None
        here = last.name if last and last.paragraph == paragraph else None
        if person and exact and person.first <= mention.first:
            return person.name
        if not self._lexicon.lemmatised:
            like = [fit for role in mention.roles for fit in (role, *self._lexicon.alike.get(role, ()))]
            known = next((self._unnamed_as[role] for role in like if role in self._unnamed_as), None)
            anybody = bool(self._lexicon.anybody.intersection(mention.roles))
            if here and anybody:
                return here
            if person and person.first <= mention.first and not (known or self._fits_like(here, mention)):
                return person.name
            if name := known or here:
                return name
        if person and (exact or not unnamed) and (person.first <= mention.first or last is None):
            return person.name
        if last and not unnamed:
            return last.name
        return person.name if person and (exact or not unnamed) else None

    def _is_contrasted(self, known: Known, mention: Mention) -> bool:
        """Tell whether a word behind a role tells that it is somebody else than spoke last: sahibi isə gileylənir."""
        i = mention.last + 1
        after = self._prose.tokens[i].lower if i < len(self._prose.tokens) else ""
        return (after,) in self._lexicon.contrast and self.running is not None and known.name == self.running.name

    def _is_of_another(self, name: str, mention: Mention) -> bool:
        """Tell whether a role is an office that somebody does not have: Zabıta; Sendika başkanı, but not "müdür".

        Of somebody of whom no office is known, only one whose words tell where it is that.
        """
        offices = self._lexicon.offices
        if not any(role.split()[-1].startswith(tuple(offices)) for role in mention.roles):
            return False
        holder = self._persons.named(name)
        whose = self._prose.tokens[mention.first].lower
        if holder and mention.last > mention.first and self._persons.is_of(holder, whose, self._prose.tokens):
            return False
        if holder and mention.last == mention.first and self._is_short_for(mention, holder):
            return False
        told = bool(holder and any(tuple(role.split()) in self._lexicon.roles for role in holder.roles))
        return not self._fits_like(name, mention) if told else mention.last > mention.first

    def _is_short_for(self, mention: Mention, holder: Person) -> bool:
        """Tell whether the word for an office is short for that of somebody, or for one like it: komitə sədri, sədr."""
        like = [fit for role in mention.roles for fit in (role, *self._lexicon.alike.get(role, ()))]
        return any(role.split()[-1].startswith(fit.split()[-1]) for role in holder.roles for fit in like)

    def _fits_like(self, name: str | None, mention: Mention) -> bool:
        """Tell whether somebody may be in a role, as far as is known what they are."""
        holder = self._persons.named(name) if name else None
        listed = {role for role in holder.roles if tuple(role.split()) in self._lexicon.roles} if holder else set()
        return name is not None and (not listed or self._persons.with_role(mention.roles, mention.first) is holder)

    def _described(self, mention: Mention, paragraph: int) -> str | None:
        """Return whom a description means, in a language where the words before it tell whether it is somebody new."""
        if self._is_anonymous(mention):
            return None
        asks = bool(self._lexicon.askers.intersection(mention.roles))
        if told := self._told_with_role(mention, paragraph):
            return told.name
        person = self._persons.with_role(mention.roles, mention.first, mention.gender)
        exact = person is not None and bool(set(mention.roles) & person.roles)
        if person and exact and (person.first < mention.first or not asks):
            return person.name
        if asks:
            return None
        unnamed = bool(self._lexicon.unnamed.intersection(mention.roles))
        generic = not any((role,) in self._lexicon.roles for role in mention.roles) or bool(
            self._lexicon.generic.intersection(mention.roles)
        )
        last = self._last(paragraph, mention.gender)
        holder = self._persons.named(last.name) if last else None
        if self._lexicon.offices.intersection(mention.roles) and holder and self._is_other(holder, mention):
            return person.name if person else None
        near = last is not None and last.paragraph == paragraph
        whose = self._tells_whose(mention) and (unnamed or NOMINATIVE not in mention.cases)
        if whole := self._persons.heading(self._like(mention), self._whose(mention), self._prose.tokens):
            return whole.name
        if person and holder and self._tells_whose(mention) and self._is_unlike(holder, mention):
            return person.name
        if last and self._points(mention) and not (whose and unnamed) and (near or (generic and not whose)):
            self._learn(last.name, mention, generic=generic)
            return last.name
        if unnamed and not whose and (source := self._source_before(mention, paragraph)):
            return source
        if unnamed or (generic and (whose or not self._points(mention))):
            return None
        if person:
            return person.name
        return last.name if last else None

    def _source_before(self, mention: Mention, paragraph: int) -> str | None:
        """Return the unnamed source of the same kind that was told of near by: источник, сказал собеседник."""
        named = {self._unnamed_as[role] for role in self._like(mention) if role in self._unnamed_as}
        near = (k for k in reversed(self._told) if paragraph - k.paragraph <= 1)
        return next((known.name for known in near if known.name in named), None)

    def _learn(self, name: str, mention: Mention, *, generic: bool) -> None:
        """Remember what somebody is, from a description that means them: — рассказывает фельдшер."""
        person = self._persons.named(name)
        if person and not generic:
            person.roles.update(mention.roles)

    def _told_with_role(self, mention: Mention, paragraph: int) -> Known | None:
        """Return whoever was told of last, near by, of those who have one of the roles or one like it."""
        wanted = self._like(mention)
        for known in reversed(self._told):
            if paragraph - known.paragraph > _NEAR:
                return None
            fits = not mention.gender or not known.gender or known.gender == mention.gender
            person = self._persons.named(known.name)
            roles = person.roles if person else set()
            same = roles.intersection(mention.roles) or self._points(mention)
            if fits and not known.several and same and wanted & roles:
                return known
        return None

    def _points(self, mention: Mention) -> bool:
        """Tell whether nothing before a description tells that it is somebody new, as "местный" does."""
        if mention.first == 0 or self._prose.tokens[mention.first].first:
            return True
        before = self._prose.tokens[mention.first - 1]
        if not before.is_word or before.lower in self._lexicon.pointing or self._is_aged(mention):
            return True
        form = morphology.forms(before.lower)[0]
        if form.pos == "NPRO":  # знакомый с ним предприниматель
            tokens = self._prose.tokens[max(0, mention.first - 3) : mention.first - 1]
            poses = [morphology.forms(t.lower)[0].pos for t in tokens]
            return poses[-1:] != ["PREP"] or poses[0] not in {"ADJF", "PRTF"}
        return not (form.pos in {"ADJF", "PRTF"} and form.case in mention.cases)

    def _is_aged(self, mention: Mention) -> bool:
        """Tell whether a description with an age means whoever spoke last, as far as is known: 52-летний министр."""
        holder = self._persons.named(self.running.name) if self.running else None
        if not self._prose.tokens[mention.first - 1].lower[0].isdigit() or holder is None:
            return False
        return not (self._lexicon.generic.isdisjoint(mention.roles) and self._is_unlike(holder, mention))

    def _is_other(self, person: Person, mention: Mention) -> bool:
        """Tell whether somebody is known to be something else than a description tells."""
        known = {role for role in person.roles if (role,) in self._lexicon.roles}
        return bool(known) and not known.intersection(mention.roles)

    def _is_unlike(self, person: Person, mention: Mention) -> bool:
        """Tell whether somebody is known to be something else than a description tells, or what is like that."""
        return self._is_other(person, mention) and not person.roles & self._like(mention)

    def _like(self, mention: Mention) -> set[str]:
        """Return the roles of a mention and those like them."""
        return set(mention.roles).union(*(self._lexicon.alike.get(role, ()) for role in mention.roles))

    def _whose(self, mention: Mention) -> str:
        """Return the word in the genitive after a role: of "глава службы", "службы"; empty if there is none."""
        i = mention.first + 1
        word = self._prose.tokens[i].lower if i < len(self._prose.tokens) else ""
        return word if any(f.pos == "NOUN" and f.case == "genitive" for f in morphology.forms(word)[:1]) else ""

    def _tells_whose(self, mention: Mention) -> bool:
        """Tell whether words after a description tell of whom or what: чиновник областной администрации."""
        i = mention.last
        after = self._prose.tokens[i + 1].lower if i + 1 < len(self._prose.tokens) else ""
        return mention.first < i or any(f.case == "genitive" for f in morphology.forms(after)[:1])
