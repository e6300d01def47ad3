from collections import Counter

from deploy.seed.divisions import read
from services.organizations.commands import RegisterOrganization
from services.organizations.domain import check_division_code


def test_the_list_is_whole_and_every_superior_comes_first() -> None:
    rows = [RegisterOrganization.model_validate(row) for row in read()]

    kinds = Counter(row.kind for row in rows)
    assert kinds == {"city": 1, "district": 16, "street": 349, "community": 7535}
    known: set[str | None] = {None}
    for row in rows:
        assert row.territory_id in known
        check_division_code(row.kind, row.division_code or "")
        known.add(row.target)
    assert len(known) == len(rows) + 1
