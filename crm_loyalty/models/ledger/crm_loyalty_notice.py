# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

TEMPLATE = "crm_loyalty.mail_template_points_expiry"


class CrmLoyaltyNotice(models.Model):
    """That a customer was told which points expire on which day. Written by the night.

    One per balance and day; the outbox sends the mail, once.
    """

    _name = "crm.loyalty.notice"
    _description = "Notice of expiring points"
    _order = "id desc"
    _rec_name = "pool_id"

    pool_id = fields.Many2one(
        "crm.loyalty.pool",
        "Balance of",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    program_id = fields.Many2one(related="pool_id.program_id")
    company_id = fields.Many2one(related="pool_id.company_id")
    expires_on = fields.Date("Valid until", required=True, readonly=True)
    points = fields.Float(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Told", readonly=True, index=True, ondelete="set null"
    )
    outbox_id = fields.Many2one(
        "crm.outbox", "Mail", readonly=True, ondelete="set null"
    )
    mail_state = fields.Selection(related="outbox_id.state", string="Mail is")

    _once = models.Constraint(
        "UNIQUE(pool_id, expires_on)", "The customer was told about this day already."
    )

    @api.model
    def _announce(self, program, today):
        """Tell customers of ``program`` what expires within the days it promises.

        Run again, it tells nobody twice. Customers who want no mail are not written to.
        """
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not program.expiry_notice_days or not template:
            return self.browse()
        notices = self._insert(program, today)
        written = notices.filtered(
            lambda notice: (
                notice.partner_id.email_normalized
                and not notice.partner_id.is_blacklisted
            )
        )
        company = program.company_id or self.env.company
        mails = (
            self.env["crm.outbox"]
            .sudo()
            .with_company(company)
            ._queue(
                "points_expiry",
                [f"{row.pool_id.id}:{row.expires_on}" for row in written],
                template,
                written,
                list(written.partner_id.browse(row.partner_id.id for row in written)),
            )
        )
        for mail in mails:
            self.browse(mail.res_id).outbox_id = mail
        return notices

    @api.model
    def _insert(self, program, today):
        """Write one notice per balance and day, for the person who reads mail there."""
        last = today + timedelta(days=program.expiry_notice_days)
        lots = self.env["crm.loyalty.lot"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_loyalty_notice
                       (pool_id, expires_on, points, partner_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT open.pool_id, open.valid_until, sum(open.points), reader.id,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM %(open)s AS open
                  JOIN crm_loyalty_pool AS pool ON pool.id = open.pool_id
                 CROSS JOIN LATERAL (%(reader)s) AS reader
                 WHERE open.valid_until >= %(today)s AND (
                       SELECT %(balance)s FROM loyalty_history
                        WHERE pool_id = open.pool_id AND kind IS NOT NULL) > 0
                 GROUP BY open.pool_id, open.valid_until, reader.id
                ON CONFLICT (pool_id, expires_on) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                open=lots._get_open_sql(
                    SQL("pool.program_id = %s", program.id), until=last
                ),
                reader=self._get_reader_sql(),
                today=today,
                balance=self.env["crm.loyalty.pool"]._get_balance_sql(),
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _get_reader_sql(self):
        """Return who reads mail for ``pool``: the customer, or who holds a card."""
        return SQL(
            """
            SELECT partner.id FROM res_partner AS partner
             WHERE partner.active AND (
                   partner.id = pool.commercial_partner_id
                   OR partner.id IN (
                       SELECT partner_id FROM loyalty_card
                        WHERE pool_id = pool.id AND active))
             ORDER BY partner.email_normalized IS NULL,
                      partner.id <> pool.commercial_partner_id, partner.id
             LIMIT 1
            """
        )

    # ---------------------------------------------------------------- in words

    def _get_reader(self):
        """Return this notice in the language of who reads the mail."""
        self.ensure_one()
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _tell(self):
        """Return in one line what expires when, in the reader's language."""
        words = self._get_reader()
        return words.env._(
            "%(points)s expire after %(day)s",
            points=words._tell_points(),
            day=format_date(words.env, self.expires_on),
        )

    def _tell_points(self):
        card = self.pool_id.card_ids[:1]
        return card._format_points(self.points).strip() if card else f"{self.points:g}"

    def _tell_balance(self):
        """Return the whole balance as it is shown on the card."""
        words = self._get_reader()
        card = words.pool_id.card_ids[:1]
        return card._format_points(self.pool_id.points).strip() if card else ""
