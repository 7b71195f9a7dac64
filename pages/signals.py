"""What pages tell to whoever listens, since they know nobody above them."""

from django.dispatch import Signal

# Sent by a Listing that answers with rows: listing, rows (how many), as_csv.
rows_shown = Signal()
