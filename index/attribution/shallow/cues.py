"""Cues: where an article's verbs of saying stand, and in which way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.attribution.shallow import morphology
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.morphology import Form
from index.attribution.shallow.tokens import Prose

_APART = 3
"""Words at most between those of a cue: обратил на это внимание."""
_LONGEST = 3
_ADVERBS = 2
"""Adverbs at most between a dash and the verb of whoever speaks: — твёрдо сказала она."""
_AUTHOR = 12
"""Tokens at most of what an author adds between two parts of a quote."""
_SIDES = frozenset({"с", "со", "против", "за"})
_MARKS = ",?!…."
_DASHES = "-–—"


@dataclass(frozen=True)
class Cue:
    """A verb of saying: the positions of its first and last token."""

    first: int
    last: int
    act: Act
    weak: bool
    stance: bool = False
    """Whether it is a report, though weak, if somebody is its subject."""
    relay: bool = False
    gender: str = ""
    """m or f where the verb tells the speaker's."""
    plural: bool = False
    personal: bool = False
    """Whether it is a report only of a person who is named: Зорин поддержал переход."""
    aside: bool = True
    """Whether it may stand beside what was said: Мост закрыт, сказал Зорин."""


def find(prose: Prose, lexicon: Shallow, span: range, *, quoted: bool = False) -> Iterator[Cue]:
    """Yield the cues among the tokens of `span`, in order; those in quotes only if `quoted`."""
    i = span.start
    while i < span.stop:
        token = prose.tokens[i]
        cue = None
        if token.is_word and (quoted or not prose.quoted(token.start)):
            if lexicon.lemmatised:
                cue = _lemmatised(prose, lexicon, i) or _after_quote(prose, lexicon, i, quoted)
            else:
                cue = _inflected(prose, lexicon, i, span.stop)
        if cue is None:
            i += 1
        else:
            yield cue
            i = cue.last + 1


def _inflected(prose: Prose, lexicon: Shallow, i: int, stop: int) -> Cue | None:
    words = [t.lower for t in prose.tokens[i : min(stop, i + _LONGEST)]]
    for length in range(len(words), 0, -1):
        phrase = tuple(words[:length])
        if length == _LONGEST and words[1] in lexicon.particles and phrase not in lexicon.verbs:
            phrase = (words[0], words[2])
        if act := lexicon.verbs.get(phrase):
            weak, stance, relay = (phrase in among for among in (lexicon.weak, lexicon.stances, lexicon.relays))
            return Cue(i, i + length - 1, act, weak, stance, relay)
    return _light(prose, lexicon, i, stop)


def _light(prose: Prose, lexicon: Shallow, i: int, stop: int) -> Cue | None:
    """Find a noun for words with a verb that says little: açıklamasını yaptı, uyarıda bulundu."""
    low = prose.tokens[i].lower
    case = lexicon.said_nouns.get(low) or lexicon.plain_nouns.get(low, "")
    for length in (2, 1):
        phrase = tuple(t.lower for t in prose.tokens[i + 1 : min(stop, i + 1 + length)])
        if len(phrase) == length and (act := lexicon.light.get(case, {}).get(phrase)):
            return Cue(i, i + length, act, weak=low not in lexicon.said_nouns)
    return None


def _lemmatised(prose: Prose, lexicon: Shallow, i: int) -> Cue | None:
    token = prose.tokens[i]
    if token.is_capital and not token.first:
        return None
    negated = i > 0 and prose.tokens[i - 1].lower in lexicon.negations
    for form in morphology.forms(token.lower)[:3]:
        if form.pos in {"ADJS", "PRTS"} and form.lemma in lexicon.adjectives:
            stance = form.lemma in lexicon.deniable and _leads_on(prose, i)
            return Cue(i, i, Act.FINITE, True, stance, gender=form.gender, plural=form.plural, aside=False)
        act = _act(form)
        if act is None:
            continue
        if negated and form.lemma not in lexicon.deniable:
            if form.lemma in lexicon.denied:
                return Cue(i, i, act, True, stance=True, gender=form.gender, plural=form.plural)
            phrases = [p for p in lexicon.verbs if p[0] in lexicon.negations and p[1] == form.lemma]
            return Cue(i, i, act, False, gender=form.gender, plural=form.plural) if phrases else None
        longer = [p for p in lexicon.verbs if len(p) > 1 and p[0] == form.lemma]
        for phrase in longer:
            after = [t.lower for t in prose.tokens[i + 1 : i + 2 + _APART]]
            if phrase[1] in after:
                last = i + 1 + after.index(phrase[1])
                act = Act.PASSIVE if lexicon.verbs[phrase] is Act.PASSIVE else act
                return Cue(i, last, act, False, gender=form.gender, plural=form.plural)
        if listed := lexicon.verbs.get((form.lemma,)):
            act = Act.PASSIVE if listed is Act.PASSIVE else act
            weak, relay = ((form.lemma,) in among for among in (lexicon.weak, lexicon.relays))
            stance = (form.lemma,) in lexicon.stances and (form.tense == "pres" or form.lemma not in lexicon.present)
            return Cue(i, i, act, weak or stance, stance, relay, form.gender, form.plural)
    return None


def _leads_on(prose: Prose, i: int) -> bool:
    """Tell whether a word tells what somebody will do, or whom they side with: готов показать, с ней не согласен."""
    near = (prose.tokens[max(0, i - 1 - _APART) : i], prose.tokens[i + 1 : i + 1 + _APART])
    sides = any(t.lower in _SIDES for tokens in near for t in tokens)
    return sides or any(morphology.forms(t.lower)[0].pos == "INFN" for t in near[1] if t.is_word)


def _after_quote(prose: Prose, lexicon: Shallow, i: int, quoted: bool) -> Cue | None:
    """Find any verb that stands where an author tells who speaks: «…», — горячится Зорин; — …, — пожал он плечами."""
    form = morphology.forms(prose.tokens[i].lower)[0]
    if form.pos != "VERB" or _act(form) is None or prose.tokens[i].is_capital:
        return None
    dash = i - 1
    while dash > 0 and i - dash <= _ADVERBS and morphology.forms(prose.tokens[dash].lower)[0].pos == "ADVB":
        dash -= 1
    if dash < 1 or not prose.tokens[dash].is_dash or not _ends_speech(prose, dash - 1, quoted):
        return None
    return Cue(i, i, Act.FINITE, False, gender=form.gender, plural=form.plural)


def _ends_speech(prose: Prose, i: int, quoted: bool) -> bool:
    """Tell whether a mark ends a quote, speech after a dash, or what of it stands before its author's words."""
    if quoted:
        after = prose.tokens[i + 2 : i + 2 + _AUTHOR]
        return prose.tokens[i].text in _MARKS and any(t.is_dash for t in after)
    if prose.quoted(prose.tokens[i].start) or (prose.tokens[i].text == "," and prose.quoted(prose.tokens[i - 1].start)):
        return True
    opening = prose.text[prose.sentences[prose.tokens[i].sentence].start]
    return prose.tokens[i].text in _MARKS and opening in _DASHES


def _act(form: Form) -> Act | None:
    if form.pos == "VERB":
        return Act.FINITE if form.tense in {"past", "pres"} else None
    return {"GRND": Act.CONVERB, "PRTF": Act.PARTICIPLE, "PRTS": Act.PASSIVE}.get(form.pos)
