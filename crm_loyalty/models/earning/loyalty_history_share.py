# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import float_compare


class LoyaltyHistory(models.Model):
    """What refunds leave of a bonus that was counted by amount or by unit."""

    _inherit = "loyalty.history"

    earning_basis = fields.Float(
        "Counted",
        readonly=True,
        help="The amount, in the company's currency, or the units that the rule "
        "multiplied.",
    )

    @api.model
    def _cut_bonuses(self, standing, shares):
        """Return the rows of ``standing`` with the part that has to be taken back.

        A fixed bonus rewards the event, which a refund of a part does not undo; what
        was counted by amount or unit shrinks in proportion. What has been taken back
        already is not taken twice.

        :param standing: rows as ``_get_standing_bonuses`` returns them
        :param shares: ``{(rule id, document id): what the customer keeps, 0 to 1}``
        """
        rules = self.env["crm.loyalty.earning.rule"].sudo()
        cut = []
        for row in standing:
            rule = rules.browse(row["rule_id"])
            share = shares.get((rule.id, row["res_id"]), 1.0)
            if rule.point_mode == "fixed" or share >= 1:
                continue
            first = self.sudo().browse(row["first_id"])
            given = first.issued + first.pending
            left = rule.program_id._cut_points(given * max(share, 0.0))
            over = row["points"] + row["pending"] - left
            if float_compare(over, 0, precision_digits=6) > 0:
                pending = min(row["pending"], over)
                cut.append({**row, "points": over - pending, "pending": pending})
        return cut
