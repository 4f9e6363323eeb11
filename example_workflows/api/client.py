"""Queue a workflow in API form, follow it, save its sounds in the current folder. The exit code is 1 if that fails.

    python client.py text_to_story.json [http://127.0.0.1:8188]
"""
import asyncio
import json
import os
import re
import sys
import uuid
from pathlib import Path, PureWindowsPath
from urllib.parse import urlsplit

import aiohttp  # ComfyUI's Python has it

SILENCE_SECONDS = 10
MOST_ATTEMPTS = 10  # to connect to the server again, one each second
GONE = (aiohttp.ClientError, asyncio.TimeoutError)


async def main(workflow: str, server: str = "http://127.0.0.1:8188") -> None:
    parts, client, queued = urlsplit(server if "://" in server else f"http://{server}"), uuid.uuid4().hex, None
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()  # no password, no token

    def at(path: str) -> str:
        return parts._replace(path=f"{parts.path.rstrip('/')}/{path}").geturl()

    try:
        prompt = json.loads(Path(workflow).read_text(encoding="utf-8-sig"))
        if not isinstance(prompt, dict) or "nodes" in prompt:
            raise ValueError("the page writes one with File, Export (API)")
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_connect=10, sock_read=60)) as session:
            queued = await answer(session.post(at("prompt"), json={"prompt": prompt, "client_id": client}))
            refused = [f"{node['class_type']} (node {node_id}): {error['message']}: {error['details']}"
                       for node_id, node in (queued.get("node_errors") or {}).items() for error in node["errors"]]
            if "prompt_id" not in queued:
                sys.exit("refused: " + ("\n".join(refused) or json.dumps(queued.get("error", queued))))
            record = await follow(session, at, client, queued["prompt_id"])
            sounds = [sound for output in record["outputs"].values() for sound in output.get("audio") or []]
            for sound in sounds:  # also those that were made before something failed
                print("saved", await save(session, at, sound))
    except GONE as error:
        sys.exit(f"{'lost the server' if queued else 'no ComfyUI'} at {shown}: {error or 'no answer in time'}")
    except (OSError, ValueError) as error:
        sys.exit(f"{'a sound cannot be saved' if queued else f'{workflow} is no workflow in API form'}: {error}")
    for kind, said in record["status"]["messages"]:
        if kind in ("execution_interrupted", "execution_error"):
            why = said.get("exception_message", "cancelled").strip()
            sys.exit(f"{said['node_type']} (node {said['node_id']}): {why}")
    sys.exit("\n".join(refused) or (0 if sounds else "nothing in this workflow saves a sound"))


async def answer(request) -> dict:
    """The JSON object in the answer to a request."""
    async with request as answered:
        try:
            return dict(json.loads(await answered.read()))
        except (TypeError, ValueError):
            raise aiohttp.ClientError(f"{answered.url.path} answers {answered.status} and no JSON") from None


async def follow(session, at, client: str, prompt_id: str) -> dict:
    """Print a prompt's progress until it has ended. Returns its record in the history."""
    failed = 0
    while True:
        try:
            # if nothing comes for a while, the connection may be dead: connect again, and look at the queue
            silence = aiohttp.ClientWSTimeout(ws_receive=SILENCE_SECONDS)
            async with session.ws_connect(at("ws"), params={"clientId": client}, timeout=silence) as events:
                async for event in events:
                    said = json.loads(event.data) if event.type == aiohttp.WSMsgType.TEXT else {}
                    kind, data = said.get("type"), said.get("data") or {}
                    if kind == "progress" and data.get("prompt_id") == prompt_id:
                        print(f"\r{data['value']} of {data['max']} ", end="", flush=True)
                    if kind != "status":  # sent at first and whenever the queue changes, so no end is missed
                        continue
                    queue, failed = await answer(session.get(at("queue"))), 0
                    if not any(prompt_id in entry for entries in queue.values() for entry in entries):
                        print()
                        history = await answer(session.get(at(f"history/{prompt_id}")))
                        return history.get(prompt_id) or sys.exit("deleted from the queue, or the server was restarted")
                raise aiohttp.ClientError("it closed the stream of events")
        except GONE:
            if (failed := failed + 1) > MOST_ATTEMPTS:
                raise
        await asyncio.sleep(1)


async def save(session, at, sound: dict) -> Path:
    """Download a sound into the current folder, whole or not at all, without overwriting another file."""
    name = Path(re.sub(r"[^\w. -]", "_", PureWindowsPath(sound["filename"]).name).lstrip(".") or "sound")
    free = (name.with_stem(f"{name.stem}{number or ''}") for number in range(10**6))
    target = next(path for path in free if not path.exists())
    beside, wanted = Path(f"{target}.part"), {key: sound[key] for key in ("filename", "subfolder", "type")}
    try:
        async with session.get(at("view"), params=wanted, raise_for_status=True) as file:
            with open(beside, "wb") as written:
                async for piece in file.content.iter_chunked(1 << 20):
                    written.write(piece)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return target


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:])) if len(sys.argv) in (2, 3) else sys.exit(__doc__)
