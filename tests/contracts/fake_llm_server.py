"""A server that fails on purpose, in the dialects that the generators speak: for faults no real server shows on cue."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("unauthorized", "unknown_model", "busy", "broken", "slow", "dies", "drips")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # the end of the connection is the end of the reply

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self.rfile.read(length)
        fault = self.server.fault  # type: ignore[attr-defined]
        self.server.calls += 1  # type: ignore[attr-defined]
        status = {"unauthorized": 401, "unknown_model": 404, "busy": 429, "broken": 500}.get(fault)
        if status:
            self._reply(status)
        elif fault == "slow":
            time.sleep(3)
            self._reply(200)
        else:
            self._stream(endless=fault == "drips")

    def _reply(self, status: int) -> None:
        body = json.dumps({"error": {"message": "on purpose", "type": "test"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Retry-After", "30")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, endless: bool) -> None:
        """Sends one whole sentence and the start of another, then closes without an end; or drips on."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        words = [*self.server.text.split(" "), "and", "then", "more"]  # type: ignore[attr-defined]
        try:
            for word in words:
                self._event(f"{word} ")
            while endless and not self.server.stopped.is_set():  # type: ignore[attr-defined]
                time.sleep(0.05)
                self._event("word ")
        except OSError:
            return  # the client has left, as it should
        self.connection.close()

    def _event(self, text: str) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "local", "choices": [choice]}
        data = f"data: {json.dumps(chunk)}\n\n".encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def failing_server(fault: str, text: str = "") -> Iterator[ThreadingHTTPServer]:
    """A server on loopback that answers every call with one fault of `FAULTS`; `calls` counts them."""
    assert fault in FAULTS
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.fault, server.text, server.calls, server.stopped = fault, text, 0, threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
