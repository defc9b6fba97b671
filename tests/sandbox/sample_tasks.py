"""Tasks that misbehave, for the tests of the sandbox."""

import os
import socket
import time
from typing import Any

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.worker import Output, Refused


def open_state(version: str) -> str:
    if version == "bad":
        raise BdgError("Dữ liệu hỏng.", "The data are bad.")
    return version


def about(state: str) -> dict[str, Any]:
    return {"version": state}


def echo(state: str, args: dict[str, Any], out: Output) -> dict[str, Any]:
    out.write(args["text"].encode() * args.get("times", 1))
    return {"state": state}


def stream(_state: str, args: dict[str, Any], out: Output) -> dict[str, Any]:
    for _ in range(args["times"]):
        out.write(b"x" * (1 << 20))
    if args.get("fails"):
        raise ZeroDivisionError("in the middle")
    return {}


def burn(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    while True:
        pass


def sleep(_state: str, args: dict[str, Any], _out: Output) -> dict[str, Any]:
    time.sleep(args["seconds"])
    return {}


def eat(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def call(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    try:
        socket.socket().close()
    except OSError as problem:
        return {"refused": problem.errno}
    return {}


def refuse(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    raise Refused("kind", "Không.", "No.", 3, 4, ["near"])


def fail(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    raise ZeroDivisionError("a fault of ours")


def count(_state: str, _args: dict[str, Any], _out: Output) -> dict[str, Any]:
    return {"descriptors": len(os.listdir("/proc/self/fd"))}  # noqa: PTH208 - not its names


def refuse_late(_state: str, _args: dict[str, Any], out: Output) -> dict[str, Any]:
    out.write(b"the beginning")
    raise Refused("kind", "Không.", "No.")


def die(_state: str, args: dict[str, Any], _out: Output) -> dict[str, Any]:
    os.kill(os.getpid(), args["signal"])
    time.sleep(5)
    return {}


TASKS = {
    "echo": echo,
    "stream": stream,
    "burn": burn,
    "sleep": sleep,
    "eat": eat,
    "call": call,
    "refuse": refuse,
    "fail": fail,
    "count": count,
    "refuse_late": refuse_late,
    "die": die,
}
