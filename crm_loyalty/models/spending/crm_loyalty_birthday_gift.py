# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TEMPLATE = "crm_loyalty.mail_template_birthday_gift"


class CrmLoyaltyBirthdayGift(models.Model):
    """What a customer was given for a birthday. Written by the night.

    Once a year and customer, whatever the history of the job; contacts who asked not
    to be greeted are left alone.
    """

    _name = "crm.loyalty.birthday.gift"
    _description = "Birthday gift"
    _order = "day desc, id desc"
    _rec_name = "partner_id"

    benefit_id = fields.Many2one(
        "crm.tier.benefit",
        "Benefit by tier",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    tier_id = fields.Many2one(related="benefit_id.tier_id")
    customer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Whose birthday",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    day = fields.Date("Birthday", required=True, readonly=True)
    redemption_id = fields.Many2one(
        "crm.loyalty.redemption",
        "Gift",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    gift_state = fields.Selection(related="redemption_id.state", string="Gift is")
    note = fields.Char(
        "Why not", readonly=True, help="Why the gift could not be given."
    )
    outbox_id = fields.Many2one(
        "crm.outbox", "Mail", readonly=True, ondelete="set null"
    )
    mail_state = fields.Selection(related="outbox_id.state", string="Mail is")

    _once = models.Constraint(
        "UNIQUE(customer_id, company_id, year, benefit_id)",
        "The customer has this year's birthday gift already.",
    )

    # -------------------------------------------------------------------- steps

    @api.model
    def _give_for_day(self, company, day):
        """Give the gifts of ``day`` to customers who had the benefit on that day.

        Called twice, the second time gives nothing.

        :return: the new gifts
        """
        gifts = self.with_company(company)._insert(company, day)
        cards = self.env["loyalty.card"].sudo()
        for gift, given in gifts.grouped(lambda row: row.benefit_id.gift_id).items():
            found = gift and cards._get_cards(gift.program_id, given.partner_id)
            for row in given.filtered("benefit_id.gift_id"):
                row._give(cards.browse(found[row.partner_id.id].id))
        gifts._greet()
        return gifts

    @api.model
    def _insert(self, company, day):
        """Write down who has a birthday on ``day`` and gets something for it."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_loyalty_birthday_gift
                       (benefit_id, customer_id, partner_id, company_id, year, day,
                        create_uid, create_date, write_uid, write_date)
                SELECT due.*, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(due)s) AS due
                ON CONFLICT (customer_id, company_id, year, benefit_id) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                due=self._get_due_sql(company, day),
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _get_due_sql(self, company, day):
        """Return the gifts of ``day``: benefit, customer, person, company, year, day.

        Who got one on another day of the year (the date was corrected) gets none.
        """
        feasts = self.env["crm.loyalty.earning.rule"]._get_birthday_query(day, day)
        return SQL(
            """
            SELECT DISTINCT ON (held.benefit_id, held.partner_id)
                   held.benefit_id, held.partner_id AS customer_id, person.id,
                   held.company_id, feast.occurrence::int AS year, feast.day
              FROM (%(feasts)s) AS feast
              JOIN res_partner AS person
                ON person.id = feast.partner_id AND person.active
              JOIN res_partner AS customer
                ON customer.id = person.commercial_partner_id AND customer.active
              JOIN crm_loyalty_benefit_grant AS held
                ON held.partner_id = customer.id AND held.company_id = %(company)s
               AND held.date_from <= feast.day
               AND (held.date_until IS NULL OR held.date_until > feast.day)
              JOIN crm_tier_benefit AS benefit
                ON benefit.id = held.benefit_id AND benefit.active
               AND benefit.kind = 'gift'
             WHERE NOT EXISTS (
                SELECT FROM crm_loyalty_birthday_gift AS before
                 WHERE before.customer_id = held.partner_id
                   AND before.company_id = held.company_id
                   AND before.year = feast.occurrence::int
                   AND before.day <> feast.day
             )
             ORDER BY held.benefit_id, held.partner_id, person.id
            """,
            feasts=feasts,
            company=company.id,
        )

    def _give(self, card):
        """Redeem the gift for the customer; what stands in the way is written down."""
        self.ensure_one()
        gift = self.benefit_id.gift_id.sudo()
        key = f"birthday:{self.benefit_id.id}:{self.customer_id.id}:{self.year}"
        try:
            with self.env.cr.savepoint():
                gift._check_is_free()
                self.redemption_id = gift._redeem(
                    card, key=f"{key}:{self.company_id.id}", partner=self.partner_id
                )
        except (OperationalError, ConcurrencyError):
            raise
        except UserError as error:
            self.note = str(error)
        except Exception as error:
            _logger.exception("Birthday gift %s could not be given", self.id)
            self.note = f"{type(error).__name__}: {error}"

    def _greet(self):
        """Queue one mail per gift, for who has an address and wants mail."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        read = self.filtered(
            lambda gift: (
                gift.partner_id.email_normalized and not gift.partner_id.is_blacklisted
            )
        )
        if not template or not read:
            return
        readers = [gift.partner_id for gift in read]
        outbox = self.env["crm.outbox"].sudo()
        mails = outbox._queue(
            "birthday_gift", [str(gift.id) for gift in read], template, read, readers
        )
        for mail in mails:
            self.browse(mail.res_id).outbox_id = mail

    # ----------------------------------------------------------------- in words

    def _get_reader(self):
        """Return this gift in the language of who reads the mail."""
        self.ensure_one()
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _tell_gift(self):
        """Return what the customer is given, or False where only wishes are sent."""
        gift = self._get_reader()
        if gift.benefit_id.gift_id and not gift.redemption_id:
            return False
        return gift.redemption_id.benefit_id.name or gift.benefit_id.name

    def _tell_code(self):
        """Return the voucher's code, once there is one."""
        return self.redemption_id.sudo().voucher_code
