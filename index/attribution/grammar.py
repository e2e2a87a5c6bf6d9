"""Grammar: who does what in a parsed sentence, as the rules of attribution need it.

The rules read Penn Treebank tags and ClearNLP labels; the words they look for come from the lexicon.
"""

from __future__ import annotations

from index.attribution.cues import Lexicon
from index.parsing import Words

FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
NOMINAL = frozenset({"NNP", "NNPS", "NN", "NNS", "PRP"})
_PHRASE_STARTS = NOMINAL | {"DT", "JJ", "CD", "PRP$", "VBN"}
_BEFORE_NOUN = frozenset(
    {"det", "amod", "compound", "poss", "nmod", "nummod", "predet", "quantmod", "advmod", "case", "punct", "appos"}
)
_DASHES = frozenset({"-", "—", "–"})
_MAX_STEPS = 6
"""How far up the tree a subject is looked for."""


def child(words: Words, i: int, *deps: str) -> int | None:
    """Return the first word governed by `i` with one of the labels `deps`."""
    return next((c for c in words.children[i] if words.dep[c] in deps), None)


def is_verb(words: Words, i: int) -> bool:
    """Tell whether word `i` is a verb, but no auxiliary."""
    return words.tag[i].startswith("VB") and words.dep[i] not in {"aux", "auxpass"}


def is_passive(words: Words, i: int) -> bool:
    """Tell whether verb `i` is passive: "was highlighted", "highlighted by", "asked whether …, she"."""
    if words.tag[i] != "VBN":
        return False
    deps = {words.dep[c] for c in words.children[i]}
    objects = [c for c in words.children[i] if words.dep[c] in {"dobj", "oprd"}]
    if words.dep[i] == "acl" and len(objects) > 1:  # "Reyes called Holt a “coward”" where the parser lost its way
        return False
    if objects and words.form[i - 1] == "," and _alone_with_name(words, i):
        return bool(deps & {"agent"})
    return bool(deps & {"auxpass", "nsubjpass", "agent"}) or (words.dep[i] in {"advcl", "acl"} and "aux" not in deps)


def _alone_with_name(words: Words, i: int) -> bool:
    """Tell whether the parser made a name the top of a sentence and hung its verb on that: Reyes, a nurse, called …."""
    name = words.head[i]
    return words.dep[i] == "acl" and words.head[name] == name and words.tag[name] in {"NNP", "NNPS"}


def is_writers(words: Words, verb: int, lexicon: Lexicon) -> bool:
    """Tell whether a cue after another one only tells that the writer quotes: Reyes said, and I quote, “…”."""
    told = verb - 4
    if told < words.sentences[words.sentence[verb]][0] or words.lower[verb - 1] not in lexicon.writers:
        return False
    return words.tag[verb - 2] == "CC" and words.form[verb - 3] == "," and words.lower[told] in lexicon.quoting_forms


def base_form(words: Words, i: int, lexicon: Lexicon) -> str | None:
    """Return the base form of verb `i` with its particle ("point out"), None if no list holds it."""
    lemma = lexicon.lemmas.get(words.lower[i])
    particle = child(words, i, "prt")
    return lemma if lemma is None or particle is None else f"{lemma} {words.lower[particle]}"


