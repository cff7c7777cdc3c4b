# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, time, timedelta

from odoo import api, models

RESULTS = ("clocks", "met", "breached", "rate", "median_hours", "p90_hours")


class CrmSlaSheet(models.AbstractModel):
    """The tables of the service level workbook: plain figures, nothing stored.

    A table is ``{"name", "title", "columns": [(label, kind)], "rows": [[value]]}``;
    kinds are text, integer, percent (0 to 100), hours and month.
    """

    _name = "crm.sla.sheet"
    _inherit = ["crm.sheet"]
    _description = "Tables of service levels"

    @api.model
    def _get_tables(self, company, start, end):
        """Return the tables of one company; extend the list.

        :param date start: first day of the promises, in UTC
        :param date end: the last day
        :raise AccessError: the company is not among those of the reader
        """
        sheets = self._in_company(company)
        period = (
            datetime.combine(start, time()),
            datetime.combine(end + timedelta(days=1), time()),
        )
        fields = self.env["crm.sla.report"]._fields
        labels = {name: fields[name]._description_string(self.env) for name in fields}
        tables = [
            sheets._get_result_table(company, period, groupby, labels[groupby])
            for groupby in ("policy_id", "tier_id", "team_id", "user_id", "channel_id")
        ]
        return [
            *tables,
            sheets._get_month_table(company, period),
            sheets._get_share_table(company, period),
        ]

    @api.model
    def _get_domain(self, company, period, moment):
        start, end = period
        return [
            ("company_id", "=", company.id),
            (moment, ">=", start),
            (moment, "<", end),
        ]

    @api.model
    def _get_result_columns(self):
        """Return the columns of every table of results."""
        return [
            (self.env._("Promises"), "integer"),
            (self.env._("Met"), "integer"),
            (self.env._("Missed"), "integer"),
            (self.env._("Attainment (%)"), "percent"),
            (self.env._("Median (working hours)"), "hours"),
            (self.env._("90th percentile (working hours)"), "hours"),
        ]

    @api.model
    def _read_results(self, company, period, groupby):
        """Return rows: the group, the label of the metric, the results."""
        report = self.env["crm.sla.report"]
        metrics = dict(report._fields["metric"]._description_selection(self.env))
        fields = report._fields
        groups = report._read_group(
            self._get_domain(company, period, "started_at"),
            [groupby, "metric"],
            [f"{name}:{fields[name].aggregator or 'sum'}" for name in RESULTS],
        )
        return [[group, metrics[metric], *row] for group, metric, *row in groups]

    @api.model
    def _get_result_table(self, company, period, groupby, label):
        rows = self._read_results(company, period, groupby)
        return {
            "name": label,
            "title": self.env._("Promises kept, by: %(group)s", group=label),
            "columns": [
                (label, "text"),
                (self.env._("Promise"), "text"),
                *self._get_result_columns(),
            ],
            "rows": [
                [group.sudo().display_name or self.env._("None"), *row]
                for group, *row in rows
            ],
        }

    @api.model
    def _get_month_table(self, company, period):
        return {
            "name": self.env._("Months"),
            "title": self.env._("Promises kept, by the month in which they were made"),
            "columns": [
                (self.env._("Month"), "month"),
                (self.env._("Promise"), "text"),
                *self._get_result_columns(),
            ],
            "rows": self._read_results(company, period, "started_at:month"),
        }

    @api.model
    def _get_share_table(self, company, period):
        share = self.env["crm.sla.share"]
        kinds = dict(share._fields["kind"]._description_selection(self.env))
        groups = share._read_group(
            self._get_domain(company, period, "date_from"),
            ["team_id", "kind"],
            ["working_hours:sum", "total_hours:sum", "share:avg"],
        )
        return {
            "name": self.env._("Who used the time"),
            "title": self.env._("Time of the tickets by the team that had them"),
            "columns": [
                (self.env._("Team"), "text"),
                (self.env._("Kind"), "text"),
                (self.env._("Working hours"), "hours"),
                (self.env._("Hours by the calendar"), "hours"),
                (self.env._("Share (%)"), "percent"),
            ],
            "rows": [
                [team.sudo().display_name or self.env._("None"), kinds[kind], *row]
                for team, kind, *row in groups
            ],
        }
