# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ...engine import BANDS, Tally

RANGES = {"nps": (-100, 100), "share": (0, 100), "score": (0, 100)}


class SurveyQuestion(models.Model):
    """What the answers to a question with a metric add up to, in figures and words."""

    _inherit = "survey.question"

    def _get_tallies(self, domain=Domain.TRUE, by=None):
        """Return ``{(question id, key): engine Tally}`` of what counts, in one query.

        :param domain: on ``crm.survey.score``
        :param str by: a group of ``crm.survey.score``, whose value is the key, as
            ``row_id``; without it the key is None
        """
        scores = self.env["crm.survey.score"]
        groups = [by] if by else []
        tallies = defaultdict(Tally)
        for question, metric, value, score, band, *key, count in scores._read_group(
            scores._get_counted_domain()
            & Domain("question_id", "in", self.ids)
            & domain,
            ["question_id", "metric", "value", "score", "metric_class", *groups],
            ["__count"],
        ):
            if metric == question.metric:
                place = (question.id, key[0] if key else None)
                tallies[place].add(value, score, band, count)
        return tallies

    def _get_figure(self):
        """Return which figure of a ``Tally`` this question shows."""
        return self._get_metric()["figure"]

    def _get_figure_range(self):
        """Return the lowest and the highest value that the figure can have."""
        scale = self._get_metric()["scale"]
        ends = (scale.low, scale.high) if scale else (0, 100)
        return RANGES.get(self._get_figure(), ends)

    def _format_figure(self, value):
        """Return a figure of this question as people write it."""
        figure = self._get_figure()
        if value is None:
            return ""
        if figure == "nps":
            points = round(value)
            return f"{points:+d}".replace("-", "−") if points else "0"
        if figure == "share":
            return self.env._("%(share)s %%", share=round(value))
        return formatLang(self.env, value, digits=0 if figure == "score" else 1)

    def _format_change(self, value):
        """Return by how much the figure moved, with its sign."""
        digits = 1 if self._get_figure() == "mean" else 0
        text = formatLang(self.env, abs(value), digits=digits)
        if not round(value, digits):
            return text
        return f"+{text}" if value > 0 else f"−{text}"

    def _tell_estimate(self, estimate):
        """Return an engine ``Estimate`` in words, as a dictionary of texts.

        ``value`` is “Too few” for small samples, which show no number at all.
        """
        found = {"count": estimate.count, "is_small": estimate.is_small, "interval": ""}
        if not estimate.count:
            return found | {"value": self.env._("No answers")}
        if estimate.is_small:
            return found | {"value": self.env._("Too few")}
        if estimate.low is not None:
            lowest, highest = self._get_figure_range()
            found["interval"] = self.env._(
                "%(low)s to %(high)s",
                low=self._format_figure(max(estimate.low, lowest)),
                high=self._format_figure(min(estimate.high, highest)),
            )
        return found | {"value": self._format_figure(estimate.value)}

    def _get_strip(self, estimate):
        """Return where value and interval are on the figure's range, in percent."""
        if estimate.is_small or estimate.value is None:
            return None
        low, high = self._get_figure_range()

        def place(value):
            return round(100 * min(max((value - low) / (high - low), 0), 1), 2)

        start = place(estimate.value if estimate.low is None else estimate.low)
        end = place(estimate.value if estimate.high is None else estimate.high)
        return {
            "at": place(estimate.value),
            "start": start,
            "width": round(end - start, 2),
        }

    def _get_bands(self, tally):
        """Return the three bands of a ``Tally``: name, label, count and percent."""
        total = tally.count or 1
        labels = self._get_band_labels()[self._get_metric()["family"]]
        return [
            {
                "band": band,
                "label": label,
                "count": tally.bands[band],
                "percent": round(100 * tally.bands[band] / total, 1),
            }
            for band, label in zip(BANDS, labels, strict=True)
        ]

    @api.model
    def _get_band_labels(self):
        """Return ``{family: (best, neutral, worst band)}`` as people call them."""
        return {
            "nps": (
                self.env._("Promoters"),
                self.env._("Passives"),
                self.env._("Detractors"),
            ),
            "csat": (
                self.env._("Satisfied"),
                self.env._("Neutral"),
                self.env._("Dissatisfied"),
            ),
            "ces": (self.env._("Easy"), self.env._("Neutral"), self.env._("Hard")),
            "likert": (
                self.env._("Agree"),
                self.env._("Neutral"),
                self.env._("Disagree"),
            ),
            "star": (
                self.env._("4 or 5 stars"),
                self.env._("3 stars"),
                self.env._("1 or 2 stars"),
            ),
            "weighted": (
                self.env._("High"),
                self.env._("Middle"),
                self.env._("Low"),
            ),
        }

    @api.model
    def _get_short_names(self):
        """Return ``{family: what the figure is called in short}``."""
        return {
            "nps": self.env._("NPS"),
            "csat": self.env._("CSAT"),
            "ces": self.env._("CES"),
            "likert": self.env._("Agreement"),
            "star": self.env._("Stars"),
            "weighted": self.env._("Score"),
        }
