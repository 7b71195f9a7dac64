"""A mail server for tests, on loopback, which keeps what it takes."""

import contextlib
import socket
import threading


class MailServer:
    """Takes what comes, or as `refuses` says: it refuses (True), for good, or hangs up on it."""

    ANSWERS = {False: b"250 taken", True: b"451 try later", "for good": b"550 nobody here"}

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.taken, self.refuses = [], False
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as line:
                self.talk(line)

    def stop(self):
        with contextlib.suppress(OSError):  # it has stopped already
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def talk(self, line):
        def say(words):
            line.write(words + b"\r\n")
            line.flush()

        say(b"220 here")
        to = []
        while heard := line.readline():
            verb = heard[:4].upper()
            if verb == b"RCPT":
                to.append(heard.split(b"<")[1].split(b">")[0].decode())
            if verb == b"DATA":
                say(b"354 go on")
                body = b"".join(iter(line.readline, b".\r\n"))
                if not self.refuses:
                    self.taken.append((to, body.decode()))
                elif self.refuses == "hang up":
                    return
                say(self.ANSWERS[self.refuses])
            else:
                say(b"221 bye" if verb == b"QUIT" else b"250 fine")
            if verb == b"QUIT":
                return
