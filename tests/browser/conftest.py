"""What the browser tests share: `bdg serve` on a free port, Chromium, pages that remember what went wrong."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.server import Server

CHROMIUM = os.environ.get("BDG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM or os.environ.get("BDG_NEEDS_BROWSER"):
        return
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium, or set BDG_CHROMIUM"))


@dataclass
class Seen:
    """A page of the browser with what its console said and which hosts it asked."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda m: self.faults.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda asked: self.hosts.add(urlsplit(asked.url).netloc))

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def check(self) -> None:
        """Nothing in the console, no other host."""
        assert self.faults == []
        assert {host for host in self.hosts if host} == {urlsplit(self.base).netloc}


@pytest.fixture(scope="package")
def served() -> Iterator[str]:
    """The address of `bdg serve` over the project's data."""
    with Server() as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.fixture(scope="package")  # not the session: while Playwright runs, no other test can run an event loop
def chromium() -> Iterator[Browser]:
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def with_script(chromium: Browser, served: str) -> Iterator[Seen]:
    yield from _seen(chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True), served)


@pytest.fixture
def without_script(chromium: Browser, served: str) -> Iterator[Seen]:
    yield from _seen(chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False), served)


def _seen(context: BrowserContext, base: str) -> Iterator[Seen]:
    yield Seen(context.new_page(), base)
    context.close()
