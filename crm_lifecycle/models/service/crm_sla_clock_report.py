# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmSlaClock(models.Model):
    """Clocks are read by company and time when they are reported.

    Only those that are over are in this index: the open ones are few, are found by
    ``_open``, and are written too often.
    """

    _inherit = "crm.sla.clock"

    _report_index = models.Index(
        "(company_id, started_at) WHERE ended_at IS NOT NULL AND state <> 'cancelled'"
    )
