"""Pagefind's index of records, with the same bytes each time.

The program is run as its Python package does (``pagefind --service``: messages in JSON and Base64, each closed by a comma), but all
messages are sent at once: the package waits a tenth of a second for each answer, which is minutes for a book of passages.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

import cbor2
from pagefind.service import get_executable
from sphinx.errors import ExtensionError

from .records import Record

NEEDED = (
    "pagefind.js",
    "pagefind-worker.js",
    "pagefind-entry.json",
    "fragment/",
    "index/",
    "filter/",
    "pagefind.",
    "wasm.",
)
"""How the files begin that a page with a look of its own needs; the rest is Pagefind's own pages."""

_MAGIC = b"pagefind_dcd"


def write_index(records: Sequence[Record], folder: Path, language: str) -> list[str]:
    """Write the index of ``records`` into ``folder``, which is emptied before; returns the paths of its thousands of files.

    Raises :class:`ExtensionError` where Pagefind is missing or refuses a record.
    """
    shutil.rmtree(folder, ignore_errors=True)
    files = _settled(_index(records, language))
    for within in {os.path.dirname(path) for path in files}:
        (folder / within).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        with open(f"{folder}/{path}", "wb") as file:
            file.write(content)
    return list(files)


def _index(records: Sequence[Record], language: str) -> dict[str, bytes]:
    """The files of the index by path.

    They are asked for, not written by Pagefind: it says that it has written them before it has, and some are then empty.
    """
    answers = _ask(
        [
            {"type": "NewIndex", "config": {"force_language": language}},
            *({"type": "AddRecord", "index_id": 0, "language": language, **record} for record in records),
            {"type": "GetFiles", "index_id": 0},
        ]
    )
    return {
        file["path"]: base64.b64decode(file["content"])
        for file in answers[-1]["files"]
        if file["path"].startswith(NEEDED) and file["path"] != "wasm.unknown.pagefind"
    }


def _ask(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send Pagefind all messages; returns its answers in their order."""
    program = get_executable()
    if program is None:
        raise ExtensionError("the search index cannot be made: install pagefind_bin, which holds Pagefind's program")
    asked = b"".join(
        base64.b64encode(json.dumps({"message_id": number, "payload": message}).encode()) + b","
        for number, message in enumerate(messages, start=1)
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, bufsize=0, pipesize=1 << 20) as process:
        assert process.stdin
        assert process.stdout
        # The program answers while it is asked; both pipes would fill up. It leaves when its input ends, so that stays open.
        sender = Thread(target=_send, args=(process.stdin, asked))
        sender.start()
        said, missing = bytearray(), len(messages)
        while missing > 0 and (piece := process.stdout.read(1 << 20)):
            said += piece
            missing -= piece.count(b",")
        sender.join()
        with suppress(BrokenPipeError):
            process.stdin.close()
    answers = [json.loads(base64.b64decode(answer)) for answer in said.split(b",")[:-1]]
    faults = [answer["payload"].get("message", "") for answer in answers if answer["payload"]["type"] == "Error"]
    if faults or missing:
        raise ExtensionError(f"the search index cannot be made; Pagefind says: {'; '.join(faults) or 'nothing'}")
    return [answer["payload"] for answer in sorted(answers, key=lambda answer: answer["message_id"])]


def _send(stream: IO[bytes], asked: bytes) -> None:
    rest = memoryview(asked)
    with suppress(BrokenPipeError):  # then the program has left, and answers are missing
        while rest:
            rest = rest[stream.write(rest) :]


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same index with the filters and their values in order, which Pagefind 1.5 leaves to chance; all the rest it sorts.

    Names of files are fingerprints of what they hold, so these change too, up to the entry that the browser loads first.
    """
    settled = dict(files)
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        meta = _decoded(settled.pop(f"pagefind.{language['hash']}.pf_meta"))
        filters = meta[3]
        for each in filters:
            name, values = _decoded(settled.pop(f"filter/{each[1]}.pf_filter"))
            content = _encoded([name, sorted(values)])
            each[1] = _fingerprint(each[1], content)
            settled[f"filter/{each[1]}.pf_filter"] = content
        filters.sort()
        content = _encoded(meta)
        language["hash"] = _fingerprint(language["hash"], content)
        settled[f"pagefind.{language['hash']}.pf_meta"] = content
    settled["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return settled


def _decoded(content: bytes) -> Any:
    return cbor2.loads(gzip.decompress(content).removeprefix(_MAGIC))


def _encoded(value: Any) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), mtime=0)


def _fingerprint(old: str, content: bytes) -> str:
    """A name for ``content``, as long as Pagefind's ``old`` one: the language and a part of the hash."""
    language, _, digits = old.rpartition("_")
    return f"{language}_{hashlib.sha256(content).hexdigest()[: len(digits)]}"
