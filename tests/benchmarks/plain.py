"""The plain stack that a team would write instead: FastAPI + PyMongo + aiokafka.

Write, then publish; read one message at a time; offsets committed by the client as it ships. The
same machine, mongod and broker as ours, uvloop and httptools too; nothing is done badly on purpose.

``python -m tests.benchmarks.plain serve|consume URI BOOTSTRAP PORT``
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import uvicorn
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field
from pymongo import AsyncMongoClient, ReturnDocument

DATABASE, TOPIC, GROUP = "bench_plain", "bench.plain", "bench.plain.view"


class Renaming(BaseModel):
    """The body of the one command."""

    name: Annotated[str, Field(min_length=1, max_length=120)]


def client(uri: str) -> AsyncMongoClient[dict[str, Any]]:
    """Majority and journal, as ours."""
    return AsyncMongoClient(uri, w="majority", journal=True, readConcernLevel="majority")


def service(uri: str, bootstrap: str) -> FastAPI:
    """Commands and reads in one application."""
    mongo = client(uri)
    database = mongo[DATABASE]
    producer: list[AIOKafkaProducer] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        made = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
        await made.start()
        producer.append(made)
        yield
        await made.stop()
        await mongo.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/things/{thing_id}/name")
    async def rename(
        thing_id: str, body: Renaming, idempotency_key: Annotated[str, Header()]
    ) -> dict[str, int]:
        found = await database["things"].find_one_and_update(
            {"_id": thing_id},
            {"$set": {"name": body.name}, "$inc": {"version": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            raise HTTPException(404)
        event = {
            "id": thing_id,
            "name": body.name,
            "version": found["version"],
            "key": idempotency_key,
        }
        await producer[0].send_and_wait(
            TOPIC, key=thing_id.encode(), value=json.dumps(event).encode()
        )
        return {"version": found["version"]}

    @app.get("/views/{thing_id}")
    async def read(thing_id: str) -> dict[str, Any]:
        found = await database["views"].find_one({"_id": thing_id}, {"_id": 0})
        if found is None:
            raise HTTPException(404)
        return found

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def consume(uri: str, bootstrap: str) -> None:
    """A view of names, and a line of history for each change."""
    database = client(uri)[DATABASE]
    consumer = AIOKafkaConsumer(
        TOPIC, bootstrap_servers=bootstrap, group_id=GROUP, auto_offset_reset="earliest"
    )
    await consumer.start()
    async for message in consumer:
        event = json.loads(message.value)
        await database["views"].update_one(
            {"_id": event["id"]},
            {"$set": {"name": event["name"]}, "$inc": {"changes": 1}},
            upsert=True,
        )
        await database["history"].insert_one({"key": event["key"], "of": event["id"]})


def main(part: str, uri: str, bootstrap: str, port: str) -> None:
    """One of the two processes."""
    if part == "consume":
        uvloop.run(consume(uri, bootstrap))
    else:
        uvicorn.run(
            service(uri, bootstrap),
            port=int(port),
            loop="uvloop",
            http="httptools",
            log_level="warning",
            access_log=False,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
