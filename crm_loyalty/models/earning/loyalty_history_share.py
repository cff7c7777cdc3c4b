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
    def _balance_bonuses(self, gone, kept, shares):
        """Take back and give again what bonuses are off from their documents' worth.

        :param gone: rows of ``_get_given_bonuses`` whose documents no longer count
        :param kept: the other rows
        :param shares: see ``_cut_bonuses``
        :return: the movements
        """
        over = gone + self._cut_bonuses(kept, shares)
        movements = self._post_bonuses(over, None, is_reversed=True)
        return movements | self._give_again(self._find_missing(kept, shares))

    @api.model
    def _cut_bonuses(self, standing, shares):
        """Return the rows of ``standing`` with the part that has to be taken back.

        A fixed bonus rewards the event, which a refund of a part does not undo; what
        was counted by amount or unit shrinks in proportion. What has been taken back
        already is not taken twice.

        :param standing: rows as ``_get_standing_bonuses`` returns them
        :param shares: ``{(rule id, document id): what the customer keeps, 0 to 1}``
        """
        cut = []
        for row in standing:
            worth = self._get_worth(row, shares)
            over = row["points"] + row["pending"] - worth
            is_cut = worth < self._get_first_points(row)
            if is_cut and float_compare(over, 0, precision_digits=6) > 0:
                pending = min(row["pending"], over)
                cut.append({**row, "points": over - pending, "pending": pending})
        return cut

    @api.model
    def _get_worth(self, row, shares):
        """Return how many points of a bonus its document is worth now."""
        rule = self.env["crm.loyalty.earning.rule"].sudo().browse(row["rule_id"])
        share = shares.get((rule.id, row["res_id"]), 1.0)
        given = self._get_first_points(row)
        if rule.point_mode == "fixed" or share >= 1:
            return given
        return rule.program_id._cut_points(given * max(share, 0.0))

    @api.model
    def _get_first_points(self, row):
        first = self.sudo().browse(row["first_id"])
        return first.issued + first.pending
