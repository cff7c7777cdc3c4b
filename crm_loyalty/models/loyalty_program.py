# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class LoyaltyProgram(models.Model):
    """A loyalty programme lets the customer's tier multiply its points, or not.

    The consultant decides on the programme's form.
    """

    _inherit = "loyalty.program"

    is_tier_multiplied = fields.Boolean(
        "Multiply by customer tier",
        default=True,
        help="Orders of a customer earn these points times the multiplier of the "
        "customer's value tier. Switch it off where points count things, as on "
        "a stamp card.",
    )
    is_collecting = fields.Boolean(
        "Collects points on a named card", compute="_compute_is_collecting"
    )

    @api.depends("program_type", "applies_on")
    def _compute_is_collecting(self):
        """Only points which a named customer collects are multiplied.

        Points of promotions, codes and coupons are conditions of one order: the
        double would grant two rewards for one purchase. Points of gift cards and
        wallets are money that the customer paid in: the double would print money.
        """
        for program in self:
            program.is_collecting = (
                program.program_type == "loyalty" and program.is_nominative
            )

    @api.model
    def _find_loyalty_programs(self, company):
        """Return the programmes in which customers of ``company`` collect points.

        Those of the company first, then those of all companies.
        """
        return self.search(
            [
                ("program_type", "=", "loyalty"),
                ("has_ledger", "=", True),
                ("company_id", "in", [False, company.id]),
            ],
            order="company_id, sequence, id",
        )
