"""Indirect speech: a cue, who it belongs to and what it reports, read off the sentence's tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import agent, child, is_passive, is_verb, noun_phrase, recovered_subject, subject, verb_group
from index.parsing import Words

_CONTENT_OBJECTS = ("dobj", "oprd", "attr")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_BESIDE_CLAUSE = frozenset({"advcl", "conj", "cc", "punct"})
_NOT_CONTENT = frozenset({"advcl", "conj", "cc", "punct", "advmod", "npadvmod", "agent", "preconj"})


@dataclass(slots=True)
class Report:
    """One act of saying: positions of words, first and last of each part included."""

    cue: tuple[int, int]
    verb: int
    """The word that the rules found it by."""
    source: int | None
    """The head of the words that name the source; None if the sentence names none."""
    mention: tuple[int, int] | None
    content: tuple[int, int]
    key: str
    frame: str
    """Which rule found it; for tests and tuning."""


def reports(words: Words, lexicon: Lexicon, quoted: Sequence[bool]) -> list[Report]:
    """Return what the sentences report, in text order of the cues; cues inside quotes are left out."""
    found: list[Report] = []
    for i in range(len(words)):
        if quoted[i]:
            continue
        if words.lower[i] == "according":
            report = _according(words, i)
        elif is_verb(words, i):
            report = _verb(words, i, lexicon)
        elif words.lower[i] in lexicon.views:
            report = _view(words, i)
        elif words.lower[i] in lexicon.polls:
            report = _poll(words, i)
        elif words.lower[i] in lexicon.nouns and words.tag[i].startswith("NN"):
            report = _noun(words, i, lexicon)
        else:
            continue
        if report:
            _clip(words, found, i, _outer_cue(words, i, lexicon))
            found.append(report)
    return found


def _outer_cue(words: Words, i: int, lexicon: Lexicon) -> int | None:
    """Return the cue that verb `i` is coordinated with, where the parser took it for a part of what was said.

    "He stressed that talks continue and expressed hope …": "expressed" is his, as the tense tells.
    """
    if words.dep[i] != "conj" or child(words, i, "nsubj", "nsubjpass") is not None:
        return None
    inner = words.head[i]
    cue = words.head[inner]
    if words.dep[inner] != "ccomp" or inner < cue or words.lower[cue] not in lexicon.lemmas:
        return None
    lemma = lexicon.lemmas.get(words.lower[i])
    plain = words.tag[i] == "VB" and all(words.tag[c] not in {"MD", "TO"} for c in words.children[inner])
    if lemma is None or (words.tag[i] != words.tag[cue] and not (plain and words.tag[cue] == "VBP")):
        return None
    tense_changes = words.tag[inner] != words.tag[i]
    speaks = lemma in lexicon.verbs[Frame.QUOTE] and child(words, i, "ccomp") is not None
    return cue if tense_changes or speaks else None


def _clip(words: Words, found: list[Report], i: int, outer: int | None) -> None:
    """End what `outer` reports before "and", if verb `i` belongs beside it."""
    for report in found:
        if report.verb == outer and report.content[0] < i <= report.content[1]:
            last = words.left[i] - 1
            while last > report.content[0] and words.dep[last] in {"cc", "punct", "advmod"}:
                last -= 1
            report.content = (report.content[0], last)


def _verb(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    if words.dep[i] in {"aux", "auxpass"}:
        return None
    lemma = lexicon.lemmas.get(words.lower[i])
    adjective = child(words, i, "acomp")
    if adjective is not None and words.lower[adjective] in lexicon.adjectives:
        return _adjective(words, i, adjective)
    if lemma is None:
        return None
    passive = is_passive(words, i)
    outer = _outer_cue(words, i, lexicon)
    source = agent(words, i) if passive else subject(words, i if outer is None else outer)
    particle = child(words, i, "prt")
    verb = lemma if particle is None else f"{lemma} {words.lower[particle]}"
    if passive and source is None:
        return _passive(words, i) if verb in lexicon.passives else None
    for frame, content in _contents(words, i, lexicon):
        key = verb
        if frame is Frame.OBJECT and verb in lexicon.relays and _is_bare_name(words, content):
            continue
        if frame is Frame.PREPOSITION:
            key = f"{key} {words.lower[content[0] - 1]}"
        if key in lexicon.verbs[frame] and _is_act(words, i, source, frame):
            if source is None and frame is Frame.CLAUSE and words.tag[i] in _FINITE:
                source = recovered_subject(words, i)
            return _report(words, i, source, content, key, frame)
    return None


def _passive(words: Words, i: int) -> Report | None:
    """Read what is told without a speaker: "The deadline was also stressed", "it was noted that …"."""
    topic = child(words, i, "nsubjpass", "nsubj")
    clause = next((c for c in words.children[i] if c > i and words.dep[c] == "ccomp"), None)
    if child(words, i, "auxpass") is None or words.dep[i] not in {"ROOT", "conj"} or topic is None:
        return None
    if clause is None and words.lower[topic] == "it":
        return None
    content = (words.left[topic], words.right[topic]) if clause is None else (words.left[clause], words.right[clause])
    return Report(verb_group(words, i), i, None, None, content, words.lower[i], "passive")


def _is_bare_name(words: Words, content: tuple[int, int]) -> bool:
    """Tell whether all of it is a name: "citing the Wire"."""
    return all(words.tag[k] in {"NNP", "NNPS", "DT", "."} for k in range(content[0], content[1] + 1))


def _is_act(words: Words, i: int, source: int | None, frame: Frame) -> bool:
    """Tell whether the source does what the verb tells: not "the decision to reject …", "which rejects …"."""
    if frame in {Frame.CLAUSE, Frame.INFINITIVE, Frame.GERUND}:
        return True
    modifies_noun = words.dep[i] in {"acl", "relcl"} and child(words, i, "nsubj") is None and words.tag[i] != "VBG"
    return not modifies_noun and (source is None or words.tag[source] != "WDT")


def _report(words: Words, i: int, source: int | None, content: tuple[int, int], key: str, frame: str) -> Report | None:
    mention = None if source is None else noun_phrase(words, source)
    return Report(verb_group(words, i), i, source, mention, content, key, frame)


def _contents(words: Words, i: int, lexicon: Lexicon) -> Iterator[tuple[Frame, tuple[int, int]]]:
    """Yield what verb `i` can report, the likeliest first."""
    children = words.children[i]
    after = [c for c in children if c > i]
    clause = next((c for c in after if words.dep[c] == "ccomp"), None)
    objects = [c for c in after if words.dep[c] in _CONTENT_OBJECTS]
    infinitive = next((c for c in after if words.dep[c] == "xcomp"), None)
    if clause is not None:
        last = max(words.right[c] for c in after if c >= clause and not _beside_clause(words, i, c, lexicon))
        yield Frame.CLAUSE, (words.left[clause] if words.left[clause] > i else i + 1, last)
    elif (fronted := _fronted(words, i)) is not None and not (infinitive or (objects and words.dep[objects[0]] != "dative")):
        yield Frame.CLAUSE, fronted
    if infinitive is not None:
        first = min([words.left[infinitive], *(words.left[c] for c in objects)])
        frame = Frame.GERUND if words.tag[infinitive] == "VBG" else Frame.INFINITIVE
        yield frame, (first, words.right[infinitive])
    if objects:
        yield Frame.OBJECT, (words.left[objects[0]], max(words.right[c] for c in after if words.dep[c] not in _NOT_CONTENT))
    preposition = next((c for c in after if words.dep[c] == "prep"), None)
    if preposition is not None and words.right[preposition] > preposition:
        yield Frame.PREPOSITION, (preposition + 1, words.right[preposition])


def _beside_clause(words: Words, verb: int, c: int, lexicon: Lexicon) -> bool:
    """Tell whether word `c`, governed by the cue `verb`, stands beside what was said, not in it.

    "He told them that talks had failed, but the door stays open": the tense tells that the parser hung
    the second clause on the cue by mistake.
    """
    if words.dep[c] != "conj":
        return words.dep[c] in _BESIDE_CLAUSE
    present = words.tag[c] in {"VBZ", "VBP"} or any(words.tag[k] == "MD" for k in words.children[c])
    return not (words.tag[verb] == "VBD" and present) or words.lower[c] in lexicon.lemmas


def _fronted(words: Words, i: int) -> tuple[int, int] | None:
    """Return what stands before its cue: "Taxes will fall, he said"."""
    if words.dep[i] == "parataxis":
        head = words.head[i]
        return words.left[head], words.right[head]
    clause = next((c for c in words.children[i] if c < i and words.dep[c] == "ccomp"), None)
    if clause is None:
        return None
    own = [c for c in words.children[i] if words.dep[c] in {"nsubj", "nsubjpass"}]
    last = max(words.right[clause], i) if words.right[clause] > i else min([i, *(words.left[c] for c in own)]) - 1
    return words.left[clause], last


def _adjective(words: Words, i: int, adjective: int) -> Report | None:
    """Read "she is confident that …", "he was critical of …"."""
    last = words.right[adjective]
    source = subject(words, i)
    follows = [c for c in words.children[i] if c > adjective and words.dep[c] in {"ccomp", "xcomp", "prep"}]
    last = max([last, *(words.right[c] for c in follows)])
    if last == adjective or source is None or words.lower[source] == "it":
        return None
    first, _ = verb_group(words, i)
    report = _report(words, i, source, (adjective + 1, last), words.lower[adjective], "adjective")
    if report:
        report.cue = (first, adjective)
    return report


def _noun(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "his claim that …", "criticism from doctors of …", "she made a promise to …"."""
    source = child(words, i, "poss")
    content = next((c for c in words.children[i] if c > i and words.dep[c] in {"acl", "relcl", "ccomp"}), None)
    prepositions = [c for c in words.children[i] if c > i and words.dep[c] == "prep"]
    if source is None:
        by = next((c for c in prepositions if words.lower[c] in lexicon.sources), None)
        if by is not None and words.lower[by] != "of":
            source = child(words, by, "pobj")
            prepositions.remove(by)
    if source is None and words.dep[i] == "dobj" and lexicon.lemmas.get(words.lower[words.head[i]]) in lexicon.light:
        source = subject(words, words.head[i])
    if source is None or (content is None and not prepositions):
        return None
    last = words.right[content if content is not None else prepositions[-1]]
    first = words.left[content] if content is not None else prepositions[0] + 1
    if last < first:
        return None
    mention = noun_phrase(words, source)
    return Report((i, i), i, source, mention, (first, last), lexicon.nouns[words.lower[i]], "noun")


