# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models

from ...engine import outlook
from ...engine.outlook import OWN_SHARES
from ...engine.situation import Situation


class CrmValueOutlook(models.AbstractModel):
    """Tells what would change a customer's tier; reads, and writes nothing.

    What is told holds for the figures of last night if nothing else happens: the
    customer's purchases leave the window, holds end, and the others stay as they are.
    """

    _name = "crm.value.outlook"
    _inherit = [
        "crm.value.outlook.facts",
        "crm.value.outlook.words",
        "crm.value.outlook.reach",
        "crm.value.outlook.notes",
    ]
    _description = "Outlook of a customer"

    @api.model
    def _tell(self, profiles):
        """Return ``{profile id: {"as_of", "lines"}}`` of customers that were scored.

        ``lines`` are ``{"kind", "text", "hint"}`` in the reader's language; kinds are
        ``override``, ``keep``, ``reach`` and ``points``.
        """
        found = {}
        for policy, customers in profiles.sudo().grouped("policy_id").items():
            for situation in self._gather(policy, customers):
                found[situation.profile.id] = {
                    "as_of": self.env._(
                        "Figures of %(date)s", date=self._say_date(situation.as_of)
                    ),
                    "lines": [
                        *self._tell_override(situation),
                        *self._tell_keep(situation),
                        *self._tell_reach(situation),
                        *self._tell_points(situation),
                    ],
                }
        return found

    @api.model
    def _gather(self, policy, profiles):
        """Yield the :class:`Situation` of each customer that can be told about."""
        night = self.env["crm.value.night"]
        task = policy and night._get_last_task(policy)
        if not task or not profiles.ids:
            return
        today = night._get_today(policy.company_id)
        reasons = night._get_reasons(profiles)
        leaving = self._read_leaving(policy, profiles, task.today)
        neighbours = self._find_neighbours(policy)
        overrides = self._find_overrides(profiles, today)
        for profile in profiles.filtered(lambda row: row.id in reasons):
            partner_id = profile.partner_id.id
            yield Situation(
                profile=profile,
                policy=policy,
                today=today,
                as_of=task.today,
                reasons={row["criterion"]: row for row in reasons[profile.id]},
                leaving=leaving.get(partner_id, {}),
                neighbours=neighbours,
                override=overrides.get(partner_id, self.env["crm.tier.override"]),
            )

    # -------------------------------------------------------------------- keep

    @api.model
    def _tell_keep(self, situation):
        line = self._get_line(situation, situation.profile.tier_id)
        criteria = line._get_deciding() if line else line.criterion_ids
        if not criteria:
            return
        start, cause = self._find_start_of_fall(situation, line, criteria)
        if not start:
            yield self._tell_nothing_to_do(situation, criteria)
            return
        day = self._get_fall_day(situation, start)
        gaps = self._get_gaps(situation, criteria, day)
        if not gaps:  # what leaves later makes up for it, as a refund does
            return
        what = self._join(
            [self._say_action(row, gap, situation) for row, gap in gaps.items()],
            line.match,
        )
        hints = [cause, self._say_others(gaps)]
        yield {
            "kind": "keep",
            "text": self._frame_keep(situation, what, day, gaps),
            "hint": " ".join(hint for hint in hints if hint),
        }

    @api.model
    def _frame_keep(self, situation, what, day, gaps):
        """Say until when; and from when, where what is bought now leaves too soon."""
        tier = situation.profile.tier_id.name
        if situation.profile.held_by == "complaint":
            return self.env._(
                "%(what)s to keep %(tier)s; it is held while a complaint is open.",
                what=what,
                tier=tier,
            )
        last = day - timedelta(days=1)
        if last < situation.today:
            return self.env._("%(what)s today to keep %(tier)s.", what=what, tier=tier)
        months = situation.policy.window_months
        is_windowed = any(self._get_criterion_leaving(situation, row) for row in gaps)
        first = outlook.get_first_day(day, months) if is_windowed else situation.today
        if first > situation.today:
            return self.env._(
                "%(what)s between %(start)s and %(date)s to keep %(tier)s.",
                what=what,
                start=self._say_date(first),
                date=self._say_date(last),
                tier=tier,
            )
        return self.env._(
            "%(what)s by %(date)s to keep %(tier)s.",
            what=what,
            date=self._say_date(last),
            tier=tier,
        )

    @api.model
    def _tell_nothing_to_do(self, situation, criteria):
        return {
            "kind": "keep",
            "text": self.env._(
                "Nothing needs to be done to keep %(tier)s.",
                tier=situation.profile.tier_id.name,
            ),
            "hint": self._say_others(criteria),
        }

    @api.model
    def _find_start_of_fall(self, situation, line, criteria):
        """Return the first day below the tier, and the words for what causes it.

        (None, "") where nothing that is known today makes the customer fall.
        """
        today = self._get_gaps(situation, criteria, situation.as_of)
        met = criteria.filtered(lambda row: row not in today)
        is_below = not met or (line.match == "all" and today)
        if is_below:
            return situation.profile.below_since or situation.as_of, ""
        falls = [self._find_fall(situation, criterion) for criterion in met]
        known = [fall for fall in falls if fall]
        if not known or (line.match == "any" and len(known) < len(falls)):
            return None, ""
        choose = min if line.match == "all" else max
        fall = choose(known, key=lambda item: item.day)
        cause = self.env._(
            "The purchase of %(purchase)s counts until %(date)s.",
            purchase=self._say_date(fall.purchase_day),
            date=self._say_date(fall.day - timedelta(days=1)),
        )
        return fall.day, cause

    @api.model
    def _find_fall(self, situation, criterion):
        """Return when a criterion that is met is so no longer, if nothing is bought."""
        demand = self._get_kept_demand(situation, criterion)
        if not demand:
            return None
        if criterion._get_lever() == "recency" and demand.below is not None:
            last = situation.profile.last_purchase_date
            days = demand.value + outlook.get_gap(
                outlook.Demand(demand.value, least=demand.below, step=1.0)
            )
            return last and outlook.Fall(last + timedelta(days=days), last)
        leaving = self._get_criterion_leaving(situation, criterion)
        least = demand.least
        if demand.above is not None:
            least = demand.above + demand.step
        if not leaving or least is None:
            return None
        return outlook.find_fall(demand.value, least, leaving)

    @api.model
    def _get_criterion_leaving(self, situation, criterion):
        is_windowed = criterion._get_measured() == "window_revenue"
        return situation.leaving.get("revenue", []) if is_windowed else []

    @api.model
    def _get_fall_day(self, situation, start):
        """Return the first day on which the customer may lose the tier.

        Grace days count from ``start``; protection and an override hold longer.
        """
        profile, policy = situation.profile, situation.policy
        day = start + timedelta(days=policy.grace_days)
        if policy.protection_months and profile.first_purchase_date:
            end = outlook.get_end_of_window(
                profile.first_purchase_date, policy.protection_months
            )
            day = max(day, end)
        if profile.override_id:
            day = max(day, profile.override_id.date_until + timedelta(days=1))
        return day

    # -------------------------------------------------------------------- both

    @api.model
    def _get_line(self, situation, tier):
        return situation.policy.tier_line_ids.filtered(lambda row: row.tier_id == tier)

    @api.model
    def _get_kept_demand(self, situation, criterion):
        slack = situation.policy.hysteresis_percent / 100.0
        if criterion.measure in OWN_SHARES:
            return None
        return criterion._get_demand(situation.reasons[criterion.id], slack=slack)

    @api.model
    def _get_gaps(self, situation, criteria, day):
        """Return ``{criterion: gap, or None where no number can say it}`` of those
        that are not met on ``day`` if nothing is bought until then."""
        gaps = {}
        for criterion in criteria:
            demand = self._get_kept_demand(situation, criterion)
            if not demand:
                if not situation.reasons[criterion.id]["met"]:
                    gaps[criterion] = None
            elif gap := outlook.get_gap(
                self._get_later(situation, criterion, demand, day)
            ):
                gaps[criterion] = gap
        return gaps

    @api.model
    def _get_later(self, situation, criterion, demand, day):
        """Return the demand with the value that the figure has on ``day``."""
        value = demand.value
        if criterion._get_lever() == "recency":
            value += max((day - situation.today).days, 0)
        else:
            leaving = self._get_criterion_leaving(situation, criterion)
            value = outlook.get_value_on(day, value, leaving)
        return outlook.Demand(
            value, demand.least, demand.above, demand.below, demand.step
        )
