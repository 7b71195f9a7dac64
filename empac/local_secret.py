"""A signing key for a machine that was given none."""

import contextlib
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """Return the key kept at `path`, made on the first call and readable by its owner only.

    Of two processes that start at once, one makes it and both return the same.

    Raises:
        OSError: the folder cannot be written; set SECRET_KEY in the environment instead.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
