"""A wire between a program and PostgreSQL that is cut at a chosen word, as a failing network or server would cut it."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa


@dataclass
class Relay:
    """Passes bytes on both ways until a client sends `word`; then it cuts that one connection.

    `delivered`: the server gets the word all the same. `answered`: the cut comes after the server's answer, which the
    client never sees. `for_good`: no later connection is let through.
    """

    server: str
    word: bytes
    delivered: bool = False
    answered: bool = False
    for_good: bool = False
    cuts: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError):
            if self.cuts and self.for_good:
                return
            server.connect(self.server)
            while True:
                for side in select.select([client, server], [], [])[0]:
                    if not (data := side.recv(1 << 16)):
                        return
                    if side is client and self.word in data and not self.cuts:
                        self.cuts += 1
                        if self.delivered:
                            server.sendall(data)
                        if self.answered:
                            server.recv(1 << 16)
                        return
                    (server if side is client else client).sendall(data)


@contextlib.contextmanager
def cut_at(word: bytes, url: str, **how: bool) -> Iterator[tuple[Relay, str]]:
    """Give a relay to the server of `url`, which has a folder for its socket, and the URL that leads through it."""
    where = sa.make_url(url)
    relay = Relay(f"{where.query['host']}/.s.PGSQL.5432", word, **how)
    thread = threading.Thread(target=relay.serve, daemon=True)
    thread.start()
    through = where.set(host="127.0.0.1", port=relay.listener.getsockname()[1]).difference_update_query(["host"])
    try:
        yield relay, through.render_as_string(hide_password=False)
    finally:
        relay.listener.shutdown(socket.SHUT_RDWR)
        relay.listener.close()
        thread.join()
