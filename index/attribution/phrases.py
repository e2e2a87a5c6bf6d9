"""Indirect speech without a verb: "according to …", "in her view", "in the latest poll", "his claim that …"."""

from __future__ import annotations

from collections.abc import Set

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import FINITE, NOMINAL, agent, base_form, child, is_passive, subject, verb_group
from index.attribution.report import Report, Stretch
from index.parsing import Words

_OWN_CONTENT = frozenset({"ccomp", "xcomp", "dobj", "acomp"})
_ASIDE = frozenset({"nsubj", "aux", "advmod", "prep", "npadvmod", "dative", "punct", "prt"})
"""What may stand beside a verb that is set into what it reports: when, where and to whom it was said."""
_PARTING = frozenset({",", ":", "-LRB-", "-RRB-"})


def phrase(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Return what the phrase around word `i` reports, None if it is none of those that report."""
    word = words.lower[i]
    if word in lexicon.source_phrases:
        return _source_phrase(words, i, lexicon.source_phrases[word], lexicon)
    if not words.tag[i].startswith("NN"):
        return None
    if word in lexicon.view_nouns:
        return _view(words, i, lexicon, lexicon.view_prepositions)
    if word in lexicon.reckoning_nouns and words.head[i] == words.sentences[words.sentence[i]][0]:
        return _view(words, i, lexicon, lexicon.reckoning_prepositions)  # "By her count, …"
    if word in lexicon.poll_nouns:
        return _poll(words, i, lexicon)
    quotes = i + 2 < len(words) and words.tag[i + 1] == "IN" and words.tag[i + 2] == "``"
    known = word in lexicon.nouns or (quotes and word in lexicon.quoting_nouns)
    return _noun(words, i, lexicon) if known else None


def _source_phrase(words: Words, i: int, expected: tuple[str, ...], lexicon: Lexicon) -> Report | None:
    """Read "according to the ministry, …", "…, according to the ministry" and "…, per the Post"."""
    last = i + len(expected) - 1
    if tuple(words.lower[i : last + 1]) != expected:
        return None
    source = child(words, last, "pobj")
    if source is None or (len(expected) == 1 and not _names_outlet(words, i, source, lexicon)):
        return None
    return _of_sentence(words, (i, last), source, words.right[last], expected[0])


def _names_outlet(words: Words, i: int, source: int, lexicon: Lexicon) -> bool:
    """Tell whether a small word set off by a comma names a source: "…, per the Post", not "five crowns per ship"."""
    first = words.sentences[words.sentence[i]][0]
    named = words.tag[source].startswith("NNP") and not lexicon.weekdays.intersection(words.lower[i + 1 : source + 1])
    return named and (i == first or words.tag[i - 1] in {",", "''"})


def as_clause(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "As the Post reported, …", "…, as reported by the Post": verb `i` says what its sentence tells."""
    mark = child(words, i, "mark")
    verb = base_form(words, i, lexicon)
    if mark is None or words.lower[mark] not in lexicon.source_marks or words.dep[i] != "advcl":
        return None
    speaks = verb in lexicon.verbs[Frame.CLAUSE] & lexicon.verbs[Frame.QUOTE] - lexicon.not_source_verbs
    speaks = speaks or _says_it(words, i, verb, lexicon)
    topics = [c for c in words.children[i] if words.dep[c] in _OWN_CONTENT or _leads_on(words, verb, c, lexicon)]
    topics = [c for c in topics if words.lower[c] not in lexicon.expletives]
    last = words.right[i]
    end = verb_group(words, i)[1]
    if words.form[end + 1] == "," and all(c > end + 1 for c in topics):  # "As Reyes points out, ships “are …”"
        topics, last = [], end
    if not speaks or topics or not _is_parted(words, mark, last):
        return None
    source = agent(words, i) if is_passive(words, i) else child(words, i, "nsubj")
    return None if source is None else _of_sentence(words, (i, i), source, last, "as", mark)


def set_in(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "The bridge, Reyes said on Monday, is shut".

    The parser hangs verb `i` on the bridge, without a "which", or gives it both for subjects.
    """
    subjects = [c for c in words.children[i] if words.dep[c] == "nsubj" and c < i]
    within = (
        words.dep[i] == "ccomp" and words.head[i] > i and child(words, i, "advcl") is not None
    )  # "If …, he said, …"
    if not subjects or words.tag[i] not in FINITE or not (words.dep[i] == "relcl" or len(subjects) > 1 or within):
        return None
    source, first = subjects[-1], words.left[subjects[-1]]
    own = [c for c in words.children[i] if c >= source]
    own = [c for c in own if words.dep[c] != "ccomp" or child(words, c, "nsubj", "mark") is not None]
    comma = max(i, *(words.right[c] for c in own if words.dep[c] != "punct")) + 1
    named = words.tag[source] in NOMINAL and all(words.dep[c] in _ASIDE for c in own)
    speaks = base_form(words, i, lexicon) in lexicon.verbs[Frame.CLAUSE] & lexicon.verbs[Frame.QUOTE]
    if not named or not speaks or words.tag[first - 1] != "," or words.form[min(comma, len(words) - 1)] != ",":
        return None
    return Report(verb_group(words, i), i, source, words.sentences[words.sentence[i]], Frame.CLAUSE, words.lower[i])


def _says_it(words: Words, i: int, verb: str | None, lexicon: Lexicon) -> bool:
    """Tell whether a verb says no more than that somebody said it: as Reyes puts it."""
    it = child(words, i, "dobj")
    if it != i + 1 or words.lower[it] not in lexicon.expletives:
        return False
    return any(verb in lexicon.verbs[frame] for frame in (Frame.QUOTE, Frame.CLAUSE))


def _leads_on(words: Words, verb: str | None, c: int, lexicon: Lexicon) -> bool:
    """Tell whether a preposition leads to what the verb says itself: as she hinted at the plan."""
    return words.dep[c] == "prep" and f"{verb} {words.lower[c]}" in lexicon.verbs[Frame.PREPOSITION]


def _is_parted(words: Words, first: int, last: int) -> bool:
    """Tell whether commas, dashes or the ends of the sentence part a clause from the rest."""
    start, end = words.sentences[words.sentence[first]]
    before = first == start or words.tag[first - 1] in _PARTING or (words.tag[first - 1] == "CC" and first - 1 == start)
    return before and (last >= end - 1 or words.tag[last + 1] in _PARTING)


def _view(words: Words, i: int, lexicon: Lexicon, prepositions: Set[str]) -> Report | None:
    """Read "in her view, …", "in the words of one official, …"."""
    head = words.head[i]
    if words.lower[head] not in prepositions or words.dep[i] != "pobj":
        return None
    source = child(words, i, "poss")
    of = child(words, i, "prep")
    if source is None and of is not None and words.lower[of] in lexicon.source_prepositions:
        source = child(words, of, "pobj")
    if source is not None and words.lower[source] in lexicon.weekdays:  # "in Monday's opinion"
        return None
    return None if source is None else _of_sentence(words, (head, i), source, words.right[head], words.lower[i])


def _poll(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "in the latest poll, …" and "…, in a survey by Reyes", at an end of the sentence only."""
    head = words.head[i]
    if words.lower[head] not in lexicon.view_prepositions or words.dep[i] != "pobj" or words.dep[head] != "prep":
        return None
    first, last = words.sentences[words.sentence[i]]
    if head - first > 1 and words.right[head] < last - 1:
        return None
    return _of_sentence(words, (head, head), i, words.right[head], words.lower[i])


def _of_sentence(
    words: Words, cue: Stretch, source: int, end: int, key: str, start: int | None = None
) -> Report | None:
    """Give a phrase from `start`, or its cue, to `end` its sentence, less the phrase where it stands at an end."""
    start = cue[0] if start is None else start
    first, last = words.sentences[words.sentence[start]]
    if start - first <= 2:
        first = end + 1
    elif end >= last - 1:
        last = start - 1
    return Report(cue, cue[0], source, (first, last), "phrase", key) if first <= last else None


def _noun(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "his claim that …", "criticism from doctors of …", "she made a promise to …"."""
    clause = next((c for c in words.children[i] if c > i and words.dep[c] in {"acl", "relcl", "ccomp"}), None)
    prepositions = [c for c in words.children[i] if c > i and words.dep[c] == "prep"]
    source = child(words, i, "poss")
    if source is None:
        by = next((c for c in prepositions if words.lower[c] in lexicon.source_prepositions - {"of"}), None)
        if by is not None:
            source = child(words, by, "pobj")
            prepositions.remove(by)
    if source is None and words.dep[i] == "dobj":
        light = lexicon.lemmas.get(words.lower[words.head[i]]) in lexicon.light_verbs
        source = subject(words, words.head[i], lexicon) if light else None
    if source is None or (clause is None and not prepositions):
        return None
    content = (
        (words.left[clause], words.right[clause])
        if clause is not None
        else (prepositions[0] + 1, words.right[prepositions[-1]])
    )
    if content[0] > content[1]:
        return None
    return Report((i, i), i, source, content, "noun", words.lower[i])
