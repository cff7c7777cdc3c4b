# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmLiteralDomainMixin(models.AbstractModel):
    """Rules with a filter that people build: it is data and never run as code."""

    _name = "crm.literal.domain.mixin"
    _description = "Rule with a filter"

    @api.model
    def _parse_literal_domain(self, text, model, name):
        """Return the filter ``text`` as a domain on ``model``.

        :param str name: whose filter it is, for the sentence
        :raise ValidationError: it is not a list, or not a domain on that model
        """
        records = self.env[model].sudo().with_context(active_test=False)
        try:
            domain = self._read_list(text)
            records._search(Domain(domain), limit=1)
        except (ValueError, TypeError, KeyError, UserError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of “%(name)s” cannot be read: %(reason)s. Use the "
                    "filter editor to build it again.",
                    name=name,
                    reason=error,
                )
            ) from error
        return Domain(domain)

    @api.model
    def _read_list(self, text):
        """Return the list that ``text`` holds; anything else is told in words.

        :raise ValueError: it is code, or something else that is not a list
        """
        try:
            found = literal_eval((text or "[]").strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            found = None
        if not isinstance(found, list):
            raise ValueError(self.env._("it is not a list"))
        return found
