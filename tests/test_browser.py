"""The main paths in a real browser: chair, staff, link, phone; no foreign host, no barrier that is ours."""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.parts import edges
from dashboard.words import pages as say
from dashboard.words import uploads as many
from etl.reference import UNITS
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
        page.locator(".st-key-links").get_by_role("link", name=say.PAGES["unit"].vi, exact=True).click()
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
        page.get_by_role("button", name="English", exact=True).click()
        box = page.get_by_role("combobox", name=say.PERIOD.en, exact=True)
        expect(box).to_have_value("Q2 2025")
        page.get_by_role("button", name=say.MORE.en).click()
        expect(page.get_by_role("combobox", name=say.GRAIN.en)).to_have_value("Quarter")
        page.keyboard.press("Escape")
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
        page.get_by_role("button", name=many.TAKE_BACK.vi).click()
        asked = page.get_by_role("dialog")
        expect(asked.get_by_text("ky-hop-sua.csv")).to_be_visible(timeout=30_000)
        expect(asked.get_by_test_id("stDataFrame")).to_be_visible()
        asked.get_by_role("button", name=many.UNDO_SURE.vi).click()
        expect(page.get_by_text(re.compile(say.UNDONE.vi.split("{")[0]))).to_be_visible(timeout=30_000)
        expect(asked).to_have_count(0)
        no_failure(page)


def test_a_row_that_is_no_data_is_left_out_in_the_table(browser: Any, address: str, tmp_path: Path) -> None:
    head = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n"
    rows = "Quận Lê Chân,96,Chuyên đề,28/02/2025\nPhòng Tiếp công dân,97,Chuyên đề,28/02/2025\n"
    (file := tmp_path / "ky-hop.csv").write_text(head + rows, encoding="utf-8")
    with visitor(browser, height=1600) as page:
        open_page(page, f"{address}/upload")
        page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(file)
        table = page.locator("form, [data-testid=stForm]").get_by_test_id("stDataFrame").first
        expect(table).to_be_visible(timeout=30_000)
        settled(page)
        table.click(position={"x": 60 + 220 + 40, "y": 52})  # behind the pinned columns: the row's box
        page.wait_for_timeout(500)
        page.keyboard.press(" ")
        page.wait_for_timeout(800)  # the table hands over what was written a moment later
        page.get_by_role("button", name=say.CHECK_AGAIN.vi).click()
        settled(page)
        expect(page.get_by_text(say.BROKEN.vi)).to_have_count(0, timeout=30_000)
        expect(page.get_by_role("button", name=say.CONFIRM.vi)).to_be_visible(timeout=30_000)
        no_failure(page)


