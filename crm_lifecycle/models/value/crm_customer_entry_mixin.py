# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerEntryMixin(models.AbstractModel):
    """A dated entry that people make about a customer, with its reason.

    It belongs to the commercial partner, whichever contact was chosen; scores the
    customer anew as soon as it changes; and follows the customer when contacts are
    merged or become part of another company.
    """

    _name = "crm.customer.entry.mixin"
    _description = "Dated entry about a customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "date_from desc, id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_until = fields.Date("Until", tracking=True, help="The last day it counts.")
    reason = fields.Text(required=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=lambda self: self._get_user_domain(),
        tracking=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        [
            ("coming", "Coming"),
            ("in_force", "In force"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
    )

    @api.depends("company_id", "date_from", "date_until", "active")
    def _compute_state(self):
        night = self.env["crm.value.night"]
        for company, entries in self.grouped("company_id").items():
            today = night._get_today(company)
            for entry in entries:
                entry.state = entry._get_state(today)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Show at once for whom a contact stands."""
        self.partner_id = self.partner_id.commercial_partner_id

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create([self._normalise(vals) for vals in vals_list])
        entries._rescore_customers(entries._get_customers())
        return entries

    def write(self, vals):
        if not set(vals) & self._get_scored_fields():
            return super().write(vals)
        former = self._get_customers()
        result = super().write(self._normalise(vals))
        self._rescore_customers(former | self._get_customers())
        return result

    def unlink(self):
        former = self._get_customers()
        result = super().unlink()
        self._rescore_customers(former)
        return result

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_user_domain(self):
        group = self.env.ref("crm_lifecycle.group_user")
        return [("share", "=", False), ("all_group_ids", "in", group.ids)]

    @api.model
    def _get_scored_fields(self):
        """Return the fields that make a difference to the customer's figures."""
        return {"company_id", "partner_id", "date_from", "date_until", "active"}

    @api.model
    def _normalise(self, vals):
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    def _get_state(self, today):
        if not self.active:
            return "withdrawn"
        if self.date_from and today < self.date_from:
            return "coming"
        if self.date_until and self.date_until < today:
            return "expired"
        return "in_force"

    def _get_customers(self):
        """Return the customers as a set of ``(company, partner)``."""
        return {(entry.company_id, entry.partner_id) for entry in self}

    @api.model
    def _rescore_customers(self, customers):
        """Score these customers now; whom the night holds, afterwards."""
        night = self.env["crm.value.night"].sudo()
        for company in {company for company, _partner in customers}:
            partners = self.env["res.partner"].union(
                *(partner for owner, partner in customers if owner == company)
            )
            night._run_for_partners(company, partners, night._get_today(company))

    @api.model
    def _hand_over(self, sources, target, companies=None):
        """Give the entries of ``sources`` to ``target``: one customer from now on.

        Figures are scored anew by the caller.
        """
        domain = [("partner_id", "in", (sources - target).ids)]
        if companies is not None:
            domain.append(("company_id", "in", companies.ids))
        entries = self.with_context(active_test=False).search(domain, order="id")
        entries._prepare_hand_over(target)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET partner_id = %(partner_id)s"
                " WHERE id = ANY(%(ids)s)",
                table=SQL.identifier(self._table),
                partner_id=target.id,
                ids=entries.ids,
            )
        )
        entries.invalidate_recordset(["partner_id"])

    def _prepare_hand_over(self, target):
        """Hook: solve what would collide at ``target`` before entries move."""

    # ----------------------------------------------------------------- buttons

    def action_withdraw(self):
        """Button: the entry counts no longer; it stays in the history."""
        self.action_archive()
