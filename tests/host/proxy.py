"""A reverse proxy for a ComfyUI server (with a path prefix and a token), and small servers in a thread."""
from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import contextmanager

import aiohttp
from aiohttp import web

from dev_tools.server import HOST, free_port

HOP = {"host", "connection", "upgrade", "transfer-encoding", "content-length", "content-encoding"}


@contextmanager
def serving(app: web.Application, certificate: ssl.SSLContext | None = None):
    """Serve an application on a free loopback port, in a thread; its host and port."""
    port, ready, ending = free_port(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve():
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, HOST, port, ssl_context=certificate).start()
        ready.set()
        await ending.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    assert ready.wait(10)
    yield f"{HOST}:{port}"
    loop.call_soon_threadsafe(ending.set)
    thread.join(10)
    loop.close()


class Proxy:
    """Passes on what comes below `path`, in both directions, where the query holds `token` (if there is one)."""

    def __init__(self, target: str, path: str, token: str | None = None):
        self.target, self.token, self.deaf = target, token, False
        self.cuts: set[asyncio.Event] = set()
        self.app = web.Application()
        self.app.router.add_route("*", path + "/{rest:.*}", self.pass_on)

    def cut(self, deaf: bool) -> None:
        """Break each event stream as a line breaks, without a word; while `deaf`, refuse new ones."""
        self.deaf = deaf
        for cut in list(self.cuts):
            self.loop.call_soon_threadsafe(cut.set)

    async def pass_on(self, request: web.Request):
        query = dict(request.query)
        if query.pop("token", None) != self.token:
            return web.Response(status=401, text="<html>who are you?</html>")
        address = f"{self.target}/{request.match_info['rest']}"
        async with aiohttp.ClientSession() as session:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await self.pass_events_on(session, address, query, request)
            headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
            async with session.request(request.method, address, params=query, headers=headers,
                                       data=await request.read()) as answer:
                return web.Response(status=answer.status, body=await answer.read(),
                                    headers={k: v for k, v in answer.headers.items() if k.lower() not in HOP})

    async def pass_events_on(self, session, address: str, query: dict, request: web.Request):
        if self.deaf:
            return web.Response(status=503)
        front, cut = web.WebSocketResponse(), asyncio.Event()
        self.loop = asyncio.get_running_loop()
        self.cuts.add(cut)
        await front.prepare(request)
        async with session.ws_connect(address, params=query) as back:
            waiting = [asyncio.ensure_future(each) for each in (copy(back, front), copy(front, back), cut.wait())]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
            if cut.is_set():
                request.transport.abort()
        self.cuts.discard(cut)
        return front


async def copy(source, target) -> None:
    """Pass on the texts of one event stream."""
    async for event in source:
        if event.type == aiohttp.WSMsgType.TEXT:
            await target.send_str(event.data)
