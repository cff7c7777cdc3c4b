# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo.http import request

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the key
    "X-Robots-Tag": "noindex, nofollow",
}


class FeedbackPage:
    """The frame of our public pages: small, without scripts, in one's language."""

    def _set_language(self, wanted, default):
        """Speak ``wanted`` if it is installed, else ``default``, else the browser's."""
        codes = {code for code, _name in request.env["res.lang"].get_installed()}
        for code in (wanted, default):
            if isinstance(code, str) and code in codes:
                request.update_context(lang=code)
                return

    def _render_page(self, template, company, status=200, **values):
        """Return a page in the colours of ``company``.

        :param str template: the xmlid's name in this addon
        :param int status: of HTTP
        """
        installed = request.env["res.lang"].get_installed()
        lang = request.env.lang or "en_US"
        colors = company.email_secondary_color, company.email_primary_color
        values |= {
            "company": company,
            "html_data": {"lang": lang.replace("_", "-")},
            "lang": lang,
            "other_languages": [pair for pair in installed if pair[0] != lang],
            "path": request.httprequest.path,
            "brand": [
                color if re.fullmatch("#[0-9a-fA-F]{3,8}", color or "") else False
                for color in colors
            ],
        }
        response = request.render(f"crm_survey.{template}", values)
        response.status_code = status
        response.headers.update(HEADERS)
        return response

    def _render_notice(self, company, kind, status=200, **values):
        """Return the page that says how things are, ``kind`` as in its template."""
        return self._render_page(
            "feedback_notice", company, status, kind=kind, **values
        )

    def _read_value(self, survey, value):
        """Return the number that was chosen, if it is on the scale; else None."""
        question = survey._get_one_click_question()
        chosen = re.fullmatch("[0-9]{1,2}", str(value or ""), re.ASCII)
        number = int(value) if chosen else None
        return number if number in question._get_scale_numbers() else None
