# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

MONTHS = (3, 6, 12, 0)


class CrmSurveyInsight(models.AbstractModel):
    """Pages that tell what scores say, with how sure that is; nothing is stored.

    A page is ``{"help", "choices", "sections"}``. A choice is ``{"name", "label",
    "value", "options": [(value, label)]}``. A section is ``{"title", "sentence", "low",
    "high", "unit", "rows"}``; a row is made by :meth:`_prepare_row`. Rows are of the
    scores that the reader may see.
    """

    _name = "crm.survey.insight"
    _description = "What scores say"

    @api.model
    def _get_pages(self):
        """Return ``{page: method(choices)}``; extend with ``super() | {…}``."""
        return {}

    @api.model
    def get_page(self, page, choices=None):
        """Return ``page`` for these choices, ``{name: value}``; others are defaults.

        :raise ValidationError: there is no such page
        :raise AccessError: the user may not read scores
        """
        self.env["crm.survey.score"].check_access("read")
        pages = self._get_pages()
        if page not in pages:
            raise ValidationError(self.env._("There is no page “%s”.", page))
        return pages[page](dict(choices or {}))

    # --------------------------------------------------------------- choices

    @api.model
    def _choose(self, choices, name, label, options, default=None):
        """Return the choice ``name``; what is not offered becomes the default."""
        values = [value for value, _label in options]
        value = choices.get(name)
        if value not in values:
            value = default if default in values else next(iter(values), False)
        return {"name": name, "label": label, "value": value, "options": options}

    @api.model
    def _choose_months(self, choices):
        options = [
            (months, self.env._("Last %s months", months))
            if months
            else (0, self.env._("All times"))
            for months in MONTHS
        ]
        return self._choose(choices, "months", self.env._("Period"), options, 12)

    @api.model
    def _choose_survey(self, choices, surveys, everything=None):
        options = [(survey.id, survey.sudo().display_name) for survey in surveys]
        if everything:
            options.insert(0, (0, everything))
        return self._choose(choices, "survey", self.env._("Survey"), options)

    @api.model
    def _get_period_domain(self, months, periods_ago=0):
        """Return the domain of the scores of the last ``months`` (0: of all times)."""
        if not months:
            return Domain.FALSE if periods_ago else Domain.TRUE
        now = fields.Datetime.now()
        start = now - relativedelta(months=months * (periods_ago + 1))
        end = now - relativedelta(months=months * periods_ago)
        domain = Domain("completed_at", ">=", start)
        return domain & Domain("completed_at", "<", end) if periods_ago else domain

    @api.model
    def _get_company_domain(self):
        return Domain("company_id", "in", [*self.env.companies.ids, False])

    # ------------------------------------------------------------------ rows

    @api.model
    def _get_small_sample(self):
        return self.env["survey.survey"]._get_small_sample()

    @api.model
    def _prepare_row(self, key, label, estimate, **vals):
        """Return a row of a section.

        ``estimate`` is an engine ``Estimate``: of a small sample only the number of
        answers goes out, so that no page can show a figure that means nothing.
        """
        is_small = estimate.is_small or estimate.value is None
        return {
            "key": key,
            "label": label,
            "hint": False,
            "count": round(estimate.count),
            "is_small": is_small,
            "value": False if is_small else estimate.value,
            "low": False if is_small else estimate.low,
            "high": False if is_small else estimate.high,
            "tone": "primary",
            "change": False,
            "domain": False,
            "model": False,
            **vals,
        }

    @api.model
    def _prepare_section(self, title, rows, sentence=False, low=0, high=100, unit=""):
        return {
            "title": title,
            "sentence": sentence,
            "low": low,
            "high": high,
            "unit": unit,
            "rows": rows,
        }
