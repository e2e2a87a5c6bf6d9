"""Direct speech: which cue and which speaker a quote belongs to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.attribution import replies, terms
from index.attribution.cues import Frame, Lexicon
from index.attribution.grammar import (
    FINITE,
    NOMINAL,
    base_form,
    child,
    is_verb,
    is_writers,
    noun_after,
)
from index.attribution.leads import first_name, inverted, label, lead, signature, signed_line
from index.attribution.quotes import Quote, starts_small
from index.attribution.sources import Sources
from index.parsing import Words

_OBJECTS = frozenset({"dobj", "oprd", "attr", "ccomp"})
_NAMES = frozenset({"NNP", "NNPS"})
_STOPS = frozenset(",.!?")
_BEFORE_NOUN = frozenset({"DT", "JJ", "PRP$", "CD"})
_WINDOW = 40
"""How many words may stand between a quote and its cue."""
_FRAME = 4
"""A sentence of so few words after a quote may be its cue and speaker only: “… missing.” Reyes said."""
_SHORT = 8
"""A quote of so few words inside a sentence may be a title or a scare quote."""
_SENTENCE = 4
"""A quote of more words that starts with a capital is a sentence."""
_PHRASE = 10
"""How many words before a quote may tell its source: ", according to the minister for the coast,"."""
_JOINT = 3
"""How many words may part two quotes that share a cue: a comma, a conjunction, a comma."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A quote, the position of its cue and that of the head of the words that name its speaker."""

    quote: Quote
    verb: int
    source: int
    start: int | None = None
    """Where what was said starts, if only the end of it is quoted."""
    rule: str = "quote"


