# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tools import SQL

from .common import LifecycleCommon

# of a move and, as "name", of the line that says what is owed
NUMBERS = {
    "id",
    "move_id",
    "name",
    "move_name",
    "payment_reference",
    "sequence_number",
}
TEAM = {"team_id"}  # the sales team of whoever posts: no figure of ours


@tagged("post_install", "-at_install")
class TestInvoices(LifecycleCommon):
    """The invoices that tests write are those that posting leaves."""

    def read_rows(self, invoice):
        self.env.flush_all()
        rows = []
        for table, key in (("account_move", "id"), ("account_move_line", "move_id")):
            self.env.cr.execute(
                SQL(
                    "SELECT * FROM %s WHERE %s = %s ORDER BY id",
                    SQL.identifier(table),
                    SQL.identifier(key),
                    invoice.id,
                )
            )
            rows += self.env.cr.dictfetchall()
        return [
            {name: row[name] for name in row if name not in NUMBERS | TEAM}
            for row in rows
        ]

    def test_written_invoices_are_as_posted_ones(self):
        company = self.make_company("Elsewhere", "base.USD")
        self.env.user.company_ids += company
        ada = self.make_partner("Ada")
        branch = self.make_partner("Branch", parent_id=ada.id)
        sales = [
            (branch, "2024-01-10", 100),
            (ada, "2024-01-12", -33.5),
            (ada, "2024-01-11", 0.01),
        ]
        for where in self.company + company:
            written = self.make_sales(sales, where)
            posted = self.post_invoices(sales, where)

            self.assertEqual((len(written), len(posted)), (3, 3))
            for one, other in zip(written, posted, strict=True):
                self.assertEqual(self.read_rows(one), self.read_rows(other))

    def test_written_invoices_can_be_taken_back(self):
        ada = self.make_partner("Ada")
        written = self.make_invoice(ada, "2024-01-10", 100)

        written.button_draft()
        written.action_post()
        later = self.post_invoices([(ada, "2024-01-11", 50)])

        self.assertEqual((written + later).mapped("state"), ["posted"] * 2)
        self.assertEqual(
            (written + later).mapped("name"), ["SAL/2024/00001", "SAL/2024/00002"]
        )
