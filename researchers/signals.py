"""What the register tells to whoever listens, since it knows nobody above it."""

from django.dispatch import Signal

# Sent where a person has changed what they say of themselves: researcher, by. In the transaction
# of the change; whoever listens only asks for work, and does none.
expertise_saved = Signal()
