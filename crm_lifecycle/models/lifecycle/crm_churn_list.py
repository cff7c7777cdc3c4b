# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.grades import GRADES

OPEN = ("new", "in_progress")
CHIPS = 3  # the strongest reasons
LONG = 1.5  # times the own rhythm; twice that is alarming


class CrmChurnList(models.Model):
    """Who may leave, ordered by what would be lost; read from the profiles.

    A model of its own over the profiles, because everybody may see the tier of any
    customer on documents, but works through his own customers only: the record rules
    are here and not on the profile. A row has the id of its profile. Everything that
    orders and filters is SQL; what is only shown is read for the page.
    """

    _name = "crm.churn.list"
    _description = "Customers at risk"
    _auto = False
    _order = "value_at_risk desc, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _depends = {
        "crm.customer.profile": [
            "partner_id",
            "company_id",
            "tier_id",
            "stage_id",
            "churn_probability",
            "churn_grade",
            "clv_predicted",
            "first_purchase_date",
            "last_purchase_date",
            "purchase_days",
        ],
        "res.partner": ["active", "user_id"],
        "crm.winback.case": ["partner_id", "company_id", "state", "user_id"],
    }

    profile_id = fields.Many2one("crm.customer.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean("Not archived", readonly=True)
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", readonly=True)
    stage_id = fields.Many2one("crm.lifecycle.stage", "Lifecycle stage", readonly=True)
    churn_probability = fields.Float("Risk of churn", readonly=True, aggregator="avg")
    churn_grade = fields.Selection(GRADES, readonly=True)
    clv_predicted = fields.Monetary("Predicted value", readonly=True)
    value_at_risk = fields.Monetary(
        "Value at risk",
        readonly=True,
        help="Predicted value times the risk of churn: what leaving would cost.",
    )
    last_purchase_date = fields.Date("Last purchase", readonly=True)
    recency_days = fields.Integer("Days silent", readonly=True, aggregator="avg")
    interval_days = fields.Integer(
        "Usual interval (days)",
        readonly=True,
        aggregator="avg",
        help="Days between purchases so far, for customers who came back.",
    )
    case_id = fields.Many2one("crm.winback.case", "Win-back case", readonly=True)
    case_user_id = fields.Many2one("res.users", "Owner of the case", readonly=True)
    case_state = fields.Selection(
        [("new", "Opened"), ("in_progress", "In progress"), ("held_out", "Held out")],
        "Win-back",
        readonly=True,
    )
    chips = fields.Json("Reasons", compute="_compute_chips")
    next_activity_date = fields.Date("Next activity", compute="_compute_next_activity")
    next_activity = fields.Char("What is next", compute="_compute_next_activity")

    @property
    def _table_query(self):
        """Profiles of buyers with their open case.

        The unique indexes on the partner's id and on the open case make both joins
        one probe a row.
        """
        return SQL(
            """
            SELECT profile.id, profile.id AS profile_id, profile.company_id,
                   profile.partner_id, partner.active, partner.user_id,
                   profile.tier_id, profile.stage_id, profile.churn_probability,
                   profile.churn_grade, profile.clv_predicted,
                   COALESCE(profile.clv_predicted, 0) * profile.churn_probability
                       AS value_at_risk,
                   profile.last_purchase_date,
                   %(today)s::date - profile.last_purchase_date AS recency_days,
                   CASE WHEN profile.purchase_days > 1
                        THEN round((profile.last_purchase_date
                                    - profile.first_purchase_date)::numeric
                                   / (profile.purchase_days - 1))::int
                   END AS interval_days,
                   document.id AS case_id, document.user_id AS case_user_id,
                   CASE WHEN document.is_hold_out THEN 'held_out'
                        ELSE document.state END AS case_state
              FROM crm_customer_profile profile
              JOIN res_partner partner ON partner.id = profile.partner_id
              LEFT JOIN crm_winback_case document
                ON document.partner_id = profile.partner_id
               AND document.company_id = profile.company_id
               AND document.state IN ('new', 'in_progress')
             WHERE profile.churn_probability IS NOT NULL
            """,
            today=self.env["crm.value.night"]._get_today(self.env.company),
        )

    # ---------------------------------------------------------------- computes

    @api.depends("profile_id")
    @api.depends_context("lang")
    def _compute_chips(self):
        """The strongest signs of leaving in a word each, read for the page at once."""
        styles = self._get_chips()
        for row, profile in zip(self, self.profile_id.browse(self.ids), strict=True):
            rhythm = row._get_rhythm_chips()
            signs = [
                {
                    "key": reason["factor"],
                    "title": reason["label"],
                    **styles.get(
                        reason["factor"], {"label": reason["label"], "style": "warning"}
                    ),
                }
                for reason in profile.churn_reasons or []
                if reason["value"] > 0 and not (rhythm and reason["factor"] == "model")
            ]
            row.chips = [*rhythm, *signs][:CHIPS]

    def _get_rhythm_chips(self):
        """Return how long the customer is silent, measured by the own rhythm."""
        title = self.env._("Silence against the usual interval between purchases")
        if not self.interval_days:
            label, style = self.env._("Bought once"), "info"
        elif self.recency_days >= LONG * self.interval_days:
            times = self.recency_days / self.interval_days
            label = self.env._("%(times)s × usual gap", times=f"{times:.1f}")
            style = "danger" if times >= 2 * LONG else "warning"
        else:
            return []
        return [{"key": "rhythm", "label": label, "style": style, "title": title}]

    @api.model
    def _get_chips(self):
        """Return ``{sign of churn: {label: a word or two, style: Bootstrap's}}``.

        Extend with ``super() | {…}``; signs without a chip show their own label.
        """
        chips = {
            "model": (self.env._("Buys rarely"), "warning"),
            "complaint": (self.env._("Complaint"), "danger"),
            "overdue": (self.env._("Pays late"), "warning"),
            "silence": (self.env._("No contact"), "info"),
            "falling": (self.env._("Buys less"), "warning"),
            "past_churn": (self.env._("Left before"), "secondary"),
            "renewal": (self.env._("Contract ends"), "primary"),
        }
        return {
            sign: {"label": label, "style": style}
            for sign, (label, style) in chips.items()
        }

    @api.depends("partner_id", "case_id")
    def _compute_next_activity(self):
        """The earliest open activity on the customer or on his case."""
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search_fetch(
                [
                    "|",
                    "&",
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", self.partner_id.ids),
                    "&",
                    ("res_model", "=", "crm.winback.case"),
                    ("res_id", "in", self.case_id.ids),
                ],
                ["res_model", "res_id", "date_deadline", "summary", "activity_type_id"],
                order="date_deadline desc, id desc",
            )
        )
        found = {(act.res_model, act.res_id): act for act in activities}
        for row in self:
            own = [
                found[key]
                for key in (
                    ("res.partner", row.partner_id.id),
                    ("crm.winback.case", row.case_id.id),
                )
                if key in found
            ]
            first = min(own, key=lambda act: act.date_deadline, default=None)
            row.next_activity_date = first and first.date_deadline
            row.next_activity = first and (first.summary or first.activity_type_id.name)

    # ----------------------------------------------------------------- buttons

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        return self._show(self.profile_id)

    def action_plan_activity(self):
        """Button: plan an activity for the customers, on the case of a single one."""
        self._check_own()
        self.env["crm.winback.case"].browse(self.case_id.ids)._check_not_held_out()
        records = self.case_id if len(self) == 1 else self.case_id.browse()
        records = records or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an activity"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": records._name, "active_ids": records.ids},
        }

    def action_open_case(self):
        """Button: open a win-back case for each customer that is free.

        A single customer's case is shown; held-out ones are told.
        """
        self._check_own()
        if len(self) == 1:
            return self._show_case(self.case_id or self._open_cases())
        free = self.filtered(lambda row: not row.case_id)
        if free:
            free._open_cases()
        held = self.filtered(lambda row: row.case_state == "held_out")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if free else "warning",
                "message": self.env._(
                    "%(opened)s cases opened. %(busy)s customers had one already, "
                    "%(held)s are held out by a campaign.",
                    opened=len(free),
                    busy=len(self - free - held),
                    held=len(held),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_start_campaign(self):
        """Button: prepare a campaign for the selected customers."""
        self._check_own()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New campaign"),
            "res_model": "crm.winback.campaign",
            "view_mode": "form",
            "context": {
                "default_domain": str([("id", "in", self.ids)]),
                "default_company_id": self.company_id[:1].id,
            },
        }

    def _check_own(self):
        """Raise unless all rows are ones that the user works with."""
        self.check_access("read")
        if not self.exists():
            raise UserError(self.env._("Choose customers of the churn list first."))

    def _open_cases(self):
        """Return new cases of these customers, in their companies."""
        cases = self.env["crm.winback.case"].create(
            [
                {"partner_id": row.partner_id.id, "company_id": row.company_id.id}
                for row in self
            ]
        )
        self.invalidate_model()
        return cases

    def _show_case(self, case):
        case._check_not_held_out()
        return self._show(case)

    def _show(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
