"""DBOS's side of bench/peers/run: a workflow that receives a message at each stage. Prints one JSON object.

    python dbos_peer.py sqlite|postgres INSTANCES CLIENTS FILE|ADDRESS

A completion is acknowledged when the message is stored; the workflow takes it afterwards. So the clock stops when all
have ended, not at the last acknowledgement. The work is that of work.mjs.
"""
import asyncio
import importlib.metadata
import json
import sqlite3
import sys
import time

from dbos import DBOS, SetWorkflowID

STAGES = 8
DAY = 24 * 60 * 60


def answer_for(instance, stage):
    return {"score": 3 + (instance + stage) % 3, "remark": "in order"}


def check(answer):
    if not (isinstance(answer["score"], int) and isinstance(answer["remark"], str) and answer["remark"]):
        raise ValueError(f"not an answer: {answer}")
    return answer


def goes_on(answer):
    return answer["score"] >= 3


# Asynchronous, since a thousand of them wait at once: a synchronous workflow holds a thread while it waits.
@DBOS.workflow()
async def stages():
    answers = []
    while len(answers) < STAGES:
        answer = check(await DBOS.recv_async(f"stage{len(answers) + 1}", timeout_seconds=DAY))
        if goes_on(answer):
            answers.append(answer)
    return answers


async def client(first, instances, clients, latencies):
    for stage in range(1, STAGES + 1):
        for instance in range(first, instances, clients):
            asked = time.perf_counter()
            await DBOS.send_async(f"instance{instance}", answer_for(instance, stage), f"stage{stage}")
            latencies.append((time.perf_counter() - asked) * 1000)


async def measure(variant, instances, clients, address):
    config = {"name": "bench", "log_level": "ERROR"}
    if variant == "sqlite":
        # DBOS leaves the journal to SQLite; the write-ahead log is faster, and the file keeps the setting.
        database = sqlite3.connect(address)
        database.execute("PRAGMA journal_mode = WAL")
        if database.execute("PRAGMA synchronous").fetchone() != (2,):
            raise AssertionError("this SQLite does not begin with synchronous=FULL")
        config["system_database_url"] = f"sqlite:///{address}"
        # Each look goes through all waiting workflows, so that a shorter interval costs more than it gains.
        config["notification_listener_polling_interval_sec"] = 0.1
    else:
        config["system_database_url"] = address
    DBOS(config=config)
    DBOS.launch()
    handles = []
    for instance in range(instances):
        with SetWorkflowID(f"instance{instance}"):
            handles.append(await DBOS.start_workflow_async(stages))
    await asyncio.sleep(1)  # until all of them wait

    latencies = []
    start = time.perf_counter()
    await asyncio.gather(*(client(first, instances, clients, latencies) for first in range(clients)))
    ended = [await handle.get_result(polling_interval_sec=0.01) for handle in handles]
    seconds = time.perf_counter() - start

    for instance, answers in enumerate(ended):
        if answers != [answer_for(instance, stage) for stage in range(1, STAGES + 1)]:
            raise AssertionError(f"instance {instance} has the answers {answers}")
    stored = await DBOS.list_workflows_async(status="SUCCESS", load_input=False, load_output=False)
    if len(stored) != instances:
        raise AssertionError(f"{len(stored)} of {instances} instances reached their end")
    DBOS.destroy()

    latencies.sort()
    durability = ("SQLite WAL, synchronous=FULL (the default that it leaves)" if variant == "sqlite"
                  else "PostgreSQL, synchronous_commit=on")
    return {"instances": instances, "completions": len(latencies), "per_s": len(latencies) / seconds,
            "p50_ms": latencies[len(latencies) // 2], "p99_ms": latencies[int(len(latencies) * 0.99)],
            "version": importlib.metadata.version("dbos"), "durability": durability}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))))
