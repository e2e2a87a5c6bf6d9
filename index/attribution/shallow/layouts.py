"""Layouts: who speaks where not words but marks tell it: a name before a colon, dashes around what its author adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.attribution.shallow import cues
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.spans import Span

_LONGEST_LABEL = 9
"""Tokens before a colon at most that name who speaks."""
_LONGEST_BRACKET = 12
"""Tokens at most of a bracket, with its marks, that tells more of who speaks."""
_NEAR = 6
"""Tokens at most between a dash and the verb of what the author adds."""
_BEFORE_DASH = frozenset(',.!?…»”"')


def label(prose: Prose, lexicon: Shallow, unit: Unit, mentions: Sequence[Mention]) -> tuple[Mention, int] | None:
    """Return who the words before a paragraph's first colon name, and the colon's position; None if nobody."""
    tokens = prose.tokens
    colon = next((i for i in unit.tokens if tokens[i].text == ":" and not prose.quoted(tokens[i].start)), None)
    if colon is None or colon == unit.tokens.start:
        return None
    stop = _before_bracket(prose, unit.tokens.start, colon)
    inside = [m for m in mentions if m.first < stop]
    if stop - unit.tokens.start > _LONGEST_LABEL:
        return None
    words = [t for t in tokens[unit.tokens.start : stop] if t.is_word]
    if " ".join(t.lower for t in words) in lexicon.not_labels or (
        colon + 1 < len(tokens) and tokens[colon + 1].start == tokens[colon].end
    ):
        return None
    if len(inside) != 1 or not inside[0].is_subject or inside[0].words in lexicon.pronouns:
        return None
    named = inside[0].last - inside[0].first + 1
    return (inside[0], colon) if named >= len(words) - 1 and inside[0].last in {stop - 1, colon - 1} else None


def _before_bracket(prose: Prose, first: int, colon: int) -> int:
    """Return where the words before a colon stop, less a bracket right before it: Selin Ak (52): Мост закрыт."""
    if prose.tokens[colon - 1].text != ")":
        return colon
    opening = next((i for i in range(colon - 2, first, -1) if prose.tokens[i].text == "("), colon)
    return opening if colon - opening <= _LONGEST_BRACKET else colon


def turn(prose: Prose, unit: Unit) -> str:
    """Return the word before the colon that a paragraph starts with, in lower case; empty if there is none."""
    first = prose.tokens[unit.tokens.start : unit.tokens.start + 2]
    return first[0].lower if len(first) > 1 and first[1].text == ":" else ""


def dashed(prose: Prose, tokens: range, found: Sequence[Cue]) -> Iterator[Cue]:
    """Yield the cues by which an author breaks into speech that starts with a dash: — Мост закрыт, — сказал Зорин."""
    if not tokens or not prose.tokens[tokens.start].is_dash:
        return
    for cue in found:
        start, _ = aside(prose, tokens, cue)
        if cue.act in {Act.FINITE, Act.CONVERB} and start > tokens.start + 1 and cue.first - start <= _NEAR:
            yield cue


def aside(prose: Prose, tokens: range, cue: Cue) -> tuple[int, int]:
    """Return where an author's words with a cue start and stop: between dashes, or to the sentence's end."""
    start = cue.first
    while start > tokens.start and not _opens(prose, start, tokens.start):
        start -= 1
    stop = cue.last + 1
    while (
        stop < tokens.stop
        and not prose.tokens[stop].is_dash
        and prose.tokens[stop].sentence == prose.tokens[cue.last].sentence
    ):
        stop += 1
    return start, stop


def _opens(prose: Prose, i: int, first: int) -> bool:
    """Tell whether a position stands just after a dash that a mark precedes; speech goes on where a sentence starts."""
    dash = prose.tokens[i - 1]
    if i - 2 >= first and prose.tokens[i - 2].text == "." and prose.tokens[i].is_capital:
        return False
    return dash.is_dash and i - 2 >= first and prose.tokens[i - 2].text in _BEFORE_DASH


def insertions(prose: Prose, lexicon: Shallow) -> list[Span]:
    """Return the author's words between dashes inside quotes: «Мост закрыт, — сказал Зорин. — Ждите»."""
    found = []
    for quote in prose.speech:
        inside = prose.within(quote)
        for cue in cues.find(prose, lexicon, inside, quoted=True):
            start, stop = aside(prose, inside, cue)
            if cue.act is Act.FINITE and start > inside.start + 1 and stop < inside.stop and cue.first - start <= _NEAR:
                found.append(Span(prose.tokens[start - 1].start, prose.tokens[stop].end))
    return found
