"""A model server that writes what a test wants, sentence by sentence, in the dialect of OpenAI."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        self.send_response(200)
        if not asked.get("stream"):
            self._at_once("".join(self.server.pieces))  # type: ignore[attr-defined]
            return
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in self.server.pieces:  # type: ignore[attr-defined]
            self._event({"content": piece}, None)
            time.sleep(self.server.pause)  # type: ignore[attr-defined]
        self._event({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _at_once(self, text: str) -> None:
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        said = {"id": "1", "object": "chat.completion", "created": 0, "model": "local", "choices": [choice]}
        self.wfile.write(json.dumps(said).encode())

    def _event(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "local", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def writing_model(*pieces: str, pause: float = 0.3) -> Iterator[str]:
    """The address of a server that answers every call with these pieces, each after a pause."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.pieces, server.pause = pieces, pause  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
