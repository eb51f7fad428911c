"""A real HTTP server on this machine, in the place of an SMS gateway or a robot."""

import dataclasses
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclasses.dataclass(frozen=True)
class Heard:
    path: str
    headers: dict[str, str]
    content: Any


class Listener:
    """Keeps what it hears in `heard`; answers what stands in `answers`, then `{}` with 200."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: list[tuple[int, Any]] = []
        self.always: tuple[int, Any] = (200, {})
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append(
                    Heard(self.path, dict(self.headers.items()), json.loads(content))
                )
                status, answer = listener.answers.pop(0) if listener.answers else listener.always
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Listener":
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def texts(self) -> list[str]:
        return [heard.content["text"] for heard in self.heard]
