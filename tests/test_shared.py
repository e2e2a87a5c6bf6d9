"""An archive that several machines share: nothing but the address is needed, nothing wrong is told, nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymilvus
import pytest
from engine import Engine as Server
from starlette.requests import Request

from index import Filter, Index, Settings, Snapshot, archive, doctor, generations, shared
from index.engine import Engine
from index.errors import (
    ArchiveBusyError,
    ArchiveMismatchError,
    ArchiveMovedError,
    EngineError,
    NoArchiveError,
    SettingsError,
)
from index.shared import Shared
from qa import Assistant
from ui.health import Health

ONRECORD = [sys.executable, "-c", "from ui.cli import main; main()"]
QUESTION = "What did Ann Poe say about the mill?"
MILL = "The old mill burned down on Monday. “The mill will be built anew,” Mayor Ann Poe said."
BRIDGE = "The bridge opens in May. “It is safe,” engineer Bo Lind said of the bridge."


class Machine:
    """A machine of its own: it has a folder, and the server's address."""

    def __init__(self, folder: Path, address: str, name: str, seconds: int = 20) -> None:
        self.settings = Settings(
            archive=folder, workers=1, store="milvus", milvus=address, milvus_archive=name, milvus_seconds=seconds
        )

    def open(self) -> Index:
        return Index.open(self.settings.archive, self.settings)

    def refresh(self, *sources: Path) -> str:
        return Index.refresh(*sources, at=self.settings.archive, settings=self.settings).generation

    def texts(self) -> set[str]:
        return {article.text for article in self.open().articles()}

    def waiting(self, seconds: int) -> Machine:
        s = self.settings
        return Machine(s.archive, s.milvus, s.milvus_archive, seconds)


Machines = Callable[[str], Machine]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "mill.txt").write_text(MILL, "utf-8")
    return folder


@pytest.fixture(scope="module")
def machines(engine: Server, articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Machines:
    """Gives machines by name, all of one archive of one article, made by "first"."""
    folder = tmp_path_factory.mktemp("machines")
    machine = lambda name: Machine(folder / name, engine.address, "town")  # noqa: E731
    machine("first").refresh(articles)
    return machine


def nearest(snapshot: Snapshot) -> list[str]:
    """Ask the server's vectors; return the texts found."""
    found = snapshot.nearest(snapshot.encoder.encode_query(QUESTION), 9, Filter())
    return [snapshot.article(passage.article).text for passage, _ in found]


def collections(machine: Machine) -> set[str]:
    return set(Engine.of(machine.settings).call("list_collections"))


def test_a_machine_that_has_only_the_address_answers_the_same(machines: Machines, tmp_path: Path) -> None:
    first, second = machines("first"), machines("second")
    answers = [Assistant.open(m.settings.archive, m.settings).answer(QUESTION) for m in (first, second)]
    assert answers[0].citations
    assert answers[0] == answers[1]
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "ONRECORD_STORE": "milvus", "ONRECORD_MILVUS_ARCHIVE": "town"}
    env["ONRECORD_MILVUS"] = first.settings.milvus
    asked = [*ONRECORD, "ask", QUESTION, "--json"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False, timeout=100)
    assert (done.stderr, done.returncode) == ("", 0)
    assert json.loads(done.stdout)["citations"][0]["quote"] == answers[0].citations[0].quote
    files = [
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in map(generations.current, (first.settings.archive, second.settings.archive))
    ]
    assert files[0] == files[1]