class Pairer:
    """Pairs the quotes of one article with their cues."""

    def __init__(self, words: Words, lexicon: Lexicon, quoted: Sequence[bool]) -> None:
        """Take the words of the article and, for each, whether it stands inside a quote."""
        self._words = words
        self._lexicon = lexicon
        self._quoted = quoted
        self._sources = Sources(words, lexicon, quoted)

    def pair_all(self, quotes: Sequence[Quote]) -> list[Pairing]:
        """Return the quotes that have cues with them; one that "and" joins to another has the other's."""
        found: dict[int, Pairing] = {}
        for k, quote in enumerate(quotes):
            joined = k > 0 and self._is_joined(quotes[k - 1], quote)
            before = found.get(k - 1) if joined else None
            if before is not None and self._words.start[before.verb] < quotes[k - 1].start:
                found[k] = Pairing(quote, before.verb, before.source)
            elif k > 0 and k - 1 in found and self._goes_on(found[k - 1], quote):
                found[k] = Pairing(quote, found[k - 1].verb, found[k - 1].source)
            elif (pairing := self.pair(quote)) is not None:
                found[k] = pairing
                begun = k > 0 and k - 1 not in found and self._begun(quotes[k - 1], pairing)
                if (joined and before is None) or begun:
                    found[k - 1] = Pairing(quotes[k - 1], pairing.verb, pairing.source)
        for k in range(len(quotes) - 2, -1, -1):
            later = found.get(k + 1) if quotes[k].goes_on and k not in found else None
            if later is not None and not (k - 1 in found and self._follows(found[k - 1], quotes[k])):
                found[k] = Pairing(quotes[k], later.verb, later.source)
        return [found[k] for k in sorted(found)]

    def _follows(self, before: Pairing, quote: Quote) -> bool:
        """Tell whether a quote follows, in the same paragraph, the cue of the quote before it: “A,” he said. “B …."""
        cue = self._words.start[before.verb]
        return before.quote.end <= cue < quote.start and "\n" not in self._words.text[cue : quote.start]

    def _goes_on(self, before: Pairing, quote: Quote) -> bool:
        """Tell whether a quote goes on in the middle of a sentence: “A,” she wrote in a note …, “but B.”."""
        words, text = self._words, self._words.text
        between = text[before.quote.end : quote.start]
        first = bisect_left(words.start, quote.start)
        same = before.quote.end <= words.start[before.verb] < quote.start and first < len(words)
        same = same and words.sentence[before.verb] == words.sentence[first]
        return (
            same
            and starts_small(text, quote)
            and between.rstrip().endswith((",", "—", "–", "--"))
            and ";" not in between
        )

    def _begun(self, before: Quote, pairing: Pairing) -> bool:
        """Tell whether a quote starts the sentence that another ends: “If they came” here, he said, “we left.”."""
        words, quote = self._words, pairing.quote
        first, verb = bisect_left(words.start, before.start), pairing.verb
        start, _ = words.sentences[words.sentence[verb]]
        return starts_small(words.text, quote) and first == start and before.end <= words.start[verb] < quote.start

    def _is_joined(self, left: Quote, right: Quote) -> bool:
        """Tell whether only a comma or a conjunction parts two quotes: “Open the gate” and “Let us in”."""
        words = self._words
        between = range(bisect_left(words.start, left.end), bisect_left(words.start, right.start))
        if not 0 < between.stop < len(words) or words.sentence[between.start - 1] != words.sentence[between.stop]:
            return False
        return len(between) <= _JOINT and all(words.tag[i] in {"CC", "DT"} or words.form[i] == "," for i in between)

    def pair(self, quote: Quote) -> Pairing | None:
        """Return the quote with the cue that follows it or, failing that, leads to it."""
        words = self._words
        first = bisect_left(words.start, quote.start)
        last = bisect_left(words.start, quote.end) - 1
        if first > last:
            return None
        if self._is_title(first, last):
            termed = terms.before(words, self._lexicon, first)
            return Pairing(quote, *termed) if termed else None
        if quote.signed is not None:
            signing = signed_line(words, quote.signed)
            return Pairing(quote, *signing) if signing else None
        if (owned := replies.named(self._words, self._lexicon, first, last)) is not None:
            return Pairing(quote, *owned)
        if self._is_led_to(first, last):
            return self._before(quote, first, last) or self._after(quote, last)
        after = self._ending(quote, first, last) if self._is_embedded(first, last) else self._after(quote, last)
        if (pairing := after or self._before(quote, first, last)) is not None:
            return pairing
        if self._is_whole(first, last) and (told := replies.pointed(words, self._lexicon, last)) is not None:
            return Pairing(quote, *told)
        signed = signature(words, last) if first == words.sentences[words.sentence[first]][0] else None
        return Pairing(quote, *signed) if signed else None

    def _is_whole(self, first: int, last: int) -> bool:
        """Tell whether a quote is all of its sentence, or several sentences."""
        words = self._words
        end = last == words.sentences[words.sentence[last]][1]
        return end and first == words.sentences[words.sentence[first]][0]

    def _is_embedded(self, first: int, last: int) -> bool:
        """Tell whether a short quote is a part of its sentence: a title, a scare quote."""
        words = self._words
        same = first > 0 and words.sentence[first - 1] == words.sentence[first]
        return same and words.form[first - 1][-1].isalnum() and last - first <= _SHORT

    def _is_led_to(self, first: int, last: int) -> bool:
        """Tell whether a cue leads to a quote that ends as a sentence does: Holt told her, “Go!” Reyes replied …."""
        words, at = self._words, first - 1
        if at < 1 or words.form[at] not in {",", ":"}:
            return False
        near = range(at - 1, max(-1, at - 1 - _JOINT), -1)
        cue = next((k for k in near if words.tag[k][0] == "V" or self._quoted[k]), None)
        if cue is None or self._quoted[cue] or not self._sources.is_cue(cue):
            return False
        clause = words.left[cue] == words.sentences[words.sentence[cue]][0]
        meanwhile = clause and words.tag[words.left[cue]] == "WRB"  # When Holt said, “Go,” Reyes went
        return meanwhile or words.form[last - 1] in _STOPS - {","}

    def _ending(self, quote: Quote, first: int, last: int) -> Pairing | None:
        """Pair a quote that ends what was said with the cue that follows: The pumps “do well,” she says, “but …”."""
        words = self._words
        pairing = self._after(quote, last) if words.form[last - 1] == "," else None
        if pairing is None or child(words, pairing.verb, "dobj", "oprd", "agent") is not None:
            return None
        clauses = [c for c in words.children[pairing.verb] if words.dep[c] == "ccomp" and words.left[c] <= first + 1]
        if any(words.left[c] >= first for c in clauses):
            return pairing
        clause = next((c for c in clauses if words.right[c] >= first), None)
        start = self._told_from(pairing, first, last) if clause is None else words.left[clause]
        return None if start is None else replace(pairing, start=words.start[start])

    def _told_from(self, pairing: Pairing, first: int, last: int) -> int | None:
        """Return where starts what a cue after a quote tells, if the parser hung the cue on that: …, he said today."""
        words, verb = self._words, pairing.verb
        start, _ = words.sentences[words.sentence[verb]]
        near = min(words.left[pairing.source], verb) == last + 1 and words.tag[verb] in FINITE
        if words.tag[pairing.source][0] == "W" or not last < pairing.source or not first <= words.head[verb] <= last:
            return None
        if not near:
            return None
        if any(self._sources.is_cue(k) for k in range(start, first) if not self._quoted[k]):
            return None
        return start + (words.tag[start] == "CC")

    def _is_title(self, first: int, last: int) -> bool:
        """Tell whether a quote names a work (“The Long Night”): capitals throughout, and no cue's comma before it."""
        words = self._words
        inner = [words.form[k] for k in range(first + 1, last) if words.form[k][0].isalpha()]
        capitals = all(form[0].isupper() for form in inner if len(form) > 3)
        parted = first > 0 and words.form[first - 1] in {",", ":"}
        shown = first > 1 and words.tag[first - 2] == "WDT" and self._sources.is_cue(first - 1)  # "which read “…”"
        return 1 < len(inner) <= _SHORT and capitals and not (parted or shown) and words.form[last - 1] not in _STOPS

    def _after(self, quote: Quote, last: int) -> Pairing | None:
        """Pair a quote with the cue that follows: “…,” said Smith; “…,” the minister said."""
        words = self._words
        frame = self._frame_after(quote, last)
        if (told := replies.after(words, self._lexicon, frame)) is not None:
            return Pairing(quote, *told)
        if (told := self._told_beside(quote, frame)) is not None:
            return Pairing(quote, *told)
        for k in frame:
            if self._sources.is_cue(k) and words.tag[k] != "VBG" and not self._is_aside(k, frame):
                if frame[0] == words.sentences[words.sentence[k]][0] and child(words, k, "ccomp") is not None:
                    return None
                source = self._sources.source(k, frame[0], frame[-1])
                if source is not None:
                    return Pairing(quote, k, source)
                break
        if not frame:
            return None
        same_sentence = words.sentence[frame[0]] == words.sentence[last]
        if words.lower[frame[0]] in self._lexicon.source_phrases:  # "…," according to the state
            return None
        bare = self._by_position(quote, frame) or (self._bare_frame(quote, frame) if same_sentence else None)
        return bare or self._headline(quote, frame) or self._at_end(quote, last)

    def _is_aside(self, k: int, frame: range) -> bool:
        """Tell whether a cue only tells of the speaker: “…,” Reyes, who began the “clean port” drive, wrote."""
        words = self._words
        if self._quoted[k]:
            return True
        who = child(words, k, "nsubj") if words.dep[k] == "relcl" else None
        if who is None or words.tag[who] != "WP":
            return False
        later = (i for i in frame if i > k and self._sources.is_cue(i) and not self._quoted[i])
        return any(words.tag[i] in FINITE and words.dep[i] != "relcl" and words.left[i] < k for i in later)

    def _frame_after(self, quote: Quote, last: int) -> range:
        """Return the words after a quote that may hold its cue: the rest of the sentence, if a comma parts them."""
        words, text = self._words, self._words.text
        mark = text[quote.start : quote.end].rstrip("”\"'’»“ ")[-1:]
        parted = mark in ",?!—–-…" or text[quote.end : quote.end + 2].lstrip()[:1] in (",", ":", "—", "–", "-")
        start = last + 1
        while (
            start < len(words) and words.sentence[start] == words.sentence[last] and not words.form[start][0].isalnum()
        ):
            start += 1
        if start >= len(words) or self._quoted[start]:
            return range(0)
        first, end = words.sentences[words.sentence[start]]
        broken = mark in "?!…" or text[quote.start : quote.end].rstrip("”\"'’»“ ").endswith("..")
        if first > last and ("\n" in text[quote.end : words.start[start]] or (not broken and end - first > _FRAME)):
            return range(0)
        told = words.lower[start] in self._lexicon.being_forms and words.tag[min(start + 1, end)] in {"WRB", "WP"}
        limit = min(end + 1, start + (_WINDOW if parted or told or first > last else 2))
        end = next((k for k in range(start, limit) if self._quoted[k] and not self._is_inner(k, start)), limit)
        return range(start, end)

    def _is_inner(self, k: int, first: int) -> bool:
        """Tell whether a quoted word stands in a short quote inside a clause: “…,” Reyes, known as “the Fox,” said."""
        words = self._words
        while self._quoted[k - 1] and k > first:
            k -= 1
        last = k
        while last + 1 < len(words) and self._quoted[last + 1]:
            last += 1
        return words.form[k - 1][-1].isalnum() and last - k <= _SHORT and words.form[last - 1] not in _STOPS - {","}

    def _by_position(self, quote: Quote, frame: range) -> Pairing | None:
        """Pair by the order of words alone where the parser lost its way: “…,” the pupils state."""
        words = self._words
        named = self._sources.named_first(frame)
        for k in frame[: _WINDOW // 2 if named is not None else _WINDOW // 4]:
            if self._quoted[k] or self._lexicon.lemmas.get(words.lower[k]) not in self._lexicon.verbs[Frame.QUOTE]:
                continue
            source = noun_after(words, k) if k == frame[0] else named or self._sources.noun_before(k, frame[0])
            if source is not None:
                return Pairing(quote, k, source)
        return None

    def _at_end(self, quote: Quote, last: int) -> Pairing | None:
        """Pair a quote that starts a sentence with who ends it: “If it rains, close it” to ships, a pilot wrote."""
        words = self._words
        start, end = words.sentences[words.sentence[last]]
        if quote.start != words.start[start] or last - start <= _SENTENCE or any(self._quoted[last + 1 : end + 1]):
            return None
        for k in range(end, last, -1):
            source = child(words, k, "nsubj") if self._sources.is_cue(k) and words.tag[k] in FINITE else None
            if source is None or not last < source < k:
                continue
            told = child(words, k, "dobj", "ccomp")
            parted = words.form[words.left[source] - 1] == "," and (told is None or told < last)
            return Pairing(quote, k, source) if parted else None
        return None

    def _told_beside(self, quote: Quote, frame: range) -> tuple[int, int] | None:
        """Return any verb beside a name after a sentence that ends with a comma: “…,” reckoned Dana Reyes in a note.

        It comes before a cue further on: “…,” Reyes allowed before the polls closed.
        """
        words = self._words
        if not frame or not self._is_told(quote):
            return None
        if words.tag[frame[0]] == "VBD":
            after = noun_after(words, frame[0])
            return (frame[0], after) if after is not None and words.tag[after] in _NAMES else None
        verb = next((k for k in frame[:_WINDOW] if words.tag[k] in FINITE and is_verb(words, k)), None)
        source = None if verb is None else child(words, verb, "nsubj")
        if verb is None or source is None or words.left[source] != frame[0] or verb - source > 2:
            return None
        return (verb, source) if source < verb and words.tag[source] in _NAMES | {"PRP"} else None

    def _is_told(self, quote: Quote) -> bool:
        """Tell whether a quote is a sentence that ends with a comma, so that who said it follows."""
        words = self._words
        first, last = bisect_left(words.start, quote.start), bisect_left(words.start, quote.end) - 1
        starts = first == words.sentences[words.sentence[first]][0]
        return starts and last - first > _SENTENCE and words.form[last - 1] == ","

    def _bare_frame(self, quote: Quote, frame: range) -> Pairing | None:
        """Pair with any verb in a frame that holds a subject and a verb only: “…,” he mocked; “…!” beamed Reyes."""
        words = self._words
        if words.tag[frame[0]] == "VBD" and (after := noun_after(words, frame[0])) is not None:
            named = words.tag[after] in {"NNP", "NNPS"}
            whole = quote.start == words.start[words.sentences[words.sentence[frame[0]]][0]]
            does = whole and is_verb(words, frame[0]) and child(words, frame[0], "attr", "acomp") is None
            return Pairing(quote, frame[0], after) if named or does else None
        if len(frame) < 2 or words.tag[frame[0]] not in NOMINAL | _BEFORE_NOUN:
            return None
        start = next((k for k in frame if words.tag[k] in NOMINAL), frame[-1])
        k = next(k for k in range(start, frame[-1] + 1) if words.tag[k] not in NOMINAL | {"POS"} or k == frame[-1])
        ends = k == words.sentences[words.sentence[k]][1] or not words.form[k + 1][-1].isalnum() or self._is_told(quote)
        return Pairing(quote, k, k - 1) if ends and words.tag[k] in {"VBD", "VBZ"} else None

    def _before(self, quote: Quote, first: int, last: int) -> Pairing | None:
        """Pair a quote with the cue that leads to it: Smith said, “…”; the minister told reporters: “…”."""
        words, at = self._words, first - 1
        if at < 0 or self._quoted[at]:
            return None
        mark, sentence = words.form[at], words.sentence[at]
        if sentence != words.sentence[first] and mark != ":":
            return None
        if mark == ":" and (named := label(words, at)) is not None:
            return Pairing(quote, at, named)
        if self._follows_phrase(at):
            return None
        if (told := replies.before(words, self._lexicon, first)) is not None:
            return Pairing(quote, *told)
        if (told := inverted(words, self._lexicon, words.sentences[sentence][0], at)) is not None:
            return Pairing(quote, *told)
        start = max(words.sentences[sentence][0], at - _WINDOW)
        start = next((k + 1 for k in range(at, start - 1, -1) if self._quoted[k]), start)
        whole = last - first > _SENTENCE and words.form[first + 1][:1].isupper()
        for k in range(at, start - 1, -1):
            cue = self._sources.is_cue(k) or (k == at and self._gives(k, first, last)) or self._likens(k, at)
            cue = (
                cue and not self._is_denied(k) and not self._is_asked(k, at) and not is_writers(words, k, self._lexicon)
            )
            source = self._sources.source(k, words.sentences[sentence][0], at) if cue else None
            source = self._sources.agent_after(k, at, last) if source is None else source
            pointed = source is not None and words.lower[source] in self._lexicon.demonstratives
            if source is not None and (not pointed or words.tag[source] == "WDT"):  # "had this to say: “…”"
                near = mark in {":", ","} or self._joint(at) - k <= 1 or (whole and at - k < _SHORT)
                near = near or self._governs(k, first, last) or self._is_told_by(k, at) or self._likens(k, at)
                near = near or self._tells_with(k, at)
                object_between = self._told_of(k, at)
                if not near and object_between and starts_small(words.text, quote):
                    return Pairing(quote, k, source, words.start[k + 1])
                return Pairing(quote, k, source) if near or object_between else None
        if (termed := terms.before(words, self._lexicon, first)) is not None and not self._quoted[termed[0]]:
            return Pairing(quote, *termed)
        if mark != ":" and not (mark == "," and whole and self._is_sentence(first, last)):
            return None
        led = lead(words, self._lexicon, self._quoted, words.sentences[sentence][0], at)
        led = led or (first_name(words, words.sentences[sentence][0], at) if mark == ":" else None)
        return Pairing(quote, *led) if led else None

    def _joint(self, at: int) -> int:
        """Return the word that leads to a quote, an owner's name apart: he called Dana Reyes’ “wild plan”."""
        words = self._words
        return words.left[at - 1] if words.tag[at] == "POS" else at

    def _likens(self, verb: int, at: int) -> bool:
        """Tell whether a verb judges something: a plan that Holt slammed as “…”; Reyes dismissed as “…” a call."""
        words, lexicon = self._words, self._lexicon
        if words.lower[at] not in lexicon.source_marks or words.head[at] != verb or not is_verb(words, verb):
            return False
        beside = at - verb == 1 + (child(words, verb, "prt") is not None)
        return beside and base_form(words, verb, lexicon) in lexicon.verbs[Frame.OBJECT]

    def _is_told_by(self, verb: int, at: int) -> bool:
        """Tell whether the agent of a passive verb parts it from a quote: a strike described by Reyes as “…”."""
        words = self._words
        mark = words.lower[at] in self._lexicon.source_marks
        return mark and words.head[at] == verb and child(words, verb, "agent") is not None

    def _told_of(self, verb: int, at: int) -> bool:
        """Tell whether only the object of a verb parts it from a quote: Reyes called the plan “a relic”."""
        words = self._words
        objects = (c for c in words.children[verb] if words.dep[c] in {"dobj", "oprd"})
        return any(words.left[c] == verb + 1 and words.right[c] == at for c in objects)

    def _tells_with(self, verb: int, at: int) -> bool:
        """Tell whether somebody and a preposition part a verb from a quote: Reyes threatened Holt with “…”."""
        words = self._words
        whom = child(words, verb, "dobj", "dative")
        between = whom is not None and verb < whom < at and words.right[whom] == at - 1
        return between and words.tag[at] == "IN" and words.head[at] == verb

    def _governs(self, verb: int, first: int, last: int) -> bool:
        """Tell whether what a verb governs is quoted: Reyes called Holt a “timid mayor”."""
        words = self._words
        return any(words.head[i] == verb and words.dep[i] in _OBJECTS for i in range(first, last + 1))

    def _follows_phrase(self, at: int) -> bool:
        """Tell whether a phrase that tells the source leads to a quote: the law was, according to Reyes, “…”."""
        words, phrases = self._words, self._lexicon.source_phrases
        if words.form[at] != ",":
            return False
        first = max(words.sentences[words.sentence[at]][0] + 2, at - _PHRASE)
        start = next((i for i in range(at - 1, first - 1, -1) if words.form[i] == ","), 0)
        return words.lower[start + 1] in phrases and not (start and self._sources.is_cue(start - 1))

    def _is_denied(self, verb: int) -> bool:
        """Tell whether somebody says that another one does not do something: Holt says Reyes isn’t going: “…”."""
        words = self._words
        told = words.dep[verb] == "ccomp" and self._sources.is_cue(words.head[verb]) and words.head[verb] < verb
        return told and any(words.dep[c] == "neg" for c in words.children[verb])

    def _is_asked(self, verb: int, at: int) -> bool:
        """Tell whether a participle only tells what led to the rest: Asked by Holt, Reyes had one answer: “…”."""
        words = self._words
        first = verb == words.sentences[words.sentence[verb]][0]
        return first and words.tag[verb] == "VBN" and verb < words.head[verb] < at

    def _gives(self, verb: int, first: int, last: int) -> bool:
        """Tell whether the quoted words right after a verb are words given: Reyes issues “deep apology”."""
        words, lexicon = self._words, self._lexicon
        light = is_verb(words, verb) and lexicon.lemmas.get(words.lower[verb]) in lexicon.light_verbs
        return light and any(words.lower[k] in lexicon.nouns for k in (last - 1, last + 1) if first < k < len(words))

    def _headline(self, quote: Quote, frame: range) -> Pairing | None:
        """Pair a headline's quote with whoever acts after its colon or dash: ‘We were robbed’: Reyes slams referee."""
        words = self._words
        start, end = words.sentences[words.sentence[frame[0]]]
        mark = words.form[frame[0] - 1] in {":", "-", "–", "—"}
        end -= words.form[end] == "."
        if not mark or quote.start != words.start[start] or frame[-1] < end:
            return None
        verb = next((k for k in frame if words.tag[k] in {"VBZ", "VBP"} and is_verb(words, k)), None)
        source = None if verb is None else child(words, verb, "nsubj")
        return None if verb is None or source is None or source not in frame else Pairing(quote, verb, source)

    def _is_sentence(self, first: int, last: int) -> bool:
        """Tell whether a quote ends as a sentence does and is no title with capitals throughout."""
        inner = [self._words.form[k] for k in range(first + 1, last)]
        return inner[-1] in _STOPS - {","} and not all(form[0].isupper() for form in inner if len(form) > 3)
