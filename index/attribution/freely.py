"""Freely: reported speech that goes on in the next sentence without a cue: Reyes said no. She would not resign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.attribution.cues import Lexicon
from index.attribution.draft import Draft
from index.attribution.grammar import SUBJECTS, base_form, child
from index.parsing import Words

RULE = "free"
_CUE_RULES = frozenset({"clause", "quote", "infinitive", "preposition", "phrase"})


def runs_on(words: Words, lexicon: Lexicon, quoted: Sequence[bool], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield what is told as of its speaker right after a statement in the past.

    The tense tells: news says of its own accord what will be, not what would be.
    """
    told = {words.sentence[draft.verb]: draft for draft in sorted(drafts, key=lambda draft: draft.verb)}
    held = {k for draft in drafts for k in _sentences(words, draft)}
    open_at = -1
    for k, (first, last) in enumerate(words.sentences):
        draft = told.get(k)
        if draft is not None:
            open_at = k if draft.rule in _CUE_RULES and words.tag[draft.verb] == "VBD" else -1
        if k in held or open_at != k - 1 or _is_parted(words, first) or any(quoted[first : last + 1]):
            continue
        if (verb := _told_verb(words, first, last, lexicon)) is not None:
            open_at = k
            yield Draft(words.start[first], words.end[last], None, verb, None, None, RULE, "")


def subject_of(words: Words, draft: Draft) -> int | None:
    """Return the subject of what is told freely."""
    return child(words, draft.verb, *SUBJECTS)


def sure(
    words: Words, lexicon: Lexicon, drafts: Sequence[Draft], speakers: Mapping[int, str | None]
) -> Iterator[Draft]:
    """Yield the drafts, without what is told freely of somebody who does not speak again in the next sentence.

    One whose own acts are told of, as "she", need not: "The bill would cap rents" may be the writer's word.
    `speakers` are known by the drafts' identities.
    """
    ordered = sorted(drafts, key=lambda draft: (draft.start, draft.end))
    for k, draft in enumerate(ordered):
        speaker, who = speakers[id(draft)], subject_of(words, draft)
        if draft.rule == RULE and (speaker is None or who is None or words.lower[who] not in lexicon.single_pronouns):
            after = ordered[k + 1] if k + 1 < len(ordered) else None
            if speaker is None or after is None or speakers[id(after)] != speaker:
                continue
            if (
                "\n" in words.text[draft.end : after.start]
                or words.sentence[after.verb] > words.sentence[draft.verb] + 1
            ):
                continue
        yield draft


def _sentences(words: Words, draft: Draft) -> Iterator[int]:
    """Yield the sentences that a statement has a part in."""
    k = words.sentence[draft.verb]
    while k > 0 and words.start[words.sentences[k][0]] > draft.start:
        k -= 1
    yield words.sentence[draft.verb]
    while k < len(words.sentences) and words.start[words.sentences[k][0]] < draft.end:
        yield k
        k += 1


def _is_parted(words: Words, first: int) -> bool:
    """Tell whether a sentence starts a paragraph."""
    return first == 0 or "\n" in words.text[words.end[first - 1] : words.start[first]]


def _told_verb(words: Words, first: int, last: int, lexicon: Lexicon) -> int | None:
    """Return the verb of a sentence that tells what would be, not what would have been, nor of whom nobody reached."""
    verb = next((i for i in range(first, last + 1) if words.dep[i] == "ROOT"), None)
    who = None if verb is None else child(words, verb, *SUBJECTS)
    if verb is None or who is None or words.form[last] == "?" or words.lower[who] in lexicon.writers:
        return None
    helping = [c for c in words.children[verb] if words.dep[c] == "aux" and c < verb]
    expected = len(helping) == 1 and words.lower[helping[0]] in lexicon.future_in_past
    speaks = base_form(words, verb, lexicon) is not None or words.tag[verb] == "VBN"
    silent = speaks and child(words, verb, "neg") is not None  # "he would not be drawn", "would not comment"
    usual = words.tag[first] == "WRB"  # "When it rained, she would sing"
    return verb if expected and not silent and not usual else None
