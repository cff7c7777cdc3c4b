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
        final = [name for layer in self._get_final_layers(task) for name in layer]
        return [
            *self._get_calculated_columns(task),
            *self._get_calm_columns(),
            *(name for name in final if name in self._get_final_columns()),
        ]

    @api.model
    def _get_final_layers(self, task):
        """Return ``[{column: SQL}]`` over the tiered customer, after the tier.

        Like :meth:`_get_layers`, for what depends on the tier. Columns that the
        profile stores stand in :meth:`_get_final_columns`.
        """
        return []

    @api.model
    def _get_final_columns(self):
        """Return the profile columns among those of the final layers."""
        return []

    @api.model
    def _get_change_statements(self, task, bounds):
        """Return ``{name: SQL}``: INSERTs of change rows, run with the upsert.

        They read ``score`` (the mover with its former profile) and ``written`` (id
        and partner_id of the profiles). Extend with ``super() | {…}``.
        """
        return {"tier_change": self._get_tier_change(task, bounds)}

    @api.model
    def _get_tiered_relation(self, task, bounds, names):
        """Return ``names`` of everybody of ``task``, from facts to tiers."""
        layers = [
            *self._get_scored_layers(task),
            *self._get_calm_layers(task, bounds),
            *self._get_final_layers(task),
        ]
        return self._stack_customers(task, layers, names, is_open=True)

    @api.model
    def _make_movers(self, task, bounds):
        """Fill ``crm_night_mover``: who is new or has other figures than before."""
        names = self._get_written_columns(task)
        needed = dict.fromkeys(
            ["partner_id", "former_id", *names, *self._get_kept_columns(task)]
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE crm_night_mover ON COMMIT DROP AS
                SELECT %(columns)s
                  FROM %(relation)s
                  LEFT JOIN crm_customer_profile former ON former.id = score.former_id
                 WHERE former.id IS NULL OR (%(former)s) IS DISTINCT FROM (%(present)s)
                """,
                columns=self._select_from("score", needed),
                relation=self._get_tiered_relation(task, bounds, needed),
                former=self._select_from("former", names),
                present=self._select_from("score", names),
            )
        )

    @api.model
    def _write_movers(self, task, bounds):
        """Insert new profiles, update changed ones, and write down who moved.

        One statement, so the history can never differ from the profiles. The
        unchanged are not touched: an unchanged night writes no row version.
        """
        self._make_movers(task, bounds)
        changes = self._get_change_statements(task, bounds)
        self.env.cr.execute(
            SQL(
                """
                WITH score AS (SELECT * FROM crm_night_mover),
                written AS (%(upsert)s),
                %(changes)s
                SELECT (SELECT count(*) FROM crm_night_fact) AS customers,
                       count(*) FILTER (WHERE former_id IS NULL) AS created,
                       count(*) FILTER (WHERE former_id IS NOT NULL) AS updated,
                       count(*) FILTER (
                           WHERE former_tier_id <> tier_id) AS moved
                  FROM score
                """,
                upsert=self._get_upsert(task),
                changes=SQL(", ").join(
                    SQL(
                        "%(name)s AS (%(insert)s)",
                        name=SQL.identifier(name),
                        insert=insert,
                    )
                    for name, insert in changes.items()
                ),
            )
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _get_upsert(self, task):
        names = self._get_written_columns(task)
        return SQL(
            """
            INSERT INTO crm_customer_profile AS profile
                   (partner_id, company_id, %(names)s)
            SELECT score.partner_id, %(company_id)s, %(values)s
              FROM score
            ON CONFLICT (partner_id, company_id) DO UPDATE
               SET %(updates)s
            RETURNING profile.id, profile.partner_id
            """,
            company_id=task.company.id,
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=self._select_from("score", names),
            updates=SQL(", ").join(
                SQL(
                    "%(name)s = %(value)s",
                    name=SQL.identifier(name),
                    value=SQL.identifier("excluded", name),
                )
                for name in names
            ),
        )

    @api.model
    def _get_tier_change(self, task, bounds):
        return SQL(
            """
            INSERT INTO crm_profile_change
                   (profile_id, company_id, kind, change_date, from_tier_id,
                    to_tier_id, direction, reasons, policy_id, run_id, dispatched)
            SELECT score.profile_id, %(company_id)s, 'tier', %(today)s,
                   score.former_tier_id, score.tier_id, %(direction)s,
                   jsonb_build_object(
                       'score', score.score,
                       'contributions', %(contributions)s,
                       'criteria', %(reasons)s,
                       'held_by', score.held_by),
                   %(policy_id)s, %(run_id)s, score.former_id IS NULL
              FROM %(moved)s
             ORDER BY score.partner_id
            """,
            moved=self._stack(
                self._get_moved("former_tier_id", "tier_id"),
                self._get_mark_layers(task),
            ),
            company_id=task.company.id,
            today=task.today,
            direction=self._get_direction(),
            contributions=self._get_contributions_sql(task.policy),
            reasons=self._get_reasons_sql(task.policy, bounds, task.today),
            policy_id=task.policy.id,
            run_id=task.run_id,
        )

    @api.model
    def _get_moved(self, former, present):
        """Return who moved between two columns, with the id of the profile."""
        return SQL(
            """(SELECT score.*, written.id AS profile_id
                  FROM score
                  JOIN written ON written.partner_id = score.partner_id
                 WHERE score.%(former)s IS DISTINCT FROM score.%(present)s) AS score""",
            former=SQL.identifier(former),
            present=SQL.identifier(present),
        )

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
