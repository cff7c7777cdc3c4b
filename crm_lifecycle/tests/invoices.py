# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields
from odoo.tests import TransactionCase
from odoo.tools import SQL


class InvoiceCommon(TransactionCase):
    """Posted invoices of one untaxed line; a negative amount is a credit note.

    Creating and posting one takes 60 statements and 150 ms, so they are written as
    posting leaves them: ``test_invoices.py`` compares every column. Where posting
    itself sets something off, ``posts_invoices`` has them created and posted.
    """

    posts_invoices = False

    @classmethod
    def make_invoice(cls, partner, date, amount, company=None, **vals):
        """Return a posted invoice without taxes; with ``vals`` it is really posted."""
        if vals:
            return cls.post_invoices([(partner, date, amount)], company, **vals)
        return cls.make_sales([(partner, date, amount)], company)

    @classmethod
    def make_invoices(cls, date, amounts, company=None):
        """Return posted invoices of one day, one for each ``{partner: amount}``."""
        sales = [(partner, date, amount) for partner, amount in amounts.items()]
        return cls.make_sales(sales, company)

    @classmethod
    def make_sales(cls, sales, company=None):
        """Return posted invoices, one for each ``(partner, date, amount)``."""
        if not sales:
            return cls.env["account.move"]
        company = company or cls.company
        sales = [
            (partner, fields.Date.to_date(date), company.currency_id.round(amount))
            for partner, date, amount in sales
        ]
        is_any_zero = not all(amount for _partner, _date, amount in sales)
        if cls.posts_invoices or is_any_zero:  # posting zero pays it
            return cls.post_invoices(sales, company)
        return cls._write_invoices(sales, company)

    @classmethod
    def post_invoices(cls, sales, company=None, **vals):
        """Create and post such invoices, with ``vals``, as a user does."""
        company = company or cls.company
        invoices = (
            cls.env["account.move"]
            .with_company(company)
            .create([{**cls._prepare_invoice(*sale), **vals} for sale in sales])
        )
        invoices.action_post()
        return invoices

    @classmethod
    def _prepare_invoice(cls, partner, date, amount):
        line = {
            "name": "Sold",
            "quantity": 1,
            "price_unit": abs(amount),
            "tax_ids": [Command.clear()],
        }
        return {
            "move_type": "out_refund" if amount < 0 else "out_invoice",
            "partner_id": partner.id,
            "invoice_date": date,
            "date": date,
            "invoice_line_ids": [Command.create(line)],
        }

    @classmethod
    def _write_invoices(cls, sales, company):
        """Write invoices and their two lines by SQL, as posting writes them."""
        journal = cls.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        partners = cls.env["res.partner"].union(*(sale[0] for sale in sales))
        query = SQL(
            "WITH move AS (%s) %s",
            cls._get_moves_query(sales, journal),
            cls._get_lines_query(partners.with_company(company), journal),
        )
        cls.env.flush_all()
        ids = {row_id for (row_id,) in cls.env.execute_query(query)}
        cls.env.invalidate_all(flush=False)
        return cls.env["account.move"].with_company(company).browse(sorted(ids))

    @classmethod
    def _get_moves_query(cls, sales, journal):
        """Return the query of the invoices, in the order of ``sales``."""
        partners, dates, amounts = zip(*sales, strict=True)
        return SQL(
            """
            INSERT INTO account_move
                   (name, payment_reference, sequence_prefix, sequence_number,
                    move_type, state, payment_state, auto_post,
                    journal_id, company_id, currency_id, invoice_currency_rate,
                    partner_id, partner_shipping_id, commercial_partner_id,
                    invoice_partner_display_name, invoice_user_id,
                    date, invoice_date, invoice_date_due,
                    amount_untaxed, amount_total, amount_residual, amount_tax,
                    amount_untaxed_signed, amount_untaxed_in_currency_signed,
                    amount_total_signed, amount_total_in_currency_signed,
                    amount_residual_signed, amount_tax_signed,
                    always_tax_exigible, checked, posted_before, made_sequence_gap,
                    is_manually_modified,
                    create_uid, write_uid, create_date, write_date)
            SELECT prefix || lpad(number::text, 5, '0'),
                   CASE WHEN amount > 0 THEN prefix || lpad(number::text, 5, '0') END,
                   prefix, number,
                   CASE WHEN amount < 0 THEN 'out_refund' ELSE 'out_invoice' END,
                   'posted', 'not_paid', 'no',
                   %(journal_id)s, %(company_id)s, %(currency_id)s, 1,
                   partner_id, partner_id, commercial_id, shown, %(uid)s,
                   day, day, %(today)s,
                   abs(amount), abs(amount), abs(amount), 0,
                   amount, amount, amount, amount, amount, 0,
                   FALSE, TRUE, TRUE, FALSE, FALSE,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM (SELECT *, row_number() OVER (PARTITION BY prefix ORDER BY place) + (
                              SELECT coalesce(max(sequence_number), 0)
                                FROM account_move
                               WHERE journal_id = %(journal_id)s
                                 AND sequence_prefix = prefix) AS number
                      FROM unnest(%(partners)s::int[], %(commercials)s::int[],
                                  %(names)s::text[], %(days)s::date[],
                                  %(amounts)s::numeric[], %(prefixes)s::text[])
                           WITH ORDINALITY AS given(partner_id, commercial_id, shown,
                                                    day, amount, prefix, place)
                   ) AS sale
             ORDER BY place
            RETURNING *
            """,
            journal_id=journal.id,
            company_id=journal.company_id.id,
            currency_id=journal.company_id.currency_id.id,
            uid=cls.env.uid,
            today=fields.Date.context_today(journal),
            now=cls.env.cr.now(),
            partners=[partner.id for partner in partners],
            commercials=[partner.commercial_partner_id.id for partner in partners],
            names=[partner.display_name for partner in partners],
            days=list(dates),
            amounts=list(amounts),
            prefixes=[
                f"{'R' if amount < 0 else ''}{journal.code}/{day.year}/"
                for _partner, day, amount in sales
            ],
        )

    @classmethod
    def _get_lines_query(cls, partners, journal):
        """Return the query of what was sold and what is owed for each ``move``."""
        return SQL(
            """
            INSERT INTO account_move_line
                   (move_id, move_name, parent_state, journal_id, company_id,
                    company_currency_id, currency_id, partner_id, date, invoice_date,
                    display_type, sequence, account_id, name, date_maturity,
                    quantity, price_unit, price_subtotal, price_total,
                    discount, discount_amount_currency, discount_balance,
                    balance, amount_currency, debit, credit,
                    amount_residual, amount_residual_currency,
                    is_storno, reconciled, no_followup, deductible_amount,
                    create_uid, write_uid, create_date, write_date)
            SELECT move.id, move.name, move.state, move.journal_id, move.company_id,
                   move.currency_id, move.currency_id, move.commercial_partner_id,
                   move.date, move.invoice_date,
                   side.display_type, side.sequence, side.account_id, side.name,
                   side.date_maturity,
                   side.quantity, side.price, side.price, side.price,
                   0, side.nothing, side.nothing,
                   side.balance, side.balance,
                   greatest(side.balance, 0), greatest(-side.balance, 0),
                   side.residual, side.residual,
                   FALSE, FALSE, FALSE, 100,
                   move.create_uid, move.write_uid, move.create_date, move.write_date
              FROM move
              JOIN unnest(%(partners)s::int[], %(receivables)s::int[])
                   AS owing(partner_id, account_id) USING (partner_id)
             CROSS JOIN LATERAL (VALUES
                   ('product', 100, %(income_id)s, 'Sold', NULL, 1,
                    move.amount_total, NULL, -move.amount_total_signed, 0),
                   ('payment_term', 12000, owing.account_id, move.payment_reference,
                    move.invoice_date_due, 0, 0, 0,
                    move.amount_total_signed, move.amount_total_signed))
                   AS side(display_type, sequence, account_id, name, date_maturity,
                           quantity, price, nothing, balance, residual)
         RETURNING move_id
            """,
            partners=partners.ids,
            receivables=[
                partner.property_account_receivable_id.id for partner in partners
            ],
            income_id=journal.default_account_id.id,
        )
