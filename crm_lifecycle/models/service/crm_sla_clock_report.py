# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CrmSlaClock(models.Model):
    """Clocks are read by company and time when they are reported."""

    _inherit = "crm.sla.clock"

    _report_index = models.Index("(company_id, started_at) WHERE state <> 'cancelled'")
