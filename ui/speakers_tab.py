"""The tab of the speakers: all that somebody said, or that was said on a topic, by date and over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import gradio as gr
import pandas as pd

from index import Filter, Index, Said, Span
from index.errors import NotInArchiveError
from index.spans import covering
from qa import Assistant
from ui import panel, sources
from ui.handlers import QUIET, guarded
from ui.markup import escaped, published, speaker, tongue
from ui.retold import retold
from ui.sources import Role, Source
from ui.text import flat, shortened
from ui.tongue import Label, label
from ui.words import ENGLISH, long_date, month_of, say, speaking

if TYPE_CHECKING:
    from gradio.components import Component
    from gradio.events import Dependency

_SHOWN = 30  # statements at first, and as many more with each click
_MOST_BARS = 120
_BARS = (16, 36, 72, _MOST_BARS)
"""Up to so many bars the style sheet leaves the same labels out; of very few, none."""
_FEW_BARS = 4
_MOST_LISTED = 400
_LEAST_TOP = 3  # of the axis: below, its marks would be halves
_WIDTH = 400  # of a statement; code points
_AROUND = 300  # of its sentence before it, and after it
_CLICKED = """
document.addEventListener('click', event => {
    const bar = event.target.closest?.('#timeline [aria-roledescription="bar"], #counts button');
    if (bar) trigger('click', {label: bar.dataset.label ?? bar.getAttribute('aria-label')});
});
"""


@dataclass(frozen=True)
class Tab:
    """The tab, built."""

    clicked: Dependency
    """A click on the timeline."""
    question: gr.State
    """The question that it asks."""
    outlets: Component
    """The outlets in which the answer is to be looked for."""
    choices: list[Component]
    """The lists of speakers and of outlets."""


def build(assistant: Assistant) -> Tab:
    """Lay out the tab."""
    handlers = _Handlers(assistant.archive)
    with gr.Row(elem_id="people"):
        person = gr.Dropdown(
            [("", "")], value="", label=label("speakers.who"), allow_custom_value=True, scale=2, elem_id="person"
        )
        topic = gr.Textbox(label=label("speakers.topic"), placeholder=label("speakers.any_topic"), scale=2)
        # Custom values, as what was chosen may go from the archive: it then stays in sight.
        outlets = gr.Dropdown([], label=label("ask.outlets"), multiselect=True, allow_custom_value=True, scale=2)
        spans = [(label(f"speakers.{span}"), span) for span in ("year", "month", "day")]
        by = gr.Radio(spans, value="month", label=label("speakers.count_by"), scale=2, elem_id="by")
    plot = gr.BarPlot(
        _frame([], []),
        x="time",
        y="statements",
        elem_id="timeline",
        x_title=label("speakers.time"),
        y_title=label("speakers.statements"),
        label=label("speakers.timeline"),
        y_lim=[0, None],
        y_axis_format="d",
        visible=False,
    )
    counts = gr.HTML("", elem_id="counts", visible=False)
    bridge = gr.HTML("", elem_id="clicked", js_on_load=_CLICKED)
    with gr.Row(elem_classes="columns", equal_height=True):
        with gr.Column(elem_id="statements", scale=5, min_width=300):
            said = gr.HTML(Label(_none))
            more = gr.Button(label("speakers.more"), visible=False)
        with gr.Column(elem_classes="beside", scale=6, min_width=300):
            articles = gr.HTML("", elem_id="articles", elem_classes="panel")
    limit, question, look = gr.State(_SHOWN), gr.State(""), gr.State({})
    chosen: list[Component] = [person, topic, outlets]
    for listener in (person.change, topic.submit, topic.blur, outlets.change):
        first = listener(lambda: _SHOWN, None, limit, **QUIET)
        first.then(handlers.show, [*chosen, limit], [said, articles, more], **QUIET)
        _drawn(first.then(handlers.plot, [*chosen, by, look], [plot, counts, look], **QUIET), plot, look)
    _drawn(by.change(handlers.plot, [*chosen, by, look], [plot, counts, look], **QUIET), plot, look)
    more.click(lambda n: n + _SHOWN, limit, limit, **QUIET).then(
        handlers.show, [*chosen, limit], [said, articles, more], **QUIET
    )
    clicked = bridge.click(handlers.question, [*chosen, by], question, **QUIET)
    return Tab(clicked, question, outlets, [person, outlets])


def _drawn(event: Dependency, plot: gr.BarPlot, look: gr.State) -> None:
    """After `event` has set the chart's bars, set how it looks: at once, it would at times draw old ones."""
    event.success(lambda new: gr.update(**new), look, plot, **QUIET)


