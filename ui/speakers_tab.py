"""The tab of the speakers: all that somebody said, or that was said on a topic, by date and over time."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr
import pandas as pd

from index import Filter, Index, Said
from qa import Assistant
from ui import panel, sources
from ui.handlers import QUIET, counted, guarded
from ui.markup import escaped, published, speaker
from ui.sources import Role, Source
from ui.text import flat, long_date, shortened

if TYPE_CHECKING:
    from gradio.components import Component
    from gradio.events import Dependency

_SHOWN = 30  # statements at first, and as many more with each click
_MOST_BARS = 120
_WIDTH = 400
_NONE = '<section aria-label="Articles"><p class="hint">Choose a person or a topic.</p></section>'
_CLICKED = """
document.addEventListener('click', event => {
    const bar = event.target.closest && event.target.closest('#timeline [aria-roledescription="bar"]');
    if (bar) trigger('click', {label: bar.getAttribute('aria-label')});
});
"""


@dataclass(frozen=True)
class Tab:
    """The tab, built."""

    clicked: Dependency
    """A click on the timeline."""
    question: gr.State
    """The question that it asks."""
    choices: list[Component]
    """The lists of speakers and of outlets."""


def build(assistant: Assistant) -> Tab:
    """Lay out the tab."""
    handlers = _Handlers(assistant.archive)
    with gr.Row(elem_id="people"):
        person = gr.Dropdown([("", "")], value="", label="Who", allow_custom_value=True, scale=2, elem_id="person")
        topic = gr.Textbox(label="On what", placeholder="any topic", scale=2)
        outlets = gr.Dropdown([], label="Outlets", multiselect=True, scale=2)
        by = gr.Radio(["month", "day"], value="month", label="Count by", scale=1)
    plot = gr.BarPlot(
        _frame([], []),
        x="time",
        y="statements",
        elem_id="timeline",
        label="Statements over time; click one to ask",
        y_lim=[0, None],
        y_axis_format="d",
    )
    bridge = gr.HTML("", elem_id="clicked", js_on_load=_CLICKED)
    with gr.Row(elem_classes="columns", equal_height=True):
        with gr.Column(elem_id="statements", scale=5, min_width=300):
            said = gr.HTML(_NONE)
            more = gr.Button("Show more", visible=False)
        with gr.Column(elem_classes="beside", scale=6, min_width=300):
            articles = gr.HTML("", elem_id="articles", elem_classes="panel")
    limit, question = gr.State(_SHOWN), gr.State("")
    chosen: list[Component] = [person, topic, outlets]
    for listener in (person.change, topic.submit, topic.blur, outlets.change):
        first = listener(lambda: _SHOWN, None, limit, **QUIET)
        first.then(handlers.show, [*chosen, limit], [said, articles, more], **QUIET)
        first.then(handlers.plot, [*chosen, by], plot, **QUIET)
    by.change(handlers.plot, [*chosen, by], plot, **QUIET)
    more.click(lambda n: n + _SHOWN, limit, limit, **QUIET).then(
        handlers.show, [*chosen, limit], [said, articles, more], **QUIET
    )
    clicked = bridge.click(handlers.question, [*chosen, by], question, **QUIET)
    return Tab(clicked, question, [person, outlets])


class _Handlers:
    def __init__(self, archive: Index) -> None:
        self._archive = archive

    @guarded
    def show(
        self, person: str | None, topic: str | None, outlets: list[str] | None, limit: int
    ) -> tuple[str, str, Any]:
        """Return the statements chosen, the articles they stand in, and whether there are more."""
        name, topic = self._named(person), (topic or "").strip()
        if not (name or topic):
            return _NONE, "", gr.update(visible=False)
        found = self._archive.said(name, topic, Filter(outlets=tuple(outlets or ())), limit + 1)
        if not found:
            return '<p class="hint">Nothing of the kind is in the archive.</p>', "", gr.update(visible=False)
        cited = [_source(number, said) for number, said in enumerate(found[:limit], 1)]
        colours = sources.colours([cited])
        items = "".join(_item(source, said, colours) for source, said in zip(cited, found, strict=False))
        told = counted(len(cited), "statement") if len(found) <= limit else f"The newest {len(cited)} statements"
        beside = panel.render([cited], self._archive, "p", "Articles")
        return (
            f'<p class="hint">{told}</p><ol class="statements">{items}</ol>',
            beside,
            gr.update(visible=len(found) > limit),
        )

    @guarded
    def plot(self, person: str | None, topic: str | None, outlets: list[str] | None, by: str) -> pd.DataFrame:
        """Return how many of the statements chosen are of each month or day."""
        name, topic = self._named(person), (topic or "").strip()
        counts: Sequence[tuple[date, int]] = ()
        if name or topic:
            restriction = Filter(outlets=tuple(outlets or ()))
            counts = self._archive.timeline(name, topic, restriction, "day" if by == "day" else "month")
        bars = _filled(counts, by)[-_MOST_BARS:]
        times = [day.isoformat() if by == "day" else f"{day:%Y-%m}" for day, _ in bars]
        return _frame(times, [count for _, count in bars])

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


def _period(label: str) -> str:
    """Return a bar's time in words; its label is as the chart writes it ("time: 2025-01; statements: 3")."""
    time = label.partition(":")[2].partition(";")[0].strip()
    if len(time) == len("2025-01"):
        year, month = map(int, time.split("-"))
        return f"in {calendar.month_name[month]} {year}"
    return f"on {long_date(date.fromisoformat(time))}"


def _filled(counts: Sequence[tuple[date, int]], by: str) -> list[tuple[date, int]]:
    """Return the counts with zeros for the months or days between that have none."""
    if not counts:
        return []
    known = dict(counts)
    days = [stamp.date() for stamp in pd.date_range(counts[0][0], counts[-1][0], freq="D" if by == "day" else "MS")]
    return [(day, known.get(day, 0)) for day in days]


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


def _item(source: Source, said: Said, colours: dict[str, int]) -> str:
    text = escaped(shortened(said.article.text[source.start : source.end], _WIDTH))
    name = source.speaker or ""
    return (
        f'<li><blockquote class="said colour-{colours.get(name, 0)}" dir="auto"><p><bdi>{text}</bdi> '
        f'<a class="cite" href="#p-{source.place}" title="Show it in the article">[{source.number}]</a></p>'
        f"<footer>{speaker(flat(name), colours)}, {published(said.article)}</footer></blockquote></li>"
    )
