# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import reduce

from odoo import api, fields, models
from odoo.tools import format_amount, formatLang

from ...engine.points import count_digits


class CrmLoyaltyEarningRule(models.Model):
    """A rule in one plain sentence: for what, to whom, how much."""

    _inherit = "crm.loyalty.earning.rule"

    sentence = fields.Char("In one sentence", compute="_compute_sentence")

    @api.depends(
        "event",
        "purchase_number",
        "minimum_amount",
        "is_yearly",
        "product_ids",
        "category_ids",
        "minimum_score",
        "maximum_score",
        "anniversary_of",
        "profile_field_ids",
        "tier_ids",
        "stage_ids",
        "domain",
        "point_mode",
        "points",
        "is_tier_multiplied",
        "event_cap",
        "day_cap",
        "month_cap",
        "person_cap",
        "total_cap",
        "pending_days",
        "program_id.portal_point_name",
        "company_id",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            if not rule.event:
                rule.sentence = False
                continue
            rule.sentence = self.env._(
                "When %(reasons)s: %(points)s.",
                reasons=self._join(
                    [rule._get_event_words(), *rule._get_who_words().values()]
                ),
                points=rule._get_points_words(),
            )

    # -------------------------------------------------------------------- event

    def _get_event_words(self):
        """Return the event in words; extend it for an event of your own.

        Events without words of their own are told by their label.
        """
        self.ensure_one()
        words = getattr(self, f"_tell_{self.event}", None)
        if words:
            return words()
        labels = dict(self._fields["event"]._description_selection(self.env))
        text = self.env._(
            "this happens: “%(event)s”", event=labels.get(self.event, self.event)
        )
        return self._tell_score(text)

    def _tell_order_confirmed(self):
        if self.minimum_amount:
            return self.env._(
                "an order of %(amount)s or more is confirmed",
                amount=self._format_money(self.minimum_amount),
            )
        return self.env._("an order is confirmed")

    def _tell_invoice_paid(self):
        if self.minimum_amount:
            return self.env._(
                "an invoice of %(amount)s or more is paid",
                amount=self._format_money(self.minimum_amount),
            )
        return self.env._("an invoice is paid")

    def _tell_nth_purchase(self):
        if self.purchase_number == 1:
            return self.env._("a customer buys for the first time")
        return self.env._(
            "a customer makes purchase number %(number)s", number=self.purchase_number
        )

    def _tell_amount_reached(self):
        amount = self._format_money(self.minimum_amount)
        if self.is_yearly:
            return self.env._(
                "a customer's purchases of a year reach %(amount)s", amount=amount
            )
        return self.env._("a customer's purchases reach %(amount)s", amount=amount)

    def _tell_product(self):
        goods = [*self.product_ids.mapped("display_name")]
        goods += self.category_ids.mapped("display_name")
        names = self._quote(goods) or "…"
        if self.minimum_amount:
            return self.env._(
                "%(goods)s is bought for %(amount)s or more",
                goods=names,
                amount=self._format_money(self.minimum_amount),
            )
        return self.env._("%(goods)s is bought", goods=names)

    def _tell_birthday(self):
        return self.env._("it is a contact's birthday")

    def _tell_anniversary(self):
        if self.anniversary_of == "creation":
            return self.env._("it is a year, or years, since the customer registered")
        return self.env._("it is a year, or years, since the first purchase")

    def _tell_profile(self):
        details = self.sudo().profile_field_ids.mapped("field_description")
        return self.env._(
            "a customer's %(fields)s are filled in",
            fields=self._list_names([f"“{name}”" for name in details]) or "…",
        )

    def _tell_campaign(self):
        return self.env._("a campaign is started by hand")

    def _tell_answer(self):
        return self._tell_score(self.env._("a survey is answered"))

    def _tell_score(self, text):
        lowest, highest = self.minimum_score, self.maximum_score
        if lowest <= 0 and highest >= 100:
            return text
        values = {"event": text, "lowest": lowest, "highest": highest}
        values = {
            name: self._format_number(value) if name != "event" else value
            for name, value in values.items()
        }
        if highest >= 100:
            return self.env._("%(event)s with a score of %(lowest)s or more", **values)
        if lowest <= 0:
            return self.env._("%(event)s with a score up to %(highest)s", **values)
        return self.env._(
            "%(event)s with a score from %(lowest)s to %(highest)s", **values
        )

    # ---------------------------------------------------------------------- who

    def _get_who_words(self):
        """Return ``{condition: words}`` of what is set about the customer."""
        self.ensure_one()
        words = {}
        if self.tier_ids:
            words["tier"] = self.env._(
                "the customer's tier is %s",
                self._quote(self.tier_ids.mapped("display_name")),
            )
        if self.stage_ids:
            words["stage"] = self.env._(
                "the customer's stage is %s",
                self._quote(self.stage_ids.mapped("display_name")),
            )
        if (self.domain or "[]").strip() != "[]":
            words["domain"] = self.env._("the customer fits the further conditions")
        return words

    # ----------------------------------------------------------------- how much

    def _get_points_words(self):
        points = self._format_points(self.points)
        if self.point_mode == "money":
            points = self.env._(
                "%(points)s for each %(currency)s",
                points=points,
                currency=self.currency_id.name,
            )
        elif self.point_mode == "unit":
            points = self.env._("%(points)s for each unit", points=points)
        parts = [points]
        if self.is_tier_multiplied:
            parts = [self.env._("%(points)s × the tier's multiplier", points=points)]
        if self.pending_days:
            parts.append(
                self.env._("to be spent after %(days)s days", days=self.pending_days)
            )
        return self._enumerate([*parts, *self._get_cap_words()])

    def _get_cap_words(self):
        texts = {
            "event_cap": self.env._("at most %s an event"),
            "day_cap": self.env._("at most %s a day"),
            "month_cap": self.env._("at most %s a month"),
            "person_cap": self.env._("at most %s per customer"),
            "total_cap": self.env._("at most %s for all customers together"),
        }
        return [
            text % self._format_points(self[cap])
            for cap, text in texts.items()
            if self[cap]
        ]

    # ------------------------------------------------------------------ helpers

    def _format_money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _format_number(self, number):
        return formatLang(self.env, number, digits=count_digits(number))

    def _format_points(self, points):
        name = self.point_name or self.env._("points")
        return f"{self._format_number(points)} {name}"

    def _quote(self, names):
        return self.env._(" or ").join(f"“{name}”" for name in names)

    @api.model
    def _list_names(self, names):
        """Return ``names`` in one list, where all of them count."""
        if len(names) < 2:
            return "".join(names)
        first = reduce(
            lambda names, name: self.env._(
                "%(names)s, %(name)s", names=names, name=name
            ),
            names[:-1],
        )
        return self.env._("%(names)s and %(last)s", names=first, last=names[-1])

    @api.model
    def _enumerate(self, parts):
        return reduce(
            lambda first, other: self.env._(
                "%(first)s, %(other)s", first=first, other=other
            ),
            parts,
        )

    @api.model
    def _join(self, parts):
        """Return ``parts`` as one enumeration: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self.env._(
            "%(first)s and %(last)s", first=self._enumerate(parts[:-1]), last=parts[-1]
        )
