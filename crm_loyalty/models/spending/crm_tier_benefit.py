from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a kind sets on the customer; a field that is not installed makes it a promise.
PARTNER_FIELDS = {
    "manager": "user_id",
    "pricelist": "specific_property_product_pricelist",
    "grade": "grade_id",
    "delivery": "property_delivery_carrier_id",
    "priority": "category_id",
}
GIVEN = {"tier_id", "company_id", "kind", "pricelist_id", "document_ref", "tag_id"}


class CrmTierBenefit(models.Model):
    """What customers of a tier have without paying points; written by managers.

    It is granted and withdrawn with the tier (``crm.loyalty.benefit.grant``).
    """

    _name = "crm.tier.benefit"
    _description = "Benefit of a tier"
    _check_company_auto = True
    _order = "tier_id, sequence, id"

    name = fields.Char(
        "Benefit",
        required=True,
        translate=True,
        help="As the customer reads it in the portal.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    tier_id = fields.Many2one(
        "crm.value.tier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", help="Empty: in every company.")
    kind = fields.Selection(
        selection=lambda self: self._get_kind_selection(),
        required=True,
        default="promise",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Managers",
        domain="[('share', '=', False)]",
        help="The customer gets the one with the fewest customers as salesperson; who "
        "had it before comes back when the tier is lost.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", check_company=True, ondelete="restrict"
    )
    document_ref = fields.Reference(
        selection=lambda self: self._get_document_models(),
        string="Level or delivery method",
    )
    tag_id = fields.Many2one(
        "res.partner.category",
        "Contact tag",
        ondelete="restrict",
        help="Put on the customer, so that lists, filters and automations see it.",
    )
    gift_id = fields.Many2one(
        "crm.loyalty.benefit",
        check_company=True,
        ondelete="restrict",
        help="A benefit of the catalogue, as a rule for 0 points and once a year.",
    )
    grant_ids = fields.One2many("crm.loyalty.benefit.grant", "benefit_id")
    grant_count = fields.Integer("Customers", compute="_compute_grant_count")

    @api.model
    def _get_kind_selection(self):
        """Return the kinds there are; levels need the addon that has them."""
        kinds = [
            ("manager", self.env._("Own manager")),
            ("pricelist", self.env._("Pricelist")),
            ("priority", self.env._("Priority")),
            ("delivery", self.env._("Free delivery")),
            ("gift", self.env._("Birthday gift")),
            ("promise", self.env._("Other promise")),
        ]
        if "res.partner.grade" in self.env:
            kinds.insert(2, ("grade", self.env._("Partner level")))
        return kinds

    @api.model
    def _get_document_models(self):
        models_ = (
            ("res.partner.grade", self.env._("Partner level")),
            ("delivery.carrier", self.env._("Delivery method")),
        )
        return [(name, label) for name, label in models_ if name in self.env]

    @api.depends("grant_ids.date_until")
    def _compute_grant_count(self):
        groups = self.env["crm.loyalty.benefit.grant"]._read_group(
            [("benefit_id", "in", self.ids), ("date_until", "=", False)],
            ["benefit_id"],
            ["__count"],
        )
        counts = {benefit.id: count for benefit, count in groups}
        for benefit in self:
            benefit.grant_count = counts.get(benefit._origin.id, 0)

    # -------------------------------------------------------------- constraints

    @api.constrains("kind", "user_ids", "pricelist_id", "tag_id", "document_ref")
    def _check_complete(self):
        """A benefit that sets something says what."""
        needed = {
            "manager": "user_ids",
            "pricelist": "pricelist_id",
            "priority": "tag_id",
            "grade": "document_ref",
        }
        for benefit in self:
            name = needed.get(benefit.kind)
            if name and not benefit[name]:
                label = self._fields[name]._description_string(self.env)
                raise ValidationError(
                    self.env._(
                        "“%(benefit)s” needs “%(field)s”.",
                        benefit=benefit.name,
                        field=label,
                    )
                )
            benefit._check_document()

    def _check_document(self):
        models_ = {"grade": "res.partner.grade", "delivery": "delivery.carrier"}
        if self.document_ref and self.document_ref._name != models_.get(self.kind):
            raise ValidationError(
                self.env._(
                    "“%(benefit)s”: choose a partner level for partner levels and a "
                    "delivery method for free delivery.",
                    benefit=self.name,
                )
            )

    @api.constrains("tier_id", "kind", "company_id", "active")
    def _check_one_of_a_kind(self):
        """Two benefits must not set the same field of one customer."""
        for benefit in self.filtered("active"):
            others = self.search(
                [
                    ("tier_id", "=", benefit.tier_id.id),
                    ("kind", "=", benefit.kind),
                    ("kind", "in", ("manager", "pricelist", "grade", "delivery")),
                    ("id", "!=", benefit.id),
                ]
            )
            if any(
                not (benefit.company_id and other.company_id)
                or benefit.company_id == other.company_id
                for other in others
            ):
                raise ValidationError(
                    self.env._(
                        "“%(tier)s” already has “%(other)s”, which sets the same.",
                        tier=benefit.tier_id.name,
                        other=others[:1].name,
                    )
                )

    def write(self, vals):
        """What customers have by it stays what it is; archive it and make another."""
        if vals.keys() & GIVEN and any(self.sudo().mapped("grant_count")):
            raise ValidationError(
                self.env._(
                    "Customers have this benefit. Archive it, withdraw it with “Apply "
                    "now”, and make another one."
                )
            )
        return super().write(vals)

    # -------------------------------------------------------------------- steps

    def _get_partner_field(self):
        """Return the field of the contact that this benefit sets, or None."""
        name = PARTNER_FIELDS.get(self.kind)
        return name if name in self.env["res.partner"]._fields else None

    def _get_values(self, partners):
        """Return ``{partner: id to set}``, the managers shared out evenly."""
        if self.kind == "manager":
            return self._share_managers(partners)
        value = self.pricelist_id or self.tag_id or self.document_ref
        return dict.fromkeys(partners, value.id if value else False)

    def _share_managers(self, partners):
        users = self.user_ids.filtered("active")
        groups = self.env["res.partner"]._read_group(
            [("user_id", "in", users.ids)], ["user_id"], ["__count"]
        )
        load = dict.fromkeys(users.ids, 0) | {user.id: count for user, count in groups}
        values = {}
        for partner in partners.sorted("id") if load else ():
            chosen = partner.user_id.id
            if chosen not in load:
                chosen = min(load, key=lambda user_id: (load[user_id], user_id))
                load[chosen] += 1
            values[partner] = chosen
        return values

    def action_apply(self):
        """Button: grant these benefits to who is in the tier now, withdraw the rest."""
        self.check_access("write")
        profiles = self.env["crm.customer.profile"].sudo()
        grants = self.env["crm.loyalty.benefit.grant"].sudo()
        for company in self.env.companies:
            found = profiles.search(
                [
                    ("company_id", "=", company.id),
                    "|",
                    ("tier_id", "in", self.tier_id.ids),
                    ("partner_id", "in", self.sudo().grant_ids.partner_id.ids),
                ]
            )
            grants._sync(company, found.partner_id)
        return True
