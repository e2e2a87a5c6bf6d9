"""Indirect speech with a verb: who says what, read off the sentence's tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.attribution import phrases
from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import (
    FINITE,
    agent,
    base_form,
    child,
    is_passive,
    is_verb,
    is_writers,
    recovered_subject,
    subject,
    verb_group,
)
from index.attribution.report import Report, Stretch
from index.parsing import Words

_CONTENT_OBJECTS = ("dobj", "oprd", "attr")

_SAYS_IT = (Frame.CLAUSE, Frame.INFINITIVE, Frame.OBJECT)
"""What verbs take that can stand in "what Reyes doubted was the date"."""
_HUNG = frozenset({"acl", "relcl"})
_BESIDE_CLAUSE = frozenset({"advcl", "conj", "cc", "punct"})
_NOT_CONTENT = frozenset({"advcl", "conj", "cc", "punct", "npadvmod", "agent", "preconj"})


def reports(words: Words, lexicon: Lexicon, quoted: Sequence[bool]) -> list[Report]:
    """Return what the sentences report, in text order of the cues; cues inside quotes are left out."""
    found: list[Report] = []
    by_verb: dict[int, Report] = {}
    for i in range(len(words)):
        if quoted[i]:
            continue
        if (report := phrases.phrase(words, i, lexicon)) is None and is_verb(words, i):
            outer = _outer_cue(words, i, lexicon)
            report = _verb(words, i, i if outer is None else outer, lexicon) or _any_verb(words, i, lexicon, quoted)
            report = _outside(words, quoted, report)
            if report and outer in by_verb:
                _clip(words, by_verb[outer], i)
        if report:
            _end_at_contrast(words, report, lexicon)
            found.append(report)
            by_verb[report.verb] = report
    return found


def _outside(words: Words, quoted: Sequence[bool], report: Report | None) -> Report | None:
    """Give a report whose source the parser found inside a quote the subject before its cue, None without one."""
    if report is None or report.source is None or not quoted[words.left[report.source]]:
        return report
    first = words.sentences[words.sentence[report.verb]][0]
    subjects = (k for k in range(first, report.verb) if words.dep[k] == "nsubj" and not quoted[k])
    report.source = next(subjects, None)
    return None if report.source is None else report


def _outer_cue(words: Words, i: int, lexicon: Lexicon) -> int | None:
    """Return the cue that verb `i` is coordinated with, where the parser took it for a part of what was said.

    "He stressed that talks continue and expressed hope …": "expressed" is his, as the tense tells. "She
    said that talks continue, adding: “…”": "adding" is hers, as the quote tells.
    """
    if words.dep[i] == "advcl":
        return _cue_around(words, i, lexicon) if _leads_to_quote(words, i) else None
    if words.dep[i] != "conj" or child(words, i, "nsubj", "nsubjpass") is not None:
        return None
    inner = words.head[i]
    cue = words.head[inner]
    lemma = lexicon.lemmas.get(words.lower[i])
    if words.dep[inner] != "ccomp" or inner < cue or lemma is None or words.lower[cue] not in lexicon.lemmas:
        return None
    plain = words.tag[i] == "VB" and all(words.tag[c] not in {"MD", "TO"} for c in words.children[inner])
    if words.tag[i] != words.tag[cue] and not (plain and words.tag[cue] == "VBP"):
        return None
    speaks = lemma in lexicon.verbs[Frame.QUOTE] and child(words, i, "ccomp") is not None
    return cue if speaks or words.tag[inner] != words.tag[i] else None


def _leads_to_quote(words: Words, i: int) -> bool:
    """Tell whether a participle stands as ", adding, “…" does."""
    following = [words.form[k] for k in range(i + 1, min(i + 3, len(words)))]
    quote = '"' in following[:1] or (following[:1] in ([","], [":"]) and '"' in following)
    return words.tag[i] == "VBG" and quote and i > 0 and words.form[words.left[i] - 1] == ","


def _cue_around(words: Words, i: int, lexicon: Lexicon) -> int | None:
    """Return the cue whose content holds verb `i`, if the first verb above it that has one is such a cue."""
    at = i
    while words.head[at] != at:
        if words.dep[at] == "ccomp" and words.lower[words.head[at]] in lexicon.lemmas:
            return words.head[at] if words.head[at] < i else None
        at = words.head[at]
    return None


def _clip(words: Words, outer: Report, i: int) -> None:
    """End what `outer` reports before the "and" that leads to verb `i`, which belongs beside it."""
    first, last = outer.content
    if first < i <= last:
        last = words.left[i] - 1
        while last > first and words.dep[last] in {"cc", "punct", "advmod"}:
            last -= 1
        outer.content = (first, last)


def _end_at_contrast(words: Words, report: Report, lexicon: Lexicon) -> None:
    """End what is reported before what somebody else says meanwhile: "Reyes blames Holt, while Holt says …"."""
    first, last = report.content
    for k in range(max(first, report.verb) + 1, last):
        if words.lower[k] not in lexicon.contrast_marks or words.dep[k] != "mark":
            continue
        verb = words.head[k]
        own = child(words, verb, "nsubj")
        if words.lower[verb] in lexicon.lemmas and own is not None and words.tag[own].startswith("NNP"):
            _clip(words, report, verb)
            return


def _verb(words: Words, i: int, governor: int, lexicon: Lexicon) -> Report | None:
    """Return what verb `i` reports; its subject is that of `governor`, mostly the verb itself."""
    adjective = child(words, i, "acomp")
    if adjective is not None and words.lower[adjective] in lexicon.adjectives:
        return _adjective(words, i, adjective, lexicon)
    if words.lower[i] in lexicon.being_forms and (cleft := _cleft(words, i, lexicon)) is not None:
        return cleft
    if (report := phrases.as_clause(words, i, lexicon) or phrases.set_in(words, i, lexicon)) is not None:
        return report
    verb = base_form(words, i, lexicon)
    if verb is None or is_writers(words, i, lexicon):
        return None
    passive = is_passive(words, i)
    if passive and verb in lexicon.relay_verbs and _leads_to_saying(words, i, lexicon):
        return None
    source = agent(words, i) if passive else subject(words, governor, lexicon)
    if passive and source is None:
        return _passive(words, i) if verb in lexicon.passive_verbs else None
    if passive and verb in lexicon.verbs[Frame.OBJECT] and (topic := child(words, i, "nsubjpass")) is not None:
        last = max([words.right[topic], *_after_agent(words, i, source, lexicon)])
        return Report(verb_group(words, i), i, source, (words.left[topic], last), Frame.OBJECT, verb)
    if not passive and (figure := _figure(words, i, source, verb, lexicon)) is not None:
        return figure
    for frame, content in _contents(words, i, lexicon):
        key = f"{verb} {words.lower[content[0] - 1]}" if frame is Frame.PREPOSITION else verb
        bare = frame is Frame.OBJECT and verb in lexicon.relay_verbs and _is_bare_name(words, content)
        if key in lexicon.verbs[frame] and not bare and _is_act(words, i, source, frame, lexicon):
            if source is None and words.tag[i] == "VBN":  # "when asked why, Reyes replied …"
                return None
            if source is None and frame is Frame.CLAUSE and words.tag[i] in FINITE:
                source = recovered_subject(words, i)
            return Report(verb_group(words, i), i, source, content, frame, key)
    return None


def _cleft(words: Words, i: int, lexicon: Lexicon) -> Report | None:
    """Read "What Reyes doubted was the date", "What she will not do is resign"."""
    clause, last = child(words, i, "csubj"), words.sentences[words.sentence[i]][1]
    if clause is None or i == last or words.lower[words.left[clause]] not in lexicon.pointing_clauses:
        return None
    source = child(words, clause, "nsubj")
    would = any(words.tag[c] == "MD" for c in words.children[clause])
    verb = base_form(words, clause, lexicon)
    if source is None or not (would or any(verb in lexicon.verbs[frame] for frame in _SAYS_IT)):
        return None
    told = child(words, i, "attr", "acomp")
    if told is not None and not would and verb in lexicon.verbs[Frame.QUOTE] - lexicon.wishing_verbs:
        return None  # "What Reyes said was a lie"
    somebody = words.tag[source] in {"NNP", "NNPS"} or words.lower[source] in lexicon.persons | lexicon.single_pronouns
    return Report(verb_group(words, clause), clause, source, (i + 1, last), Frame.CLAUSE, "") if somebody else None


def _leads_to_saying(words: Words, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a passive verb only leads to one of saying: Reyes was quoted by the Post as saying that …."""
    marks = (c for c in words.children[i] if words.dep[c] == "prep" and words.lower[c] in lexicon.source_marks)
    return any(words.lower[c] in lexicon.quoting_forms for mark in marks for c in words.children[mark])


