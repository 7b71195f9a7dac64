"""Django's PostgreSQL, with every transaction bound to whom the code acts for."""