def subject(words: Words, i: int, lexicon: Lexicon) -> int | None:
    """Return the subject of verb `i`, looked up through conjunction, control and participles.

    "She said … and added": the subject of "added" is "She"; "a man saying": "man".
    """
    for _ in range(_MAX_STEPS):
        own = _own_subject(words, i)
        if own is not None:
            return outside_brackets(words, own)
        head, dep = words.head[i], words.dep[i]
        if dep in {"acl", "relcl"} and not is_verb(words, head):
            beside = dep == "acl" and words.form[words.left[i] - 1] == ","
            return (_subject_of_clause(words, head, lexicon) if beside else None) or head
        if dep == "xcomp" and lexicon.lemmas.get(words.lower[head]) in lexicon.object_control:
            controlled = child(words, head, "dobj", "dative")
            if controlled is not None and controlled < i:
                return controlled
        if dep == "conj" and words.tag[i] in FINITE and not is_verb(words, head):  # "put on an accent and joked"
            return _subject_of_clause(words, head, lexicon)
        if dep == "pcomp" and words.dep[head] == "prep":
            relayed = child(words, words.head[head], "dobj") if words.lower[head] in lexicon.source_marks else None
            if relayed is not None and lexicon.lemmas.get(words.lower[words.head[head]]) in lexicon.relay_verbs:
                return relayed  # "The Post quoted Reyes as saying"
            head = words.head[head]
        elif head == i or dep == "prep" or not _can_govern(words, head):
            return None
        i = head
    return None


def _own_subject(words: Words, i: int) -> int | None:
    """Return the subject that verb `i` governs; of two before it the nearer one.

    The parser takes the apposition in "On X, once a rival, Reyes wrote" and the title in "Police Sgt.
    Dana Reyes said" for subjects too.
    """
    own = [c for c in words.children[i] if words.dep[c] in {"nsubj", "nsubjpass"}]
    before = [c for c in own if c < i]
    return _inserted(words, before[-1], i) if before else next(iter(own), None)


def _inserted(words: Words, source: int, verb: int) -> int:
    """Return who speaks where that is set into a sentence: in "The bridge, a planner said, opens" the planner.

    The parser takes the planner for an apposition.
    """
    beside = (c for c in words.children[source] if words.dep[c] == "appos" and words.form[words.left[c] - 1] == ",")
    return next((c for c in beside if c < verb and is_set_in(words, words.right[c])), source)


def is_set_in(words: Words, last: int) -> bool:
    """Tell whether a phrase that ends with word `last` has a verb of its own, set in: "The bridge, a planner said, …".

    A comma would end an apposition.
    """
    verb = last + 1
    while verb < len(words) and words.tag[verb] == "RB":
        verb += 1
    if verb + 1 >= len(words) or words.tag[verb] not in FINITE:
        return False
    return words.form[verb + 1] in {",", "."}


def _can_govern(words: Words, i: int) -> bool:
    return words.tag[i].startswith("VB") or words.dep[i] == "prep" or words.tag[i] == "JJ"


def _subject_of_clause(words: Words, noun: int, lexicon: Lexicon) -> int | None:
    """Return the subject of the clause that `noun` stands in: "Reyes wrote a letter, saying …"."""
    for _ in range(_MAX_STEPS):
        if is_verb(words, noun):
            return subject(words, noun, lexicon)
        if words.head[noun] == noun or words.dep[noun] in SUBJECTS:
            return None
        noun = words.head[noun]
    return None


def agent(words: Words, i: int) -> int | None:
    """Return who does what the passive verb `i` tells: "was praised by Smith"."""
    by = child(words, i, "agent")
    return None if by is None else child(words, by, "pobj")


def recovered_subject(words: Words, verb: int) -> int | None:
    """Return the likely subject of a finite verb that the parser left without one, by the order of words.

    "…, said Reyes" when the name was taken for an adverb; "Reyes, who …, said" when the clause before
    the comma was taken for the verb's content.
    """
    first = words.sentences[words.sentence[verb]][0]
    if verb > first and not words.form[verb - 1][-1].isalnum() and (after := noun_after(words, verb)) is not None:
        return after
    early = next((c for c in words.children[verb] if c < verb and words.dep[c] == "ccomp"), None)
    if early is not None and any(c > verb and words.dep[c] == "ccomp" for c in words.children[verb]):
        return child(words, early, "nsubj", "nsubjpass")
    at = verb - 1
    while at > first and words.tag[at] in {"RB", "MD", "RBR", "HYPH"}:
        at -= 1
    if at > first and words.form[at] == ",":
        at = next((k for k in range(at - 1, first, -1) if words.form[k] == ","), first) - 1
    while at > first and words.tag[at] == "POS":
        at -= 1
    if words.form[at] in {")", "]"}:
        at = outside_brackets(words, at - 1)
    return outside_brackets(words, outside_clause(words, at)) if at >= first and words.tag[at] in NOMINAL else None


