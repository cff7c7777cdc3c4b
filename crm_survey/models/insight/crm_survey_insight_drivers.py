# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter, defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import Estimate, relative_weights

LIMIT = 100000  # scores that are looked at, the latest first
NAN = float("nan")


class CrmSurveyInsight(models.AbstractModel):
    """The page “What moves the score”: drivers of a question, for each value tier."""

    _inherit = "crm.survey.insight"

    @api.model
    def _get_pages(self):
        return super()._get_pages() | {"drivers": self._get_drivers_page}

    @api.model
    def _get_drivers_page(self, choices):
        found, questions = self._choose_drivers(choices)
        chosen = {choice["name"]: choice["value"] for choice in found}
        sections = []
        if len(questions) > 1:
            domain = self._get_company_domain() & Domain(
                "survey_id", "=", chosen["survey"]
            )
            domain &= self._get_period_domain(chosen["months"])
            sections = self._get_driver_sections(domain, questions, chosen["outcome"])
        return {
            "help": self.env._(
                "How much of the differences between answers each question explains, "
                "of all that the questions explain together (relative weights, Johnson "
                "2000). Start where a question weighs much and scores low. It shows "
                "what goes together, not what causes what."
            ),
            "choices": found,
            "sections": sections,
        }

    @api.model
    def _choose_drivers(self, choices):
        """Return the choices, and the questions of the chosen survey with a metric."""
        scores = self.env["crm.survey.score"]
        by_survey = defaultdict(lambda: self.env["survey.question"])
        counts = Counter()
        for survey, question, count in scores._read_group(
            self._get_company_domain() & Domain("question_id", "!=", False),
            ["survey_id", "question_id"],
            ["__count"],
        ):
            by_survey[survey] |= question
            counts[survey] += count
        surveys = [
            survey for survey, _n in counts.most_common() if len(by_survey[survey]) > 2
        ]
        survey = self._choose_survey(choices, surveys)
        key = self.env["survey.survey"].browse(survey["value"] or [])
        questions = by_survey[key].sudo().sorted("sequence")
        options = [(question.id, question.title) for question in questions]
        outcome = self._choose(choices, "outcome", self.env._("Outcome"), options)
        return [survey, outcome, self._choose_months(choices)], questions

    # ----------------------------------------------------------------- facts

    @api.model
    def _get_driver_sections(self, domain, questions, outcome):
        drivers = questions.filtered(lambda question: question.id != outcome)
        everybody, by_tier = self._read_participations(domain)
        sections = [
            self._prepare_drivers(self.env._("Everybody"), everybody, drivers, outcome)
        ]
        tiers = self.env["crm.value.tier"].sudo().with_context(active_test=False)
        for tier in tiers.search([("id", "in", list(by_tier))]):
            participations = by_tier[tier.id]
            sections.append(
                self._prepare_drivers(
                    tier.display_name, participations, drivers, outcome
                )
            )
        return sections

    @api.model
    def _read_participations(self, domain):
        """Return ``[{question id: score}]`` of everybody, and the same by tier id.

        In one query, by the rights of the reader.
        """
        scores = self.env["crm.survey.score"]
        query = scores._search(domain, order="completed_at desc, id desc", limit=LIMIT)
        names = ("user_input_id", "tier_id", "question_id", "score")
        columns = [scores._field_to_sql(scores._table, name, query) for name in names]
        answers, tiers = defaultdict(dict), {}
        for key, tier_id, question_id, score in self.env.execute_query(
            query.select(SQL(", ").join(columns))
        ):
            answers[key][question_id] = score
            tiers[key] = tier_id
        by_tier = defaultdict(list)
        for key, participation in answers.items():
            by_tier[tiers[key]].append(participation)
        return list(answers.values()), by_tier

    # ------------------------------------------------------------------ rows

    @api.model
    def _prepare_drivers(self, title, participations, questions, outcome):
        """Return the section of one tier, the question that weighs most first."""
        ids = questions.ids
        table = [[answer.get(key, NAN) for key in ids] for answer in participations]
        scores = [answer.get(outcome, NAN) for answer in participations]
        found = relative_weights(table, scores) if table else None
        if not found or found.is_small:
            count = found.count if found else 0
            too_few = self.env._(
                "Too few complete answers to compare the questions: %s.", count
            )
            return self._prepare_section(title, [], too_few)
        rows = sorted(
            (
                self._prepare_driver_row(question, driver, found.count, participations)
                for question, driver in zip(questions, found.drivers, strict=True)
            ),
            key=lambda row: -row["value"],
        )
        sentence = self._tell_drivers(rows, found)
        return self._prepare_section(title, rows, sentence, unit="percent")

    @api.model
    def _prepare_driver_row(self, question, driver, count, participations):
        scores = [
            answer[question.id] for answer in participations if question.id in answer
        ]
        estimate = Estimate(count, driver.share, driver.low, driver.high, False)
        mean = round(sum(scores) / len(scores))
        return self._prepare_row(
            str(question.id),
            question.title,
            estimate,
            hint=self.env._("Score %s of 100", mean),
            tone="primary" if driver.correlation >= 0 else "danger",
        )

    @api.model
    def _tell_drivers(self, rows, found):
        first = rows[0]
        sentence = self.env._(
            "“%(question)s” moves the score most: %(share)s %% of what the questions "
            "explain (%(low)s to %(high)s %%). Together they explain %(all)s %% of the "
            "differences, from %(count)s answers.",
            question=first["label"],
            share=round(first["value"]),
            low=round(first["low"]),
            high=round(first["high"]),
            all=round(100 * found.r_squared),
            count=found.count,
        )
        if len(rows) > 1 and rows[1]["high"] > first["low"]:
            sentence += " " + self.env._("The next one may weigh as much.")
        return sentence
