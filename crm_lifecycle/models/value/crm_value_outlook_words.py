# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import format_amount, format_date


class CrmValueOutlookWords(models.AbstractModel):
    """Says in the reader's words what a customer would have to do."""

    _name = "crm.value.outlook.words"
    _description = "Words of a customer's outlook"

    @api.model
    def _say_action(self, criterion, gap, situation):
        """Return the words for one gap, beginning in lower case.

        :param float gap: how much is missing (negative: too much); None where no
            number can say it
        """
        if criterion.measure == "domain" or gap is None:
            return self.env._("fulfil “%(criterion)s”", criterion=criterion.sentence)
        if criterion.measure == "credit_risk":
            return self._say_debt(criterion, situation)
        lever = criterion._get_lever()
        if gap < 0 and lever != "recency":
            lever = "figure"
        return self._say_gap(lever, gap, criterion)

    @api.model
    def _say_gap(self, lever, gap, criterion):
        currency = criterion.policy_id.company_id.currency_id
        if lever == "spend":
            amount = format_amount(self.env, gap, currency)
            return self.env._("spend %(amount)s more", amount=amount)
        if lever == "margin":
            amount = format_amount(self.env, gap, currency)
            return self.env._("bring %(amount)s more margin", amount=amount)
        if lever == "days":
            if gap == 1:
                return self.env._("buy on one more day")
            return self.env._("buy on %(count)d more days", count=gap)
        if lever == "recency":
            return (
                self.env._("buy again") if gap < 0 else self._say_figure(gap, criterion)
            )
        if lever in ("points", "marks"):
            return self.env._("gain %(points)g more points", points=gap)
        return self._say_figure(gap, criterion)

    @api.model
    def _say_figure(self, gap, criterion):
        measure = criterion._get_measured()
        label = dict(criterion._get_measure_selection()).get(measure, "")
        size = f"{abs(gap):g}"
        if criterion._get_measure_units().get(measure) == "money":
            currency = criterion.policy_id.company_id.currency_id
            size = format_amount(self.env, abs(gap), currency)
        if gap > 0:
            return self.env._("raise “%(label)s” by %(size)s", label=label, size=size)
        return self.env._("lower “%(label)s” by %(size)s", label=label, size=size)

    @api.model
    def _say_debt(self, criterion, situation):
        """Name the overdue amount where paying it would be enough."""
        from ...engine.risk import grade_credit_risk  # numpy, only where needed

        profile = situation.profile
        paid = profile.overdue_amount
        (grade,) = grade_credit_risk(
            [float("nan")],
            [0.0],
            [profile.receivable_amount - paid],
            [profile.credit_limit],
            [profile.risk_flag_count],
            situation.policy._get_risk_thresholds(),
        )
        mark = {"low": 1, "mid": 2, "high": 3}[str(grade)]
        if paid > 0 and (not criterion.has_maximum or mark < criterion.maximum):
            amount = format_amount(
                self.env, paid, criterion.policy_id.company_id.currency_id
            )
            return self.env._("pay the overdue %(amount)s", amount=amount)
        return self.env._("fulfil “%(criterion)s”", criterion=criterion.sentence)

    @api.model
    def _join(self, actions, match):
        joint = self.env._(" and ") if match == "all" else self.env._(" or ")
        text = joint.join(dict.fromkeys(actions))
        return text[:1].upper() + text[1:]

    @api.model
    def _say_date(self, day):
        return format_date(self.env, day, date_format="long")

    @api.model
    def _say_others(self, criteria):
        """Return the words for what is true only while nobody else moves, or ""."""
        if any(criterion._depends_on_others() for criterion in criteria):
            return self.env._("As long as the other customers stay as they are.")
        return ""
