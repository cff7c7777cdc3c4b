# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError


class CrmOutbox(models.Model):
    """Jobs whose name begins with winback write to nobody that is held out."""

    _inherit = "crm.outbox"

    @api.model
    def _queue(self, job, period, template, records, partners):
        if job.startswith("winback"):
            cases = self.env["crm.winback.case"]
            for case in cases._get_held_out(partners)[:1]:
                raise UserError(case._tell_taken())
        return super()._queue(job, period, template, records, partners)
