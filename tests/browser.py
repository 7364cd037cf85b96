"""The program as its users meet it: served, and opened in Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
_LOCALES = {"vi": "vi-VN", "en": "en-GB"}


@contextmanager
def served(database: str, data_set: str, log: Path) -> Iterator[str]:
    """Serve the program on a free port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    environment = os.environ | {"COUNCIL_DATABASE_URL": database, "COUNCIL_DATA": data_set}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError("the program ended before it served")
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(address)


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET.split())
        yield browser
        browser.close()


@contextmanager
def visitor(
    browser: Any, language: str = "vi", width: int = 1366, height: int = 768, dark: bool = False
) -> Iterator[Any]:
    """Yield a page of somebody who was never here."""
    context = browser.new_context(
        locale=_LOCALES[language],
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        accept_downloads=True,
        user_agent=_PHONE if width < 600 else None,
    )
    yield context.new_page()
    context.close()


def settled(page: Any) -> None:
    """Wait until the program has drawn the page."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=60_000)
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(one => one.querySelector('svg.main-svg'))"
    )


def open_page(page: Any, address: str) -> None:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for(timeout=60_000)
    settled(page)
