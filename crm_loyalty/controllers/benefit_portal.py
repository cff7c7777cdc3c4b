# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from uuid import uuid4

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.crm_lifecycle.controllers.parameters import read_id

from .points_portal import PointsPortal


class BenefitPortal(PointsPortal):
    """The catalogue on the page of points: customers redeem for themselves."""

    def _prepare_points_values(self, pools, shown, page):
        values = super()._prepare_points_values(pools, shown, page)
        partner = request.env.user.partner_id
        benefits = request.env["crm.loyalty.benefit"]
        return values | {
            "catalogue": benefits._get_portal_catalogue(partner, pools),
            "redemptions": benefits._get_portal_redemptions(partner),
            # A form that is sent twice takes the points once.
            "redeem_key": uuid4().hex,
            "redeem_error": False,
        }

    @http.route(
        "/my/points/redeem", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_redeem(self, benefit_id=None, key=None, **kw):
        """Take a benefit with the user's own points.

        Answers 400, with the reason, where the customer can't have it.

        :raise BadRequest: an id or key is missing or wrong
        :raise NotFound: the benefit is not in the user's catalogue
        """
        benefit_id = read_id(benefit_id, "benefit_id")
        if not re.fullmatch(r"[0-9a-f]{32}", str(key or "")):
            raise BadRequest("key: not one of the page")
        partner, pools = request.env.user.partner_id, self._get_points_pools()
        offered = request.env["crm.loyalty.benefit"]._get_portal_catalogue(
            partner, pools
        )
        entry = next((e for e in offered if e["benefit"].id == benefit_id), None)
        if not entry:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                entry["benefit"]._redeem(
                    entry["card"],
                    key=f"portal:{request.env.uid}:{key}",
                    partner=partner,
                )
        except UserError as error:
            return self._render_refused(pools, str(error))
        return request.redirect("/my/points")

    def _render_refused(self, pools, reason):
        values = self._prepare_portal_layout_values()
        values |= self._prepare_points_values(pools, pools[:1], 1)
        values["redeem_error"] = reason
        response = request.render("crm_loyalty.portal_my_points", values)
        response.status_code = 400
        return response
