# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.earning import MONEY_EVENTS

KEEP = {"ondelete": "restrict", "context": {"active_test": False}}
SETTINGS = ("event", "point_mode", "points", "program_id", "company_id", "domain")


class CrmLoyaltyEarningRule(models.Model):
    """A rule that gives points for an event: for what, to whom, how much.

    Managers write it; what it has given is in the ledger, and the daily run writes how
    its last run went. The programme's own rules give the points of each order; rules
    here give bonuses on top.
    """

    _name = "crm.loyalty.earning.rule"
    _inherit = ["crm.literal.domain.mixin"]
    _description = "Earning rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="Customers read it beside the points, in their language.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean("On", default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('program_type', '=', 'loyalty'), ('has_ledger', '=', True)]",
        default=lambda self: self._get_default_program(self.env.company),
    )
    point_name = fields.Char(related="program_id.portal_point_name")

    event = fields.Selection(
        selection=lambda self: self._get_event_selection(),
        required=True,
        default="order_confirmed",
    )
    is_scored = fields.Boolean(compute="_compute_is_scored")
    purchase_number = fields.Integer(
        "Which purchase",
        default=1,
        help="1 is the first order that the customer confirms.",
    )
    minimum_amount = fields.Monetary(
        "From this amount", help="Untaxed; orders in other currencies are converted."
    )
    is_yearly = fields.Boolean(
        "Count anew each year", help="Otherwise purchases of all time are added up."
    )
    product_ids = fields.Many2many("product.product", string="Products", **KEEP)
    category_ids = fields.Many2many(
        "product.category",
        string="Product categories",
        help="Categories below them are included.",
        ondelete="restrict",
    )
    minimum_score = fields.Float("Score from", default=0.0)
    maximum_score = fields.Float("Score up to", default=100.0)
    anniversary_of = fields.Selection(
        [("purchase", "First purchase"), ("creation", "Registration as a contact")],
        default="purchase",
    )
    profile_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields to fill in",
        domain="[('model', '=', 'res.partner'), ('store', '=', True)]",
        ondelete="cascade",
    )

    tier_ids = fields.Many2many("crm.value.tier", string="Value tiers", **KEEP)
    stage_ids = fields.Many2many(
        "crm.lifecycle.stage", string="Lifecycle stages", **KEEP
    )
    domain = fields.Char("More conditions", default="[]")

    point_mode = fields.Selection(
        [
            ("fixed", "A fixed number"),
            ("money", "For each unit of currency"),
            ("unit", "For each unit bought"),
        ],
        "Points are",
        default="fixed",
        required=True,
    )
    points = fields.Float(default=10.0, required=True)
    is_tier_multiplied = fields.Boolean(
        "Multiply by customer tier",
        help="Points times the multiplier of the customer's value tier.",
    )
    event_cap = fields.Float("At most per event", help="0: no limit.")
    day_cap = fields.Float("At most per day", help="Per customer. 0: no limit.")
    month_cap = fields.Float("At most per month", help="Per customer. 0: no limit.")
    person_cap = fields.Float("At most ever", help="Per customer. 0: no limit.")
    total_cap = fields.Float(
        "At most in total", help="To all customers together. 0: no limit."
    )
    valid_from = fields.Date("Valid from")
    valid_until = fields.Date("Valid until", help="The last day that counts.")
    pending_days = fields.Integer(
        "Pending for days",
        help="Points can be spent so many days after the event; 0: at once.",
    )

    closed_until = fields.Date(
        "Counted up to",
        readonly=True,
        copy=False,
        help="The last whole day of which this rule has seen all events.",
    )
    last_run_at = fields.Datetime("Last run", readonly=True, copy=False)
    last_run_count = fields.Integer("Given by the last run", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    history_ids = fields.One2many(
        "loyalty.history", "earning_rule_id", "Movements", readonly=True
    )

    _points_positive = models.Constraint(
        "CHECK(points > 0)", "A rule gives more than 0 points."
    )
    _caps_positive = models.Constraint(
        "CHECK(event_cap >= 0 AND day_cap >= 0 AND month_cap >= 0 AND person_cap >= 0 "
        "AND total_cap >= 0 AND minimum_amount >= 0 AND pending_days >= 0)",
        "Limits, amounts and days are 0 or more.",
    )
    _validity = models.Constraint(
        "CHECK(valid_until >= valid_from)", "A rule can't end before it begins."
    )
    _score_band = models.Constraint(
        "CHECK(minimum_score <= maximum_score)",
        "The lowest score can't be above the highest one.",
    )

    # ----------------------------------------------------------------- defaults

    @api.model
    def _get_default_program(self, company):
        """Return the loyalty programme that ``company`` would mean, if there is one."""
        return self.env["loyalty.program"]._find_loyalty_programs(company)[:1]

    @api.depends("event")
    def _compute_is_scored(self):
        """Events that others report can have a score."""
        scored = dict(self.env["crm.customer.event"]._get_event_selection())
        for rule in self:
            rule.is_scored = rule.event in scored and rule.event not in MONEY_EVENTS

    # -------------------------------------------------------------- constraints

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            rule._parse_domain()

    @api.constrains("program_id")
    def _check_program(self):
        for rule in self:
            program = rule.program_id
            if program.program_type != "loyalty" or not program.has_ledger:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” is no program in which customers collect "
                        "points on a card.",
                        program=program.name,
                    )
                )

    @api.constrains("event", "point_mode", "purchase_number", "minimum_amount")
    def _check_event(self):
        for rule in self:
            if rule.point_mode != "fixed" and rule.event not in MONEY_EVENTS:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s”: this event has no amount and no units. Give a "
                        "fixed number of points.",
                        rule=rule.name,
                    )
                )
            if rule.event == "nth_purchase" and rule.purchase_number < 1:
                raise ValidationError(
                    self.env._("The first purchase has the number 1.")
                )
            if rule.event == "amount_reached" and not rule.minimum_amount:
                raise ValidationError(
                    self.env._("Say which amount the customer has to reach.")
                )

    @api.constrains("event", "product_ids", "category_ids", "profile_field_ids")
    def _check_event_lists(self):
        for rule in self:
            if rule.event == "product" and not (rule.product_ids or rule.category_ids):
                raise ValidationError(
                    self.env._("Choose the products or categories that count.")
                )
            if rule.event == "profile" and not rule.profile_field_ids:
                raise ValidationError(
                    self.env._("Choose the fields that the customer fills in.")
                )

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """A new rule counts from today on; earlier days are a backfill's."""
        rules = super().create(vals_list)
        rules._start()
        return rules

    def write(self, vals):
        """A rule that is switched on again does not catch up with its pause.

        One that is changed is tried again: its error may be mended.
        """
        woken = self.filtered(lambda rule: vals.get("active") and not rule.active)
        if vals.keys() & set(SETTINGS):
            vals = {"error": False, **vals}
        result = super().write(vals)
        woken._start()
        return result

    def _start(self):
        for rule in self:
            today = self.env["crm.value.night"]._get_today(rule.company_id)
            rule.closed_until = today - timedelta(days=1)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        for rule in self.sudo():
            if rule.history_ids:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” has given points. Switch it off instead; then "
                        "everybody can still see why they were given.",
                        rule=rule.name,
                    )
                )

    def _parse_domain(self):
        """Return the further conditions on customers, never run as code.

        :raise ValidationError: they are not a domain on contacts
        """
        self.ensure_one()
        return self._parse_literal_domain(
            self.domain, "res.partner", self.name or self.env._("New rule")
        )
