"""The application: launched by `streamlit run streamlit_app.py`; routes and middleware will have their place here."""

from pathlib import Path

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts import address
from dashboard.words import pages as words

app = st.App(__file__)

FOLDER = Path(__file__).parent


def main() -> None:
    """Draw the page that the address names."""
    context.begin()
    context.settle()
    language = context.language()
    listed = [
        st.Page(
            FOLDER / "dashboard" / "pages" / f"{name}.py",
            title=f"{words.PAGES[name](language)} · {words.PRODUCT(language)}",
            url_path=name,
            default=name == "overview",
        )
        for names in address.GROUPS.values()
        for name in names
    ]
    icon = FOLDER / "static" / "icon.png"
    page = st.navigation(listed, position="hidden")
    st.set_page_config(page_title=page.title, page_icon=str(icon), layout="wide")
    with widgets.guarded():
        address.arrive(page.url_path or "overview")
        widgets.look()
        links = st.sidebar.container(gap="xxsmall")
        widgets.language_switch()
        with widgets.guarded():  # the way to the other pages stays open
            widgets.band()
            page.run()
            address.show()
        address.share()
        address.navigation(links)


if __name__ == "__main__":
    main()
