# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

VALUES = ("product", "service", "staff", "image")
COSTS = ("money", "time", "effort", "worry")


class SurveyQuestion(models.Model):
    """A question can be about what customers get or what it costs them."""

    _inherit = "survey.question"

    worth_item = fields.Selection(
        selection="_get_worth_items",
        string="Perceived value or cost",
        help="For the report “Value against cost”. Put questions about costs so that "
        "agreement is good news (“It took little of my time”): the report counts what "
        "is missing to full agreement as cost.",
    )

    @api.model
    def _get_worth_items(self):
        """Return ``[(item, label)]``: four values, then four costs (Kotler)."""
        return [
            ("product", self.env._("Value of the product")),
            ("service", self.env._("Value of the service")),
            ("staff", self.env._("Value of the staff")),
            ("image", self.env._("Value of the image")),
            ("money", self.env._("Cost in money")),
            ("time", self.env._("Cost in time")),
            ("effort", self.env._("Cost in effort")),
            ("worry", self.env._("Cost in worry")),
        ]
