"""What accounts tell to whoever listens, since they know nobody above them."""

from django.dispatch import Signal

# Sent where somebody has come into an organisation, by an invitation or by an address that they
# can read: membership. In the transaction that lets them in.
joined = Signal()
