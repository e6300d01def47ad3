"""What the organizations service says about who is asked for."""

from contracts.directory import OrgView
from contracts.tree import Directory, OrganizationEnded
from services.needs.domain.errors import CommunityEnded, UnitEnded


def active_community(directory: Directory, community_id: str) -> OrgView:
    """The community; raises CommunityEnded, NotSeenYet."""
    try:
        return directory.active(community_id)
    except OrganizationEnded as ended:
        heir = directory.name(directory.resolve(community_id))
        raise CommunityEnded(name=directory.name(community_id), heir=heir) from ended


def active_unit(directory: Directory, unit_id: str) -> OrgView:
    """The unit; raises UnitEnded, NotSeenYet."""
    try:
        return directory.active(unit_id)
    except OrganizationEnded as ended:
        raise UnitEnded(name=directory.name(unit_id)) from ended
