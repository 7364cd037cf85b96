"""The application: launched by `streamlit run streamlit_app.py`; routes and middleware have their place here."""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from dashboard import context, widgets
from dashboard.pages.parts import address, edges
from dashboard.words import pages as words

FOLDER = Path(__file__).parent
FIRST = "overview"  # stands at the address without a name


def first(request: Request) -> RedirectResponse:
    """Lead the name of the first page to where it stands, with its choices; relative, so also below another address."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


app = st.App(__file__, routes=[Route(f"/{FIRST}", first)])


def main() -> None:
    """Draw the page that the address names."""
    context.begin()
    context.settle()
    language = context.language()
    listed = {
        name: st.Page(
            FOLDER / "dashboard" / "pages" / f"{name}.py",
            title=f"{title(language)} · {words.PRODUCT(language)}",
            url_path=name,
            default=name == FIRST,
        )
        for name, title in words.PAGES.items()
    }
    icon = FOLDER / "static" / "icon.png"
    page = st.navigation(list(listed.values()), position="hidden")
    st.set_page_config(page_title=page.title, page_icon=str(icon), layout="wide")
    with widgets.guarded():
        name = page.url_path or FIRST
        address.arrive(name)
        widgets.look()
        bar = edges.Bar(name, listed)
        with widgets.guarded():  # the way to the other pages stays open
            edges.strip()
            page.run()
            edges.foot()
            address.show()
        bar.draw()


if __name__ == "__main__":
    main()
