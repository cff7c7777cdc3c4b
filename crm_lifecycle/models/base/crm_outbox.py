# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import logging

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

_logger = logging.getLogger(__name__)

BATCH = 20


class CrmOutbox(models.Model):
    """Mail that has to leave, inserted together with the business change.

    Any room queues a row; only the sender below changes its state. A row is sent
    at most once: it is claimed and committed before anything goes out, so a
    sender that is killed leaves it *unknown*, for a person to decide.
    """

    _name = "crm.outbox"
    _description = "Outgoing customer mail"
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    job = fields.Char(required=True, readonly=True)
    period = fields.Char(
        required=True, readonly=True, help="What makes a repetition: a day, a document."
    )
    email = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    template_id = fields.Many2one("mail.template", readonly=True, ondelete="set null")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("unknown", "Unknown"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    sent_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)

    _key = models.Constraint("UNIQUE(key)", "This mail is already in the outbox.")
    _waiting = models.Index("(id) WHERE state IN ('pending', 'sending')")

    @api.model
    def _queue(self, job, period, template, records, partners):
        """Queue ``template`` about each record for the partner beside it.

        :param str job: what sends, for example ``"points_expiry"``
        :param period: a repetition of the job, or a list of them, one per record;
            the same job, period and address is queued once, whoever asks again
        :param records: records of the template's model
        :param partners: one ``res.partner`` per record, in the same order
        :return: the rows that are new; partners without a valid address are
            logged and left out
        """
        rows = []
        periods = [period] * len(records) if isinstance(period, str) else period
        for period, record, partner in zip(periods, records, partners, strict=True):
            email = email_normalize(partner.email)
            if not email:
                _logger.info("No valid address for %s: not queued", partner.id)
                continue
            key = f"{job}|{period}|{email}"
            rows.append((key, period, email, partner.id, record.id))
        return self._insert(job, template, rows)

    @api.model
    def _insert(self, job, template, rows):
        if not rows:
            return self.browse()
        keys, periods, emails, partner_ids, res_ids = map(list, zip(*rows, strict=True))
        ids = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_outbox
                       (key, job, period, email, partner_id, company_id, template_id,
                        res_model, res_id, state, create_uid, create_date)
                SELECT new.key, %(job)s, new.period, new.email, new.partner_id,
                       %(company_id)s, %(template_id)s, %(res_model)s, new.res_id,
                       'pending', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(keys)s, %(periods)s, %(emails)s, %(partner_ids)s,
                              %(res_ids)s)
                       AS new (key, period, email, partner_id, res_id)
                ON CONFLICT (key) DO NOTHING
                RETURNING id
                """,
                job=job,
                company_id=self.env.company.id,
                template_id=template.id,
                res_model=template.model,
                uid=self.env.uid,
                keys=keys,
                periods=periods,
                emails=emails,
                partner_ids=partner_ids,
                res_ids=res_ids,
            )
        )
        if ids:
            self.env.ref("crm_lifecycle.ir_cron_outbox")._trigger()
        return self.browse(row[0] for row in ids)

    @api.model
    def _cron_send(self):
        """Send what waits, a claimed and committed batch at a time."""
        cron = self.env["ir.cron"]
        self._mark_interrupted()
        cron._commit_progress(remaining=self.search_count([("state", "=", "pending")]))
        while batch := self._claim():
            cron._commit_progress()
            for position, row in enumerate(batch, start=1):
                row._send()
                if not cron._commit_progress(1):
                    batch[position:].write({"state": "pending"})
                    return

    @api.model
    def _mark_interrupted(self):
        """Rows that a killed sender left behind: nobody knows, so a person decides.

        Only one sender runs at a time (its cron row is locked), so every row that
        is still "being sent" when a sender starts was cut off.
        """
        self.search([("state", "=", "sending")]).write({"state": "unknown"})

    @api.model
    def _claim(self):
        rows = self.search([("state", "=", "pending")], order="id", limit=BATCH)
        rows.write({"state": "sending"})
        return rows

    def _send(self):
        """Send one claimed row; what goes wrong is written on the row."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                mail = self._make_mail()
                mail.send(auto_commit=False, raise_exception=False)
                if mail.state == "outgoing":  # Odoo's own sender must not find it
                    reason = self.env._("Odoo held the mail back, maybe by a limit.")
                    mail.write({"state": "cancel", "failure_reason": reason})
                sent = mail.state == "sent"
                error = mail.failure_reason
                self.write(
                    {
                        "state": "sent" if sent else "failed",
                        "sent_at": fields.Datetime.now() if sent else False,
                        "error": False if sent else error,
                    }
                )
        except Exception as error:
            _logger.exception("Outbox row %s could not be sent", self.id)
            self.write({"state": "failed", "error": str(error)})

    def _make_mail(self):
        """Render the mail of this row, in the recipient's language."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record or not self.template_id:
            raise ValueError(
                self.env._("The document or the mail template no longer exists.")
            )
        mail_id = self.template_id.with_company(self.company_id).send_mail(
            record.id,
            force_send=False,
            email_values={
                "email_to": self.email,
                "recipient_ids": [],
                "message_id": self._get_message_id(),
                "auto_delete": False,
            },
        )
        return self.env["mail.mail"].browse(mail_id)

    def _get_message_id(self):
        """Same row, same Message-ID: a mail server can tell a second copy."""
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:32]
        return f"<{digest}.outbox@{self.env.cr.dbname}>"

    def action_send_again(self):
        """Button: a person decided that this mail has to leave (again)."""
        self.filtered(lambda row: row.state in ("unknown", "failed")).write(
            {"state": "pending", "error": False}
        )
        self.env.ref("crm_lifecycle.ir_cron_outbox")._trigger()

    def action_cancel(self):
        """Button: this mail shall not leave."""
        self.filtered(lambda row: row.state in ("pending", "unknown", "failed")).write(
            {"state": "cancelled"}
        )