def outside_brackets(words: Words, i: int) -> int:
    """Return word `i`, or the one before the brackets it stands in: "Dana Reyes (D-Ill.) said"."""
    first = words.sentences[words.sentence[i]][0]
    for k in range(i - 1, max(first, i - _MAX_STEPS), -1):
        if words.form[k] in {")", "]"}:
            return i
        if words.form[k] in {"(", "["}:
            return k - 1
    return i


def outside_clause(words: Words, i: int) -> int:
    """Return word `i`, or whom the clause tells of that it ends: "an official who spoke of the plans said"."""
    at = i
    for _ in range(_MAX_STEPS):
        head = words.head[at]
        if words.dep[at] == "relcl" and head < at:
            who = next((c for c in words.children[at] if words.tag[c] == "WP"), None)
            parted = any(words.form[k] == "," for k in range(head, i))
            return i if who is None or parted else head
        if head == at or words.dep[at] in SUBJECTS:
            return i
        at = head
    return i


def noun_after(words: Words, verb: int) -> int | None:
    """Return the head of the phrase right after a verb: “…,” added another minister."""
    at = verb + 1
    last = words.sentences[words.sentence[verb]][1]
    if at > last or words.tag[at] not in _PHRASE_STARTS:
        return None
    while at < (head := words.head[at]) and words.tag[head][0] in "NP":
        at = head
    alone = words.tag[at] in {"DT", "CD"} and (at == last or not words.form[at + 1][-1].isalnum())
    return at if alone or (words.tag[at][0] in "NP" and words.tag[at] != "POS") else None


def noun_phrase(words: Words, head: int, lexicon: Lexicon) -> tuple[int, int]:
    """Return the first and last word of the phrase that names `head`, without relative clauses.

    "a spokesman for the ministry, who …" gives "a spokesman for the ministry".
    """
    first = head
    for c in reversed(words.children[head]):
        adjacent = words.right[c] >= first - 1 - (first - words.right[c] > 1)
        when = words.dep[c] == "advmod" and child(words, c, "npadvmod") is not None  # "an hour later Reyes"
        aged = words.dep[c] == "npadvmod" and words.form[head - 1] == "-"  # "the 45-year-old"
        before = (words.dep[c] in _BEFORE_NOUN and words.tag[c] != "WRB") or aged  # "how Reyes puts it"
        if c < head and words.dep[c] == "compound" and words.tag[c] in FINITE:  # “…,” fumes coach Reyes
            break
        if c < head and before and adjacent and not when:
            first = min(first, words.left[c])
    parted = (k for k in range(head - 1, first, -1) if words.form[k] in _DASHES and words.end[k - 1] < words.start[k])
    first = next(parted, first)  # "Turnout is a problem - Delta Research: “…”"
    while first < head and not words.form[first][0].isalnum():
        first += 1
    if first > 0 and words.form[head - 1] == "-" and words.tag[first - 1] == "DT":
        first -= 1
    last = head
    for c in words.children[head]:
        if c <= last:
            continue
        if words.dep[c] == "prep" and c == last + 1 and words.lower[c] in lexicon.naming_prepositions:
            noun = child(words, c, "pobj")
            if noun is not None and words.lower[noun] not in lexicon.weekdays:  # "Dana Reyes on Monday"
                last = max(last, noun_phrase(words, noun, lexicon)[1])
        elif words.dep[c] == "conj" and words.tag[c][0] in "NP":
            last = max(last, noun_phrase(words, c, lexicon)[1])
        elif words.dep[c] == "appos" and words.left[c] == last + 1 and words.tag[c] in {"NNP", "NNPS"}:
            last = max(last, noun_phrase(words, c, lexicon)[1])  # "director of ports Dana Reyes"
    return first, last


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