def _any_verb(words: Words, i: int, lexicon: Lexicon, quoted: Sequence[bool]) -> Report | None:
    """Read a verb of no list that takes a clause with quoted words: Reyes sniped that Holt “was no sailor”."""
    clause = next((c for c in words.children[i] if c > i and words.dep[c] == "ccomp" and words.tag[c][0] == "V"), None)
    if clause is None and (noun := child(words, i, "dobj")) is not None:  # "made the case that it was “a waste”"
        clause = next((c for c in words.children[noun] if words.dep[c] == "acl" and _has_subject(words, c)), None)
    source = None if clause is None else child(words, i, "nsubj")
    if clause is None or source is None or source > i or child(words, clause, "mark") is None:
        return None
    named = words.tag[source][0] == "N" and words.form[source][0].isupper()
    speaks = named or words.lower[source] in lexicon.persons or words.lower[source] in lexicon.single_pronouns
    if not speaks or not any(quoted[words.left[clause] : words.right[clause] + 1]):
        return None
    return Report(verb_group(words, i), i, source, (words.left[clause], words.right[clause]), Frame.CLAUSE, "")


def _after_agent(words: Words, i: int, source: int | None, lexicon: Lexicon) -> list[int]:
    """Return where ends what stands after who did it: was criticized by Reyes for …, was described by Reyes as …."""
    own = [words.right[c] for c in words.children[i] if c > i and words.dep[c] in {"prep", "oprd", "xcomp"}]
    below = [] if source is None else [c for c in words.children[source] if c > source and words.dep[c] == "prep"]
    return own + [words.right[c] for c in below if words.lower[c] not in lexicon.naming_prepositions]


