# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount, formatLang

FIGURES = ("recency", "length", "frequency", "revenue", "tier")


class CrmLoyaltyEffect(models.TransientModel):
    """Compares members of a programme with the non-members most like them.

    Nothing is stored: the table is counted when it is looked at.
    """

    _name = "crm.loyalty.effect"
    _description = "Effect of a loyalty program"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        domain="[('has_ledger', '=', True), ('program_type', '=', 'loyalty')]",
        default=lambda self: self._default_program(),
    )
    months = fields.Integer(
        default=6,
        required=True,
        help="How long customers are followed, from the month after joining. Members "
        "who joined later than that are not compared yet.",
    )
    result = fields.Json(compute="_compute_result")

    @api.model
    def _default_program(self):
        return self.env["loyalty.program"]._find_loyalty_programs(self.env.company)[:1]

    @api.constrains("months")
    def _check_months(self):
        for page in self:
            if not 1 <= page.months <= 60:
                raise ValidationError(
                    self.env._("Customers are followed for 1 to 60 months.")
                )

    @api.depends("company_id", "program_id", "months")
    def _compute_result(self):
        for page in self:
            page.result = page.program_id and page._compare()

    # ------------------------------------------------------------------- steps

    def _compare(self):
        """Return ``{"sentence", "rows"}``; no rows where there is too little data.

        :raises AccessError: the program or the company is not the reader's
        """
        self.program_id.check_access("read")
        self.company_id.check_access("read")
        months = min(max(self.months, 1), 60)
        facts = self.env["crm.loyalty.effect.facts"]._read_facts(
            self.program_id, self.company_id, months
        )
        members = [row for row in facts if row["is_member"]]
        others = [row for row in facts if not row["is_member"]]
        pairs = self._find_pairs(members, others)
        return self._tell(pairs, len(members), months)

    @api.model
    def _find_pairs(self, members, others):
        """Return ``[(member, non-member)]``, each alike before, each once."""
        from ...engine.effect import match  # numpy, only where needed

        mine, theirs = match(self._make_crowd(members), self._make_crowd(others))
        return [(members[i], others[j]) for i, j in zip(mine, theirs, strict=True)]

    @api.model
    def _make_crowd(self, rows):
        import numpy as np

        from ...engine.effect import Crowd

        figures = np.array(
            [[float(row[name]) for name in FIGURES] for row in rows], dtype=float
        ).reshape(len(rows), len(FIGURES))
        place = FIGURES.index("revenue")
        figures[:, place] = np.log1p(np.maximum(figures[:, place], 0.0))
        return Crowd(
            figures,
            strata=[(row["month"], row["bought"], row["is_new"]) for row in rows],
            names=[row["partner_id"] for row in rows],
        )

    def _tell(self, pairs, members, months):
        from ...engine.effect import ENOUGH_PAIRS, find_effect

        joined = self._count_members()
        if len(pairs) < ENOUGH_PAIRS:
            text = self.env._(
                "%(count)d members have matched non-members; %(needed)d are needed. "
                "%(followed)d of %(joined)d members have been followed for %(months)d "
                "months.",
                count=len(pairs),
                needed=ENOUGH_PAIRS,
                followed=members,
                joined=joined,
                months=months,
            )
            return {"sentence": text, "rows": []}
        rows = []
        for name, (label, kind) in self._get_measures().items():
            values = [
                (self._get_value(mine, name), self._get_value(other, name))
                for mine, other in pairs
            ]
            known = [pair for pair in values if None not in pair]
            if len(known) >= ENOUGH_PAIRS:
                effect = find_effect(*zip(*known, strict=True))
                rows.append(self._say_row(name, label, kind, effect))
        text = self.env._(
            "%(count)d of %(joined)d members are compared with as many non-members who "
            "bought like them before, over the %(months)d months after the month of "
            "joining.",
            count=len(pairs),
            joined=joined,
            months=months,
        )
        return {"sentence": text, "rows": rows}

    def _count_members(self):
        facts = self.env["crm.loyalty.effect.facts"]
        ((count,),) = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM (%s) AS member",
                facts._get_members_sql(self.program_id),
            )
        )
        return count

    # -------------------------------------------------------------------- words

    @api.model
    def _get_measures(self):
        """Return ``{key of the facts: (label, percent or money)}``; extend it."""
        return {
            "returned": (self.env._("Bought again"), "percent"),
            "revenue_after": (self.env._("Revenue per customer"), "money"),
            "margin_after": (self.env._("Margin per customer"), "money"),
            "churned": (self.env._("Lost at the end"), "percent"),
        }

    @api.model
    def _get_value(self, row, name):
        value = row[name]
        if value is None:
            return None
        return 100.0 * value if isinstance(value, bool) else float(value)

    def _say_row(self, name, label, kind, effect):
        """Return one line of the table: figures, and the same in words."""

        def say(value, signed=False):
            return self._say_figure(value, kind, signed)

        return {
            "name": name,
            "label": label,
            "pairs": effect.pairs,
            "members": effect.members,
            "others": effect.others,
            "difference": effect.difference,
            "low": effect.low,
            "high": effect.high,
            "is_certain": effect.is_certain,
            "texts": [say(effect.members), say(effect.others)],
            "change": say(effect.difference, True),
            "range": self.env._(
                "%(low)s to %(high)s",
                low=say(effect.low, True),
                high=say(effect.high, True),
            ),
            "verdict": self.env._("More than chance")
            if effect.is_certain
            else self.env._("May be chance"),
        }

    def _say_figure(self, value, kind, signed):
        sign = "+" if signed and value > 0 else ""
        if kind == "money":
            return sign + format_amount(self.env, value, self.company_id.currency_id)
        return f"{sign}{formatLang(self.env, value, digits=1)} %"
