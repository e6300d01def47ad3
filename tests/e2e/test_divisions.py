"""The whole list of divisions beside the demo, which has registered a district of it."""

from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from deploy.seed.client import GatewayClient
from deploy.seed.divisions import load, read, told
from tests.e2e.town import Town


async def test_the_list_finds_the_demo_district_as_it_is(town: Town, root: Path) -> None:
    password = (root / "secrets" / "admin-password").read_text().strip()
    rows = [row for row in read() if row["division_code"][:6] in {"110000", "110101"}]

    async with GatewayClient(town.url) as client:
        await client.sign_in("admin", password)
        outcome = await load(client, rows, Progress(console=Console(quiet=True)))

    assert outcome.refused == []
    assert told(outcome) == "188 organizations already there, nothing changed"
