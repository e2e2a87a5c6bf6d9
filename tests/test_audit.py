"""The audit of what On Record brings along: asked of a service, compared with the list where none can be reached."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci" / "audit.py"


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(monkeypatch: pytest.MonkeyPatch, audit: ModuleType, told: list[dict[str, object]] | None) -> None:
    """Have the advisory service tell this; None: it cannot be reached."""
    said = "" if told is None else json.dumps({"dependencies": told})
    done = subprocess.CompletedProcess([], 1, said, "a long trace\nConnectionError: no such host")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: done)


def test_where_no_service_is_reached_all_is_compared_with_the_list(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, audit, None)
    status = audit.main()
    said = capsys.readouterr().out
    assert status == 0, said
    assert said.startswith("no advisory service: ConnectionError: no such host\n0 distributions audited, 1")
    assert said.endswith(" compared with audited.txt, 0 faults\n")


def test_what_is_new_or_below_its_floor_is_a_fault_and_what_is_newer_is_none(audit: ModuleType) -> None:
    known = audit.listed("# a list\nh11 MIT 0.16.0 CVE-2025-43859\nattrs MIT  # plain\nnvidia-* proprietary\n")
    assert list(audit.faults({"h11": "0.17", "attrs": "99", "nvidia-cublas": "1"}, known)) == []
    assert list(audit.faults({"h11": "0.9", "other": "1.0"}, known)) == [
        "h11 0.9 is below 0.16.0, which mends CVE-2025-43859: upgrade it",
        "other 1.0 is new: look at what it is and brings, then add it to audited.txt",
    ]


def test_an_advisory_that_has_a_mend_is_a_fault_and_what_the_service_skips_is_compared(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "brought", lambda project: {"h11": "0.14.0", "other": "1.0", "old": "1"})
    found = {"id": "GHSA-vqfr-h8mv-ghfj", "fix_versions": ["0.16.0"]}
    h11 = {"name": "h11", "version": "0.14.0", "vulns": [found, {"id": "GHSA-0", "fix_versions": []}]}
    old = {"name": "old", "version": "1", "vulns": []}
    answers(monkeypatch, audit, [h11, old, {"name": "other", "skip_reason": "not found"}])
    assert audit.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "h11 0.14.0: GHSA-0, which nothing mends yet",
        "h11 0.14.0: GHSA-vqfr-h8mv-ghfj: upgrade to 0.16.0",
        "other 1.0 is new: look at what it is and brings, then add it to audited.txt",
        "2 distributions audited, 1 compared with audited.txt, 2 faults",
    ]


def test_all_that_the_project_names_is_among_what_it_brings(audit: ModuleType) -> None:
    found = audit.brought("onrecord")
    assert {"pypdf", "torch", "starlette", "lxml", "python-multipart"} <= found.keys()  # the last two by others
    assert "pytest" not in found
