import json

from deploy.supply_chain.audit import Findings, read_npm_audit, read_pip_audit, verdict

CLEAN = Findings("one", looked_up=3)


def test_an_audit_that_reached_nothing_is_no_clean_audit() -> None:
    answer = json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})

    found = read_pip_audit(answer, "")

    assert (found.looked_up, found.missed) == (0, ("not found",))
    assert verdict([CLEAN, found]) == 2
    assert verdict([CLEAN]) == 0


def test_one_dependency_that_was_skipped_keeps_the_audit_from_being_clean() -> None:
    answer = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": []},
            {"name": "b", "skip_reason": "not found"},
        ]
    }

    assert verdict([read_pip_audit(json.dumps(answer), "")]) == 2


def test_what_is_known_is_told_even_when_something_was_out_of_reach() -> None:
    answer = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}]}
    silent = read_pip_audit("", "Traceback\nno route\n")

    found = read_pip_audit(json.dumps(answer), "")

    assert found.known == ("a 1: CVE-1",)
    assert silent.missed == ("no route",)
    assert verdict([found, silent]) == 1


def test_an_error_of_npms_endpoint_is_not_taken_for_an_empty_list() -> None:
    refused = read_npm_audit(json.dumps({"statusCode": 405, "method": "POST"}), "")
    answer = {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 9}}}

    assert verdict([refused]) == 2
    assert refused.missed == ("the advisory endpoint refused: 405 POST",)
    assert verdict([read_npm_audit(json.dumps(answer), "")]) == 0
    assert verdict([read_npm_audit("", "npm is missing")]) == 2
