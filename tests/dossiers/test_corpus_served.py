"""The whole corpus at a server in a process of its own: it answers every file, and stays small."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.dossiers.corpus import CONTENT_TYPE, FILES, REQUESTS, TAKEN, form, sent_file
from tests.support.walk import Walk
from workflow.dossiers.models import Attachment
from workflow.management.demo.cast import Cast

LIMIT: Final = 300 * 1024
"""The most memory that a process of the server may ever take, in KiB."""
_patience: Final = 60
_typed: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process stands in /proc"),
    pytest.mark.one_database,
]


class Server(NamedTuple):
    """A running server: its port, and the process that began it."""

    port: int
    pid: int

    def processes(self) -> list[int]:
        """The process that began it and those that serve."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return [self.pid, *map(int, children)]

    def most(self) -> int:
        """The most memory that one of its processes has ever taken, in KiB."""
        return max(_high(pid) for pid in self.processes())


def _high(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1])


@contextmanager
def serving(log: Path) -> Iterator[Server]:
    """The project behind gunicorn, on the database of this test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        given = os.environ.get("TEST_DATABASE_URL") or os.environ["DATABASE_URL"]
        url = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    environment = {**os.environ, "TEST_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        f"--bind=127.0.0.1:{port}",
        "--threads=2",
        "--timeout=90",
    ]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=out)  # noqa: S603 -- own command
        try:
            _await(port, log)
            yield Server(port, server.pid)
        finally:
            server.terminate()
            server.wait(_patience)


def _await(port: int, log: Path) -> None:
    until = time.monotonic() + _patience
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(log.read_text("utf-8"))


class Browser:
    """Somebody who is signed in, at that server."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.server = server
        self.head = {
            "Host": "testserver",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
            "Accept-Language": "en",
        }

    def gets(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's form; its CSRF cookie is kept."""
        line = HTTPConnection("127.0.0.1", self.server.port, timeout=_patience)
        line.request("GET", path, headers=self.head)
        answer = line.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, page
        cookies = re.findall(r"csrftoken=(\w+)", " ".join(answer.headers.get_all("Set-Cookie") or ()))
        if cookies:
            self.head["Cookie"] = f"{self.head['Cookie'].partition(';')[0]}; csrftoken={cookies[0]}"
        line.close()
        return dict(_typed.findall(page.partition("data-keep")[2]))

    def status_of(self, path: str) -> int:
        """The status of a page, or of what is on it; 0 where the server closed the line."""
        line = HTTPConnection("127.0.0.1", self.server.port, timeout=_patience)
        try:
            line.request("GET", path, headers=self.head)
            answer = line.getresponse()
            answer.read()
        except (ConnectionResetError, RemoteDisconnected):
            return 0
        finally:
            line.close()
        return answer.status

    def posts(self, path: str, body: bytes) -> int:
        """The status of the answer; 413 where the server closed the line before it had taken everything."""
        line = HTTPConnection("127.0.0.1", self.server.port, timeout=_patience)
        try:
            line.request("POST", path, body, {**self.head, "Content-Type": CONTENT_TYPE})
            answer = line.getresponse()
            answer.read()
        except (BrokenPipeError, ConnectionResetError, RemoteDisconnected):
            return 413
        finally:
            line.close()
        return answer.status


def _anew(fields: dict[str, str], kind: str) -> dict[str, str]:
    """The fields of a form for another deed."""
    return {**fields, "operation": uuid4().hex, "kind": kind}


@pytest.mark.django_db(transaction=True)
def test_the_corpus_leaves_the_server_whole_and_small(cast: Cast, tmp_path: Path) -> None:
    letter = Walk(cast).drafted(1)[0]
    client = Client()
    client.force_login(cast.user("nnmt-officer"))
    papers, listing = f"/letters/{letter.pk}/papers/", f"/letters/{letter.pk}/list/"
    log = tmp_path / "server.log"
    with serving(log) as server:
        browser = Browser(server, client.cookies[settings.SESSION_COOKIE_NAME].value)
        of_papers, of_list = browser.gets(papers), browser.gets(listing)
        before = (server.processes(), server.most())
        for name, one in FILES.items():
            content = one.make()
            status = browser.posts(papers, form(_anew(of_papers, "OTHER"), sent_file(one, content)))
            assert (name, status) == (name, 302 if one.paper == TAKEN else 422)
            status = browser.posts(listing, form(_anew(of_list, ""), sent_file(one, content)))
            assert (name, status) == (name, 422)
        for name, (make, expected, _many) in REQUESTS.items():
            status = browser.posts(papers, make(_anew(of_papers, "CONFIRMATION")))
            # Where a request cannot be read, its token cannot either.
            assert status in {expected, 400, 403}, (name, status, log.read_text("utf-8")[-3000:])
        for paper in Attachment.objects.filter(letter=letter, removed_at=None):
            for way in ("page", "picture"):
                status = browser.status_of(f"/papers/{paper.pk}/{way}/")
                assert status in {200, 422}, (paper.file_name, way, status, log.read_text("utf-8")[-3000:])
        assert server.processes() == before[0], "a process of the server died"
        assert server.most() < LIMIT, f"{before[1]} KiB before, {server.most()} KiB at most"
    assert Attachment.objects.filter(letter=letter, kind="OTHER").exists()
