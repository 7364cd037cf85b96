"""Every download on every page, clicked in a real browser; what comes is opened."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest

from dashboard.words import pages as say
from etl.data_sets import begin
from etl.records import KINDS
from etl.upgrade import opened
from tests.browser import CHROMIUM, chromium, open_page, served, settled, visitor

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parent.parent
LANGUAGES = {"demo": "vi", "public": "en"}  # each data set in one of them; the other way round would show no more
FEWEST = {"questions": 1, "summary": 4, "records": 1, "upload": 2 * len(KINDS)}  # downloads of a page in the demo data


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give one tab for each language: to draw a page anew in it is a third of the work of a new visitor."""
    with contextlib.ExitStack() as stack:
        yield cache(lambda language: stack.enter_context(visitor(browser, language, height=3000)))


@pytest.fixture(scope="module", params=LANGUAGES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Give the data set and the address where it is served."""
    folder = tmp_path_factory.mktemp("downloads")
    engine = opened(url := f"sqlite:///{folder / 'records.db'}")
    begin(engine, request.param)
    engine.dispose()
    with served(url, request.param, folder / "log") as address:
        yield request.param, address


def lines_of_csv(content: bytes) -> int:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    return len(rows)


OPENED: dict[str, Callable[[bytes], int]] = {
    "csv": lines_of_csv,
    "xlsx": lambda content: openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_row,
    "docx": lambda content: len(docx.Document(io.BytesIO(content)).paragraphs),
    "pdf": lambda content: len(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()),
}


def every_download(page: Any, folder: Path) -> list[str]:
    """Click each download that a page offers, open what comes, and return the names of the files."""
    for summary in page.get_by_test_id("stExpander").locator("summary").all():
        summary.click()
    settled(page)
    names = []
    for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        with page.expect_download(timeout=30_000) as download:
            button.click()
        name = download.value.suggested_filename
        download.value.save_as(path := folder / name)
        assert OPENED[name.rpartition(".")[2]](path.read_bytes()) > 0, name
        names.append(name)
    return names


@pytest.mark.parametrize("name", say.PAGES)
def test_every_download_of_a_page_opens(tab: Any, place: tuple[str, str], name: str, tmp_path: Path) -> None:
    data_set, address = place
    page = tab(LANGUAGES[data_set])
    open_page(page, f"{address}/{'' if name == 'overview' else name}?period=2024-Q4")
    names = every_download(page, tmp_path)
    if data_set == "demo":
        assert len(names) == len(set(names)) >= FEWEST.get(name, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_records_of_every_kind_open(tab: Any, place: tuple[str, str], kind: str, tmp_path: Path) -> None:
    _data_set, address = place
    page = tab("vi")
    open_page(page, f"{address}/records?period=2022&grain=year&kind={kind}")
    (name,) = every_download(page, tmp_path)
    assert re.fullmatch(rf"{kind}-2022-\d+\.csv", name) and lines_of_csv((tmp_path / name).read_bytes()) > 1


def test_what_goes_back_to_the_sender_opens(tab: Any, place: tuple[str, str], tmp_path: Path) -> None:
    _data_set, address = place
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,95,Chuyên đề,{day}\nQuận Lê Chân,96,=1,{day}\n"
    (bad := tmp_path / "ky-hop.csv").write_text(text.format(day="31/02/2026"), encoding="utf-8")
    page = tab("vi")
    open_page(page, f"{address}/upload")
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(bad)
    page.get_by_text(say.BROKEN.vi).first.wait_for(timeout=30_000)
    settled(page)
    assert len(every_download(page, tmp_path)) > 2 * len(KINDS)
