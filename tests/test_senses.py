"""Headers by the sense of their words: whatever offices compose of them is understood or asked about, never misplaced."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.declare.fields import Record
from etl.declare.ideas import FILLER, Idea, meaning
from etl.findings import Findings
from etl.reading.columns import ColumnMap, map_columns
from etl.reading.senses import is_not_kept, senses
from etl.records import KINDS
from etl.text import fold

Parts = tuple[str, ...]


def mapped(parts: Sequence[Parts], kind: str | None = None, **said: object) -> tuple[ColumnMap | None, Findings]:
    findings = Findings()
    header = tuple(" ".join(name) for name in parts)
    found = map_columns(header, KINDS[kind] if kind else None, findings, parts=tuple(parts), **said)  # type: ignore[arg-type]
    return found, findings


def fields(*headers: str | Parts, kind: str | None = None, **said: object) -> list[str | None]:
    found, _findings = mapped([(name,) if isinstance(name, str) else name for name in headers], kind, **said)
    assert found is not None
    return found.fields


def asked(findings: Findings) -> set[str]:
    return {finding.column for finding in findings if finding.column}


# --- single names


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("session", "Số ĐB có mặt", "delegates_present"),
        ("session", "SO DAI BIEU DU HOP", "delegates_present"),
        ("session", "Đ/c vắng (có phép)", "delegates_excused"),
        ("session", "Tổng số đại biểu HĐND được bầu (người)", "delegates_total"),
        ("session", "Tài liệu gửi đến đại biểu đúng thời hạn", "documents_on_time"),
        ("session", "Văn bản QPPL", "resolutions_normative"),
        ("session", "Thời gian họp (ngày)", "days"),
        ("session", "Kì họp lần thứ", "session_no"),
        ("question", "Sở, ngành trả lời", "respondent"),
        ("question", "Tên cơ quan chịu trách nhiệm giải quyết", "respondent"),
        ("question", "ĐB nêu câu hỏi", "asker"),
        ("question", "Vấn đề chất vấn xuất phát từ", "origin"),
        ("question", "Ngày phải trả lời", "answer_due"),
        ("question", "Tình hình thực hiện cam kết", "follow_up_result"),
        ("question", "Ngày rà soát lời hứa gần nhất", "follow_up_date"),
        ("briefing", "Địa phương chủ trì", "host_unit"),
        ("briefing", "Giao ban lần thứ", "conference_no"),
        ("briefing", "Số kiến nghị, đề xuất được tiếp thu", "proposals_accepted"),
    ],
)
def test_a_name_is_known_by_its_sense(kind: str, header: str, field: str) -> None:
    assert [sense.field for sense in senses(KINDS[kind], (header,))] == [field]


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("session", "Số đại biểu có mặt (%)"),  # a share
        ("session", "Tỷ lệ đại biểu dự"),
        ("session", "Tài liệu gửi chậm"),
        ("session", "Đại biểu vắng"),  # with and without leave
        ("session", "Nghị quyết cá biệt"),
        ("session", "Số kỳ họp đã tổ chức"),
        ("session", "Ký tên"),  # `ký` is no `kỳ`
        ("session", "Thư ký kỳ họp"),
        ("session", "Nghị quyết dự kiến thông qua"),
        ("question", "Số chất vấn"),  # how many, or which
        ("question", "Nội dung trả lời"),
        ("question", "Số ngày trả lời"),
        ("question", "Trả lời chậm"),
        ("briefing", "Ngày gửi tham luận"),
    ],
)
def test_a_name_that_means_something_else_is_no_field(kind: str, header: str) -> None:
    assert not senses(KINDS[kind], (header,))


def test_accents_tell_words_apart_where_they_stand() -> None:
    assert not meaning("Sở").words & meaning("Số").words
    assert meaning("Thuỷ Hoà").unknown == ("Thuỷ", "Hoà")
    assert meaning("Thoả đáng") == meaning("Thỏa đáng")
    assert meaning("SO").words == frozenset(
        {frozenset().union(*meaning("Số").words, *meaning("Sở").words)}
    )  # either, where none stand


# --- whole headers


def test_a_name_over_several_rows_is_read_as_a_whole() -> None:
    header = [
        ("Đơn vị",),
        ("Kỳ họp",),
        ("Loại",),
        ("Thời gian", "Khai mạc"),
        ("Thời gian", "Bế mạc"),
        ("Đại biểu", "Tổng số"),
        ("Đại biểu", "Có mặt"),
        ("Đại biểu", "Vắng", "Có phép"),
        ("Nghị quyết", "Tổng số"),
        ("Nghị quyết", "Trong đó: QPPL"),
        ("Tài liệu", "Tổng số"),
        ("Tài liệu", "Đúng hạn"),
    ]
    assert fields(*header) == [
        *("unit", "session_no", "kind", "start_date", "end_date"),
        *("delegates_total", "delegates_present", "delegates_excused"),
        *("resolutions_passed", "resolutions_normative", "documents_total", "documents_on_time"),
    ]


def test_a_row_alone_means_nothing_where_the_row_above_could_turn_it() -> None:
    assert fields(("Đại biểu vắng", "Tổng số"), ("Lãnh đạo UBND", "Có mặt"), kind="session") == [None, None]
    assert fields(("Thông tin chung", "Kỳ họp"), ("Kết quả kỳ họp", "Số nghị quyết"), kind="session") == [
        "session_no",
        "resolutions_passed",
    ]


def test_what_another_column_surely_is_leaves_the_choice() -> None:
    # `Kiểm tra` may be when a promise was checked, or what was found.
    alone, findings = mapped([("Kiểm tra",)], "question")
    assert alone is not None and alone.fields == [None]
    assert {finding.code for finding in findings if finding.column} == {"ambiguous_column"}
    assert fields("Kiểm tra", "Kết quả kiểm tra", kind="question") == ["follow_up_date", "follow_up_result"]


def test_what_stands_in_a_column_decides_between_two_fields_and_against_one() -> None:
    dates, results, texts = ("05/03/2026", "6/3/2026"), ("Đã thực hiện", "Chưa thực hiện"), ("Sở đã xem xét",)
    assert fields("Kiểm tra", kind="question", samples=[dates]) == ["follow_up_date"]
    assert fields("Kiểm tra", kind="question", samples=[results]) == ["follow_up_result"]
    assert fields("Trả lời", kind="question", samples=[texts]) == [None]
    # Cells that are only to be mended are no proof against a name.
    assert fields("Ngày trả lời", kind="question", samples=[("31/02/2026",)]) == ["answered_date"]


def test_a_slip_in_a_column_does_not_decide() -> None:
    assert fields("Kiểm tra", kind="question", samples=[("05/03/2026", "để sau")]) == ["follow_up_date"]
    number = "Số nghị quyết thông qua được"
    assert fields(number, kind="session", samples=[("tốt", "xong")]) == ["resolutions_passed"]  # to be mended
    assert fields(number, kind="session", samples=[("tốt", "xong", "đã họp")]) == [None]  # another column


def test_what_the_user_says_of_a_column_leaves_the_choice_of_the_others() -> None:
    said = {"chosen": {"abc": "follow_up_result"}}
    assert fields("Kiểm tra", "abc", kind="question", **said) == ["follow_up_date", "follow_up_result"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("Đại biểu", "Số nghị quyết"), "resolutions_passed"),  # says by itself what it is
        (("Tài liệu", "Đ/c vắng có phép"), "delegates_excused"),
        (("Vắng mặt", "Số nghị quyết"), None),  # what stands above may turn it
        (("Tỷ lệ", "Số nghị quyết"), None),
        (("xyz", "Số nghị quyết"), None),
    ],
)
def test_a_lower_row_alone(parts: Parts, field: str | None) -> None:
    assert [sense.field for sense in senses(KINDS["session"], parts)] == ([field] if field else [])


def test_a_question_for_yes_or_no_denies_nothing() -> None:
    for kind, header, field in (
        ("briefing", "Có phát biểu không", "spoke"),
        ("question", "Có hài lòng không", "satisfied"),
    ):
        assert [sense.field for sense in senses(KINDS[kind], (header,))] == [field]
    assert not senses(KINDS["session"], ("Đại biểu dự không",))


def test_only_a_name_that_is_known_in_full_is_left_out() -> None:
    assert is_not_kept(KINDS["question"], ("Nội dung trả lời",))
    assert is_not_kept(KINDS["session"], ("Địa điểm",)) and not is_not_kept(KINDS["session"], ("Địa điểm xyz",))


def test_two_meanings_are_asked_with_both_names_and_the_words_to_write() -> None:
    _found, findings = mapped([("Kiểm tra",)], "question")
    message = next(finding.text for finding in findings if finding.code == "ambiguous_column")
    for name in ("follow_up_date", "follow_up_result"):
        assert all(KINDS["question"].columns()[name].text(language) in message(language) for language in ("vi", "en"))
        assert name in message.vi and name in message.en
    assert '--map "Kiểm tra=follow_up_date"' in message.vi


def test_a_kind_is_recognised_by_all_its_columns() -> None:
    header = ["Date", "Council", "Summary", "Office", "Topic", "Date answered"]
    found, _findings = mapped([(name,) for name in header])
    assert found is not None and found.kind is KINDS["question"]
    assert found.fields == ["asked_date", "unit", "summary", "respondent", "topic", "answered_date"]


@pytest.mark.parametrize(
    ("header", "code"),
    [("Tỷ lệ (%)", "share_left_out"), ("Địa điểm", "column_left_out"), ("Vắng không phép", "column_left_out")],
)
def test_a_column_that_is_known_to_be_none_of_ours_is_left_out_with_a_word(header: str, code: str) -> None:
    found, findings = mapped([(header,)], "session")
    assert found is not None and found.left_out == [header] and found.fields == [None]
    assert [(one.code, one.level) for one in findings if one.column == header] == [(code, "warning")]


def test_words_that_nobody_knows_are_asked_about_with_what_the_rest_means() -> None:
    found, findings = mapped([("Ngày trả lời xyz",)], "question")
    assert found is not None and found.fields == [None]
    finding = next(one for one in findings if one.column)
    assert (finding.code, finding.level) == ("unknown_column", "error")
    assert KINDS["question"].columns()["answered_date"].text.vi in finding.text.vi


def test_what_the_user_says_goes_before_any_sense() -> None:
    found, findings = mapped(
        [("Kiểm tra",), ("Ngày kiểm tra",)],
        "question",
        chosen={"kiem tra": "follow_up_result"},
        left_out=["Ngày kiểm tra"],
    )
    assert found is not None and found.fields == ["follow_up_result", None]
    assert not asked(findings)


# --- random headers


def _words(idea: Idea) -> st.SearchStrategy[str]:
    return st.sampled_from(idea.words)


@st.composite
def named(draw: st.DrawFn, kind: type[Record], name: str) -> Parts:
    """One of the names that a field's declaration allows: its ideas in any order, on one row or two."""
    means = draw(st.sampled_from(kind.columns()[name].means))
    also = sorted(means.also, key=lambda idea: idea.words)
    ideas = [*means.needed, *(draw(st.lists(st.sampled_from(also), unique=True, max_size=2)) if also else [])]
    ideas += draw(st.sampled_from([(), (), (FILLER,), kind.about.ideas]))
    words = [draw(_words(idea)) for idea in draw(st.permutations(ideas))]
    if draw(st.booleans()):
        words = [draw(st.sampled_from([str.upper, str.title, fold]))(word) for word in words]
    cut = draw(st.integers(0, len(words) - 1)) if draw(st.booleans()) else 0
    return tuple(filter(None, (" ".join(words[:cut]), " ".join(words[cut:]))))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_composed_header_is_understood_or_asked_about(data: st.DataObject) -> None:
    kind = KINDS[data.draw(st.sampled_from(sorted(KINDS)))]
    known = [name for name, field in kind.columns().items() if field.means]
    names = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=8, unique=True))
    parts = [data.draw(named(kind, name)) for name in names]
    found, findings = mapped(parts, kind.about.name)
    assert found is not None
    for name, own, header, target in zip(names, parts, [" ".join(part) for part in parts], found.fields, strict=True):
        assert target in (None, name) or _also_means(kind, own, target), (own, name, target)
        assert target is not None or header.strip() in asked(findings) or header in found.left_out


def _also_means(kind: type[Record], parts: Parts, target: str) -> bool:
    """Tell whether the words, as they came to stand, say another field as rightly: `số` beside `ngày họp` counts days."""
    said = meaning(" ".join(parts))
    return any(all(said.says([idea]) for idea in means.needed) for means in kind.columns()[target].means)
