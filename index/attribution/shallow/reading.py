"""Reading: one unit of an article after another, for what is said in it and by whom."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.attribution.shallow import cues as cue_finder
from index.attribution.shallow import layouts
from index.attribution.shallow.aloud import Aloud
from index.attribution.shallow.cueless import Cueless
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.dialogue import Dialogue
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.opinions import Opinions
from index.attribution.shallow.report import Report
from index.attribution.shallow.running import Running
from index.attribution.shallow.sources import Source, Sources, phrase_at
from index.attribution.shallow.subjects import Subjects
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.shallow.views import Views
from index.attribution.statement import Kind, Statement
from index.spans import Span, trimmed

_LONGEST_BACK = 45
"""Tokens of a sentence at most that only tells who said the one before it."""
_THERE = 2
"""Words at most between "there" and the verb of those who speak there."""
_OPENING = 1
"""Tokens of a sentence at most before a pronoun that stands for somebody told of in another."""


class Reader:
    """Reads the units of an article in order."""

    def __init__(self, prose: Prose, lexicon: Shallow, mentions: Sequence[Mention], discourse: Discourse) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._mentions = [m for m in mentions if not prose.quoted(prose.tokens[m.first].start)]
        self._discourse = discourse
        self._subjects, self._sources = Subjects(prose, lexicon, mentions), Sources(prose, lexicon, mentions)
        self._cueless = Cueless(prose, lexicon, discourse, self._subjects)
        self._aloud = Aloud(prose, lexicon, discourse)
        self._dialogue = Dialogue(prose, lexicon, self._subjects, discourse)
        self._opinions, self._running = Opinions(prose, lexicon, discourse), Running(prose, lexicon, discourse)
        self._views = Views(prose, lexicon, self._subjects, discourse)
        self._tokens = prose.tokens

    def read(self, units: Sequence[Unit]) -> list[Statement]:
        """Return the statements of an article in text order."""
        found: list[Statement] = []
        before: Unit | None = None
        self._dialogue.prepare(units, self._mentions)
        at = 0
        while at < len(units):
            unit = units[at]
            made, whole = self._marked(units, at, before)
            made = made or list(self._reports(unit))
            if before is not None and not made and (back := self._back(unit, before, found)):
                made = [back]
                if found and found[-1].start >= before.span.start:
                    found.pop()  # a quote that was only thought to go on with somebody's
            for report in made:
                if report.name:
                    self._discourse.speaks(report.mention, report.name, unit.paragraph)
                    found.append(report.statement(self._tokens))
            if made:
                self._aloud.stops()
            elif made := self._unmarked(unit) or self._running.read(
                unit, self._inside(unit), before, found[-1] if found else None
            ):
                found += [report.statement(self._tokens) for report in made]
            else:
                self._tell(unit)
                self._lead(unit)
            before = units[at + whole - 1]
            at += whole
        return sorted(found, key=lambda s: (s.start, s.end))

    def _meant(self, mention: Mention, unit: Unit) -> str | None:
        """Return the name of who a mention means; a pronoun amid a sentence, whoever is named there before it."""
        if mention.sort is Sort.PRONOUN and not (mention.plural or self._lexicon.lemmatised):
            people = [m for m in self._inside(unit) if m.last < mention.first and self._discourse.is_somebody(m)]
            named = [m for m in people if m.sort in {Sort.NAME, Sort.ROLE} and not m.plural]
            if named and (mention.first > unit.tokens.start + _OPENING):
                return self._discourse.meant(next((m for m in named if m.is_subject), named[-1]), unit.paragraph)
        if (told := self._introduced(mention, unit)) is not None:
            mention = told
        return self._discourse.meant(mention, unit.paragraph)

    def _introduced(self, pronoun: Mention, unit: Unit) -> Mention | None:
        """Return who a sentence is about, after whose colon a pronoun stands: Белова спорит: мост, говорит она, цел."""
        if pronoun.sort is not Sort.PRONOUN or not self._lexicon.generic:
            return None
        colon = next((i for i in unit.tokens if self._tokens[i].text in ":;"), pronoun.first)
        mentions = self._inside(unit)
        if told := self._fitting(pronoun, [m for m in mentions if m.last < colon < pronoun.first]):
            return told
        fresh = [m for m in mentions if m.last < pronoun.first and self._discourse.introduces(m)]
        if not unit.starts_paragraph or (told := self._fitting(pronoun, fresh)):
            return told if unit.starts_paragraph else None
        opens = next((m for m in fresh if m.first <= unit.tokens.start + _OPENING and m.likely), None)
        return opens if opens and self._discourse.may_be(opens, pronoun.gender) else None  # Бригадиру Зорину 60 лет, …

    def _fitting(self, pronoun: Mention, mentions: Sequence[Mention]) -> Mention | None:
        """Return the first subject among mentions that a pronoun may stand for."""
        people = (m for m in mentions if m.is_subject and self._discourse.is_somebody(m))
        named = (m for m in people if m.sort is not Sort.PRONOUN and m.plural == pronoun.plural)
        return next((m for m in named if self._discourse.may_be(m, pronoun.gender)), None)

    def _marked(self, units: Sequence[Unit], at: int, before: Unit | None) -> tuple[list[Report], int]:
        """Return what the layout from a unit on tells, and in how many units; one if it tells nothing."""
        unit = units[at]
        stop = next((k for k in range(at, len(units)) if units[k].paragraph != unit.paragraph), len(units))
        rest = units[at:stop]
        made = self._laid_out(rest) if unit.starts_paragraph else []
        if not made and unit.starts_paragraph and self._dialogue.is_turn(rest):
            made = self._aloud.paragraph(rest, before)
        if made:
            return made, len(rest)
        if asked := self._sources.asked(unit, self._inside(unit)):
            self._discourse.acts(asked, unit.paragraph)
        spoken = self._dialogue.read(rest, self._among(range(unit.tokens.start, rest[-1].tokens.stop)))
        return ([spoken[0]], spoken[1]) if spoken else ([], 1)

    def _unmarked(self, unit: Unit) -> list[Report]:
        """Return what no verb of saying marks as somebody's: words after a dash, hearsay."""
        if spoken := self._aloud.sentence(unit):
            return spoken
        last = next((self._tokens[i] for i in reversed(unit.tokens) if self._tokens[i].is_word), None)
        if last is None or unit.speech or not last.lower.endswith(self._lexicon.hearsay):
            return []
        self._tell(unit)
        name = self._discourse.telling(unit.paragraph)
        return [Report(unit.span, Kind.INDIRECT, "runs on", name, None, None)] if name else []

    def _inside(self, unit: Unit) -> list[Mention]:
        return [m for m in self._among(unit.tokens) if m.last in unit.tokens]

    def _among(self, tokens: range) -> list[Mention]:
        """Return the mentions that start among some tokens."""
        first, last = (bisect_left(self._mentions, edge, key=lambda m: m.first) for edge in (tokens.start, tokens.stop))
        return self._mentions[first:last]

    def _tell(self, unit: Unit) -> None:
        """Remember who is told of in a sentence that says nothing of words."""
        inside = self._inside(unit)
        if self._lexicon.generic:
            told = self._told(inside)
        else:
            told = [m for m in self._subjects.actors(inside) if m.sort is not Sort.PRONOUN]
            told = told or self._subjects.owners(inside, unit)
        for mention in reversed(self._topics(unit, told)):
            self._discourse.acts(mention, unit.paragraph)

    def _topics(self, unit: Unit, subjects: Sequence[Mention]) -> Sequence[Mention]:
        """Return whom a sentence is about: who acts, or else the only one named; not who reports on somebody."""
        acting = [m for m in subjects if not self._lexicon.reporters.intersection(m.roles)]
        named = [m for m in self._inside(unit) if m.sort is Sort.NAME and m not in subjects]
        if acting or not self._lexicon.reporters or len({self._discourse.meant(m, unit.paragraph) for m in named}) != 1:
            return acting
        return named[:1]

    def _told(self, inside: Sequence[Mention]) -> list[Mention]:
        """Return the subjects among mentions; of what people are, none beside a name; else the only person there."""
        subjects = [m for m in inside if m.is_subject]
        sure = [m for m in subjects if m.sort is not Sort.ROLE]
        alone = [m for m in inside if m.sort in {Sort.NAME, Sort.ROLE} and not m.plural]
        people = [m for m in alone if self._discourse.is_somebody(m)]
        named = [m for m in people if m.sort is Sort.NAME]
        firm = [m for m in subjects if not m.plural and (m.sort is not Sort.ROLE or len(m.cases) == 1)]
        if not any(self._discourse.is_somebody(m) for m in firm) and len(named or people) == 1:
            return [*subjects, *(named or people)][::-1]
        return sure if any(self._discourse.is_somebody(m) for m in sure) else subjects

    def _lead(self, unit: Unit) -> None:
        """Remember who is to speak next: a name alone on its line, or one before a mark that leads on."""
        inside = self._inside(unit)
        words = [i for i in unit.tokens if self._tokens[i].is_word]
        leads = self._prose.text[unit.span.end - 1] in ":;" and not unit.speech
        alone = unit.starts_paragraph and len(inside) == 1 and len(words) <= inside[0].last - inside[0].first + 1
        if inside and (leads or (alone and inside[0].sort is Sort.NAME)):
            mention = next((m for m in inside if m.is_subject), inside[0])
            if name := self._discourse.meant(mention, unit.paragraph):
                self._discourse.speaks(mention, name, unit.paragraph)

    # Layouts ----------------------------------------------------------------------------------

    def _laid_out(self, paragraph: Sequence[Unit]) -> list[Report]:
        """Return what a paragraph tells by its layout: a label with a colon, or speech between dashes."""
        unit = paragraph[0]
        turn = layouts.turn(self._prose, unit)
        if turn in self._lexicon.question_labels:
            return []
        whole = Span(unit.span.start, paragraph[-1].span.end)
        if turn in self._lexicon.answer_labels and (name := self._discourse.interviewed(unit.tokens.start)):
            said = trimmed(self._prose.text, self._tokens[unit.tokens.start + 1].end, whole.end)
            return [Report(said, Kind.INDIRECT, "label", name, None, None)] if said.end > said.start else []
        if (label := layouts.label(self._prose, self._lexicon, unit, self._inside(unit))) is not None:
            mention, colon = label
            name = self._discourse.meant(mention, unit.paragraph)
            said = trimmed(self._prose.text, self._tokens[colon].end, whole.end)
            if name and said.end > said.start:
                kind = Kind.DIRECT if any(quote.start == said.start for quote in unit.speech) else Kind.INDIRECT
                return [Report(said, kind, "label", name, mention, None)]
        if answer := self._dialogue.answer(paragraph):
            return [answer]
        tokens = range(unit.tokens.start, paragraph[-1].tokens.stop)
        cues = list(cue_finder.find(self._prose, self._lexicon, tokens))
        for cue in layouts.dashed(self._prose, tokens, cues):
            mentions = self._among(tokens)
            start, stop = layouts.aside(self._prose, tokens, cue)
            subject = self._subjects.subject(cue, unit, mentions, start, stop)
            asker = self._discourse.running.name if self._discourse.running else None
            name = self._dialogue.replier(paragraph, subject, asker) if subject else self._dropped(cue, unit)
            name = name or (self._discourse.meant(subject, unit.paragraph) if subject else None)
            if name:
                said = trimmed(self._prose.text, self._tokens[tokens.start].end, whole.end)
                return [Report(said, Kind.DIRECT, "quote", name, subject, self._span(cue.first, cue.last))]
        return []

    def _span(self, first: int, last: int) -> Span:
        return Span(self._tokens[first].start, self._tokens[last].end)

    # Sentences --------------------------------------------------------------------------------

    def _reports(self, unit: Unit) -> Iterator[Report]:
        mentions = self._inside(unit)
        if view := self._views.told(unit, mentions):
            yield view
            return
        borders = self._borders(unit, mentions)
        source = self._sources.source(unit, mentions)
        parts = self._parts(unit, borders)
        told = False
        for part in parts:
            mention = self._antecedent(source, mentions) if source else None
            name = self._meant(mention, unit) if mention else None
            told_by = source if name or self._lexicon.lemmatised else None  # onların hesablamasına görə: nobody's
            if told_by and part.start <= told_by.first < part.stop and not self._is_passed_on(told_by, unit, part):
                report = Report(
                    self._place(unit, part),
                    self._kind(unit, part),
                    "phrase",
                    name,
                    told_by.mention,
                    self._span(told_by.first, told_by.last),
                )
            else:
                found = self._by_verb(unit, part, mentions)
                if found is None:
                    continue
                report = found
            told = True
            yield report
        if not told and (view := self._views.read(unit, mentions) or self._opinions.read(unit, mentions)):
            yield view
        elif not told and (words := self._sources.in_statement(unit)):
            if name := self._discourse.issuing(unit.paragraph) or self._discourse.goes_on(unit.paragraph):
                yield Report(unit.span, self._kind(unit, unit.tokens), "phrase", name, None, words)
        elif not told and unit.speech:
            yield from self._cueless.read(unit, mentions)

    def _antecedent(self, source: Source, mentions: Sequence[Mention]) -> Mention:
        """Return whom the pronoun of a source means if it is the subject: Белова спорит: мост, по её словам, закрыт."""
        if source.mention.sort is not Sort.PRONOUN or not self._lexicon.generic:
            return source.mention
        earlier = [m for m in mentions if m.last < source.first]
        return self._fitting(source.mention, earlier) or source.mention

    def _is_passed_on(self, source: Source, unit: Unit, part: range) -> bool:
        """Tell whether a phrase only names the outlet that passes on what somebody said: …, по данным ТАСС."""
        if self._is_known(source.mention) or source.mention.sort in {Sort.ROLE, Sort.PRONOUN}:
            return False
        found = self._by_verb(unit, part, [m for m in self._inside(unit) if m is not source.mention])
        return found is not None and found.mention is not None

    def _borders(self, unit: Unit, mentions: Sequence[Mention]) -> list[int]:
        """Return the positions where somebody else may start to speak: before "isə" its subject."""
        borders = []
        for i in self._subjects.contrasts(unit):
            subject = next((m for m in mentions if m.last == i - 1 and not self._lexicon.lemmatised), None)
            borders.append(subject.first if subject else i)
        return [b for b in borders if b > unit.tokens.start]

    def _parts(self, unit: Unit, borders: Sequence[int]) -> list[range]:
        """Return the parts of a unit in which different people may speak: each has a verb of saying of its own."""
        edges = [unit.tokens.start]
        for border in borders:
            part = range(border, unit.tokens.stop)
            mentions = [m for m in self._inside(unit) if m.first >= border]
            before = range(edges[-1], border)
            if any(self._speaks(cue, unit, mentions, part) for cue in self._cues(part)) and self._has_cue(before, unit):
                edges.append(border)
        edges.append(unit.tokens.stop)
        return [range(a, b) for a, b in itertools.pairwise(edges)]

    def _has_cue(self, part: range, unit: Unit) -> bool:
        return bool(self._cues(part)) or self._sources.source(unit, self._inside(unit)) is not None

    def _speaks(self, cue: Cue, unit: Unit, mentions: Sequence[Mention], part: range) -> bool:
        subject = self._subjects.subject(cue, unit, mentions, part.start, part.stop)
        return subject is not None or self._subjects.unlisted(cue, part) is not None

    def _cues(self, part: range) -> list[Cue]:
        return list(cue_finder.find(self._prose, self._lexicon, part))

    def _by_verb(self, unit: Unit, part: range, mentions: Sequence[Mention]) -> Report | None:
        """Return what the verbs of saying in a part of a unit report."""
        found = self._cues(part)
        subjects = {c: self._subjects.subject(c, unit, mentions, part.start, part.stop) for c in found}
        others = [c for c in found if not c.relay or (self._lexicon.lemmatised and self._is_known(subjects[c]))]
        inserted = {c for c in others if self._subjects.is_inserted(c, subjects[c], part.stop)}
        cues = sorted(others or found, key=lambda c: c not in inserted)
        quotes = [
            q
            for q in unit.speech
            if self._prose.within(q).start < part.stop and self._prose.within(q).stop > part.start
        ]
        leading: list[Cue] = []
        alone: Report | None = None
        for cue in cues:
            subject = subjects[cue]
            that = None if cue in inserted else self._subjects.follows_that(cue, part.stop)
            said = (
                bool(quotes)
                or cue in inserted
                or that is not None
                or self._subjects.is_aside(cue, subject)
                or self._subjects.has_said(cue)
            )
            said = said or (cue.first > 0 and self._tokens[cue.first - 1].lower in self._lexicon.as_words)
            if cue.weak and subject is not None and self._lexicon.reporters.intersection(subject.roles):
                continue  # a reporter asked somebody
            thinks = cue.stance and (
                self._discourse.is_somebody(subject) or bool(self._sources.bodies_place(cue, mentions))
            )
            if cue.weak and not said and not thinks:
                continue
            if leading and any(self._subjects.follows_that(c, cue.first) for c in leading):
                continue  # what somebody is said to have said
            leading.append(cue)
            name, mention = self._speaker(cue, subject, unit, mentions, part)
            if name is None:
                continue
            if not said and self._subjects.points_back(unit) and len(unit.tokens) <= _LONGEST_BACK:
                if any(self._subjects.has_said(c) for c in cues):
                    continue  # bunu yalan adlandırdı və körpünün açılacağını bildirdi
                return None
            if self._only_leads(part, quotes) and not said:
                self._discourse.speaks(mention, name, unit.paragraph)
                return None
            span = self._said(unit, part, quotes, that)
            if quotes and self._tokens[cue.last].end <= quotes[0].start and self._subjects.has_said(cue):
                span = Span(self._place(unit, part).start, span.end)  # körpünün bağlandığını bildirib: “…”
            rule = "quote" if quotes else "clause"
            report = Report(span, self._kind(unit, part), rule, name, mention, self._span(cue.first, cue.last))
            if mention is not None:
                return report
            alone = alone or report
        return alone

    def _is_known(self, mention: Mention | None) -> bool:
        """Tell whether a mention is the name of a person, not of an outlet."""
        return mention is not None and mention.sort is Sort.NAME and self._discourse.is_somebody(mention)

    def _speaker(
        self, cue: Cue, subject: Mention | None, unit: Unit, mentions: Sequence[Mention], part: range
    ) -> tuple[str | None, Mention | None]:
        """Return the name of who says what a verb tells, and the words for them."""
        paragraph = unit.paragraph
        if cue.act is Act.PASSIVE:
            giver = self._sources.giver(cue, unit, mentions)
            if giver:
                return self._discourse.meant(giver, paragraph), giver
            issued = self._sources.in_words(cue, unit)
            if issued and (body := self._discourse.issuing(paragraph)):
                return body, None
            running = self._discourse.running
            goes_on = running and (not running.person or issued)
            return (self._discourse.goes_on(paragraph), None) if goes_on else (None, None)
        if subject is None and (name := self._there(cue, unit)):
            return name, None
        place = self._sources.bodies_place(cue, mentions)
        if subject is not None and not (place and cue.last < place.first <= cue.last + 2):
            return self._together(subject, unit), subject
        if (giver := place) or (not self._lexicon.lemmatised and (giver := self._sources.giver(cue, unit, mentions))):
            return self._discourse.meant(giver, paragraph), giver
        if cue.act is Act.PARTICIPLE and not self._lexicon.lemmatised:
            follows = next((m for m in mentions if m.first > cue.last and m.likely), None)
            return (self._discourse.meant(follows, paragraph), follows) if follows and unit.speech else (None, None)
        if (people := self._subjects.unlisted(cue, part)) is not None:
            return self._span(*people).of(self._prose.text), None
        if cue.first and self._tokens[cue.first - 1].lower in self._lexicon.others:
            return None, None
        nobody = any(phrase_at(self._tokens, self._lexicon.nobodies, i) for i in range(part.start, cue.first))
        if nobody or self._subjects.has_thing(cue, part):
            return None, None
        return self._dropped(cue, unit), None

    def _there(self, cue: Cue, unit: Unit) -> str | None:
        """Return the body told of last where people there say something: свет там обещают вернуть."""
        near = self._tokens[max(unit.tokens.start, cue.first - _THERE) : min(unit.tokens.stop, cue.last + 1 + _THERE)]
        told = cue.plural and any(t.lower in self._lexicon.there for t in near)
        return self._discourse.body_told(unit.paragraph) if told else None

    def _together(self, subject: Mention, unit: Unit) -> str | None:
        """Return the name of who speaks, or of the two who do together."""
        name, other = self._meant(subject, unit), self._subjects.partner(subject)
        if name is None or other is None or (partner := self._discourse.meant(other, unit.paragraph)) is None:
            return name
        return f"{partner} {self._tokens[subject.first - 1].text} {name}"

    def _dropped(self, cue: Cue, unit: Unit) -> str | None:
        """Return who acts where no subject is named."""
        if cue.plural or (self._lexicon.lemmatised and cue.act is Act.PARTICIPLE):
            return None
        return self._discourse.acting(unit.paragraph, cue.gender)

    def _only_leads(self, part: range, quotes: Sequence[Span]) -> bool:
        """Tell whether a sentence only leads to what follows it, as "Bakan şunları söyledi:" does."""
        return not quotes and self._tokens[part.stop - 1].text == ":"

    def _place(self, unit: Unit, part: range) -> Span:
        """Return the place of a part of a unit."""
        start = unit.span.start if part.start == unit.tokens.start else self._tokens[part.start].start
        end = unit.span.end if part.stop == unit.tokens.stop else self._tokens[part.stop - 1].end
        return trimmed(self._prose.text, start, end)

    def _kind(self, unit: Unit, part: range) -> Kind:
        place = self._place(unit, part)
        if any(q.start < place.end and place.start < q.end for q in unit.speech):
            return Kind.DIRECT
        quoted = any(q.start < place.end and place.start < q.end for q in self._prose.partial)
        return Kind.MIXED if quoted else Kind.INDIRECT

    def _said(self, unit: Unit, part: range, quotes: Sequence[Span], that: int | None) -> Span:
        """Return the place of what is said: the quotes, the clause after "that", else the whole part."""
        place = self._place(unit, part)
        if quotes:
            start = min(q.start for q in quotes)
            if that is not None and that < part.stop:
                start = min(start, self._tokens[that].start)
            end = place.end if that is not None else max(q.end for q in quotes)
            return Span(max(place.start, start), end)
        while (
            that is not None
            and that < part.stop
            and not self._tokens[that].is_word
            and self._tokens[that].text in ",:-–—"
        ):
            that += 1
        if that is not None and that < part.stop:
            return trimmed(self._prose.text, self._tokens[that].start, place.end)
        return place

    def _back(self, unit: Unit, before: Unit, found: Sequence[Statement]) -> Report | None:
        """Return the sentence before as what a sentence tells the speaker of: Об этом сообщил Зорин."""
        if not self._subjects.points_back(unit) or len(unit.tokens) > _LONGEST_BACK or unit.speech:
            return None
        told = any(s.start < before.span.end and before.span.start < s.end for s in found)
        if told and (found[-1].mention is not None or found[-1].cue is not None):
            return None
        mentions = self._inside(unit)
        cues = self._cues(unit.tokens)
        for cue in [c for c in cues if not c.relay] or cues:
            subject = self._subjects.subject(cue, unit, mentions, unit.tokens.start, unit.tokens.stop)
            name, mention = self._speaker(cue, subject, unit, mentions, unit.tokens)
            if name and mention:
                kind = Kind.DIRECT if before.speech else Kind.INDIRECT
                return Report(before.span, kind, "back", name, mention, self._span(cue.first, cue.last))
        return None
