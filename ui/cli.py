"""The command `onrecord`. What is slow to import is imported where it is needed, so that help is quick."""

from __future__ import annotations

import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.text import Text

from ui import environment, logs
from ui.text import day, flat

if TYPE_CHECKING:
    from index import Report, Settings
    from qa import Assistant

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Archive = Annotated[
    Path | None,
    typer.Option("--archive", metavar="DIR", help="The archive; or set ONRECORD_ARCHIVE.", show_default=False),
]


def main() -> None:
    """Run the command; errors meant for the user become one line on stderr."""
    environment.hush()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # an old console lacks letters
    try:
        app()
    except Exception as error:
        from index.errors import OnRecordError  # noqa: PLC0415

        if not isinstance(error, OnRecordError):
            raise
        _say(f"onrecord: {error}")
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {version('onrecord')}")
        raise typer.Exit


@app.callback()
def onrecord(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Ask a news archive who said what; get verbatim quotes with speaker, outlet, date and exact place."""


def _day(text: str) -> date:
    try:
        return day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _date_option(name: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="DATE", parser=_day, help=what, show_default=False)
    return option


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in quotation marks.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON and nothing else.")] = False,
    since: Annotated[date | None, _date_option("--since", "Only articles of this day (2025-01-31) or later.")] = None,
    until: Annotated[date | None, _date_option("--until", "Only articles of this day or earlier.")] = None,
    outlet: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only articles of this outlet; may be repeated.")
    ] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only what this person said; may be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only articles in this language (en); may be repeated.")
    ] = None,
    by: Annotated[
        Literal["outlet", "speaker", "day", "month"] | None,
        typer.Option("--group-by", help="Put quotes of the same together.", show_default=False),
    ] = None,
    careful: Annotated[
        bool, typer.Option("--careful", help="Answer only what is sure; or set ONRECORD_CARE=careful.")
    ] = False,
    ids: Annotated[
        bool, typer.Option("--ids", help="Show the articles' ids, too: onrecord index --remove takes them.")
    ] = False,
    archive: Archive = None,
) -> None:
    """Answer a question with quotes, or say that nothing was found.

    The exit status is 0 either way: "not found" is an answer.

    Example: onrecord ask "What did the finance minister say about tariffs?" --since 2025-01-01
    """
    if not question.strip():
        raise typer.BadParameter("ask something", param_hint="QUESTION")
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}")
    settings = _settings(archive, care="careful" if careful else None)
    answer = _open_with(settings).answer(
        question, since=since, until=until, outlets=outlet or (), speakers=speaker or (), languages=language or ()
    )
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        from ui import terminal  # noqa: PLC0415

        terminal.show(answer, Console(highlight=False), by, ids)


Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="So many at most.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command()
def speakers(
    like: Annotated[str, typer.Option(metavar="NAME", help="Only names with words that start so.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
    archive: Archive = None,
) -> None:
    """List who speaks in the archive, with how many statements, most first.

    Example: onrecord speakers --like poe
    """
    from ui.service import Naming, Service  # noqa: PLC0415

    settings = _settings(archive)
    found = Service(_open_with(settings), settings).speakers(Naming(like=like, limit=limit))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif found.speakers:
        from ui import terminal  # noqa: PLC0415

        terminal.list_speakers(found, Console(highlight=False))
    else:
        _say("nobody of that name speaks in this archive" if like else "nobody with a name speaks in this archive")


@app.command()
def articles(
    since: Annotated[date | None, _date_option("--since", "Only articles of this day (2025-01-31) or later.")] = None,
    until: Annotated[date | None, _date_option("--until", "Only articles of this day or earlier.")] = None,
    outlet: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only articles of this outlet; may be repeated.")
    ] = None,
    limit: Limit = 50,
    offset: Annotated[int, typer.Option(min=0, metavar="N", help="Pass over so many.")] = 0,
    as_json: AsJson = False,
    archive: Archive = None,
) -> None:
    """List the archive's articles with their ids, newest first, those without a date last.

    Example: onrecord articles --outlet "The Daily" --since 2025-01-01
    """
    from ui.service import Listing, Service  # noqa: PLC0415

    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}")
    settings = _settings(archive)
    listing = Listing(since=since, until=until, outlets=tuple(outlet or ()), limit=limit, offset=offset)
    found = Service(_open_with(settings), settings).articles(listing)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        from ui import terminal  # noqa: PLC0415

        terminal.list_articles(found, Console(highlight=False))
        shown = offset + len(found.articles)
        if shown < found.total:
            _say(f"{found.total - shown:,} more; see them with --offset {shown}")


@app.command()
def index(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Files, folders or patterns; none: those the archive knows."),
    ] = None,
    archive: Archive = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew from all sources known.")] = False,
    forget: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="Drop this source's articles; may be repeated.")
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Keep this article out; its file stays. The id is that of its citations."),
    ] = None,
    restore: Annotated[list[str] | None, typer.Option(metavar="ID", help="Let a removed article in again.")] = None,
    workers: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="So many processes read the articles; or ray://HOST:PORT: a Ray cluster.  [default: one per core]",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make an archive from articles, or bring it up to date.

    Files that cannot be read are listed; the exit status is 1 only if nothing could be read at all.

    Example: onrecord index ~/articles "clippings/*.pdf"
    """
    options = {"rebuild": rebuild, "forget": forget or [], "remove": remove or [], "restore": restore or []}
    report = _refresh(sources or [], _settings(archive, workers=workers), **options)
    typer.echo(report.summary())
    if report.problems:
        _say(f"{len(report.problems)} could not be read, or not whole:")
    for problem in report.problems:
        _say(f"- {problem.path}: {problem.message}")
    if report.unreadable and not report.articles:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to serve on.  [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 for any free one.  [default: 7860]")] = None,
    archive: Archive = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody change the archive.")] = False,
    allow_folder: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            exists=True,
            file_okay=False,
            resolve_path=True,
            help="A folder from which the page may add articles; may be repeated.",
        ),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Let in the users of this file only (lines user:HASH); or set ONRECORD_AUTH=user:HASH."
        ),
    ] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Serve assistants, too: the Model Context Protocol, at /mcp.")] = (
        False
    ),
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"] | None,
        typer.Option(help="What is logged; info: each question, not its text.  [default: warning]"),
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log a JSON object on each line.")] = False,
) -> None:
    """Serve the page in which questions are asked, and /api for programs.

    Example: onrecord serve --port 8000
    """
    from ui import guard, server  # noqa: PLC0415

    settings = guard.sealed(
        _settings(
            archive,
            host=host,
            port=port,
            read_only=read_only or None,
            folders=allow_folder or None,
            auth_file=auth,
            mcp=mcp or None,
            log_level=log_level,
            log_json=log_json or None,
        )
    )
    logs.start(settings.log_level, settings.log_json)
    if not guard.is_local(settings.host) and not (settings.auth or settings.auth_file):
        _say(
            f"warning: whoever reaches {settings.host} can read this archive and use this page; "
            "ask for a password: onrecord password USER > FILE, then onrecord serve --auth FILE"
        )
    page = server.start(_open_with(settings), settings)
    _say(f"On Record is at {page.url} (Ctrl+C stops it)")
    page.wait()


