# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

FIELDS = ("name", "email", "phone")


class ReferralPortal(http.Controller):
    """The page behind a referral link: a visitor leaves name, mail and phone.

    Whoever asks learns nothing about other people: known and unknown visitors get the
    same answer.
    """

    @http.route(
        "/refer/<string:code>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET", "POST"],
    )
    def refer(self, code, **post):
        """Show the form; register what was sent with it.

        Answers 404 to a code that is not valid today, 400 to bad input, with what to
        mend, and 429 when a code brought too many contacts within a day.
        """
        found = self._find_code(code)
        if not found:
            return self._render("crm_loyalty.referral_unknown", {}, 404)
        if request.httprequest.method == "GET":
            return self._render_form(found, {}, [])
        if post.get("nickname"):  # people don't see this field
            return request.redirect("/refer/thanks")
        values = {name: self._read(post.get(name)) for name in FIELDS}
        errors = found._find_visitor_errors(**values)
        if post.get("consent") != "yes":
            errors.append(
                request.env._("Without your consent we can't keep your details.")
            )
        errors = errors or self._get_captcha_errors()
        if errors:
            return self._render_form(found, values, errors, 400)
        if found._is_exhausted():
            return self._render("crm_loyalty.referral_exhausted", {}, 429)
        found._register_visitor(**values, consent=found.program_id.consent_text)
        return request.redirect("/refer/thanks")

    @http.route(
        "/refer/thanks",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def thanks(self, **kw):
        """Thank a visitor."""
        return self._render("crm_loyalty.referral_thanks", {})

    # -------------------------------------------------------------------- steps

    def _find_code(self, text):
        """Return the code on sudo, in its company; none if it is not valid today."""
        codes = request.env["crm.referral.code"].sudo()
        if not re.fullmatch(r"[0-9A-Za-z]{1,32}", text):
            return codes
        found = codes._find(text)
        return found.with_company(found.company_id) if found else found

    def _read(self, value):
        """Return a text that was sent; a file is none."""
        return value.replace("\x00", "").strip() if isinstance(value, str) else ""

    def _get_captcha_errors(self):
        """Ask the captcha that is installed, if any."""
        try:
            request.env["ir.http"]._verify_request_recaptcha_token("referral")
        except UserError as error:
            return [str(error)]
        return []

    def _render_form(self, code, values, errors, status=200):
        program = code.program_id
        return self._render(
            "crm_loyalty.referral_form",
            {
                "code": code,
                "program": program,
                "recommender": code._get_short_name(),
                "reward": program.friend_points
                and program._format_points(program.friend_points),
                "values": values,
                "errors": errors,
            },
            status,
        )

    def _render(self, template, values, status=200):
        response = request.render(template, values)
        response.status_code = status
        return response
