"""Grammar: who does what in a parsed sentence, as the rules of attribution need it."""

from __future__ import annotations

from index.parsing import Words

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
OBJECTS = frozenset({"dobj", "dative", "oprd", "attr"})
_VERB_LINKS = frozenset({"xcomp", "advcl", "pcomp", "ccomp", "acl", "aux"})
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "poss", "nmod", "nummod", "predet", "quantmod", "advmod", "case", "punct", "appos"})
_NAMING_PREPOSITIONS = frozenset({"of", "for", "from", "at", "in", "with", "on", "to"})
_MAX_STEPS = 6


def child(words: Words, i: int, *deps: str) -> int | None:
    """Return the first word governed by `i` with one of the labels `deps`."""
    return next((c for c in words.children[i] if words.dep[c] in deps), None)


def is_verb(words: Words, i: int) -> bool:
    """Tell whether word `i` is a verb, modal verbs left aside."""
    return words.tag[i].startswith("VB")


def is_passive(words: Words, i: int) -> bool:
    """Tell whether verb `i` is passive: "was highlighted", "highlighted by"."""
    if words.tag[i] != "VBN":
        return False
    deps = {words.dep[c] for c in words.children[i]}
    return bool(deps & {"auxpass", "nsubjpass", "agent"})


def subject(words: Words, i: int) -> int | None:
    """Return the subject of verb `i`, looked up through conjunction, control and participles.

    "She said … and added": the subject of "added" is "She"; "a man saying": "man".
    """
    for _ in range(_MAX_STEPS):
        own = child(words, i, "nsubj", "nsubjpass")
        if own is not None:
            return own
        head, dep = words.head[i], words.dep[i]
        if head == i:
            return None
        if dep in {"acl", "relcl"} and not is_verb(words, head):
            return head
        if dep == "xcomp" and (controlled := child(words, head, "dobj")) is not None and controlled < i:
            return controlled
        if dep == "pcomp" and words.dep[head] == "prep":
            head = words.head[head]
        elif dep == "prep" or not (is_verb(words, head) or words.dep[head] == "prep" or words.tag[head] == "JJ"):
            return None
        i = head
    return None


def agent(words: Words, i: int) -> int | None:
    """Return who does what the passive verb `i` tells: "was praised by Smith"."""
    by = child(words, i, "agent")
    return None if by is None else child(words, by, "pobj")


def noun_phrase(words: Words, head: int) -> tuple[int, int]:
    """Return the first and last word of the phrase that names `head`, without relative clauses.

    "a spokesman for the ministry, who …" gives "a spokesman for the ministry".
    """
    first = head
    for c in reversed(words.children[head]):
        if c < head and words.dep[c] in _BEFORE_NOUN and words.right[c] >= first - 1 - (first - words.right[c] > 1):
            first = min(first, words.left[c])
    while first < head and not words.form[first][0].isalnum():
        first += 1
    last = head
    for c in words.children[head]:
        if c <= last:
            continue
        if words.dep[c] == "prep" and c == last + 1 and words.lower[c] in _NAMING_PREPOSITIONS:
            last = _end_of_modifier(words, c)
        elif words.dep[c] == "conj" and words.tag[c][0] in "NP":
            last = noun_phrase(words, c)[1]
    return first, last


def _end_of_modifier(words: Words, preposition: int) -> int:
    noun = child(words, preposition, "pobj")
    return preposition - 1 if noun is None else noun_phrase(words, noun)[1]


def verb_group(words: Words, i: int) -> tuple[int, int]:
    """Return the first and last word of the verb with its auxiliaries, negation and particle."""
    first = last = i
    for c in reversed(words.children[i]):
        if c == first - 1 and words.dep[c] in {"aux", "auxpass", "neg", "advmod"}:
            first = c
    for c in words.children[i]:
        if c == last + 1 and words.dep[c] == "prt":
            last = c
    return first, last
