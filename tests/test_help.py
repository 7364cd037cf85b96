"""Every command and option of both command lines says what it is for, and README lists every command."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard.__main__
import etl.__main__

ROOT = Path(__file__).parent.parent
PROGRAMS = {"etl": etl.__main__._parser(), "dashboard": dashboard.__main__._parser()}


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def unexplained(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            explained = {choice.dest: choice.help for choice in action._choices_actions}
            yield from (f"{name} {command}" for command in action.choices if not explained.get(command))
            for command, below in action.choices.items():
                yield from unexplained(below, f"{name} {command}")
        elif not action.help:
            yield f"{name} {(action.option_strings or [action.dest])[0]}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert list(unexplained(PROGRAMS[name], name)) == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_help_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], *([command] for command in commands(PROGRAMS[name]))):
        with pytest.raises(SystemExit) as end:
            PROGRAMS[name].parse_args([*command, "--help"])
        assert end.value.code == 0 and capsys.readouterr().out


def test_readme_lists_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| (`.+?`.*?) \| .+ \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    listed: dict[str, set[str]] = {name: set() for name in PROGRAMS}
    for row in rows:
        name = ""
        for code in re.findall("`(.+?)`", row):
            words = code.removeprefix("python -m ").split()
            name = words.pop(0) if code.startswith("python -m ") else name
            if re.fullmatch("[a-z-]+", words[0]) and not words[0].startswith("--"):
                listed[name].add(words[0])
    assert listed == {name: set(commands(parser)) for name, parser in PROGRAMS.items()}
