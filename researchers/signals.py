"""What the register tells to whoever listens, since it knows nobody above it."""

from django.dispatch import Signal

# Sent where a person has changed what they say of themselves: researcher, by. In the transaction
# of the change; whoever listens only asks for work, and does none.
expertise_saved = Signal()

# Sent where a page shows how much is asked of people: people (their keys), reader. Whoever counts
# it answers with words by key, as the reader may know them.
load_wanted = Signal()
