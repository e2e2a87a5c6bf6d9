"""Runs: the names of an article as they stand in the text, less titles and suffixes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.attribution.people import People
from index.parsing import Words

NAME_TAGS = frozenset({"NNP", "NNPS"})
_ODD_TAGS = frozenset({"NN", "NNS", "JJ"})
"""What the parser takes a rare name for."""


@dataclass(frozen=True, slots=True)
class Run:
    """A name as it stands in the text, from its first to its last word, titles apart."""

    first: int
    last: int
    titles: tuple[str, ...]
    parts: tuple[str, ...]


def find(words: Words, people: People) -> Iterator[Run]:
    """Yield the names of a text in order."""
    names = _are_names(words)
    i, count = 0, len(words)
    while i < count:
        if names[i] and words.form[i][:1].isupper():
            first, last = _run_start(words, i), _run_end(words, people, names, i)
            if (run := _without_titles(words, people, first, last)) is not None:
                yield run
            i = last
        i += 1


def _are_names(words: Words) -> list[bool]:
    """Tell for each word whether it is (part of) a name, also where the parser took it for another noun.

    "Desmarets" is one in "Luc Desmarets" and wherever it stands again, if the text never has "desmarets".
    """
    common = set(words.form)
    names = [tag in NAME_TAGS for tag in words.tag]
    known = {form for form, name in zip(words.form, names, strict=True) if name}
    odd = [i for i, tag in enumerate(words.tag) if tag in _ODD_TAGS and words.form[i][:1].isupper()]
    odd = [i for i in odd if words.lower[i] not in common and words.dep[i] not in {"amod", "compound"}]
    for i in odd:
        after_first = i > 0 and names[i - 1] and words.head[i - 1] == i and words.tag[i] != "JJ"
        names[i] = after_first and not words.form[i].isupper()
        known.update([words.form[i]] if names[i] else [])
    for i in odd:
        names[i] = names[i] or words.form[i] in known
    return names


def _run_start(words: Words, first: int) -> int:
    """Return the first word of a name whose first half the parser took for something else: Ruiz-Falk."""
    while first > 1 and words.sentence[first - 2] == words.sentence[first] and _is_glued(words, first - 1):
        if not words.form[first - 2][:1].isupper():
            break
        first -= 2
    return first


def _run_end(words: Words, people: People, names: list[bool], first: int) -> int:
    """Return the last word of the name that starts at `first`; a name ends with its sentence or line."""
    last, end = first, words.sentences[words.sentence[first]][1]
    while last < end and "\n" not in words.text[words.end[last] : words.start[last + 1]]:
        following = last + 1
        joint = words.form[following] in {"-", "&"} or words.lower[following] in people.name_particles
        if names[following] and words.form[following][:1].isalnum():
            last = following
        elif following < end and (
            (joint and (names[following + 1] or _is_glued(words, following)))
            or (last > first and _is_second_half(words, first, following))
        ):
            last = following + 1
        else:
            break
    return last


def _is_glued(words: Words, hyphen: int) -> bool:
    """Tell whether a hyphen joins two capitalised words into one name, whatever the parser takes them for."""
    close = words.end[hyphen - 1] == words.start[hyphen] and words.end[hyphen] == words.start[hyphen + 1]
    return close and words.form[hyphen] == "-" and words.form[hyphen + 1][:1].isupper()


def _is_second_half(words: Words, first: int, hyphen: int) -> bool:
    """Tell whether a small word after a hyphen ends the name from `first` on: Kim Kwan-jin, but not Reyes-era."""
    close = words.end[hyphen - 1] == words.start[hyphen] and words.end[hyphen] == words.start[hyphen + 1]
    half = hyphen + 1
    heads = words.left[half] <= first and words.dep[half] not in {"compound", "amod", "nmod", "npadvmod"}
    return close and words.form[hyphen] == "-" and words.form[half].isalpha() and words.tag[half][0] == "N" and heads


def _without_titles(words: Words, people: People, first: int, last: int) -> Run | None:
    """Take titles off the front and "Jr." off the end of a name; "State Department" has no title."""
    first += first < last and words.lower[first] in people.weekdays
    low = [word.rstrip(".") for word in words.lower[first : last + 1]]
    end = len(low) - 1
    while end > 0 and low[end] in people.name_suffixes:
        end -= 1
    nouns = people.titles | people.person_nouns if low[0] in people.person_nouns and end > 1 else people.titles
    start = max((i + 1 for i in range(end) if low[i] in nouns), default=0)
    if low[0] not in people.first_names:  # "Town Clerk Dana Reyes", but not "Dana Baker Reyes"
        start = max(start, *(i + 1 for i in range(end - 1) if low[i] in people.person_nouns), 0)
    if people.organisation_words.intersection(low[start : end + 1]):
        start = 0
    titles = low[:start]
    before = first - 1
    if words.dep[first + end] == "compound" and words.head[first + end] > last:  # "a former Delta treasurer"
        before = -1
    while before >= 0 and words.sentence[before] == words.sentence[first]:
        if words.lower[before].rstrip(".") not in people.titles:
            break
        titles.append(words.lower[before].rstrip("."))
        before -= 1
    parts = _parts(words, people, first + start, first + end)
    if len(parts) == 1 and parts[0] in people.titles:
        return None
    return Run(first + start, first + end, tuple(titles), parts)


def _parts(words: Words, people: People, first: int, last: int) -> tuple[str, ...]:
    """Return the words of a name in lower case; a double name ("Osei-Tutu") is one word."""
    parts: list[str] = []
    for i in range(first, last + 1):
        word = words.lower[i].rstrip(".")
        if word in {"-", "&"}:
            continue
        joined = i - 2 >= first and words.form[i - 1] == "-" and words.end[i - 2] + 1 == words.start[i]
        if joined and parts[-1] not in people.name_particles:
            parts[-1] += f"-{word}"
        else:
            parts.append(word)
    return tuple(parts)
