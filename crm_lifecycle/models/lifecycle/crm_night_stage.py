# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

TREND_MONTHS = 12
LEAST_DAYS = 90  # of the earlier year that a trend needs
CERTAINTY = 1.645  # one-sided 95 %
LEAST_INTERVAL = 7.0  # days; who buys more often than weekly is not late after a day


class CrmValueNight(models.AbstractModel):
    """The night's lifecycle stages: rhythm, trend, and the first rule that fits."""

    _inherit = "crm.value.night"

    @api.model
    def _calibrate(self, task):
        calibration = super()._calibrate(task)
        (days,) = calibration["interval"]
        return calibration | {"interval": max(days or 0.0, LEAST_INTERVAL)}

    @api.model
    def _get_calibration_queries(self, task):
        return super()._get_calibration_queries(task) | {
            "interval": self._get_interval_query()
        }

    @api.model
    def _get_interval_query(self):
        """Return a SELECT of the usual days between purchases: the median of who
        came back."""
        return SQL(
            """
            SELECT ARRAY[percentile_cont(0.5) WITHIN GROUP (ORDER BY
                   (last_purchase_date - first_purchase_date)::float8
                   / (purchase_days - 1))]
              FROM crm_night_fact WHERE purchase_days > 1
            """
        )

    @api.model
    def _get_former_columns(self):
        return super()._get_former_columns() | {
            "former_stage_id": SQL("former.stage_id"),
            "former_stage_since": SQL("former.stage_since"),
            "former_lost_count": SQL("former.lost_count"),
        }

    @api.model
    def _get_score_columns(self):
        return [
            *super()._get_score_columns(),
            "trend",
            "stage_id",
            "stage_since",
            "lost_count",
        ]

    @api.model
    def _get_kept_columns(self, task):
        return [
            *super()._get_kept_columns(task),
            "former_stage_id",
            "former_stage_since",
        ]

    @api.model
    def _get_layers(self, task):
        return [
            *super()._get_layers(task),
            self._get_rhythm_layer(task),
            self._get_share_layer(task),
            {"trend": self._get_trend()},
            {"stage_id": self._get_stage_case(task.policy)},
            self._get_since_layer(task),
        ]

    @api.model
    def _get_rhythm_layer(self, task):
        """Days of silence and tenure, and silence in the customer's own intervals.

        Who bought once is held against the usual interval of the company.
        """
        today = SQL("%(today)s::date", today=task.today)
        return {
            "silence": SQL("(%(today)s - last_purchase_date)", today=today),
            "tenure": SQL("(%(today)s - first_purchase_date)", today=today),
            "rhythm": SQL(
                """(%(today)s - last_purchase_date)::float8 / greatest(
                    CASE WHEN purchase_days > 1
                         THEN (last_purchase_date - first_purchase_date)::float8
                              / (purchase_days - 1)
                         ELSE %(usual)s END, %(least)s)""",
                today=today,
                usual=SQL("%(days)s::float8", days=task.calibration["interval"]),
                least=LEAST_INTERVAL,
            ),
            "return_age": self._get_return_age(task),
        }

    @api.model
    def _get_return_age(self, task):
        """Return the SQL of the days since a lost customer came back, or NULL."""
        won_back = self.env["crm.lifecycle.stage"].with_context(active_test=False)
        return SQL(
            """CASE WHEN former_stage_id = ANY (%(lost)s::int[])
                     AND last_purchase_date >= former_stage_since THEN 0
                    WHEN former_stage_id = ANY (%(won_back)s::int[])
                    THEN %(today)s::date - former_stage_since END""",
            lost=self._get_lost_stages().ids,
            won_back=won_back.search([("is_return", "=", True)]).ids,
            today=task.today,
        )

    @api.model
    def _get_share_layer(self, task):
        """The part of two years' spending that the last one brought, and ought to.

        Without a trend it would be the last year's part of the days since the first
        purchase; that is where a customer of less than two years is held against.
        """
        late = task.today - relativedelta(months=TREND_MONTHS)
        early = task.today - relativedelta(months=2 * TREND_MONTHS)
        return {
            "late_share": SQL(
                """CASE WHEN late_revenue >= 0 AND early_revenue >= 0
                        THEN late_revenue::float8
                             / NULLIF((late_revenue + early_revenue)::float8, 0) END"""
            ),
            "due_share": SQL(
                """CASE WHEN %(late)s::date - first_purchase_date >= %(least)s
                        THEN (%(today)s::date - %(late)s::date)::float8
                             / (%(today)s::date
                                - greatest(first_purchase_date, %(early)s::date))
                        END""",
                late=late,
                early=early,
                today=task.today,
                least=LEAST_DAYS,
            ),
        }

    @api.model
    def _get_trend(self):
        """Return the SQL of the trend: up, down, flat, or NULL when it is unknown.

        The difference of the shares against its standard error: a compound Poisson
        process whose amounts vary as much as they are large (coefficient of
        variation 1) has the variance 2 p (1 - p) / n.
        """
        return SQL(
            """CASE WHEN late_share IS NULL OR due_share IS NULL
                         OR trend_purchases < 2 THEN NULL
                    WHEN abs(late_share - due_share) < %(certainty)s::float8
                         * sqrt(2 * due_share * (1 - due_share) / trend_purchases)
                    THEN 'flat'
                    WHEN late_share > due_share THEN 'up' ELSE 'down' END""",
            certainty=CERTAINTY,
        )

    @api.model
    def _get_stage_case(self, policy):
        cases = [
            SQL(
                "WHEN %(condition)s THEN %(stage_id)s",
                condition=rule._get_condition(),
                stage_id=rule.stage_id.id,
            )
            for rule in policy._get_stage_rules()
        ]
        if not cases:
            return SQL("NULL::int")
        return SQL("CASE %(cases)s END", cases=SQL(" ").join(cases))

    @api.model
    def _get_since_layer(self, task):
        return {
            "stage_since": SQL(
                """CASE WHEN stage_id IS NOT DISTINCT FROM former_stage_id
                        THEN COALESCE(former_stage_since, %(today)s::date)
                        ELSE %(today)s::date END""",
                today=task.today,
            ),
            "lost_count": SQL(
                """COALESCE(former_lost_count, 0)
                   + (%(is_lost)s
                      AND stage_id IS DISTINCT FROM former_stage_id)::int""",
                is_lost=self._get_is_lost(),
            ),
        }

    @api.model
    def _get_is_lost(self):
        """Return the SQL condition of a lost customer; who fits no rule is not."""
        return SQL(
            "COALESCE(stage_id = ANY (%(lost)s::int[]), FALSE)",
            lost=self._get_lost_stages().ids,
        )

    @api.model
    def _get_lost_stages(self):
        """Return the stages of lost customers, archived ones too."""
        stages = self.env["crm.lifecycle.stage"].with_context(active_test=False)
        return stages.search([("is_lost", "=", True)])

    @api.model
    def _get_change_statements(self, task, bounds):
        return super()._get_change_statements(task, bounds) | {
            "stage_change": SQL(
                """
                INSERT INTO crm_profile_change
                       (profile_id, company_id, kind, change_date, from_stage_id,
                        to_stage_id, to_tier_id, reasons, policy_id, run_id, dispatched)
                SELECT score.profile_id, %(company_id)s, 'stage', %(today)s,
                       score.former_stage_id, score.stage_id, score.tier_id,
                       jsonb_build_object(
                           'score', score.score, 'rhythm', score.rhythm,
                           'silence', score.silence, 'trend', score.trend),
                       %(policy_id)s, %(run_id)s, score.former_stage_id IS NULL
                  FROM %(moved)s
                 ORDER BY score.partner_id
                """,
                moved=self._stack(
                    self._get_moved("former_stage_id", "stage_id"),
                    [self._get_rhythm_layer(task)],
                ),
                company_id=task.company.id,
                today=task.today,
                policy_id=task.policy.id,
                run_id=task.run_id,
            )
        }
