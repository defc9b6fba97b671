"""Takes from a process, for good, the right to make sockets: a filter of the Linux kernel (seccomp) on that one
call."""

import ctypes
import errno
import platform
import struct
from typing import Final

# Machine: the kernel's number for its calling convention, and of socket(2) in it.
MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

NO_NEW_PRIVILEGES: Final = 38
SET_SECCOMP: Final = 22
FILTER: Final = 2

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM

LIBC: Final = ctypes.CDLL(None, use_errno=True)


def _program(convention: int, call: int) -> bytes:
    """`struct sock_filter`s: of calls in this convention, socket(2) is refused; every other is allowed."""
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 2, convention),
        (LOAD, 0, 0, 0),
        (EQUAL, 1, 0, call),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


MACHINE: Final = platform.machine() if platform.system() == "Linux" else ""


def forbid() -> bool:
    """No more sockets in this process; False where the system has no such filter."""
    if MACHINE not in MACHINES:
        return False
    steps = _program(*MACHINES[MACHINE])
    program = ctypes.create_string_buffer(steps, len(steps))
    described = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(program))
    if LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(LIBC.prctl(SET_SECCOMP, FILTER, ctypes.create_string_buffer(described), 0, 0) == 0)
