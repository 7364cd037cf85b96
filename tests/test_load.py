"""How much work a load is."""

import time
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from fault_workload import demo, write
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.loading.load import load
from etl.reading.open import open_files

ACTOR = local_actor()


def new_questions(path: Path, rows: int, name: str) -> Path:
    """Write questions, each with a code of its own; every twentieth asks again what the one before asked."""
    known = demo("question")
    made = [
        dict(known[number % len(known)])
        | {"Số phiếu chất vấn": f"{name}-{number}", "Chuyển từ kỳ trước": "Không"}
        | {"Tái chất vấn của phiếu số": "" if number % 20 else f"{name}-{number + 1}"}
        for number in range(rows)
    ]
    return write(path, made)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_large_load_looks_at_each_row_a_few_times(engine: Engine, tmp_path: Path) -> None:
    """Also where PostgreSQL knows the table well and nothing yet of the upload that is under way."""
    load(engine, ACTOR, open_files([new_questions(tmp_path / "few.csv", 2_000, "A")]))
    file = new_questions(tmp_path / "many.csv", 20_000, "B")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
        server = psutil.Process(connection.scalar(sa.select(sa.func.pg_backend_pid())))
    looks, seconds = looked_at(engine), worked(server)
    (receipt,) = load(engine, ACTOR, open_files([file]))
    looks, seconds = (looked_at(engine) - looks) / 20_000, worked(server) - seconds
    assert receipt.count("new") == 20_000 and receipt.stored
    assert looks < 20
    assert seconds < 15


def looked_at(engine: Engine) -> float:
    """Return how many rows of questions PostgreSQL has looked at so far."""
    counted = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'question'"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        return float(connection.exec_driver_sql(counted).scalar() or 0)


def worked(server: psutil.Process) -> float:
    """Return how long this process and a server's have worked; others on the machine do not matter."""
    return time.process_time() + sum(server.cpu_times()[:2])
