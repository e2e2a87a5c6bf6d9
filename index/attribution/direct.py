"""Direct speech: which cue and which speaker a quote belongs to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import agent, child, is_passive, is_verb, noun_phrase, subject, verb_group
from index.attribution.indirect import Report
from index.attribution.quotes import Quote
from index.parsing import Words

_WINDOW = 40
_MIN_WORDS = 3


@dataclass(slots=True)
class Pairing:
    """A quote with the verb that introduces it and the head of the words that name its speaker."""

    quote: Quote
    verb: int | None
    source: int | None
    weak: bool = False


def pair(words: Words, lexicon: Lexicon, quotes: Sequence[Quote], quoted: Sequence[bool]) -> list[Pairing]:
    """Return the quotes that a cue introduces or follows."""
    found = []
    for quote in quotes:
        first, last = _inside(words, quote)
        if first > last:
            continue
        verb = _after(words, lexicon, quote, last, quoted)
        if verb is None:
            verb = _before(words, lexicon, quote, first, quoted)
        if verb is not None:
            found.append(Pairing(quote, verb, source_of(words, verb)))
    return found


def source_of(words: Words, verb: int) -> int | None:
    """Return who says what verb `verb` introduces."""
    source = agent(words, verb) if is_passive(words, verb) else subject(words, verb)
    return _inverted(words, verb) if source is None else source


def _inverted(words: Words, verb: int) -> int | None:
    """Return the name right after its verb where the parser did not see the subject: "…," said Smith."""
    after = verb + 1
    if after < len(words) and words.sentence[after] == words.sentence[verb] and words.tag[after] in {"NNP", "PRP", "DT"}:
        while words.dep[after] in {"compound", "det", "amod"} and words.head[after] > after:
            after = words.head[after]
        return after
    return None


def _inside(words: Words, quote: Quote) -> tuple[int, int]:
    """Return the first and last word inside the quote."""
    return bisect_left(words.start, quote.start), bisect_left(words.start, quote.end) - 1


def _is_cue(words: Words, i: int, lexicon: Lexicon) -> bool:
    if not is_verb(words, i) or words.dep[i] in {"aux", "auxpass"}:
        return False
    lemma = lexicon.lemmas.get(words.lower[i], "")
    particle = child(words, i, "prt")
    return lemma in lexicon.verbs[Frame.QUOTE] or (
        particle is not None and f"{lemma} {words.lower[particle]}" in lexicon.verbs[Frame.QUOTE]
    )


def _after(words: Words, lexicon: Lexicon, quote: Quote, last: int, quoted: Sequence[bool]) -> int | None:
    """Return the cue that follows a quote: “…,” said Smith; “…,” the minister said."""
    text = words.text
    sentence = words.sentence[last]
    inner = text[quote.start : quote.end].rstrip("”\"'’»“ ")
    separated = inner[-1:] in ",?!—–-…" or text[quote.end : quote.end + 2].lstrip()[:1] in (",", "—", "–", "-")
    i = last + 1
    while i < len(words) and words.sentence[i] == sentence and not words.form[i][0].isalnum():
        i += 1
    limit = min(len(words), i + (_WINDOW if separated else 2))
    for k in range(i, limit):
        if words.sentence[k] != sentence or quoted[k]:
            return None
        if _is_cue(words, k, lexicon) and (source := source_of(words, k)) is not None:
            return k if source > last else None
    return None


def _before(words: Words, lexicon: Lexicon, quote: Quote, first: int, quoted: Sequence[bool]) -> int | None:
    """Return the cue that leads to a quote: Smith said, “…”; the minister told reporters: “…”."""
    at = first - 1
    if at < 0 or quoted[at]:
        return None
    lead = words.form[at]
    sentence = words.sentence[at]
    if sentence != words.sentence[first] and lead != ":":
        return None
    k = at
    while k >= 0 and words.sentence[k] == sentence and at - k < _WINDOW and not quoted[k]:
        if _is_cue(words, k, lexicon) and source_of(words, k) is not None:
            near = lead in {":", ","} or at - k <= 1
            return k if near else None
        k -= 1
    return None
