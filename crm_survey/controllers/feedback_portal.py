# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from datetime import timedelta
from uuid import uuid4

from werkzeug.exceptions import BadRequest, NotFound

from odoo import fields, http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.crm_lifecycle.controllers.parameters import MAX_ID, read_text
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

SUBJECT_LENGTH = 200
TEXT_LENGTH = 10_000
DAILY = 20  # items by one person
TOKEN = "[0-9a-f-]{36}"


class FeedbackPortal(CustomerPortal):
    """A customer's own feedback: what became of it, and a form for more."""

    @http.route(
        ["/my/feedback", "/my/feedback/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_feedback(self, page=1, sent=None, **kw):
        """Show the user's feedback and the form.

        :raise NotFound: there is no such page
        """
        return self._render_feedback(page, is_sent=sent == "1")

    @http.route(
        "/my/feedback", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_give_feedback(self, kind=None, name=None, verbatim=None, key=None, **kw):
        """Record the user's own words, once for each form.

        Answers 400, with the reason, where something is missing or too much.

        :raise BadRequest: not what the form sends
        """
        typed = {
            "kind": read_text(kind, "kind"),
            "name": (read_text(name, "name") or "").strip(),
            "verbatim": (read_text(verbatim, "verbatim") or "").strip(),
        }
        if not re.fullmatch(r"[0-9a-f]{32}", str(key or "")):
            raise BadRequest("key: not one of the form")
        if typed["kind"] not in dict(self._get_kinds()):
            raise BadRequest("kind: unknown")
        if error := self._find_mistake(typed):
            response = self._render_feedback(1, typed=typed, error=error)
            response.status_code = 400
            return response
        request.env["crm.feedback"].sudo()._receive(
            [self._prepare_feedback(typed, key)]
        )
        return request.redirect("/my/feedback?sent=1")

    @http.route(
        f"/my/feedback/<int(max={MAX_ID}):feedback_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_feedback(self, feedback_id, access_token=None, **kw):
        """Show what came of one item, and the conversation about it.

        To who said it, and to whom the link of a mail was sent.

        :raise NotFound: there is no such item, or it is somebody else's
        """
        item = request.env["crm.feedback"].sudo().browse(feedback_id).exists()
        is_own = bool(item.filtered_domain(self._get_own_domain()))
        if not is_own and not self._has_link(item, access_token):
            raise NotFound()
        values = self._prepare_portal_layout_values() | {
            "page_name": "feedback",
            "item": item,
            "is_own": is_own,
        }
        token = item._portal_ensure_token()
        return request.render(
            "crm_survey.portal_feedback",
            self._get_page_view_values(
                item, token, values, "my_feedback_history", not is_own, **kw
            ),
        )

    # ------------------------------------------------------------------- helpers

    def _has_link(self, item, access_token):
        known = item.access_token
        return bool(
            known
            and re.fullmatch(TOKEN, access_token or "", re.ASCII)
            and consteq(known, access_token)
        )

    def _get_kinds(self):
        field = request.env["crm.feedback"]._fields["kind"]
        return field._description_selection(request.env)

    def _find_mistake(self, typed):
        """Return the sentence on what is wrong with ``typed``, or nothing."""
        env = request.env
        if not typed["verbatim"]:
            return env._("Please write what you would like to tell us.")
        if len(typed["name"]) > SUBJECT_LENGTH:
            return env._(
                "Please use %(count)s characters at most for the subject.",
                count=SUBJECT_LENGTH,
            )
        if len(typed["verbatim"]) > TEXT_LENGTH:
            return env._("Please use %(count)s characters at most.", count=TEXT_LENGTH)
        since = fields.Datetime.now() - timedelta(days=1)
        domain = [
            *self._get_own_domain(),
            ("source", "=", "portal"),
            ("create_date", ">=", since),
        ]
        if env["crm.feedback"].sudo().search_count(domain) >= DAILY:
            return env._(
                "You have told us a lot today, thank you. Please go on tomorrow, or "
                "call us."
            )
        return None

    def _get_own_domain(self):
        items = request.env["crm.feedback"]
        return [
            *items._get_portal_domain(request.env.user.partner_id),
            ("company_id", "=", request.env.company.id),
        ]

    def _prepare_feedback(self, typed, key):
        labels = dict(self._get_kinds())
        return {
            "name": typed["name"] or labels[typed["kind"]],
            "company_id": request.env.company.id,
            "partner_id": request.env.user.partner_id.id,
            "source": "portal",
            "source_key": f"portal,{request.env.uid},{key}",
            "kind": typed["kind"],
            "verbatim": typed["verbatim"],
        }

    def _render_feedback(self, page, typed=None, error=None, is_sent=False):
        items = request.env["crm.feedback"].sudo()
        domain = self._get_own_domain()
        total, step = items.search_count(domain), self._items_per_page
        if not 1 <= page <= max(1, -(-total // step)):
            raise NotFound()
        values = self._prepare_portal_layout_values()
        values |= {
            "page_name": "feedback",
            "items": items.search(domain, limit=step, offset=(page - 1) * step),
            "kinds": self._get_kinds(),
            "typed": typed or {},
            "error": error,
            "is_sent": is_sent,
            # A form that is sent twice is recorded once.
            "key": uuid4().hex,
            "subject_length": SUBJECT_LENGTH,
            "text_length": TEXT_LENGTH,
            "pager": portal_pager("/my/feedback", total, page=page, step=step),
        }
        return request.render("crm_survey.portal_my_feedback", values)
