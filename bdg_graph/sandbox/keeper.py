"""The process that holds what the tasks need and forks the workers; started by `pool` with two sockets and a JSON spec,
or forked from another whose state it has, but for a change.

Two processes of the same memory: a guardian, which only waits, and a forker, which it forks again should it die. Both
have
one thread, so a fork takes no lock along.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox import packets, worker

STACK: Final = 1 << 30
"""Bytes of stack a worker may grow to; its memory limit ends it long before. 8 MB, the usual, is a crash at 4 kB of
`{`."""
THREAD_STACK: Final = 4 << 20
OWN: Final = 0.65
"""Of the memory of this process: what idle workers together may have made their own of it. All questions together make
five sixths of it a worker's own, the flagship question alone half; where a worker is ended, the next copies again what
it reads, which takes as long as many a question."""
LITTLE: Final = 4096
"""Pages that a worker soon has as its own whatever it does."""
CRASHED: Final = 70


def command(spec: dict[str, Any], queue: int, control: int) -> list[str]:
    """The command line of a keeper. The stack's limit has to stand before the program that uses it is executed."""
    raise_stack = (
        "import os,resource as r,sys;h=r.getrlimit(r.RLIMIT_STACK)[1];"
        f"r.setrlimit(r.RLIMIT_STACK,({STACK} if h==r.RLIM_INFINITY else min(h,{STACK}),h));"
        "os.execv(sys.executable,[sys.executable,*sys.argv[1:]])"
    )
    program = ["-m", "bdg_graph.sandbox.keeper", json.dumps(spec), str(queue), str(control)]
    return [sys.executable, "-I", "-S", "-c", raise_stack, *program]


def main() -> None:
    """Opens the state, tells the pool, and keeps a forker going until the pool has gone."""
    spec = json.loads(sys.argv[1])
    queue, control = (socket.socket(fileno=int(fd)) for fd in sys.argv[2:4])
    threading.stack_size(THREAD_STACK)  # a thread's stack is as large as the process's may be, which is too large
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is for the server, which then drains
    try:
        tasks = import_module(spec["tasks"])
        state = tasks.open_state(**spec["args"])
        keep(tasks, state, queue, control, worker.Workers(**spec["workers"]))
    except BdgError as error:
        packets.send(control, {"failed": error.en, "vi": error.vi})


def keep(tasks: Any, state: Any, queue: socket.socket, control: socket.socket, workers: worker.Workers) -> None:
    """Tells the pool what the state is, and keeps a forker going until the pool has gone."""
    told = {"ready": tasks.about(state), "pid": os.getpid()}
    gc.collect()
    gc.freeze()
    while True:
        begun, ours = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(begun)
            Forker(tasks, state, queue, control, workers, ours).run()
        os.close(ours)
        os.read(begun, 1)  # nothing, once workers wait: whoever asks before would wait for them
        os.close(begun)
        if told:  # only now: a guardian killed before its first fork would leave nobody to answer
            packets.send(control, told)
            told = {}
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0:
            return


