"""Starts the stores that the remote engine is tested on, on free ports of loopback, and ends them."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60

INI = """[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
FileExtend=200
[TempDatabase]
DatabaseFile={folder}/temp.db
TransactionFile={folder}/temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
NumberOfBuffers=40000
MaxDirtyBuffers=30000
DirsAllowed={folder}
ServerThreads=20
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerThreads=10
[SPARQL]
ResultSetMaxRows=1000000
MaxQueryExecutionTime=60
"""
GRANT = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"


@dataclass
class Store:
    """A running store: where it is asked, and where and how it is filled."""

    process: subprocess.Popen[bytes]
    query: str
    load: str
    via: str

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(store: Store) -> Store:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and store.process.poll() is None:
        try:
            urllib.request.urlopen(f"{store.query}?query=ASK%7B%7D", timeout=2).close()  # noqa: S310 - our own
            return store
        except OSError:
            time.sleep(0.1)
    store.stop()
    raise RuntimeError(f"{store.query} did not start")


def oxigraph(folder: Path, quads: Path | None = None) -> Store | None:
    """The server of PyPI's `oxigraph`, filled from a file of N-Quads; None where it is not installed."""
    program, port = Path(sys.executable).with_name("oxigraph"), free_port()
    if not program.exists():
        return None
    if quads:
        subprocess.run([str(program), "load", "--location", str(folder), "--file", str(quads)], check=True)
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    root = f"http://127.0.0.1:{port}"
    return _wait(Store(process, f"{root}/query", f"{root}/store", "gsp"))


def virtuoso(folder: Path, quads: Path | None = None) -> Store | None:
    """Debian's virtuoso-opensource, filled from a file of N-Quads; None where tests/setup-system did not install it."""
    if not shutil.which("virtuoso-t"):
        return None
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(INI.format(folder=folder, port=port, sql=sql))
    process = subprocess.Popen(
        ["virtuoso-t", "-f", "-c", str(ini)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    root = f"http://127.0.0.1:{port}"
    store = _wait(Store(process, f"{root}/sparql", f"{root}/sparql", "update"))
    told = [GRANT]
    if quads:
        shutil.copy(quads, folder / "quads.nq")
        # Without a log, each row by itself: in one transaction a stretch of a large file is lost, and nothing says so.
        told.append(f"log_enable(2); DB.DBA.TTLP(file_open('{folder}/quads.nq'), '', 'x:default', 512); checkpoint;")
    for command in told:
        isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={command}"]
        subprocess.run(isql, check=True, stdout=subprocess.DEVNULL)
    return store


STARTERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}
