"""Sources: which verbs near a quote are cues, and whose act each tells."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import (
    FINITE,
    NOMINAL,
    agent,
    base_form,
    child,
    is_passive,
    is_verb,
    noun_after,
    outside_brackets,
    outside_clause,
    recovered_subject,
    subject,
)
from index.parsing import Words


class Sources:
    """Finds the cues of one article and who speaks by them."""

    def __init__(self, words: Words, lexicon: Lexicon, quoted: Sequence[bool]) -> None:
        """Take the words of the article and, for each, whether it stands inside a quote."""
        self._words = words
        self._lexicon = lexicon
        self._quoted = quoted

    def is_cue(self, i: int) -> bool:
        """Tell whether word `i` is a verb that stands beside quotes."""
        words, quoting = self._words, self._lexicon.verbs[Frame.QUOTE]
        if words.form[i - 1] == "-" and words.start[i] == words.end[i - 1]:  # "so-called"
            return False
        if not is_verb(words, i) or (lemma := self._lexicon.lemmas.get(words.lower[i])) is None:
            return False
        following = words.lower[i + 1] if i + 1 < len(words) else ""
        return lemma in quoting or f"{lemma} {following}" in quoting or base_form(words, i, self._lexicon) in quoting

    def source(self, verb: int, first: int, last: int) -> int | None:
        """Return who says what `verb` introduces, from word `first` to word `last`, which lie outside the quote."""
        words = self._words
        relayed = self._lexicon.lemmas.get(words.lower[verb]) in self._lexicon.relay_verbs  # "is quoted as saying"
        if (who := self._who_has(verb, first)) is not None:
            return who
        if is_passive(words, verb) and not relayed:
            return agent(words, verb)
        if (beside := self._set_in(verb, first)) is not None:
            return beside
        source = self._doer(verb) if words.tag[verb] == "VBG" else subject(words, verb, self._lexicon)
        source = self._who_can_only(source)
        if source is not None and words.sentence[source] != words.sentence[verb]:
            return source
        # "Calling it “…,” Reyes left": who acts follows the quote.
        leads = words.tag[verb] == "VBG" and verb == words.sentences[words.sentence[verb]][0]
        if source is not None and (first <= source <= last or leads) and not self._quoted[source]:
            return source
        aside = verb > first and words.form[verb - 1] == ","  # "Reyes, noting the cost, said"
        if aside and (named := self.named_first(range(first, last + 1))) is not None:
            return named
        if aside and (recovered := recovered_subject(words, verb)) is not None and recovered >= first:
            return recovered
        end = self._before_day(verb, first)
        before = next((k for k in range(end - 1, first - 1, -1) if words.tag[k] in NOMINAL), None)
        if before is not None and end - before <= 2:
            return outside_brackets(words, outside_clause(words, before))
        after = noun_after(words, verb)
        if after is not None and words.dep[after] == "dobj" and verb > first and words.form[verb - 1][-1].isalnum():
            after = None  # "… and recalled the strike: “…”"
        return after or recovered_subject(words, verb)

    def _set_in(self, verb: int, first: int) -> int | None:
        """Return who speaks where commas part a cue: "The port, said Reyes, “is …”"; "after Holt, asked …, had said".

        The parser takes the subject of the rest for that of the cue.
        """
        words = self._words
        start = verb
        while start > first and words.dep[start - 1] in {"aux", "neg"}:
            start -= 1
        if start <= first or words.form[start - 1] != "," or words.tag[verb] not in FINITE | {"VBN"}:
            return None
        after = noun_after(words, verb) if start == verb else None
        if after is not None and words.right[after] + 1 < len(words) and words.form[words.right[after] + 1] == ",":
            return after if self._is_name(after) and words.dep[after] == "nsubj" else None
        comma = next((k for k in range(start - 2, first, -1) if words.form[k] == ","), None)
        if comma is None or not self._is_name(comma - 1):
            return None
        lead = comma - 2
        while lead > first and words.form[lead][0].isupper():
            lead -= 1
        return comma - 1 if words.lower[lead] in self._lexicon.beside_marks else None

    def _who_has(self, verb: int, first: int) -> int | None:
        """Return who speaks where commas part a participle from "has": Holt has, in the past, described it as “…”."""
        words = self._words
        if words.tag[verb] != "VBN" or words.form[verb - 1] != ",":
            return None
        comma = next((k for k in range(verb - 2, first, -1) if words.form[k] == ","), None)
        has = None if comma is None or words.lower[comma - 1] not in self._lexicon.having_forms else comma - 1
        return None if has is None else child(words, has, "nsubj")

    def _who_can_only(self, source: int | None) -> int | None:
        """Return whom "all" or "first" tells of: all she could do was shout “…”; Holt was the first to speak: “…”."""
        words = self._words
        if source is not None and words.dep[source] == "attr" and words.tag[source] == "JJ":
            who = child(words, words.head[source], "nsubj")
            return source if who is None or words.lower[who] in self._lexicon.expletives else who
        if source is None or words.tag[source] != "DT":
            return source
        clause = child(words, source, "relcl")
        who = None if clause is None else child(words, clause, "nsubj")
        return source if who is None or words.tag[who][0] == "W" else who

    def _is_name(self, i: int) -> bool:
        return self._words.tag[i][0] == "N" and self._words.form[i][0].isupper()

    def _before_day(self, verb: int, first: int) -> int:
        """Return where the words before `verb` end, less a day that stands between: whom Reyes on Monday called “…”."""
        words = self._words
        day = verb - 1
        if day <= first or words.lower[day] not in self._lexicon.weekdays:
            return verb
        return day - 1 if words.tag[day - 1] == "IN" else day

    def _doer(self, verb: int) -> int | None:
        """Return whose act a participle tells: Reyes read a note to the crowd, adding, “…”; Adding, “…”."""
        words = self._words
        first = words.sentences[words.sentence[verb]][0]
        if (crowd := self._crowd(verb, first)) is not None:
            return crowd
        alone = words.head[verb] == verb or self._quoted[words.head[verb]]
        at = words.sentence[verb] - (verb == first and alone)
        joint = verb - 2 if words.tag[verb - 1] == "''" else verb - 1  # told them “…,” adding, “…”
        if at < 0 or (verb > first and words.form[max(first, joint)] != ","):
            return subject(words, verb, self._lexicon)
        roots = (k for k in range(words.sentences[at][0], words.sentences[at][1] + 1) if words.head[k] == k)
        root = next((k for k in roots if is_verb(words, k) and not self._quoted[k]), None)
        told = None if root is None or "\n" in words.text[words.end[root] : words.start[verb]] else root
        source = None if told is None or self._is_beside(verb) else subject(words, told, self._lexicon)
        return subject(words, verb, self._lexicon) if source is None or self._quoted[source] else source

    def _crowd(self, verb: int, first: int) -> int | None:
        """Return the nearest who are several, if it takes several: Reyes spoke where sailors had met, chanting “…”."""
        words, lexicon = self._words, self._lexicon
        if lexicon.lemmas.get(words.lower[verb]) not in lexicon.crowd_verbs or words.form[verb - 1] != ",":
            return None
        subjects = (k for k in range(verb - 1, first - 1, -1) if words.dep[k] == "nsubj" and not self._quoted[k])
        nearest = next(subjects, None)
        return nearest if nearest is not None and words.tag[nearest] == "NNS" else None

    def _is_beside(self, verb: int) -> bool:
        """Tell whether a participle belongs to a clause of time or place: …, where pilots had met, chanting “…”."""
        words, at = self._words, self._words.head[verb]
        while words.head[at] != at:
            if words.dep[at] == "ccomp":
                return False
            if words.dep[at] in {"advcl", "relcl"} and words.tag[at] in FINITE | {"VBN"}:
                return child(words, at, "nsubj") is not None
            at = words.head[at]
        return False

    def named_first(self, frame: range) -> int | None:
        """Return the last word of a name that starts the frame, if a comma ends it: “…,” Dana Reyes, who …, wrote."""
        words = self._words
        ends = (k for k in frame if words.tag[k] not in {"NNP", "NNPS"})
        after = next(ends, frame[0])
        return after - 1 if after > frame[0] and words.form[after] == "," else None

    def noun_before(self, verb: int, first: int) -> int | None:
        """Return the last word before `verb`, from `first` on, that can name somebody: “…” the 43-year-old asked."""
        words = self._words
        if verb > first and words.tag[verb - 1] == "JJ" and words.tag[first] == "DT":
            return verb - 1
        return next(
            (
                j
                for j in range(verb - 1, first - 1, -1)
                if (words.tag[j][0] in "NP" and words.tag[j] != "POS") or words.tag[j] == "CD"
            ),
            None,
        )

    def agent_after(self, verb: int, at: int, last: int) -> int | None:
        """Return who does what a passive verb just before a quote tells: was described as “unfit” by Reyes."""
        words = self._words
        if at - verb > 1 or words.tag[verb] != "VBN" or words.lower[verb] not in self._lexicon.lemmas:
            return None
        by = last + 1 < len(words) and words.lower[last + 1] in self._lexicon.source_prepositions - {"of"}
        return noun_after(words, last + 1) if by else None
