"""Pagefind's index of records, with the same bytes each time.

The program is run as its Python package does (``pagefind --service``: messages in JSON and Base64, each closed by a comma), but all
messages are sent at once: the package waits a tenth of a second for each answer, which is minutes for a book of passages.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Any

import cbor2
from pagefind.service import get_executable
from sphinx.errors import ExtensionError

from .records import Record

NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment", "index", "filter")
"""What a page that has a look of its own needs; the rest is Pagefind's own pages. With them go the files of the language."""

_MAGIC = b"pagefind_dcd"


def write_index(records: Sequence[Record], folder: Path, language: str) -> None:
    """Write the index of ``records`` into ``folder``, which is emptied before.

    Raises :class:`ExtensionError` where Pagefind is missing or refuses a record.
    """
    shutil.rmtree(folder, ignore_errors=True)
    _run(
        [
            {"type": "NewIndex", "config": {"force_language": language}},
            *({"type": "AddRecord", "index_id": 0, "language": language, **record} for record in records),
            {"type": "WriteFiles", "index_id": 0, "output_path": str(folder)},
        ]
    )
    _tidy(folder)
    _settle(folder)


def _run(messages: Sequence[dict[str, Any]]) -> None:
    """Send Pagefind all messages and wait for as many answers."""
    program = get_executable()
    if program is None:
        raise ExtensionError("the search index cannot be made: install pagefind_bin, which holds Pagefind's program")
    with subprocess.Popen([program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        # The program answers while it is asked; both pipes would fill up. It leaves when its input ends, so that stays open.
        sender = Thread(target=_send, args=(process.stdin, messages))
        sender.start()
        answers = b""
        while answers.count(b",") < len(messages) and (piece := process.stdout.read1(1 << 20)):  # type: ignore[attr-defined]
            answers += piece
        sender.join()
        process.stdin.close()
    said = [json.loads(base64.b64decode(answer))["payload"] for answer in answers.split(b",")[:-1]]
    faults = [answer.get("message", "") for answer in said if answer["type"] == "Error"]
    if faults or len(said) < len(messages):
        raise ExtensionError(f"the search index cannot be made; Pagefind says: {'; '.join(faults) or 'nothing'}")


def _send(stream: IO[bytes], messages: Sequence[dict[str, Any]]) -> None:
    try:
        for number, message in enumerate(messages, start=1):
            stream.write(base64.b64encode(json.dumps({"message_id": number, "payload": message}).encode()) + b",")
        stream.flush()
    except BrokenPipeError:
        pass  # the program has left; that answers are missing says so


def _tidy(folder: Path) -> None:
    """Leave only what the search page loads."""
    entry = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))
    needed = {*NEEDED, *(f"wasm.{each['wasm']}.pagefind" for each in entry["languages"].values())}
    for path in folder.iterdir():
        if path.name not in needed and path.suffix != ".pf_meta":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _settle(folder: Path) -> None:
    """Put the filters and their values in order, in which Pagefind 1.5 leaves them to chance; all the rest it sorts.

    Names of files are fingerprints of what they hold, so these change too, up to the entry that the browser loads first.
    """
    entry_file = folder / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        old = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _decoded(old)
        filters = meta[3]
        for each in filters:
            path = folder / "filter" / f"{each[1]}.pf_filter"
            name, values = _decoded(path)
            content = _encoded([name, sorted(values)])
            each[1] = _fingerprint(each[1], content)
            path.unlink()
            path.with_name(f"{each[1]}.pf_filter").write_bytes(content)
        filters.sort()
        content = _encoded(meta)
        old.unlink()
        language["hash"] = _fingerprint(language["hash"], content)
        (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(content)
    entry_file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _decoded(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_MAGIC))


def _encoded(value: Any) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), mtime=0)


def _fingerprint(old: str, content: bytes) -> str:
    """A name for ``content``, as long as Pagefind's ``old`` one: the language and a part of the hash."""
    language, _, digits = old.rpartition("_")
    return f"{language}_{hashlib.sha256(content).hexdigest()[: len(digits)]}"
