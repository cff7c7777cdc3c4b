# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmLifetimeExpectation(models.Model):
    """What customers still there will buy, tabulated with the fit of a model.

    A row stands for a number of repeat purchases and an age in steps of four weeks;
    the night multiplies it by the customer's own P(alive).
    """

    _name = "crm.lifetime.expectation"
    _description = "Expected purchases"
    _log_access = False

    model_id = fields.Many2one(
        "crm.lifetime.model", required=True, readonly=True, ondelete="cascade"
    )
    purchases = fields.Integer(required=True, readonly=True)
    age = fields.Integer(required=True, readonly=True)
    expected = fields.Float(readonly=True)
    discounted = fields.Float(readonly=True)

    _place = models.UniqueIndex("(model_id, purchases, age)")
