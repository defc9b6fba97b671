"""`bdg serve`: the SPARQL endpoint, the REST interface and the pages, in one command."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bdg_graph.cli import options
from bdg_graph.cli.options import DataOption, LangOption


def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ để nghe. · Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Cổng; 0: cổng trống bất kỳ. · Port; 0: any free one.")
    ] = 8000,
    data: DataOption = None,
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            metavar="DIR",
            help="Kho trên đĩa do `bdg load --store` viết. · A store on disk, written by `bdg load --store`.",
        ),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            envvar="BDG_ENDPOINT",
            metavar="URL",
            help="Hỏi một kho SPARQL ở xa thay cho dữ liệu ở đây. · Ask a remote SPARQL store instead of local data.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=600, help="Giây cho một truy vấn. · Seconds for a query.")
    ] = 10.0,
    failing: Annotated[
        int,
        typer.Option(min=1, help="Số truy vấn hỏng mỗi phút của một máy khách. · Failing queries a minute and client."),
    ] = 60,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="IP",
            help="Tin X-Forwarded-For do máy này gửi. · Believe X-Forwarded-For that this address sends.",
        ),
    ] = None,
    log_queries: Annotated[
        bool, typer.Option("--log-queries", help="Ghi cả lời truy vấn vào nhật ký. · Log the text of queries.")
    ] = False,
    lang: LangOption = options.Lang.vi,
) -> None:
    """Mở dịch vụ SPARQL, REST và trang web (chỉ đọc). · Serve SPARQL, REST and pages (read-only)."""
    import uvloop  # the other commands need no web server

    from bdg_graph.sandbox.lanes import Places
    from bdg_graph.sandbox.packets import Limits
    from bdg_graph.web import serve as running
    from bdg_graph.web.answers import Answers
    from bdg_graph.web.settings import Settings

    settings = Settings(
        data=tuple(str(path.resolve()) for path in data or ()),
        store=str(store.resolve()) if store else None,
        endpoint=options.address(endpoint) if endpoint else None,
        limits=Limits(seconds=timeout),
        failing_a_minute=failing,
        proxies=tuple(proxy or ()),
        # Who waits for a remote store uses no processor.
        places=Places(fast=16, alone=timeout) if endpoint else Places(),
        log_queries=log_queries,
    )

    def started(url: str, answers: Answers) -> None:
        about = answers.pool.about
        limits = ", ".join(f"{name} {value}" for name, value in settings.published().items())
        typer.echo(
            f"{url}  SPARQL: {url}sparql\n"
            + {
                "vi": f"{about['plans']} kế hoạch, {about['triples']} bộ ba; phiên bản {about['version']}.\nGiới hạn",
                "en": f"{about['plans']} plans, {about['triples']} triples; version {about['version']}.\nLimits",
            }[lang.value]
            + f": {limits}",
            err=True,
        )

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(running.serve(settings, host, port, started))
