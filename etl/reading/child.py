"""Processes that read strangers' files: limited in memory and time, knowing nothing of the environment."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import IO

MEMORY = 1 << 30


def start(module: str, *arguments: str, file: IO[bytes], complaints: IO[bytes]) -> "subprocess.Popen[bytes]":
    """Run a module of ours with a file as its input; its output is a pipe."""
    # Of the environment only the way to our modules (kinds of one's own may stand in another folder) is handed on: what
    # reads a stranger's file need not know our secrets.
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", module, *arguments],
        cwd=Path(__file__).parent.parent.parent,
        env={"PATH": os.defpath, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=complaints,
    )


def limit(cpu_seconds: int) -> None:
    """Limit the process that calls this; beyond the limits the system ends it, or it runs out of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
