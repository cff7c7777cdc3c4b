# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What may change once a policy is no longer a draft.
LIVE_FIELDS = {
    "state",
    "simulated_on",
    "simulated_count",
    "calibration",
    "activated_on",
    "name",
    "active",
    "review_date",
}


class CrmValuePolicy(models.Model):
    """The rules that sort one company's customers into tiers, as versioned data.

    A consultant edits a draft and activates it; the version that was active is
    archived and never edited again. Presets belong to no company and are copied.
    The night writes ``calibration``: the cut points and bounds it found.
    """

    _name = "crm.value.policy"
    _inherit = ["mail.thread", "crm.value.policy.check"]
    _description = "Tier policy"
    _order = "state, company_id, version desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("preset", "Preset"),
            ("draft", "Draft"),
            ("active", "Active"),
            ("archived", "Archived"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )
    description = fields.Text(translate=True)
    activated_on = fields.Date(readonly=True, copy=False)
    revenue_source = fields.Selection(
        selection=lambda self: self._get_revenue_source_selection(),
        required=True,
        default="invoice",
    )
    window_months = fields.Integer(
        "Window (months)",
        default=24,
        help="Purchases of the last months that count for the score and the tier. "
        "0 counts the whole history.",
    )
    margin_rate = fields.Float(
        "Margin where unknown (%)",
        default=30.0,
        help="Used for revenue whose margin is not recorded on the sale.",
    )
    rank_by = fields.Selection(
        [
            ("window_revenue", "Revenue in the window"),
            ("clv", "Lifetime value"),
            ("score", "Score"),
        ],
        default="window_revenue",
        required=True,
        help="The order of customers from which group shares are taken.",
    )
    weight_ids = fields.One2many(
        "crm.value.policy.weight", "policy_id", "Score card", copy=True
    )
    tier_line_ids = fields.One2many(
        "crm.value.policy.tier", "policy_id", "Tiers", copy=True
    )
    fallback_tier_id = fields.Many2one(
        "crm.value.tier",
        ondelete="restrict",
        help="Tier of every customer that no other tier takes.",
    )
    fallback_count = fields.Integer(
        "Customers in the fallback tier", compute="_compute_fallback_count"
    )
    hysteresis_percent = fields.Float(
        "Band below a threshold (%)",
        help="A customer keeps the tier until its figure is this much below what the "
        "tier asks for. 0 switches it off.",
    )
    grace_days = fields.Integer(
        "Grace (days)",
        help="How many days a customer keeps a tier it has fallen below. "
        "0 switches it off.",
    )
    one_level_down = fields.Boolean(
        "One level down at a time",
        help="Nobody falls by more than one tier in a night or, with grace days, "
        "before they have passed again.",
    )
    hold_on_complaint = fields.Boolean(
        "No way down while a complaint is open",
        default=True,
    )
    protection_months = fields.Integer(
        "Protection of new customers (months)",
        help="No way down in the first months after the first purchase.",
    )
    review_date = fields.Date(
        "Review on", help="When somebody should look at these rules again.", copy=False
    )
    calibration = fields.Json(readonly=True, copy=False)
    calibration_table = fields.Json(
        "Fifths of customers", compute="_compute_calibration_table"
    )
    findings = fields.Text(
        "Check", compute="_compute_findings", help="What the rules leave open."
    )

    _window_not_negative = models.Constraint(
        "CHECK(window_months >= 0)", "The window cannot be negative; 0 means all time."
    )
    _margin_is_share = models.Constraint(
        "CHECK(margin_rate BETWEEN 0 AND 100)", "The margin is between 0 and 100 %."
    )
    _calm_not_negative = models.Constraint(
        "CHECK(hysteresis_percent BETWEEN 0 AND 100 AND grace_days >= 0"
        " AND protection_months >= 0)",
        "The band is between 0 and 100 %; grace and protection cannot be negative.",
    )
    _one_active = models.UniqueIndex(
        "(company_id) WHERE state = 'active'",
        "Another policy of this company has just been activated. Reload the page.",
    )

    @api.model
    def _get_revenue_source_selection(self):
        """Return ``[(source, label)]``.

        Extend together with ``crm.customer.profile._get_event_queries``.
        """
        return [
            ("invoice", self.env._("Posted invoices and credit notes")),
            ("order", self.env._("Confirmed orders")),
        ]

    @api.depends("fallback_tier_id", "tier_line_ids.criterion_ids", "rank_by")
    def _compute_fallback_count(self):
        for policy in self:
            counts = policy._count_by_tier()
            policy.fallback_count = counts.get(policy.fallback_tier_id.id, 0)

    @api.depends(
        "fallback_tier_id",
        "weight_ids",
        "tier_line_ids.match",
        "tier_line_ids.criterion_ids.sentence",
        "tier_line_ids.criterion_ids.active",
    )
    def _compute_findings(self):
        for policy in self:
            policy.findings = "\n".join(
                policy._get_blocking_findings() + policy._get_advice()
            )

    @api.depends("calibration")
    @api.depends_context("lang")
    def _compute_calibration_table(self):
        describe = self.env["crm.value.explanation"]._explain_calibration
        for policy in self:
            policy.calibration_table = describe(policy)

    @api.depends(
        "hysteresis_percent",
        "grace_days",
        "one_level_down",
        "hold_on_complaint",
        "protection_months",
    )
    @api.constrains("state", "company_id")
    def _check_company(self):
        for policy in self.filtered(lambda row: row.state != "preset"):
            if not policy.company_id:
                raise ValidationError(
                    self.env._(
                        "The policy “%(name)s” needs a company.", name=policy.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            self._check_state_is_ours()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - LIVE_FIELDS and not set(vals) <= self._get_mail_fields():
            self._check_editable()
            self._forget_simulation()
        if "state" in vals:
            self._check_state_is_ours()
        return super().write(vals)

    @api.model
    def _check_state_is_ours(self):
        """Refuse a state that comes from outside: buttons check before they set it.

        :raise UserError: a person or an interface sets the state
        """
        if not self.env.su:
            raise UserError(self.env._("A policy is activated by its button."))

    @api.model
    def _get_mail_fields(self):
        return {name for name in self._fields if name.startswith("message_")}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda row: row.state in ("active", "archived")):
            raise UserError(
                self.env._(
                    "“%(name)s” has sorted customers and stays as their history. "
                    "Activate another policy instead.",
                    name=used[0].display_name,
                )
            )

    @api.depends("name", "version", "state")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = (
                policy.name
                if policy.state == "preset"
                else self.env._(
                    "%(name)s, version %(version)s",
                    name=policy.name,
                    version=policy.version,
                )
            )

    def _check_editable(self):
        """Refuse to change what has sorted customers.

        :raise UserError: the policy is active or archived
        """
        if fixed := self.filtered(lambda row: row.state in ("active", "archived")):
            raise UserError(
                self.env._(
                    "“%(name)s” is in use or was. Make a new version, change that "
                    "and activate it.",
                    name=fixed[0].display_name,
                )
            )

    @api.model
    def _get_active(self, company):
        """Return the active policy of ``company``, or an empty record."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "active")], limit=1
        )

    @api.model
    def _load_preset(self, company, all_time=False):
        """Give ``company`` the handbook's policy unless one is active already.

        :param bool all_time: count the whole history instead of the last months
        :return: the company's active policy
        """
        if active := self._get_active(company):
            return active
        preset = self.env.ref("crm_lifecycle.policy_preset_handbook")
        policy = preset._copy_for(company)
        if all_time:
            policy.window_months = 0
        policy.action_activate()
        return policy

    def _copy_for(self, company):
        self.ensure_one()
        last = self.search(
            [("company_id", "=", company.id)], order="version desc", limit=1
        )
        copy = self.copy({"company_id": company.id})
        copy.version = last.version + 1
        return copy
