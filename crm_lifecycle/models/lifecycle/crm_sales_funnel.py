# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class CrmSalesFunnel(models.Model):
    """How far leads come, by the month in which they were made.

    A lead counts in every step up to the one it reached. Lost ones stay where they
    were; they are counted as lost at that step. Archived ones that were not lost do
    not count.
    """

    _name = "crm.sales.funnel"
    _description = "Sales funnel"
    _auto = False
    _order = "month desc, company_id, step"
    _rec_name = "step"
    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "create_date",
            "stage_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.stage": ["funnel_step", "is_won", "sequence"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True, help="In which the lead was made.")
    step = fields.Selection(
        selection=lambda self: self._get_step_selection(), readonly=True
    )
    entered = fields.Integer(
        "Came from the step before", readonly=True, help="All leads, for the first one."
    )
    reached = fields.Integer(readonly=True, help="Came to this step or further.")
    lost = fields.Integer(readonly=True, help="Were lost at this step.")
    rate = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        help="Who reached this step in percent of who reached the one before.",
    )

    @property
    def _table_query(self):
        """Count leads by the step they reached, then add up from the last step."""
        return SQL(
            """
            WITH lead AS (%(leads)s
            ), counted AS (
                SELECT company_id, month, step.place,
                       (ARRAY[%(steps)s])[step.place] AS step,
                       count(*) FILTER (WHERE lead.place >= step.place - 1)::int
                           AS entered,
                       count(*) FILTER (WHERE lead.place >= step.place)::int
                           AS reached,
                       count(*) FILTER (WHERE lead.place = step.place AND is_lost)::int
                           AS lost
                  FROM lead
                 CROSS JOIN generate_series(1, %(last)s) AS step(place)
                 GROUP BY company_id, month, step.place
            )
            SELECT (company_id * 100000::bigint + extract(year FROM month)::int * 12
                    + extract(month FROM month)::int) * %(last)s + place AS id,
                   company_id, month, step, entered, reached, lost,
                   100.0 * reached / NULLIF(entered, 0) AS rate
              FROM counted
            """,
            leads=self._get_leads(),
            steps=SQL(", ").join(SQL("%s", key) for key in self._get_steps()),
            last=len(self._get_steps()),
        )

    @api.model
    def _get_step_selection(self):
        stages = self.env["crm.stage"]._get_funnel_step_selection()
        return [("1_lead", self.env._("Lead")), *stages]

    def _get_steps(self):
        """Return the keys of the steps in their order."""
        return [step for step, _label in self._get_step_selection()]

    def _get_leads(self):
        """Return the SQL of ``company_id, month, place, is_lost``, one row a lead."""
        return SQL(" UNION ALL ").join(
            self._get_company_leads(company) for company in self.env.companies
        )

    def _get_company_leads(self, company):
        steps = self._get_steps()
        return SQL(
            """
            SELECT %(company_id)s AS company_id,
                   date_trunc('month', document.create_date AT TIME ZONE 'UTC'
                              AT TIME ZONE %(zone)s)::date AS month,
                   CASE WHEN document.type = 'lead' THEN 1
                        WHEN stage.funnel_step IS NOT NULL
                        THEN array_position(ARRAY[%(steps)s], stage.funnel_step)
                        WHEN stage.is_won THEN %(last)s
                        WHEN stage.id IS NULL OR stage.id = (
                             SELECT id FROM crm_stage WHERE is_won IS NOT TRUE
                              ORDER BY sequence, id LIMIT 1) THEN 2
                        ELSE 3 END AS place,
                   document.won_status = 'lost' AS is_lost
              FROM crm_lead document
              LEFT JOIN crm_stage stage ON stage.id = document.stage_id
             WHERE (document.active OR document.won_status <> 'pending')
               AND %(belongs)s
            """,
            company_id=company.id,
            zone=company.partner_id.tz or "UTC",
            steps=SQL(", ").join(SQL("%s::varchar", key) for key in steps),
            last=len(steps),
            belongs=self.env["crm.lead"]._get_profile_company_sql(company),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Divide sums: an average of monthly rates would be wrong."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * sum(%(reached)s) / NULLIF(sum(%(entered)s), 0)",
            reached=self._field_to_sql(self._table, "reached", query),
            entered=self._field_to_sql(self._table, "entered", query),
        )
