"""Replies: quotes under a noun and "be": Holt's answer was “…”; “…” was the only reply from the port."""

from __future__ import annotations

from collections.abc import Set

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import base_form, child, noun_after
from index.parsing import Words

_MODIFIERS = frozenset({"DT", "JJ", "RB", "CD", ",", ":", "NN"})
_BETWEEN = 4
"""How many words may stand between "be" and the quote: was, as ever, a curt “…”."""
_SUBJECTS = ("nsubj", "nsubjpass", "attr")


def before(words: Words, lexicon: Lexicon, first: int) -> tuple[int, int] | None:
    """Return the verb and who speaks in what leads to a quote at word `first`: Her message was “…”."""
    start = words.sentences[words.sentence[first]][0]
    clause = words.tag[first - 1] == "IN" and words.dep[first - 1] == "mark"  # Her argument was that “…”
    for k in range(first - 1 - clause, max(start, first - 1 - clause - _BETWEEN), -1):
        if words.lower[k] in lexicon.being_forms:
            nouns = lexicon.nouns.keys() | lexicon.spoken_nouns if clause else lexicon.spoken_nouns
            return _said(words, nouns, lexicon, k, range(start, k))
        if words.tag[k] not in _MODIFIERS:
            return None
    return None


def after(words: Words, lexicon: Lexicon, frame: range) -> tuple[int, int] | None:
    """Return the verb and who speaks in what follows a quote: “…” was the company's only comment."""
    if not frame or words.lower[frame[0]] not in lexicon.being_forms:
        return None
    end = words.sentences[words.sentence[frame[0]]][1]
    return _said(words, lexicon.spoken_nouns, lexicon, frame[0], range(frame[0], end + 1))


def pointed(words: Words, lexicon: Lexicon, last: int) -> tuple[int, int] | None:
    """Return the verb and who speaks in a sentence that points back at a quote with the last word `last`.

    “Nonsense.” That is how Holt sums it up; “Nonsense.” So said Holt; “Nonsense.” Those were the words of Holt.
    """
    first = last + 1
    if first + 2 >= len(words) or "\n" in words.text[words.end[last] : words.start[first]]:
        return None
    word, end = words.lower[first], words.sentences[words.sentence[first]][1]
    if word in lexicon.pointing_adverbs and words.lower[first + 1] in lexicon.quoting_forms:
        source = noun_after(words, first + 1)
        return None if source is None else (first + 1, source)
    verb = first + 1
    glued = words.tag[verb] == "VBZ" and words.end[first] == words.start[verb]  # "That's"
    if word not in lexicon.demonstratives | lexicon.pointing_words:
        return None
    return _pointed_by(words, lexicon, verb, end) if glued or words.lower[verb] in lexicon.being_forms else None


def _pointed_by(words: Words, lexicon: Lexicon, verb: int, end: int) -> tuple[int, int] | None:
    """Return the verb and who speaks in what follows "That is": how Holt puts it, Holt in 2014, the view of Holt."""
    if words.lower[verb + 1] in lexicon.pointing_clauses:
        source = next((k for k in range(verb + 2, end) if words.dep[k] == "nsubj"), None)
        does = verb if source is None else words.head[source]
        said = base_form(words, does, lexicon) in lexicon.verbs[Frame.QUOTE] | lexicon.verbs[Frame.OBJECT]
        return (does, source) if source is not None and verb < does and said else None
    told = child(words, verb, "attr")
    if told is not None and words.tag[told] == "NNP":
        return verb, told
    noun = next((k for k in range(verb + 1, end + 1) if words.lower[k] in lexicon.spoken_nouns), None)
    source = None if noun is None or words.head[noun] != verb else owner(words, lexicon, noun)
    return None if source is None else (verb, source)


def named(words: Words, lexicon: Lexicon, first: int, last: int) -> tuple[int, int] | None:
    """Return the noun and its owner around a quote: Reyes's “no new taxes” pledge, her “over my dead body” remark."""
    noun = last + 1
    if first == 0 or noun >= len(words) or words.lower[noun] not in lexicon.spoken_nouns:
        return None
    before = first - 1
    if words.tag[before] == "PRP$":
        return noun, before
    return (noun, before - 1) if words.tag[before] == "POS" and before > 0 else None


def _said(words: Words, nouns: Set[str], lexicon: Lexicon, verb: int, place: range) -> tuple[int, int] | None:
    """Return the verb "be" and the owner of what was said, if its subject there is one of the nouns.

    The parser may take "be" for an auxiliary of a verb in the quote: Holt's advice was “buy early”.
    """
    top = words.head[verb] if words.dep[verb] in {"aux", "auxpass"} else verb
    clause = child(words, top, "csubj")
    if clause is not None and clause in place and (speaker := _of_clause(words, lexicon, clause)) is not None:
        return clause, speaker
    subjects = (c for c in words.children[top] if c in place and words.dep[c] in _SUBJECTS)
    noun = next((c for c in subjects if words.lower[c] in nouns), None)
    source = None if noun is None else owner(words, lexicon, noun)
    return None if source is None else (verb, source)


def _of_clause(words: Words, lexicon: Lexicon, verb: int) -> int | None:
    """Return who speaks in a clause that is the subject of "be": What Holt did say was that “…”."""
    asks = any(words.tag[c] == "WP" and words.dep[c] == "dobj" for c in words.children[verb])
    return child(words, verb, "nsubj") if asks and words.lower[verb] in lexicon.quoting_forms else None


def owner(words: Words, lexicon: Lexicon, noun: int, leading: int | None = None) -> int | None:
    """Return whose the thing said is: Holt's answer, the answer from Holt, the words of Holt.

    `leading` is a preposition that leads to what was said: chants of “…”.
    """
    if (own := child(words, noun, "poss")) is not None:
        return own
    for c in words.children[noun]:
        if c != leading and words.dep[c] == "prep" and words.lower[c] in lexicon.source_prepositions:
            return child(words, c, "pobj")
    return None
