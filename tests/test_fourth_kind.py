"""A kind and its metrics that stand in a folder of their own go all the way, with no edit anywhere else."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "fixtures" / "fourth_kind"


def test_a_kind_declared_in_a_folder_of_its_own_goes_all_the_way() -> None:
    # A process of its own: kinds are found when the program starts, and the other tests know three.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COUNCIL_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-o", "addopts=", "-q", "-p", "no:cacheprovider", str(FOLDER / "journey.py")],
        cwd=ROOT,
        env={**own, "PYTHONPATH": str(FOLDER)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
