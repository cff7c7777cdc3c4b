# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


class LoyaltyProgram(models.Model):
    """The programme says in plain sentences what its settings do."""

    _inherit = "loyalty.program"

    precision_note = fields.Char(compute="_compute_precision_note")
    release_note = fields.Char(compute="_compute_release_note")
    expiry_note = fields.Char(compute="_compute_expiry_note")
    notice_note = fields.Char(compute="_compute_notice_note")

    @api.depends("points_digits")
    @api.depends_context("lang")
    def _compute_precision_note(self):
        for program in self:
            shown = {"0": "12", "1": "12.3", "2": "12.34"}[program.points_digits or "0"]
            program.precision_note = self.env._(
                "An order worth 12.345 points gives %(points)s.", points=shown
            )

    @api.depends("points_release")
    @api.depends_context("lang")
    def _compute_release_note(self):
        notes = {
            "confirmed": self.env._(
                "The customer can spend points as soon as the order is confirmed."
            ),
            "delivered": self.env._(
                "Points of an order are shown as pending; what is delivered can be "
                "spent."
            ),
            "paid": self.env._(
                "Points of an order are shown as pending; what is paid can be spent."
            ),
        }
        for program in self:
            program.release_note = notes.get(program.points_release)

    @api.depends(
        "expiry_mode",
        "expiry_months",
        "expiry_period",
        "expiry_periods",
        "expiry_grace_days",
    )
    @api.depends_context("lang", "tz")
    def _compute_expiry_note(self):
        for program in self:
            program.expiry_note = program._tell_expiry()

    @api.depends("expiry_mode", "expiry_notice_days")
    @api.depends_context("lang")
    def _compute_notice_note(self):
        for program in self:
            days = program.expiry_notice_days
            if program.expiry_mode == "none":
                program.notice_note = False
            elif days:
                program.notice_note = self.env._(
                    "%(days)s days before points expire the customer gets one mail "
                    "with the amount and the day.",
                    days=days,
                )
            else:
                program.notice_note = self.env._("Nobody is told before points expire.")

    def _tell_expiry(self):
        """Return what the terms of expiry mean for points earned today."""
        self.ensure_one()
        if self.expiry_mode == "none":
            return self.env._("Points are valid for ever.")
        today = self._get_today()
        if self.expiry_mode == "inactivity":
            day = self._get_idle_day(today)
            return self.env._(
                "A customer who earns or spends nothing after today loses the whole "
                "balance after %(day)s; every purchase starts the %(months)s months "
                "anew.",
                day=format_date(self.env, day),
                months=self.expiry_months,
            )
        return self.env._(
            "Points earned today can be spent up to and including %(day)s. The oldest "
            "points are spent first.",
            day=format_date(self.env, self._get_expiry_day(today)),
        )
