# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class SurveyPortal(CustomerPortal):
    """What a customer is asked, and what it has answered: its own only."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "survey_count" in counters:
            invitations, domain = self._get_own_invitations()
            answers, answered = self._get_own_answers()
            values["survey_count"] = invitations.search_count(
                domain
            ) or answers.search_count(answered)
        return values

    def _get_own_invitations(self):
        """Return the model on sudo and the domain of what the user can answer."""
        requests = request.env["crm.survey.request"].sudo()
        return requests, requests._get_portal_domain(request.env.user.partner_id)

    def _get_own_answers(self):
        """Return the model on sudo and the domain of what the user has answered."""
        answers = request.env["survey.user_input"].sudo()
        return answers, answers._get_portal_domain(request.env.user.partner_id)

    @http.route(
        ["/my/surveys", "/my/surveys/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_surveys(self, page=1, **kw):
        """List the user's open invitations and, page by page, its answers.

        :raise NotFound: there is no such page
        """
        requests, open_domain = self._get_own_invitations()
        answers, domain = self._get_own_answers()
        step = self._items_per_page
        total = answers.search_count(domain)
        if not 1 <= page <= max(1, -(-total // step)):
            raise NotFound()
        values = self._prepare_portal_layout_values() | {
            "page_name": "surveys",
            "invitations": requests.search(open_domain, order="deadline, id"),
            "answers": answers.search(
                domain,
                order="end_datetime desc, id desc",
                limit=step,
                offset=(page - 1) * step,
            ),
            "pager": portal_pager(url="/my/surveys", total=total, page=page, step=step),
        }
        return request.render("crm_survey.portal_my_surveys", values)