def test_the_files_are_copied_once_and_again_only_where_they_were_damaged(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = machines("third")
    texts = machine.texts()
    fetch, fetched = Shared._fetch, []
    monkeypatch.setattr(Shared, "_fetch", lambda *given: fetched.append(given) or fetch(*given))
    assert machine.texts() == texts
    assert fetched == []
    database = generations.current(machine.settings.archive) / "articles.sqlite"
    database.write_bytes(database.read_bytes()[:-100])
    assert machine.texts() == texts
    assert len(fetched) == 1
    assert doctor.examine(machine.settings.archive, machine.settings) == []


def test_an_archive_of_its_own_in_the_machines_folder_is_left_alone(machines: Machines, own_newsroom: Path) -> None:
    settings = machines("first").settings.model_copy(update={"archive": own_newsroom})
    before = {path: path.stat().st_mtime_ns for path in own_newsroom.rglob("*")}
    for use in (lambda: Index.open(own_newsroom, settings), lambda: Index.refresh(at=own_newsroom, settings=settings)):
        with pytest.raises(ArchiveMismatchError, match="onrecord migrate"):
            use()
    assert {path: path.stat().st_mtime_ns for path in own_newsroom.rglob("*") if path.name != "lock"}.items() <= (
        before.items()
    )


def test_where_the_server_has_no_such_archive_the_error_names_the_command(machines: Machines, tmp_path: Path) -> None:
    with pytest.raises(NoArchiveError, match="no archive nowhere; make one: onrecord index FOLDER"):
        Machine(tmp_path / "archive", machines("first").settings.milvus, "nowhere").open()


def test_what_another_machine_publishes_is_followed_and_a_question_under_way_is_asked_again(
    machines: Machines, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_LOOK_AGAIN", 1e6)  # seconds: they do not see by themselves that it has moved on
    first, second = machines("first"), machines("second")
    reader, assistant = second.open(), Assistant.open(second.settings.archive, second.settings)
    old = reader.snapshot()
    assert nearest(old) == [MILL]
    (articles / "bridge.txt").write_text(BRIDGE, "utf-8")
    with _asking_all_the_time(machines("third")) as told:
        generation = first.refresh()
    assert told == {(MILL,), (MILL, BRIDGE)}
    with pytest.raises(ArchiveMovedError, match="newer generation"):
        nearest(old)
    assert old.generation == reader.snapshot().generation != generation
    assert reader.ask(nearest) == [MILL, BRIDGE]
    assert assistant.answer("What did Bo Lind say of the bridge?").citations[0].speaker == "Bo Lind"
    assert reader.snapshot().generation == generation


@contextlib.contextmanager
def _asking_all_the_time(machine: Machine) -> Iterator[set[tuple[str, ...]]]:
    """Ask one reader from several threads; give what was answered. Raises whatever any of them does."""
    reader, told, ended = machine.open(), set(), threading.Event()

    def ask() -> None:
        last = False
        while not last:
            last = ended.is_set()
            told.add(tuple(reader.ask(nearest)))

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask) for _ in range(4)]
        try:
            yield told
        finally:
            ended.set()
        for one in asked:
            one.result()


def test_only_the_current_generation_stays_in_the_server(machines: Machines) -> None:
    mine = {name for name in collections(machines("first")) if name.startswith("town_")}
    [vectors] = [name for name in mine if not name.endswith("_files")]
    assert mine == {vectors, f"{vectors}_files"}


# Two writers ----------------------------------------------------------------------------------


