"""What is done to the world, one case a function, which gives what went wrong: nothing where all held."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.torture.asking import Asking
from benchmarks.torture.world import QUESTION, World, copied_index
from index.errors import StoreError
from index.generation import folder_of, live_name
from index.manifest import demand_whole, read_manifest

Case = Callable[[World], Sequence[str]]


def kill_the_indexer(world: World) -> Sequence[str]:
    """``guides index`` is killed at any moment: what is published stays whole, and the next run heals."""
    before = live_name(world.index)
    world.change()
    _killed(world, "index")
    wrong = _live_is_whole(world.index)
    code, _, errors = world.run("index")
    wrong += [f"indexing after it: {errors.strip()[-200:]}"] if code else []
    return wrong + ([] if live_name(world.index) != before else ["the change isn't published after all"])


def kill_the_publisher(world: World) -> Sequence[str]:
    """``guides publish`` is killed at any moment: what is pointed to is whole, and the next run publishes."""
    world.change()
    code, _, errors = world.run("index")
    if code:
        return [f"indexing: {errors.strip()[-200:]}"]
    _killed(world, "publish", str(world.place))
    wrong = _live_is_whole(world.place)
    code, _, errors = world.run("publish", str(world.place))
    wrong += [f"publishing after it: {errors.strip()[-200:]}"] if code else []
    return wrong + _all_follow(world)


def damage_a_file(world: World) -> Sequence[str]:
    """Any file of the live generation is damaged in any way: the one before answers, or one line says why none does."""
    copy = copied_index(world, "damaged")
    folder = folder_of(copy, str(live_name(copy)))
    path = world.chance.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    content = path.read_bytes()
    way = world.chance.choice(("deleted", "emptied", "cut", "flipped", "lengthened"))
    if way == "deleted":
        path.unlink()
    else:
        place = world.chance.randrange(max(1, len(content)))
        flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :] if content else b"x"
        path.write_bytes({"emptied": b"", "cut": content[:place], "flipped": flipped}.get(way, content + b"\0"))
    code, out, errors = world.run("ask", QUESTION, "--json", index=copy)
    told = f"{path.relative_to(folder)} {way}"
    if "Traceback" in errors:
        return [f"{told}: a traceback"]
    if code:
        return [] if code == 2 and errors.startswith("guides: ") else [f"{told}: exit code {code}"]
    texts = [(world.folder / "corpus" / "tech-lead.md").read_text(encoding="utf-8")]
    quotes = [citation["quote"] for citation in json.loads(out)["citations"]]
    known = " ".join(" ".join(texts).split())
    # The generation before quotes an earlier release, of which the number alone differs.
    plain = [" ".join(word for word in quote.split() if not word.isdecimal()) for quote in quotes]
    bare = " ".join(word for word in known.split() if not word.isdecimal())
    return [f"{told}: a changed quote {quote!r}" for quote in plain if quote not in bare]


def overload(world: World) -> Sequence[str]:
    """More clients than a server has places for: each gets an answer or a refusal, and the server is well after."""
    server = world.chance.choice(world.servers)
    clients = [Asking([server.address], patient=True) for _ in range(world.chance.randint(20, 40))]
    with ExitStack() as stack:
        for client in clients:
            stack.enter_context(client)
        time.sleep(world.chance.uniform(1, 2.5))
    wrong = [fault for client in clients for fault in client.failed]
    answered = sum(client.statuses[200] for client in clients)
    return (
        wrong + ([] if answered else ["nobody was answered"]) + ([] if server.until_ready() else ["not ready after it"])
    )


def publish_under_load(world: World) -> Sequence[str]:
    """A new version is published while clients ask: no request fails, and all servers switch."""
    with ExitStack() as stack:
        clients = [stack.enter_context(Asking([server.address], patient=True)) for server in world.servers]
        world.publish()
        wrong = [*_all_follow(world)]
    return wrong + [fault for client in clients for fault in client.failed]


def kill_a_server(world: World) -> Sequence[str]:
    """A server is killed while a client asks, which goes on with the other; the killed one comes back by itself."""
    victim = world.chance.choice(world.servers)
    others = [server.address for server in world.servers if server is not victim]
    with Asking([victim.address, *others], patient=True) as client:
        time.sleep(world.chance.uniform(0.1, 1))
        victim.kill()
        time.sleep(world.chance.uniform(0.1, 1))
        victim.start()
        ready = victim.until_ready()
    return [*client.failed, *([] if ready else ["the killed server doesn't come back"])]


def lose_the_source(world: World) -> Sequence[str]:
    """The source is away, or points to what isn't there: servers say so, go on, and are well when it is back."""
    pointer = world.place / "current"
    good = pointer.read_text(encoding="utf-8")
    hidden = world.place.with_name("hidden")
    away = world.chance.random() < 0.5
    with ExitStack() as stack:
        clients = [stack.enter_context(Asking([server.address], patient=True)) for server in world.servers]
        if away:
            world.place.rename(hidden)
        else:
            pointer.write_text("20990101T000000000000-00000000", encoding="utf-8")
        time.sleep(world.chance.uniform(1.5, 2.5))
        said = [server.readiness().get("status") for server in world.servers]
        if away:
            shutil.rmtree(world.place, ignore_errors=True)
            hidden.rename(world.place)
        else:
            pointer.write_text(good, encoding="utf-8")
        wrong = [*_all_follow(world)]
    wrong += ["a server doesn't say that its source is away" for status in said if status != "degraded"]
    return wrong + [fault for client in clients for fault in client.failed]


CASES: dict[str, Case] = {
    "the indexer killed": kill_the_indexer,
    "the publisher killed": kill_the_publisher,
    "a file damaged": damage_a_file,
    "overload": overload,
    "published under load": publish_under_load,
    "a server killed": kill_a_server,
    "the source lost": lose_the_source,
}


def _killed(world: World, *arguments: str) -> None:
    process = world.begin(*arguments)
    time.sleep(world.chance.uniform(0.2, 6))
    process.kill()
    process.communicate()


def _live_is_whole(index: Path) -> list[str]:
    try:
        folder = folder_of(index, str(live_name(index)))
        demand_whole(folder, read_manifest(folder))
    except StoreError as error:
        return [str(error)]
    return []


def _all_follow(world: World) -> list[str]:
    wanted = (world.place / "current").read_text(encoding="utf-8")
    return [f"a server doesn't switch to {wanted}" for server in world.servers if not server.until_ready(wanted)]
