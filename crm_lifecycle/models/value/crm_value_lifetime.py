# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from ...engine.lifetime_units import AGE_DAYS, UNIT_DAYS

MOST = 700.0  # exp() of more does not fit a float8


class CrmValueLifetime(models.AbstractModel):
    """What a customer will do, in SQL: the formulas of ``engine.prediction``.

    The parameters are those of the company's last good fit
    (``crm.lifetime.model``); what needs special functions was tabulated with them
    (``crm.lifetime.expectation``). Figures are rounded to the digits a forecast can
    hold, so they do not change every night.
    """

    _name = "crm.value.lifetime"
    _description = "Lifetime value of customers"

    @api.model
    def _get_lifetime_columns(self):
        return ["p_alive", "silent_chance", "expected_purchases", "clv_predicted"]

    @api.model
    def _get_lifetime_join(self, task):
        """Return the JOIN of the tabulated expectations to ``fact``."""
        lifetime = task.calibration["lifetime"]
        segment = self._get_segment_column(task.policy)
        return SQL(
            """%(join)s
            LEFT JOIN crm_lifetime_expectation expectation
                ON expectation.model_id = (%(model_id)s)::int
               AND expectation.purchases = %(purchases)s
               AND expectation.age = least(
                   (%(today)s::date - fact.first_purchase_date) / %(age_days)s,
                   %(oldest)s)""",
            join=self._get_segment_join(task),
            model_id=self._get_parameter(lifetime, segment, "model_id"),
            purchases=self._get_purchase_bucket(SQL("(fact.purchase_days - 1)")),
            today=task.today,
            age_days=AGE_DAYS,
            oldest=lifetime["oldest"],
        )

    @api.model
    def _get_purchase_bucket(self, purchases):
        """Return the SQL of the tabulated number nearest to ``purchases``."""
        return SQL(
            """CASE WHEN %(x)s < 100 THEN %(x)s
                    WHEN %(x)s < 1000 THEN (%(x)s + 5) / 10 * 10
                    ELSE least((%(x)s + 50) / 100 * 100, 10000) END""",
            x=purchases,
        )

    @api.model
    def _get_lifetime_layers(self, task):
        """Return the layers of P(alive), silence, purchases and predictive CLV."""
        lifetime = task.calibration["lifetime"]
        past = {
            "life_x": SQL("(purchase_days - 1)::float8"),
            "life_recency": self._get_units(
                SQL("last_purchase_date - first_purchase_date")
            ),
            "life_age": self._get_units(
                SQL("%(today)s::date - first_purchase_date", today=task.today)
            ),
            "life_spend": SQL("(revenue - refunds)::float8 / NULLIF(purchase_days, 0)"),
        }
        alive = {
            "life_alive": self._get_alive(lifetime),
            "life_silence": SQL(
                "exp(-least((%(r)s + life_x) * ln(1 + %(horizon)s / (%(alpha)s +"
                " life_age)), %(most)s))",
                **self._get_floats(lifetime, "r", "alpha", "horizon"),
                most=MOST,
            ),
            "life_value": self._get_value(lifetime),
        }
        bought = SQL("purchase_days > 0")
        figures = {
            "p_alive": self._round_when(bought, SQL("life_alive"), 2),
            "silent_chance": self._round_when(
                bought, SQL("1 - life_alive * (1 - life_silence)"), 2
            ),
            "expected_purchases": self._round_when(
                bought, SQL("life_alive * expected_if_alive"), 2
            ),
            "life_clv": SQL(
                "CASE WHEN %(bought)s THEN greatest(life_alive"
                " * discounted_if_alive * life_value * %(margin)s, 0) END",
                bought=bought,
                **self._get_floats(lifetime, "margin"),
            ),
        }
        # The two leading digits are what a forecast can hold: 1234.5 becomes 1200.
        digits = {
            "life_digit": SQL("power(10, floor(log(greatest(life_clv, 0.1))) - 1)"),
            "clv_predicted": SQL(
                "round(round(life_clv / life_digit) * life_digit * 100)::bigint * 0.01"
            ),
        }
        return [past, alive, figures, digits]

    @api.model
    def _get_units(self, days):
        return SQL(
            "greatest(%(days)s, 0)::float8 / %(unit)s", days=days, unit=UNIT_DAYS
        )

    @api.model
    def _get_floats(self, lifetime, *names):
        """Return the parameters by name as SQL; without leaving, ``a`` is 0."""
        segment = SQL("life_segment")
        defaults = {"a": 0.0, "b": 1.0}
        return {
            name: self._get_parameter(lifetime, segment, name, defaults.get(name))
            for name in names
        }

    @api.model
    def _get_alive(self, lifetime):
        """MBG/NBD (Wagner & Hoppe 2008); without dropout everybody is alive."""
        every = [lifetime, *(lifetime.get("segments") or {}).values()]
        if not any(own.get("a") for own in every):
            return SQL("1::float8")
        return SQL(
            """1 / (1 + %(a)s / (%(b)s + life_x) * exp(least(
                (%(r)s + life_x)
                * ln((%(alpha)s + life_age) / (%(alpha)s + life_recency)),
                %(most)s)))""",
            **self._get_floats(lifetime, "r", "alpha", "a", "b"),
            most=MOST,
        )

    @api.model
    def _get_value(self, lifetime):
        """Gamma-Gamma: the mean purchase to expect (Fader & Hardie 2013, eq. 5)."""
        return SQL(
            """CASE WHEN life_spend > 0
                    THEN %(p)s * (%(v)s + purchase_days * life_spend)
                         / (%(p)s * purchase_days + %(q)s - 1)
                    ELSE %(p)s * %(v)s / (%(q)s - 1) END""",
            **self._get_floats(lifetime, "p", "q", "v"),
        )

    @api.model
    def _round_when(self, condition, value, digits):
        factor = 10**digits
        return SQL(
            "CASE WHEN %(condition)s THEN round((%(value)s) * %(factor)s::float8)"
            " / %(factor)s::float8 END",
            condition=condition,
            value=value,
            factor=factor,
        )
