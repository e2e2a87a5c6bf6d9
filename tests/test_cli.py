"""The command line, as its own process with the real encoder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from index import Index, Settings
from ui import cli

ROOT = Path(__file__).parent.parent
ONRECORD = [sys.executable, "-c", "from ui.cli import main; main()"]
HOSTILE = "\x1b[31m[bold]Red[/bold]\x07 alert,” minister Nora Vale said about the \x9b2Jdam."


def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ONRECORD, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def one_line(outcome: subprocess.CompletedProcess[str]) -> str:
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    (line,) = outcome.stderr.splitlines()
    return line


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    dam = {"title": "[red]Dam\x1b]0;owned\x07", "text": f"The dam leaked. “{HOSTILE}", "outlet": "Ledger"}
    (folder / "dam.json").write_text(json.dumps(dam | {"date": "2024-03-01"}), "utf-8")
    (folder / "old.json").write_text(
        json.dumps({"text": "“The dam is safe,” engineer Bo Lind said.", "outlet": "Herald", "date": "2019-05-02"}),
        "utf-8",
    )
    (folder / "new.json").write_text(
        json.dumps({"text": "“The dam is broken,” farmer Ida Holm said.", "outlet": "Gazette", "date": "2024-03-04"}),
        "utf-8",
    )
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 cut short")
    return folder


@pytest.fixture
def at(tmp_path: Path, articles: Path) -> Path:
    at = tmp_path / "archive"
    Index.refresh(articles, at=at, settings=Settings(workers=1))
    return at


@pytest.mark.parametrize("command", ["ask", "speakers", "articles", "index", "serve", "mcp", "password", "doctor"])
def test_help_gives_an_example(command: str) -> None:
    assert f"Example: onrecord {command}" in " ".join(run(command, "--help").stdout.split())


def test_the_first_question_in_a_checkout_makes_the_archive_and_says_so(tmp_path: Path) -> None:
    first = run("ask", "What did Sarybay say about COP29?", "--json")
    assert "making one at" in first.stderr and str(tmp_path / "data") in first.stderr
    answer = json.loads(first.stdout)
    assert [citation["speaker"] for citation in answer["citations"]] == ["Kairat Sarybay", "Kairat Sarybay"]
    for citation in answer["citations"]:
        text = Path(citation["article"]["path"]).read_bytes().decode("utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    second = run("ask", "What did Sarybay say about COP29?")
    assert second.stderr == ""
    for citation in answer["citations"]:
        assert f"{citation['quote']} [{citation['number']}]" in second.stdout
        assert f"{citation['article']['path']} [{citation['start']}:{citation['end']}]" in second.stdout
    assert "Kairat Sarybay (“He”), News.Az, 2025-01-15" in second.stdout


def test_nothing_is_sent_or_fetched_while_asking(seed_archive: Path) -> None:
    probe = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit(f'connects to {a}')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from ui.cli import main; main()"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", probe, "ask", "What did Sarybay say about COP29?", "--archive", str(seed_archive)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "Kairat Sarybay" in outcome.stdout


def test_not_found_shows_who_did_speak_and_is_no_failure(seed_archive: Path) -> None:
    outcome = run("ask", "What did Angela Merkel say about COP29?", "--archive", seed_archive)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("Nothing was found in the archive that Angela Merkel said")
    assert "Who did speak on it:" in outcome.stdout
    assert "nearest passages" in outcome.stdout


def test_terminal_codes_and_markup_of_articles_are_shown_not_obeyed(at: Path) -> None:
    outcome = run("ask", "What did Nora Vale say about the dam?", "--archive", at)
    assert "␛[31m[bold]Red[/bold]␇ alert" in outcome.stdout
    assert "[red]Dam␛]0;owned␇" in outcome.stdout
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", outcome.stdout)


def test_dates_and_outlets_restrict_what_is_quoted(at: Path) -> None:
    asked = ["ask", "What was said about the dam?", "--json", "--archive", str(at)]

    def speakers(*options: str) -> set[str]:
        outcome = CliRunner().invoke(cli.app, [*asked, *options], catch_exceptions=False)
        return {citation["speaker"] for citation in json.loads(outcome.stdout)["citations"]}

    assert speakers("--since", "2024-01-01") == {"Ida Holm"}
    assert speakers("--until", "2023-12-31") == {"Bo Lind"}
    assert speakers("--outlet", "Herald") == {"Bo Lind"}
    assert speakers("--outlet", "Herald", "--outlet", "Gazette") == {"Ida Holm", "Bo Lind"}


def test_an_unreadable_file_is_listed_and_stops_nothing(articles: Path, tmp_path: Path) -> None:
    outcome = run("index", articles, "--archive", tmp_path / "archive")
    assert outcome.returncode == 0
    assert "3 articles" in outcome.stdout
    assert re.search(rf"^- {re.escape(str(articles / 'scan.pdf'))}: .", outcome.stderr, re.MULTILINE)


def test_an_index_run_that_could_read_nothing_fails(articles: Path, tmp_path: Path) -> None:
    outcome = run("index", articles / "scan.pdf", "--archive", tmp_path / "archive")
    assert outcome.returncode == 1
    assert "scan.pdf" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["ask", ""], "ask something"),
        (["ask", "Who?", "--since", "yesterday"], "write it as 2025-01-31"),
        (["ask", "Who?", "--since", "2025-02-01", "--until", "2025-01-01"], "is after"),
        (["serve", "--port", "many"], "--port"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_exits_with_2(arguments: list[str], hint: str) -> None:
    outcome = run(*arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert hint in outcome.stderr


def test_an_archive_that_is_named_but_not_there_is_not_made(tmp_path: Path) -> None:
    for outcome in (
        run("ask", "Who?", "--archive", tmp_path / "none"),
        run("ask", "Who?", ONRECORD_ARCHIVE=str(tmp_path / "none")),
    ):
        assert outcome.returncode == 1
        assert one_line(outcome).startswith(f"onrecord: no archive at {tmp_path / 'none'}; make one: onrecord index")
        assert not (tmp_path / "none").exists()


def test_a_setting_misspelt_in_the_environment_is_refused() -> None:
    outcome = run("ask", "Who?", ONRECORD_ARCHVE="x")
    assert outcome.returncode == 1
    assert one_line(outcome).startswith("onrecord: ONRECORD_ARCHVE: no such setting")


def test_the_doctor_fails_on_a_fault_and_prints_the_command(at: Path, articles: Path) -> None:
    sound = run("doctor", "--archive", at)
    assert (sound.returncode, sound.stderr) == (0, "")
    (articles / "old.json").unlink()
    ill = run("doctor", "--archive", at)
    assert ill.returncode == 1
    assert f"mend it: onrecord index --archive {at}\n" in ill.stdout


def test_serve_answers_at_the_address_it_prints_and_ends_quietly(seed_archive: Path) -> None:
    with subprocess.Popen(
        [*ONRECORD, "serve", "--port", "0", "--archive", str(seed_archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        line = server.stderr.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert url, line
        with urllib.request.urlopen(url[0]) as page:
            assert page.status == 200
        server.send_signal(signal.SIGINT)
        stdout, stderr = server.communicate(timeout=60)
    assert (stdout, stderr.strip()) == ("", "")


def test_a_port_in_use_is_told(seed_archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run("serve", "--port", str(port), "--archive", seed_archive)
    assert outcome.returncode == 1
    assert one_line(outcome).startswith(f"onrecord: cannot serve on 127.0.0.1, port {port}")


def test_an_article_is_kept_out_and_let_in_again_by_its_id(at: Path) -> None:
    question = ("ask", "What did Ida Holm say about the dam?", "--json", "--archive", at)
    found = json.loads(run(*question).stdout)
    key = found["citations"][0]["article"]["id"]
    assert "articles: 1 removed" in run("index", "--remove", key, "--archive", at).stdout
    assert json.loads(run(*question).stdout)["status"] == "not_found"
    assert "1 restored" in run("index", "--restore", key, "--archive", at).stdout
    assert [c["quote"] for c in json.loads(run(*question).stdout)["citations"]] == [
        c["quote"] for c in found["citations"]
    ]
    assert "is no article of this archive" in one_line(run("index", "--remove", "0" * 20, "--archive", at))


def invoked(*arguments: str | Path) -> Result:
    outcome = CliRunner().invoke(cli.app, [*map(str, arguments)])
    assert outcome.exit_code == 0, outcome.output
    return outcome


def test_speakers_are_listed_by_name(at: Path) -> None:
    lines = invoked("speakers", "--archive", at).stdout.splitlines()
    assert {"Bo Lind: 1 statement in 1 article", "Ida Holm: 1 statement in 1 article"} <= set(lines)
    assert invoked("speakers", "--like", "hol", "--archive", at).stdout == "Ida Holm: 1 statement in 1 article\n"
    found = json.loads(invoked("speakers", "--like", "bo", "--json", "--archive", at).stdout)
    assert found == {"speakers": [{"name": "Bo Lind", "statements": 1, "articles": 1}]}
    nobody = invoked("speakers", "--like", "zoe", "--archive", at)
    assert (nobody.stdout, "nobody" in nobody.stderr) == ("", True)


def test_articles_are_listed_with_the_ids_that_remove_takes(at: Path) -> None:
    listed = invoked("articles", "--archive", at)
    rows = [line.split("  ") for line in listed.stdout.splitlines()]
    assert [row[1:3] for row in rows] == [["2024-03-04", "Gazette"], ["2024-03-01", "Ledger"], ["2019-05-02", "Herald"]]
    assert not {"\x1b", "\x07"}.intersection(listed.stdout)
    (old,) = json.loads(invoked("articles", "--until", "2020-01-01", "--json", "--archive", at).stdout)["articles"]
    assert old["id"] == rows[2][0]
    first = invoked("articles", "--limit", "1", "--archive", at)
    assert (len(first.stdout.splitlines()), "--offset 1" in first.stderr) == (1, True)
    asked = "What did Bo Lind say about the dam?"
    assert f"article {old['id']}" in invoked("ask", asked, "--ids", "--archive", at).stdout
    assert old["id"] not in invoked("ask", asked, "--archive", at).stdout
    invoked("index", "--remove", old["id"], "--archive", at)
    assert len(invoked("articles", "--archive", at).stdout.splitlines()) == 2
