"""Where Streamlit reads Markdown there stand only our own words, numbers, and texts of users that are escaped.

The test walks the syntax trees of the pages. Our own are constants, what is declared (metrics, kinds, periods; whatever
is named in capitals, which is how constants are named) called with a language, and numbers out of `formats`.
"""

import ast
import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from etl.accounts import local_actor
from etl.loading.load import load
from etl.reading.open import open_tables
from etl.upgrade import up_to_date
from tests.browser import CHROMIUM, chromium, open_page, served, visitor

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "dashboard").rglob("*.py")), ROOT / "streamlit_app.py"]
# What is read as Markdown: every argument, or the one at a place or of a name. The last three are our own.
WHOLE = {"markdown", "write", "caption", "title", "header", "subheader", "info", "warning", "error", "success", "toast"}
LABELLED = {
    **dict.fromkeys(("button", "download_button", "form_submit_button", "link_button", "popover", "expander"), 0),
    **dict.fromkeys(("checkbox", "toggle", "selectbox", "multiselect", "segmented_control", "file_uploader"), 0),
    **dict.fromkeys(("text_input", "text_area", "number_input", "date_input", "metric", "spinner", "status"), 0),
    **dict.fromkeys(("page_link", "progress", "choice", "link"), 1),
    "chart": 3,
}
NAMES = {"label", "help", "caption"}
OPTIONS_TOO = {"radio", "pills", "tabs", "menu_button"}  # whose options are Markdown as well: none is used
DECLARED = {"metric", "kind", "period", "periods", "earlier"}
NUMBERS = {"len", "sum", "int"}
OTHERS = {"queries", "pickers"}  # whose functions are called as Streamlit's are
CHECKED = {"escaped", "source"}  # functions of `widgets` whose result is Markdown, here or by its own test


