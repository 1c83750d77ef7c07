"""Work in a process of its own: its value comes back, or it is said that it does not."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest

from sphinx_handbook.cli.beside import beside


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_the_work_is_done_in_another_process() -> None:
    waiting = beside(lambda: (os.getpid(), "a value"))
    process, value = waiting()
    assert process != os.getpid()
    assert value == "a value"
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("lacking", ["fork", "cores"])
def test_where_nothing_is_gained_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    if lacking == "fork":
        monkeypatch.delattr(os, "fork")
    else:
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    done: list[str] = []
    waiting = beside(lambda: done.append("here"))
    assert done == []
    waiting()
    assert done == ["here"]


def test_what_fails_says_why_and_has_no_value(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="see above"):
        beside(lambda: 1 // 0)()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_what_is_killed_has_no_value() -> None:
    with pytest.raises(RuntimeError, match="killed"):
        beside(die)()


def test_a_part_of_a_value_is_none() -> None:
    """The value is more than a pipe holds, so that the process is killed while it sends."""

    def killed_while_it_sends() -> bytes:
        threading.Timer(0.2, die).start()
        return bytes(10_000_000)

    waiting = beside(killed_while_it_sends)
    multiprocessing.active_children()[0].join()
    with pytest.raises(RuntimeError, match="killed"):
        waiting()


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_left_to_who_waits(wish: signal.Signals, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> str:
        os.kill(os.getpid(), wish)
        return "not interrupted"

    waiting = beside(interrupted)
    if wish == signal.SIGINT:
        assert waiting() == "not interrupted"
    else:
        with pytest.raises(RuntimeError, match="killed"):
            waiting()
    assert capfd.readouterr().err == ""


def test_who_leaves_waits_for_nothing() -> None:
    """Neither for the work nor for the sending of a value that nobody reads."""
    code = "import time; from sphinx_handbook.cli.beside import beside; beside(lambda: time.sleep(60))"
    before = time.monotonic()
    os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code])
    assert time.monotonic() - before < 30
