"""`bdg site`: the pages as files, for any file host."""

import time
from pathlib import Path
from typing import Annotated

import typer

from bdg_graph.cli import options
from bdg_graph.cli.options import DataOption, LangOption, SkipBrokenOption
from bdg_graph.engines import engine
from bdg_graph.errors import BdgError


def site(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Thư mục mới để ghi trang. · The new folder to write to.")
    ],
    data: DataOption = None,
    public_url: Annotated[
        str,
        typer.Option(
            "--public-url", metavar="URL", help="Địa chỉ sẽ đặt trang, ví dụ https://x.vn/bdg. · Where it will stand."
        ),
    ] = "",
    lang: LangOption = options.Lang.vi,
    skip_broken: SkipBrokenOption = False,
) -> None:
    """Ghi toàn bộ trang thành tệp tĩnh, tìm kiếm vẫn dùng được. · Write all pages as static files, search included."""
    from bdg_graph.web.pages.statics import Site  # only this command needs the pages

    if out.exists() and any(out.iterdir()):
        raise BdgError(f"{out}: thư mục không trống; hãy chọn thư mục mới.", f"{out}: not empty; choose a new folder.")
    begun = time.monotonic()
    asked = engine("oxigraph", options.load(data, skip_broken=skip_broken))
    out.mkdir(parents=True, exist_ok=True)
    typer.echo(
        {"vi": f"Đang ghi các trang vào {out} ...", "en": f"Writing the pages to {out} ..."}[lang.value], err=True
    )
    n = Site(asked, out, public_url).write()
    seconds = time.monotonic() - begun
    typer.echo(
        {
            "vi": f"{n} tệp trong {out}, {seconds:.0f} giây. Mở {out}/index.html qua một máy chủ tệp bất kỳ.",
            "en": f"{n} files in {out}, {seconds:.0f} seconds. Open {out}/index.html through any file server.",
        }[lang.value]
    )
