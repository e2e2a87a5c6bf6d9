"""The chat's messages: an answer as one block of HTML, in which no Markdown is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from index import Article
from qa import Answer, Citation, Passage, Status
from ui import sources
from ui.markup import escaped, published, speaker, tongue
from ui.sources import Source
from ui.text import also_in, flat, listed, reckoned, shortened, sureness, understood
from ui.words import ENGLISH, say, speaking

_NEAREST_WIDTH = 160
_MAX_QUOTE = 1500  # longer ones are read in the article; code points


def render(answer: Answer, colours: Mapping[str, int], filters: str | None = None) -> str:
    """Return the message for `answer`; `colours` numbers each speaker's colour, `filters` says what was set."""
    told = sources.Told.of(answer)
    cited, found = told.sources, told.found
    read_as = "".join(_notes(line for line in (filters, understood(answer)) if line))
    body = read_as + (_answered(answer, cited, colours) if found else _not_found(answer, cited, colours))
    # One line: a blank line would end the HTML block, and Markdown would be read after it.
    return f'<div class="answer{"" if found else " not-found"}" {sources.attribute(told)}>{body}{_foot(answer)}</div>'


def reading(passages: Iterable[Passage]) -> str:
    """Return the message that stands until the answer comes: where it is looked for."""
    items = "".join(f"<li>{_place(passage.article)}</li>" for passage in passages)
    return f'<div class="reading"><p class="lead">{say("answer.reading")}</p><ul>{items}</ul></div>'


def _place(article: Article) -> str:
    return f"{published(article)}{_titled(article)}"


def _foot(answer: Answer) -> str:
    """Return how sure the answer is, in words, and a link that asks the question again."""
    sure = f"{sureness(answer)} · " if answer.status is Status.ANSWERED else ""
    address = escaped(f"?q={quote(answer.question)}")
    return f'<p class="foot">{sure}<a href="{address}">{say("answer.link")}</a></p>'


def _answered(answer: Answer, cited: tuple[Source, ...], colours: Mapping[str, int]) -> str:
    leads = [key for key, told in (("no_more", answer.no_more), ("differing", answer.differing)) if told]
    quotes = [_quote(c, source, colours) for c, source in zip(answer.citations, cited, strict=True)]
    silent = (say("answer.silent", name=name) for name in answer.silent)
    return "".join((*_notes(say(f"answer.{key}") for key in leads), *quotes, *_notes(silent)))


def _notes(lines: Iterable[str]) -> list[str]:
    return [f'<p class="understood">{escaped(flat(line))}</p>' for line in lines]


def _not_found(answer: Answer, cited: tuple[Source, ...], colours: Mapping[str, int]) -> str:
    parts = [f'<p class="verdict">{escaped(flat(_verdict(answer)))}</p>']
    if answer.others:
        parts.append(f'<p class="lead">{say("answer.who_spoke")}</p>')
        parts += [_quote(c, source, colours) for c, source in zip(answer.others, cited, strict=False)]
    if answer.nearest:
        nearest = zip(answer.nearest, cited[len(answer.others) :], strict=True)
        items = "".join(f"<li>{_nearest(passage, source)}</li>" for passage, source in nearest)
        parts.append(f'<p class="lead">{say("answer.nearest")}</p><ul>{items}</ul>')
    return "".join(parts)


def _verdict(answer: Answer) -> str:
    """Return the sentence that says that nothing was found; as it came if it is not known here."""
    with speaking(ENGLISH):
        known = next((key for key in ("not_said", "not_found") if answer.text == _nothing(answer, key)), None)
    return _nothing(answer, known) if known else answer.text


def _nothing(answer: Answer, key: str) -> str:
    when = f" ({answer.period.words})" if answer.period and not answer.period.newest else ""
    told = say(f"answer.{key}", who=listed("answer.or", answer.speakers), when=when)
    names = ", ".join(dict.fromkeys(citation.speaker for citation in answer.others if citation.speaker))
    return say("answer.also_spoke", verdict=told, names=names) if answer.others and key == "not_said" else told


def _quote(citation: Citation, source: Source, colours: Mapping[str, int]) -> str:
    who = speaker(flat(citation.speaker), colours) if citation.speaker else say("answer.unnamed")
    if citation.mention and citation.mention != citation.speaker:
        who += f" (“<bdi>{escaped(flat(citation.mention))}</bdi>”)"
    link = f'<a class="cite" href="#{source.anchor}" title="{say("answer.show")}">[{citation.number}]</a>'
    colour = colours.get(citation.speaker or "", 0)
    said = f"<bdi{tongue(citation.article)}>{_words(citation)}</bdi>"
    return (
        f'<blockquote class="said colour-{colour}"><p>{said} {link}</p>'
        f"<footer>{who}, {published(citation.article)}{_days(citation)}{_copies(citation)}</footer></blockquote>"
    )


def _days(citation: Citation) -> str:
    return f'<div class="days">{escaped(told)}</div>' if (told := reckoned(citation)) else ""


def _copies(citation: Citation) -> str:
    """Return where else the same words stand, folded."""
    if (told := also_in(citation)) is None:
        return ""
    items = "".join(f"<li>{_place(copy.article)}</li>" for copy in citation.copies)
    return f'<details class="copies"><summary>{told}</summary><ul>{items}</ul></details>'


def _titled(article: Article) -> str:
    return f": {escaped(shortened(article.title, _NEAREST_WIDTH))}" if article.title else ""


def _words(citation: Citation) -> str:
    """Return the quote with the short answer in it marked."""
    said = citation.quote
    if len(said) > _MAX_QUOTE:
        return f"{escaped(shortened(said, _MAX_QUOTE))} <em>{say('answer.shortened')}</em>"
    if citation.answer_start is None or citation.answer_end is None:
        return escaped(flat(said))
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    before, answer, after = (escaped(flat(part)) for part in (said[:start], said[start:end], said[end:]))
    return f"{before}<strong>{answer}</strong>{after}"


def _nearest(passage: Passage, source: Source) -> str:
    text = escaped(shortened(passage.text, _NEAREST_WIDTH))
    link = f'<a href="#{source.anchor}">{say("answer.show_passage", number=source.number)}</a>'
    return f"<bdi{tongue(passage.article)}>{text}</bdi> <small>{published(passage.article)}</small> {link}"
