# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

RANK = {"answered": 0, "sent": 1, "bounced": 2, "planned": 3, "deferred": 4}


class CrmSurveyRequest(models.Model):
    """What becomes of the requests of contacts that turn out to be one person."""

    _inherit = "crm.survey.request"

    @api.model
    def _hand_over(self, sources, target):
        """Keep one request for each occasion, of ``sources`` and ``target`` together.

        An answered one stays before a sent one, and that before a planned one; the
        others are cancelled. The one that stays takes the key of ``target``, so that
        nobody is asked again about the same.
        """
        requests = self.search([("partner_id", "in", (sources | target).ids)])
        occasions = requests.grouped(lambda request: request.key.rpartition("|")[0])
        for occasion, same in occasions.items():
            kept, *others = same.sorted(
                lambda request: (RANK.get(request.state, 9), request.id)
            )
            self.concat(*others)._cancel()
            key = f"{occasion}|{target.id}"
            holder = same.filtered(lambda request, key=key: request.key == key)
            if holder != kept:
                freed = kept.key
                holder.key = f"{freed}|"
                holder.flush_recordset(["key"])
                kept.key = key
                kept.flush_recordset(["key"])
                holder.key = freed
