"""The directory (organisations, people, memberships, partners' keys), and notices, which are a
tenant's.
"""

from apps.accounts.models.membership import Membership
from apps.accounts.models.notice import Notice
from apps.accounts.models.partner_key import PartnerKey
from apps.accounts.models.tenant import Domain, Tenant
from apps.accounts.models.user import User

__all__ = ["Domain", "Membership", "Notice", "PartnerKey", "Tenant", "User"]
