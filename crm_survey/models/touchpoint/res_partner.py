# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    """Contacts may ask to be left alone."""

    _inherit = "res.partner"

    is_survey_opt_out = fields.Boolean(
        "No surveys",
        help="This person does not want to be asked. Nobody is invited to a survey "
        "against their will; what is on its way already can still be answered.",
    )
