"""Repairs: what the parser takes for something else beside a cue, set right before the rules read it."""

from __future__ import annotations

from collections.abc import Iterator

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import child
from index.parsing import Words

_ODD_TAGS = frozenset({"RB", "RBR", "MD", "UH"})
"""What the parser takes a name for that is a common word too or ends like one: Will, May, Early, Skelly."""
_PAST_OR_PRESENT = frozenset({"VBD", "VBZ", "VBN", "VBP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"NNP", "NNPS"})
_FULL = 6
"""How many words before "said Reyes" are more than a place or a time."""
_BESIDE = frozenset({"nsubj", "dobj", "npadvmod", "dep"})
"""What the parser makes of a name after the role that it belongs to."""


def repair(words: Words, lexicon: Lexicon) -> None:
    """Make a capitalised word beside a cue without a subject its subject: “…,” Will wrote; “…,” said Skelly.

    A name after a role is hung on that: “…,” fumes head coach Dana Reyes. A cue taken for a noun ("the campaign
    projects that …") or left without its subject by a day ("On Friday Dana Reyes said") gets both back.
    """
    for first, last in words.sentences:
        _mend_plurals(words, lexicon, first, last)
        _mend_days(words, lexicon, first, last)
        _mend_roles(words, lexicon, first, last)
        _mend_inverted(words, lexicon, first, last)
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


def _mend_plurals(words: Words, lexicon: Lexicon, first: int, last: int) -> None:
    """Make a verb of what the parser takes for a plural at the top of a sentence: the campaign projects that ….

    What it takes for a relative clause has a subject of its own and is what is said.
    """
    for i in range(first + 1, last):
        if words.tag[i] != "NNS" or words.head[i] != i or words.lower[i + 1] != "that":
            continue
        noun, clause = i - 1, words.head[i + 1]
        known = lexicon.lemmas.get(words.lower[i]) in lexicon.verbs[Frame.CLAUSE]
        whole = words.dep[clause] in {"relcl", "acl"} and words.head[clause] == i and words.dep[i + 1] == "mark"
        if not known or not whole or words.dep[noun] != "compound" or words.head[noun] != i:
            continue
        for c in [c for c in words.children[i] if c < noun]:
            _hang(words, c, noun, words.dep[c])
        words.tag[i], words.dep[noun], words.dep[clause] = "VBZ", "nsubj", "ccomp"
        _measure(words, first, last)


def _mend_days(words: Words, lexicon: Lexicon, first: int, last: int) -> None:
    """Part the day from the name of a cue that the parser left without a subject: On Friday Dana Reyes said."""
    for i in range(first + 1, last):
        name, on = words.head[i], words.head[words.head[i]]
        if words.lower[i] not in lexicon.weekdays or words.dep[i] != "compound" or on != i - 1 or name < i:
            continue
        verb = words.head[on]
        free = verb > name and words.lower[verb] in lexicon.lemmas and child(words, verb, *_SUBJECTS) is None
        if words.dep[name] == "pobj" and free:
            _hang(words, i, on, "pobj")
            _hang(words, name, verb, "nsubj")
            _measure(words, first, last)


def _mend_roles(words: Words, lexicon: Lexicon, first: int, last: int) -> None:
    """Hang the name that ends a clause on the role before it: …, according to its head of safety, Dana Reyes."""
    for i in range(first, last):
        expected = lexicon.source_phrases.get(words.lower[i], ())
        end = i + len(expected) - 1
        role = child(words, end, "pobj") if len(expected) > 1 and words.head[i + 1 : i + 2] == [i] else None
        if role is None or not (words.lower[role] in lexicon.persons or child(words, role, "poss") is not None):
            continue
        comma = words.right[role] + 1
        names = list(_names_from(words, comma + 1, last)) if words.form[comma : comma + 1] == [","] else []
        head = next((k for k in names if words.head[k] not in names), None)
        closed = bool(names) and (names[-1] == last or not words.form[names[-1] + 1][-1].isalnum())
        if head is not None and closed and words.dep[head] not in _SUBJECTS and words.head[head] not in (head, role):
            _hang(words, head, role, "appos")
            _measure(words, first, last)


def _mend_inverted(words: Words, lexicon: Lexicon, first: int, last: int) -> None:
    """Make what the parser takes for one more subject before "…, said Dana Reyes" what is said; its verb it missed."""
    for i in range(first + _FULL, last):
        if words.form[i - 1] != "," or words.tag[i] not in _PAST_OR_PRESENT or words.head[i] != i:
            continue
        own = [c for c in words.children[i] if words.dep[c] == "nsubj"]
        named = len(own) == 2 and own[0] < i and words.left[own[1]] == i + 1 and words.tag[own[1]] in _NAMES
        if named and words.lower[i] in lexicon.quoting_forms and words.right[own[0]] == i - 2:
            words.dep[own[0]] = "ccomp"


def _names_from(words: Words, first: int, last: int) -> Iterator[int]:
    """Yield the words of a name from `first` on, hyphens among them."""
    for k in range(first, last + 1):
        joint = words.form[k] == "-" and words.end[k - 1] == words.start[k]
        if words.tag[k] not in _NAMES and not joint:
            return
        yield k


def _hang(words: Words, i: int, head: int, dep: str) -> None:
    """Hang word `i` on another one that is not below it; one that is stays where it is."""
    at = head
    while at != i and words.head[at] != at:
        at = words.head[at]
    if at == i:
        return
    if words.head[i] != i:
        words.children[words.head[i]].remove(i)
    words.head[i], words.dep[i] = head, dep
    words.children[head] = sorted([*words.children[head], i])


def _measure(words: Words, first: int, last: int) -> None:
    """Tell anew where the part of the tree below each word of a sentence starts and ends."""
    for i in range(first, last + 1):
        words.left[i] = words.right[i] = i
    for i in range(first, last + 1):
        at = i
        while words.head[at] != at and first <= words.head[at] <= last:
            at = words.head[at]
            words.left[at], words.right[at] = min(words.left[at], i), max(words.right[at], i)
