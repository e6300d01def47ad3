"""Names for ids: organizations from the directory, persons and needs from whom they belong to."""

import time
from collections.abc import Iterable

from contracts.tree import Directory
from libs.kernel import EVERYWHERE, Grant
from libs.web import Caller
from services.gateway.telling import Telling

_KNOWN_SECONDS = 60.0
_BATCH = 100
_READER = (Grant(role="reader", scope_id=EVERYWHERE),)


class PersonNames:
    """Asks registrations for names, batched; remembers for a minute.

    Asked only for persons in rows that the caller may see: who may see the row sees the name, also
    of a helper who is reported at another community.
    """

    def __init__(self, telling: Telling) -> None:
        """Shared by all requests."""
        self._telling = telling
        self._known: dict[str, tuple[float, str]] = {}

    async def of(self, ids: Iterable[str], caller: Caller) -> dict[str, str]:
        """Names by member id, for rows that ``caller`` may see; unknown ids are absent."""
        now = time.monotonic()
        wanted = {id_ for id_ in ids if id_}
        found: dict[str, str] = {}
        for id_ in wanted:
            known = self._known.get(id_)
            if known is not None and known[0] > now:
                found[id_] = known[1]
        missing = sorted(wanted - found.keys())
        for start in range(0, len(missing), _BATCH):
            found |= await self._ask(missing[start : start + _BATCH], caller, now)
        return found

    async def called(self, text: str, caller: Caller) -> list[str] | None:
        """Ids of members in the caller's scope whose name holds ``text``; None: nobody tells."""
        told = await self._telling.ask("registrations", "members/named", caller, {"name": text})
        return [str(row["member_id"]) for row in told["items"]] if "items" in told else None

    async def _ask(self, ids: list[str], caller: Caller, now: float) -> dict[str, str]:
        reader = caller.model_copy(update={"grants": _READER})
        told = await self._telling.ask(
            "registrations", "members/names", reader, {"member_ids": ids}
        )
        names = {str(row["member_id"]): str(row["name"]) for row in told.get("items", ())}
        if len(self._known) > 20_000:
            self._known.clear()
        for id_, name in names.items():
            self._known[id_] = (now + _KNOWN_SECONDS, name)
        return names


class NeedTitles:
    """Asks needs for the titles of those not published yet: no fact carries them.

    Nothing is remembered: who may read a title is for needs to say, each time.
    """

    def __init__(self, telling: Telling) -> None:
        """Shared by all requests."""
        self._telling = telling

    async def of(self, ids: Iterable[str], caller: Caller) -> dict[str, str]:
        """Titles by need id, where ``caller`` may read them; others are absent."""
        wanted = sorted({id_ for id_ in ids if id_})
        if not wanted:
            return {}
        told = await self._telling.ask("needs", "needs/titles", caller, {"need_ids": wanted})
        return {str(row["need_id"]): str(row["title"]) for row in told.get("items", ())}


def street_of(directory: Directory, org_id: str) -> str | None:
    """The street's name of a community, for telling namesakes apart."""
    found = directory.get(org_id)
    if found is None or str(found.kind) != "community" or not found.territory_id:
        return None
    return directory.name(found.territory_id)
