"""The rows themselves, and where each comes from."""

import streamlit as st

from dashboard import context, formats, queries, tables, widgets
from dashboard.pages.parts import address, edges, pickers
from dashboard.words import pages as say
from etl.errors import CouncilError
from etl.loading.acts import withdraw
from etl.loading.versions import history
from etl.records import KINDS

here = context.language()
head = edges.head("records")
period, beside = pickers.filters(head)
if period is not None:
    name = address.choice("kind", say.KIND(here), list(KINDS), lambda key: KINDS[key].about.text(here), place=beside)
    kind = KINDS[name]
    unit = pickers.unit(period, everyone=say.ALL_UNITS, place=beside)
    with context.engine().connect() as connection:
        rows = queries.records(connection, context.actor(), kind, unit=unit, period=period)
    shown = queries.shown(kind, rows, here)
    st.caption(f"{say.ROWS.filled(count=len(rows))(here)}. {say.DERIVED(here)}")
    if len(rows) == queries.MOST_ROWS:
        st.warning(say.LATEST_ROWS.filled(count=formats.number(len(rows), here))(here))
    if rows:
        chosen = st.dataframe(shown, hide_index=True, on_select="rerun", selection_mode="single-row", key="rows")
        file = f"{name}-{period.code}-{context.version()}.csv"
        st.download_button(
            say.DOWNLOAD(here), lambda: tables.records_file(kind, rows, here), file, "text/csv", on_click="ignore"
        )
        st.caption(say.LOADS_BACK(here))
        st.subheader(say.TRACE(here))
        if not chosen.selection.rows:
            st.caption(say.CHOOSE_ROW(here))
        else:
            row = rows[chosen.selection.rows[0]]
            with context.engine().connect() as connection:
                upload = queries.source_of(connection, context.actor(), row["upload"])
                earlier = history(connection, kind, row["key"])
            st.text(say.ORIGIN.filled(upload=upload.number, file=upload.file, line=row["line"])(here))
            if earlier:
                st.caption(say.VERSIONS(here))
                st.dataframe(queries.shown(kind, [version for _number, version in earlier], here), hide_index=True)
            sure = st.checkbox(say.SURE(here), key=f"sure {row['key']}")
            if st.button(say.WITHDRAW(here), disabled=not sure):
                try:
                    withdraw(context.engine(), context.actor(), kind, [row["key"]])
                    st.success(say.WITHDRAWN(here))
                except CouncilError as error:
                    st.error(widgets.escaped(error.text(here)))
