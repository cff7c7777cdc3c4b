# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

REQUESTED = {
    "benefit_id",
    "card_id",
    "pool_id",
    "company_id",
    "points",
    "tier_id",
    "requested_on",
    "request_key",
    "voucher_code",
    "coupon_id",
    "done_by_id",
    "done_at",
}


class CrmLoyaltyRedemption(models.Model):
    """A benefit that a customer took for points, until it is handed over.

    Made by ``crm.loyalty.benefit._redeem`` alone. The points are taken when it is made;
    cancelling and refusing gives back the very lots.
    """

    _name = "crm.loyalty.redemption"
    _description = "Redemption"
    _inherit = ["crm.approval.mixin"]
    _order = "id desc"

    benefit_id = fields.Many2one(
        "crm.loyalty.benefit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(related="benefit_id.kind")
    instructions = fields.Text(related="benefit_id.instructions")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    pool_id = fields.Many2one(
        "crm.loyalty.pool",
        "Balance of",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    points = fields.Float("Points paid", readonly=True)
    price = fields.Char("Paid", compute="_compute_price")
    tier_id = fields.Many2one(
        "crm.value.tier", "Tier at the time", readonly=True, ondelete="set null"
    )
    requested_on = fields.Date(required=True, readonly=True)
    request_key = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        selection_add=[
            ("ready", "Ready to hand over"),
            ("done", "Handed over"),
            ("cancelled", "Cancelled"),
            ("refused",),
        ],
        ondelete={"ready": "cascade", "done": "cascade", "cancelled": "cascade"},
        group_expand=True,
    )
    voucher_code = fields.Char(
        readonly=True, copy=False, groups="crm_loyalty.group_agent"
    )
    coupon_id = fields.Many2one(
        "loyalty.card",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="crm_loyalty.group_agent",
    )
    note = fields.Text(help="For whoever hands it over.")
    done_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    done_at = fields.Datetime("Closed at", readonly=True, copy=False)

    _key_once = models.UniqueIndex(
        "(request_key) WHERE request_key IS NOT NULL",
        "This key is already used for another redemption.",
    )
    _code_once = models.UniqueIndex(
        "(voucher_code) WHERE voucher_code IS NOT NULL",
        "Another voucher has this code.",
    )
    _of_customer = models.Index("(pool_id, benefit_id, requested_on)")

    @api.depends("points", "benefit_id")
    @api.depends_context("lang")
    def _compute_price(self):
        for redemption in self:
            redemption.price = redemption.benefit_id._format_points(redemption.points)

    @api.depends("benefit_id.name", "partner_id.display_name")
    def _compute_display_name(self):
        for redemption in self:
            redemption.display_name = self.env._(
                "%(benefit)s for %(customer)s",
                benefit=redemption.benefit_id.name,
                customer=redemption.partner_id.display_name,
            )

    @api.model
    def _count_taken(self, domain):
        """Return ``{benefit id: count}`` of redemptions that were not given back."""
        kept = Domain("state", "not in", ("cancelled", "refused"))
        groups = self.sudo()._read_group(domain & kept, ["benefit_id"], ["__count"])
        return {benefit.id: count for benefit, count in groups}

    # -------------------------------------------------------------------- hooks

    @api.model
    def _get_requested_fields(self):
        return super()._get_requested_fields() | REQUESTED

    @api.model
    def _get_approver_group(self):
        return "crm_loyalty.group_manager"

    def _on_approved(self):
        result = super()._on_approved()
        self._prepare_vouchers()
        return result

    def _on_refused(self):
        result = super()._on_refused()
        self._give_back()
        return result

    def _get_receipt(self):
        """Return what the caller of ``redeem`` gets to know."""
        self.ensure_one()
        redemption = self.sudo()
        return {
            "id": redemption.id,
            "state": redemption.state,
            "points": redemption.points,
            "balance": redemption.pool_id.points,
            "voucher_code": redemption.voucher_code,
        }