class Scope:
    """One function (or the body of a file) and what its names stand for."""

    def __init__(self, node: ast.AST, outer: "Scope | None" = None) -> None:
        self.node, self.outer = node, outer
        self.functions = {child.name: child for child in ast.walk(node) if isinstance(child, ast.FunctionDef)}
        self.values: dict[str, list[ast.expr]] = {}
        self.loops: dict[str, list[ast.expr]] = {}
        for child in inside(node):
            if isinstance(child, ast.Assign | ast.AnnAssign | ast.NamedExpr) and child.value is not None:
                for target in child.targets if isinstance(child, ast.Assign) else [child.target]:
                    self._bind(self.values, target, child.value)
            elif isinstance(child, ast.For | ast.comprehension):
                self._bind(self.loops, child.target, child.iter)

    def _bind(self, where: dict[str, list[ast.expr]], target: ast.AST, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            where.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Tuple):
            for row in rows_of(value) if where is self.loops else [value]:
                parts = row.elts if isinstance(row, ast.Tuple) else [row] * len(target.elts)
                for part, of in zip(target.elts, parts, strict=True):
                    self._bind(self.values if isinstance(row, ast.Tuple) else where, part, of)

    # --- what an expression is ----------------------------------------------------------------------------------

    def plain(self, node: ast.AST | None) -> bool:
        """Tell whether an expression is text that is our own, a number, or escaped."""
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr():
                return all(self.plain(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
            case ast.IfExp():
                return self.plain(node.body) and self.plain(node.orelse)
            case ast.BoolOp():
                return all(map(self.plain, node.values))
            case ast.BinOp(op=ast.Add()):
                return self.plain(node.left) and self.plain(node.right)
            case ast.Call():
                return self._plain_call(node)
            case ast.Name():
                bound = self.values.get(node.id, []), self.loops.get(node.id, [])
                if any(bound):
                    return all(map(self.plain, bound[0])) and all(self.plain_each(of) for of in bound[1])
        return self.own(node)

    def _plain_call(self, node: ast.Call) -> bool:
        match node.func:
            case ast.Attribute(value=ast.Name(id="formats")):
                return True
            case ast.Attribute(attr="join", value=ast.Constant()):
                return self.plain_each(node.args[0])
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CHECKED:
                return True
            case ast.Name(id=name) if name in NUMBERS:
                return True
            case ast.Name(id=name) if name in self.functions or (self.outer and name in self.outer.functions):
                function = self.functions.get(name) or self.outer.functions[name]  # type: ignore[union-attr]
                returned = [child.value for child in inside(function) if isinstance(child, ast.Return)]
                return all(map(Scope(function, self.outer or self).plain, returned))
        return len(node.args) == 1 and is_language(node.args[0]) and self.own(node.func)

    def plain_each(self, node: ast.AST) -> bool:
        """Tell whether each part of a collection is plain."""
        match node:
            case ast.List() | ast.Tuple() | ast.Set():
                return all(self.plain_each(p.value) if isinstance(p, ast.Starred) else self.plain(p) for p in node.elts)
            case ast.GeneratorExp() | ast.ListComp():
                return self.plain(node.elt)
            case ast.BinOp(op=ast.Add()):
                return self.plain_each(node.left) and self.plain_each(node.right)
            case ast.IfExp():
                return self.plain_each(node.body) and self.plain_each(node.orelse)
            case ast.Call(func=ast.Name(id="filter")):
                return self.plain_each(node.args[1])
            case ast.Name(id=name) if name in self.values:
                return all(map(self.plain_each, self.values[name]))
        return self.own(node)

    def own(self, node: ast.AST | None) -> bool:
        """Tell whether an expression is something declared: a Text, a label, a constant, or a collection of them."""
        match node:
            case ast.Name(id=name):
                bound = [*self.values.get(name, []), *self.loops.get(name, [])]
                return name.isupper() or name in DECLARED or (bool(bound) and all(map(self.own, bound)))
            case ast.Attribute():
                return node.attr.isupper() or self.own(node.value)
            case ast.Subscript():
                return self.own(node.value)
            case ast.IfExp():
                return self.own(node.body) and self.own(node.orelse)
            case ast.Call(func=ast.Attribute(attr="filled")):
                return self.own(node.func.value) and all(self.plain(value.value) for value in node.keywords)
            case ast.Call(func=ast.Attribute(attr="get", value=of)) | ast.Call(func=ast.Attribute(value=of), args=[]):
                return self.own(of)
        return False


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what belongs to a function or file itself, without the functions in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child
            yield from inside(child)


def rows_of(iterated: ast.expr) -> list[ast.expr]:
    """Return the tuples over which a loop goes where they stand there, else what it goes over."""
    rows = iterated.elts if isinstance(iterated, ast.Tuple | ast.List) else []
    return rows if rows and all(isinstance(row, ast.Tuple) for row in rows) else [iterated]


def is_language(node: ast.AST) -> bool:
    return ast.unparse(node) in ("here", "language", "language()", "context.language()")


def read_as_markdown(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments of a call that are read as Markdown."""
    if not isinstance(call.func, ast.Attribute) or ast.unparse(call.func.value) in OTHERS:
        return
    if call.func.attr in WHOLE:
        yield from call.args
    elif call.func.attr in LABELLED:
        yield from call.args[LABELLED[call.func.attr] :][:1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in NAMES)


def scopes(tree: ast.Module) -> Iterator[Scope]:
    whole = Scope(tree)
    yield whole
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield Scope(node, whole)


def unescaped(source: str) -> list[str]:
    """Return the arguments in a file that are read as Markdown and may hold a user's text."""
    wrong = []
    for scope in scopes(ast.parse(source)):
        passed = (
            {"label", "caption"}
            if getattr(scope.node, "name", "") in ("chart", "choice", "link", "selectbox")
            else set()
        )
        for call in (node for node in inside(scope.node) if isinstance(node, ast.Call)):
            for argument in read_as_markdown(call):
                if not (isinstance(argument, ast.Name) and argument.id in passed) and not scope.plain(argument):
                    wrong.append(f"line {argument.lineno}: {ast.unparse(argument)}")
    return wrong


def names_called(source: str) -> Iterable[str]:
    return [node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_of_users_is_read_as_markdown(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if "streamlit" in source:
        assert unescaped(source) == []
        assert not OPTIONS_TOO & {*names_called(source)}


def test_the_source_of_a_caption_is_plain() -> None:
    whole = Scope(ast.parse((ROOT / "dashboard" / "widgets.py").read_text(encoding="utf-8")))
    assert whole.plain(ast.parse("source(period)", mode="eval").body)
    source = Scope(whole.functions["source"], whole)
    assert all(source.plain(node.value) for node in inside(source.node) if isinstance(node, ast.Return))


@pytest.mark.parametrize(
    "source",
    [
        "st.subheader(row['code'])",
        "st.caption(f'{say.FILE(here)} {name}')",
        "st.markdown(say.FRAME_FROM.filled(version=frame.version)(here))",
        "st.metric(metric.name(here), 1, help=row['summary'])",
        "place.button(queries.title(kind, row, here))",
        "label = row['code']\nst.button(label)",
        "for code in codes:\n    st.caption(code)",
        "st.markdown(' · '.join(part for part in [widgets.escaped(a), b]))",
        "def shown(row):\n    return row['code']\nst.write(shown(row))",
        "widgets.chart(figure, 'key', 'alt', topic)",
        "address.link('unit', unit.name)",
        "st.error(error.text(here))",
        "st.image(picture, caption=name)",
        "say.ROWS.filled(count=1)(here) and st.write(say.ROWS(row))",
    ],
)
def test_what_users_wrote_is_found(source: str) -> None:
    assert len(unescaped(source)) == 1


AWKWARD = (
    "**b** `c` _i_ ~~s~~ $x$ :red[r] :smile: :material/home:",
    "# 1. [l](u) ![p](u) <b>x</b> &copy; a -> b -- c >= d | ===",
)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_a_question_stands_as_it_was_written(tmp_path: Path) -> None:
    code, text = AWKWARD
    out = io.StringIO()
    names = ("Đơn vị", "Số phiếu chất vấn", "Ngày chất vấn", "Người chất vấn", "Cơ quan trả lời", "Lĩnh vực")
    row = ("303", code, "18/07/2024", text, text, "Y tế", text, text, text)
    csv.writer(out).writerows([(*names, "Nội dung chất vấn", "Lời hứa", "Nguồn"), row])
    with up_to_date(url := f"sqlite:///{tmp_path / 'a.db'}") as engine:
        (receipt,) = load(engine, local_actor(), open_tables("a.csv", out.getvalue().encode()))
    with served(url, "own", tmp_path / "log") as address, chromium() as browser, visitor(browser) as page:
        open_page(page, f"{address}/questions?{urlencode({'question': receipt.changes[0].after['key']})}")
        whole = page.locator(".stMain").inner_text().replace("\u2060", "")
        assert whole.count(code) == 1 and whole.count(text) >= 4
        edges = (
            ":is(.st-key-bar, .st-key-head, .st-key-foot) *"  # they say nothing of users, and have signs of their own
        )
        made = f".stMain :is(b, em, del, code, img, .katex, a[href^='u'], [role=img]):not({edges})"
        assert page.locator(made).count() == 0