def _passive(words: Words, i: int) -> Report | None:
    """Read what is told without a speaker: "The deadline was also stressed", "it was noted that …"."""
    topic = child(words, i, "nsubjpass", "nsubj")
    clause = next((c for c in words.children[i] if c > i and words.dep[c] == "ccomp"), None)
    told = topic if clause is None else clause
    if told is None or child(words, i, "auxpass") is None or words.dep[i] not in {"ROOT", "conj"}:
        return None
    if clause is None and words.tag[told] == "PRP":
        return None
    return Report(verb_group(words, i), i, None, (words.left[told], words.right[told]), "passive", words.lower[i])


def _is_bare_name(words: Words, content: Stretch) -> bool:
    """Tell whether all of it is a name: "citing the Wire"."""
    return all(words.tag[k] in {"NNP", "NNPS", "DT", "."} for k in range(content[0], content[1] + 1))


def _is_act(words: Words, i: int, source: int | None, frame: Frame, lexicon: Lexicon) -> bool:
    """Tell whether the source acts: not "the decision to reject …", "that showed …", "if you like"."""
    if source is not None and (words.tag[source] == "WDT" or words.lower[source] in lexicon.generic_pronouns):
        return False
    if source is not None and words.lower[source] in lexicon.demonstratives and words.tag[i] == "VB":
        return False  # "Reyes had this to say"
    if frame in {Frame.CLAUSE, Frame.INFINITIVE, Frame.GERUND}:
        return True
    modifies_noun = words.dep[i] in {"acl", "relcl"} and child(words, i, "nsubj") is None and words.tag[i] != "VBG"
    return not modifies_noun


