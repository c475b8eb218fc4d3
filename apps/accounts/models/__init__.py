"""The directory: organisations, people, their memberships, partners' keys. No tenant rows."""

from apps.accounts.models.membership import Membership
from apps.accounts.models.partner_key import PartnerKey
from apps.accounts.models.tenant import Domain, Tenant
from apps.accounts.models.user import User

__all__ = ["Domain", "Membership", "PartnerKey", "Tenant", "User"]
