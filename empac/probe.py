"""`python -m empac.probe /readyz`: ask the web server beside us how it is; for health checks.

Exits 0 for a good answer. It speaks as the proxy would, so it passes the host and HTTPS checks.
"""

import http.client
import os
import sys


def main(path: str, port: int) -> int:
    """Return 0 where the path answers 200, else 1 with the answer printed."""
    hosts = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
    headers = {"Host": hosts[0].strip().lstrip("."), "X-Forwarded-Proto": "https"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        sys.stdout.write(answer.read(500).decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"{error}\n")
        return 1
    finally:
        connection.close()
    return 0 if answer.status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(os.environ.get("PORT", "8000"))))
