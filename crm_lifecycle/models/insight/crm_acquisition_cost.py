# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CrmAcquisitionCost(models.Model):
    """What winning new customers cost in a month; kept by analysts.

    Either an amount typed in, or what an analytic account was charged in the month.
    """

    _name = "crm.acquisition.cost"
    _description = "Acquisition cost"
    _order = "month desc, company_id, id desc"
    _check_company_auto = True

    name = fields.Char("Description", required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._get_month(fields.Date.context_today(self)),
        help="Any day of the month; it is kept as the first one.",
    )
    source = fields.Selection(
        [("manual", "Typed in"), ("analytic", "Analytic account")],
        required=True,
        default="manual",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        check_company=True,
        ondelete="restrict",
        help="Costs of the month on this account; income is deducted.",
    )
    entered_amount = fields.Monetary("Typed amount")
    amount = fields.Monetary(compute="_compute_amount", inverse="_inverse_amount")

    _not_negative = models.Constraint(
        "CHECK(entered_amount >= 0)", "A cost is not negative."
    )
    _has_account = models.Constraint(
        "CHECK(source <> 'analytic' OR analytic_account_id IS NOT NULL)",
        "Choose the analytic account that the costs are read from.",
    )

    @api.depends("source", "entered_amount", "analytic_account_id", "month")
    def _compute_amount(self):
        self.flush_model()
        self.env["account.analytic.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, amount FROM (%(amounts)s) AS cost WHERE id = ANY(%(ids)s)",
                amounts=self._get_amount_query(),
                ids=self._origin.ids,
            )
        )
        amounts = dict(rows)
        for cost in self:
            cost.amount = (
                cost.entered_amount
                if cost.source == "manual"
                else amounts.get(cost._origin.id, 0.0)
            )

    def _inverse_amount(self):
        for cost in self.filtered(lambda row: row.source == "manual"):
            cost.entered_amount = cost.amount

    @api.constrains("amount")
    def _check_amount(self):
        """Tell in words what the database would refuse."""
        if self.filtered(lambda cost: cost.amount < 0):
            raise ValidationError(self.env._("A cost is not negative."))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": self._get_month(fields.Date.to_date(vals["month"]))}

    @api.model
    def _get_month(self, day):
        return day.replace(day=1)

    @api.model
    def _get_amount_query(self):
        """Return the SQL of ``id, company_id, month, amount`` of every entry."""
        project, others = self.env["account.analytic.plan"].sudo()._get_all_plans()
        on_account = SQL(" OR ").join(
            SQL(
                "%s = cost.analytic_account_id",
                SQL.identifier("line", plan._column_name()),
            )
            for plan in project + others
        )
        return SQL(
            """
            SELECT cost.id, cost.company_id, cost.month,
                   CASE cost.source
                   WHEN 'manual' THEN COALESCE(cost.entered_amount, 0)
                   ELSE greatest(COALESCE((
                        SELECT -sum(line.amount)
                          FROM account_analytic_line line
                         WHERE line.company_id = cost.company_id
                           AND line.date >= cost.month
                           AND line.date < cost.month + interval '1 month'
                           AND (%(on_account)s)), 0), 0)
                   END AS amount
              FROM crm_acquisition_cost cost
            """,
            on_account=on_account,
        )
