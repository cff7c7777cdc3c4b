# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import fmean

from odoo import api, models
from odoo.fields import Domain

from ...engine import estimate_mean
from .survey_question import COSTS, VALUES


class CrmSurveyInsight(models.AbstractModel):
    """The page “Value against cost”: what customers get, and what it costs them.

    Source: P. Kotler & K. L. Keller, *Marketing Management*: the value delivered to a
    customer is the total value (product, service, staff, image) less the total cost
    (money, time, energy, psychic cost), as the customer perceives both.
    """

    _inherit = "crm.survey.insight"

    @api.model
    def _get_pages(self):
        return super()._get_pages() | {"worth": self._get_worth_page}

    @api.model
    def _get_worth_page(self, choices):
        scores = self.env["crm.survey.score"]
        asked = self._get_company_domain() & self._get_worth_domain()
        surveys = [survey for (survey,) in scores._read_group(asked, ["survey_id"])]
        survey = self._choose_survey(choices, surveys, self.env._("All surveys"))
        months = self._choose_months(choices)
        domain = asked & self._get_period_domain(months["value"])
        if survey["value"]:
            domain &= Domain("survey_id", "=", survey["value"])
        return {
            "help": self.env._(
                "0 to 100. Costs are what is missing to full agreement, so a long bar "
                "is a high cost. The net value is the mean of the four values less the "
                "mean of the four costs."
            ),
            "choices": [survey, months],
            "sections": self._get_worth_sections(domain),
        }

    @api.model
    def _get_worth_domain(self):
        """Return the domain of scores about a value or a cost."""
        questions = self.env["survey.question"].sudo()
        asked = questions.search([("worth_item", "!=", False)])
        return Domain("question_id", "in", asked.ids)

    @api.model
    def _get_worth_sections(self, domain):
        everybody, tiers = defaultdict(Counter), {}
        for tier, item, score, count in self._read_worth(domain):
            figure = 100 - score if item in COSTS else score
            everybody[item][figure] += count
            tiers.setdefault(tier, defaultdict(Counter))[item][figure] += count
        if not everybody:
            return []
        nobody = self.env._("Without a tier")
        return [
            self._prepare_worth_section(self.env._("Everybody"), everybody),
            *(
                self._prepare_worth_section(tier.sudo().display_name or nobody, items)
                for tier, items in tiers.items()
            ),
        ]

    @api.model
    def _read_worth(self, domain):
        """Yield ``(tier, item, score, count)``."""
        for tier, question, score, count in self.env["crm.survey.score"]._read_group(
            domain, ["tier_id", "question_id", "score"], ["__count"]
        ):
            yield tier, question.sudo().worth_item, score, count

    @api.model
    def _prepare_worth_section(self, title, items):
        labels = dict(self.env["survey.question"]._get_worth_items())
        small = self._get_small_sample()
        rows = [
            self._prepare_worth_row(item, labels[item], items.get(item), small)
            for item in (*VALUES, *COSTS)
        ]
        return self._prepare_section(title, rows, self._tell_worth(rows), unit="score")

    @api.model
    def _prepare_worth_row(self, item, label, figures, small):
        estimate = estimate_mean(figures or {}, min_count=small)
        if estimate.low is not None:
            low, high = max(estimate.low, 0.0), min(estimate.high, 100.0)
            estimate = replace(estimate, low=low, high=high)
        tone = "warning" if item in COSTS else "success"
        return self._prepare_row(item, label, estimate, tone=tone)

    @api.model
    def _tell_worth(self, rows):
        """Return the net value of a tier in a sentence."""
        known = {row["key"]: row["value"] for row in rows if not row["is_small"]}
        values = [known[item] for item in VALUES if item in known]
        costs = [known[item] for item in COSTS if item in known]
        if not values or not costs:
            return self.env._("Too few answers to weigh value against cost.")
        net = round(fmean(values) - fmean(costs))
        words = {"value": round(fmean(values)), "cost": round(fmean(costs))}
        words["net"] = f"{net:+d}"
        if net > 0:
            return self.env._(
                "What customers get (%(value)s) exceeds what it costs them (%(cost)s): "
                "net value %(net)s.",
                **words,
            )
        return self.env._(
            "What it costs customers (%(cost)s) is not made up for by what they get "
            "(%(value)s): net value %(net)s.",
            **words,
        )
