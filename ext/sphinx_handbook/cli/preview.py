"""The server of a preview: a website from its folder, and a script in each page that shows problems and loads it again.

The script is put into pages while they are served; the files are those of the build. Only this machine is answered.
"""

from __future__ import annotations

import json
import threading
import time
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SCRIPT = (Path(__file__).parent / "preview.js").read_text(encoding="utf-8")

CHANGES = "/-/changes"
"""What the script asks: it is answered when a build has ended that the page does not know."""

PATIENCE = 20.0
"""Seconds after which it is answered in any case."""


class State:
    """What the last build has said; ``version`` counts the builds."""

    def __init__(self) -> None:
        self.version = 0
        self.problems = ""
        self._news = threading.Condition()

    def tell(self, problems: str) -> None:
        """Tell every open page that a build has ended."""
        with self._news:
            self.version += 1
            self.problems = problems
            self._news.notify_all()

    def wait(self, since: int) -> None:
        """Wait for a version other than ``since``, but not for ever."""
        with self._news:
            self._news.wait_for(lambda: self.version != since, PATIENCE)


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, state: State, site: Path) -> None:
        self.state, self.site = state, site
        super().__init__(*arguments, directory=str(site))

    def do_GET(self) -> None:
        # A page of another site could ask under a name that it has let lead here.
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in ("127.0.0.1", "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN, "This preview is for this machine only")
            return
        url = urlsplit(self.path)
        if url.path == CHANGES:
            asked = parse_qs(url.query)
            self.state.wait(int("".join(asked.get("since", ["-1"]))))
            said = {"version": self.state.version, "problems": self.state.problems}
            self._answer(json.dumps(said | {"page": self._signature(asked.get("page", ["/"])[0])}), "application/json")
            return
        self._until_there()
        file = self._page(url.path)
        if file.suffix == ".html" or not file.exists():
            self._answer_page(url.path, file)
        else:
            super().do_GET()

    def _page(self, path: str) -> Path:
        file = Path(self.translate_path(path))
        return file / "index.html" if file.is_dir() else file

    def _answer_page(self, path: str, file: Path) -> None:
        signature = self._signature(path)
        try:
            page, status = file.read_text(encoding="utf-8"), HTTPStatus.OK
        except OSError:
            title = (
                "There is no such page"
                if self.state.version and self.site.is_dir()
                else "The first build has made no website yet"
            )
            page = f"<!doctype html><html lang='en'><title>{title}</title><body><h1>{title}</h1><p>{escape(path)}</p></body></html>"
            status = HTTPStatus.NOT_FOUND
        script = SCRIPT.replace('"SIGNATURE"', json.dumps(signature))
        before, end, after = page.rpartition("</body>")
        self._answer(f"{before}<script>{script}</script>{end}{after}", "text/html; charset=utf-8", status)

    def _signature(self, path: str) -> str:
        """What is another when a page is: a build keeps the file of a page that has not changed."""
        try:
            status = self._page(path).stat()
        except OSError:
            return ""
        return f"{status.st_mtime_ns}-{status.st_size}"

    def _until_there(self) -> None:
        """Wait out the moment in which one website has been taken away and the next is not yet in its place."""
        for _ in range(20):
            if self.site.is_dir() or not self.state.version:
                return
            time.sleep(0.02)

    def _answer(self, text: str, type_: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal is for what builds say."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has left before it was answered."""


def serve(site: Path, port: int, state: State) -> ThreadingHTTPServer:
    """Serve the folder ``site`` to this machine, from threads; raises :class:`OSError` where the port is taken."""
    server = _Server(("127.0.0.1", port), partial(Handler, state=state, site=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
