"""Direct speech: which cue and which speaker a quote belongs to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import agent, child, is_passive, is_verb, noun_after, recovered_subject, subject
from index.attribution.quotes import Quote
from index.parsing import Words

_NAMES = frozenset({"NNP", "NNPS", "NN", "NNS", "PRP"})
_WINDOW = 40
_MIN_WORDS = 3
_MAX_SCARE = 8


@dataclass(slots=True)
class Pairing:
    """A quote with the verb that introduces it and the head of the words that name its speaker."""

    quote: Quote
    verb: int
    source: int


def pair(words: Words, lexicon: Lexicon, quotes: Sequence[Quote], quoted: Sequence[bool]) -> list[Pairing]:
    """Return the quotes that a cue introduces or follows."""
    found = []
    for quote in quotes:
        first = bisect_left(words.start, quote.start)
        last = bisect_left(words.start, quote.end) - 1
        if first > last:
            continue
        pairing = None
        if not _is_embedded(words, first, last):
            pairing = _after(words, lexicon, quote, last, quoted)
        pairing = pairing or _before(words, lexicon, quote, first, last, quoted)
        if pairing:
            found.append(pairing)
    return found


def _is_embedded(words: Words, first: int, last: int) -> bool:
    """Tell whether a short quote is a part of its sentence: a title, a scare quote."""
    at = first - 1
    same = at >= 0 and words.sentence[at] == words.sentence[first]
    return same and words.form[at][-1].isalnum() and last - first <= _MAX_SCARE


def _after(
    words: Words, lexicon: Lexicon, quote: Quote, last: int, quoted: Sequence[bool]
) -> Pairing | None:
    """Pair a quote with the cue that follows: “…,” said Smith; “…,” the minister said."""
    frame = _frame_after(words, quote, last, quoted)
    for k in frame:
        if _is_cue(words, k, lexicon) and words.tag[k] != "VBG":
            source = _source(words, k, frame[0], frame[-1])
            return None if source is None else Pairing(quote, k, source)
    return _after_by_position(words, lexicon, quote, frame) if frame else None


def _bare_frame(words: Words, quote: Quote, frame: range) -> Pairing | None:
    """Pair with any verb in a frame that holds a subject and a verb only: “…,” he mocked."""
    if len(frame) < 2 or words.tag[frame[0]] not in _NAMES:
        return None
    k = next(k for k in frame if words.tag[k] not in _NAMES or k == frame[-1])
    ends = k + 1 >= len(words) or words.sentence[k + 1] != words.sentence[k] or not words.form[k + 1][-1].isalnum()
    return Pairing(quote, k, k - 1) if ends and words.tag[k] in {"VBD", "VBZ"} else None


def _frame_after(words: Words, quote: Quote, last: int, quoted: Sequence[bool]) -> range:
    """Return the words after a quote that may hold its cue: the rest of the sentence, if a comma parts them."""
    text = words.text
    inner = text[quote.start : quote.end].rstrip("”\"'’»“ ")[-1:]
    parted = inner in ",?!—–-…" or text[quote.end : quote.end + 2].lstrip()[:1] in (",", "—", "–", "-")
    start = last + 1
    while start < len(words) and not words.form[start][0].isalnum() and words.sentence[start] == words.sentence[last]:
        start += 1
    if start >= len(words) or quoted[start]:
        return range(0)
    new_sentence = words.sentence[start] != words.sentence[last]
    if new_sentence and (inner not in "?!" or "\n" in text[quote.end : words.start[start]]):
        return range(0)
    end = start
    limit = start + (_WINDOW if parted else 2)
    while end < min(limit, len(words)) and words.sentence[end] == words.sentence[start] and not quoted[end]:
        end += 1
    return range(start, end)


def _after_by_position(words: Words, lexicon: Lexicon, quote: Quote, frame: range) -> Pairing | None:
    """Pair by the order of words alone where the parser lost its way: “…,” the pupils state."""
    for k in frame[:10]:
        if lexicon.lemmas.get(words.lower[k]) not in lexicon.verbs[Frame.QUOTE]:
            continue
        if k == frame[0]:
            source = noun_after(words, k)
        else:
            source = k - 1
            while source > frame[0] and words.tag[source][0] not in "NP":
                source -= 1
        if source is not None and words.tag[source][0] in "NP":
            return Pairing(quote, k, source)
    return _bare_frame(words, quote, frame)


def _source(words: Words, verb: int, first: int, last: int) -> int | None:
    """Return who says what `verb` introduces, looked for from word `first` to word `last`, outside the quote."""
    source = agent(words, verb) if is_passive(words, verb) else subject(words, verb)
    if source is None and child(words, verb, "nsubjpass") is None:
        source = subject(words, verb)
    if source is not None and (first <= source <= last or words.sentence[source] != words.sentence[verb]):
        return source
    before = next((k for k in range(verb - 1, first - 1, -1) if words.tag[k] in _NAMES), None)
    if before is not None and verb - before <= 2:
        return before
    return noun_after(words, verb) or recovered_subject(words, verb)


def _is_cue(words: Words, i: int, lexicon: Lexicon) -> bool:
    if not is_verb(words, i) or words.dep[i] in {"aux", "auxpass"}:
        return False
    lemma = lexicon.lemmas.get(words.lower[i], "")
    particle = child(words, i, "prt")
    return lemma in lexicon.verbs[Frame.QUOTE] or (
        particle is not None and f"{lemma} {words.lower[particle]}" in lexicon.verbs[Frame.QUOTE]
    )


def _before(
    words: Words, lexicon: Lexicon, quote: Quote, first: int, last: int, quoted: Sequence[bool]
) -> Pairing | None:
    """Pair a quote with the cue that leads to it: Smith said, “…”; the minister told reporters: “…”."""
    at = first - 1
    if at < 0 or quoted[at]:
        return None
    lead, sentence = words.form[at], words.sentence[at]
    if sentence != words.sentence[first] and lead != ":":
        return None
    whole = last - first > _MIN_WORDS + 1 and words.form[first + 1][:1].isupper()
    k = at
    while k >= 0 and words.sentence[k] == sentence and at - k < _WINDOW and not quoted[k]:
        if _is_cue(words, k, lexicon):
            source = _source(words, k, words.sentences[sentence][0], at)
            if source is not None:
                near = lead in {":", ","} or at - k <= 1 or (whole and at - k < 8)
                return Pairing(quote, k, source) if near else None
        k -= 1
    return _labelled(words, quote, k + 1, at) if lead == ":" else None


def _labelled(words: Words, quote: Quote, first: int, colon: int) -> Pairing | None:
    """Pair a quote with the subject of what stands before the colon: The mayor took to the radio: “…”."""
    for k in range(first, colon):
        if words.dep[k] in {"nsubj", "nsubjpass"} and words.tag[k][0] in "NP":
            return Pairing(quote, words.head[k], k)
    roots = [k for k in range(first, colon) if words.dep[k] == "ROOT" and words.tag[k] in {"NNP", "NNPS"}]
    return Pairing(quote, colon, roots[0]) if roots and colon - first <= 8 else None
