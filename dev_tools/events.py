"""A small WebSocket client (RFC 6455) that reads the server's event stream. Standard library only."""
from __future__ import annotations

import base64
import json
import os
import socket
import time
from collections.abc import Iterator

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


class EventStream:
    """The events that ComfyUI sends to a page: executing, progress, executed, execution_error, ...

    Use it as a context manager, and open it before the prompt is queued, or the first events are lost.

    Args:
        host, port: where the server listens.
        client_id: the same id that the prompt is queued with.

    Raises:
        ConnectionError: the server does not open a WebSocket there.
    """

    def __init__(self, host: str, port: int, client_id: str):
        self._socket = socket.create_connection((host, port), timeout=30)
        self._buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /ws?clientId={client_id} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(request.encode())
        head = self._read_head()
        if not head.startswith("HTTP/1.1 101"):
            self.close()
            raise ConnectionError(f"{host}:{port}/ws answered {head.splitlines()[0]!r}, not 101")

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def events(self, timeout_seconds: float) -> Iterator[dict]:
        """Yield each event ({"type", "data"}) as it comes; previews (binary) are left out.

        Raises:
            TimeoutError: the caller did not stop the iteration within timeout_seconds.
            ConnectionError: the server closed the stream.
        """
        deadline = time.monotonic() + timeout_seconds
        message = b""
        kind = 0
        while True:
            final, code, payload = self._read_frame(deadline)
            if code == CLOSE:
                raise ConnectionError("the server closed its event stream")
            if code == PING:
                self._send(PONG, payload)
            if code >= CLOSE:
                continue
            kind, message = (code, payload) if code else (kind, message + payload)
            if final and kind == TEXT:
                yield json.loads(message)

    def _read_head(self) -> str:
        while b"\r\n\r\n" not in self._buffer:
            self._fill(time.monotonic() + 30)
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        return head.decode("latin-1")

    def _read_frame(self, deadline: float) -> tuple[bool, int, bytes]:
        first, second = self._take(2, deadline)
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(self._take(2 if length == 126 else 8, deadline), "big")
        return bool(first & 0x80), first & 0x0F, self._take(length, deadline)

    def _take(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            self._fill(deadline)
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _fill(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no event from the server in time")
        self._socket.settimeout(left)
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        self._buffer += received

    def _send(self, code: int, payload: bytes) -> None:
        # a client must mask its frames; a mask of zeros is allowed and changes nothing; control frames have < 126 bytes
        self._socket.sendall(bytes([0x80 | code, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
