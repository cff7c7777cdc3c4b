# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import request

from odoo.addons.crm_lifecycle.controllers.parameters import MAX_ID, read_id
from odoo.addons.loyalty.controllers.portal import CustomerPortalLoyalty
from odoo.addons.portal.controllers.portal import pager as portal_pager


class PointsPortal(CustomerPortalLoyalty):
    """A customer's own points: balances, movements and what to do with them."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["points_balances"] = self._get_points_pools()._get_portal_balances()
        return values

    @http.route(
        ["/my/points", "/my/points/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_points(self, page=1, pool=None, **kw):
        """Show the user's balances, and the movements of one of them.

        :raise BadRequest: ``pool`` is no id
        :raise NotFound: ``pool`` is somebody else's, or there is no such page
        """
        pools = self._get_points_pools()
        shown = pools[:1]
        if pool is not None:
            pool_id = read_id(pool, "pool")
            shown = pools.filtered(lambda own: own.id == pool_id)
            if not shown:
                raise NotFound()
        values = self._prepare_portal_layout_values()
        values |= self._prepare_points_values(pools, shown, page)
        return request.render("crm_loyalty.portal_my_points", values)

    def _get_points_pools(self):
        """Return the balances that the user may see, on sudo."""
        return request.env["crm.loyalty.pool"]._get_portal_pools(
            request.env.user.partner_id, request.env.company
        )

    def _prepare_points_values(self, pools, shown, page):
        """Return what the page shows; extend it for a section of your own.

        :param pools: the balances that the user may see, on sudo
        :param shown: the one whose movements are shown, or none
        :param int page: of the movements, from 1
        :raise NotFound: there is no such page
        """
        total = shown._get_history_count() if shown else 0
        step = self._items_per_page
        if not 1 <= page <= max(1, -(-total // step)):
            raise NotFound()
        return {
            "page_name": "points",
            "balances": pools._get_portal_balances(),
            "shown_pool": shown,
            "own_cards": self._get_own_cards(pools),
            "referral": self._get_referral_section(),
            "lines": shown._get_portal_history(step, (page - 1) * step)
            if shown
            else [],
            "pager": portal_pager(
                url="/my/points",
                url_args={"pool": shown.id} if len(pools) > 1 else None,
                total=total,
                page=page,
                step=step,
            ),
        }

    def _get_own_cards(self, pools):
        """Return the user's own cards: a colleague's number is nobody else's."""
        partner = request.env.user.partner_id
        return pools.card_ids.filtered(lambda card: card.partner_id == partner)

    def _get_referral_section(self):
        """Return the user's link and recommendations, or None without a program."""
        partner, company = request.env.user.partner_id, request.env.company
        program = request.env["crm.referral.program"]._get_current(company)
        if not program:
            return None
        code = request.env["crm.referral.code"]._get_code(program, partner)
        return {
            "code": code.code,
            "link": code.link,
            "rows": request.env["crm.referral"]._get_portal_rows(partner, company),
            **{
                name: program[name] and program._format_points(program[name])
                for name in ("recommender_points", "friend_points")
            },
        }

    # --------------------------------------------------------- core's own pages

    @http.route()
    def portal_my_loyalty_card_history(self, card_id, page=1, sortby="date", **kw):
        """List the movements of one of the user's cards.

        :raise BadRequest: unknown order
        :raise NotFound: no card can have this number
        """
        if card_id > MAX_ID:
            raise NotFound()
        if sortby not in self._get_loyalty_searchbar_sortings():
            raise BadRequest("sortby: unknown")
        return super().portal_my_loyalty_card_history(
            card_id, page=page, sortby=sortby, **kw
        )

    @http.route()
    def portal_get_card_history_values(self, card_id):
        """Return what core's dialogue shows of one of the user's cards.

        :raise NotFound: no card can have this number
        """
        if card_id > MAX_ID:
            raise NotFound()
        return super().portal_get_card_history_values(card_id)
