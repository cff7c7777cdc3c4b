# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...engine import (
    estimate_mean,
    estimate_nps,
    estimate_share,
    mean_trend_test,
    trend_test,
)

CLASSES = ("promoter", "passive", "detractor")


class CrmSurveyInsight(models.AbstractModel):
    """The page “Scores”: a metric by tier, stage, team, handler, touchpoint, month."""

    _inherit = "crm.survey.insight"

    @api.model
    def _get_pages(self):
        return super()._get_pages() | {"scores": self._get_scores_page}

    @api.model
    def _get_score_groups(self):
        """Return ``[(field to group by, label)]``; extend the list."""
        return [
            ("tier_id", self.env._("Value tier")),
            ("stage_id", self.env._("Lifecycle stage")),
            ("team_id", self.env._("Team")),
            ("user_id", self.env._("Handler")),
            ("touchpoint_id", self.env._("Touchpoint")),
            ("survey_id", self.env._("Survey")),
            ("completed_at:month", self.env._("Month")),
        ]

    @api.model
    def _get_metric_limits(self, metric):
        """Return unit, lowest and highest figure of ``metric``; 0 to 100 by default.

        Means are told on the scale that was asked, so that people know them again;
        they are made of the scores, for which more is always better.
        """
        limits = {
            "nps": ("points", -100, 100),
            "csat": ("percent", 0, 100),
            "ces": ("mean", 1, 7),
            "likert": ("mean", 1, 5),
            "star": ("mean", 1, 5),
        }
        return limits.get(metric, ("score", 0, 100))

    @api.model
    def _get_scores_page(self, choices):
        found = self._choose_score(choices)
        chosen = {choice["name"]: choice["value"] for choice in found}
        domain = self._get_company_domain() & Domain("metric", "=", chosen["metric"])
        if chosen["survey"]:
            domain &= Domain("survey_id", "=", chosen["survey"])
        sections = self._get_score_sections(domain, chosen) if chosen["metric"] else []
        return {
            "help": self.env._(
                "The line says how sure a figure is: with other customers of the same "
                "kind it would lie in there, 19 times out of 20. Of fewer than %s "
                "answers no figure is shown.",
                self._get_small_sample(),
            ),
            "choices": found,
            "sections": sections,
        }

    @api.model
    def _choose_score(self, choices):
        scores, company = self.env["crm.survey.score"], self._get_company_domain()
        metrics = scores._read_group(company, ["metric"], ["__count"])
        labels = dict(scores._fields["metric"]._description_selection(self.env))
        options = [
            (code, name) for code, name in labels.items() if code in dict(metrics)
        ]
        metric = self._choose(choices, "metric", self.env._("Metric"), options)
        measured = company & Domain("metric", "=", metric["value"])
        surveys = [survey for (survey,) in scores._read_group(measured, ["survey_id"])]
        everything = self.env._("All surveys")
        return [
            metric,
            self._choose(choices, "by", self.env._("By"), self._get_score_groups()),
            self._choose_survey(choices, surveys, everything),
            self._choose_months(choices),
        ]

    @api.model
    def _get_score_sections(self, domain, chosen):
        now = domain & self._get_period_domain(chosen["months"])
        before = domain & self._get_period_domain(chosen["months"], 1)
        metric, by = chosen["metric"], chosen["by"]
        unit, low, high = self._get_metric_limits(metric)
        limits = {"low": low, "high": high, "unit": unit}
        total = self._read_answers(now, None).get(False)
        if not total:
            return []
        former = self._read_answers(before, None)
        row = self._prepare_score_row(metric, False, total, former.get(False), now)
        sections = [self._prepare_section(self.env._("Everybody"), [row], **limits)]
        groups = self._read_answers(now, by)
        former = {} if by == "completed_at:month" else self._read_answers(before, by)
        rows = [
            self._prepare_score_row(metric, group, found, former.get(group), now, by)
            for group, found in groups.items()
        ]
        title = dict(self._get_score_groups())[by]
        return [*sections, self._prepare_section(title, rows, **limits)]

    # ----------------------------------------------------------------- facts

    @api.model
    def _read_answers(self, domain, by):
        """Return ``{group: Counter of (class, score)}``, of handlers by their share."""
        if by == "user_id":
            return self.env["crm.survey.handler.report"]._read_answers(domain)
        answers = {}
        rows = self.env["crm.survey.score"]._read_group(
            domain, [*([by] if by else []), "metric_class", "score"], ["__count"]
        )
        for *group, metric_class, score, count in rows:
            found = answers.setdefault(group[0] if by else False, Counter())
            found[metric_class, score] += count
        return answers

    @api.model
    def _estimate(self, metric, answers):
        """Return the engine's ``Estimate`` of a metric from ``_read_answers()``."""
        small = self._get_small_sample()
        classes = self._count_classes(answers)
        if metric == "nps":
            return estimate_nps(*classes, min_count=small)
        if metric == "csat":
            return estimate_share(classes[0], sum(classes), min_count=small)
        _unit, low, high = self._get_metric_limits(metric)
        found = estimate_mean(self._count_values(metric, answers), min_count=small)
        if found.low is None:
            return found
        return replace(found, low=max(found.low, low), high=min(found.high, high))

    @api.model
    def _count_classes(self, answers):
        counts = Counter()
        for (metric_class, _score), count in answers.items():
            counts[metric_class] += count
        return tuple(counts[name] for name in CLASSES)

    @api.model
    def _count_values(self, metric, answers):
        """Return ``{value on the scale of the metric: how often}``."""
        _unit, low, high = self._get_metric_limits(metric)
        values = Counter()
        for (_metric_class, score), count in answers.items():
            values[low + (high - low) * score / 100] += count
        return values

    # ------------------------------------------------------------------ rows

    @api.model
    def _prepare_score_row(self, metric, group, answers, former, domain, by=None):
        count = getattr(answers, "count_of_answers", None)
        estimate = self._estimate(metric, answers)
        hint = False
        if count is not None:
            is_small = count < self._get_small_sample()
            hint = self.env._(
                "By share of work: as much as %s answers", round(answers.work, 1)
            )
            estimate = replace(estimate, count=count, is_small=is_small)
        label = self._get_group_label(group, by)
        return self._prepare_row(
            str(getattr(group, "id", group)),
            label,
            estimate,
            hint=hint,
            change=self._prepare_change(metric, former, answers),
            domain=self._get_row_domain(domain, group, by),
            model=self._get_row_model(by),
        )

    @api.model
    def _get_group_label(self, group, by):
        if by is None:
            return self.env._("All answers")
        if by == "completed_at:month":
            return format_date(self.env, group, date_format="MMMM yyyy")
        return group.sudo().display_name or self.env._("None")

    @api.model
    def _get_row_model(self, by):
        return "crm.survey.%s" % ("handler.report" if by == "user_id" else "score")

    @api.model
    def _get_row_domain(self, domain, group, by):
        """Return the scores behind a row, as a list that a client can send back."""
        if by == "completed_at:month":
            end = fields.Datetime.add(group, months=1)
            domain &= Domain("completed_at", ">=", group)
            domain &= Domain("completed_at", "<", end)
        elif by:
            domain &= Domain(by, "=", group.id)
        return list(domain)

    @api.model
    def _prepare_change(self, metric, former, answers):
        """Return what changed since the period before; False if that is too few."""
        if not former:
            return False
        small = self._get_small_sample()
        if metric in ("nps", "csat"):
            counts = [self._count_classes(found) for found in (former, answers)]
            if metric == "csat":
                counts = [(best, sum(others)) for best, *others in counts]
            trend = trend_test(*counts, min_count=small)
        else:
            counts = [self._count_values(metric, found) for found in (former, answers)]
            trend = mean_trend_test(*counts, min_count=small)
        if trend.is_small:
            return False
        return {"value": trend.change, "direction": trend.direction}
