# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


class CrmLifetimeModel(models.Model):
    """Who bought, by forecast: the tenths of customers of the back-test."""

    _inherit = "crm.lifetime.model"

    decile_shares = fields.Json(
        "Share of purchases by forecast", compute="_compute_decile_shares"
    )

    @api.depends("kind", "fitted_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for model in self:
            day = format_date(self.env, model.fitted_on)
            model.display_name = f"{kinds.get(model.kind, '')} {day}".strip()

    @api.depends("backtest")
    def _compute_decile_shares(self):
        for model in self:
            model.decile_shares = (model.backtest or {}).get("deciles") or []