class Forker:
    """Keeps enough workers, one of them idle, so that no job waits for a fork, and tells the pool how workers ended."""

    def __init__(
        self, tasks: Any, state: Any, queue: socket.socket, control: socket.socket, workers: worker.Workers, begun: int
    ) -> None:
        self.tasks, self.state, self.queue, self.control, self.workers = tasks, state, queue, control, workers
        self.begun = os.fdopen(begun, "wb")
        """Is closed when workers wait."""
        self.idle: set[int] = set()
        self.busy: set[int] = set()
        self.own: dict[int, int] = {}
        """Pages that each worker had made its own when it last told."""
        self.most = int(OWN * resident())
        self.notes = os.pipe()
        self.lifelines: dict[int, int] = {}
        """For each worker, the oldest first, what it ends after when it is closed: by us, or by our death."""
        self.wake = os.pipe()
        for fd in (*self.notes, *self.wake):
            os.set_blocking(fd, False)

    def run(self) -> None:
        """Until the pool says quit, or has gone; ends the process."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake[1])
        code = 0
        try:
            while self._listen():
                self._reap()
        except BaseException:  # logged; the process ends here, for what follows is its parent's
            sys.excepthook(*sys.exc_info())
            code = CRASHED
        os._exit(code)

    def _listen(self) -> bool:
        while not self.idle or len(self.idle) + len(self.busy) < self.workers.spare:
            self._fork()
        self.begun.close()
        ready = select.select([self.control.fileno(), self.notes[0], self.wake[0]], [], [])[0]
        if self.control.fileno() in ready and not self._told():
            return False
        if self.wake[0] in ready:
            os.read(self.wake[0], 4096)
        self._note()
        for pid in self._superfluous():
            self.idle.remove(pid)
            os.close(self.lifelines.pop(pid))
        return True

    def _superfluous(self) -> list[int]:
        """The idle workers that are too many or hold too much; those that are asked first stay, and those that hold
        little, for others would be forked in their place."""
        stay, held, gone = 0, 0, []
        for pid in [pid for pid in self.lifelines if pid in self.idle]:
            own = self.own.get(pid, 0)
            if stay == self.workers.spare or (own > LITTLE and held + own > self.most):
                gone.append(pid)
            else:
                stay, held = stay + 1, held + own
        return gone

    def _told(self) -> bool:
        """Forks an heir where the pool asks for one; False where it has closed its end to retire us, and running
        workers finish by themselves."""
        change, fds, _flags, _address = socket.recv_fds(self.control, packets.LARGEST, 2)
        if not change:
            return False
        if not os.fork():
            self._succeed(json.loads(change), *(socket.socket(fileno=fd) for fd in fds))
        for fd in fds:
            os.close(fd)
        return True

    def _succeed(self, change: dict[str, Any], queue: socket.socket, control: socket.socket) -> None:
        """Lives on as a keeper of its own, whose state is this one's after `change`; ends the process."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.control.close()
        self.queue.close()
        for fd in (*self.notes, *self.lifelines.values(), *self.wake):
            os.close(fd)
        code = 0
        try:
            self.tasks.change_state(self.state, **change)
            keep(self.tasks, self.state, queue, control, self.workers)
        except BdgError as error:
            packets.send(control, {"failed": error.en, "vi": error.vi})
        except BaseException:  # logged; the process ends here, for what follows is its parent's
            sys.excepthook(*sys.exc_info())
            code = CRASHED
        os._exit(code)

    def _note(self) -> None:
        """A worker tells its number when it takes a job, and again when it has done it and waits for another."""
        with suppress(BlockingIOError):
            while told := os.read(self.notes[0], 4096):
                for pid, self.own[pid] in worker.NOTE.iter_unpack(told):
                    if pid in self.idle:
                        self.idle.remove(pid)
                        self.busy.add(pid)
                    elif pid in self.busy:
                        self.busy.remove(pid)
                        self.idle.add(pid)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                self.idle.discard(pid)
                self.busy.discard(pid)
                if pid in self.lifelines:
                    os.close(self.lifelines.pop(pid))
                self.own.pop(pid, None)
                code = os.waitstatus_to_exitcode(status)
                if code:
                    with suppress(OSError):
                        self.control.setblocking(False)
                        packets.send(self.control, {"exit": pid, "code": code})

    def _fork(self) -> None:
        lifeline, ours = os.pipe()
        pid = os.fork()
        if pid:
            os.close(lifeline)
            self.lifelines[pid] = ours
            self.idle.add(pid)
            return
        code = 0
        try:
            signal.set_wakeup_fd(-1)
            self.control.close()
            self.begun.close()
            for fd in (self.notes[0], ours, *self.lifelines.values(), *self.wake):
                os.close(fd)
            worker.live(self.tasks, self.state, self.queue, lifeline, self.notes[1], self.workers)
        except BrokenPipeError:
            pass  # the asker has gone
        except BaseException:  # logged; the process ends here, for what follows is its parent's
            sys.excepthook(*sys.exc_info())
            code = CRASHED
        os._exit(code)


def resident() -> int:
    """Pages of memory that this process uses."""
    return int(Path("/proc/self/statm").read_text().split()[1])


if __name__ == "__main__":
    main()
