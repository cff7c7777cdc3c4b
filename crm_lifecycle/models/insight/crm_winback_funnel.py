# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

STEPS = ("1_opened", "2_stepped", "3_offered", "4_won")


class CrmWinbackFunnel(models.Model):
    """How far win-back cases come: opened, worked, offered or answered, won back.

    One row a case and step. A case counts in every step up to the one it reached; who
    came back by himself was not won. Held-out customers and withdrawn cases are not
    in it.
    """

    _name = "crm.winback.funnel"
    _description = "Win-back funnel"
    _auto = False
    _order = "month desc, step, id"
    _rec_name = "step"
    _depends = {
        "crm.winback.case": [
            "answered_on",
            "campaign_id",
            "company_id",
            "date_open",
            "first_step_at",
            "is_hold_out",
            "offered_on",
            "state",
            "tier_id",
            "user_id",
        ]
    }

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True, help="In which the case was opened.")
    step = fields.Selection(
        selection=lambda self: self._get_step_selection(), readonly=True
    )
    case_id = fields.Many2one("crm.winback.case", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Tier when opened", readonly=True)
    campaign_id = fields.Many2one("crm.winback.campaign", readonly=True)
    entered = fields.Integer(
        "Came from the step before", readonly=True, help="All cases, for the first one."
    )
    reached = fields.Integer(readonly=True, help="Came to this step or further.")
    rate = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        help="Who reached this step in percent of who reached the one before.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH document AS (
                SELECT id, company_id, partner_id, user_id, tier_id, campaign_id,
                       date_trunc('month', date_open)::date AS month,
                       CASE WHEN state = 'won' THEN 4
                            WHEN offered_on IS NOT NULL OR answered_on IS NOT NULL
                            THEN 3
                            WHEN first_step_at IS NOT NULL THEN 2
                            ELSE 1 END AS place
                  FROM crm_winback_case
                 WHERE is_hold_out IS NOT TRUE AND state <> 'cancelled'
            )
            SELECT document.id * %(last)s::bigint + step.place AS id,
                   document.company_id, document.month, document.id AS case_id,
                   document.partner_id, document.user_id, document.tier_id,
                   document.campaign_id, (ARRAY[%(steps)s])[step.place] AS step,
                   (document.place >= step.place - 1)::int AS entered,
                   (document.place >= step.place)::int AS reached,
                   CASE WHEN document.place >= step.place - 1
                        THEN 100.0 * (document.place >= step.place)::int END AS rate
              FROM document
             CROSS JOIN generate_series(1, %(last)s) AS step(place)
            """,
            steps=SQL(", ").join(SQL("%s", step) for step in STEPS),
            last=len(STEPS),
        )

    @api.model
    def _get_step_selection(self):
        labels = (
            self.env._("Opened"),
            self.env._("Worked"),
            self.env._("Offered or answered"),
            self.env._("Won back"),
        )
        return list(zip(STEPS, labels, strict=True))

    def _read_group_select(self, aggregate_spec, query):
        """Divide sums: an average of cases that never came so far would be wrong."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * sum(%(reached)s) / NULLIF(sum(%(entered)s), 0)",
            reached=self._field_to_sql(self._table, "reached", query),
            entered=self._field_to_sql(self._table, "entered", query),
        )
