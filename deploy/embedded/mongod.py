"""Real mongod from its wheel: one node or three of a replica set, on the loopback only."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.embedded.children import Program
from deploy.embedded.places import Places
from deploy.embedded.ports import LOOPBACK, Front, itself, listens
from deploy.embedded.trouble import Trouble

REPLICA_SET = "gongjian"
NOT_YET_INITIALIZED = 94
# A killed client's open transaction keeps its documents locked until the server gives it up.
TRANSACTION_SECONDS = 10
FAST_SETTINGS = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}


class Mongod:
    """The nodes of one replica set; ``programs`` are what a supervisor keeps running."""

    def __init__(
        self,
        places: Places,
        ports: Sequence[int],
        cache_gb: float = 0.25,
        *,
        front: Front = itself,
    ) -> None:
        self.places = places
        self.ports = tuple(ports)
        self.fronts = tuple(front(self.name(index), port) for index, port in enumerate(ports))
        self.cache_gb = cache_gb

    @property
    def uri(self) -> str:
        hosts = ",".join(f"{LOOPBACK}:{port}" for port in self.fronts)
        return f"mongodb://{hosts}/?replicaSet={REPLICA_SET}"

    def name(self, index: int) -> str:
        """What the process of node ``index`` is called."""
        return "mongod" if len(self.ports) == 1 else f"mongod-{index + 1}"

    def programs(self) -> list[Program]:
        return [self._program(index, port) for index, port in enumerate(self.ports)]

    def data(self, index: int) -> Path:
        return self.places.folder("mongo", str(index + 1))

    def form_set(self) -> None:
        """Make the running nodes one replica set, or tell it that ports have changed."""
        with _direct(self.ports[0]) as client:
            try:
                config = client.admin.command("replSetGetConfig")["config"]
            except OperationFailure as error:
                if error.code != NOT_YET_INITIALIZED:
                    raise
                client.admin.command("replSetInitiate", self._config(version=1))
                return
            wanted = self._config(version=config["version"] + 1)
            if [member["host"] for member in config["members"]] != [
                member["host"] for member in wanted["members"]
            ]:
                wanted["protocolVersion"] = config["protocolVersion"]
                wanted["settings"]["replicaSetId"] = config["settings"]["replicaSetId"]
                client.admin.command("replSetReconfig", wanted, force=True)

    def is_whole(self) -> bool:
        """One node accepts writes and every other one follows it."""
        answers = [_hello(port) for port in self.ports]
        primaries = sum(bool(answer.get("isWritablePrimary")) for answer in answers)
        followers = sum(bool(answer.get("secondary")) for answer in answers)
        return primaries == 1 and primaries + followers == len(answers)

    def _config(self, version: int) -> dict[str, Any]:
        settings: dict[str, Any] = dict(FAST_SETTINGS)
        return {
            "_id": REPLICA_SET,
            "version": version,
            "members": [
                {"_id": index, "host": f"{LOOPBACK}:{port}"}
                for index, port in enumerate(self.fronts)
            ],
            "settings": settings,
        }

    def _program(self, index: int, port: int) -> Program:
        return Program(
            name=self.name(index),
            command=self._command(index, port),
            port=port,
            prepare=require_libraries,
            ready=lambda: bool(_hello(port)),
            diagnose=lambda code, tail: self._diagnose(code, tail, index),
            grace=20.0,
        )

    def _command(self, index: int, port: int) -> list[str]:
        return [
            str(binary()),
            *("--dbpath", str(self.data(index))),
            *("--bind_ip", LOOPBACK),
            *("--port", str(port)),
            *("--replSet", REPLICA_SET),
            *("--networkMessageCompressors", "disabled"),
            *("--wiredTigerCacheSizeGB", str(self.cache_gb)),
            *("--oplogSize", "512"),
            "--nounixsocket",
            "--quiet",
            *("--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=500"),
        ]

    def _diagnose(self, code: int, tail: str, index: int) -> Trouble | None:
        folder = self.data(index)
        if code == 127 or "error while loading shared libraries" in tail:
            return Trouble("mongod misses a system library.", f"ldd {binary()} | grep 'not found'")
        if code == 62:
            return Trouble(
                f"{folder} was written by another version of MongoDB.",
                f"mv {folder} {folder}.other-version",
            )
        if code in (14, 100) and "DBPathInUse" in tail:
            return Trouble(f"Another mongod uses {folder}.", f"fuser -v {folder}/mongod.lock")
        if code in (14, 100) and "No space left" in tail:
            return Trouble(f"The disk of {folder} is full.", f"df -h {folder}")
        if code in (14, 100):
            log = self.places.folder("log")
            return Trouble(
                f"mongod cannot use {folder}; its log in {log} says why.",
                f"mv {folder} {folder}.damaged",
            )
        return None


def binary() -> Path:
    """Mongod from the wheel."""
    spec = find_spec("fiftyone")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "db" / "bin" / "mongod"
        if path.exists():
            if not os.access(path, os.X_OK):
                path.chmod(0o755)
            return path
    raise Trouble(
        f"There is no embedded MongoDB for {sys.platform}.", "docker compose up  # in its place"
    )


def require_libraries() -> None:
    """Mongod is linked against libcurl 4, which a small machine may lack."""
    try:
        ctypes.CDLL("libcurl.so.4")
    except OSError as error:
        raise Trouble(
            "mongod needs the system library libcurl 4.", "sudo apt-get install -y libcurl4"
        ) from error


def _hello(port: int) -> dict[str, Any]:
    if not listens(port):
        return {}
    with contextlib.suppress(PyMongoError), _direct(port) as client:
        answer: dict[str, Any] = client.admin.command("hello")
        return answer
    return {}


def _direct(port: int) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=500, connectTimeoutMS=500
    )
