"""Work beside other work: in a process of its own that is forked, so that it need be given nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin ``work``, whose value can be pickled; returns what waits for the value.

    Where nothing can be forked, or there is one core, the work is done when it is waited for. A process that fails, having
    printed why, or is killed is a :class:`RuntimeError` for who waits.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return work
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    # A daemon: should this process fail, nobody waits for the value, and leaving must not wait for it either.
    process = context.Process(target=_send, args=(work, receiver, sender), daemon=True)
    process.start()
    sender.close()

    def wait() -> T:
        try:
            value: T = receiver.recv()
        except (EOFError, OSError):  # nothing came, or a part
            message = "a process was killed or crashed; see above, and look whether memory was short"
            raise RuntimeError(message) from None
        finally:
            receiver.close()
            process.join()
        return value

    return wait


def _send(work: Callable[[], T], receiver: Connection, sender: Connection) -> None:
    # An interruption is for the process that waits, which ends this one without a word.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    receiver.close()
    with suppress(BrokenPipeError):  # nobody waits any more
        sender.send(work())
