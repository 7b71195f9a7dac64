"""The database backend that `ENGINE` in the settings names."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from accounts.acting import bindings

WRITES = ("insert", "update", "delete", "merge")


class DatabaseWrapper(base.DatabaseWrapper):
    """Says in each transaction for whom it is made, and what for.

    The policies of row-level security read the one, the triggers that keep a history both. The
    settings end with their transaction, so nothing of them is left on a connection that is used
    again, and what is read outside a transaction is read by nobody. What is written outside gets
    a transaction of its own. (After a snippet in `TRUST.md` 7.)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._write_in_a_transaction)

    def set_autocommit(
        self,
        autocommit: bool,  # noqa: FBT001 - as Django calls it
        force_begin_transaction_with_broken_autocommit: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Begin a transaction, as Django does by switching this off, and bind it."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and any(bindings().values()):
            self._bind()

    def bind_open_transaction(self) -> None:
        """Bind the transaction that is under way, if there is one that can still be used."""
        if self.connection is None or not self.in_atomic_block:
            return
        # After an error only a roll-back is heard, and it takes the binding back as well.
        if self.connection.get_transaction_status() != TRANSACTION_STATUS_INERROR:
            self._bind()

    def _bind(self) -> None:
        calls = ", ".join(["set_config(%s, %s, true)"] * len(bindings()))
        # Below Django's own cursor: this is no query of the page's.
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {calls}", [part for pair in bindings().items() for part in pair]
            )

    def _write_in_a_transaction(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - as Django calls it
        context: dict[str, Any],
    ) -> Any:
        writes = isinstance(sql, str) and sql.lstrip().lower().startswith(WRITES)
        if self.in_atomic_block or not writes or not any(bindings().values()):
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            return execute(sql, params, many, context)
