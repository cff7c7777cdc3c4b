# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import replace

from babel.dates import format_skeleton

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine import Tally

MONTHS = 12
VERBATIMS = 5
TREND_ARROWS = {1: "fa-arrow-up", 0: "fa-arrows-h", -1: "fa-arrow-down"}
TREND_COLOURS = {1: "text-success", 0: "text-muted", -1: "text-danger"}


class SurveyQuestion(models.Model):
    """The page of results shows what a metric means, instead of marks on a scale."""

    _inherit = "survey.question"

    def _prepare_statistics(self, user_input_lines):
        statistics = super()._prepare_statistics(user_input_lines)
        measured = self.filtered("metric")
        found = measured._prepare_metric_statistics(user_input_lines)
        for row in statistics:
            row["metric"] = found.get(row["question"].id)
        return statistics

    def _prepare_metric_statistics(self, lines):
        """Return ``{question id: what the page shows}`` of completed participations.

        They are those of ``lines``, which the page has filtered.
        """
        asked = Domain("user_input_id", "in", lines.user_input_id.ids)
        rows = self._get_tallies(asked, by="row_id")
        months = self._get_tallies(asked, by="completed_at:month")
        speaker = self.survey_id._get_headline_questions().values()
        return {
            question.id: {
                **question._prepare_metric_total(rows),
                "rows": question._prepare_metric_rows(rows),
                **question._prepare_metric_months(months),
                "verbatims": question in speaker
                and question._prepare_metric_verbatims(lines),
            }
            for question in self
        }

    def _prepare_metric_total(self, tallies):
        """Return the figure of the whole question."""
        metric = self._get_metric()
        total = Tally()
        for (question_id, _row), tally in tallies.items():
            if question_id == self.id:
                total.values += tally.values
                total.scores += tally.scores
                total.bands += tally.bands
        return {
            "name": metric["name"],
            "figure": metric["figure"],
            "family": metric["family"],
            "range": self._get_figure_range(),
            "has_row": self.question_type == "matrix",
            **self._prepare_metric_estimate(total, is_joint=True),
            "points": self._prepare_metric_points(total),
        }

    def _prepare_metric_estimate(self, tally, is_joint=False):
        """Return the texts, bands and places of one set of answers.

        The same people answer all rows of a matrix: together these have no interval,
        which would take them for so many people.
        """
        estimate = tally.estimate(self._get_figure(), self._get_min_count())
        if is_joint and self.question_type == "matrix":
            estimate = replace(estimate, low=None, high=None)
        return {
            **self._tell_estimate(estimate),
            "strip": self._get_strip(estimate),
            "bands": self._get_bands(tally),
        }

    def _get_min_count(self):
        return self.survey_id._get_small_sample()

    def _prepare_metric_points(self, tally):
        """Return how often each point of the scale was chosen, the best one first."""
        scale = self._get_metric()["scale"]
        if not scale or self.question_type == "matrix":
            return []
        points = [
            (value, self._score_value(False, value)["metric_class"])
            for value in range(scale.low, scale.high + 1)
        ]
        if not self.is_metric_reversed:
            points.reverse()
        return [
            {
                "label": str(value),
                "band": band,
                "count": tally.values[value],
                "percent": round(100 * tally.values[value] / (tally.count or 1), 1),
            }
            for value, band in points
        ]

    def _prepare_metric_rows(self, tallies):
        """Return the figures of the rows of a matrix, in their order."""
        if self.question_type != "matrix":
            return []
        rows = self.matrix_row_ids.sorted(lambda row: (row.sequence, row.id))
        return [
            {
                "label": row.value,
                **self._prepare_metric_estimate(tallies.get((self.id, row), Tally())),
            }
            for row in rows
        ]

    def _prepare_metric_months(self, tallies):
        """Return the figures of the last months, and whether the last one moved."""
        months = sorted(
            (month, tally)
            for (question_id, month), tally in tallies.items()
            if question_id == self.id
        )[-MONTHS:]
        locale = babel_locale_parse(get_lang(self.env).code)
        return {
            "months": [
                {
                    "label": format_skeleton("yMMM", month, locale=locale),
                    **self._prepare_metric_estimate(tally, is_joint=True),
                }
                for month, tally in reversed(months)
            ],
            "trend": self._tell_trend([tally for _month, tally in months]),
        }

    def _tell_trend(self, tallies):
        """Return in words how the last month compares to the one before, or ``{}``."""
        if len(tallies) < 2 or self.question_type == "matrix":
            return {}
        before, after = tallies[-2:]
        trend = after.compare(before, self._get_figure(), self._get_min_count())
        if trend.is_small:
            return {}
        return {
            "icon": self._get_trend_icon(trend),
            "text": self._get_trend_text(trend),
        }

    def _get_trend_icon(self, trend):
        """Return arrow and colour; a higher mean of a reversed question is worse."""
        is_worse_up = self.is_metric_reversed and self._get_figure() == "mean"
        colour = TREND_COLOURS[trend.direction * (-1 if is_worse_up else 1)]
        return f"{TREND_ARROWS[trend.direction]} {colour}"

    def _get_trend_text(self, trend):
        if not trend.is_significant:
            return self.env._(
                "Last month: no change beyond chance (%(change)s points).",
                change=self._format_change(trend.change),
            )
        return self.env._(
            "Last month: %(change)s points, with 95 %% confidence between %(low)s "
            "and %(high)s.",
            change=self._format_change(trend.change),
            low=self._format_change(trend.low),
            high=self._format_change(trend.high),
        )

    def _prepare_metric_verbatims(self, lines):
        """Return the latest words of each band: label, band, number and texts."""
        texts = lines.filtered(lambda line: line._is_verbatim()).sorted(
            lambda line: line.id, reverse=True
        )
        bands = dict(
            self.env["crm.survey.score"]._read_group(
                self.env["crm.survey.score"]._get_counted_domain()
                & Domain("question_id", "=", self.id)
                & Domain("row_id", "=", False)
                & Domain("user_input_id", "in", texts.user_input_id.ids),
                ["user_input_id", "metric_class"],
            )
        )
        labels = self._get_bands(Tally())
        return [
            {
                **label,
                "count": len(said),
                "lines": said[:VERBATIMS],
            }
            for label in labels
            if (
                said := texts.filtered(
                    lambda line, band=label["band"]: (
                        bands.get(line.user_input_id) == band
                    )
                )
            )
        ]
