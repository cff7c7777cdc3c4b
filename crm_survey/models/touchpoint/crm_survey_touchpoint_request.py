# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class CrmSurveyTouchpoint(models.Model):
    """How requests get into the queue: by one statement, each once."""

    _inherit = "crm.survey.touchpoint"

    def _request(self, partners, documents=None, due_at=None, key=None, **vals):
        """Ask ``partners`` by this touchpoint; who is asked already is not asked twice.

        The budget decides when the invitation leaves, so anybody may be given.

        :param partners: contacts
        :param documents: None, or one record per contact that the question is about
        :param due_at: the earliest instant; else now, after the touchpoint's delay
        :param key: what makes a repetition, such as ``verification,12``; the contact
            is added to it. Else the touchpoint and the document.
        :param vals: further fields of the new requests, such as ``priority``
        :return: one request per contact, also those that existed
        """
        self.ensure_one()
        now = fields.Datetime.now()
        due_at = due_at or now + timedelta(hours=self.delay_hours)
        pairs = list(zip(partners, documents or [None] * len(partners), strict=True))
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

    def _filter_fitting(self, partners):
        """Return those of ``partners`` who fit the conditions of this touchpoint."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.id
                  FROM res_partner AS contact
                  %(profile)s
                 WHERE contact.id = ANY(%(ids)s) AND %(who)s
                """,
                profile=self._get_profile_join(),
                ids=partners.ids,
                who=self._get_who_sql(),
            )
        )
        fitting = {row[0] for row in rows}
        return partners.filtered(lambda partner: partner.id in fitting)

    def _try_request(self, partners, key):
        """Tell what the budget would say at present; everything is undone.

        :return: ``{reason: count}``; False for those that would be sent, ``known`` for
            those that this key has asked already
        """
        now = fields.Datetime.now()
        touchpoint = self.sudo()
        keys = [f"{key}|{partner.id}" for partner in partners]
        known = self.env["crm.survey.request"].sudo().search([("key", "in", keys)])
        savepoint = self.env.cr.savepoint()
        try:
            new = touchpoint._request(partners, due_at=now, key=key) - known
            new._run_budget(self.company_id, now, new)
            counts = Counter(new.mapped("reason"))
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all(flush=False)
        if known:
            counts["known"] = len(known)
        return dict(counts)
