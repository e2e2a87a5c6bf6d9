"""The tab of the archive: add documents, remove articles, refresh, and see what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index import Article, Filter, Index, Problem, Report, files, uploads
from index.errors import ArchiveBusyError, ArchiveError, UploadError
from index.report import Progress
from qa import Assistant
from ui.handlers import QUIET, counted, guarded, shown
from ui.markup import escaped
from ui.refreshing import Refreshing, State, Watch
from ui.text import flat, shortened

if TYPE_CHECKING:
    from gradio.events import Dependency

_LISTED = 200  # articles
_FOUND = 200  # passages
_ROWS = 200  # of what could not be read
_LONGEST = 1000
_WIDTH = 100
_MEGABYTE = 1_000_000
_ADVICE = (
    "“Look for changes” reads what is new or changed in the files and folders that the archive knows. "
    "“Rebuild” reads all of them anew, which takes longer."
)
_BUSY = (
    "Another process is writing to the archive. Your documents are kept and will not be lost: "
    "once it is done, press “Look for changes”."
)
_ONE: dict[str, Any] = QUIET | {"concurrency_limit": 1, "concurrency_id": "refresh"}


def build(assistant: Assistant, clock: gr.Timer, watch: Watch) -> Dependency:
    """Lay out the tab; return the event after which the archive shown is another one.

    At each tick of `clock` it looks how things are. Each refresh goes through `watch`.
    """
    handlers, settings = _Handlers(assistant, watch), assistant.settings
    with gr.Row(elem_id="holdings"):
        if not settings.read_only:
            with gr.Column(scale=1, min_width=300):
                _adding(handlers, bool(settings.folders))
        with gr.Column(scale=1, min_width=300):
            held = gr.HTML(elem_id="held")
            status = gr.HTML(elem_id="status")
            problems = gr.HTML(elem_id="problems")
            find = gr.Textbox(label="Find articles", placeholder="words of the article; empty: the newest")
            found = _choosing("Articles", "found", "Remove articles", None if settings.read_only else handlers.remove)
            removed = _choosing(
                "Removed articles", "removed", "Put back", None if settings.read_only else handlers.restore
            )
    generation = gr.State("")
    find.submit(handlers.find, [find, found], found, **QUIET)
    # Gradio loses an event at times; "multiple" lets the next tick look all the same.
    clock.tick(handlers.look, generation, [status, generation], trigger_mode="multiple", **QUIET)
    changed = generation.change(handlers.holdings, [find, found, removed], [held, problems, found, removed], **QUIET)
    return changed


def _choosing(label: str, name: str, verb: str, act: Callable[[list[str]], list[str]] | None) -> gr.Dropdown:
    """Lay out a list of articles, with a button beside it that does something with those chosen."""
    with gr.Row(elem_classes="choosing"):
        # Custom values, as what was chosen may go from the archive: Gradio would refuse it without a word on why.
        chosen = gr.Dropdown(
            [], label=label, multiselect=True, allow_custom_value=True, elem_id=name, min_width=240, scale=3
        )
        if act:
            gr.Button(verb, scale=0, min_width=180).click(act, chosen, chosen, **_ONE)
    return chosen


def _adding(handlers: _Handlers, folders: bool) -> None:
    chosen = gr.File(
        label="Add documents: drop them here", file_count="multiple", file_types=sorted(files.READ), height=160
    )
    add = gr.Button("Add to the archive", variant="primary")
    add.click(handlers.upload, chosen, chosen, **_ONE)
    if folders:
        folder = gr.Textbox(label="Or a folder on the server", placeholder="/home/me/articles", elem_id="folder")
        folder.submit(handlers.add_folder, folder, folder, **_ONE)
    with gr.Row():
        refresh = gr.Button("Look for changes")
        rebuild = gr.Button("Rebuild")
    gr.HTML(f'<p class="hint">{_ADVICE}</p>', elem_id="advice")
    refresh.click(handlers.refresh, None, None, **_ONE)
    rebuild.click(handlers.rebuild, None, None, **_ONE)


class _Handlers:
    def __init__(self, assistant: Assistant, watch: Watch) -> None:
        self._assistant = assistant
        self._watch = watch
        self._refreshing = Refreshing()

    @property
    def _archive(self) -> Index:
        return self._assistant.archive

    def _start(self, *sources: str | Path, busy: str = "", **options: Any) -> None:
        """Begin to refresh; `options` are those of `Index.refresh`, `busy` says what if another process is writing."""
        self._check_free()
        at, settings = self._archive.at, self._assistant.settings

        def run(progress: Progress) -> Report:
            try:
                return self._watch(
                    lambda: Index.refresh(*sources, at=at, settings=settings, progress=progress, **options)
                )
            except ArchiveBusyError as error:
                raise ArchiveBusyError(busy or str(error)) from error

        self._refreshing.start(run)

    def _check_free(self) -> None:
        """Raise what people read where the archive may not, or not now, be changed."""
        if self._assistant.settings.read_only:
            raise shown("The archive is served to be read only.")
        if self._refreshing.state.running:
            raise shown("The archive is being refreshed already; wait until that is done.")

    @guarded
    def upload(self, paths: list[str] | None) -> None:
        """Keep what was uploaded with the archive, and index it; what cannot be kept is said and stops nothing."""
        if not paths:
            raise shown("Choose documents first.")
        self._check_free()  # else what is uploaded would be kept and not indexed
        at, limit = self._archive.at, self._assistant.settings.max_upload_mb * _MEGABYTE
        kept = 0
        for path in map(Path, paths):
            try:
                uploads.keep(at, path.name, path, limit)
                kept += 1
            except UploadError as error:
                gr.Warning(escaped(str(error)))
            path.unlink(missing_ok=True)
        if kept:
            self._start(uploads.folder_of(at), busy=_BUSY)

    @guarded
    def add_folder(self, folder: str) -> str:
        """Index a folder of the server that the settings allow."""
        place = Path(folder.strip()).expanduser().resolve()
        allowed = [root.expanduser().resolve() for root in self._assistant.settings.folders]
        if not folder.strip() or not any(place.is_relative_to(root) for root in allowed):
            names = ", ".join(str(root) for root in allowed)
            raise shown(f"Only folders in these may be added: {names}")
        self._start(place)
        return ""

    @guarded
    def refresh(self) -> None:
        """Look for changes in the sources that the archive knows, and for what was uploaded."""
        self._start()

    @guarded
    def rebuild(self) -> None:
        """Make the archive anew."""
        self._start(rebuild=True)

    @guarded
    def remove(self, articles: list[str]) -> list[str]:
        """Take articles out of the archive."""
        if not articles:
            raise shown("Choose articles first.")
        snapshot = self._archive.snapshot()
        if there := _present(articles, snapshot.db.has_article, "in the archive"):
            self._start(remove=there)
        return []

    @guarded
    def restore(self, articles: list[str]) -> list[str]:
        """Put removed articles back."""
        if not articles:
            raise shown("Choose removed articles first.")
        out = self._archive.removed()
        if there := _present(articles, out.__contains__, "among the removed ones"):
            self._start(restore=there)
        return []

    @guarded
    def look(self, generation: str) -> tuple[str, Any]:
        """Return how a refresh is doing, and the archive's generation where it is another one than before."""
        try:
            now = self._archive.snapshot().generation
        except ArchiveError:  # whoever asks is told
            return _status(self._refreshing.state), gr.skip()
        return _status(self._refreshing.state), now if now != generation else gr.skip()

    @guarded
    def holdings(self, words: str | None, found: list[str], removed: list[str]) -> tuple[str, str, Any, Any]:
        """Return what the archive holds, what could not be read, the articles, and those removed.

        Of those chosen, `found` and `removed`, stay chosen those that can still be.
        """
        problems = [Problem(path=f.path, message=text) for f in self._archive.files() for text in f.problems]
        out = [
            (shortened(article.title or Path(article.paths[0]).name, _WIDTH), key)
            for key, article in self._archive.removed().items()
        ]
        counts = self._archive.snapshot().manifest.counts
        held = f"The archive holds {counted(counts['articles'], 'article')} from {counted(counts['files'], 'file')}."
        return (
            f'<p class="hint">{held}</p>',
            _table(problems),
            _offered(self._found(words, found), found),
            _offered(out, removed),
        )

    @guarded
    def find(self, words: str | None, chosen: list[str]) -> Any:
        """Return the articles in which words stand, or the newest, after those that are chosen already.

        What is chosen is left as the page has it by then: it may have changed since this was asked.
        """
        return gr.update(choices=self._found(words, chosen))

    def _found(self, words: str | None, chosen: Sequence[str] | None) -> list[tuple[str, str]]:
        snapshot = self._archive.snapshot()
        kept = [key for key in chosen or () if snapshot.db.has_article(key)]
        if words := (words or "").strip()[:_LONGEST]:
            listed = [passage.article for passage, _ in snapshot.matching(words, _FOUND, Filter())]
        else:
            listed = snapshot.db.article_ids()[:_LISTED]
        return _choices([snapshot.article(key) for key in dict.fromkeys((*kept, *listed))])


