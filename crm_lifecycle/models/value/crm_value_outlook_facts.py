# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine import outlook
from ...engine.outlook import RANKED

ENDED_DAYS = 30  # how long an override that has ended is still told


class CrmValueOutlookFacts(models.AbstractModel):
    """Collects what outlooks are told from: one query each, however many customers."""

    _name = "crm.value.outlook.facts"
    _description = "Facts of customers' outlooks"

    @api.model
    def _read_leaving(self, policy, profiles, as_of):
        """Return ``{partner id: {metric: [(day, purchase day, amount)]}}``, what
        leaves the window of the policy by itself; nothing where all time counts."""
        if not policy.window_months:
            return {}
        events = defaultdict(list)
        for partner_id, *event in self._read_events(policy, profiles):
            events[partner_id].append(event)
        return {
            partner_id: self._sort_leaving(rows, policy, as_of)
            for partner_id, rows in events.items()
        }

    @api.model
    def _sort_leaving(self, rows, policy, as_of):
        rate = policy.margin_rate / 100.0
        days = {day for day, _amount, _margin, is_purchase in rows if is_purchase}
        series = {
            "revenue": [(day, float(amount)) for day, amount, *_rest in rows],
            "profit": [
                (day, float(amount) * rate if margin is None else float(margin))
                for day, amount, margin, _is_purchase in rows
            ],
            "loyalty": [(day, 1.0) for day in days],
        }
        months = policy.window_months
        return {
            metric: outlook.get_leaving(events, months, as_of)
            for metric, events in series.items()
        }

    @api.model
    def _read_events(self, policy, profiles):
        queries = (
            self.env["crm.customer.profile"]
            .sudo()
            ._get_event_queries(policy.company_id)
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, event.event_date, event.amount,
                       event.margin, event.is_purchase
                  FROM (%(events)s) AS event
                  JOIN res_partner partner ON partner.id = event.partner_id
                 WHERE event.partner_id IN (
                       SELECT id FROM res_partner
                        WHERE commercial_partner_id = ANY (%(partner_ids)s))
                """,
                events=queries[policy.revenue_source],
                partner_ids=profiles.partner_id.ids,
            )
        )

    @api.model
    def _find_neighbours(self, policy):
        """Return ``{criterion id: rank of the last customer in its group}``.

        Who wants into the group has to pass that customer, who then falls out. None
        stands for a group in which nobody has a place.
        """
        night = self.env["crm.value.night"]
        bounds = (policy.calibration or {}).get("bounds", {})
        columns, better = {}, []
        for line in policy.tier_line_ids.sorted("sequence"):
            for criterion in line.criterion_ids.filtered("is_deciding"):
                bound = criterion._get_threshold(bounds)
                if criterion.measure in RANKED and bound is not None:
                    columns[criterion.id] = self._get_last_rank(
                        bound, better if criterion.measure != "rank_percent" else []
                    )
            better = [*better, line.tier_id.id]
        if not columns:
            return {}
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %(columns)s FROM %(relation)s",
                columns=SQL(", ").join(columns.values()),
                relation=night._get_relation(policy),
            )
        )
        return dict(zip(columns, row, strict=True))

    @api.model
    def _get_last_rank(self, bound, better):
        return SQL(
            """min(score.rank_value) FILTER (
                WHERE score.rank_value > %(bound)s::float8
                  AND score.earned_tier_id <> ALL (%(better)s::int[]))""",
            bound=bound,
            better=better,
        )

    @api.model
    def _find_overrides(self, profiles, today):
        """Return ``{partner id: override}`` in force, or ended not long ago."""
        overrides = (
            self.env["crm.tier.override"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", profiles.partner_id.ids),
                    ("company_id", "in", profiles.company_id.ids),
                    ("date_from", "<=", today),
                    ("date_until", ">=", today - timedelta(days=ENDED_DAYS)),
                ],
                order="date_until",
            )
        )
        return {override.partner_id.id: override for override in overrides}
