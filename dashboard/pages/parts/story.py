"""One question's own page: what was asked, what happened when, and earlier questions that ask much the same."""

import streamlit as st

from dashboard import context, formats, queries, questions, widgets
from dashboard.pages.parts import address
from dashboard.questions import QuestionRow
from dashboard.words import pages as say
from etl.errors import CouncilError
from etl.figures.query import last_day
from etl.loading.load import load
from etl.reading.open import open_tables
from etl.records import KINDS
from etl.reference import unit_as_of
from etl.similar import Similar, similar

KIND = KINDS["question"]


def show(key: str) -> None:
    """Draw a question's own page, which a link or a QR code opens, too."""
    here = context.language()
    with context.engine().connect() as connection:
        row = questions.question(connection, context.actor(), key)
    if st.button(f"← {say.ALL_QUESTIONS(here)}", type="tertiary"):
        del st.query_params["question"]
        st.rerun()
    if row is None:
        st.info(say.NO_SUCH_QUESTION(here))
        return
    address.remember("question", key)
    _story(row)


def _story(row: QuestionRow) -> None:
    """Draw one question: what was asked, what happened when, and earlier questions that ask much the same."""
    here = context.language()
    st.subheader(widgets.escaped(queries.title(KIND, dict(row), here)))
    st.markdown(f"#### {widgets.escaped(row['summary'])}")
    who = [row["asker"], row["respondent"], queries.text_of(KIND, dict(row), "topic", here)]
    st.caption(widgets.escaped(" → ".join(part for part in who[:2] if part) + (f" · {who[2]}" if who[2] else "")))
    if row["commitment"]:
        st.markdown(f"**{_label('commitment')}**: {widgets.escaped(row['commitment'])}")
    today = last_day()
    for day, name in questions.timeline(row):
        value = queries.text_of(KIND, dict(row), name, here)
        ahead = say.AHEAD(here) if day > today else ""
        extra = queries.text_of(KIND, dict(row), "follow_up_result", here) if name == "follow_up_date" else ""
        st.markdown(
            f"- **{widgets.escaped(value)}** {widgets.escaped(' · '.join(filter(None, (_label(name), extra, ahead))))}"
        )
    st.caption(say.DERIVED(here))
    with context.engine().connect() as connection:
        upload = queries.source_of(connection, context.actor(), row["upload"])
    origin = say.ORIGIN.filled(upload=upload.number, file=upload.file, line=row["line"])(here)
    st.caption(widgets.escaped(" · ".join(filter(None, (row["source"], origin)))))
    _earlier(row)


def _label(name: str) -> str:
    return KIND.columns()[name].text(context.language())


def _earlier(row: QuestionRow) -> None:
    here = context.language()
    st.markdown(f"**{say.ASKED_BEFORE(here)}**")
    if row["asked_again_of"]:
        st.text(f"{_label('asked_again_of')}: {row['asked_again_of']}")
    everywhere = st.toggle(say.WHOLE_CITY(here), key="everywhere")
    with context.engine().connect() as connection:
        offers = similar(connection, context.actor(), row["key"], "city" if everywhere else "unit")
    if not offers:
        st.caption(say.NONE_BEFORE(here))
    for offer in offers:
        with st.container(border=True):
            unit = unit_as_of(offer.unit, offer.asked_date).name
            st.text(f"{offer.code} · {unit} · {formats.day(offer.asked_date, here)}\n{offer.summary}")
            st.caption(widgets.escaped(say.ALIKE.filled(words="; ".join(offer.why))(here)))
            own = offer.unit == row["unit"] and not row["asked_again_of"]
            if own and st.button(say.IS_ASKED_AGAIN(here), key=f"again {offer.key}"):
                _confirm(row, offer)


def _confirm(row: QuestionRow, offer: Similar) -> None:
    """Load the link as a file of one row would be: checked, with an upload of its own, and undone like one."""
    here = context.language()
    try:
        source = open_tables(say.LINK_FILE.vi, questions.link_file(row, offer.code))
        (receipt,) = load(context.engine(), context.actor(), source)
    except CouncilError as error:
        st.error(widgets.escaped(error.text(here)))
        return
    for finding in receipt.findings:
        st.warning(widgets.escaped(finding.text(here)))
    if receipt.upload:
        st.success(say.STORED.filled(upload=formats.number(receipt.upload, here))(here))
