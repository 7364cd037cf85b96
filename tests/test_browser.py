"""The main paths in a real browser: chair, staff, link, phone; no foreign host, no barrier that is ours."""

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard.words import pages as say
from tests.browser import CHROMIUM, chromium, open_page, served, settled, visitor

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
expect = pytest.importorskip("playwright.sync_api").expect

ROOT = Path(__file__).parent.parent
# Names of what Streamlit itself draws; nothing of ours can be inside.
THEIRS = re.compile(
    r"stDataFrame|dvn-|metric_chart|stMetricChart|stToolbar|stHeader|stStatusWidget|stFileUploader|react-aria"
)


@pytest.fixture(scope="module")
def address(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(demo_url, "demo", tmp_path_factory.mktemp("browser") / "log") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give one tab for each language, theme and width: to draw a page anew in it is a third of the work of a new visitor."""
    with contextlib.ExitStack() as stack:
        yield cache(lambda **ways: stack.enter_context(visitor(browser, **ways)))


def no_failure(page: Any) -> None:
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_text(say.FAILED.vi[:25]).count() == page.get_by_text(say.FAILED.en[:25]).count() == 0


def marks(page: Any, chart: str) -> Any:
    return page.locator(f".st-key-{chart} .scatterlayer .trace").last.locator(".points path")


def test_a_chair_comes_from_the_overview_to_the_rows(browser: Any, address: str) -> None:
    foreign: list[str] = []
    with visitor(browser) as page:
        page.on(
            "request", lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None
        )
        page.on("websocket", lambda s: foreign.append(s.url) if s.url.split("/")[2] not in address else None)
        open_page(page, f"{address}/?period=2024-Q4")
        expect(page.get_by_text("31/36").first).to_be_visible()
        expect(page.get_by_text(say.ATTENTION.vi)).to_be_visible()
        marks(page, "tiles").first.click(force=True)
        page.wait_for_url(re.compile("/unit"))
        settled(page)
        assert page.get_by_role("combobox", name=say.UNIT.vi, exact=True).input_value() == "Huyện An Dương"
        assert "period=2024-Q4" in page.url
        page.get_by_text(re.compile(say.BEHIND.vi.split(":")[0])).click()
        expect(page.locator("[data-testid=stDataFrame]:visible").first).to_be_visible()
        page.go_back()
        page.wait_for_url(re.compile("/[?]"))
        settled(page)
        assert "period=2024-Q4" in page.url
        assert page.evaluate("document.fonts.check('15px \"Be Vietnam Pro\"', 'Thủy Nguyên ữ')")
        no_failure(page)
    assert foreign == []


@pytest.mark.parametrize(("chart", "page_name"), [("matrix", ""), ("dots", "compare"), ("multiples", "compare")])
def test_a_mark_leads_to_its_unit(tab: Any, address: str, chart: str, page_name: str) -> None:
    page = tab(height=3000)
    open_page(page, f"{address}/{page_name}?period=2024-Q4")
    marks(page, chart).first.click(force=True)
    page.wait_for_url(re.compile("/unit.*metric="))
    settled(page)
    no_failure(page)


def test_a_link_opens_the_same_view_in_both_languages(browser: Any, address: str) -> None:
    seen = {}
    for language, name in (("vi", "Quận Ngô Quyền"), ("en", "Quận Ngô Quyền")):
        with visitor(browser, language) as page:
            open_page(
                page,
                f"{address}/unit?period=2024-H2&grain=half&calendar=reporting&unit=304&metric=kept&lang={language}",
            )
            boxes = [box.input_value() for box in page.get_by_role("combobox").all()]
            assert name in boxes
            seen[language] = boxes
            assert page.evaluate("document.documentElement.lang") == language
            assert say.PAGES["unit"](language) in page.title()  # type: ignore[arg-type]
    assert seen["vi"] != seen["en"] and len(seen["vi"]) == len(seen["en"])


def test_one_step_back_undoes_one_choice(browser: Any, address: str) -> None:
    with visitor(browser) as page:
        open_page(page, f"{address}/compare?period=2024-Q4&metric=kept")
        page.get_by_role("combobox", name=say.PERIOD.vi, exact=True).click()
        page.get_by_role("option", name="Quý III/2024", exact=True).click()
        page.wait_for_url(re.compile("2024-Q3"))
        settled(page)
        page.get_by_role("link", name=say.PAGES["unit"].vi, exact=True).click()
        page.wait_for_url(re.compile("/unit"))
        settled(page)
        assert "2024-Q3" in page.url and "metric=kept" in page.url
        page.go_back()
        page.wait_for_url(re.compile("/compare.*2024-Q3|/compare.*metric"))
        page.go_back()
        page.wait_for_url(re.compile("2024-Q4"))
        expect(page.get_by_role("combobox", name=say.PERIOD.vi, exact=True)).to_have_value("Quý IV/2024")
        settled(page)
        no_failure(page)


def test_the_language_switch_keeps_the_choices_and_a_link_to_its_own_page_works(browser: Any, address: str) -> None:
    with visitor(browser, height=2600) as page:
        open_page(page, f"{address}/unit?period=2025-Q2&unit=303")
        page.get_by_text("English", exact=True).click()
        box = page.get_by_role("combobox", name=say.PERIOD.en, exact=True)
        expect(box).to_have_value("Q2 2025")
        expect(page.get_by_role("combobox", name=say.GRAIN.en)).to_have_value("Quarter")
        assert "unit=303" in page.url and "lang=en" in page.url
        page.get_by_role("button", name=re.compile("Phường An Dương")).click()
        page.wait_for_url(re.compile("unit=11|unit=(?!303)"))
        expect(page.get_by_role("combobox", name=say.UNIT.en, exact=True)).to_have_value("Phường An Dương")
        expect(box).to_have_value("Q3 2025")
        page.go_back()
        expect(box).to_have_value("Q2 2025")
        no_failure(page)


def test_a_session_in_the_calendar_and_a_reminder_tell_their_record(browser: Any, address: str) -> None:
    with visitor(browser, height=3000) as page:
        open_page(page, f"{address}/sessions?period=2024-Q4")
        page.locator(".st-key-calendar_of_sessions .points path").first.click(force=True)
        expect(page.get_by_text(say.CONTENT.vi).or_(page.locator("strong", has_text="·")).first).to_be_visible()
        open_page(page, f"{address}/questions?period=2024-Q4")
        table = page.locator(".st-key-reminders")
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        page.mouse.click(box["x"] + 18, box["y"] + 52)
        page.wait_for_url(re.compile("question="))
        expect(page.get_by_text(say.ASKED_BEFORE.vi)).to_be_visible()
        page.get_by_role("button", name=re.compile(say.ALL_QUESTIONS.vi)).click()
        expect(page.get_by_text(say.REMINDERS.vi, exact=True)).to_be_visible()
        no_failure(page)


def test_staff_mend_a_faulty_file_load_it_and_take_it_back(browser: Any, address: str, tmp_path: Path) -> None:
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,95,Chuyên đề,{day}\n"
    (bad := tmp_path / "ky-hop.csv").write_text(text.format(day="31/02/2026"), encoding="utf-8")
    (good := tmp_path / "ky-hop-sua.csv").write_text(text.format(day="28/02/2025"), encoding="utf-8")
    with visitor(browser) as page:
        open_page(page, f"{address}/upload")
        box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
        box.set_input_files(bad)
        expect(page.get_by_text(say.BROKEN.vi).first).to_be_visible(timeout=30_000)
        assert page.get_by_role("button", name=say.CONFIRM.vi).count() == 0
        open_page(page, f"{address}/upload")
        page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(good)
        page.get_by_role("button", name=say.CONFIRM.vi).click(timeout=30_000)
        said = page.get_by_text(re.compile(say.STORED.vi.split("{")[0]))
        expect(said).to_be_visible(timeout=30_000)
        page.get_by_role("button", name=say.UNDO.vi, exact=True).first.click()
        expect(page.get_by_text(re.compile(say.UNDONE.vi.split("{")[0]))).to_be_visible(timeout=30_000)
        no_failure(page)


@pytest.mark.parametrize("name", say.PAGES)
def test_a_phone_shows_every_page_without_scrolling_sideways(tab: Any, address: str, name: str) -> None:
    page = tab(width=390, height=844)
    open_page(page, f"{address}/{'' if name == 'overview' else name}?period=2024-Q4")
    wide = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth, window.innerWidth]"
    )
    assert max(wide[:2]) <= wide[2], wide
    no_failure(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", say.PAGES)
def test_no_barrier_that_is_ours(tab: Any, address: str, name: str, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = tab(language="en" if dark else "vi", dark=dark)
    open_page(page, f"{address}/{'' if name == 'overview' else name}?period=2024-Q4")
    barriers = [
        f"{barrier['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for barrier in axe.run(page).response["violations"]
        if barrier["impact"] in ("serious", "critical")
        for node in barrier["nodes"]
        if not THEIRS.search(node["html"] + str(node["target"]))
    ]
    assert barriers == []


def test_the_keyboard_reaches_the_links_and_is_seen(browser: Any, address: str) -> None:
    with visitor(browser) as page:
        open_page(page, f"{address}/?period=2024-Q4")
        reached = []
        for _ in range(40):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [e.innerText || e.getAttribute('aria-label') || '', s.outlineStyle + s.boxShadow]; })()"
            )
            reached.append(found)
        names = [name.strip() for name, _style in reached]
        assert say.PAGES["compare"].vi in names and say.PERIOD.vi in names
        unseen = [
            name
            for name, style in reached
            if name.strip() in (p.vi for p in say.PAGES.values()) and style == "nonenone"
        ]
        assert unseen == []
        page.get_by_role("link", name=say.PAGES["compare"].vi, exact=True).press("Enter")
        page.wait_for_url(re.compile("/compare"))