@pytest.fixture
def holder(machines: Machines) -> Iterator[subprocess.Popen[str]]:
    """A process of another machine that holds the writer's place."""
    settings = machines("other").settings
    code = (
        "import sys; from index import Settings, generations; from index.shared import Shared\n"
        "settings = Settings.model_validate_json(sys.argv[1])\n"
        "with generations.writing(settings.archive), Shared(settings).writing(settings.archive):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [
        sys.executable,
        "-c",
        code,
        settings.model_dump_json(include={"archive", "store", "milvus", "milvus_archive"}),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_writes_and_may_once_that_one_is_done(
    machines: Machines, holder: subprocess.Popen[str]
) -> None:
    told = f"process {holder.pid} of {socket.gethostname()} is writing"
    with pytest.raises(ArchiveBusyError, match=told):
        machines("first").refresh()
    holder.communicate("")
    assert holder.returncode == 0
    assert machines("first").refresh()


def test_the_place_of_a_writer_that_was_killed_is_free_after_a_while(
    machines: Machines, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with pytest.raises(ArchiveBusyError, match="if it was killed"):
        machines("first").refresh()
    monkeypatch.setattr(shared, "_EXPIRES", 0.0)
    assert machines("first").refresh()


def test_of_two_writers_that_made_the_next_generation_one_publishes(
    machines: Machines, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a pause so long that the place was given to another; what that one does last, it does meanwhile."""
    slow, texts = machines("first"), machines("first").texts()
    before = Shared(slow.settings).current()
    assert before
    engine, publish = Engine.of(slow.settings), generations.publish

    def late(at: Path, built: Path, **given: object) -> Path:
        assert engine.create_once(f"town_g{before.number + 1}", before.collection)
        return publish(at, built, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(generations, "publish", late)
    (articles / "ferry.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    with pytest.raises(ArchiveBusyError, match=r"published a newer generation meanwhile.*try again"):
        slow.refresh()
    assert Shared(slow.settings).current() == (before.number + 1, before.collection)
    assert machines("first").texts() == machines("second").texts() == texts
    test_only_the_current_generation_stays_in_the_server(machines)


# The server is lost ---------------------------------------------------------------------------


def test_a_server_that_is_killed_while_an_archive_is_built_and_asked_loses_nothing(
    engine: Server, machines: Machines, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, reader = machines("first"), machines("second").waiting(1).open()
    before, texts = nearest(reader.snapshot()), machines("first").texts()
    (articles / "tram.txt").write_text("The tram runs. “It is on time,” driver Ida Holm said of the tram.", "utf-8")
    insert = Engine.insert

    def killed(self: Engine, *given: object) -> None:
        monkeypatch.setattr(Engine, "insert", insert)
        engine.kill()
        insert(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "insert", killed)
    with pytest.raises(EngineError, match=r"does not answer.*nothing was changed.*see that Milvus runs there"):
        first.waiting(1).refresh()
    with pytest.raises(EngineError, match="does not answer"):
        nearest(reader.snapshot())
    with pytest.raises(EngineError, match="does not answer"):
        first.waiting(1).open()
    assert Health(reader).answer(Request({"type": "http"})).status_code == 503
    assert {article.text for article in reader.articles()} == texts  # what needs no vectors is still there
    starter = threading.Thread(target=engine.start)
    starter.start()
    patient = machines("second").waiting(120).open()
    assert patient.ask(nearest) == before
    assert Health(patient).answer(Request({"type": "http"})).status_code == 200
    starter.join()
    monkeypatch.setattr(shared, "_EXPIRES", 0.0)
    first.refresh()
    assert machines("second").texts() == {path.read_text("utf-8") for path in articles.iterdir()}
    test_only_the_current_generation_stays_in_the_server(machines)


def test_what_was_written_though_the_answer_was_lost_is_there_once(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine.of(machines("first").settings)
    fields = [("key", "INT64", {"is_primary": True}), ("vector", "FLOAT_VECTOR", {"dim": 2})]
    engine.create("answers", fields, {"index_type": "FLAT", "params": {}})
    client = engine._connected()
    insert = client.insert

    def lost(*given: object, **named: object) -> None:
        insert(*given, **named)
        raise pymilvus.MilvusException(2, "the connection was lost")

    monkeypatch.setattr(client, "insert", lost)
    engine.insert("answers", [{"key": key, "vector": [0.0, 1.0]} for key in range(9)])
    engine.finish("answers")
    [rows] = engine.rows_of("answers", range(9))
    held = engine.count("answers", "Strong")
    with pytest.raises(EngineError, match="lacks 1 rows"):
        list(engine.rows_of("answers", range(10)))
    engine.call("drop_collection", "answers")
    assert sorted(row["key"] for row in rows) == list(range(9))
    assert held == 9


# The client -----------------------------------------------------------------------------------


def test_the_client_is_imported_only_for_milvus_and_where_it_lacks_one_line_says_what_to_install(
    seed_archive: Path, tmp_path: Path
) -> None:
    code = "import sys; sys.modules['pymilvus'] = None\nfrom ui.cli import main; main()"
    asked = [sys.executable, "-c", code, "ask", "What did Aliyev say about COP29?", "--archive"]
    plain = subprocess.run([*asked, str(seed_archive)], capture_output=True, text=True, check=False)
    assert (plain.returncode, plain.stderr) == (0, "")
    env = os.environ | {"ONRECORD_STORE": "milvus"}
    lacking = subprocess.run([*asked, str(tmp_path / "a")], env=env, capture_output=True, text=True, check=False)
    assert lacking.stderr == (
        "onrecord: ONRECORD_STORE=milvus needs pymilvus; run: pip install 'onrecord[milvus]', or unset it\n"
    )


def test_a_password_is_no_part_of_the_address() -> None:
    with pytest.raises(SettingsError) as told:
        Settings.load(milvus="http://ann:secret@milvus:19530")
    assert "secret" not in str(told.value)
