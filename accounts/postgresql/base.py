"""The database backend that `ENGINE` in the settings names."""

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from accounts.acting import acting_person


class DatabaseWrapper(base.DatabaseWrapper):
    """Says in each transaction for whom it is made; the policies of row-level security read that.

    The setting ends with its transaction, so nothing of it is left on a connection that is used
    again, and code outside a transaction acts for nobody. (After a snippet in `TRUST.md` 7.)
    """

    def set_autocommit(
        self,
        autocommit: bool,  # noqa: FBT001 - as Django calls it
        force_begin_transaction_with_broken_autocommit: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Begin a transaction, as Django does by switching this off, and bind it."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and acting_person() is not None:
            self._bind()

    def bind_open_transaction(self) -> None:
        """Bind the transaction that is under way, if there is one that can still be used."""
        if self.connection is None or not self.in_atomic_block:
            return
        # After an error only a roll-back is heard, and it takes the binding back as well.
        if self.connection.get_transaction_status() != TRANSACTION_STATUS_INERROR:
            self._bind()

    def _bind(self) -> None:
        person = acting_person()
        # Below Django's own cursor: this is no query of the page's.
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('empac.person', %s, true)", [str(person or "")])
