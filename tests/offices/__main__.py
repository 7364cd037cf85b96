"""`python -m tests.offices [--part seen|held] [--files N] [-v]`: how much of office files the program understands."""

import argparse

from .score import OUTCOMES, Score, score_files
from .wordings import PARTS


def main() -> None:
    """Print the figures of one part or both; with -v what failed, the most frequent first."""
    parser = argparse.ArgumentParser(prog="python -m tests.offices", description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="the wordings to read; without it both parts")
    parser.add_argument("--files", type=int, default=150, metavar="N", help="how many files of each part (150)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what failed, each with an example")
    given = parser.parse_args()
    for part in [given.part] if given.part else PARTS:
        found = score_files(range(given.files), part)
        _print(f"{part}: as it comes", found)
        values = score_files(range(given.files), part, by_hand=True)
        _print(f"{part}: every column said by hand", values)
        if given.verbose:
            _print_failures(f"{part}: as it comes", found)
            _print_failures(f"{part}: every column said by hand", values)


def _print(title: str, score: Score) -> None:
    print(f"{title}: {score.files} files, {score.whole} wholly right, {score.refused} not loaded at all")
    total = score.cells.total()
    shares = ", ".join(f"{name} {score.cells[name]} ({score.cells[name] / max(total, 1):.1%})" for name in OUTCOMES)
    print(f"  cells {total}: {shares}")
    if score.extras:
        print(f"  other columns: {', '.join(f'{name} {score.extras[name]}' for name in OUTCOMES)}")
    print(f"  columns taken for another field without a word: {score.misread}; stray rows and values: {score.strays}")
    for crash in score.crashes:
        print(f"  CRASH {crash}")


def _print_failures(title: str, score: Score) -> None:
    print(f"\n{title}: what failed")
    order = {"wrong": 0, "the file": 1, "asked": 2}
    for what, (count, example) in sorted(
        score.failures.items(), key=lambda item: (order[item[0][0]], -item[1][0], item[0])
    ):
        print(f"  {count:4}  {' · '.join(part for part in what if part)}   [{example}]")


if __name__ == "__main__":
    main()
