"""Queue a workflow in API form, follow it, save its sounds.

    python client.py text_to_story.json [http://127.0.0.1:8188]
"""
import asyncio
import json
import sys
import uuid
from pathlib import Path

import aiohttp  # ComfyUI's Python has it


async def main(workflow: str, server: str = "http://127.0.0.1:8188") -> None:
    prompt, client = json.loads(Path(workflow).read_text(encoding="utf-8")), uuid.uuid4().hex
    async with aiohttp.ClientSession(server) as session, session.ws_connect(f"/ws?clientId={client}") as events:
        async with session.post("/prompt", json={"prompt": prompt, "client_id": client}) as answer:
            queued = await answer.json()
            if answer.status != 200:
                sys.exit(f"refused: {json.dumps(queued, indent=1)}")
        async for event in events:
            data = json.loads(event.data) if event.type == aiohttp.WSMsgType.TEXT else {}
            kind, data = data.get("type"), data.get("data") or {}
            if kind == "progress":
                print(f"\r{data['value']} of {data['max']}", end="", flush=True)
            if kind == "execution_error":
                sys.exit(f"\n{data['node_type']}: {data['exception_message']}")
            for sound in (data.get("output") or {}).get("audio", []) if kind == "executed" else []:
                wanted = {key: sound[key] for key in ("filename", "subfolder", "type")}
                async with session.get("/view", params=wanted) as file:
                    Path(sound["filename"]).write_bytes(await file.read())
                print(f"\nsaved {sound['filename']}")
            if kind == "execution_success" and data["prompt_id"] == queued["prompt_id"]:
                return


asyncio.run(main(*sys.argv[1:]))
