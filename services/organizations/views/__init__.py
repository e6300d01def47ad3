"""What is read of organizations: trees, lists, details, histories, previews."""

from services.organizations.views.dated import OrgRef
from services.organizations.views.details import Details, History, HistoryEntry, OrganizationDetail
from services.organizations.views.lists import Lists, OrganizationPage, OrganizationRow, Wanted
from services.organizations.views.matching import Match, Matches, SheetLine
from services.organizations.views.previews import Asked, ChangeKind, ChangePreview, Previews
from services.organizations.views.structure import StructureRead
from services.organizations.views.trees import TreeLevel, TreeNode, Trees

__all__ = [
    "Asked",
    "ChangeKind",
    "ChangePreview",
    "Details",
    "History",
    "HistoryEntry",
    "Lists",
    "Match",
    "Matches",
    "OrgRef",
    "OrganizationDetail",
    "OrganizationPage",
    "OrganizationRow",
    "Previews",
    "SheetLine",
    "StructureRead",
    "TreeLevel",
    "TreeNode",
    "Trees",
    "Wanted",
]
