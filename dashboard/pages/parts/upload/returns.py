"""Many files at once, or a zip of them: what each is, the good ones loaded, the bad ones handed back; stopped at any time.

A click on "stop" ends a run of the page where it draws next, and so between two files: what a file has come to is noted
before anything is drawn.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from dashboard import context, formats, widgets
from dashboard.words import pages as say
from dashboard.words import uploads as many
from etl.errors import CouncilError, MisuseError
from etl.loading import waiting
from etl.loading.returns import STATES, Returned, Returns, State, handed_back
from etl.reading.bundle import MOST_PACKED, BundledFile, archive, packed
from etl.reading.mapped import Reading
from etl.reading.open import OpenedFile
from etl.records import KINDS
from etl.reference import spans
from etl.text import Text

FEW = 3  # files up to which each is looked at by itself
_KEPT, _RUN = "returns kept", "returns"
_WIDE = 360  # pixels for the sentence of what is to be mended
_MOST_UNITS = 2  # named for one file; more are counted
_ORDER: tuple[State, ...] = (
    "handed_back",
    "partly",
    "good",
    "loaded",
    "same",
    "aside",
)  # what there is to do comes first


@dataclass
class _Run:
    """Files that somebody has dropped: what each is, and once they are being loaded, what became of each."""

    id: str
    name: str
    looked: list[Returned] = field(default_factory=list)
    done: list[Returned] = field(default_factory=list)
    returns: Returns | None = None  # from the click on "load" on
    is_stopped: bool = False


def show(chosen: Sequence[Any]) -> bool:
    """Draw the steps of many files and tell that it was done; False where few were dropped, each to be looked at.

    `chosen`: the files of the page's uploader. With none, those are taken up again that the address names.
    """
    try:
        number = _kept(chosen)
        if number is None:
            st.query_params.pop(_RUN, None)
            return False
        st.query_params[_RUN] = number
        _steps(number)
    except CouncilError as error:
        st.error(widgets.escaped(error.text(context.language())))
    return True


def _kept(chosen: Sequence[Any]) -> str | None:
    """Return under which id the files wait, as one zip; None where they are few."""
    kept: dict[tuple[str, ...], str] = st.session_state.setdefault(_KEPT, {})
    if not chosen:
        return None if kept else st.query_params.get(_RUN)
    if len(chosen) <= FEW and not any(map(_is_zip, chosen)):
        return None
    these = tuple(file.file_id for file in chosen)
    if these not in kept:
        if sum(file.size for file in chosen) > MOST_PACKED:
            raise MisuseError(many.TOO_MUCH)
        name, content = _as_one(chosen)
        archive(content)  # what is no zip, or beyond the limits, is told and not kept
        kept[these] = waiting.keep(context.engine(), context.actor(), name, content)
    return kept[these]


def _is_zip(file: Any) -> bool:
    return str(file.name).lower().endswith(".zip")


def _as_one(chosen: Sequence[Any]) -> tuple[str, bytes]:
    if len(chosen) == 1:
        return chosen[0].name, chosen[0].getvalue()
    files: list[tuple[str, bytes]] = []
    for file in chosen:
        if _is_zip(file):
            inside = PurePosixPath(PurePosixPath(file.name).stem)
            files += [((inside / one.name).as_posix(), one.bytes()) for one in archive(file.getvalue())]
        else:
            files.append((file.name, file.getvalue()))
    return f"{many.BUNDLE(context.language())}-{len(files)}.zip", packed(files)


def _files(number: str) -> list[BundledFile]:
    with context.engine().connect() as connection:
        return archive(waiting.content(connection, context.actor(), number))


def _steps(number: str) -> None:
    here = context.language()
    run: _Run | None = st.session_state.get(_RUN)
    if run is None or run.id != number:
        with context.engine().connect() as connection:
            (pending,) = waiting.kept(connection, context.actor(), [number])
        run = st.session_state[_RUN] = _Run(number, pending.file)
    st.subheader(many.MANY(here))
    st.caption(many.MANY_HELP(here))
    files = _files(number)
    if run.returns is None:
        look = Returns(context.engine(), context.actor(), dry_run=True, remembered=_remembered)
        if _through(run, files, run.looked, look.take, many.LOOKING):
            _table(run.looked)
            _offer(run)
        return
    if _through(run, files, run.done, _load(run), many.LOADING):
        _table(run.done)
        _receipt(run)


def _remembered(opened: OpenedFile) -> Reading | None:
    with context.engine().connect() as connection:
        return waiting.remembered(connection, context.actor(), opened.first_table().header)


def _through(
    run: _Run,
    files: list[BundledFile],
    taken: list[Returned],
    take: Callable[[BundledFile], Returned],
    words: Text,
) -> bool:
    """Take the files that are left, one by one, and tell whether none is."""
    here, count = context.language(), len(files)
    if len(taken) == count:
        return True
    if run.is_stopped:
        st.warning(many.STOPPED.filled(done=len(taken), count=count)(here))
        left = widgets.escaped(many.GO_ON.filled(count=count - len(taken))(here))
        st.button(left, type="primary", on_click=setattr, args=(run, "is_stopped", False))
        if taken:
            _table(taken)
        return False
    place = st.empty()
    with place.container():
        bar = st.progress(0.0)
        st.button(many.STOP(here), on_click=setattr, args=(run, "is_stopped", True))
    for file in files[len(taken) :]:
        at = widgets.escaped(words.filled(done=len(taken) + 1, count=count, file=file.name)(here))
        bar.progress(len(taken) / count, at)
        taken.append(take(file))
    place.empty()
    return True


def _load(run: _Run) -> Callable[[BundledFile], Returned]:
    """Return what loads a file as it was looked at; what is not to be loaded stays as it is."""
    assert run.returns is not None
    returns, before = run.returns, {returned.file: returned for returned in run.looked}

    def take(file: BundledFile) -> Returned:
        looked = before[file.name]
        return returns.take(file) if _is_loaded(looked, returns.accept_good_rows) else looked

    return take


def _is_loaded(looked: Returned, with_good_rows: bool) -> bool:
    return looked.state == "good" or (with_good_rows and _has_good_rows(looked))


def _has_good_rows(looked: Returned) -> bool:
    sound = looked.receipts and all(receipt.sound for receipt in looked.receipts)
    return bool(looked.state == "handed_back" and sound and any(receipt.writes for receipt in looked.receipts))


def _table(listed: list[Returned]) -> None:
    here = context.language()
    states = Counter(returned.state for returned in listed)
    words = ", ".join(f"{states[state]} {STATES[state](here)}" for state in _ORDER if states[state])
    st.markdown(widgets.escaped(many.SUMMARY.filled(count=len(listed), states=words)(here)))
    st.dataframe(
        [
            {
                say.FILE(here): returned.file,
                say.STATE(here): STATES[returned.state](here),
                many.TO_MEND(here): _fault(returned),
                say.KIND(here): ", ".join(KINDS[kind].about.text(here) for kind in returned.kinds),
                many.UNITS(here): _units(returned),
                **{say.COUNTS[name](here): returned.count(name) for name in ("new", "changed", "same", "refused")},
            }
            for returned in sorted(listed, key=lambda one: _ORDER.index(one.state))
        ],
        hide_index=True,
        column_config={many.TO_MEND(here): st.column_config.TextColumn(width=_WIDE if _is_any_faulty(listed) else 90)},
        key="returns table",
    )


def _is_any_faulty(listed: list[Returned]) -> bool:
    return any(returned.is_handed_back for returned in listed)


def _fault(returned: Returned) -> str:
    here = context.language()
    if returned.why is not None:
        return returned.why(here)
    errors = [finding for finding in returned.findings if finding.level == "error"]
    if not errors:
        return ""
    first = f"{errors[0].place(here)}: {errors[0].text(here)}"
    more = len(errors) - 1 + sum(receipt.findings.dropped for receipt in returned.receipts)
    return many.AND_MORE.filled(first=first, count=formats.number(more, here))(here) if more else first


def _units(returned: Returned) -> str:
    names = [spans(code)[-1].name for code in returned.units if spans(code)]
    more = len(names) - _MOST_UNITS
    return ", ".join(names[:_MOST_UNITS]) + (f" (+{more})" if more > 0 else "")


def _offer(run: _Run) -> None:
    here = context.language()
    faulty = sum(map(_has_good_rows, run.looked))
    with_good_rows = bool(faulty) and st.checkbox(
        many.GOOD_ROWS_TOO.filled(count=faulty)(here), key=f"good rows {run.id}"
    )
    count = sum(_is_loaded(looked, with_good_rows) for looked in run.looked)
    if count:
        label = many.LOAD_GOOD.filled(count=count)
        st.button(label(here), type="primary", on_click=_begin, args=(run, with_good_rows))
    else:
        st.info(many.NOTHING_GOOD(here))
    _hand_back(run, run.looked)


def _begin(run: _Run, with_good_rows: bool) -> None:
    """Confirm what was shown: a file that would come out otherwise by now is not loaded."""
    tokens = {returned.file: [receipt.token for receipt in returned.receipts] for returned in run.looked}
    run.returns = Returns(
        context.engine(), context.actor(), accept_good_rows=with_good_rows, tokens=tokens, remembered=_remembered
    )


def _receipt(run: _Run) -> None:
    here = context.language()
    loaded = [returned for returned in run.done if returned.uploads]
    if loaded and run.returns is not None:
        counts: dict[str, Any] = {
            name: formats.number(sum(one.count(name) for one in loaded), here) for name in ("new", "changed")
        }
        words = many.LOADED.filled(files=len(loaded), group=run.returns.group, **counts)
        st.success(widgets.escaped(words(here)))
    else:
        as_stored = all(returned.state in ("same", "aside") for returned in run.done)
        st.info((many.NOTHING_NEW if as_stored else many.NONE_LOADED)(here))
    _hand_back(run, run.done)


def _hand_back(run: _Run, listed: list[Returned]) -> None:
    here = context.language()
    if not (back := [returned for returned in listed if returned.is_handed_back]):
        return

    def content() -> bytes:
        by_name = {file.name: file for file in _files(run.id)}
        return handed_back(((by_name[returned.file], returned) for returned in back), here)

    name = f"{PurePosixPath(run.name).stem}-{many.HANDED_BACK_FILE(here)}.zip"
    label = many.HANDED_BACK.filled(count=len(back))
    key = f"back {run.id} {len(run.done)}"  # not the button of an earlier step, which the browser may still hold
    st.download_button(label(here), content, name, "application/zip", key=key, on_click="ignore")
