# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class CrmSurveyTouchpoint(models.Model):
    """How requests get into the queue: by one statement, each once."""

    _inherit = "crm.survey.touchpoint"

    def _request(self, partners, documents=None, due_at=None, key=None, **vals):
        """Ask ``partners`` by this touchpoint; who is asked already is not asked twice.

        The budget decides when the invitation leaves, so this may be called for anybody.

        :param partners: contacts
        :param documents: None, or one record per contact that the question is about
        :param due_at: the earliest instant; else now, after the touchpoint's delay
        :param key: what makes a repetition, for example ``verification,12``; the contact
            is added to it. Else the touchpoint and the document.
        :param vals: further fields of the new requests, such as ``priority``
        :return: one request per contact, also those that existed
        """
        self.ensure_one()
        now = fields.Datetime.now()
        due_at = due_at or now + timedelta(hours=self.delay_hours)
        pairs = list(
            zip(partners, documents or [None] * len(partners), strict=True)
        )
        stems = [key or self._get_key_stem(document) for _partner, document in pairs]
        rows = SQL(
            """
            SELECT stem, partner_id, %(model)s::varchar AS model, res_id,
                   %(now)s::timestamp AS event_at, %(due_at)s::timestamp AS due_at
              FROM unnest(%(stems)s::varchar[], %(partner_ids)s::int[],
                          %(res_ids)s::int[]) AS wanted (stem, partner_id, res_id)
            """,
            model=documents._name if documents else None,
            now=now,
            due_at=due_at,
            stems=stems,
            partner_ids=[partner.id for partner, _document in pairs],
            res_ids=[document.id if document else None for _p, document in pairs],
        )
        new = self._insert_requests(rows)
        if vals:
            new.sudo().write(vals)
        keys = [f"{stem}|{pair[0].id}" for stem, pair in zip(stems, pairs, strict=True)]
        return self.env["crm.survey.request"].search([("key", "in", keys)])

    def _get_key_stem(self, document):
        """Return what names the occasion; with the contact behind it, it is the key."""
        about = f"{document._name},{document.id}" if document else ""
        return f"{self.id}|{about}"

    def _insert_requests(self, rows):
        """Queue ``rows`` and return the requests that are new.

        :param SQL rows: ``stem``, ``partner_id``, ``model``, ``res_id``, ``event_at``
            and ``due_at``; the same stem and contact is queued once, for ever
        """
        self.ensure_one()
        self.env.flush_all()
        ids = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_survey_request
                       (key, touchpoint_id, survey_id, company_id, partner_id, priority,
                        res_model, res_id, event_at, due_at, look_at, drop_at, state,
                        channel, reminder_count, create_uid, create_date)
                SELECT wanted.stem || '|' || wanted.partner_id,
                       touchpoint.id, touchpoint.survey_id, touchpoint.company_id,
                       wanted.partner_id, touchpoint.sequence, wanted.model,
                       wanted.res_id, wanted.event_at, wanted.due_at, wanted.due_at,
                       wanted.due_at + make_interval(days => touchpoint.patience_days),
                       'planned', touchpoint.channel, 0, %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM (%(rows)s) AS wanted
                  JOIN crm_survey_touchpoint AS touchpoint
                    ON touchpoint.id = %(touchpoint_id)s
                ON CONFLICT (key) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                rows=rows,
                touchpoint_id=self.id,
            )
        )
        self.env["crm.survey.request"].invalidate_model()
        return self.env["crm.survey.request"].browse(row[0] for row in ids)
