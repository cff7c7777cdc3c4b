# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain


class CrmPointsSheet(models.AbstractModel):
    """The tables of the loyalty workbook: plain figures, nothing stored.

    A table is one of ``crm.value.sheet``, with the kind points.
    """

    _name = "crm.points.sheet"
    _inherit = ["crm.sheet"]
    _description = "Tables of loyalty points"

    @api.model
    def _get_tables(self, company, start, end):
        """Return the tables of one company; extend the list.

        :param date start: first day of the period of movements
        :param date end: its last day
        :raise AccessError: the company is not among those of the reader
        """
        sheets = self._in_company(company)
        return [
            sheets._get_movement_table(company, start, end),
            sheets._get_liability_table(company),
            sheets._get_balance_table(company),
        ]

    @api.model
    def _get_company_domain(self, company):
        return Domain("company_id", "in", [False, company.id])

    @api.model
    def _get_movement_table(self, company, start, end):
        groups = self.env["crm.points.report"]._read_group(
            self._get_company_domain(company)
            & Domain("booked_on", ">=", start)
            & Domain("booked_on", "<=", end),
            ["booked_on:month", "program_id", "tier_id"],
            [
                "earned:sum",
                "spent:sum",
                "expired:sum",
                "reversed:sum",
                "others:sum",
                "change:sum",
            ],
            order="booked_on:month, program_id, tier_id",
        )
        return {
            "name": self.env._("Movements"),
            "title": self.env._(
                "Points from %(start)s to %(end)s", start=start, end=end
            ),
            "columns": [
                (self.env._("Month"), "month"),
                (self.env._("Program"), "text"),
                (self.env._("Tier at the time"), "text"),
                (self.env._("Earned"), "points"),
                (self.env._("Spent"), "points"),
                (self.env._("Expired"), "points"),
                (self.env._("Reversed"), "points"),
                (self.env._("Others"), "points"),
                (self.env._("Change"), "points"),
            ],
            "rows": [
                [month, program.name, tier.name or "", *figures]
                for month, program, tier, *figures in groups
            ],
        }

    @api.model
    def _get_liability_table(self, company):
        liability = self.env["crm.points.liability"]
        groups = liability._read_group(
            self._get_company_domain(company),
            ["program_id", "tier_id", "band"],
            ["points:sum", "value:sum", "breakage:sum", "expected_value:sum"],
            order="program_id, tier_id, band",
        )
        bands = dict(liability._fields["band"]._description_selection(self.env))
        return {
            "name": self.env._("Outstanding points"),
            "title": self.env._("Points that can still be spent, with their value"),
            "columns": [
                (self.env._("Program"), "text"),
                (self.env._("Present tier"), "text"),
                (self.env._("Age"), "text"),
                (self.env._("Currency"), "text"),
                (self.env._("Points"), "points"),
                (self.env._("Value"), "money"),
                (self.env._("Expected breakage"), "points"),
                (self.env._("Expected value"), "money"),
            ],
            "rows": [
                [
                    program.name,
                    tier.name or "",
                    bands[band],
                    program.currency_id.name,
                    *figures,
                ]
                for program, tier, band, *figures in groups
            ],
        }

    @api.model
    def _get_balance_table(self, company):
        pools = self.env["crm.loyalty.pool"].search(
            self._get_company_domain(company), order="program_id, points desc, id"
        )
        return {
            "name": self.env._("Balances"),
            "title": self.env._("Balances of customers"),
            "columns": [
                (self.env._("Customer"), "text"),
                (self.env._("Program"), "text"),
                (self.env._("Value tier"), "text"),
                (self.env._("Balance"), "points"),
                (self.env._("Pending"), "points"),
                (self.env._("Expire next"), "points"),
                (self.env._("After"), "date"),
            ],
            "rows": [
                [
                    pool.commercial_partner_id.display_name or "",
                    pool.program_id.name,
                    pool.tier_id.name or "",
                    pool.points,
                    pool.points_pending,
                    pool.points_expiring,
                    pool.expiring_on,
                ]
                for pool in pools
            ],
        }
