# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import formatLang

from ..engine.points import count_digits, multiply_points


class SaleOrder(models.Model):
    """An order awards loyalty points times the multiplier of the customer's tier.

    Core computes the points of a programme in one place, for the preview on the
    quotation, the confirmation, the card, its history and the cancellation; there
    they are multiplied. Tier and multiplier are written on the order when it is
    confirmed, and from then on the order answers with what it has awarded.
    """

    _inherit = "sale.order"

    awarded_tier_id = fields.Many2one(
        "crm.value.tier",
        "Tier at confirmation",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    awarded_multiplier = fields.Float(
        "Points multiplier at confirmation",
        digits=(16, 2),
        default=1.0,
        readonly=True,
        copy=False,
        aggregator="avg",
    )
    points_note = fields.Char(
        "Points by tier", compute="_compute_points_note", compute_sudo=True
    )

    @api.depends(
        "state",
        "company_id",
        "tier_id.name",
        "tier_id.points_multiplier",
        "awarded_tier_id.name",
        "awarded_multiplier",
        "coupon_point_ids.points",
    )
    def _compute_points_note(self):
        self.points_note = False
        programs = self.env["loyalty.program"].search(
            [
                ("program_type", "=", "loyalty"),
                ("is_tier_multiplied", "=", True),
                ("sale_ok", "=", True),
            ]
        )
        programs = programs.filtered("is_collecting")
        for order in self.filtered(lambda order: order.state != "cancel"):
            if order._is_collecting(programs):
                order.points_note = order._get_points_note()

    # ------------------------------------------------------------------- hooks

    def _get_points_multiplier(self, program):
        """Return what the points of ``program`` on this order are multiplied by.

        Called whenever core computes points, on the quotation and at confirmation.
        On a confirmed order it is only asked for programmes that have awarded
        nothing yet. Extend it for campaigns, products or other programmes; the
        result is 0 or more.
        """
        self.ensure_one()
        if not (program.is_collecting and program.is_tier_multiplied):
            return 1.0
        if self.state == "sale":
            return self.awarded_multiplier
        return self._get_tier_multiplier()

    # ------------------------------------------------------------------- steps

    def action_confirm(self):
        """Write the present tier and multiplier on the orders; core then awards."""
        for order in self.filtered(lambda order: order.state != "sale"):
            order.write(order._prepare_award_values())
        return super().action_confirm()

    def _prepare_award_values(self):
        return {
            "awarded_tier_id": self.tier_id.id,
            "awarded_multiplier": self._get_tier_multiplier(),
        }

    def _get_tier_multiplier(self):
        return self.tier_id.points_multiplier if self.tier_id else 1.0

    def _program_check_compute_points(self, programs):
        """Multiply what core computed; a confirmed order repeats what it awarded.

        Core asks again when rewards of a confirmed order are updated, and would
        change the order's entry without the card: a later cancellation would take
        back more, or less, than was given.
        """
        result = super()._program_check_compute_points(programs)
        for program, status in result.items():
            if "points" not in status:
                continue
            awarded = self._get_awarded_entries(program)
            if awarded:
                status["points"] = awarded.mapped("points")
            else:
                multiplier = self._get_points_multiplier(program)
                status["points"] = [
                    self._get_given_points(program, points, multiplier)
                    for points in status["points"]
                ]
        return result

    def _get_given_points(self, program, points, multiplier):
        """Return what an order gives: multiplied, in what the programme counts in."""
        given = multiply_points(points, multiplier)
        return program._cut_points(given) if program.has_ledger else given

    def _update_programs_and_rewards(self):
        """Keep the entries of a confirmed order although a programme has ended.

        Core removes them without the card; a later cancellation would then leave
        the customer with the points.
        """
        awarded = {
            entry.coupon_id: entry.points for entry in self._get_awarded_entries()
        }
        result = super()._update_programs_and_rewards()
        lost = awarded.keys() - set(self.coupon_point_ids.coupon_id)
        self.env["sale.order.coupon.points"].sudo().create(
            [
                {"order_id": self.id, "coupon_id": card.id, "points": awarded[card]}
                for card in lost
            ]
        )
        return result

    # ----------------------------------------------------------------- helpers

    def _get_awarded_entries(self, program=None):
        """Return this confirmed order's entries of points collected on named cards.

        An order that is not confirmed has awarded nothing yet.
        """
        if self.state != "sale":
            return self.env["sale.order.coupon.points"]
        return self.coupon_point_ids.filtered(
            lambda entry: (
                entry.points
                and entry.coupon_id.program_id.is_collecting
                and (program is None or entry.coupon_id.program_id == program)
            )
        )

    def _is_collecting(self, programs):
        """Tell whether the order collects points, of one of ``programs`` if open."""
        if self.state == "sale":
            awarded = self._get_awarded_entries().coupon_id.program_id
            return any(awarded.mapped("is_tier_multiplied"))
        companies = self.company_id | self.company_id.parent_id
        return any(
            not program.company_id or program.company_id in companies
            for program in programs
        )

    def _get_points_note(self):
        """Return the tier's multiplier in words; nothing where it changes nothing."""
        if self.state == "sale":
            tier, multiplier = self.awarded_tier_id, self.awarded_multiplier
        else:
            tier, multiplier = self.tier_id, self._get_tier_multiplier()
        if multiplier == 1:
            return False
        if not multiplier:
            return self.env._("%(tier)s: earns no points", tier=tier.name)
        digits = count_digits(multiplier)
        return self.env._(
            "%(tier)s: points × %(multiplier)s",
            tier=tier.name,
            multiplier=formatLang(self.env, multiplier, digits=digits),
        )
