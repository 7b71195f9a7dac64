"""`python -m empac.probe /readyz`: ask the web server beside us how it is; for health checks.

Exits 0 for a good answer. It speaks as the proxy would, so it passes the host and HTTPS checks.
"""

import http.client
import os
import sys


def main(path: str, port: int) -> int:
    """Return 0 where the path answers 200, else 1; print the answer."""
    is_well, words = ask("127.0.0.1", port, path)
    sys.stdout.write(words)
    return 0 if is_well else 1


def ask(address: str, port: int, path: str) -> tuple[bool, str]:
    """Return whether the path answers 200, and the first 500 bytes of what it says."""
    hosts = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
    headers = {"Host": hosts[0].strip().lstrip("."), "X-Forwarded-Proto": "https"}
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        said = answer.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return False, f"{error}\n"
    finally:
        connection.close()
    return answer.status == http.HTTPStatus.OK, said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(os.environ.get("PORT", "8000"))))
