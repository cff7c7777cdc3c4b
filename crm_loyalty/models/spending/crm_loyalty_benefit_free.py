# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import ValidationError


class CrmLoyaltyBenefit(models.Model):
    """Only what is free can be a gift: nobody pays for it unasked."""

    _inherit = "crm.loyalty.benefit"

    def _check_is_free(self):
        """Refuse benefits that cost points.

        :raises ValidationError: it is no gift
        """
        for benefit in self.filtered("points"):
            raise ValidationError(
                self.env._(
                    "“%(benefit)s” costs %(price)s. A birthday gift is free: choose a "
                    "benefit for 0 points.",
                    benefit=benefit.name,
                    price=benefit.price,
                )
            )
