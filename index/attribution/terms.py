"""Terms: quotes under a noun for words: used the term “…”; broke into chants of “…”; her description of it as “…”."""

from __future__ import annotations

from index.attribution.cues import Lexicon
from index.attribution.grammar import NOMINAL, child, is_passive, is_verb, subject
from index.attribution.replies import owner
from index.parsing import Words

_DASHES = frozenset({"-", "—", "--"})
_MAX_STEPS = 3
"""How far up the tree from the word before a quote its noun or verb is looked for."""


def before(words: Words, lexicon: Lexicon, first: int) -> tuple[int, int] | None:
    """Return the cue and who speaks in what leads to a quote at word `first`."""
    start, at = words.sentences[words.sentence[first]][0], first - 1
    if at > start and words.form[at] in _DASHES | {","}:
        at -= 1
    elif at > start and words.tag[at] == "IN":
        return _under_preposition(words, lexicon, at)
    if at <= start or words.tag[at] not in {"NN", "NNS"} or not _is_for_words(words, lexicon, at):
        return None
    if (source := _owner_above(words, lexicon, at)) is not None:
        return at, source
    return _doer(words, lexicon, at) if words.form[first - 1] not in _DASHES else None


def _owner_above(words: Words, lexicon: Lexicon, noun: int) -> int | None:
    """Return whose words a noun before a quote names: Holt's slogan, “…,”; Holt's use of the term “…”."""
    if words.lower[noun] in lexicon.view_nouns and words.lower[words.head[noun]] in lexicon.view_prepositions:
        return None  # "in Holt's words": a phrase
    over = words.head[words.head[noun]]
    if words.dep[noun] == "pobj" and words.tag[over][:2] == "NN" and _is_for_words(words, lexicon, over):
        noun = over
    return child(words, noun, "poss")


def _under_preposition(words: Words, lexicon: Lexicon, at: int) -> tuple[int, int] | None:
    """Read "broke into chants of “…”", "her description of the plan as “…”"; word `at` is the preposition."""
    noun = words.head[at]
    for _ in range(_MAX_STEPS):
        if words.tag[noun] in {"NN", "NNS"} and noun < at and _is_for_words(words, lexicon, noun):
            break
        noun = words.head[noun]
    else:
        return None
    source = owner(words, lexicon, noun, at)
    if words.lower[at] in lexicon.source_marks:
        return None if source is None else (noun, source)
    beside = noun == at - 1 and words.lower[noun] in lexicon.quoting_nouns
    return _doer(words, lexicon, noun) if beside and source is None else None


def _is_for_words(words: Words, lexicon: Lexicon, noun: int) -> bool:
    word = words.lower[noun]
    return word in lexicon.quoting_nouns or word in lexicon.spoken_nouns or word in lexicon.nouns


def _doer(words: Words, lexicon: Lexicon, noun: int) -> tuple[int, int] | None:
    """Return the verb over a noun and who does it: "used the term", "ran on the slogan"."""
    top = words.head[noun]
    if words.dep[noun] == "pobj":
        top = words.head[top]
    elif words.dep[noun] != "dobj":
        return None
    if top >= noun or not is_verb(words, top) or is_passive(words, top):
        return None
    if child(words, top, "agent", "neg") is not None:
        return None
    source = subject(words, top, lexicon)
    if source is None or source > noun or words.tag[source] not in NOMINAL:
        return None
    return None if words.lower[source] in lexicon.expletives else (top, source)
