"""How the web server runs, under `./run` and in the container."""

import os
from pathlib import Path

# Threads: sync workers linger up to two seconds on a client that keeps its side open.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
timeout = 60
graceful_timeout = 10
accesslog = "-"
# No client address and no query: a search can hold what somebody is working on.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
# A worker is replaced now and then, so that nothing it gathers grows for ever.
max_requests = 10_000
max_requests_jitter = 1_000
# A heartbeat file on a disk that stalls would have healthy workers killed.
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn unlinks the file as soon as it is open
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
# Nobody steers it through a socket, and its usual place may not be writable.
control_socket_disable = True
