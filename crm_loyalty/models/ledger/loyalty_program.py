# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.points import cut_points

# Programmes with one named card per customer.
NAMED = {
    ("loyalty", "both"),
    ("loyalty", "future"),
    ("ewallet", "both"),
    ("ewallet", "future"),
}


class LoyaltyProgram(models.Model):
    """A programme whose named cards keep a ledger, and how exact its points are."""

    _inherit = "loyalty.program"

    has_ledger = fields.Boolean(
        "Keeps a ledger",
        compute="_compute_has_ledger",
        store=True,
        help="Points of this program are booked, never overwritten.",
    )
    points_digits = fields.Selection(
        [("0", "Whole points"), ("1", "One decimal"), ("2", "Two decimals")],
        "Precision of points",
        default="0",
        required=True,
        help="Points that an order or a rule gives are cut to this; balances that "
        "were taken over keep what they had.",
    )
    points_release = fields.Selection(
        [
            ("confirmed", "At once, when the order is confirmed"),
            ("delivered", "When the goods are delivered"),
            ("paid", "When the invoice is paid"),
        ],
        "Points can be spent",
        default="confirmed",
        required=True,
        help="Until then the points of an order are shown as pending.",
    )

    @api.depends("program_type", "applies_on")
    def _compute_has_ledger(self):
        for program in self:
            program.has_ledger = (program.program_type, program.applies_on) in NAMED

    @api.constrains("program_type", "applies_on")
    def _check_ledger_stays(self):
        """A programme that has booked points keeps booking them."""
        booked = self.env["loyalty.history"].sudo()
        for program in self.filtered(lambda program: not program.has_ledger):
            if booked.search_count(
                [("pool_id.program_id", "=", program.id), ("kind", "!=", False)],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "“%(program)s” has booked points. Its type can't change any "
                        "more; make a new program and archive this one.",
                        program=program.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cards(self):
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        for program in self.filtered("has_ledger"):
            count = cards.search_count([("program_id", "=", program.id)])
            if count:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” has %(count)s cards with points on them. "
                        "Archive the program instead; nothing is lost then.",
                        program=program.name,
                        count=count,
                    )
                )

    def unlink(self):
        """Programmes without cards go with the empty balances of former cards."""
        pools = self.env["crm.loyalty.pool"].sudo()
        pools = pools.search([("program_id", "in", self.ids)])
        pools.filtered(lambda pool: not pool.history_ids).unlink()
        return super().unlink()

    def write(self, vals):
        """A programme that begins to keep a ledger takes its cards' balances over."""
        before = self.filtered("has_ledger")
        result = super().write(vals)
        if vals.keys() & {"program_type", "applies_on"}:
            begun = self.filtered("has_ledger") - before
            self.env["loyalty.history"].sudo()._adopt(begun)
        return result

    def _has_chosen_goods(self):
        """Tell whether only some products give points."""
        rules = self.with_context(active_test=False).rule_ids
        return bool(rules) and all(rule._has_chosen_goods() for rule in rules)

    def _get_points_digits(self):
        """Return how many decimals points of this programme have; money has its own."""
        self.ensure_one()
        if self.program_type == "ewallet":
            return self.currency_id.decimal_places
        return int(self.points_digits)

    def _cut_points(self, points):
        """Return ``points``, cut towards zero to what this programme counts in."""
        return cut_points(points, self._get_points_digits())

    def _check_precision(self, figures):
        """Refuse fractions that this programme does not count in.

        :raises ValidationError: a figure has more decimals
        """
        broken = [figure for figure in figures if not float(figure).is_integer()]
        digits = broken and self._get_points_digits()
        if all(cut_points(figure, digits) == figure for figure in broken):
            return
        raise ValidationError(
            self.env._(
                "“%(program)s” counts points with %(digits)s decimals.",
                program=self.name,
                digits=digits,
            )
            if digits
            else self.env._("“%(program)s” counts whole points.", program=self.name)
        )
