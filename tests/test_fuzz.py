"""Files that are malformed on purpose: each is read or refused with what to do, in bounded time and memory.

The long form is `python tests/fuzzing.py --files 20000 --seed 1`.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
from collections.abc import Mapping
from pathlib import Path

import breaking
import fuzzing
import pytest
from fuzzing import Outcome
from hanging import ends
from malformed import FORMATS, SPECIALS, Case
from reading import ENGLISH

from index import Index, Report, Settings, files, readers, sentences, survey
from index.database import FileState
from index.errors import SourceError, UnreadableFileError
from index.parsing import parse
from index.readers.draft import Limits
from index.spans import Span

SEED = 6
FILES = breaking.SHORT["files"] // len(FORMATS)  # of each format

# What a special file comes to: read, or refused with these words. The long form has those that take seconds, too.
EXPECTED: Mapping[str, str | None] = {
    "docx nested": "damaged DOCX",
    "docx that laughs": "damaged DOCX",
    "docx that names a file": None,
    "docx that unpacks to 300 MB": "ONRECORD_MAX_UNPACKED_MB",
    "docx with a cell as wide as memory": None,
    "docx with a cell over many rows": None,
    "docx with a password": "without one",
    "docx with laughing properties": "damaged DOCX",
    "docx of many parts": "parts, over the limit",
    "front matter of spaces": None,
    "front matter that laughs": None,
    "front matter with a huge key": None,
    "front matter within itself": None,
    "json nested": "nested too deeply",
    "json of numbers": "write one JSON object per line",
    "json with a huge number": None,
    "markdown line of spaces": None,
    "markdown rule without end": None,
    "page of a huge number": None,
    "pdf of a form within itself": None,
    "pdf of an open string": "cannot be read",
    "pdf of one drawing many times": "cannot be read",
    "pdf of open brackets": "cannot be read",
    "pdf of pages in a circle": "damaged PDF",
    "pdf of pages that share a drawing": None,
    "pdf of pages that share a tree": "damaged PDF",
    "pdf of too many pages": "ONRECORD_MAX_PAGES",
    "pdf whose table comes before itself": None,
    "pdf with a bomb": "cannot be read",
    "pdf with a password": "password",
    "line of a date and digits": None,
    "line of a date and dots": None,
    "share line of copied links": None,
    "share line of digits": None,
    "table with an endless header": "name the columns",
    "text of 100 MB in one line": "ONRECORD_MAX_ARTICLE_CHARS",
    "text of 300 kB of open brackets": None,
    "text of NULs": "binary",
    "word of 1 MB in a sentence": None,
}


def special(name: str) -> Case:
    return Case("special", sorted(SPECIALS).index(name))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Outcome]:
    """What became of all files; they are read by two processes while the tests wait."""
    cases = [special(name) for name in EXPECTED]
    cases += [Case(kind, number, SEED) for number in range(FILES) for kind in FORMATS]
    return dict(fuzzing.run(cases, tmp_path_factory.mktemp("fuzz")))


@pytest.mark.parametrize("kind", FORMATS)
def test_no_malformed_file_is_worse_than_unreadable(outcomes: dict[Case, Outcome], kind: str) -> None:
    found = {case.number: outcome for case, outcome in outcomes.items() if case.format == kind}
    assert len(found) == FILES
    assert not {number: outcome.message for number, outcome in found.items() if outcome.kind == "defect"}
    # Were all of them refused at the door, or all well-formed, nothing would be tried.
    assert {outcome.kind for outcome in found.values()} == {"read", "unreadable"}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_was_made_to_take_all_time_or_memory_is_bounded(outcomes: dict[Case, Outcome], name: str) -> None:
    outcome, words = outcomes[special(name)], EXPECTED[name]
    assert outcome.kind == ("read" if words is None else "unreadable"), outcome.message
    assert words is None or words in outcome.message


def test_a_document_never_shows_another_file() -> None:
    name, data = special("docx that names a file").make()
    texts = [article.text for article in readers.read(Path("/") / name, data).articles]
    assert texts == [ENGLISH]


def test_the_fuzzer_misses_no_defect(tmp_path: Path) -> None:
    cases = [Case("selftest", number) for number in range(len(fuzzing.SELF_TESTS))]
    found = {case.number: outcome for case, outcome in fuzzing.run(cases, tmp_path, seconds=2, megabytes=300)}
    told = dict(zip(fuzzing.SELF_TESTS, (found[number] for number in range(len(found))), strict=True))
    assert {outcome.kind for outcome in told.values()} == {"defect"}
    assert "no end after 2 s" in told["hang"].message
    assert "MemoryError" in told["hoard"].message or "took" in told["hoard"].message
    assert "ended with SIGABRT" in told["crash"].message
    assert "KeyError" in told["fail"].message
    assert {path.name for path in tmp_path.iterdir()} == {f"selftest-{case.number}-0" for case in cases}  # are kept


@pytest.mark.parametrize("fault", ["unforeseen", "memory", "advice", "text"])
def test_the_fuzzer_knows_a_defect_from_a_refusal(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def fail(file: object) -> object:
        if fault == "unforeseen":
            raise KeyError("a")
        if fault == "memory":
            raise UnreadableFileError("a damaged file; save it anew") from MemoryError()
        if fault == "advice":
            raise UnreadableFileError("a damaged file")
        return readers.draft.Found((readers.draft.Draft("Not the file's text."),))

    monkeypatch.setattr(readers.plain, "read", fail)
    assert fuzzing.examine("a.txt", ENGLISH.encode()).kind == "defect"
    monkeypatch.undo()
    assert fuzzing.examine("a.txt", ENGLISH.encode()).kind == "read"


# Limits, each with its own message


@pytest.mark.parametrize(
    ("name", "data", "limits", "words"),
    [
        ("a.txt", ENGLISH * 20, Limits(characters=1000), "characters, over the limit of 1,000; split it, or raise"),
        ("a.txt", "So.\n" * 20, Limits(lines=10), "20 lines, over the limit of 10; split it"),
    ],
)
def test_an_article_over_a_limit_is_refused_with_what_to_do(name: str, data: str, limits: Limits, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        readers.read(Path("/") / name, data.encode(), limits)


def test_records_beyond_the_limit_are_told_and_those_before_are_read() -> None:
    lines = "\n".join(json.dumps({"text": f"{ENGLISH} {number}"}) for number in range(10))
    for data in (lines, f"[{lines.replace(chr(10), ',')}]", "text\n" + "\n".join(f'"So {n}."' for n in range(10))):
        name = "a.csv" if data.startswith("text") else "a.json"
        reading = readers.read(Path("/") / name, data.encode(), Limits(records=4))
        assert len(reading.articles) == 4
        assert "over the limit of 4; split the file, or raise ONRECORD_MAX_RECORDS" in reading.problems[0]


def test_settings_set_the_limits() -> None:
    given = Settings(max_article_chars=10_000, max_records=5, max_pages=6, max_unpacked_mb=7)
    limits = Limits.of(given)
    assert (limits.characters, limits.records, limits.pages, limits.unpacked) == (10_000, 5, 6, 7_000_000)
    assert Limits.of(Settings()) == Limits()


def test_what_a_library_says_is_told_on_one_line_that_can_be_stored() -> None:
    def fail(file: object) -> object:
        raise ValueError("a\nb\x1b[31m\ud800" + "c" * 100_000 + "\x80d" * 20)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(UnreadableFileError) as told:
        patch.setattr(readers.plain, "read", fail)
        readers.read(Path("/a.txt"), ENGLISH.encode())
    message = str(told.value)
    assert message.startswith(readers.UNFORESEEN) and "report this" in message
    assert message.isprintable() and len(message) < 1000


def test_utf16_without_its_mark_is_told_apart_from_binary_data() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(UnreadableFileError, match=r"UTF-16 text without the mark.*save it as UTF-8"):
            readers.read(Path("/a.txt"), ENGLISH.encode(encoding))


# Texts of which each part would be looked at again and again


@pytest.mark.parametrize("text", ["a.A" * 60_000, 'a."A' * 60_000, "! “" * 60_000, "“a” " * 60_000, ". " * 60_000])
def test_sentences_of_a_text_in_one_line_are_found(text: str) -> None:
    with ends():
        spans = sentences.split(text)
    assert "".join(span.of(text) for span in spans).replace(" ", "") == text.replace(" ", "")


def test_a_text_without_a_space_is_looked_through_for_its_agency_no_further_than_others() -> None:
    with ends():
        (article,) = readers.read(Path("/a.txt"), b"a.A" * 40_000).articles
    assert article.agency is None


@pytest.mark.parametrize("text", ["(" * 5000, '."' * 3000, "http://" * 1000, "'" * 5000, "a-" * 3000, "x" * 100_000])
def test_words_without_a_space_between_are_parsed(text: str) -> None:
    with ends():
        words = parse(text, [Span(0, len(text))])
    assert "".join(text[start:end] for start, end in zip(words.start, words.end, strict=True)) == text


# Files and folders


def good(folder: Path, count: int = 12) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    texts = {
        f"good-{n}.txt": f"The bridge {n} opened. “It is safe,” said Mayor Ann Poe on day {n}." for n in range(count)
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return texts


def bad(folder: Path) -> set[str]:
    """Write malformed files of each format that no reader reads; return their names."""
    made = set()
    for kind in FORMATS:
        for number in range(30):
            name, data = Case(kind, number, SEED + 1).make()
            name = f"bad-{kind}-{number}-{name}"
            try:
                readers.read(folder / name, data)
            except UnreadableFileError:
                if Path(name).suffix in files.DOCUMENTS:  # others are looked into, and may be passed over
                    (folder / name).write_bytes(data)
                    made.add(name)
            if sum(known.startswith(f"bad-{kind}-") for known in made) == 3:
                break
    for name in ("docx that unpacks to 300 MB", "pdf with a bomb", "docx that laughs"):
        inner, data = special(name).make()
        (folder / f"{name}{Path(inner).suffix}").write_bytes(data)
        made.add(f"{name}{Path(inner).suffix}")
    return made


def told(report: Report) -> dict[str, str]:
    return {Path(problem.path).name: problem.message for problem in report.problems}


def test_bad_files_are_listed_and_cost_no_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    texts = good(folder)
    unreadable = bad(folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / "up").symlink_to(folder)
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        with ends():
            report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    problems = told(report)
    assert len(unreadable) > 20
    assert unreadable | {"pipe.txt", "circle.txt", "socket.txt"} == set(problems)
    assert all("; " in message for message in problems.values())
    assert (report.added, report.unreadable, report.articles) == (len(texts), len(unreadable), len(texts))
    index = Index.open(at, Settings(archive=at))
    assert {article.text for article in index.articles()} == set(texts.values())
    check_places(index)


def test_every_place_lies_in_its_text(tmp_path: Path) -> None:
    """Malformed files that can be read all the same: places of sentences, passages and statements hold."""
    folder, at = tmp_path / "articles", tmp_path / "archive"
    folder.mkdir()
    for kind in FORMATS:
        for number in range(9):
            name, data = Case(kind, number, SEED + 2).make()
            if len(data) < 50_000:
                (folder / f"{kind}-{number}-{name}").write_bytes(data)
    with ends():
        report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    assert report.articles > 10 and report.statements > 5 and report.unreadable > 10
    check_places(Index.open(at, Settings(archive=at)))


def check_places(index: Index) -> None:
    """Check each place that the archive holds against the text in which it is one."""
    snapshot = index.snapshot()
    assert not snapshot.db.faults()
    for article in index.articles():
        text, end = article.text, 0
        for span in snapshot.db.sentences(article.id):
            assert end <= span.start < span.end <= len(text)
            assert not text[end : span.start].strip()
            end = span.end
        assert not text[end:].strip()
        for passage in snapshot.db.passages_of(article.id):
            assert 0 <= passage.span.start < passage.span.end <= len(text)
        for statement in index.statements(article.id):
            assert 0 <= statement.start < statement.end <= len(text)
            assert text[statement.start : statement.end].strip()


NAMES = [
    "a\nb.txt",
    "\u202etxt.a.txt",
    "é" * 125 + ".txt",
    "'; DROP TABLE files; --.txt",
    "*[?].txt",
    "\\.txt",
    "%00.txt",
    "~.txt",
    "-r.txt",
    "\x1b[31m.txt",
    "CON.txt",
    "ａ.txt",
    "a\u0301.txt",
    " .txt",
    "🙂.txt",
]


def test_names_with_odd_characters_name_their_files(tmp_path: Path) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"The bridge {number} opened on day {number}, the mayor said.", "utf-8")
    damaged = os.fsencode(folder) + b"/caf\xe9.txt"
    Path(os.fsdecode(damaged)).write_text("The bridge.", "utf-8")
    report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    index = Index.open(at, Settings(archive=at))
    assert sorted(Path(article.path).name for article in index.articles()) == sorted(NAMES)
    assert told(report).keys() == {"caf\ufffd.txt"}
    again = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    assert again.unchanged == len(NAMES) and told(again) == told(report)


def test_each_file_can_be_named_outright_whatever_its_name(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("So.", "utf-8")
        assert [path.name for path in files.discover(tmp_path / name).paths] == [name]


@pytest.mark.parametrize("make", ["pipe", "link", "folder"])
def test_what_cannot_be_listed_may_have_a_name_that_is_not_utf8(tmp_path: Path, make: str) -> None:
    """Half a surrogate pair in a report cannot be stored, and once ended the run."""
    folder, at = tmp_path / "articles", tmp_path / "archive"
    texts = good(folder, 1)
    place = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))
    if make == "pipe":
        os.mkfifo(place)
    elif make == "link":
        place.symlink_to("nowhere")
    else:
        place.mkdir()
        (place / "a.txt").write_text("So.", "utf-8")
    report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    assert report.articles == len(texts)
    (problem,) = report.problems
    assert "caf\ufffd.txt" in problem.path


@pytest.mark.parametrize(
    "source",
    [
        os.fsdecode(b"caf\xe9.txt"),
        os.fsdecode(b"caf\xe9*.txt"),
        "\ud800",
        "a" * 300,
        "a" * 5000,
        "a" * 300 + "/*.txt",
        "*/" * 3000,
        "[",
        "[a-",
        "***",
        "**a",
        "~nobody/*",
        "/dev/zero",
        "/dev/null",
        "\n",
    ],
)
def test_no_source_is_worse_than_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(tmp_path)
    with ends(), pytest.raises(SourceError) as told:
        files.discover(source)
    str(told.value).encode("utf-8")


def test_a_long_chain_of_links_is_told_and_does_not_end_the_walk(tmp_path: Path) -> None:
    folder, chain = tmp_path / "articles", tmp_path / "chain"
    good(folder, 1)
    chain.mkdir()
    links = [folder / "link.txt", *(chain / f"{number}.txt" for number in range(1000))]
    for link, target in itertools.pairwise(links):
        link.symlink_to(target)
    links[-1].write_text("The end.", "utf-8")
    listing = files.discover(folder)
    assert [path.name for path in listing.paths] == ["good-0.txt"]
    (problem,) = listing.problems
    assert (problem.path, problem.message[-9:]) == (str(folder / "link.txt"), "remove it")
    with pytest.raises(SourceError, match="name the file itself"):
        files.discover(links[0])


def test_files_that_change_or_vanish_while_read_cost_no_other(tmp_path: Path) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    texts = good(folder, 4)
    for name in ("gone", "folder", "emptied", "grown", "other"):
        (folder / f"{name}.txt").write_text(f"The {name} bridge.", "utf-8")

    def spoil(doing: str, done: int, total: int) -> None:
        if done:
            return
        (folder / "gone.txt").unlink()
        (folder / "folder.txt").unlink()
        (folder / "folder.txt").mkdir()
        (folder / "emptied.txt").write_text("", "utf-8")
        (folder / "grown.txt").write_bytes(b"The grown bridge. " * 80_000)
        (folder / "other.txt").write_text("Another bridge.", "utf-8")

    settings = Settings(archive=at, workers=1, max_file_mb=1)
    report = Index.refresh(folder, at=at, settings=settings, progress=spoil)
    assert told(report).keys() == {"gone.txt", "folder.txt", "emptied.txt", "grown.txt"}
    held = {article.text for article in Index.open(at, settings).articles()}
    assert held == {*texts.values(), "Another bridge."}
    after = Index.refresh(folder, at=at, settings=settings)
    assert told(after).keys() == {"emptied.txt", "grown.txt"}
    assert after.articles == 5


def listed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey.files, "discover", lambda source: files.Listing((str(path),)))


def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "a.txt")
    listed(tmp_path / "a.txt", monkeypatch)
    with ends():
        result = survey.survey([str(tmp_path)], {}, 0)
    assert [state.size for state in result.to_read] == [-1]
    with ends(), pytest.raises(OSError, match="not a file"):
        files.opened(tmp_path / "a.txt")


def test_a_file_that_becomes_a_pipe_while_others_are_read_is_told(tmp_path: Path) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    texts = good(folder, 2)
    (folder / "other.txt").write_text("The other bridge.", "utf-8")

    def spoil(doing: str, done: int, total: int) -> None:
        (folder / "other.txt").unlink(missing_ok=True)
        if not done:
            os.mkfifo(folder / "other.txt")

    with ends():
        report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1), progress=spoil)
    assert told(report).keys() == {"other.txt"}
    assert report.articles == len(texts)


def test_the_limits_that_are_set_hold_for_a_refresh(tmp_path: Path) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    texts = good(folder, 2)
    (folder / "long.txt").write_text("The bridge is long. " * 1000, "utf-8")
    given = Settings(archive=at, workers=1, max_article_chars=10_000)
    report = Index.refresh(folder, at=at, settings=given)
    assert "ONRECORD_MAX_ARTICLE_CHARS" in told(report)["long.txt"]
    assert report.articles == len(texts)


def test_a_file_larger_than_any_that_is_read_is_not_read_to_see_whether_it_changed(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(4_000_000_000_000)
    with ends():
        result = survey.survey([str(tmp_path)], {}, 0)
    (state,) = result.to_read
    assert (state.size, state.sha256) == (4_000_000_000_000, "")
    known = FileState(*state[:5], ("too large; split it",))
    with ends():
        later = survey.survey([str(tmp_path)], {state.path: known}, state.mtime_ns + 10_000_000_000)
    assert later.unchanged == [known]


def test_a_malformed_file_is_the_same_whenever_it_is_made() -> None:
    chance = random.Random(SEED)
    for _ in range(50):
        case = Case(chance.choice(FORMATS), chance.randrange(10_000), SEED)
        if case.format not in ("pdf", "docx"):  # encryption and zip archives hold chance and time
            assert case.make() == case.make()
