"""The demo's sign-ins, shown on the sign-in page of a demo only."""

from pydantic import BaseModel

from libs.storage.database import Database


class DemoAccount(BaseModel):
    """An account anybody may try; everything about it is made up."""

    login: str
    password: str
    name: str
    organization: str
    tasks: str
    tasks_en: str = ""
    devices: list[str]


class Demo:
    """Accounts noted by whoever loaded the demo; empty unless the process is told it is one."""

    def __init__(self, database: Database, *, shown: bool) -> None:
        """``shown`` comes from the settings."""
        self._rows = database.collection("demo_accounts")
        self._shown = shown

    async def accounts(self) -> list[DemoAccount]:
        """In the order in which they are to be shown."""
        if not self._shown:
            return []
        rows = await self._rows.find({}).sort("_id", 1).to_list()
        return [DemoAccount.model_validate(row) for row in rows]

    async def note(self, accounts: list[DemoAccount]) -> None:
        """Replaces what is shown."""
        await self._rows.delete_many({})
        if accounts:
            await self._rows.insert_many(
                [{"_id": number, **entry.model_dump()} for number, entry in enumerate(accounts)]
            )