def test_forty_files_at_once_are_loaded_handed_back_and_undone_together(
    browser: Any, address: str, tmp_path: Path
) -> None:
    head = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n"
    units = [unit.name for unit in UNITS if unit.kind in ("ward", "commune")][:38]
    for name in units:
        (tmp_path / f"{name}.csv").write_text(f"{head}{name},91,Chuyên đề,28/10/2025\n", encoding="utf-8")
    (tmp_path / "sai.csv").write_text(f"{head}{units[0]},92,Chuyên đề,31/02/2025\n", encoding="utf-8")
    (tmp_path / "ảnh.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with visitor(browser, height=1600) as page:
        open_page(page, f"{address}/upload")
        box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
        box.set_input_files(sorted(tmp_path.iterdir()))
        go = page.get_by_role("button", name=many.LOAD_GOOD.filled(count=38).vi)
        expect(go).to_be_visible(timeout=120_000)
        expect(page.get_by_text(re.compile("40 tệp: 1 trả lại, 38 sẽ nạp, 1 để riêng"))).to_be_visible()
        no_failure(page)
        assert "returns=" in page.url
        go.click()
        expect(page.get_by_text(re.compile("Đã nạp 38 tệp trong đợt"))).to_be_visible(timeout=120_000)
        settled(page)
        with page.expect_download() as download:
            page.get_by_role("button", name=many.HANDED_BACK.filled(count=1).vi).click()
        with zipfile.ZipFile(download.value.path()) as back:
            assert sorted(back.namelist()) == ["cac-loi.csv", "sai-co-loi-danh-dau.csv"]
        settled(page)
        page.get_by_role("button", name=say.UNDO.vi, exact=True).click()
        asked = page.get_by_role("dialog")
        expect(asked.get_by_text("Bỏ 38 bản ghi.")).to_be_visible(timeout=60_000)
        asked.get_by_role("button", name=many.UNDO_SURE.vi).click()
        expect(page.get_by_text(many.UNDONE_MANY.filled(count=38).vi)).to_be_visible(timeout=60_000)
        no_failure(page)


def test_many_files_stop_between_two_and_go_on(browser: Any, address: str, tmp_path: Path) -> None:
    head = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n"
    units = [unit.name for unit in UNITS if unit.kind in ("ward", "commune")][:60]
    with zipfile.ZipFile(tmp_path / "quy.zip", "w") as made:
        for name in units:
            made.writestr(f"{name}.csv", f"{head}{name},93,Chuyên đề,28/10/2025\n")
    with visitor(browser, height=1600) as page:
        open_page(page, f"{address}/upload")
        box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
        box.set_input_files(tmp_path / "quy.zip")
        page.get_by_role("button", name=many.LOAD_GOOD.filled(count=60).vi).click(timeout=120_000)
        page.get_by_text(re.compile(r"Đang nạp ([3-9]|\d\d)/60")).wait_for(timeout=60_000)
        page.get_by_role("button", name=many.STOP.vi, exact=True).click()
        on = page.get_by_role("button", name=re.compile(r"Làm tiếp \d+ tệp còn lại"))
        expect(on).to_be_visible(timeout=60_000)
        expect(page.get_by_text(re.compile(r"Đã dừng sau \d+/60 tệp"))).to_be_visible()
        settled(page)
        on.click()
        expect(page.get_by_text(re.compile("Đã nạp 60 tệp trong đợt"))).to_be_visible(timeout=120_000)
        no_failure(page)


@pytest.mark.parametrize("name", say.PAGES)
def test_a_page_stays_below_its_bar(tab: Any, address: str, name: str) -> None:
    """On a wide window: no side bar, all links in the bar, this page's marked; the bar stays when the page is scrolled."""
    page = tab()
    open_page(page, f"{address}/{'' if name == 'overview' else name}?period=2024-Q4")
    assert page.get_by_test_id("stSidebar").count() == 0
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    bar = page.locator(".st-key-bar")
    assert bar.bounding_box()["y"] == 0 and bar.bounding_box()["height"] == 48
    label = say.PAGES[name].vi if name in edges.MAIN else say.DATA.vi
    present = page.locator(".st-key-links [class*='st-key-present'] :is(a, button)")
    expect(present).to_have_text(re.compile(f"^{label}"))
    look = present.evaluate("one => [getComputedStyle(one).borderBottomWidth, getComputedStyle(one).borderBottomColor]")
    assert look == ["3px", "rgb(31, 78, 121)"]
    assert present.locator("p").evaluate("one => getComputedStyle(one).fontWeight") == "600"
    page.mouse.move(683, 500)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(200)
    if page.evaluate("document.querySelector('.stMain').scrollTop"):
        assert page.get_by_role("heading", level=1).bounding_box()["y"] < 48
    assert bar.bounding_box()["y"] == 0
    top = page.evaluate("document.elementFromPoint(60, 12).closest('.st-key-bar') !== null")
    assert top, "nothing of the page lies over the bar"


@pytest.mark.parametrize("width", [390, 768])
def test_the_menu_of_a_narrow_window_leads_to_every_page(browser: Any, address: str, width: int) -> None:
    with visitor(browser, width=width, height=844) as page:
        open_page(page, f"{address}/?period=2024-Q3")
        expect(page.locator(".st-key-links")).to_be_hidden()
        for name in [*list(say.PAGES)[1:], "overview"]:
            button = page.get_by_role("button", name=say.MENU.vi, exact=True)
            size = button.bounding_box()
            assert min(size["width"], size["height"]) >= 44
            button.click()
            page.get_by_test_id("stPopoverBody").get_by_role("link", name=say.PAGES[name].vi, exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(say.PAGES[name].vi, timeout=30_000)
            settled(page)
            expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
            assert page.url.split("?")[0].endswith("/" if name == "overview" else f"/{name}")
        expect(page.get_by_role("combobox", name=say.PERIOD.vi, exact=True)).to_have_value("Quý III/2024")
        page.get_by_role("button", name=say.MENU.vi, exact=True).click()
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="English", exact=True).click()
        page.wait_for_url(re.compile("lang=en"))
        expect(page.get_by_role("heading", level=1)).to_have_text(say.PAGES["overview"].en)
        no_failure(page)


def test_the_buttons_beside_the_period_go_back_and_on(browser: Any, address: str) -> None:
    with visitor(browser) as page:
        open_page(page, f"{address}/sessions?period=2024-Q4&unit=304")
        box = page.get_by_role("combobox", name=say.PERIOD.vi, exact=True)
        page.get_by_role("button", name=say.EARLIER.vi, exact=True).click()
        page.wait_for_url(re.compile("period=2024-Q3"))
        expect(box).to_have_value("Quý III/2024")
        for quarter, name in (("2024-Q4", "Quý IV/2024"), ("2025-Q1", "Quý I/2025")):
            page.get_by_role("button", name=say.LATER.vi, exact=True).click()
            page.wait_for_url(re.compile(f"period={quarter}"))
            expect(box).to_have_value(name)
        assert "unit=304" in page.url
        page.go_back()
        expect(box).to_have_value("Quý IV/2024")
        no_failure(page)


def test_the_first_page_has_a_name_too(browser: Any, address: str) -> None:
    with visitor(browser) as page:
        open_page(page, f"{address}/overview?period=2024-Q3&lang=en")
        assert page.url == f"{address}/?period=2024-Q3&lang=en"
        expect(page.get_by_role("heading", level=1)).to_have_text(say.PAGES["overview"].en)
        expect(page.get_by_role("combobox", name=say.PERIOD.en, exact=True)).to_have_value("Q3 2024")


def test_paper_has_the_whole_page_and_no_controls(browser: Any, address: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    with visitor(browser) as page:
        open_page(page, f"{address}/definitions?period=2024-Q4")
        last = page.get_by_role("heading").last.inner_text()
        printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
        texts = [one.extract_text() for one in printed.pages]
        assert len(texts) > 1 and last in " ".join("".join(texts).split())
        page.emulate_media(media="print")
        for hidden in (".st-key-bar", ".st-key-controls"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator(".st-key-strip")).to_be_visible()


UNMET = """
() => {
  const own = [...document.styleSheets].find(sheet => [...sheet.cssRules].some(rule => rule.cssText.includes("--look-ground:")));
  const parts = rules => [...rules].flatMap(rule => rule.selectorText ? [rule.selectorText] : parts(rule.cssRules));
  const bare = name => name.replace(/::(before|after)/g, "").replace(/:(hover|focus-visible)/g, "");
  return parts(own.cssRules).flatMap(list => list.split(/,(?![^(]*[)])/)).map(one => bare(one.trim()))
    .filter(one => !document.querySelector(one));
}
"""


def test_every_name_in_the_look_is_still_drawn(browser: Any, address: str) -> None:
    """Streamlit's names may change with a release; a rule that meets nothing does nothing."""
    unmet = []
    for width, name in ((1366, ""), (1366, "briefings"), (1366, "compare"), (390, "unit")):
        with visitor(browser, width=width) as page:
            open_page(page, f"{address}/{name}?period=2025-Q3")  # in which some have not reported
            if width == 390:
                page.get_by_role("button", name=say.MENU.vi, exact=True).click()
            unmet.append(set(page.evaluate(UNMET)))
    assert set.intersection(*unmet) == set()


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize("name", say.PAGES)
def test_no_page_scrolls_sideways(tab: Any, address: str, name: str, width: int) -> None:
    page = tab(width=width, height=844)
    open_page(page, f"{address}/{'' if name == 'overview' else name}?period=2024-Q4")
    wide = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth, window.innerWidth]"
    )
    assert max(wide[:2]) <= wide[2], wide
    no_failure(page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_has_reported_stands_within_a_phones_margins(tab: Any, address: str, language: str) -> None:
    page = tab(language=language, width=390, height=844)
    open_page(page, f"{address}/?period=2026-Q3")  # three figures on each side of "of": the longest that there is
    said = page.locator(".st-key-reported")
    edges_of = [said.locator("p").first.bounding_box()["x"], page.locator("h1").bounding_box()["x"]]
    assert edges_of[0] == pytest.approx(edges_of[1], abs=1)


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
        page.locator(".st-key-links").get_by_role("link", name=say.PAGES["compare"].vi, exact=True).press("Enter")
        page.wait_for_url(re.compile("/compare"))
