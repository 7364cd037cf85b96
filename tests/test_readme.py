"""README tells the truth: what it prints is printed, the commands it lists are there, and every command is listed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import _parser as dashboard_parser
from etl.__main__ import _parser as etl_parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
A_FILE = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Hồng Bàng,9,Thường lệ,05/08/2025\n"


def shown(after: str) -> list[str]:
    """Return the lines that README shows after a text, to the end of their block."""
    block = README.split(after, 1)[1].split("```")[0]
    return [line for line in block.split("$ ")[0].splitlines() if line.strip() and line.strip() != "…"]


def printed(folder: Path, module: str, *arguments: str) -> list[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
    environment = {**own, "COUNCIL_DATABASE_URL": f"sqlite:///{folder / 'readme.db'}", "COUNCIL_DATA": "demo"}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_readme_shows_what_is_printed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(A_FILE, encoding="utf-8")
    first = [line for line in shown("What the first start prints:\n\n```\n") if not line.startswith("Mở / open")]
    assert first == printed(tmp_path, "etl", "begin")
    for command, arguments in (
        ("-m etl load a.csv\n", ("etl", "load", str(tmp_path / "a.csv"))),
        ("-m dashboard figures 2024-Q4 --unit total\n", ("dashboard", "figures", "2024-Q4", "--unit", "total")),
    ):
        lines = shown(command)
        actual = printed(tmp_path, *arguments)
        assert len(lines) > 2
        for line, real in zip(lines, actual, strict=False):
            assert real.startswith(line.removesuffix("…")) if line.endswith("…") else real == line


@pytest.mark.parametrize(("module", "make"), [("etl", etl_parser), ("dashboard", dashboard_parser)])
def test_readme_lists_every_command_and_no_other(module: str, make: object) -> None:
    parser = make()  # type: ignore[operator]
    (commands,) = [action for action in parser._actions if action.choices and action.metavar == "COMMAND"]
    rows = [line.split("|")[1] for line in README.splitlines() if line.startswith(f"| `python -m {module}")]
    listed = {re.sub(r"python -m \w+ ", "", word).split()[0] for row in rows for word in re.findall("`([^`]+)`", row)}
    assert {word for word in listed if not word.startswith("-")} == set(commands.choices)