def _according(words: Words, i: int) -> Report | None:
    """Read "according to the ministry, …" and "…, according to the ministry"."""
    to = i + 1
    if to >= len(words) or words.lower[to] != "to":
        return None
    source = child(words, to, "pobj")
    if source is None:
        return None
    return _phrase(words, (i, to), source, words.right[to], "according")


def _view(words: Words, i: int) -> Report | None:
    """Read "in her view, …", "in the words of one official, …"."""
    head = words.head[i]
    if words.lower[head] != "in" or words.dep[i] != "pobj":
        return None
    source = child(words, i, "poss")
    of = child(words, i, "prep")
    if source is None and of is not None and words.lower[of] == "of":
        source = child(words, of, "pobj")
    if source is None:
        return None
    return _phrase(words, (head, i), source, words.right[head], "view")


def _poll(words: Words, i: int) -> Report | None:
    """Read "in the latest poll, …" and "…, in a survey by Reyes"."""
    head = words.head[i]
    if words.lower[head] != "in" or words.dep[i] != "pobj" or words.dep[head] != "prep":
        return None
    first, last = words.sentences[words.sentence[i]]
    end = words.right[head]
    if head - first > 1 and end < last - 1:
        return None
    return _phrase(words, (head, head), i, end, "poll")


def _phrase(words: Words, cue: tuple[int, int], source: int, phrase_end: int, key: str) -> Report | None:
    """Give a phrase the clause that it stands in, less the phrase itself where it stands at an end."""
    first, last = words.sentences[words.sentence[cue[0]]]
    if cue[0] - first <= 2:
        first = phrase_end + 1
    elif phrase_end >= last - 1:
        last = cue[0] - 1
    if last < first:
        return None
    return Report(cue, cue[0], source, noun_phrase(words, source), (first, last), key, "phrase")
