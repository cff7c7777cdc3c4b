# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL


class CrmSurveyFigureMixin(models.AbstractModel):
    """Means of few answers are no figures: no screen, sheet or dashboard gets them.

    The mean of a group with fewer answers than ``survey.survey._get_small_sample()`` is
    empty wherever the model is grouped. Sums and counts stay: they are facts.
    """

    _name = "crm.survey.figure.mixin"
    _description = "Guard of small samples"

    def _get_figure_fields(self):
        """Return the names of the fields whose mean is a figure."""
        return ("nps", "satisfied", "score", "value")

    def _read_group_select(self, aggregate_spec, query):
        mean = super()._read_group_select(aggregate_spec, query)
        name, _colon, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg" or name not in self._get_figure_fields():
            return mean
        return SQL(
            "CASE WHEN %(count)s >= %(least)s THEN %(figure)s END",
            count=self._get_sample_sql(name, query),
            least=self.env["survey.survey"]._get_small_sample(),
            figure=self._get_figure_sql(name, mean, query),
        )

    def _get_figure_sql(self, name, mean, query):
        """Return the figure of a group as SQL: the plain ``mean``."""
        return mean

    def _get_sample_sql(self, name, query):
        """Return as SQL how many answers the figure of a group is made from."""
        return SQL("count(%s)", self._field_to_sql(self._table, name, query))
