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
from ui.handlers import QUIET, guarded, shown
from ui.markup import escaped
from ui.refreshing import Refreshing, State, Watch
from ui.retold import retold
from ui.text import flat, shortened
from ui.tongue import Label, label
from ui.words import ENGLISH, found, say

if TYPE_CHECKING:
    from gradio.events import Dependency

_LISTED = 200  # articles
_FOUND = 200  # passages
_ROWS = 200  # of what could not be read
_LONGEST = 1000
_WIDTH = 100
_MEGABYTE = 1_000_000
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
            find = gr.Textbox(label=label("archive.find"), placeholder=label("archive.find_words"))
            remove, restore = (None, None) if settings.read_only else (handlers.remove, handlers.restore)
            found = _choosing("articles", "found", "remove", remove)
            removed = _choosing("removed", "removed", "put_back", restore)
    generation = gr.State("")
    find.submit(handlers.find, [find, found], found, **QUIET)
    # Gradio loses an event at times; "multiple" lets the next tick look all the same.
    clock.tick(handlers.look, generation, [status, generation], trigger_mode="multiple", **QUIET)
    changed = generation.change(handlers.holdings, [find, found, removed], [held, problems, found, removed], **QUIET)
    return changed


def _choosing(listed: str, name: str, verb: str, act: Callable[[list[str]], list[str]] | None) -> gr.Dropdown:
    """Lay out a list of articles, with a button beside it that does something with those chosen.

    `listed` and `verb` are what their labels are called.
    """
    with gr.Row(elem_classes="choosing"):
        # Custom values, as what was chosen may go from the archive: Gradio would refuse it without a word on why.
        chosen = gr.Dropdown(
            [],
            label=label(f"archive.{listed}"),
            multiselect=True,
            allow_custom_value=True,
            elem_id=name,
            min_width=240,
            scale=3,
        )
        if act:
            gr.Button(label(f"archive.{verb}"), scale=0, min_width=180).click(act, chosen, chosen, **_ONE)
    return chosen


def _adding(handlers: _Handlers, folders: bool) -> None:
    chosen = gr.File(label=label("archive.add"), file_count="multiple", file_types=sorted(files.READ), height=160)
    add = gr.Button(label("archive.add_button"), variant="primary")
    add.click(handlers.upload, chosen, chosen, **_ONE)
    if folders:
        folder = gr.Textbox(label=label("archive.folder"), placeholder="/home/me/articles", elem_id="folder")
        folder.submit(handlers.add_folder, folder, folder, **_ONE)
    with gr.Row():
        refresh = gr.Button(label("archive.look"))
        rebuild = gr.Button(label("archive.rebuild"))
    gr.HTML(Label(lambda: f'<p class="hint">{say("archive.advice")}</p>'), elem_id="advice")
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
            raise shown(say("archive.read_only"))
        if self._refreshing.state.running:
            raise shown(say("archive.refreshing"))

    @guarded
    def upload(self, paths: list[str] | None) -> None:
        """Keep what was uploaded with the archive, and index it; what cannot be kept is said and stops nothing."""
        if not paths:
            raise shown(say("archive.choose_documents"))
        self._check_free()  # else what is uploaded would be kept and not indexed
        at, limit = self._archive.at, self._assistant.settings.max_upload_mb * _MEGABYTE
        kept = 0
        for path in map(Path, paths):
            try:
                uploads.keep(at, path.name, path, limit)
                kept += 1
            except UploadError as error:
                gr.Warning(escaped(retold(str(error))))
            path.unlink(missing_ok=True)
        if kept:
            self._start(uploads.folder_of(at), busy=found(ENGLISH, "told.busy_upload"))

    @guarded
    def add_folder(self, folder: str) -> str:
        """Index a folder of the server that the settings allow."""
        place = Path(folder.strip()).expanduser().resolve()
        allowed = [root.expanduser().resolve() for root in self._assistant.settings.folders]
        if not folder.strip() or not any(place.is_relative_to(root) for root in allowed):
            names = ", ".join(str(root) for root in allowed)
            raise shown(say("archive.folders", names=names))
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
            raise shown(say("archive.choose_articles"))
        snapshot = self._archive.snapshot()
        if there := _present(articles, snapshot.db.has_article, "gone"):
            self._start(remove=there)
        return []

    @guarded
    def restore(self, articles: list[str]) -> list[str]:
        """Put removed articles back."""
        if not articles:
            raise shown(say("archive.choose_removed"))
        out = self._archive.removed()
        if there := _present(articles, out.__contains__, "gone_removed"):
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
        articles, files_ = say("count.articles", count=counts["articles"]), say("count.files", count=counts["files"])
        held = say("archive.holds", articles=articles, files=files_)
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


def _present(articles: Sequence[str], holds: Callable[[str], bool], gone: str) -> list[str]:
    """Return those of the articles that are there still, and tell with the words called `gone` how many are not."""
    there = [article for article in articles if holds(article)]
    if missing := len(articles) - len(there):
        gr.Warning(say(f"archive.{gone}", count=missing))
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
        return f'<p class="hint">{say("archive.all_read")}</p>'
    rows = "".join(
        f"<tr><td>{escaped(flat(Path(p.path).name))}</td><td>{escaped(flat(retold(p.message)))}</td></tr>"
        for p in problems[:_ROWS]
    )
    caption, left = say("archive.unread", count=len({p.path for p in problems})), len(problems) - _ROWS
    heads = "".join(f'<th scope="col">{say(f"archive.{name}")}</th>' for name in ("file", "wrong"))
    more = f'<p class="hint">{say("archive.not_listed", count=left)}</p>' if left > 0 else ""
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _choices(articles: Sequence[Article]) -> list[tuple[str, str]]:
    return [(f"{_title(article)}{_from(article)}", article.id) for article in articles]


def _title(article: Article) -> str:
    return shortened(article.title or Path(article.path).name, _WIDTH)


def _from(article: Article) -> str:
    told = ", ".join(flat(str(part)) for part in (article.outlet, article.published) if part)
    return f" ({told})" if told else ""


def _status(state: State) -> str:
    if state.running:
        read = say("archive.files_read")
        bar = f'<progress max="{state.total or 1}" value="{state.done}" aria-label="{read}"></progress>'
        return f'<div role="status"><p>{_doing(state)}</p>{bar}</div>'
    if state.error:
        return f'<div role="status"><p class="verdict">{escaped(flat(retold(state.error)))}</p></div>'
    if state.report:
        return f'<div role="status"><p>{_done(state.report)}</p></div>'
    return '<div role="status"></div>'


def _doing(state: State) -> str:
    if not state.total:
        return say("archive.looking")
    told = say("archive.reading", done=state.done, files=say("count.files", count=state.total))
    left = state.seconds_left
    return told if left is None else say("archive.left", told=told, time=_duration(left))


def _done(report: Report) -> str:
    """Return what a run did; what could not be read in earlier ones is not counted here."""
    asked = [(report.articles_removed, "removed_articles"), (report.articles_restored, "restored_articles")]
    asked.append((report.resumed, "resumed_articles"))
    told = (say(f"archive.{done}", articles=say("count.articles", count=number)) for number, done in asked if number)
    return say(
        "archive.done",
        added=report.added,
        updated=report.updated,
        gone=report.removed,
        same=report.unchanged,
        unreadable=report.unreadable,
        articles="".join(f"; {articles}" for articles in told),
    )


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return say("count.seconds", count=whole) if whole < 90 else say("count.minutes", count=round(whole / 60))
