"""Errands of co-construction: needs and resources, a plan, offers, agreements, projects."""

from datetime import timedelta
from random import Random
from typing import Any

from deploy.seed.people import social_credit_code
from tests.chaos.ground import Clockwork, Ground
from tests.chaos.hand import Hand, Told

CATEGORIES = ("health", "law", "culture_sports", "safety_patrol", "community_governance")
_MOST_UNITS = 20


class Cooperating:
    """The errands of one hand, which holds every role in its street."""

    def __init__(self, hand: Hand, ground: Ground, clock: Clockwork, draw: Random) -> None:
        self._hand, self._ground, self._clock, self._draw = hand, ground, clock, draw
        self._renamed: list[str] = []

    # -- organizations -------------------------------------------------------------------------

    def register(self) -> None:
        """A unit is registered."""
        told = self._register()
        if told.ok:
            self._renamed.append(told.answer["org_id"])

    def _register(self) -> Told:
        body = {
            "kind": "unit",
            "name": f"演示单位{self._draw.randrange(10**9)}",
            "territory_id": self._draw.choice(self._ground.communities),
            "uscc": social_credit_code(self._draw.randrange(10**9)),
            "effective_on": "2026-01-01",
        }
        return self._hand.ask("organizations/organizations", body)

    def rename(self) -> None:
        """An earlier one gets another name, which is seen at once."""
        if not self._renamed:
            return self.register()
        org = self._draw.choice(self._renamed)
        name = f"演示改名{self._draw.randrange(10**9)}"
        body = {"name": name, "effective_on": "2026-02-01"}
        told = self._hand.ask(f"organizations/organizations/{org}/name", body)
        if told.ok:
            self._hand.look(f"views/organizations/{org}", told, name, lambda found: found["name"])
        return None

    def _unit(self) -> str | None:
        """A unit for which the hand may sign: a new one, or one of twenty."""
        if len(self._ground.units) >= _MOST_UNITS:
            return self._draw.choice(self._ground.units)
        told = self._register()
        if not told.ok:
            return None
        unit = str(told.answer["org_id"])
        grant = {"role_code": "signatory", "scope_id": unit}
        if not self._hand.patiently(f"gateway/users/{self._hand.user_id}/grants", grant).ok:
            return None
        self._ground.units.append(unit)
        return unit

    # -- needs, resources, plan ----------------------------------------------------------------

    def match(self) -> None:
        """Two needs and a unit's resource are matched; what is accepted goes on to a project."""
        unit, category = self._unit(), self._draw.choice(CATEGORIES)
        if unit is None or not self._list(unit, category):
            return
        published = [self._need(category) for _ in range(2)]
        if not any(published):
            return
        self._answer_all(f"views/offers?scope={self._ground.street}&status=open&size=50")
        plan = self._plan()
        if plan is None:
            return
        accepted = self._answer_all(f"views/offers?plan_id={plan}&status=open&size=50", seconds=12)
        if accepted:
            self._agree(plan, accepted[0])

    def _list(self, unit: str, category: str) -> bool:
        body = {
            "unit_id": unit,
            "title": f"演示资源{self._draw.randrange(10**9)}",
            "category_code": category,
            "unit_code": "session",
            "windows": [{"window": self._window(0, 90), "qty": self._draw.randrange(2, 12)}],
        }
        return self._hand.patiently("needs/resources", body).ok

    def _need(self, category: str) -> bool:
        body = {
            "community_id": self._draw.choice(self._ground.communities),
            "title": f"演示需求{self._draw.randrange(10**9)}",
            "category_code": category,
            "qty": self._draw.randrange(1, 6),
            "unit_code": "session",
            "window": self._window(1, 60),
            "channel_code": "visit",
        }
        told = self._hand.patiently("needs/needs", body)
        if not told.ok:
            return False
        place = f"needs/needs/{told.answer['need_id']}"
        return self._hand.ask(f"{place}/verification").ok and (
            self._hand.ask(f"{place}/publication").ok
        )

    def _window(self, days: int, length: int) -> dict[str, str]:
        begin = self._clock.now().replace(minute=0, second=0, microsecond=0)
        begin += timedelta(days=days, hours=1)
        return {
            "start_at": begin.isoformat(),
            "end_at": (begin + timedelta(days=length)).isoformat(),
        }

    def _plan(self) -> str | None:
        """An adopted plan over the street."""
        today = self._clock.today()
        cycle = f"{today.year}H{1 if today.month < 7 else 2}"
        body = {"scope_id": self._ground.street, "cycle_key": cycle}
        told = self._hand.patiently("needs/plans", body, "needs.nothing-to-match", seconds=6)
        if not told.ok:
            return None
        plan = str(told.answer["plan_id"])
        solved = self._hand.find(
            f"views/plans/{plan}",
            lambda found: found["status"] if found["status"] != "solving" else None,
            seconds=30,
        )
        if solved not in {"proven", "greedy"}:
            return None
        return plan if self._hand.patiently(f"needs/plans/{plan}/adoption", {}).ok else None

    def _answer_all(self, path: str, seconds: float = 0.5) -> list[dict[str, Any]]:
        """Answers the offers there; those that were accepted."""
        offers = self._hand.find(path, lambda found: found["items"], seconds) or []
        accepted = []
        for offer in offers:
            place = f"needs/resources/{offer['resource_id']}/offers/{offer['id']}"
            if self._draw.random() < 0.2:
                self._hand.ask(f"{place}/refusal", {"reason_code": "staff_short"})
            elif self._hand.ask(f"{place}/acceptance").ok:
                accepted.append(offer)
        return accepted

    # -- agreement and project -----------------------------------------------------------------

    def _agree(self, plan: str, offer: dict[str, Any]) -> None:
        def drafted(found: dict[str, Any]) -> Any:
            own = [row for row in found["items"] if row["id"] == offer["id"]]
            return own and own[0].get("agreement_id")

        agreement = self._hand.find(f"views/offers?plan_id={plan}&size=50", drafted)
        if not agreement:
            return
        view = f"views/agreements/{agreement}"
        found = self._hand.find(view, lambda entry: entry)
        if found is not None and found["status"] == "draft":
            found = self._sign(agreement, view, found)
        if found is not None:
            self._carry_out(str(agreement), offer)

    def _sign(self, agreement: str, view: str, found: dict[str, Any]) -> dict[str, Any] | None:
        place = f"pairings/agreements/{agreement}"
        today = self._clock.today()
        parties = [party["id"] for party in found["parties"]]
        body = {
            "title": "演示协议",
            "term": {"from_on": str(today), "to_on": str(today + timedelta(days=200))},
            "clauses": [{"heading": "目的", "text": "共建。"}],
            "liaisons": [
                {"party_id": party, "name": "演示联络员", "phone": "13900000000"}
                for party in parties
            ],
        }
        if not self._hand.patiently(f"{place}/revisions", body).ok:
            return None
        if not self._hand.ask(f"{place}/signing").ok:
            return None
        version = self._hand.find(view, lambda e: e if e.get("text_hash") else None)
        if version is None:
            return None
        text = {"version_no": version["version_no"], "text_hash": version["text_hash"]}
        signed = [
            self._hand.ask(f"{place}/signatures", {"party_id": party, **text}) for party in parties
        ]
        return version if all(told.ok for told in signed) else None

    def _carry_out(self, agreement: str, offer: dict[str, Any]) -> None:
        today = str(self._clock.today())
        body = {
            "agreement_id": agreement,
            "need_ids": [offer["need_id"]],
            "lead_id": offer["unit"]["id"],
            "title": "演示项目",
            "category_code": CATEGORIES[0],
            "start_on": today,
            "due_on": str(self._clock.today() + timedelta(days=60)),
        }
        codes = ("projects.agreement-not-effective", "projects.foreign-need")
        told = self._hand.patiently("projects/projects", body, *codes)
        if not told.ok:
            return
        place = f"projects/projects/{told.answer['project_id']}"
        step = {"milestone_no": 1, "title": "摸底", "due_on": body["due_on"], "weight": 100}
        report = {"party_id": offer["unit"]["id"], "as_of_on": today}
        state = {"status_code": "on_track", "progress_pct": 50, "sentence": "按计划推进。"}
        community = offer.get("community") or offer.get("proposer") or {}
        score = {"need_id": offer["need_id"], "evaluator_id": community.get("id"), "score": 90}
        for path, words in (
            ("milestones", {"milestones": [step]}),
            ("milestones/1/reach", {"reached_on": today}),
            ("reports", {**report, **state}),
            ("delivery", {"delivered_on": today}),
            ("evaluations", score),
            ("closing", {}),
        ):
            if not self._hand.ask(f"{place}/{path}", words).ok:
                return