def _present(articles: Sequence[str], holds: Callable[[str], bool], where: str) -> list[str]:
    """Return those of the articles that are there still, and tell how many are not."""
    there = [article for article in articles if holds(article)]
    if gone := len(articles) - len(there):
        gr.Warning(f"{counted(gone, 'article')} of those chosen {'is' if gone == 1 else 'are'} not {where} any more.")
    return there


def _offered(choices: list[tuple[str, str]], chosen: Sequence[str] | None) -> Any:
    """Return a list's new choices, and of those chosen what is still among them, if some are not.

    Else what is chosen is left as the page has it by then: it may have changed since this was asked.
    """
    keys = {key for _, key in choices}
    kept = [key for key in chosen or () if key in keys]
    return gr.update(choices=choices) if kept == list(chosen or ()) else gr.update(choices=choices, value=kept)


def _table(problems: Sequence[Problem]) -> str:
    """Return what could not be read as a table."""
    if not problems:
        return '<p class="hint">Every file could be read.</p>'
    rows = "".join(
        f"<tr><td>{escaped(flat(Path(p.path).name))}</td><td>{escaped(flat(p.message))}</td></tr>"
        for p in problems[:_ROWS]
    )
    count = counted(len({p.path for p in problems}), "file")
    more = f'<p class="hint">{len(problems) - _ROWS:,} more are not listed.</p>' if len(problems) > _ROWS else ""
    return (
        f"<table><caption>{count} could not be read, or not whole, now or in earlier runs</caption>"
        '<thead><tr><th scope="col">File</th><th scope="col">What is wrong</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}"
    )


