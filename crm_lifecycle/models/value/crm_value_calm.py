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
        """Return the profile columns that the calm layers give."""
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
    def _get_calm_layers(self, task, bounds):
        """Return the layers from what the rules say to the tier that is held.

        Ranks count from 1, the best tier. ``former_rank`` is NULL for new customers
        and where the former policy was another one.
        """
        today = SQL("%(today)s::date", today=task.today)
        tiers = SQL("%(ids)s::int[]", ids=self._get_tier_ids(task.policy))
        return [
            self._get_wish_layer(task, bounds, tiers),
            {
                "waiting_since": SQL(
                    """CASE WHEN former_rank < earned_rank
                             AND former_rank < tolerant_rank
                            THEN COALESCE(former_below, %(today)s) END""",
                    today=today,
                )
            },
            {"kept_by": self._get_kept_by(task)},
            {"held_rank": self._get_held_rank(task.policy)},
            {
                "held_by": self._get_held_by(task.policy),
                "tier_id": SQL(
                    "COALESCE(override_tier_id, (%(tiers)s)[held_rank])", tiers=tiers
                ),
                "tier_rank": SQL(
                    """CASE WHEN override_id IS NULL THEN held_rank
                            ELSE array_position(%(tiers)s, override_tier_id) END""",
                    tiers=tiers,
                ),
                "earned_tier_id": SQL("(%(tiers)s)[earned_rank]", tiers=tiers),
                "policy_id": SQL("%(id)s::int", id=task.policy.id),
            },
            self._get_since_columns(today),
        ]

    @api.model
    def _get_wish_layer(self, task, bounds, tiers):
        """Return what the rules say, strictly and with the hysteresis band."""
        slack = task.policy.hysteresis_percent / 100.0
        rank = self._get_rank_case(task.policy, bounds, task.today)
        tolerant = self._get_rank_case(task.policy, bounds, task.today, slack)
        return {
            "earned_rank": rank,
            "tolerant_rank": tolerant if slack else rank,
            "former_rank": SQL(
                """CASE WHEN former_policy_id = %(policy_id)s
                        THEN array_position(%(tiers)s, former_tier_id) END""",
                policy_id=task.policy.id,
                tiers=tiers,
            ),
        }

    @api.model
    def _get_since_columns(self, today):
        return {
            "tier_since": SQL(
                """CASE WHEN tier_id IS DISTINCT FROM former_tier_id
                        THEN %(today)s ELSE COALESCE(former_since, %(today)s) END""",
                today=today,
            ),
            "below_since": SQL(
                """CASE WHEN COALESCE(least(earned_rank, tolerant_rank)
                                      <= tier_rank, TRUE) THEN NULL
                        WHEN tier_rank = former_rank
                        THEN COALESCE(former_below, %(today)s)
                        ELSE %(today)s END""",
                today=today,
            ),
        }

    @api.model
    def _get_override_columns(self):
        """Return what the layers read of a manual override: ``{column: SQL}``."""
        return {
            "override_id": SQL("override.id"),
            "override_tier_id": SQL("override.tier_id"),
        }

    @api.model
    def _get_override_join(self, task):
        """Return the JOIN of the overrides of today to ``fact``."""
        return SQL(
            """LEFT JOIN (
                   SELECT DISTINCT ON (partner_id) id, partner_id, tier_id
                     FROM crm_tier_override
                    WHERE company_id = %(company_id)s AND active
                      AND %(today)s BETWEEN date_from AND date_until
                    ORDER BY partner_id, id DESC
               ) AS override ON override.partner_id = fact.partner_id""",
            company_id=task.company.id,
            today=task.today,
        )

    @api.model
    def _get_kept_by(self, task):
        """Return the SQL of what keeps a customer from falling, or NULL."""
        policy = task.policy
        cases = [SQL("WHEN override_id IS NOT NULL THEN 'override'")]
        cases.append(SQL("WHEN COALESCE(former_rank >= earned_rank, TRUE) THEN NULL"))
        metrics = self._get_registered_metrics(task)
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
