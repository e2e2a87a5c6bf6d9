"""Repairs: what the parser takes for something else beside a cue, set right before the rules read it."""

from __future__ import annotations

from index.attribution.cues import Lexicon
from index.attribution.grammar import child
from index.parsing import Words

_ODD_TAGS = frozenset({"RB", "RBR", "MD", "UH"})
"""What the parser takes a name for that is a common word too or ends like one: Will, May, Early, Skelly."""
_PAST_OR_PRESENT = frozenset({"VBD", "VBZ", "VBN", "VBP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"NNP", "NNPS"})
_BESIDE = frozenset({"nsubj", "dobj", "npadvmod", "dep"})
"""What the parser makes of a name after the role that it belongs to."""


def repair(words: Words, lexicon: Lexicon) -> None:
    """Make a capitalised word beside a cue without a subject its subject: “…,” Will wrote; “…,” said Skelly.

    A name after a role is hung on that: “…,” fumes head coach Dana Reyes.
    """
    for first, last in words.sentences:
        for i in range(first + 1, last + 1):
            if words.tag[i] in _ODD_TAGS and words.form[i][0].isupper() and len(words.form[i]) > 2:
                verb = _cue_beside(words, lexicon, i, first, last)
                if verb is not None:
                    _make_subject(words, i, verb)
        for i in range(first + 1, last):
            if words.tag[i] == "NN" and words.form[i].islower():
                name = _name_of_role(words, lexicon, i, first)
                if name is not None:
                    _make_apposition(words, name, i)


def _cue_beside(words: Words, lexicon: Lexicon, i: int, first: int, last: int) -> int | None:
    """Return the cue just after word `i`, or just before it if a comma or mark parts that from the rest."""
    after = i + 1
    if after <= last and _is_free(words, lexicon, after):
        return after
    before = i - 1
    inverted = before == first or not words.form[before - 1][-1].isalnum()
    return before if before >= first and inverted and _is_free(words, lexicon, before) else None


def _is_free(words: Words, lexicon: Lexicon, verb: int) -> bool:
    """Tell whether a word is a cue that has no subject before it."""
    if words.tag[verb] not in _PAST_OR_PRESENT or words.lower[verb] not in lexicon.quoting_forms:
        return False
    return words.form[verb].islower() and not any(words.dep[c] in _SUBJECTS for c in words.children[verb])


def _make_subject(words: Words, i: int, verb: int) -> None:
    """Hang word `i`, as a name, on a verb as its subject."""
    if words.head[i] != verb:
        if words.children[i] or words.head[i] == i:
            return
        words.children[words.head[i]].remove(i)
        words.head[i] = verb
        words.children[verb] = sorted([*words.children[verb], i])
        words.left[verb], words.right[verb] = min(words.left[verb], i), max(words.right[verb], i)
    words.tag[i], words.dep[i] = "NNP", "nsubj"


def _name_of_role(words: Words, lexicon: Lexicon, noun: int, first: int) -> int | None:
    """Return the name right after the noun that follows a cue, if the parser hung both on the cue."""
    verb, start = words.head[noun], noun + 1
    if words.left[noun] != verb + 1 or words.right[noun] != noun or words.lower[verb] not in lexicon.quoting_forms:
        return None
    if verb > first and words.form[verb - 1][-1].isalnum():
        return None
    name = next((c for c in words.children[verb] if words.left[c] == start), None)
    if name is None or words.dep[name] not in _BESIDE or not _NAMES.issuperset(words.tag[i] for i in (start, name)):
        return None
    dated = words.lower[start] in lexicon.weekdays or child(words, name, "nummod") is not None  # May 3
    return None if dated else name


def _make_apposition(words: Words, name: int, noun: int) -> None:
    """Hang a name that hangs on the verb of the noun before it on that noun, which is the subject if the name was."""
    verb = words.head[noun]
    words.dep[noun] = "nsubj" if words.dep[name] == "nsubj" else words.dep[noun]
    words.children[verb].remove(name)
    words.children[noun].append(name)
    words.head[name], words.dep[name], words.right[noun] = noun, "appos", words.right[name]
