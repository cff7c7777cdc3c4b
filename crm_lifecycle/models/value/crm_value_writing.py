# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class CrmValueWriting(models.AbstractModel):
    """From tiers to rows: the one statement that writes profiles and changes."""

    _name = "crm.value.writing"
    _description = "Writing of customer profiles"

    @api.model
    def _get_written_columns(self, task):
        """Return the columns of the profile that the night owns."""
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        return [
            *self._get_money_columns(),
            *self._get_score_columns(),
            *metrics,
            "tier_id",
            "policy_id",
        ]

    @api.model
    def _write_movers(self, task, bounds):
        """Insert new profiles, update changed ones, and write down who moved.

        One statement, so the history can never differ from the profiles. The
        unchanged are not touched: an unchanged night writes no row version.
        """
        names = self._get_written_columns(task)
        values = SQL(", ").join(SQL.identifier("mover", name) for name in names)
        self.env.cr.execute(
            SQL(
                """
                WITH tiered AS (
                    SELECT score.*, %(tier)s AS tier_id, %(policy_id)s AS policy_id
                      FROM crm_night_score AS score
                ), mover AS (
                    SELECT tiered.*, former.id AS former_id,
                           former.tier_id AS former_tier_id
                      FROM tiered
                      LEFT JOIN crm_customer_profile former
                        ON former.partner_id = tiered.partner_id
                       AND former.company_id = %(company_id)s
                     WHERE former.id IS NULL
                        OR (%(former)s) IS DISTINCT FROM (%(present)s)
                ), written AS (
                    INSERT INTO crm_customer_profile AS profile
                           (partner_id, company_id, %(names)s)
                    SELECT mover.partner_id, %(company_id)s, %(values)s
                      FROM mover
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                       SET %(updates)s
                    RETURNING profile.id, profile.partner_id
                ), changed AS (
                    INSERT INTO crm_profile_change
                           (profile_id, company_id, kind, change_date, from_tier_id,
                            to_tier_id, direction, reasons, policy_id, run_id,
                            dispatched)
                    SELECT written.id, %(company_id)s, 'tier', %(today)s,
                           score.former_tier_id, score.tier_id, %(direction)s,
                           jsonb_build_object(
                               'score', score.score,
                               'contributions', score.contributions,
                               'criteria', %(reasons)s),
                           %(policy_id)s, %(run_id)s,
                           score.former_id IS NULL
                      FROM mover AS score
                      JOIN written ON written.partner_id = score.partner_id
                     WHERE score.former_tier_id IS DISTINCT FROM score.tier_id
                    RETURNING from_tier_id
                )
                SELECT (SELECT count(*) FROM tiered) AS customers,
                       count(*) FILTER (WHERE former_id IS NULL) AS created,
                       count(*) FILTER (WHERE former_id IS NOT NULL) AS updated,
                       (SELECT count(*) FROM changed
                         WHERE from_tier_id IS NOT NULL) AS moved
                  FROM mover
                """,
                tier=self._get_tier_case(task.policy, bounds, task.today),
                policy_id=task.policy.id,
                company_id=task.company.id,
                former=SQL(", ").join(SQL.identifier("former", n) for n in names),
                present=SQL(", ").join(SQL.identifier("tiered", n) for n in names),
                names=SQL(", ").join(map(SQL.identifier, names)),
                values=values,
                updates=SQL(", ").join(
                    SQL(
                        "%(name)s = %(value)s",
                        name=SQL.identifier(name),
                        value=SQL.identifier("excluded", name),
                    )
                    for name in names
                ),
                today=task.today,
                direction=self._get_direction(),
                reasons=self._get_reasons_sql(task.policy, bounds, task.today),
                run_id=task.run_id,
            )
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _get_direction(self):
        return SQL(
            """CASE
                WHEN score.former_tier_id IS NULL THEN 'first'
                WHEN (SELECT sequence FROM crm_value_tier WHERE id = score.tier_id)
                   < (SELECT sequence FROM crm_value_tier
                       WHERE id = score.former_tier_id) THEN 'up'
                ELSE 'down' END"""
        )
