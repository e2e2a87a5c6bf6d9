"""The README says what is so: its example runs, its map is complete, its output is what is printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from readme import README, blocks, commands
from typer.testing import CliRunner

import index
import qa
from ui import cli

ROOT = README.parent
TEXT = README.read_text("utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(arguments: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    env |= {"XDG_DATA_HOME": str(cwd / "data"), "HOME": str(cwd)}
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_the_two_commands_are_one_line_each() -> None:
    assert commands() == [
        'pip install . && onrecord ask "What did Aliyev say about COP29?"',
        "pip install '.[test]' && pytest",
    ]


def test_the_first_command_prints_what_the_readme_shows(checkout: Path) -> None:
    onrecord = str(Path(sys.executable).with_name("onrecord"))
    done = run([onrecord, "ask", "What did Aliyev say about COP29?"], checkout)
    assert done.returncode == 0, done.stderr
    assert "making one at" in done.stderr
    assert done.stdout.replace(f"{checkout}/", "").strip() == blocks("text")[0].strip()


def test_the_python_example_runs(checkout: Path) -> None:
    [example] = blocks("python")
    done = run([sys.executable, "-c", example], checkout)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("files: 1 added")
    assert lines[1].startswith("[1] Kairat Sarybay (Sarybay): Sarybay congratulated Azerbaijan")
    assert lines[-1] == "not_found"


def test_every_file_that_the_readme_names_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(linked) > 20
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_module_has_its_place_on_the_map() -> None:
    named = {Path(name).name for name in re.findall(r"[\w/]+\.py\b", TEXT)}
    folders = {Path(path).name for path in re.findall(r"\]\(([^)#]+)\)", TEXT)} | {"attribution"}
    modules = [path.relative_to(ROOT) for house in ("index", "qa", "ui") for path in (ROOT / house).rglob("*.py")]
    missing = [
        str(module)
        for module in modules
        if module.name not in named | {"__init__.py"} and not folders & {part.name for part in module.parents}
    ]
    assert missing == []


@pytest.mark.parametrize("path", ["README.md", "index/OPERATIONS.md", "index/compose.yaml"])
def test_every_setting_that_is_named_is_one(path: str) -> None:
    named = set(re.findall(r"ONRECORD_([A-Z_]+)", (ROOT / path).read_text("utf-8")))
    assert named
    assert named <= {name.upper() for name in index.Settings.model_fields}


def test_the_compose_file_runs_the_commands_that_there_are() -> None:
    services = yaml.safe_load((ROOT / "index/compose.yaml").read_text("utf-8"))["services"]
    commands = {name: service["command"] for name, service in services.items() if service["command"][0] == "onrecord"}
    assert set(commands) == {"serve", "index"}
    for _, command, *options in commands.values():
        told = CliRunner().invoke(cli.app, [command, "--help"], env={"COLUMNS": "200"}).output
        assert {option for option in options if option.startswith("--")} <= set(re.findall(r"--[\w-]+", told))


def test_nothing_imports_back() -> None:
    for house, above in (("index", "qa|ui"), ("qa", "ui")):
        for path in (ROOT / house).rglob("*.py"):
            back = re.search(rf"^\s*(?:from|import) (?:{above})\b", path.read_text("utf-8"), re.MULTILINE)
            assert back is None, f"{path} imports back: {back}"


def test_the_public_names_are_these() -> None:
    assert qa.__all__ == ["Answer", "Assistant", "Citation", "Passage", "Status", "answer"]
    assert index.__all__ == [
        "Article",
        "Filter",
        "Index",
        "Problem",
        "Removed",
        "Report",
        "Said",
        "Settings",
        "Snapshot",
        "Span",
        "SpeakerCount",
        "Statement",
    ]
    assert callable(qa.answer)
