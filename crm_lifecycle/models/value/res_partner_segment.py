# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResPartner(models.Model):
    """Contacts can be filtered by the segments of their customer."""

    _inherit = "res.partner"

    segment_ids = fields.Many2many(
        "crm.customer.segment",
        string="Customer segments",
        compute="_compute_segment_ids",
        search="_search_segment_ids",
        groups="crm_lifecycle.group_user",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_segment_ids(self):
        """One query a segment, however many contacts."""
        customers = self.commercial_partner_id
        members = {partner.id: [] for partner in customers}
        for segment in self._find_segments():
            try:
                domain = segment._get_profile_domain()
            except ValidationError:  # the segment itself tells what is wrong
                continue
            mine = Domain("partner_id", "in", customers.ids)
            found = self.env["crm.customer.profile"].search(domain & mine)
            for partner in found.partner_id:
                members[partner.id].append(segment.id)
        for partner in self:
            partner.segment_ids = members.get(partner.commercial_partner_id.id, [])

    @api.model
    def _search_segment_ids(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        segments = self.env["crm.customer.segment"]
        if operator == "in":
            wanted = Domain("id", "in", [item for item in value if item])
            found = segments.with_context(active_test=False).search(wanted)
            without = False in value
        else:
            found, without = segments.search(Domain(value)), False
        domain = found._get_partner_domain() if found else Domain.FALSE
        if without:
            every = self._find_segments()
            domain |= ~every._get_partner_domain() if every else Domain.TRUE
        return domain

    @api.model
    def _find_segments(self):
        return self.env["crm.customer.segment"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
