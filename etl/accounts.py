"""Who acts. Accounts and rights come with sign-in; until then whoever uses this machine has all rights."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Whoever reads unpublished data or writes; the first argument of everything that does either."""

    account: str


def local_actor(account: str = "") -> Actor:
    """Return the actor of one's own machine, under the account's name if one is given."""
    return Actor(account.strip() or "local")