@app.command()
def mcp(
    archive: Archive = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody change the archive.")] = False,
) -> None:
    """Serve an assistant on this machine: the Model Context Protocol over standard input and output.

    Example: onrecord mcp --archive ~/archive
    """
    from ui import guard, tools  # noqa: PLC0415
    from ui.service import Service  # noqa: PLC0415

    with tools.own_streams() as (stdin, stdout):
        settings = guard.sealed(_settings(archive, read_only=read_only or None))
        logs.start(settings.log_level, settings.log_json)
        tools.talk(tools.server(Service(_open_with(settings), settings), settings), stdin, stdout)


@app.command()
def password(user: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Ask for a user's password; print the line that `onrecord serve --auth FILE` and ONRECORD_AUTH take.

    Example: onrecord password ann >> users
    """
    from ui import guard  # noqa: PLC0415

    secret = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    typer.echo(guard.hashed(user, secret))


@app.command()
def migrate(
    source: Annotated[str, typer.Argument(metavar="FROM", help="An archive's folder; or milvus, which settings name.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty or new folder; or milvus.")],
) -> None:
    """Copy an archive from a folder into a Milvus server or back, and compare what both find.

    The old one stays as it is. The exit status is 1 if they differ more than such searches do.

    Example: onrecord migrate ~/archive milvus
    """
    from index import migration  # noqa: PLC0415

    old, new = (_side(place) for place in (source, target))
    compared = migration.migrate(old, new)
    typer.echo(compared.summary())
    for difference in compared.differences:
        _say(f"- {difference}")
    if not compared.alike:
        raise typer.Exit(1)


def _side(place: str) -> Settings:
    from index import Settings  # noqa: PLC0415

    settings = Settings.load(store="milvus") if place == "milvus" else Settings.load(store="faiss", archive=Path(place))
    environment.stay_local(settings)
    return settings


@app.command()
def doctor(archive: Archive = None) -> None:
    """Check an archive; for each fault, print the command that mends it.

    The exit status is 1 if there are faults.

    Example: onrecord doctor --archive ~/archive
    """
    from index import doctor as doctors  # noqa: PLC0415

    settings = _settings(archive)
    faults = doctors.examine(settings.archive.absolute(), settings)
    for fault in faults:
        typer.echo(f"{flat(fault.what)}\n    mend it: {flat(fault.mend)}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"The archive at {flat(str(settings.archive))} is sound.")


def _settings(archive: Path | None, **given: object) -> Settings:
    from index import Settings  # noqa: PLC0415

    settings = Settings.load(archive=archive, **given)
    environment.stay_local(settings)
    return settings


def _open_with(settings: Settings) -> Assistant:
    """Open the archive; the default one is made if there is none yet."""
    from qa import Assistant, default  # noqa: PLC0415

    named = "archive" in settings.model_fields_set
    return Assistant.open(settings.archive if named else default.ensure(settings, _say), settings)


def _refresh(sources: list[str], settings: Settings, **options: Any) -> Report:
    """Refresh the archive with a progress bar on stderr, if that is a terminal; `options` are `Index.refresh`'s."""
    from rich import progress  # noqa: PLC0415

    from index import Index, unfinished  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("files,"),
        progress.TimeRemainingColumn(),
        progress.TextColumn("left"),
    )
    with progress.Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        try:
            return Index.refresh(
                *sources,
                at=settings.archive,
                settings=settings,
                **options,
                progress=lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total),
            )
        except KeyboardInterrupt:
            kept = "; what was made so far is kept, and the same command takes it over"
            _say(f"stopped; the archive is as it was{kept if unfinished.left(settings.archive) else ''}")
            raise


def _say(text: str) -> None:
    """Print one line to stderr, without markup or terminal codes; as a line of the log where that is JSON."""
    if not logs.announce(flat(text).strip()):
        Console(stderr=True, highlight=False).print(Text(flat(text).strip()), soft_wrap=True)
