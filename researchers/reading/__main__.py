"""A file on standard input, in the format that is named or that it looks like; JSON comes out.

`{"reading": {...}}`, or `{"refused": "one sentence"}`. First of all it binds itself to its limits.
"""

import json
import resource
import sys
from dataclasses import asdict

MOST_MEMORY = 1 << 30
MOST_SECONDS = 20
# Fewer bytes than this leave; a small file may unfold to a great deal of text.
MOST_OUT = 20_000_000


def main() -> None:
    """Read, and write what was read. Whatever goes past a limit ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), *sys.argv[1:2])))


def answer(raw: bytes, name: str = "") -> dict[str, object]:
    """What is written, before it is JSON."""
    # Loaded under the limits as well.
    from researchers.reading.formats import read  # noqa: PLC0415
    from researchers.reading.values import Unreadable  # noqa: PLC0415

    try:
        reading = asdict(read(raw, name))
    except Unreadable as error:
        return {"refused": str(error)}
    if len(json.dumps(reading)) > MOST_OUT:
        return {"refused": "The file unfolds to more text than we can take. Send it in parts."}
    return {"reading": reading}


if __name__ == "__main__":
    main()
