# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math

from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.ledger import EARNED, REDEEMED

# What may not be taken beyond the balance. A reversal may: it leaves a debt.
COVERED_KINDS = ("spend", "transfer", "adjust")
# Kinds that give points anew; documents and other applications round by themselves.
GIVING_KINDS = ("earn", "pending")
ROUNDED_EVENTS = (EARNED, REDEEMED, "external")


class LoyaltyHistory(models.Model):
    """What may not be booked, told in words before anything is written."""

    _inherit = "loyalty.history"

    @api.model
    def _check_entry(self, entry):
        """Refuse an entry that makes no sense; ``_post`` tells what one holds.

        :raises ValidationError: it has no ledger, no kind, no event or no figures
        """
        program = entry["card"].sudo().program_id
        if not program.has_ledger:
            raise ValidationError(
                self.env._("“%(program)s” keeps no ledger.", program=program.name)
            )
        kinds = self._fields["kind"].get_values(self.env)
        if entry["kind"] not in kinds:
            raise ValidationError(
                self.env._(
                    "“%(kind)s” is no kind of movement. There are: %(kinds)s.",
                    kind=entry["kind"],
                    kinds=", ".join(kinds),
                )
            )
        if not entry["event"]:
            raise ValidationError(
                self.env._("A movement needs the event behind it: an order, a gift, …")
            )
        self._check_figures(entry, program)

    @api.model
    def _check_figures(self, entry, program):
        taken = entry.get("issued") or 0.0, entry.get("used") or 0.0
        figures = *taken, entry.get("pending") or 0.0
        if not all(map(math.isfinite, figures)):
            raise ValidationError(self.env._("Points are a number."))
        if min(taken) < 0:
            raise ValidationError(
                self.env._("Points that are given or taken are 0 or more.")
            )
        if not any(figures):
            raise ValidationError(self.env._("There are no points to book."))
        if entry["kind"] in GIVING_KINDS and entry["event"] not in ROUNDED_EVENTS:
            program._check_precision(figures)

    @api.model
    def _check_covered(self, rows):
        """Refuse to spend more than there is.

        :raises ValidationError: a balance is below zero because of ``rows``
        """
        taken = {
            row["pool_id"]
            for row in rows
            if row["used"] and row["kind"] in COVERED_KINDS and not row["may_owe"]
        }
        for pool in self.env["crm.loyalty.pool"].sudo().browse(taken):
            if pool.points < 0:
                wanted = sum(row["used"] for row in rows if row["pool_id"] == pool.id)
                raise ValidationError(
                    self.env._(
                        "%(customer)s has %(points)s in “%(program)s”; %(wanted)s "
                        "can't be taken.",
                        customer=pool.commercial_partner_id.display_name
                        or pool.card_ids[:1].code,
                        points=pool.card_ids[:1]._format_points(pool.points + wanted),
                        program=pool.program_id.name,
                        wanted=pool.card_ids[:1]._format_points(wanted),
                    )
                )
