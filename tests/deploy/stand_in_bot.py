"""A small server in a bot's place: `python stand_in_bot.py PORT`. It tells what reached it, and starts at once."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

EVENTS = 4
PAUSE = 0.3
"""Seconds between two events of a stream."""
STREAMS = {"/v1/questions", "/mcp"}


class Handler(BaseHTTPRequestHandler):
    """`?seconds=` is how long an answer takes, `?status=` what it says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Tells path, headers and the size of the body as JSON."""
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        size = len(self._body())
        time.sleep(float(asked.get("seconds", "0")))
        heard = {name.lower(): value for name, value in self.headers.items()}
        port = self.server.server_address[1]
        told = json.dumps({"port": port, "path": parts.path, "bytes": size, "headers": heard}).encode()
        self.send_response(int(asked.get("status", "200")))
        self.send_header("Content-Length", str(len(told)))
        if parts.path.startswith("/auth/"):
            self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        """The same, or a stream of events."""
        if urlsplit(self.path).path not in STREAMS:
            return self.do_GET()
        self._body()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(EVENTS):
            event = f"data: {number}\n\n".encode()
            self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))
            self.wfile.flush()
            time.sleep(PAUSE)
        self.wfile.write(b"0\r\n\r\n")
        return None

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = True
    server.serve_forever()
