"""Every page through the real Streamlit, in both languages, with records and empty."""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from streamlit.testing.v1 import AppTest

from dashboard import queries, widgets
from dashboard.pages.parts import edges
from dashboard.words import figures as shared
from dashboard.words import pages as words
from dashboard.words import uploads
from etl.accounts import local_actor
from etl.database import set_state, writing
from etl.figures.query import reports
from etl.loading.load import load
from etl.loading.undo import undo
from etl.periods import parse_period
from etl.reading.open import open_files, open_tables
from etl.records import KINDS
from etl.reference import CITY, unit_as_of
from etl.text import LANGUAGES, Language
from etl.upgrade import up_to_date

ROOT = Path(__file__).parent.parent
WITH_PERIOD = ["overview", "unit", "compare", "questions", "sessions", "index", "summary", "records"]
DEMO = "Số liệu minh họa, không phải số liệu thật"


def shown(url: str, page: str, language: Language, monkeypatch: pytest.MonkeyPatch, **choices: str) -> AppTest:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    monkeypatch.setenv("COUNCIL_DATA", "demo")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    if page != "overview":
        app.switch_page(f"dashboard/pages/{page}.py")
    for name, value in {"lang": language, **choices}.items():
        app.query_params[name] = value
    app.run()
    whole(app)
    return app


def whole(app: AppTest) -> None:
    """Check that the page was drawn to its end."""
    assert not app.exception
    started = words.FAILED.vi.split("{")[0], words.FAILED.en.split("{")[0]
    assert not [error.value for error in app.error if error.value.startswith(started)]


def choice(app: AppTest, name: str) -> Any:
    """Return one of the choices that stand in the address."""
    return next(box for box in app.selectbox if box.key is not None and box.key.split()[-1] == name)