class _Handlers:
    def __init__(self, archive: Index) -> None:
        self._archive = archive

    @guarded
    def show(
        self, person: str | None, topic: str | None, outlets: list[str] | None, limit: int
    ) -> tuple[str, str, Any]:
        """Return the statements chosen, the articles they stand in, and whether there are more."""
        topic = (topic or "").strip()
        try:
            name = self._named(person)
        except NotInArchiveError as error:  # the last refresh may have taken them away
            return _hint(retold(str(error))), "", gr.update(visible=False)
        if not (name or topic):
            return _none(), "", gr.update(visible=False)
        found = self._archive.said(name, topic, Filter(outlets=tuple(outlets or ())), limit + 1)
        if not found:
            told = say("speakers.none_chosen" if outlets else "speakers.none")
            return _hint(told), "", gr.update(visible=False)
        cited = [_source(number, said) for number, said in enumerate(found[:limit], 1)]
        colours = sources.colours([cited])
        items = "".join(self._item(source, said, colours) for source, said in zip(cited, found, strict=False))
        told = say("count.statements" if len(found) <= limit else "speakers.newest", count=len(cited))
        beside = panel.render([cited], self._archive, "p", "articles")
        return f'{_hint(told)}<ol class="statements">{items}</ol>', beside, gr.update(visible=len(found) > limit)

    def _item(self, source: Source, said: Said, colours: dict[str, int]) -> str:
        """Return a statement inside its sentences, which may turn its meaning ("never said that …")."""
        own = Span(source.start, source.end)
        sentences = self._archive.snapshot().db.sentences(source.article)
        places = [own, *(sentences[i] for i in covering(sentences, *own))]
        whole = Span(min(place.start for place in places), max(place.end for place in places))
        name = source.speaker or ""
        return (
            f'<li><blockquote class="said colour-{colours.get(name, 0)}" dir="auto">'
            f"<p><bdi{tongue(said.article)}>{_marked(said.article.text, own, whole)}</bdi> "
            f'<a class="cite" href="#p-{source.place}" title="{say("answer.show")}">[{source.number}]</a></p>'
            f"<footer>{speaker(flat(name), colours)}, {published(said.article)}</footer></blockquote></li>"
        )

    @guarded
    def plot(
        self, person: str | None, topic: str | None, outlets: list[str] | None, by: str, look: dict[str, Any]
    ) -> tuple[Any, Any, dict[str, Any]]:
        """Return how many of the statements chosen are of each year, month or day: as a chart, and as a list.

        `look` is what the chart shows now and how, empty while it is hidden; the last one returned, what it is to.
        """
        counts = self._counts(person, (topic or "").strip(), Filter(outlets=tuple(outlets or ())), by)
        if not counts:
            return gr.update(visible=False), gr.update(value="", visible=False), {}
        bars = _filled(counts, by)
        frame = _frame([_label(day, by) for day, _ in bars], [count for _, count in bars])
        top = max(_LEAST_TOP, 1.1 * max(count for _, count in bars))
        sparse = [] if len(bars) <= _FEW_BARS else [f"bars-{next(most for most in _BARS if len(bars) <= most)}"]
        told = f"{_left_out(counts, bars, by)}{_list(counts, by)}"
        new: dict[str, Any] = {"value": frame, "y_lim": [0, top], "elem_classes": sparse}
        chart = gr.update(value=frame) if look else gr.update(visible=True, **new)
        return chart, gr.update(value=told, visible=True), new

    def _counts(self, person: str | None, topic: str, restriction: Filter, by: str) -> list[tuple[date, int]]:
        try:
            name = self._named(person)
        except NotInArchiveError:  # where the statements are shown, it is said
            return []
        if not (name or topic):
            return []
        found = self._archive.timeline(name, topic, restriction, "day" if by == "day" else "month")
        if by != "year":
            return found
        years: Counter[date] = Counter()
        for month, count in found:
            years[month.replace(month=1)] += count
        return sorted(years.items())

    @guarded
    def question(
        self, person: str | None, topic: str | None, outlets: list[str] | None, by: str, clicked: gr.EventData
    ) -> str:
        """Return the question that a bar asks."""
        when = _period(str(clicked.label))
        name, topic = self._named(person), (topic or "").strip()
        if name:
            return f"What did {flat(name)} say{f' about {topic}' if topic else ''} {when}?"
        return f"What was said about {topic} {when}?"

    def _named(self, person: str | None) -> str | None:
        """Return the canonical name of a person chosen or typed; None if nobody is."""
        typed = (person or "").strip()
        return self._archive.speaker_named(typed) if typed else None


