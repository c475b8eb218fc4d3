"""The addresses of the board, its people, their interests, and the texts of an organisation."""

from __future__ import annotations

from tests.advisory import people
from tests.isolation.address import NO_ID, Address


def board_addresses(member: str, interest: str) -> dict[str, Address]:
    """By URL name, with the victim's member and interest."""

    def of(public_id: str, form: dict[str, str] | None = None) -> Address:
        return Address(({"public_id": public_id},), {"public_id": NO_ID}, form=form or {})

    facts = people.form(people.FACTS)
    declared = people.form(people.INTEREST, about="denosumab")
    return {
        "board": Address(),
        "member": of(member),
        "member_reviews": of(member),
        "member_check": of(member, {"credentials": "MBBS"}),
        "board_settings": Address(),
        "board_rules_change": Address(
            form={"required_sign_offs": "1", "review_days": "9", "review_months": "9"}
        ),
        "member_add": Address(form=facts),
        "member_change": of(member, facts),
        "interests": Address(),
        "interest_declare": Address(form=declared),
        "interest_nothing": Address(),
        "interests_confirm": Address(),
        "interest_register": Address(),
        "interest_register_file": Address(),
        "interest_change": of(interest, declared),
        "interest_withdraw": of(interest),
        **_house_text_addresses(),
    }


def _house_text_addresses() -> dict[str, Address]:
    """Numbers are every organisation's own: one that nobody published is a missing page."""
    found: dict[str, Address] = {"house_text_settings": Address()}
    for kind, part in (("editorial_policy", "policy"), ("disclaimer", "patient")):
        form = {part: "Not mine to say", "what_changed": "All", "seen": "0", "publish": ""}
        found |= {
            kind: Address(),
            f"{kind}_edit": Address(form=form),
            f"{kind}_version": Address(({"number": "1"},), {"number": "7"}),
        }
    return found