@pytest.mark.parametrize("page", words.PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_records(demo_url: str, page: str, language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, page, language, monkeypatch)
    assert app.title[0].value == words.PAGES[page](language)
    assert not app.exception
    if language == "vi":
        assert DEMO in [block.value for block in app.markdown]
    if page in WITH_PERIOD:
        labels = {words.PERIOD(language), words.GRAIN(language), words.CALENDAR(language)}
        assert labels <= {box.label for box in app.selectbox}


@pytest.mark.parametrize("page", words.PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_records(
    sqlite_url: str, page: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(sqlite_url, page, language, monkeypatch)
    assert app.title[0].value == words.PAGES[page](language)
    assert not app.exception
    if page in WITH_PERIOD:
        assert app.info[0].value == words.EMPTY(language)


def test_the_overview_shows_the_figures_of_the_period(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "overview", "vi", monkeypatch)
    choice(app, "period").set_value("2024-Q4").run()
    cards = {metric.label: metric.value for metric in app.metric}
    assert cards["Trả lời đúng hạn"] == "86,1 %"
    assert cards["Kỳ họp"] == "24"
    assert any("31/36" in caption.value for caption in app.caption)


def test_a_file_goes_from_upload_to_receipt_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'upload.db'}"
    app = shown(url, "upload", "vi", monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,5,Thường lệ,17/07/2024\n"
    app.file_uploader(key="file").set_value(("ky-hop.csv", text.encode(), "text/csv")).run()
    assert not app.exception
    assert [(card.label, card.value) for card in app.metric][:2] == [("Đã đọc", "1"), ("Mới", "1")]
    next(button for button in app.button if button.label == words.CONFIRM("vi")).click().run()
    assert not app.exception
    assert widgets.escaped(words.STORED.filled(upload=1)("vi")) in [success.value for success in app.success]
    next(button for button in app.button if button.label == words.UNDO("vi")).click().run()
    assert not [success.value for success in app.success if success.value.startswith(words.UNDONE.vi[:8])], "it asks"
    assert any("ky-hop.csv" in text.value for text in app.text)
    next(button for button in app.button if button.label == uploads.UNDO_SURE("vi")).click().run()
    assert app.dataframe[-1].value[words.STATE("vi")].tolist() == ["đang dùng", "đã hoàn tác"], "true at once"
    assert widgets.escaped(words.UNDONE.filled(upload=1)("vi")) in [success.value for success in app.success]


def loaded_by_page(url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Load a file of one row through the page, up to its receipt."""
    app = shown(url, "upload", "vi", monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,5,Thường lệ,17/07/2024\n"
    app.file_uploader(key="file").set_value(("ky-hop.csv", text.encode(), "text/csv")).run()
    next(button for button in app.button if button.label == words.CONFIRM("vi")).click().run()
    assert not app.exception and stored(app) and not app.get("file_uploader"), "nothing of the form stays"
    return app


def stored(app: AppTest) -> bool:
    return widgets.escaped(words.STORED.filled(upload=1)("vi")) in [success.value for success in app.success]


def test_a_receipt_gives_way_to_an_empty_form(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = loaded_by_page(sqlite_url, monkeypatch)
    next(button for button in app.button if button.label == uploads.NEXT_FILE("vi")).click().run()
    assert not app.exception and not stored(app) and "pending" not in app.query_params
    assert app.file_uploader(key="file 1").value == []


def test_a_receipt_of_what_was_undone_elsewhere_is_gone(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = loaded_by_page(sqlite_url, monkeypatch)
    with up_to_date(sqlite_url) as engine:
        undo(engine, local_actor(), 1)
    app.run()
    assert not app.exception and not stored(app) and "pending" not in app.query_params


def test_a_receipt_is_of_the_files_in_the_address(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = loaded_by_page(sqlite_url, monkeypatch)
    app.query_params["pending"] = "of another file"
    app.run()
    assert not app.exception and not stored(app)


def test_the_columns_that_are_asked_about_stand_first(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(sqlite_url, "upload", "vi", monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,xyz\nQuận Lê Chân,5,Thường lệ,17/07/2024,tốt\n"
    app.file_uploader(key="file").set_value(("ky-hop.csv", text.encode(), "text/csv")).run()
    tables = [table.value for table in app.dataframe if words.SAMPLES("vi") in table.value]
    assert tables and tables[0].iloc[0].tolist() == ["xyz", "tốt", words.MAP_CHOICES[""]("vi")]


@pytest.mark.parametrize(("language", "share"), [("vi", "94,3 %"), ("en", "94.3%")])
def test_the_figures_that_would_move_are_written_in_the_language(
    tmp_path: Path, language: Language, share: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(f"sqlite:///{tmp_path / 'moved.db'}", "upload", language, monkeypatch)
    header = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Tổng số đại biểu,Đại biểu có mặt"
    text = f"{header}\nQuận Lê Chân,5,Thường lệ,17/07/2024,35,33\n"
    app.file_uploader(key="file").set_value(("ky-hop.csv", text.encode(), "text/csv")).run()
    whole(app)
    cells = [str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()]
    written = r"\d+,\d %" if language == "vi" else r"\d+\.\d%"
    assert share in cells and all(re.fullmatch(written, cell) for cell in cells if "%" in cell)


def test_a_faulty_file_is_explained_and_not_stored(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(sqlite_url, "upload", "vi", monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,5,Thường lệ,31/02/2024\n"
    app.file_uploader(key="file").set_value(("ky-hop.csv", text.encode(), "text/csv")).run()
    assert not app.exception
    assert words.BROKEN("vi") in [error.value for error in app.error]
    tables = [table.value for table in app.dataframe]
    assert any("31/02/2024" in table.to_string() for table in tables)
    assert words.CONFIRM("vi") not in [button.label for button in app.button]


def test_a_picture_is_refused_with_a_sentence(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(sqlite_url, "upload", "en", monkeypatch)
    app.file_uploader(key="file").set_value(("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00" * 50, "text/csv")).run()
    assert not app.exception
    assert "CSV" in app.error[0].value


def test_the_settings_are_closed() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] == 20 and settings["server"]["maxWidgetStateSize"] == 2
    assert settings["server"]["enableXsrfProtection"] and settings["server"]["enableCORS"]
    assert not settings["server"]["enableAgentApi"] and not settings["browser"]["gatherUsageStats"]
    assert settings["server"]["fileWatcherType"] == "none" and settings["server"]["disconnectedSessionTTL"] == 10
    assert settings["client"]["showErrorDetails"] == "none" and settings["client"]["allowedOrigins"] == []
    served = {path.suffix for path in (ROOT / "static").iterdir()}
    assert served <= {".ttf", ".txt", ".png"}


def test_what_a_file_says_is_no_markdown(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(sqlite_url, "upload", "vi", monkeypatch)
    book = openpyxl.Workbook()
    book.active.title = "_x_ `b` www.a.example"
    book.active.append(["Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc", "[link](http://a.example)"])
    book.active.append(["Quận Lê Chân", 5, "Thường lệ", "17/07/2024", "**x**"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    app.file_uploader(key="file").set_value(("a.xlsx", path.read_bytes(), "application/vnd.ms-excel")).run()
    assert not app.exception
    written = [block.value for block in [*app.markdown, *app.caption, *app.error, *app.info]]
    assert any("a\\.example" in text for text in written), "the sheet's name is shown"
    assert not any("](http" in text for text in written)


def test_a_derived_due_date_is_shown_as_derived(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "records", "vi", monkeypatch)
    choice(app, "kind").set_value("question").run()
    table = app.dataframe[0].value
    written = table[table["Hình thức chất vấn"] == "Bằng văn bản"]
    assert len(written) and written["Hạn trả lời"].str.endswith("°").any()


def test_the_comparison_says_who_differs(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "compare", "en", monkeypatch)
    choice(app, "period").set_value("2024-Q4").run()
    choice(app, "metric").set_value("documents_on_time").run()
    assert not app.exception
    text = " ".join(block.value for block in app.markdown)
    assert "Of 13 comparisons of units, 1 lie outside the 95% limits" in text and "Cát Hải" in text
    choice(app, "group").set_value("island").run()
    assert not app.exception and words.TOO_FEW("en") in [one.value for one in app.info]
    choice(app, "group").set_value("urban").run()
    assert not app.exception and "Of 7 comparisons" in " ".join(block.value for block in app.markdown)


@pytest.mark.parametrize("page", ["overview", "unit", "compare", "index"])
def test_press_reports_are_not_compared(
    page: str, sqlite_url: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(sqlite_engine, local_actor(), open_files([ROOT / "data" / "public" / "session.csv"]))
    with writing(sqlite_engine) as connection:
        set_state(connection, "data_set", "public")
    app = shown(sqlite_url, page, "en", monkeypatch)
    assert not app.exception
    assert shared.NO_COMPARISON.en in [one.value for one in app.info]
    text = " ".join(block.value for block in app.markdown)
    assert "cannot be told apart" not in text and "comparisons of units" not in text


@pytest.mark.parametrize("page", WITH_PERIOD)
def test_every_length_of_period(page: str, demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, page, "vi", monkeypatch)
    for grain in ("half_month", "month", "half", "year", "term"):
        choice(app, "grain").set_value(grain).run()
        assert not app.exception and not app.error, (page, grain)
        assert len(choice(app, "period").options) > 1


def test_choices_stand_in_the_address_by_their_codes(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "overview", "en", monkeypatch, period="2024-Q3", metric="kept")
    assert (choice(app, "period").value, choice(app, "metric").value) == ("2024-Q3", "kept")
    choice(app, "period").set_value("2024-Q1").run()
    assert app.query_params["period"] in ("2024-Q1", ["2024-Q1"])
    app.switch_page("dashboard/pages/compare.py").run()
    whole(app)
    assert (choice(app, "period").value, choice(app, "metric").value) == ("2024-Q1", "kept")


@pytest.mark.parametrize("wrong", ["2024-Q9", "Quý IV/2024", "<script>", ""])
def test_an_address_that_means_nothing_shows_what_is_usual(
    demo_url: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(demo_url, "overview", "vi", monkeypatch, period=wrong, metric=wrong, grain=wrong, calendar=wrong)
    assert choice(app, "grain").value == "quarter"
    assert app.metric


def test_a_question_has_its_own_address(demo_url: str, demo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo.connect() as connection:
        row = connection.execute(sa.select(KINDS["question"].__table__).limit(1)).mappings().one()
    app = shown(demo_url, "overview", "vi", monkeypatch)
    app.query_params["question"] = row["key"]
    app.switch_page("dashboard/pages/questions.py").run()
    app.query_params["question"] = row["key"]
    app.run()
    whole(app)
    assert any(widgets.escaped(row["code"]) in heading.value for heading in app.subheader)
    app.query_params["question"] = "no such key"
    app.run()
    whole(app)
    assert words.NO_SUCH_QUESTION.vi in [info.value for info in app.info]


def test_a_length_of_which_no_period_is_known(
    sqlite_url: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,5,Thường lệ,17/07/2022\n"
    load(sqlite_engine, local_actor(), open_tables("a.csv", text.encode()))
    for page in WITH_PERIOD:
        app = shown(sqlite_url, page, "vi", monkeypatch)
        for grain in ("term", "year", "half_month"):
            choice(app, "grain").set_value(grain).run()
            whole(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_writes_figures_as_its_reader_does(
    sqlite_url: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(sqlite_url, "upload", language, monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,5,Chuyên đề,17/07/2024\n"
    app.file_uploader(key="file").set_value(("a.csv", text.encode(), "text/csv")).run()
    whole(app)
    after = next(table.value for table in app.dataframe if words.AFTER(language) in table.value.columns)
    assert {"vi": "100,0 %", "en": "100.0%"}[language] in list(after[words.AFTER(language)])


def test_the_link_says_all_that_is_chosen(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "unit", "en", monkeypatch, period="2024-Q3", unit="304", metric="kept")
    (address,) = [code.value for code in app.code]
    said = parse_qs(urlsplit(address).query)
    assert said == {
        "lang": ["en"],
        "period": ["2024-Q3"],
        "unit": ["304"],
        "metric": ["kept"],
        "grain": ["quarter"],
        "calendar": ["calendar"],
    }


def test_another_language_keeps_the_choices_and_changes_their_words(
    demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(demo_url, "unit", "vi", monkeypatch, period="2024-Q3", unit="304")
    assert "Quý III/2024" in choice(app, "period").options
    app.query_params["lang"] = "en"
    app.run()
    whole(app)
    assert (choice(app, "period").value, choice(app, "unit").value) == ("2024-Q3", "304")
    assert "Q3 2024" in choice(app, "period").options and "Quarter" in choice(app, "grain").options


def test_press_reports_show_no_changes_and_no_courses(
    sqlite_url: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(sqlite_engine, local_actor(), open_files([ROOT / "data" / "public" / f"{kind}.csv" for kind in KINDS]))
    for data_set, compared in (("public", False), ("own", True)):
        with writing(sqlite_engine) as connection:
            set_state(connection, "data_set", data_set)
        app = shown(sqlite_url, "overview", "en", monkeypatch, grain="year", period="2022")
        assert words.PAGES["overview"].en == app.title[0].value
        against = words.AGAINST.en.split("{")[0]
        assert any(against in caption.value for caption in app.caption) is compared
        assert (words.MAP.en in [heading.value for heading in app.subheader]) is compared


def test_a_file_that_is_looked_at_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Dropped, looked at, drawn again, confirmed: the bytes are opened at the first look only."""

    def read() -> int:
        return sum(record.message.startswith("reading ") for record in caplog.records)

    caplog.set_level("INFO", "etl.reading.open")
    app = shown(f"sqlite:///{tmp_path / 'once.db'}", "upload", "vi", monkeypatch)
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,95,Chuyên đề,05/08/2024\nQuận Lê Chân,96,x,05/08/2024\n"
    app.file_uploader(key="file").set_value(("một lần.csv", text.encode(), "text/csv")).run()
    assert read() == 1
    app.run()
    assert read() == 1
    next(button for button in app.button if button.label == words.CONFIRM_GOOD.vi).click().run()
    whole(app)
    assert widgets.escaped(words.STORED.filled(upload=1).vi) in [success.value for success in app.success]
    assert read() == 1


def test_a_bad_file_hides_no_good_one_and_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "etl.reading.open")
    app = shown(f"sqlite:///{tmp_path / 'two.db'}", "upload", "vi", monkeypatch)
    good = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,95,Chuyên đề,05/08/2024\n"
    files = [("hỏng.csv", b"\x89PNG\r\n\x1a\n\x00\x00" * 50, "text/csv"), ("tốt.csv", good.encode(), "text/csv")]
    app.file_uploader(key="file").set_value(files).run()
    for _again in range(2):
        whole(app)
        assert "CSV" in app.error[0].value and words.CONFIRM.vi in [button.label for button in app.button]
        assert sum(record.message.startswith("reading ") for record in caplog.records) == 2
        app.run()


def test_every_page_has_its_one_place_in_the_bar() -> None:
    assert sorted([*edges.MAIN, *edges.DATA]) == sorted(words.PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_row_says_who_has_reported(demo_url: str, language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "compare", language, monkeypatch, period="2025-Q3")
    engine = sa.create_engine(demo_url)
    with engine.connect() as connection:
        kinds_of = reports(connection, local_actor(), parse_period("2025-Q3"))
    below = {unit: kinds for unit, kinds in kinds_of.items() if unit != CITY}
    silent = [unit for unit, kinds in below.items() if not kinds]
    count = words.REPORTED_OF.filled(reported=len(below) - len(silent), count=len(below))(language)
    assert 0 < len(silent) < len(below) and count in [block.value for block in app.markdown]
    (named,) = [text.value for text in app.text if text.value.count(", ") == len(silent) - 1]
    assert unit_as_of(silent[0], parse_period("2025-Q3").end).name in named


def test_what_is_not_in_press_reports_is_not_called_missing(
    sqlite_url: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(sqlite_engine, local_actor(), open_files([ROOT / "data" / "public" / "session.csv"]))
    with writing(sqlite_engine) as connection:
        set_state(connection, "data_set", "public")
    app = shown(sqlite_url, "records", "en", monkeypatch)
    texts = [block.value for block in app.markdown]
    assert shared.BANDS["public"].en in texts
    assert any("have records of the period" in text for text in texts)
    assert not any("have reported" in text for text in texts)


def test_the_period_before_and_after_are_one_click_away(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(demo_url, "sessions", "vi", monkeypatch)
    first, *earlier = choice(app, "period").options
    assert app.button(key="step_on").disabled and not app.button(key="step_back").disabled
    app.button(key="step_back").click().run()
    whole(app)
    assert choice(app, "period").options[1] == earlier[0] and app.query_params["period"]
    app.button(key="step_on").click().run()
    assert first == choice(app, "period").options[0] and app.button(key="step_on").disabled
    app = shown(demo_url, "sessions", "vi", monkeypatch, period=sorted(periods_of(demo_url))[0])
    assert app.button(key="step_back").disabled and not app.button(key="step_on").disabled


def periods_of(url: str) -> list[str]:
    with sa.create_engine(url).connect() as connection:
        return [period.code for period in queries.periods(connection, local_actor(), "calendar")]
