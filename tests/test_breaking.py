"""The long form of what breaks things: each script is run once, shown in a table, and a fault of any is told."""

from __future__ import annotations

import subprocess
import sys

import breaking
import pytest

SAID = {
    "killing.py": "removal: 5 kills survived in 60 steps\n25 kills survived, seed 7\n",
    "scarcity.py": "disk, files limited: 6 cases (6 told), all whole and mended\n",
    "crowding.py": "16 readers: 9 answers, 0 errors\n2 writers: 4 and 4 swaps\n",
    "rotting.py": ".json  9 found\n500 damages: 499 found, 1 harmless, 0 wrong answers\n",
    "fuzzing.py": "1000 files: so far\nall 282 files: 100 read, 182 refused, 0 defects\n",
}


def run(monkeypatch: pytest.MonkeyPatch, *options: str, failing: str = "", silent: str = "") -> tuple[int, list[str]]:
    """Run it with scripts that only say something; return its status and the scripts that were run."""
    ran = []

    def call(script: str, *arguments: str, shown: bool) -> subprocess.CompletedProcess[str]:
        ran.append(" ".join((script, *arguments)))
        said = "" if script == silent else SAID[script]
        return subprocess.CompletedProcess([], int(script == failing), said)

    monkeypatch.setattr(breaking, "call", call)
    monkeypatch.setattr(sys, "argv", ["breaking.py", *options])
    with pytest.raises(SystemExit) as ended:
        breaking.main()
    return int(ended.value.code or 0), ran


def test_all_is_broken_and_told_in_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, ran = run(monkeypatch, "--short", "--files", "9")
    table = [line.rpartition(" | ")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert status == 0
    assert [command.split()[0] for command in ran] == [
        "killing.py", *["scarcity.py"] * 3, "crowding.py", "rotting.py", "fuzzing.py"
    ]  # fmt: skip
    assert ran[-1] == "fuzzing.py --files 9 --seed 7"
    assert table[2] == "| killed work | 25 kills survived, seed 7"
    assert table[6:] == [
        "| many at once | 16 readers: 9 answers, 0 errors; 2 writers: 4 and 4 swaps",
        "| damaged archives | 500 damages: 499 found, 1 harmless, 0 wrong answers",
        "| malformed files | all 282 files: 100 read, 182 refused, 0 defects",
    ]


@pytest.mark.parametrize("how", [{"failing": "crowding.py"}, {"silent": "rotting.py"}])
def test_what_fails_or_says_nothing_is_a_fault_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: dict[str, str]
) -> None:
    status, ran = run(monkeypatch, "--short", **how)
    assert status == 1
    assert len(ran) == 7
    assert capsys.readouterr().out.count("FAILED") == 1
