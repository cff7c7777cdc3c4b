# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SHOWN = 20


class CrmLoyaltyEarningBackfill(models.TransientModel):
    """What a rule would give for past days, or a campaign now; then gives it."""

    _name = "crm.loyalty.earning.backfill"
    _description = "Preview of an earning rule"

    rule_id = fields.Many2one(
        "crm.loyalty.earning.rule", required=True, readonly=True, ondelete="cascade"
    )
    event = fields.Selection(related="rule_id.event")
    sentence = fields.Char(related="rule_id.sentence")
    since = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=30),
    )
    customer_count = fields.Integer("Customers", compute="_compute_preview")
    event_count = fields.Integer("Events", compute="_compute_preview")
    points = fields.Float(compute="_compute_preview")
    preview = fields.Char(compute="_compute_preview")
    customer_names = fields.Char("Among them", compute="_compute_preview")

    @api.depends("rule_id", "since")
    def _compute_preview(self):
        for wizard in self:
            awards = wizard._find_awards()
            customers = list(dict.fromkeys(row["customer_id"] for row in awards))
            wizard.customer_count = len(customers)
            wizard.event_count = len(awards)
            wizard.points = sum(row["points"] for row in awards)
            wizard.preview = wizard._tell_preview()
            names = self.env["res.partner"].browse(customers[:SHOWN])
            wizard.customer_names = ", ".join(names.mapped("display_name"))

    def _tell_preview(self):
        if not self.event_count:
            return self.env._("Nobody would get points: nothing fits, or all is given.")
        number = self.rule_id._format_number
        return self.env._(
            "%(customers)s customers would get %(points)s for %(events)s events.",
            customers=number(self.customer_count),
            points=self.rule_id._format_points(self.points),
            events=number(self.event_count),
        )

    def _find_awards(self):
        rule = self.rule_id.sudo()
        today = self.env["crm.value.night"]._get_today(rule.company_id)
        first = today if rule.event == "campaign" else self.since
        if not first:
            return []
        return rule._find_awards(first, today)

    def action_book(self):
        """Give what the preview shows, each event on its own day; nothing twice."""
        self.ensure_one()
        self.rule_id.check_access("write")
        rule = self.rule_id.sudo()
        if not rule.active:
            raise ValidationError(
                self.env._("“%(rule)s” is switched off.", rule=rule.name)
            )
        rule._lock()
        today = self.env["crm.value.night"]._get_today(rule.company_id)
        movements = rule._book(self._find_awards(), today)
        rule._note_run(len(movements))
        return rule.with_user(self.env.user).action_view_movements()
