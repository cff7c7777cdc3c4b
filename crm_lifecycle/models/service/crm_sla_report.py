# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL

QUANTILES = {"median_hours": 0.5, "p90_hours": 0.9}


class CrmSlaReport(models.Model):
    """Which promises were kept: one row a clock that was not cancelled.

    A clock that is still open counts as missed from its deadline on, and as nothing
    before. Rates are of the clocks that are decided; medians and 90th percentiles are
    of those that are over.
    """

    _name = "crm.sla.report"
    _description = "Service level attainment"
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "crm.sla.clock": [
            "company_id",
            "deadline",
            "ended_at",
            "metric",
            "policy_id",
            "started_at",
            "state",
            "target_minutes",
            "team_id",
            "ticket_id",
            "tier_id",
            "used_minutes",
            "user_id",
        ],
        "helpdesk.ticket": [
            "category_id",
            "channel_id",
            "partner_id",
            "severity",
            "ticket_type",
        ],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    policy_id = fields.Many2one("crm.sla.policy", "Service level", readonly=True)
    metric = fields.Selection(
        selection=lambda self: (
            self.env["crm.sla.clock"]._fields["metric"]._description_selection(self.env)
        ),
        readonly=True,
    )
    state = fields.Selection(
        selection=lambda self: (
            self.env["crm.sla.clock"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    tier_id = fields.Many2one("crm.value.tier", "Value tier", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", "Handler", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    severity = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["severity"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    ticket_type = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["ticket_type"]
            ._description_selection(self.env)
        ),
        string="Type",
        readonly=True,
    )
    started_at = fields.Datetime("Since", readonly=True)
    deadline = fields.Datetime(readonly=True)
    ended_at = fields.Datetime("Done", readonly=True)
    clocks = fields.Integer("Promises", readonly=True)
    decided = fields.Integer(readonly=True, help="Met or missed.")
    met = fields.Integer(readonly=True)
    breached = fields.Integer("Missed", readonly=True)
    rate = fields.Float(
        "Attainment (%)",
        readonly=True,
        aggregator="avg",
        help="Met in percent of those that are decided.",
    )
    target_hours = fields.Float(readonly=True, aggregator="avg")
    hours = fields.Float(
        "Working hours", readonly=True, aggregator="avg", help="Of those that are over."
    )
    median_hours = fields.Float(
        "Median (working hours)",
        readonly=True,
        aggregator="avg",
        help="Half of them took no longer.",
    )
    p90_hours = fields.Float(
        "90th percentile (working hours)",
        readonly=True,
        aggregator="avg",
        help="Nine of ten took no longer.",
    )
    total_hours = fields.Float(
        "Hours by the calendar",
        readonly=True,
        aggregator="avg",
        help="Nights, holidays and waiting included; of those that are over.",
    )

    @property
    def _table_query(self):
        """Read clocks by ``crm_sla_clock_report_index``, tickets by their key.

        The open ones, which are never cancelled, are found by ``crm_sla_clock_open``.
        """
        return SQL(
            """
            SELECT clock.id, clock.ticket_id, clock.company_id, clock.policy_id,
                   clock.metric, clock.state, clock.tier_id, clock.team_id,
                   clock.user_id, clock.started_at, clock.deadline, clock.ended_at,
                   ticket.partner_id, ticket.channel_id, ticket.category_id,
                   ticket.severity, ticket.ticket_type, 1 AS clocks,
                   (clock.state IN ('met', 'breached'))::int AS decided,
                   (clock.state = 'met')::int AS met,
                   (clock.state = 'breached')::int AS breached,
                   CASE clock.state WHEN 'met' THEN 100.0 WHEN 'breached' THEN 0.0
                   END::float8 AS rate,
                   clock.target_minutes / 60.0::float8 AS target_hours,
                   over.hours, over.hours AS median_hours, over.hours AS p90_hours,
                   extract(epoch FROM clock.ended_at - clock.started_at)::float8 / 3600
                   AS total_hours
              FROM crm_sla_clock clock
              JOIN helpdesk_ticket ticket ON ticket.id = clock.ticket_id
             CROSS JOIN LATERAL (
                   SELECT CASE WHEN clock.ended_at IS NOT NULL
                          THEN clock.used_minutes / 60 END AS hours) AS over
             WHERE (clock.ended_at IS NULL
                    OR clock.ended_at IS NOT NULL AND clock.state <> 'cancelled')
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Quantiles and rates are of the group, not means of its rows."""
        name = aggregate_spec.partition(":")[0]
        if name in QUANTILES:
            return SQL(
                "percentile_cont(%s) WITHIN GROUP (ORDER BY %s)",
                QUANTILES[name],
                self._field_to_sql(self._table, "hours", query),
            )
        if name == "rate":
            return SQL(
                "100.0 * sum(%s) / NULLIF(sum(%s), 0)",
                self._field_to_sql(self._table, "met", query),
                self._field_to_sql(self._table, "decided", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_ticket(self):
        """Open the ticket of this row; its rights are those of the ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "views": [(False, "form")],
        }
