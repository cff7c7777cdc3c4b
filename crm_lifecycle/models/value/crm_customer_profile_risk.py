# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerProfile(models.Model):
    """What a customer owes, and the risk in it.

    The columns are written by the night. Open items are the receivable lines of
    posted invoices and credit notes, so each instalment has its own due date, and
    what is left of them: an open credit note counts against what is owed.
    """

    _inherit = "crm.customer.profile"

    receivable_amount = fields.Monetary(
        "Open receivables",
        readonly=True,
        help="What is left to pay of posted invoices, less open credit notes.",
    )
    overdue_amount = fields.Monetary(
        "Overdue",
        readonly=True,
        help="The part of the open receivables whose due date has passed.",
    )
    oldest_due_date = fields.Date(
        "Overdue since",
        readonly=True,
        help="Due date of the oldest invoice that is overdue.",
    )
    credit_limit = fields.Monetary(
        "Credit limit",
        readonly=True,
        help="The customer's limit, or the company's, where credit limits are used.",
    )
    risk_flag_count = fields.Integer("Risk flags in force", readonly=True)
    credit_risk = fields.Selection(
        [("low", "Low"), ("mid", "Medium"), ("high", "High")],
        "Credit risk",
        compute="_compute_credit_risk",
        help="From days overdue, use of the credit limit and risk flags; the policy "
        "says where each grade begins.",
    )

    @api.depends(
        "overdue_amount",
        "oldest_due_date",
        "receivable_amount",
        "credit_limit",
        "risk_flag_count",
    )
    def _compute_credit_risk(self):
        from ...engine.risk import grade_credit_risk  # numpy, only where needed

        for company, profiles in self.grouped("company_id").items():
            today = self.env["crm.value.night"]._get_today(company)
            grades = grade_credit_risk(
                [profile._get_overdue_days(today) for profile in profiles],
                profiles.mapped("overdue_amount"),
                profiles.mapped("receivable_amount"),
                profiles.mapped("credit_limit"),
                profiles.mapped("risk_flag_count"),
                self.env["crm.value.policy"]
                ._get_active(company)
                ._get_risk_thresholds(),
            )
            for profile, grade in zip(profiles, grades.tolist(), strict=True):
                profile.credit_risk = grade

    def _get_overdue_days(self, today):
        since = self.oldest_due_date
        return (today - since).days if since else float("nan")

    @api.model
    def _get_metric_queries(self, company, today):
        late = SQL(
            "COALESCE(line.date_maturity, line.date) < %(today)s::date", today=today
        )
        owed_late = SQL("sum(line.amount_residual) FILTER (WHERE %s)", late)
        return super()._get_metric_queries(company, today) | {
            "receivable_amount": self._get_receivable_query(
                company, SQL("sum(line.amount_residual)")
            ),
            "overdue_amount": self._get_receivable_query(
                company, SQL("greatest(%s, 0)", owed_late)
            ),
            "oldest_due_date": self._get_receivable_query(
                company,
                SQL(
                    """CASE WHEN %(owed_late)s > 0
                    THEN min(COALESCE(line.date_maturity, line.date))
                         FILTER (WHERE %(late)s AND line.amount_residual > 0) END""",
                    owed_late=owed_late,
                    late=late,
                ),
            ),
            "credit_limit": self._get_credit_limit_query(company),
            "risk_flag_count": self._get_risk_flag_query(company, today),
        }

    @api.model
    def _get_receivable_query(self, company, value):
        """Sum open items per customer; reads ``account_move_line_open_customer``."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, %(value)s AS value
              FROM account_move_line line
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.company_id = %(company_id)s
               AND line.display_type = 'payment_term'
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.account_id = ANY (ARRAY(
                   SELECT id FROM account_account
                    WHERE account_type = 'asset_receivable'))
             GROUP BY partner.commercial_partner_id
            """,
            value=value,
            company_id=company.id,
        )

    @api.model
    def _get_credit_limit_query(self, company):
        partners = self.env["res.partner"].with_company(company)
        field = partners._fields["credit_limit"]
        return SQL(
            """
            SELECT partner_id, value FROM (
                SELECT id AS partner_id,
                       COALESCE((credit_limit->>%(company_id)s::text)::numeric,
                                %(fallback)s::numeric) AS value
                  FROM res_partner
                 WHERE id = commercial_partner_id AND %(is_used)s
            ) AS limited
             WHERE value > 0
            """,
            company_id=str(company.id),
            fallback=field.get_company_dependent_fallback(partners) or 0.0,
            is_used=company.account_use_credit_limit,
        )

    @api.model
    def _get_risk_flag_query(self, company, today):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, count(*) AS value
              FROM crm_risk_flag flag
              JOIN res_partner partner ON partner.id = flag.partner_id
             WHERE flag.company_id = %(company_id)s
               AND flag.active
               AND flag.date_from <= %(today)s
               AND (flag.date_until IS NULL OR flag.date_until >= %(today)s)
             GROUP BY partner.commercial_partner_id
            """,
            company_id=company.id,
            today=today,
        )
