# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """What one company knows of one commercial partner's value.

    One row per commercial partner and company, written by SQL in the night (and on
    demand) and by nothing else. Other rooms and addons add columns to it and feed
    them through :meth:`_get_metric_queries`.
    """

    _name = "crm.customer.profile"
    _description = "Customer"
    _log_access = False  # written by SQL for everybody: the run log says when
    _order = "window_revenue desc, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one(
        "crm.value.tier",
        readonly=True,
        index=True,
        ondelete="restrict",
        group_expand="_group_expand_tiers",
    )
    tier_since = fields.Date("In this tier since", readonly=True)
    earned_tier_id = fields.Many2one(
        "crm.value.tier",
        "Earned tier",
        readonly=True,
        ondelete="restrict",
        help="What the rules give by themselves; the tier may be held above it.",
    )
    held_by = fields.Selection(
        [
            ("override", "Manual override"),
            ("complaint", "Open complaint"),
            ("protection", "Protection of new customers"),
            ("hysteresis", "Close to the threshold"),
            ("grace", "Grace days"),
            ("level", "One level at a time"),
        ],
        "Tier held by",
        readonly=True,
        help="What keeps the customer in this tier although the rules say less.",
    )
    override_id = fields.Many2one(
        "crm.tier.override", readonly=True, ondelete="set null"
    )
    below_since = fields.Date(
        "Below since",
        readonly=True,
        help="The day the customer fell below the tier; the grace days count from it.",
    )
    policy_id = fields.Many2one("crm.value.policy", readonly=True, ondelete="restrict")

    first_purchase_date = fields.Date("First purchase", readonly=True)
    last_purchase_date = fields.Date("Last purchase", readonly=True)
    purchase_count = fields.Integer("Purchases", readonly=True)
    purchase_days = fields.Integer("Days with a purchase", readonly=True)
    revenue = fields.Monetary("Revenue, all time", readonly=True)
    refunds = fields.Monetary(
        readonly=True, help="Credit notes; they are part of the revenue."
    )
    margin = fields.Monetary("Margin, all time", readonly=True)
    window_revenue = fields.Monetary("Revenue", readonly=True)
    window_margin = fields.Monetary("Margin", readonly=True)
    window_purchase_days = fields.Integer("Recent days with a purchase", readonly=True)
    late_revenue = fields.Monetary(
        "Revenue, last 12 months", readonly=True, help="Refunds are taken off."
    )
    early_revenue = fields.Monetary("Revenue, 12 months before", readonly=True)
    trend_purchases = fields.Integer("Purchases in 24 months", readonly=True)
    clv = fields.Monetary(
        "Lifetime value",
        readonly=True,
        help="Historical customer lifetime value: the margin earned so far.",
    )
    score = fields.Float(readonly=True, aggregator="avg", help="0 to 100")
    contributions = fields.Json(
        compute="_compute_contributions",
        help="Points that each metric gives to the score.",
    )
    recency_score = fields.Integer("Recency (1–5)", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("Frequency (1–5)", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("Monetary (1–5)", readonly=True, aggregator="avg")

    rfm = fields.Char("RFM", compute="_compute_rfm")
    recency_days = fields.Integer(
        "Days since last purchase", compute="_compute_ages", aggregator=None
    )
    tenure_days = fields.Integer(
        "Days as a customer", compute="_compute_ages", aggregator=None
    )
    partner_active = fields.Boolean(related="partner_id.active", string="Not archived")
    explanation = fields.Json("Why this tier", compute="_compute_explanation")
    change_ids = fields.One2many("crm.profile.change", "profile_id", "History")

    _partner_company = models.Constraint(
        "UNIQUE(partner_id, company_id)",
        "This customer already has a profile in this company.",
    )

    def init(self):
        """Leave room on each page, so that a night's updates stay on it (HOT)."""
        self.env.cr.execute(
            SQL("ALTER TABLE crm_customer_profile SET (fillfactor = 50)")
        )

    # ---------------------------------------------------------------- computes

    @api.depends("recency_score", "frequency_score", "monetary_score")
    def _compute_rfm(self):
        for profile in self:
            profile.rfm = (
                f"{profile.recency_score}{profile.frequency_score}"
                f"{profile.monetary_score}"
            )

    @api.depends("first_purchase_date", "last_purchase_date")
    def _compute_ages(self):
        today = fields.Date.context_today(self)
        for profile in self:
            first, last = profile.first_purchase_date, profile.last_purchase_date
            profile.recency_days = (today - last).days if last else 0
            profile.tenure_days = (today - first).days if first else 0

    @api.depends("score")
    def _compute_contributions(self):
        night = self.env["crm.value.night"]
        found = night._read_layers(
            self,
            lambda task: {"points": night._get_contributions_sql(task.policy)},
        )
        for profile in self:
            profile.contributions = found.get(profile.id, {}).get("points")

    @api.depends("tier_id", "score")
    @api.depends_context("lang")
    def _compute_explanation(self):
        reasons = self.env["crm.value.night"]._get_reasons(self)
        explain = self.env["crm.value.explanation"].sudo()._explain
        for profile in self:
            profile.explanation = explain(
                profile.sudo().policy_id,
                profile.tier_id,
                {
                    "score": profile.score,
                    "contributions": profile.contributions,
                    "criteria": reasons.get(profile.id),
                },
            )

    @api.model
    def _group_expand_tiers(self, tiers, domain):
        return tiers.search([("active", "=", True)])

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_for(self, partners, company):
        """Return ``{partner id: profile}`` for partners and their contacts.

        Partners without a profile in ``company`` are not in the answer.
        """
        profiles = self.search(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("company_id", "=", company.id),
            ]
        )
        by_customer = {profile.partner_id.id: profile for profile in profiles}
        return {
            partner.id: by_customer[partner.commercial_partner_id.id]
            for partner in partners
            if partner.commercial_partner_id.id in by_customer
        }

    @api.model
    def _run_night(self, company, today):
        """Score every customer of ``company`` as of ``today``; return the run."""
        night = self.env["crm.value.night"]
        run = night._run_for_company(company, today)
        night._link_documents(company)
        return run

    def _absorb_into(self, partner):
        """Hand this profile and all that points at it to ``partner``.

        Where the partner has no profile in the company, the row is re-pointed;
        else every reference moves over and this row goes. Figures are scored anew
        by the caller.
        """
        self.ensure_one()
        self.env.flush_all()
        target = self._get_for(partner, self.company_id).get(partner.id)
        if not target:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_customer_profile SET partner_id = %(partner_id)s"
                    " WHERE id = %(id)s",
                    partner_id=partner.id,
                    id=self.id,
                )
            )
            self.env.invalidate_all(flush=False)
            return
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._update_foreign_keys_generic(self._name, self, target)
        merge._update_reference_fields_generic(self._name, self, target)
        self.env.cr.execute(
            SQL("DELETE FROM crm_customer_profile WHERE id = %(id)s", id=self.id)
        )
        self.env.invalidate_all(flush=False)

    def _rescore(self, today):
        """Score these customers now, with the cut points of last night.

        Where the night is at work on the company, they are queued for afterwards.
        """
        for company, profiles in self.grouped("company_id").items():
            self.env["crm.value.night"]._run_for_partners(
                company, profiles.partner_id, today
            )

    def _run_due_rescore(self, now):
        """Job of the due table: score customers that had to wait for the night."""
        for company, profiles in self.grouped("company_id").items():
            today = self.env["crm.value.night"]._get_today(company, now)
            profiles._rescore(today)

    @api.model
    def _on_profile_changed(self, changes):
        """Hook: act on changes of tier; called once per change by the dispatcher.

        :param changes: ``crm.profile.change`` records, oldest first. An exception
            marks them as failed and harms nothing else.
        """

    @api.model
    def _get_tier_summary(self, company, today):
        """Return the company's customers by tier.

        :return: ``{"customers", "purchases", "revenue", "tiers": [{"code", "name",
            "customers", "revenue", "customer_share", "revenue_share", "clv_share",
            "median_recency_days"}]}``; amounts in the company's currency, shares
            from 0 to 1, tiers from best to last, empty tiers included
        """
        return self.env["crm.value.summary"]._get_tier_summary(company, today)

    # ----------------------------------------------------------------- buttons

    def action_recompute(self):
        """Button: score the selected customers now."""
        self.check_access("read")
        for company in self.company_id:
            if not self.env["crm.value.policy"]._get_active(company):
                raise UserError(
                    self.env._(
                        "%(company)s has no active tier policy. Activate one under "
                        "Configuration, Tier policies.",
                        company=company.name,
                    )
                )
        night = self.env["crm.value.night"]
        for company, profiles in self.grouped("company_id").items():
            profiles.sudo()._rescore(night._get_today(company))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_view_partner(self):
        """Open the contact behind this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
