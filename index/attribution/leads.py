"""Leads: what leads to a quote without a cue of the lists: a label, any verb, a sentence about somebody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import FINITE, child, is_verb
from index.parsing import Words

_NAME_TAGS = frozenset({"NNP", "NNPS"})
_LABEL_TAGS = frozenset({"NNP", "NNPS", "NN", "JJ", "CC"})
_DASHES = frozenset({"-", "—", "–", "--", '"'})
_SIGNING = frozenset({"-", "—", "–", "--", "(", "["})
_SHORT = 8
"""Before a colon so few words without a verb are a label."""


def label(words: Words, colon: int) -> int | None:
    """Return the head of a name that stands alone before the colon: Turnout rises - Dana Reyes: “…”."""
    first, last = words.sentences[words.sentence[colon]][0], colon - 1
    if words.form[colon - 1] in {")", "]"}:
        last = next((i - 1 for i in range(colon - 1, first, -1) if words.form[i] in {"(", "["}), first)
    k = last
    while k >= first and words.tag[k] in _LABEL_TAGS and (words.form[k][0].isupper() or words.lower[k] == "and"):
        k -= 1
    parted = k >= 0 and (words.form[k] in _DASHES or k < first)
    if not parted or k == last or words.tag[last] not in _NAME_TAGS:
        return None
    return first_joined(words, last, k + 1)


def first_joined(words: Words, name: int, first: int) -> int:
    """Return the first, from word `first` on, of the names that "and" joins to `name`: Dana Reyes and Omar Holt."""
    while words.dep[name] == "conj" and first <= words.head[name] < name:
        name = words.head[name]
    return name


def lead(words: Words, lexicon: Lexicon, quoted: Sequence[bool], first: int, end: int) -> tuple[int, int] | None:
    """Return the cue and who speaks in what leads to a quote from word `first` to the mark `end`, whatever its verb.

    "When asked, the mayor took to the radio: “…”" has its main verb; "One sailor, pointing at the gate: “…”",
    "Her answer: “…”" and "From the report: “…”" have none.
    """
    phrase = lexicon.source_phrases.get(words.lower[first], ())
    if phrase and words.form[end] == ":":  # "According to Reyes: “…”"
        source = child(words, first + len(phrase) - 1, "pobj")
        return None if source is None else (first, source)
    subjects = ("nsubj", "nsubjpass") if words.form[end] == ":" else ("nsubj",)  # "He was asked, “…”" is no lead
    own = [k for k in range(first, end) if not quoted[k]]
    tops = [k for k in own if words.head[k] == k or words.head[k] > end]
    name = first_joined(words, end - 1, first)
    giver = words.head[name]
    noun = words.head[giver]
    given = words.dep[name] == "pobj" and (words.tag[noun][:2] != "NN" or words.lower[noun] in lexicon.spoken_nouns)
    if given and words.lower[giver] in lexicon.giving_prepositions:  # "Then this from Reyes: “…”"
        return end, name
    clauses = [k for k in own if k in tops or (words.dep[k] == "conj" and is_verb(words, k))]
    for k in reversed(clauses):
        source = child(words, k, *subjects) if is_verb(words, k) else None
        if source is not None and lexicon.lemmas.get(words.lower[k]) in lexicon.moving_verbs:
            source = child(words, k, "dobj") or source  # "The delay did not surprise Reyes: “…”"
        if source is not None and _speaks(words, lexicon, quoted, source, end):
            return k, source
    for k in own:
        if words.dep[k] in subjects and _speaks(words, lexicon, quoted, k, end):
            return (words.head[k] if words.head[k] < end else end), k
    if not tops or end - first > _SHORT:
        return None
    named = words.tag[tops[0]][:2] == "NN" and words.lower[end - 1] in lexicon.lemmas  # "A sign at the gate read: “…”"
    return (end - 1, tops[0]) if named and tops[0] < end - 1 else _verbless(words, tops[0], end)


def inverted(words: Words, lexicon: Lexicon, first: int, end: int) -> tuple[int, int] | None:
    """Return the cue and the name that start a sentence where the parser took both for a name: Said Reyes, “…”."""
    named = end - first > 1 and all(words.tag[k] in _NAME_TAGS for k in range(first + 1, end))
    cue = words.lower[first] in lexicon.quoting_forms and words.tag[first][:2] != "VB"
    return (first, end - 1) if named and cue else None


def first_name(words: Words, first: int, end: int) -> tuple[int, int] | None:
    """Return the word after a name that starts a sentence, and the name: Dana Reyes fires up sailors: “…”.

    The parser often takes the verb of a headline for a noun.
    """
    after = next((k for k in range(first, end) if words.tag[k] not in _NAME_TAGS), end)
    known = after > first + 1
    return (after, after - 1) if known and after < end - 1 and words.tag[after][0] in "NV" else None


def _speaks(words: Words, lexicon: Lexicon, quoted: Sequence[bool], source: int, end: int) -> bool:
    named = words.tag[source][0] in "NP" and words.lower[source] not in lexicon.expletives
    return source < end and named and not quoted[source]


def _verbless(words: Words, top: int, end: int) -> tuple[int, int] | None:
    """Return the cue and who speaks in "Reyes: “…”", "Reyes's answer: “…”", "From the report: “…”"."""
    owner = child(words, top, "poss")
    if owner is not None:
        return top, owner
    if words.tag[top] in _NAME_TAGS:
        return end, top
    if words.tag[top] == "IN" and (noun := child(words, top, "pobj")) is not None:
        return end, noun
    return None


def signed_line(words: Words, start: int) -> tuple[int, int] | None:
    """Return the last word of the line at `start` and the name in it that signs the quote before it."""
    first = bisect_left(words.start, start)
    if first == len(words):
        return None
    end = words.sentences[words.sentence[first]][1]
    name = next((k - 1 for k in range(first + 1, end + 1) if words.tag[k] not in _NAME_TAGS), end)
    return end, name


def signature(words: Words, last: int) -> tuple[int, int] | None:
    """Return the mark and the name that sign a quote whose last word is `last`: “…” – Dana Reyes, “…” [Dana Reyes]."""
    mark = last + 1
    if mark + 1 >= len(words) or words.form[mark] not in _SIGNING:
        return None
    if "\n" in words.text[words.end[last] : words.start[mark]]:
        return None
    end = words.sentences[words.sentence[mark + 1]][1]
    signed = range(mark + 1, end + 1)
    head = next((k for k in signed if words.tag[k] not in _NAME_TAGS), end + 1) - 1
    if head - mark <= 1:  # "— Security expert Dana Reyes to the Post"
        head = next((k for k in signed[2:] if {words.tag[k], words.tag[k - 1]} == {"NNP"}), head)
        head = (
            next((k for k in range(head, end) if words.tag[k + 1] not in _NAME_TAGS), end) if head > mark + 1 else head
        )
    if words.form[mark] in {"(", "["} and words.form[end] not in {")", "]", "."}:
        return None
    alone = len(signed) <= 2 * _SHORT and not any(words.tag[k] in FINITE for k in signed)
    return (mark, head) if alone and head > mark else None


def narrator(words: Words, lexicon: Lexicon, quoted: Sequence[bool], first: int) -> tuple[int, int] | None:
    """Return the verb and the subject of the sentence that a quote at word `first` follows: Reyes nodded. “…”.

    Whoever is no name and neither he nor she must do what speakers do. In the paragraph before it takes both.
    """
    if words.sentence[first] == 0:
        return None
    start, end = words.sentences[words.sentence[first] - 1]
    if quoted[end]:
        return None
    top = next(k for k in range(start, end + 1) if words.head[k] == k)
    if "\n" not in words.text[words.end[end] : words.start[first]] and words.lower[top] in lexicon.spoken_nouns:
        owner = child(words, top, "poss")  # "The mayor's response to the strike? “…”"
        return None if owner is None else (top, owner)
    source = child(words, top, "nsubj") if is_verb(words, top) and not quoted[top] else None
    if source is None or not _speaks(words, lexicon, quoted, source, end):
        return None
    named = words.tag[source] in _NAME_TAGS or words.lower[source] in lexicon.single_pronouns
    somebody = named or words.lower[source] in lexicon.persons
    lemma = lexicon.lemmas.get(words.lower[top])
    if "\n" in words.text[words.end[end] : words.start[first]]:
        told = child(words, top, "dobj")
        gives = lemma in lexicon.light_verbs and told is not None and words.lower[told] in lexicon.spoken_nouns
        return (top, source) if gives or (somebody and lemma in lexicon.verbs[Frame.QUOTE]) else None
    return (top, source) if somebody or lemma is not None else None
