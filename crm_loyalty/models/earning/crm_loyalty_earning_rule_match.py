# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL

from ...engine.earning import MONEY_EVENTS, Caps, cap_awards, count_points


class CrmLoyaltyEarningRule(models.Model):
    """Which events earn points now: those that fit, less what is given already."""

    _inherit = "crm.loyalty.earning.rule"

    def _find_awards(self, first, last):
        """Return what this rule has to give for events of these days, in their order.

        Nothing is written. Each award is a dict: ``partner_id``, ``customer_id``,
        ``subject_id``, ``occurrence``, ``count`` (movements of it so far), ``day``,
        ``model``, ``res_id``, ``tier_id``, ``multiplier``, ``lang`` and ``points``.
        """
        self.ensure_one()
        program = self.program_id
        first = max(first, self.valid_from or first, program.date_from or first)
        last = min(last, self.valid_until or last, program.date_to or last)
        if first > last or not program.active:
            return []
        self.env.flush_all()
        awards = self.env.execute_query_dict(self._get_candidates_sql(first, last))
        return self._count_awards(awards)

    def _count_awards(self, awards):
        """Write the points into ``awards``, within the caps; drop those without."""
        digits = int(self.program_id.points_digits)
        tiers = (
            self.env["crm.value.tier"]
            .sudo()
            .browse({award["tier_id"] for award in awards if award["tier_id"]})
        )
        multipliers = {tier.id: tier.points_multiplier for tier in tiers}
        wanted = []
        for award in awards:
            award["multiplier"] = self._get_multiplier(multipliers, award)
            base = self._get_base(award)
            points = count_points(self.points, base, award["multiplier"], digits)
            wanted.append((award["customer_id"], award["day"], points))
        kept = cap_awards(
            wanted,
            Caps(
                event=self.event_cap,
                day=self.day_cap,
                month=self.month_cap,
                person=self.person_cap,
                total=self.total_cap,
            ),
            digits,
            *self._get_given({award["customer_id"] for award in awards}),
        )
        for award, points in zip(awards, kept, strict=True):
            award["points"] = points
        return [award for award in awards if award["points"]]

    def _get_multiplier(self, multipliers, award):
        if not self.is_tier_multiplied:
            return 1.0
        return multipliers.get(award["tier_id"], 1.0)

    def _get_base(self, award):
        if self.point_mode == "fixed":
            return 1.0
        measure = "amount" if self.point_mode == "money" else "quantity"
        return float(award[measure] or 0.0)

    def _get_given(self, customer_ids):
        """Return what the caps need: ([(customer, day, points)], points of all).

        Points count on the day of their event, also when they were confirmed or taken
        back later.
        """
        given, total = [], 0.0
        if self.day_cap or self.month_cap or self.person_cap:
            given = self.env.execute_query(
                SQL(
                    """
                    SELECT pool.commercial_partner_id, given.day, given.points::float8
                      FROM (%(given)s) AS given
                      JOIN crm_loyalty_pool AS pool ON pool.id = given.pool_id
                     WHERE pool.commercial_partner_id = ANY(%(customers)s)
                    """,
                    given=self._get_given_sql(),
                    customers=list(customer_ids),
                )
            )
        if self.total_cap:
            total = self.env.execute_query(
                SQL(
                    "SELECT coalesce(sum(points), 0)::float8 FROM (%s) AS given",
                    self._get_given_sql(),
                )
            )[0][0]
        return given, total

    def _get_given_sql(self):
        """Each event that this rule answered: ``pool_id``, ``day`` and ``points``.

        By the index ``loyalty_history__earning``.
        """
        return SQL(
            """
            SELECT pool_id, min(booked_on) AS day,
                   sum(coalesce(issued, 0) - coalesce(used, 0) + coalesce(pending, 0))
                       AS points
              FROM loyalty_history
             WHERE earning_rule_id = %s AND kind IS NOT NULL
             GROUP BY pool_id, earning_subject_id, earning_key
            """,
            self.id,
        )

    # -------------------------------------------------------------- candidates

    def _get_candidates_sql(self, first, last):
        """Return the events that fit and are not answered yet.

        An event is answered when there are movements for it; one with a document whose
        points were all taken back is answered again when the document came back.
        """
        return SQL(
            """
            WITH event AS MATERIALIZED (%(events)s), met AS (%(met)s)
            SELECT met.partner_id, customer.id AS customer_id, met.subject_id,
                   met.occurrence, met.day, met.amount, met.quantity,
                   met.model, met.res_id, contact.lang,
                   profile.tier_id, coalesce(met.booked_count, 0) AS count
              FROM met
              JOIN res_partner AS contact ON contact.id = met.partner_id
              JOIN res_partner AS customer
                ON customer.id = contact.commercial_partner_id
              LEFT JOIN crm_customer_profile AS profile
                ON profile.partner_id = customer.id
               AND profile.company_id = %(company)s
             WHERE contact.active AND customer.active
               AND (met.booked_count IS NULL
                    OR (met.res_id IS NOT NULL AND met.booked_points = 0))
               AND (met.res_id IS NOT NULL OR %(known)s)
               AND %(who)s
             ORDER BY met.day, met.res_id, met.partner_id, met.occurrence
            """,
            events=self._get_first_events_sql(first, last),
            met=self._get_met_sql(),
            company=self.company_id.id,
            known=self._get_known_sql(),
            who=self._get_who_sql(),
        )

    def _get_first_events_sql(self, first, last):
        """Return the events of these days that are large enough, each once."""
        return SQL(
            """
            SELECT DISTINCT ON (event.occurrence, coalesce(event.subject_id, 0))
                   event.*
              FROM (%(events)s) AS event
             WHERE event.day BETWEEN %(first)s AND %(last)s AND %(floor)s
             ORDER BY event.occurrence, coalesce(event.subject_id, 0), event.day
            """,
            events=self._get_event_query(first, last),
            first=first,
            last=last,
            floor=self._get_floor_sql(),
        )

    def _get_met_sql(self):
        """Return the rows of ``event`` with what is booked for them, and bookings.

        Both are sorted to meet: a join would be planned on guesses about how many
        movements there are.
        """
        return SQL(
            """
            SELECT *, max(count) OVER twin AS booked_count,
                   max(points) OVER twin AS booked_points
              FROM (%s) AS either
            WINDOW twin AS (PARTITION BY occurrence, coalesce(subject_id, 0))
            """,
            self._get_either_sql(),
        )

    def _get_either_sql(self):
        """Return the rows of ``event``, and what this rule has booked for them.

        By the index ``loyalty_history__earning``.
        """
        return SQL(
            """
            SELECT partner_id, subject_id, day, occurrence, amount, quantity, model,
                   res_id, NULL::bigint AS count, NULL::numeric AS points
              FROM event
             UNION ALL
            SELECT NULL, earning_subject_id, NULL, earning_key, NULL, NULL, NULL, NULL,
                   count(*),
                   round(sum(coalesce(issued, 0) - coalesce(used, 0)
                             + coalesce(pending, 0))::numeric, 6)
              FROM loyalty_history
             WHERE earning_rule_id = %s AND kind IS NOT NULL
               AND earning_key = ANY(ARRAY(SELECT DISTINCT occurrence FROM event))
             GROUP BY earning_key, earning_subject_id
            """,
            self.id,
        )

    def _get_floor_sql(self):
        """Return the condition on the amount; for other events it is none."""
        if self.event in MONEY_EVENTS and self.minimum_amount:
            return SQL("event.amount >= %s", self.minimum_amount)
        return SQL("TRUE")

    def _get_known_sql(self):
        """Customers: who has bought from the company, or collects in the programme.

        Others in the address book are suppliers, employees or prospects.
        """
        return SQL(
            """
            ((customer.company_id IS NULL OR customer.company_id = %(company)s)
             AND (profile.id IS NOT NULL OR EXISTS (
                SELECT 1 FROM crm_loyalty_pool AS pool
                 WHERE pool.commercial_partner_id = customer.id
                   AND pool.program_id = %(program)s
             )))
            """,
            company=self.company_id.id,
            program=self.program_id.id,
        )

    def _get_who_sql(self):
        """Conditions on ``customer`` and its ``profile``; extend it with AND."""
        conditions = [SQL("TRUE")]
        if self.tier_ids:
            conditions.append(SQL("profile.tier_id = ANY(%s)", self.tier_ids.ids))
        if self.stage_ids:
            conditions.append(SQL("profile.stage_id = ANY(%s)", self.stage_ids.ids))
        domain = self._parse_domain()
        if not domain.is_true():
            customers = self.env["res.partner"].sudo().with_context(active_test=False)
            found = customers._search(domain).subselect()
            conditions.append(SQL("customer.id IN %s", found))
        return SQL(" AND ").join(conditions)
