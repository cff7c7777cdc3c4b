# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

PAGE = 20


class CrmValueSimulatorMovers(models.AbstractModel):
    """Who would move at the simulator, a page at a time, and why."""

    _name = "crm.value.simulator.movers"
    _description = "Movers at the simulator"

    @api.model
    def _get_movers(self, trial, direction=None, offset=0, limit=PAGE):
        """Return a page of who would move, and how many do.

        :return: ``(rows, total)``; see :meth:`_read_movers`
        """
        rows = self._read_movers(
            trial, direction, offset, limit, total=SQL("count(*) OVER ()")
        )
        return rows, rows[0]["total"] if rows else 0

    @api.model
    def _read_movers(self, trial, direction=None, offset=0, limit=PAGE, total=None):
        """Return a page of who would move, best customers first.

        :param str direction: ``up`` or ``down``; both without
        :param SQL total: what to tell as ``total``: counting all costs a sort
        :return: rows with ``id`` (of the profile), ``from_tier``, ``to_tier``,
            ``window_revenue``, ``override_tier_id``, ``total`` and ``reasons``
        """
        night = self.env["crm.value.night"]
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT score.*, %(reasons)s AS reasons
                  FROM (SELECT trial.*, %(total)s AS total
                          FROM (SELECT score.*, score.tier_id AS from_tier,
                                       %(to_tier)s AS to_tier
                                  FROM crm_trial_score AS score OFFSET 0) AS trial
                         WHERE from_tier <> to_tier AND %(wanted)s
                         ORDER BY window_revenue DESC NULLS LAST, id
                         LIMIT %(limit)s OFFSET %(offset)s) AS score
                 ORDER BY score.window_revenue DESC NULLS LAST, score.id
                """,
                reasons=night._get_reasons_sql(trial.policy, trial.bounds, trial.today),
                to_tier=self._get_to_tier(trial),
                wanted=self._get_direction_condition(direction),
                limit=limit,
                offset=offset,
                total=total or SQL("NULL"),
            )
        )

    @api.model
    def _get_directions(self):
        """Return ``{(tier id, other tier id): "up" or "down"}`` as the night tells."""
        tiers = self.env["crm.value.tier"].sudo().with_context(active_test=False)
        place = {tier.id: tier.sequence for tier in tiers.search([])}
        return {
            (old, new): "up" if place[new] < place[old] else "down"
            for old in place
            for new in place
            if old != new
        }

    @api.model
    def _get_direction_condition(self, direction):
        """Return the SQL of who moves ``up``, ``down`` or, without, at all."""
        if not direction:
            return SQL("TRUE")
        pairs = [
            pair for pair, way in self._get_directions().items() if way == direction
        ]
        return SQL("(from_tier, to_tier) IN %(pairs)s", pairs=tuple(pairs) or ((0, 0),))

    @api.model
    def _describe_movers(self, trial, rows):
        """Return a page of movers for people, each with the criteria that move it.

        Who rises meets criteria of the new tier; who falls fails some of the old one.

        :return: ``[{"id", "name", "direction", "from_tier", "to_tier", "revenue",
            "is_overridden", "reasons"}]``; reasons as ``crm.value.explanation`` gives
            them
        """
        profiles = self.env["crm.customer.profile"].sudo()
        profiles = profiles.browse(row["id"] for row in rows)
        names = {profile.id: profile.display_name for profile in profiles}
        directions = self._get_directions()
        sentences = {}
        return [
            {
                "id": row["id"],
                "name": names[row["id"]],
                "direction": directions[row["from_tier"], row["to_tier"]],
                "from_tier": row["from_tier"],
                "to_tier": row["to_tier"],
                "revenue": float(row["window_revenue"] or 0),
                "is_overridden": bool(row["override_tier_id"]),
                "reasons": self._explain_move(
                    trial.policy,
                    row,
                    directions[row["from_tier"], row["to_tier"]] == "up",
                    sentences,
                ),
            }
            for row in rows
        ]

    @api.model
    def _explain_move(self, policy, row, is_up, sentences):
        """Return the reasons for one move in words.

        :param dict sentences: what was put in words already, by criterion
        """
        tier_id = row["to_tier"] if is_up else row["from_tier"]
        found = []
        for reason in row["reasons"]:
            if reason["tier"] != tier_id or reason["met"] is not is_up:
                continue
            key = reason["criterion"]
            if key not in sentences:
                explain = self.env["crm.value.explanation"]._explain_criterion
                sentences[key] = explain(policy, reason)
            found.append(sentences[key] | {"value": reason["value"]})
        return found