def _contents(words: Words, i: int, lexicon: Lexicon) -> Iterator[tuple[Frame, Stretch]]:
    """Yield what verb `i` can report, the likeliest first."""
    after = [c for c in words.children[i] if c > i]
    objects = [c for c in after if words.dep[c] in _CONTENT_OBJECTS]
    infinitive = next((c for c in after if words.dep[c] == "xcomp"), None)
    clause = next((c for c in after if words.dep[c] == "ccomp"), None)
    told = _clause_on_noun(words, after) or _clause_on_time(words, after) if clause is None else None
    if told is not None:
        yield Frame.CLAUSE, (words.left[told], words.right[told])
    if clause is not None:
        last = max(words.right[c] for c in after if c >= clause and not _beside_clause(words, i, c, lexicon))
        yield Frame.CLAUSE, (max(words.left[clause], i + 1), last)
    elif infinitive is None and (not objects or _addresses(words, i, lexicon)) and (fronted := _fronted(words, i)):
        yield Frame.CLAUSE, fronted
    if infinitive is not None:
        whom = [c + 1 for c in after if words.dep[c] == "prep" and c < infinitive and words.right[c] > c]
        first = min([words.left[infinitive], *whom, *(words.left[c] for c in objects)])
        having = any(words.dep[c] == "aux" and words.tag[c] == "VBG" for c in words.children[infinitive])
        frame = Frame.GERUND if having or words.tag[infinitive] == "VBG" else Frame.INFINITIVE
        yield frame, (first, words.right[infinitive])
    if (called := _called_for(words, i, after)) is not None:
        yield Frame.PREPOSITION, called
    if objects:
        last = max(words.right[c] for c in after if words.dep[c] not in _NOT_CONTENT or _goes_on(words, c, lexicon))
        yield Frame.OBJECT, (words.left[objects[0]], last)
    preposition = next((c for c in after if words.dep[c] == "prep"), None)
    if preposition is not None and words.right[preposition] > preposition:
        last = max(words.right[c] for c in after if words.dep[c] == "prep" or _goes_on(words, c, lexicon))
        yield Frame.PREPOSITION, (preposition + 1, last)


def _called_for(words: Words, i: int, after: list[int]) -> Stretch | None:
    """Return what "called for the state to buy the yard" calls for, which the parser takes for a clause."""
    clause = next((c for c in after if words.dep[c] == "advcl" and words.left[c] == i + 1), None)
    if clause is None or words.dep[i + 1] != "mark" or all(words.tag[c] != "TO" for c in words.children[clause]):
        return None
    return (i + 2, words.right[clause]) if child(words, clause, "nsubj") is not None else None


def _figure(words: Words, i: int, source: int | None, verb: str, lexicon: Lexicon) -> Report | None:
    """Read "put the cost at $90,000"."""
    told = child(words, i, "dobj")
    if told is None or source is None or told < i:
        return None
    places = (c for noun in (i, told) for c in words.children[noun] if words.dep[c] == "prep" and c > told)
    known = (c for c in places if f"{verb} {words.lower[c]}" in lexicon.estimating_verbs)
    at = next((c for c in known if "CD" in words.tag[c + 1 : words.right[c] + 1]), None)
    if at is None:
        return None
    return Report(verb_group(words, i), i, source, (words.left[told], words.right[at]), Frame.OBJECT, verb)


def _goes_on(words: Words, c: int, lexicon: Lexicon) -> bool:
    """Tell whether word `c`, which the cue governs, goes on with what was said.

    That is one more thing of a list ("the plan, the cost and the delay") or a clause that tells why or on what
    terms. What happens meanwhile does not, nor an act of the speaker's own: ", adding …", ", eager to …".
    """
    if words.dep[c] == "conj":
        return words.tag[c].startswith("NN")
    first = words.left[c]
    led = words.dep[first] == "mark" or words.tag[first] == "WRB"
    parted = any(words.form[k] == "," for k in range(max(0, first - 2), first))
    return words.dep[c] == "advcl" and (led or not parted) and words.lower[first] not in lexicon.beside_marks


def _clause_on_noun(words: Words, after: list[int]) -> int | None:
    """Return the clause that the parser hung on a noun in between: "wrote during the debate that he was …"."""
    below = [k for i in after if words.dep[i] == "prep" for k in range(i + 1, words.right[i] + 1)]
    clauses = (c for c in below if words.dep[c] in _HUNG and words.lower[words.left[c]] == "that")
    return next((c for c in clauses if _is_hung_on(words, c) and _has_subject(words, c)), None)


def _clause_on_time(words: Words, after: list[int]) -> int | None:
    """Return the clause that the parser hung on when it was said: "said a day later that the bridge was shut"."""
    times = (i for i in after if words.dep[i] in {"advmod", "npadvmod"})
    clauses = (c for i in times for c in words.children[i] if c > i and words.dep[c] in {"ccomp", "relcl", "acl"})
    return next((c for c in clauses if words.lower[words.left[c]] == "that" and _has_subject(words, c)), None)


