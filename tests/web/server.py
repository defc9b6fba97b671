"""Starts `bdg serve` as users do, on a free port of loopback, and ends it; counts what its processes use."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

PROGRAM = "import sys; from bdg_graph.cli import main; sys.argv[0] = 'bdg'; main()"
PATIENCE = 240
QUIET = 0.15
"""Seconds of processor time in three that a server with nothing to do stays below."""


@dataclass
class Reply:
    """What came back; `seconds` is the whole exchange."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Server:
    """A running server; `arguments` are those of `bdg serve`."""

    def __init__(
        self, *arguments: str, env: Mapping[str, str] | None = None, port: int = 0, ready: bool = True
    ) -> None:
        command = [sys.executable, "-c", PROGRAM, "serve", "--lang", "en", "--port", str(port), *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
        )
        self.readers: list[threading.Thread] = []
        self.log: list[str] = []
        self.said: list[str] = []
        self.port = 0
        for stream, lines in ((self.process.stdout, self.log), (self.process.stderr, self.said)):
            self.readers.append(threading.Thread(target=self._read, args=(stream, lines), daemon=True))
            self.readers[-1].start()
        self.path = "/readyz" if ready else "/healthz"
        try:
            self._wait()
        except BaseException:  # Ctrl-C too: whatever ends the waiting leaves no process behind
            self.stop(signal.SIGKILL)
            raise

    def _read(self, stream: Iterator[str], lines: list[str]) -> None:
        for line in stream:
            lines.append(line)
            if found := re.match(r"http://[^:]+:(\d+)/", line):
                self.port = int(found[1])

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"bdg serve ended with {self.process.returncode}: {''.join(self.said)}")
            if self.port and self.get(self.path).status == 200:
                return
            time.sleep(0.05)
        raise RuntimeError(f"bdg serve is not ready after {PATIENCE} s: {''.join(self.said)}")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Reply:
        """One request on a connection of its own; status 0 where none came back."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, told, content, time.perf_counter() - start)
        except (OSError, http.client.HTTPException) as problem:
            return Reply(0, {}, repr(problem).encode(), time.perf_counter() - start)
        finally:
            connection.close()

    def logged(self, words: str) -> str:
        """The line of the log that has `words`; it may come a little after the answer."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for line in reversed(self.log):
                if words in line:
                    return line
            time.sleep(0.02)
        raise AssertionError(f"no line of the log has {words}")

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def query(self, text: str, accept: str = "application/sparql-results+json") -> Reply:
        return self.ask(
            "POST",
            "/sparql",
            text.encode("utf-8", "surrogatepass"),
            {"Content-Type": "application/sparql-query", "Accept": accept},
        )

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Ends the server and gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(5)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return code

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def family(pid: int) -> list[int]:
    """`pid` and every process below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def settled(server: Server) -> float:
    """Waits until the server has read what it reads before anybody asks; the seconds of processor time that took."""
    before, now = -QUIET, 0.0
    while now - before >= QUIET:
        time.sleep(3)
        before, now = now, processor(server.process.pid)
    return now


def processor(pid: int) -> float:
    """Seconds of processor time of a process, of those below it, and of those that they have waited for."""
    ticks = 0
    for member in family(pid):
        with suppress(OSError):  # it has ended
            ticks += sum(map(int, Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def descriptors(pid: int) -> int:
    """Open file descriptors of `pid`."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def memory(pid: int) -> tuple[int, int]:
    """Megabytes of `pid`, and of its whole family, shared pages counted once."""
    sizes = [_proportional(member) for member in family(pid)]
    return _resident(pid), sum(sizes) >> 10


def _proportional(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) if found else 0


def _resident(pid: int) -> int:
    found = re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) >> 10 if found else 0
