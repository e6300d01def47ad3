"""The second chapter: accounts, members, and what they report."""

from deploy.seed import accounts
from deploy.seed.demo.stage import COMMUNITIES, ON_ITS_WAY, WEEKS, Stage
from deploy.seed.people import identity_number, person_name, phone_number
from deploy.seed.person import Person

MEMBERS_A_UNIT = 2


def open_accounts(stage: Stage) -> None:
    ids = stage.ids
    last = ids.branches[-1]
    stage.admin.until("views/divisions", lambda found: found["items"])
    stage.admin.until(f"views/organizations/{last}", lambda found: found)
    _open(stage, accounts.DEPARTMENT, ids.district, [("department", ids.district)])
    _open(
        stage,
        accounts.STREET,
        ids.street,
        [("street", ids.street), ("branch", ids.street)],
    )
    home = ids.communities[0]
    _open(stage, accounts.COMMUNITY, home, [("community", home), ("signatory", home)])
    unit, branch = ids.units[0], ids.branches[0]
    _open(
        stage,
        accounts.UNIT,
        unit,
        [("unit", unit), ("signatory", unit), ("branch", branch), ("branch", unit)],
    )
    for number, community in enumerate(ids.communities[1:], 2):
        worker = accounts.Account(f"shequ{number}", f"社工{number}", "社区工作者", "", "", "", ())
        _open(stage, worker, community, [("community", community), ("signatory", community)])
    for number, unit_id in enumerate(ids.units[1:], 2):
        liaison = accounts.Account(f"danwei{number}", f"联络员{number}", "联络员", "", "", "", ())
        held = [("unit", unit_id), ("signatory", unit_id)]
        _open(stage, liaison, unit_id, held)


def _open(
    stage: Stage, who: accounts.Account, home: str, grants: list[tuple[str, str]], member: str = ""
) -> None:
    user = stage.admin.post(
        "gateway/users",
        {
            "login": who.login,
            "password": who.password,
            "name": who.name,
            "title": who.title,
            "home_id": home,
            "member_id": member or None,
        },
        key=who.login,
    )["user_id"]
    for role, scope in grants:
        stage.admin.post(
            f"gateway/users/{user}/grants",
            {"role_code": role, "scope_id": scope},
            key=f"{who.login} {role} {scope}",
        )
    stage.people[who.login] = Person(stage.url, who.login, who.password)


def enrol_members(stage: Stage) -> None:
    stage.clock.at(-WEEKS * 7 - 3)
    street = stage.person("chenjing")
    ids = stage.ids
    for number, (unit, branch) in enumerate(zip(ids.units, ids.branches, strict=True)):
        for seat in range(MEMBERS_A_UNIT):
            seed = number * 100 + seat
            named = {0: accounts.MEMBER.name, 1: accounts.NEWCOMER.name} if number == 0 else {}
            name = named.get(seat, person_name(seed))
            body = {
                "kind": "party_member",
                "branch_id": branch,
                "unit_id": unit,
                "name": name,
                "identity_no": identity_number(seed),
                "phone": phone_number(seed),
            }
            member = street.patiently(
                "registrations/members", body, key=f"member {seed}", codes=ON_ITS_WAY
            )["member_id"]
            who = _member_account(number, seat, name)
            _open(stage, who, unit, [], member)
            if number == 0 and seat == 0:
                ids.xiaomei = member
            if number == 0 and seat == 1:
                ids.zhanghao = member
                continue
            ids.members.append((member, number))
            _report(stage, stage.person(who.login), member, number, seat)


def _member_account(number: int, seat: int, name: str) -> accounts.Account:
    if number == 0 and seat < 2:
        return (accounts.MEMBER, accounts.NEWCOMER)[seat]
    return accounts.Account(f"dangyuan{number + 1}.{seat + 1}", name, "党员", "", "", "", ())


def _report(stage: Stage, who: Person, member: str, number: int, seat: int) -> None:
    community = 0 if number == 0 else number % COMMUNITIES
    body = {
        "member_id": member,
        "kind": "residence",
        "community_id": stage.ids.communities[community],
        "consent_no": 1,
    }
    registration = who.post("registrations/registrations", body, key="report")["registration_id"]
    # One in a while is left for the community to accept.
    if (number + seat) % 9 == 8:
        return
    stage.community(community).patiently(
        f"registrations/registrations/{registration}/acceptance",
        {},
        key=f"accept {registration}",
        codes=ON_ITS_WAY,
    )