def _is_hung_on(words: Words, c: int) -> bool:
    """Tell whether nothing but nouns, prepositions and participles stands above a clause, up to the cue's own."""
    at = words.head[c]
    while words.dep[at] in {"pobj", "prep", "dobj", "npadvmod"} or (words.dep[at] == "acl" and words.tag[at] == "VBN"):
        if words.dep[at] == "prep" and is_verb(words, words.head[at]) and words.dep[words.head[at]] != "acl":
            return True
        at = words.head[at]
    return False


def _has_subject(words: Words, c: int) -> bool:
    """Tell whether a clause led by "that" lacks nothing: not "an answer that pleased her"."""
    that, full = words.left[c], child(words, c, "nsubjpass") is not None
    full = full or any(words.dep[k] == "dobj" for k in words.children[c] if k > c)  # "an e-mail that it paid the bill"
    joins = words.dep[that] in {"mark", "advmod"} or (full and words.dep[that] == "dobj")
    if words.dep[that] == "pobj":  # "alleged in the suit that Holt earned it from the yard"
        joins = any(words.dep[k] == "pobj" and k != that for k in words.children[words.head[that]])
    return joins and child(words, c, "nsubj", "nsubjpass", "expl") is not None


def _beside_clause(words: Words, verb: int, c: int, lexicon: Lexicon) -> bool:
    """Tell whether word `c`, governed by the cue `verb`, stands beside what was said, not in it.

    "He told them that talks had failed, but the door stays open": the tense tells that the parser hung
    the second clause on the cue by mistake.
    """
    if words.dep[c] != "conj":
        return words.dep[c] in _BESIDE_CLAUSE
    present = words.tag[c] in {"VBZ", "VBP"} or any(words.tag[k] == "MD" for k in words.children[c])
    return not (words.tag[verb] == "VBD" and present) or words.lower[c] in lexicon.lemmas


def _addresses(words: Words, i: int, lexicon: Lexicon) -> bool:
    """Tell whether the object of verb `i` is who hears it: "Taxes will fall, he told the Post"."""
    own = child(words, i, "nsubj")
    return lexicon.lemmas.get(words.lower[i]) in lexicon.addressing_verbs and own is not None and own < i


def _fronted(words: Words, i: int) -> Stretch | None:
    """Return what stands before its cue: "Taxes will fall, he said"."""
    if words.dep[i] == "parataxis":
        head = words.head[i]
        return words.left[head], words.right[head]
    clause = next((c for c in words.children[i] if c < i and words.dep[c] == "ccomp"), None)
    if clause is None:
        return _before_aside(words, i)
    if words.right[clause] > i:
        return words.left[clause], words.right[clause]
    own = [words.left[c] for c in words.children[i] if words.dep[c] in {"nsubj", "nsubjpass"}]
    return words.left[clause], min([i, *own]) - 1


def _before_aside(words: Words, i: int) -> Stretch | None:
    """Return what stands before a comma and "police said" at a sentence's end, where the parser lost it."""
    first, last = words.sentences[words.sentence[i]]
    own = child(words, i, "nsubj")
    if (
        own is None
        or own > i
        or words.right[i] > last
        or any(words.form[k][0].isalnum() for k in range(i + 1, last + 1))
    ):
        return None
    comma = words.left[own] - 1
    return (first, comma - 1) if comma > first and words.form[comma] == "," and words.head[i] == i else None


def _adjective(words: Words, i: int, adjective: int, lexicon: Lexicon) -> Report | None:
    """Read "she is confident that …", "he was critical of …"."""
    source = subject(words, i, lexicon)
    follows = [c for c in words.children[i] if c > adjective and words.dep[c] in {"ccomp", "xcomp", "prep"}]
    last = max([words.right[adjective], *(words.right[c] for c in follows)])
    if last == adjective or source is None or words.lower[source] in lexicon.expletives:
        return None
    cue = (verb_group(words, i)[0], adjective)
    return Report(cue, i, source, (adjective + 1, last), "adjective", words.lower[adjective])
