"""The application: launched by `streamlit run streamlit_app.py`; routes and middleware will have their place here."""

from pathlib import Path

import streamlit as st

from dashboard import page_words as words
from dashboard import widgets

app = st.App(__file__)

PAGES = Path(__file__).parent / "dashboard" / "pages"


def main() -> None:
    """Draw the page that the address names."""
    widgets.settle()
    language = widgets.language()
    icon = Path(__file__).parent / "static" / "icon.png"
    st.set_page_config(page_title=words.PRODUCT(language), page_icon=str(icon), layout="wide")
    groups = {
        words.FIGURES(language): ("overview", "unit", "compare", "questions", "briefings", "index", "summary"),
        words.DATA(language): ("records", "upload", "definitions"),
    }
    pages = {
        group: [
            st.Page(PAGES / f"{name}.py", title=words.PAGES[name](language), url_path=name, default=name == "overview")
            for name in names
        ]
        for group, names in groups.items()
    }
    page = st.navigation(pages)
    widgets.arrive(page.url_path)
    widgets.language_switch()
    widgets.band()
    try:
        page.run()
    except Exception:
        widgets.failed()


if __name__ == "__main__":
    main()
