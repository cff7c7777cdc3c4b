# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmLoyaltyBenefit(models.Model):
    """Something that customers get for points: a voucher, a gift, a service.

    Managers write the catalogue; agents and the portal redeem from it. What is left in
    stock is derived from the redemptions.
    """

    _name = "crm.loyalty.benefit"
    _description = "Benefit for points"
    _inherit = ["image.mixin"]
    _check_company_auto = True
    _order = "sequence, points, id"

    name = fields.Char("Benefit", required=True, translate=True)
    description = fields.Text(
        translate=True, help="What the customer gets; shown in the portal."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        index=True,
        check_company=True,
        domain="[('has_ledger', '=', True), ('program_type', '=', 'loyalty')]",
        default=lambda self: self._get_default_program(),
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        help="Empty: for the customers of every company that shares the program.",
    )
    kind = fields.Selection(
        [
            ("voucher", "Voucher"),
            ("gift", "Gift"),
            ("service", "Exclusive service"),
        ],
        required=True,
        default="gift",
    )
    product_id = fields.Many2one(
        "product.product", check_company=True, ondelete="restrict"
    )
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon program",
        check_company=True,
        domain="[('program_type', '=', 'coupons')]",
        ondelete="restrict",
        help="The voucher's code is a coupon of this program, so that orders, the "
        "shop and the counter take it. Without one, the code is for your own records.",
    )
    points = fields.Float(
        "Price in points", required=True, help="0 is for free, for the tiers below."
    )
    price = fields.Char(compute="_compute_price")
    tier_ids = fields.Many2many(
        "crm.value.tier", string="Only for tiers", help="None chosen: for everybody."
    )
    is_limited = fields.Boolean("Limited stock")
    stock = fields.Integer("Pieces in all", help="How many can be redeemed in all.")
    take_count = fields.Integer(readonly=True, default=0, copy=False)
    redemption_ids = fields.One2many(
        "crm.loyalty.redemption", "benefit_id", "Redemptions", readonly=True
    )
    taken_count = fields.Integer("Redeemed", compute="_compute_taken_count")
    stock_left = fields.Integer("Left", compute="_compute_taken_count")
    max_per_customer = fields.Integer("At most per customer", help="0: no limit.")
    max_period = fields.Selection(
        [
            ("ever", "Ever"),
            ("year", "Each calendar year"),
            ("quarter", "Each quarter"),
            ("month", "Each month"),
            ("week", "Each week"),
        ],
        "In which time",
        default="ever",
        required=True,
    )
    date_from = fields.Date("Offered from")
    date_until = fields.Date("Offered until", help="The last day.")
    needs_approval = fields.Boolean(
        help="A loyalty manager approves each redemption; the points are reserved at "
        "once and come back if it is refused."
    )
    instructions = fields.Text(
        "How to hand it over", translate=True, help="For colleagues; not shown outside."
    )
    is_published = fields.Boolean("Shown in the portal", default=True)

    _points_positive = models.Constraint(
        "CHECK(points >= 0)", "A benefit costs 0 points or more."
    )
    _stock_positive = models.Constraint(
        "CHECK(stock >= 0 AND max_per_customer >= 0)",
        "Stock and the most per customer are 0 or more.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_until >= date_from)",
        "A benefit is offered from a day until the same day or a later one.",
    )

    # ----------------------------------------------------------------- computes

    @api.model
    def _get_default_program(self):
        """Return the only programme there is to choose; empty if there are more."""
        found = self.env["loyalty.program"]._find_loyalty_programs(self.env.company)
        return found if len(found) == 1 else found.browse()

    @api.depends("program_id")
    def _compute_company_id(self):
        for benefit in self:
            benefit.company_id = benefit.program_id.company_id or benefit.company_id

    @api.depends("points", "program_id.portal_point_name")
    @api.depends_context("lang")
    def _compute_price(self):
        for benefit in self:
            benefit.price = benefit._format_points(benefit.points)

    @api.depends("redemption_ids.state", "stock")
    def _compute_taken_count(self):
        counts = self.env["crm.loyalty.redemption"]._count_taken(
            Domain("benefit_id", "in", self.ids)
        )
        for benefit in self:
            benefit.taken_count = counts.get(benefit._origin.id, 0)
            benefit.stock_left = max(0, benefit.stock - benefit.taken_count)

    # -------------------------------------------------------------- constraints

    @api.constrains("points", "program_id")
    def _check_price(self):
        """A price is what the programme counts in."""
        for benefit in self:
            if benefit.points != benefit.program_id._cut_points(benefit.points):
                raise ValidationError(
                    self.env._(
                        "“%(benefit)s” costs %(points)s, but “%(program)s” counts less "
                        "exactly. Enter a price with fewer decimals.",
                        benefit=benefit.name,
                        points=benefit.points,
                        program=benefit.program_id.name,
                    )
                )

    @api.constrains("program_id", "coupon_program_id")
    def _check_programs(self):
        for benefit in self:
            coupons = benefit.coupon_program_id
            if not benefit.program_id.has_ledger or (
                coupons and coupons.program_type != "coupons"
            ):
                raise ValidationError(
                    self.env._(
                        "Benefits are paid with points of a program that keeps a "
                        "ledger, and vouchers are coupons of a coupon program."
                    )
                )

    # ------------------------------------------------------------------ helpers

    def _format_points(self, points):
        """Return ``points`` with their unit, as the programme names them."""
        card = self.env["loyalty.card"].new({"program_id": self.program_id.id})
        return card._format_points(points)

    def action_view_redemptions(self):
        """Button: open the redemptions of this benefit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_loyalty.crm_loyalty_redemption_action"
        )
        return {**action, "domain": [("benefit_id", "=", self.id)], "context": {}}
