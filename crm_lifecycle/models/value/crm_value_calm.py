# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class CrmValueCalm(models.AbstractModel):
    """Tiers are calm: between what the rules say and the tier a customer holds.

    A customer rises at once. Downwards, in this order: a manual override decides;
    an open complaint, the protection of new customers, the hysteresis band and the
    grace days hold the tier; then it falls, one level at a time if the policy says
    so. A policy that is new to the customer is not held up by any of it.
    """

    _name = "crm.value.calm"
    _description = "Calm tiers"

    @api.model
    def _get_calm_columns(self):
        """Return the profile columns that :meth:`_get_tiered_query` gives."""
        return [
            "tier_id",
            "tier_since",
            "earned_tier_id",
            "below_since",
            "held_by",
            "override_id",
            "policy_id",
        ]

    @api.model
    def _get_tiered_query(self, task, bounds):
        """Return a SELECT of ``crm_night_score`` with the tier of each customer."""
        policy = task.policy
        tiers = self._get_tier_ids(policy)
        slack = policy.hysteresis_percent / 100.0
        return SQL(
            """
            SELECT held.*,
                   CASE WHEN held.tier_id IS DISTINCT FROM held.former_tier_id
                        THEN %(today)s ELSE COALESCE(held.former_since, %(today)s)
                        END AS tier_since,
                   CASE WHEN COALESCE(least(held.earned_rank, held.tolerant_rank)
                                      <= held.tier_rank, TRUE) THEN NULL
                        WHEN held.tier_rank = held.former_rank
                        THEN COALESCE(held.former_below, %(today)s)
                        ELSE %(today)s END AS below_since
              FROM (
                SELECT ranked.*, %(held_by)s AS held_by,
                       COALESCE(ranked.override_tier_id,
                                (%(tiers)s)[ranked.held_rank]) AS tier_id,
                       CASE WHEN ranked.override_id IS NULL THEN ranked.held_rank
                            ELSE array_position(%(tiers)s, ranked.override_tier_id)
                            END AS tier_rank,
                       (%(tiers)s)[ranked.earned_rank] AS earned_tier_id,
                       %(policy_id)s AS policy_id
                  FROM (SELECT *, %(held_rank)s AS held_rank
                          FROM (SELECT *, %(kept_by)s AS kept_by
                                  FROM (%(wishes)s) AS wish OFFSET 0) AS decided
                        OFFSET 0) AS ranked
                OFFSET 0
              ) AS held
            """,
            today=SQL("%(today)s::date", today=task.today),
            tiers=SQL("%(ids)s::int[]", ids=tiers),
            policy_id=policy.id,
            held_rank=self._get_held_rank(policy),
            kept_by=self._get_kept_by(task),
            held_by=self._get_held_by(policy),
            wishes=self._get_wish_query(task, bounds, tiers, slack),
        )

    @api.model
    def _get_wish_query(self, task, bounds, tiers, slack):
        """Return a SELECT of what the rules say beside the tier held so far.

        Ranks count from 1, the best tier. ``former_rank`` is NULL for new customers
        and where the former policy was another one.
        """
        rank = self._get_rank_case(task.policy, bounds, task.today)
        tolerant = self._get_rank_case(task.policy, bounds, task.today, slack)
        return SQL(
            """
            SELECT earned.*,
                   CASE WHEN former_rank < earned_rank AND former_rank < tolerant_rank
                        THEN COALESCE(former_below, %(today)s::date)
                        END AS waiting_since
              FROM (
                SELECT score.*, %(earned)s AS earned_rank,
                       %(tolerant)s AS tolerant_rank,
                       CASE WHEN former_policy_id = %(policy_id)s
                            THEN array_position(%(tiers)s, former_tier_id)
                            END AS former_rank,
                       override.id AS override_id,
                       override.tier_id AS override_tier_id
                  FROM crm_night_score score
                  LEFT JOIN (
                      SELECT DISTINCT ON (partner_id) id, partner_id, tier_id
                        FROM crm_tier_override
                       WHERE company_id = %(company_id)s AND active
                         AND %(today)s BETWEEN date_from AND date_until
                       ORDER BY partner_id, id DESC
                  ) AS override ON override.partner_id = score.partner_id
                OFFSET 0
              ) AS earned
            """,
            today=task.today,
            earned=rank,
            tolerant=tolerant if slack else rank,
            tiers=SQL("%(ids)s::int[]", ids=tiers),
            policy_id=task.policy.id,
            company_id=task.company.id,
        )

    @api.model
    def _get_kept_by(self, task):
        """Return the SQL of what keeps a customer from falling, or NULL."""
        policy = task.policy
        cases = [SQL("WHEN override_id IS NOT NULL THEN 'override'")]
        cases.append(SQL("WHEN COALESCE(former_rank >= earned_rank, TRUE) THEN NULL"))
        metrics = self.env["crm.customer.profile"]._get_metric_queries(
            task.company, task.today
        )
        if policy.hold_on_complaint and "open_complaint_count" in metrics:
            cases.append(SQL("WHEN open_complaint_count > 0 THEN 'complaint'"))
        if policy.protection_months:
            cases.append(
                SQL(
                    "WHEN first_purchase_date > %(start)s THEN 'protection'",
                    start=task.today - relativedelta(months=policy.protection_months),
                )
            )
        cases.append(SQL("WHEN tolerant_rank <= former_rank THEN 'hysteresis'"))
        if policy.grace_days:
            cases.append(
                SQL(
                    "WHEN %(today)s::date - waiting_since < %(days)s THEN 'grace'",
                    today=task.today,
                    days=policy.grace_days,
                )
            )
        if policy.one_level_down:
            cases.append(
                SQL(
                    "WHEN former_since = %(today)s THEN 'level'",
                    today=task.today,
                )
            )
        return SQL("CASE %(cases)s END", cases=SQL(" ").join(cases))

    @api.model
    def _get_held_by(self, policy):
        """Return the SQL of what keeps a customer, of one that has just fallen too.

        Who fell by one level is kept there by what would keep it if the night ran
        again, so a second night of the day writes nothing.
        """
        return SQL(
            """COALESCE(kept_by, CASE WHEN earned_rank <= held_rank THEN NULL
                                      WHEN tolerant_rank <= held_rank THEN 'hysteresis'
                                      ELSE %(wait)s END)""",
            wait="grace" if policy.grace_days else "level",
        )

    @api.model
    def _get_held_rank(self, policy):
        """Return the SQL of the rank a customer holds from now on."""
        fall = SQL("earned_rank")
        if policy.one_level_down:
            fall = SQL("least(earned_rank, former_rank + 1)")
        return SQL(
            """CASE WHEN former_rank IS NULL OR former_rank >= earned_rank
                    THEN earned_rank
                    WHEN kept_by IS NOT NULL THEN former_rank
                    ELSE %(fall)s END""",
            fall=fall,
        )
