"""The upload page with many files at once, through the real Streamlit."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.parts.upload import history
from dashboard.words import pages as say
from dashboard.words import uploads as many
from etl.accounts import local_actor
from etl.database import connect
from etl.loading.acts import uploads
from etl.loading.load import load
from etl.loading.returns import STATES, Returns
from etl.loading.undo import undo
from etl.reading.bundle import archive, packed
from etl.reading.open import open_tables
from etl.text import LANGUAGES, Language

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
HEADER = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n"
GOOD = {f"{name}.csv": f"{HEADER}{name},5,Thường lệ,17/07/2024\n" for name in ("Quận Lê Chân", "Quận Hồng Bàng")}
FILES = [(name, text.encode()) for name, text in GOOD.items()]
MIXED = packed(
    [*FILES, ("sai.csv", f"{HEADER}Quận Kiến An,5,Thường lệ,31/02/2024\n".encode()), ("ảnh.png", b"\x89PNG")]
)


def shown(url: str, language: Language, monkeypatch: pytest.MonkeyPatch, **choices: str) -> AppTest:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    monkeypatch.setenv("COUNCIL_DATA", "own")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.switch_page("dashboard/pages/upload.py")
    for name, value in {"lang": language, **choices}.items():
        app.query_params[name] = value
    return app.run()


def dropped(app: AppTest, content: bytes, name: str = "quý 3.zip") -> AppTest:
    return app.file_uploader(key="file").set_value((name, content, "application/zip")).run()


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def states(app: AppTest, language: Language) -> dict[str, str]:
    table = next(one.value for one in app.dataframe if many.TO_MEND(language) in one.value)
    return dict(zip(table[say.FILE(language)], table[say.STATE(language)], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zip_is_looked_at_loaded_and_found_the_same(
    sqlite_url: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dropped(shown(sqlite_url, language, monkeypatch), MIXED)
    assert not app.exception and not app.error
    bad, aside = STATES["handed_back"](language), STATES["aside"](language)
    others = {"sai.csv": bad, "ảnh.png": aside}
    assert states(app, language) == {**dict.fromkeys(GOOD, STATES["good"](language)), **others}
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        assert uploads(connection, ACTOR) == [], "to look stores nothing"
    number = app.query_params["returns"]
    button(app, many.LOAD_GOOD.filled(count=2)(language)).click().run()
    assert not app.exception and not app.error
    assert states(app, language) == {**dict.fromkeys(GOOD, STATES["loaded"](language)), **others}
    with engine.connect() as connection:
        assert [(one.group_number, one.new) for one in uploads(connection, ACTOR)] == [(1, 1), (1, 1)]
    group = many.GROUP.filled(group=1, count=2)(language)
    assert group in app.dataframe[-1].value[say.FILE(language)].tolist(), "one entry, there at once"
    again = shown(sqlite_url, language, monkeypatch, returns=number)
    assert states(again, language) == {**dict.fromkeys(GOOD, STATES["same"](language)), **others}
    assert many.NOTHING_GOOD(language) in [info.value for info in again.info]
    engine.dispose()


def test_good_rows_of_faulty_files_are_loaded_where_that_is_asked(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = f"{HEADER}Quận Kiến An,5,Thường lệ,31/02/2024\nQuận Kiến An,6,Thường lệ,17/07/2024\n"
    app = dropped(shown(sqlite_url, "vi", monkeypatch), packed([*FILES, ("lẫn.csv", mixed.encode())]))
    next(box for box in app.checkbox if box.label == many.GOOD_ROWS_TOO.filled(count=1).vi).check().run()
    button(app, many.LOAD_GOOD.filled(count=3).vi).click().run()
    assert states(app, "vi")["lẫn.csv"] == STATES["partly"].vi
    assert any("3 bản ghi mới" in one.value for one in app.success)


def test_a_file_that_would_come_out_otherwise_by_now_is_not_loaded(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dropped(shown(sqlite_url, "vi", monkeypatch), packed(FILES))
    name, content = FILES[0]
    engine = connect(sqlite_url)
    load(engine, ACTOR, open_tables(name, content.replace(b"17/07", b"18/07")))
    engine.dispose()
    button(app, many.LOAD_GOOD.filled(count=2).vi).click().run()
    assert states(app, "vi") == {name: STATES["handed_back"].vi, FILES[1][0]: STATES["loaded"].vi}


@pytest.mark.parametrize(
    "content", [packed([("../a.csv", b"a")]), b"no zip", packed([(f"{n}.csv", b"") for n in range(1001)])]
)
def test_a_hostile_zip_is_refused_in_a_sentence(
    sqlite_url: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dropped(shown(sqlite_url, "vi", monkeypatch), content)
    assert not app.exception and len(app.error) == 1 and "zip" in app.error[0].value
    assert "returns" not in app.query_params
    app.file_uploader(key="file").set_value(("a.csv", FILES[0][1], "text/csv")).run()
    assert not app.exception and not app.error and say.CONFIRM.vi in [one.label for one in app.button]


def test_a_group_and_its_undo_are_one_entry_each(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    assert len(list(Returns(engine, ACTOR).each(archive(packed(FILES))))) == 2
    load(engine, ACTOR, open_tables("c.csv", f"{HEADER}Quận Kiến An,5,Thường lệ,17/07/2024\n".encode()))
    undo(engine, ACTOR, 1)

    def listed() -> list[tuple[list[int], str, str]]:
        with engine.connect() as connection:
            known = history.entries(uploads(connection, ACTOR))
        return [([one.number for one in entry.uploads], entry.name("vi"), entry.state("vi")) for entry in known]

    assert listed() == [
        ([4], "hoàn tác lần nạp 1", "đang dùng"),
        ([3], "c.csv", "đang dùng"),
        ([2, 1], "Đợt 1: 2 lần nạp", "một phần đang dùng"),
    ]
    undo(engine, ACTOR, 4)
    undo(engine, ACTOR, 1, 2)
    assert listed()[0] == ([7, 6], "Đợt 2: hoàn tác 2 lần nạp", "đang dùng")
    assert listed()[-1] == ([2, 1], "Đợt 1: 2 lần nạp", "đã hoàn tác")
    engine.dispose()
