"""What both command lines share: arguments in, an exit code out, every failure as a sentence in both languages."""

import argparse
import sys
from collections.abc import Sequence

from etl.database import database_failed, is_database_failure
from etl.errors import CouncilError


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Run the command that the arguments name (its `run`) and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
        return code
    except CouncilError as error:
        failure = error
    except BrokenPipeError:
        return 0
    except Exception as error:
        if not is_database_failure(error):
            raise
        failure = database_failed(error)
    print(failure.text.vi, failure.text.en, sep="\n", file=sys.stderr)
    return failure.exit_code
