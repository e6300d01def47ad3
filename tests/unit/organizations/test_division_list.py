from collections import Counter

import pytest

from deploy.seed.divisions import place_name, read
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


@pytest.mark.parametrize(
    ("listed", "place"),
    [
        ("多福巷社区居委会", "多福巷社区"),
        ("金桐社区居民委员会", "金桐社区"),
        ("辛庄村委会", "辛庄村"),
        ("北皋村村委会", "北皋村"),
        ("三台山村民委员会", "三台山村"),
        ("楼梓庄居委会", "楼梓庄居委会"),
        ("交道口街道", "交道口街道"),
    ],
)
def test_a_community_is_named_as_a_place_not_as_its_committee(listed: str, place: str) -> None:
    assert place_name(listed) == place
