"""Turns what the parser of the command line and the operating system refuse into a sentence in both languages, with
what to do next."""

import errno
import re
from typing import Any

import typer

from bdg_graph.errors import BdgError

# What typer raises for a wrong command line; it exports only this one below it.
Usage: type[Exception] = typer.BadParameter.__mro__[1]

OF_FILES = {
    errno.ENOENT: (
        "không có tệp hay thư mục này; hãy kiểm tra đường dẫn",
        "there is no such file or folder; check the path",
    ),
    errno.EISDIR: ("đây là thư mục; hãy nêu một tệp", "this is a folder; name a file"),
    errno.ENOTDIR: ("đây là tệp; hãy nêu một thư mục", "this is a file; name a folder"),
    errno.EEXIST: ("đã có ở đây; hãy chọn tên khác", "is here already; choose another name"),
    errno.EACCES: (
        "không có quyền đọc hoặc ghi; hãy chọn nơi khác hoặc xin quyền",
        "may not be read or written; choose another place, or ask for the right to",
    ),
    errno.ENOSPC: ("đĩa đã đầy; hãy chọn đĩa khác", "the disk is full; choose another"),
}


# What typer says of a value, and the same in Vietnamese.
OF_VALUES = (
    (re.compile(r"'([^']+)' does not exist"), r"không có “\1”"),
    (re.compile(r"'([^']+)' is a (?:file|directory)"), r"“\1” không đúng loại (tệp hay thư mục)"),
    (re.compile(r"is not one of (.+)"), r"hãy chọn trong \1"),
    (re.compile(r"is not in the range (.+)"), r"phải trong khoảng \1"),
    (re.compile(r"is not a valid (?:int|float)\w*"), "phải là một số"),
)


def of_system(error: OSError) -> BdgError:
    """What a file or a folder could not be used for."""
    said = (f"hệ điều hành báo “{error.strerror}”", f"the operating system says “{error.strerror}”")
    vi, en = OF_FILES.get(error.errno or 0, said)
    where = f"{error.filename}: " if error.filename is not None else ""
    return BdgError(f"{where}{vi}.", f"{where}{en}.")


def of_usage(error: Any) -> BdgError:
    """What is wrong with the words of a command, and where its help is."""
    vi, en = _sentence(error)
    command = error.ctx.command_path if error.ctx else "bdg"
    return BdgError(f"{vi} Hãy xem `{command} --help`.", f"{en} See `{command} --help`.")


def _sentence(error: Any) -> tuple[str, str]:
    said = error.format_message().rstrip(".")
    match type(error).__name__:
        case "NoSuchOption":
            near = " hoặc ".join(sorted(error.possibilities or ()))
            return f"Không có tùy chọn {error.option_name}." + (
                f" Có phải ý bạn là {near}?" if near else ""
            ), f"{said}."
        case "MissingParameter":
            return f"Còn thiếu {_name(error)}.", f"{said}."
        case "BadParameter":
            found = ((pattern.search(error.message.rstrip(".")), words) for pattern, words in OF_VALUES)
            why = next((": " + match.expand(words) for match, words in found if match), "")
            return f"Giá trị của {_name(error)} không dùng được{why}.", f"{said}."
        case "BadOptionUsage":
            return f"Tùy chọn {error.option_name} cần một giá trị đi theo.", f"{said}."
    return f"Dòng lệnh có chữ thừa hoặc sai ({said.rpartition('(')[2].rstrip(')')}).", f"{said}."


def _name(error: Any) -> str:
    """The argument or option that it is about: "--port"."""
    hint: str = error.param.get_error_hint(error.ctx)
    return hint.partition(" (")[0].replace("'", "")