def _frame(times: Sequence[str], counts: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame({"time": pd.Series(times, dtype="str"), "statements": pd.Series(counts, dtype="int64")})


def _none() -> str:
    return f'<section aria-label="{say("panel.articles")}">{_hint(say("speakers.choose"))}</section>'


def _hint(text: str) -> str:
    return f'<p class="hint">{escaped(flat(text))}</p>'


def _label(day: date, by: str) -> str:
    """Return a year, month or day as the chart names it: 2025, 2025-01, 2025-01-31."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(by, 10)]


def _period(label: str) -> str:
    """Return a bar's time in words that ask; its label is as the chart writes it ("time: 2025-01; statements: 3")."""
    time = label.partition(":")[2].partition(";")[0].strip()
    with speaking(ENGLISH):
        return f"{'on' if time.count('-') > 1 else 'in'} {_told(time)}"


def _told(time: str) -> str:
    """Return what the chart names as people write it: 2025, January 2025, 31 January 2025."""
    year, *rest = map(int, time.split("-"))
    if len(rest) > 1:
        return long_date(date(year, *rest))
    return month_of(date(year, rest[0], 1)) if rest else str(year)


def _filled(counts: Sequence[tuple[date, int]], by: str) -> list[tuple[date, int]]:
    """Return the newest counts, as many as are shown, with zeros for the times between that have none."""
    known, bars = dict(counts), []
    first, day = counts[0][0], counts[-1][0]
    while True:
        bars.append((day, known.get(day, 0)))
        if day <= first or len(bars) == _MOST_BARS:
            return bars[::-1]
        day = _before(day, by)


def _before(day: date, by: str) -> date:
    """Return the day before, or the first day of the month or year before."""
    earlier = day - timedelta(days=1)
    return earlier.replace(month=1, day=1) if by == "year" else earlier.replace(day=1) if by == "month" else earlier


def _left_out(counts: Sequence[tuple[date, int]], bars: Sequence[tuple[date, int]], by: str) -> str:
    """Return a line that says what the chart leaves out; empty if that is nothing."""
    earlier = sum(count for day, count in counts if day < bars[0][0])
    if not earlier:
        return ""
    return _hint(say(f"speakers.last_{by}s", bars=len(bars), count=earlier))


def _list(counts: Sequence[tuple[date, int]], by: str) -> str:
    """Return the counts as buttons, each of which asks as its bar does."""
    items = []
    for day, count in reversed(counts[-_MOST_LISTED:]):
        time = _label(day, by)
        items.append(
            f'<li><button type="button" data-label="time: {time}; statements: {count}">'
            f"{_told(time)}<span>: {say('count.statements', count=count)}</span></button></li>"
        )
    more = len(counts) - len(items)
    rest = _hint(say(f"speakers.more_{by}s", count=more)) if more else ""
    return f"<details><summary>{say('speakers.list')}</summary><ul>{''.join(items)}</ul>{rest}</details>"


def _source(number: int, said: Said) -> Source:
    statement = said.statement
    return Source(
        role=Role.QUOTE,
        number=number,
        article=said.article.id,
        start=statement.start,
        end=statement.end,
        speaker=statement.speaker,
    )


def _marked(text: str, own: Span, whole: Span) -> str:
    """Return `whole`, the sentences around `own`, on one line, with `own` marked."""
    before = flat(text[whole.start : own.start]).lstrip()
    after = flat(text[own.end : whole.end]).rstrip()
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    return f"{escaped(before)}<mark>{escaped(shortened(own.of(text), _WIDTH))}</mark>{escaped(after)}"