def _choices(articles: Sequence[Article]) -> list[tuple[str, str]]:
    return [(f"{_title(article)}{_from(article)}", article.id) for article in articles]


def _title(article: Article) -> str:
    return shortened(article.title or Path(article.path).name, _WIDTH)


def _from(article: Article) -> str:
    told = ", ".join(flat(str(part)) for part in (article.outlet, article.published) if part)
    return f" ({told})" if told else ""


def _status(state: State) -> str:
    if state.running:
        left = f", about {_duration(state.seconds_left)} left" if state.seconds_left is not None else ""
        read = f"{state.doing}: {state.done:,} of {counted(state.total, 'file')} read{left}"
        told = read.capitalize() if state.total else "Looking for changes"
        bar = f'<progress max="{state.total or 1}" value="{state.done}" aria-label="Files read"></progress>'
        return f'<div role="status"><p>{told}</p>{bar}</div>'
    if state.error:
        return f'<div role="status"><p class="verdict">{escaped(flat(state.error))}</p></div>'
    if state.report:
        return f'<div role="status"><p>{_done(state.report)}</p></div>'
    return '<div role="status"></div>'


def _done(report: Report) -> str:
    """Return what a run did; what could not be read in earlier ones is not counted here."""
    parts = [
        f"{report.added:,} added",
        f"{report.updated:,} updated",
        f"{report.removed:,} gone",
        f"{report.unchanged:,} as before",
        f"{report.unreadable:,} could not be read",
    ]
    asked = [(report.articles_removed, "removed"), (report.articles_restored, "put back")]
    articles = "".join(f"; {counted(number, 'article')} {done}" for number, done in asked if number)
    resumed = f"; {counted(report.resumed, 'article')} taken over from a run that was broken off"
    return f"Done. Files in this run: {', '.join(parts)}{articles}{resumed if report.resumed else ''}."


def _duration(seconds: float | None) -> str:
    whole = round(seconds or 0)
    return counted(whole, "second") if whole < 90 else counted(round(whole / 60), "minute")
