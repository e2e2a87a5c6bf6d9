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
    aside: bool = True
    """Whether it may stand beside what was said: Мост закрыт, сказал Зорин."""


def find(prose: Prose, lexicon: Shallow, span: range, *, quoted: bool = False) -> Iterator[Cue]:
    """Yield the cues among the tokens of `span`, in order; those in quotes only if `quoted`."""
    i = span.start
    while i < span.stop:
        token = prose.tokens[i]
        cue = None
        if token.is_word and (quoted or not prose.quoted(token.start)):
            cue = _lemmatised(prose, lexicon, i) if lexicon.lemmatised else _inflected(prose, lexicon, i, span.stop)
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
            marks = (phrase in among for among in (lexicon.weak, lexicon.stances, lexicon.relays))
            return Cue(i, i + length - 1, act, *marks)
    return None


def _lemmatised(prose: Prose, lexicon: Shallow, i: int) -> Cue | None:
    token = prose.tokens[i]
    if token.is_capital and not token.first:
        return None
    negated = i > 0 and prose.tokens[i - 1].lower in lexicon.negations
    for form in morphology.forms(token.lower)[:3]:
        if form.pos in {"ADJS", "PRTS"} and form.lemma in lexicon.adjectives:
            return Cue(i, i, Act.FINITE, True, gender=form.gender, plural=form.plural, aside=False)
        act = _act(form)
        if act is None:
            continue
        if negated:
            phrases = [p for p in lexicon.verbs if p[0] in lexicon.negations and p[1] == form.lemma]
            return Cue(i, i, act, False, gender=form.gender, plural=form.plural) if phrases else None
        longer = [p for p in lexicon.verbs if len(p) > 1 and p[0] == form.lemma]
        for phrase in longer:
            after = [t.lower for t in prose.tokens[i + 1 : i + 2 + _APART]]
            if phrase[1] in after:
                last = i + 1 + after.index(phrase[1])
                return Cue(i, last, act, False, gender=form.gender, plural=form.plural)
        if listed := lexicon.verbs.get((form.lemma,)):
            act = Act.PASSIVE if listed is Act.PASSIVE else act
            weak, relay = ((form.lemma,) in among for among in (lexicon.weak, lexicon.relays))
            return Cue(i, i, act, weak, relay=relay, gender=form.gender, plural=form.plural)
    return None


def _act(form: Form) -> Act | None:
    if form.pos == "VERB":
        return Act.FINITE if form.tense in {"past", "pres"} else None
    return {"GRND": Act.CONVERB, "PRTF": Act.PARTICIPLE, "PRTS": Act.PASSIVE}.get(form.pos)
