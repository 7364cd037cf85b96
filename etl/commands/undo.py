"""`python -m etl undo`: says what it will do, asks where somebody can answer, and takes back."""

import argparse
import sys
from collections.abc import Iterator

from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.errors import MisuseError
from etl.figures.query import State
from etl.loading.acts import uploads
from etl.loading.impact import Moved
from etl.loading.undo import Undoing, foreseen, in_force, undo
from etl.text import Text
from etl.upgrade import up_to_date

_MOST_SHOWN = 20  # uploads, and figures; all are counted
_YES = ("y", "yes", "c", "co", "có")


def declare(made: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    made.add_argument("upload", type=int, nargs="?", metavar="UPLOAD", help="its number, as `uploads` lists it")
    made.add_argument("--group", type=int, default=None, metavar="GROUP", help="all uploads of this group, together")
    made.add_argument("--yes", action="store_true", help="do not ask; without a terminal nothing is asked anyway")
    made.add_argument("--dry-run", action="store_true", help="say what would be taken back, and change nothing")


def run(options: argparse.Namespace) -> int:
    """Undo one upload or a group; exit 1 where a later upload touched the same records."""
    if (options.upload is None) == (options.group is None):
        raise MisuseError(Text("Cần số của lần nạp, hoặc --group.", "Give the number of an upload, or --group."))
    with up_to_date(options.database) as engine:
        return _undo(engine, options)


def _undo(engine: Engine, options: argparse.Namespace) -> int:
    actor = local_actor(options.account)
    numbers = [options.upload]
    if options.group is not None:
        with engine.connect() as connection:
            numbers = in_force(connection, actor, options.group)
    shown = foreseen(engine, actor, *numbers)
    for line in _words(shown):
        print(line)
    if options.dry_run or not (options.yes or _agreed()):
        print("Chưa hoàn tác gì. / Nothing was undone.")
        return 0
    acts = undo(engine, actor, *numbers)
    if len(acts) == 1:
        print(f"Đã hoàn tác lần nạp {numbers[0]} (lần {acts[0]}). / Upload {numbers[0]} is undone (by {acts[0]}).")
        return 0
    with engine.connect() as connection:
        group = uploads(connection, actor, acts)[0].group_number
    print(f"Đã hoàn tác {len(acts)} lần nạp (đợt {group}). / {len(acts)} uploads are undone (by group {group}).")
    return 0


def _agreed() -> bool:
    """Ask whoever sits at the terminal; a script has said all there is to say with the command."""
    if not sys.stdin.isatty():
        return True
    print("Hoàn tác? / Undo? [c/K, y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in _YES


def _words(shown: Undoing) -> Iterator[str]:
    for upload in shown.uploads[:_MOST_SHOWN]:
        about = upload.file or (f"{upload.act} {upload.undoes}" if upload.undoes else upload.act)
        yield f"{upload.number}: {about}, {upload.kind}, {upload.loaded_at.isoformat()}+00:00, {upload.account}"
    if len(shown.uploads) > _MOST_SHOWN:
        yield f"  … {len(shown.uploads) - _MOST_SHOWN}"
    removed, changed, restored = (shown.counts[name] for name in ("removed", "changed", "restored"))
    yield f"Bỏ {removed} bản ghi, trả {changed} về như trước, khôi phục {restored}; đổi {len(shown.moved)} con số."
    yield f"Takes out {removed} records, puts {changed} back, restores {restored}; moves {len(shown.moved)} figures."
    for move in shown.moved[:_MOST_SHOWN]:
        yield f"  {move.unit} {move.period} {move.metric}: {' → '.join(_both(move))}"
    if len(shown.moved) > _MOST_SHOWN:
        yield f"  … {len(shown.moved) - _MOST_SHOWN}"


def _both(move: Moved) -> Iterator[str]:
    sides: tuple[tuple[object, State], ...] = (
        (move.before, move.before_state),
        (move.after, move.after_state),
    )
    return (state if value is None else f"{value:f}" for value, state in sides)
