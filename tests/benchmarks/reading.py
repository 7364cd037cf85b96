"""Reading, checking and loading a large file against the plain way: `python -m tests.benchmarks.reading [RUNS] [ROWS]`.

The ways take turns, each in a process of its own; what counts are the ratios of their medians, in one run on one machine.
The base parses the same file with Python's csv and puts it into an SQLite table with a key, and checks nothing.
"""

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BASE = """
import csv, sqlite3, sys
rows = csv.reader(open(sys.argv[1], encoding="utf-8", newline=""))
names = [f"c{number}" for number, _name in enumerate(next(rows))]
base = sqlite3.connect(sys.argv[2])
base.execute("PRAGMA journal_mode=WAL"); base.execute("PRAGMA synchronous=FULL")
base.execute(f"CREATE TABLE q ({', '.join(names)}, PRIMARY KEY (c0, c1))")
base.executemany(f"INSERT INTO q VALUES ({', '.join('?' * len(names))})", rows)
base.commit()
"""


def write(path: Path, rows: int) -> None:
    """Write a file of questions as the demonstration records have them, each with a number of its own."""
    with (ROOT / "data" / "demo" / "question.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *known = csv.reader(file)
    code, again = header.index("Số phiếu chất vấn"), header.index("Tái chất vấn của phiếu số")
    carried = header.index("Chuyển từ kỳ trước")
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        for number in range(rows):
            row = list(chance.choice(known))
            row[code], row[again], row[carried] = f"CV-{number}", "", "Không"
            out.writerow(row)


def main(runs: int, rows: int) -> None:
    """Print the median of each way as a multiple of the base's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(file := folder / "questions.csv", rows)
        etl = [sys.executable, "-m", "etl"]
        ways = {
            "base": [sys.executable, "-c", BASE, str(file), str(folder / "base.db")],
            "read": [*etl, "read", str(file)],
            "check": [*etl, "check", str(file)],
            "load": [*etl, "load", str(file)],
            "load again, nothing new": [*etl, "load", str(file)],
        }
        took: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(runs):
            for left in folder.glob("*.db*"):
                left.unlink()
            environment = os.environ | {"COUNCIL_DATABASE_URL": f"sqlite:///{folder / 'load.db'}"}
            for way, command in ways.items():
                begun = time.perf_counter()
                subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
                took[way].append(time.perf_counter() - begun)
        base = statistics.median(took["base"])
        print(f"{rows} rows, {file.stat().st_size / 1e6:.0f} MB, {runs} runs, base {base:.2f} s")
        for way, times in took.items():
            print(
                f"{way}: {statistics.median(times) / base:.2f} x base ({min(times) / base:.2f} to {max(times) / base:.2f})"
            )


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    main(*given, *(3, 60_000)[len(given) :])
