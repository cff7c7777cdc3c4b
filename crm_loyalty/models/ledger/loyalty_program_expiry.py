# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    """When a programme's points expire; the manager decides on its form.

    A lot keeps the terms under which it was given. Terms that change hold for points
    given from then on, and for earlier ones only when a manager applies them.
    """

    _inherit = "loyalty.program"

    expiry_mode = fields.Selection(
        [
            ("none", "Never"),
            ("earned", "Some months after they were earned"),
            ("period", "At the end of a period"),
            ("inactivity", "When the customer neither earns nor spends"),
        ],
        "Points expire",
        default="none",
        required=True,
    )
    expiry_months = fields.Integer("Valid for (months)", default=12, required=True)
    expiry_period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        "Period",
        default="year",
    )
    expiry_periods = fields.Integer(
        "Further periods",
        default=1,
        required=True,
        help="0: points are valid until the end of the period in which they were "
        "earned; 1: until the end of the next one.",
    )
    expiry_grace_days = fields.Integer(
        "Days of grace",
        default=0,
        required=True,
        help="Points stay valid for so many days longer.",
    )
    expiry_notice_days = fields.Integer(
        "Tell customers (days before)",
        default=30,
        required=True,
        help="The customer gets one mail for each day on which points expire. "
        "0: no mail.",
    )
    expired_until = fields.Date(
        readonly=True,
        copy=False,
        help="The last day for which expired points were booked.",
    )

    _expiry_figures = models.Constraint(
        "CHECK(expiry_months BETWEEN 0 AND 1200 AND expiry_periods BETWEEN 0 AND 100 "
        "AND expiry_grace_days BETWEEN 0 AND 3650 "
        "AND expiry_notice_days BETWEEN 0 AND 3650)",
        "Months, periods and days of expiry are 0 or more, and not hundreds of years.",
    )

    @api.constrains("expiry_mode", "expiry_months", "expiry_period")
    def _check_expiry(self):
        """Terms say when: so many months, or the end of which period.

        :raises ValidationError: they don't
        """
        for program in self:
            months = program.expiry_mode in ("earned", "inactivity")
            if months and program.expiry_months < 1:
                raise ValidationError(
                    self.env._("Enter after how many months points expire: 1 or more.")
                )
            if program.expiry_mode == "period" and not program.expiry_period:
                raise ValidationError(
                    self.env._("Choose at the end of which period points expire.")
                )

    def _get_today(self):
        """Return today's date for this programme.

        That of its company; points that are valid in all companies last until the day
        is over in each of them.
        """
        self.ensure_one()
        night = self.env["crm.value.night"]
        companies = self.sudo().company_id
        if not companies:
            companies = companies.search([("active", "=", True)])
        return min(night._get_today(company) for company in companies)

    def _get_expiry_day(self, day):
        """Return the last day of points given on ``day``, or None; also when unsaved.

        What the database will write, asked of the database: the rule stands once.
        """
        self.ensure_one()
        return self.env.execute_query(
            SQL(
                """
                SELECT %(expiry)s
                  FROM (SELECT %(mode)s::text AS expiry_mode,
                               %(months)s::int AS expiry_months,
                               %(period)s::text AS expiry_period,
                               %(periods)s::int AS expiry_periods,
                               %(grace)s::int AS expiry_grace_days) AS program,
                       (SELECT %(day)s::date AS booked_on) AS movement
                """,
                expiry=self.env["crm.loyalty.lot"]._get_expiry_sql(),
                mode=self.expiry_mode,
                months=self.expiry_months,
                period=self.expiry_period or "year",
                periods=self.expiry_periods,
                grace=self.expiry_grace_days,
                day=day,
            )
        )[0][0]

    def _get_idle_day(self, day):
        """Return the last day of points whose customer does nothing after ``day``."""
        self.ensure_one()
        return day + relativedelta(
            months=self.expiry_months, days=self.expiry_grace_days
        )

    def _get_notice_day(self):
        """Return the first day that gives the customer the promised time to react."""
        self.ensure_one()
        return self._get_today() + timedelta(days=self.expiry_notice_days)
