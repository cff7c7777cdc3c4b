# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import LifecycleCommon

CUSTOMERS = 20_000
PARTNERS = """
INSERT INTO res_partner
       (name, complete_name, active, type, autopost_bills)
SELECT 'Scale ' || n, 'Scale ' || n, TRUE, 'contact', 'ask'
  FROM generate_series(1, %(customers)s) AS n
RETURNING id
"""
# Two purchases each, of hashed amounts with ties among them.
INVOICES = """
INSERT INTO account_move
       (name, journal_id, company_id, currency_id, state, move_type, auto_post, date,
        invoice_date, partner_id, commercial_partner_id, amount_untaxed_signed)
SELECT 'S/' || partner.id || '/' || k, %(journal_id)s, %(company_id)s,
       %(currency_id)s, 'posted', 'out_invoice', 'no', '2024-01-05', '2024-01-05',
       partner.id, partner.id,
       1 + abs(hashint8((partner.id - %(first_id)s) * 31 + k)) %% 9000
  FROM res_partner partner CROSS JOIN generate_series(1, 2) AS k
 WHERE partner.id BETWEEN %(first_id)s AND %(last_id)s
"""


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestSimulatorScale(LifecycleCommon):
    """Applying changes exactly whom the simulator listed, among 20,000 customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(PARTNERS, {"customers": CUSTOMERS})
        ids = [row[0] for row in cls.env.cr.fetchall()]
        cls.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY (%s)",
            [ids],
        )
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "sale")], limit=1
        )
        cls.env.cr.execute(
            INVOICES,
            {
                "journal_id": journal.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "first_id": min(ids),
                "last_id": max(ids),
            },
        )
        cls.env.invalidate_all()
        cls.policy = cls.make_policy()
        cls.run_night("2024-03-01")

    def get_simulated(self, draft, values):
        """Return ``{(profile id, tier id)}`` of all movers at the simulator."""
        screen = self.env["crm.value.simulator.screen"]
        with self.env["crm.value.threshold"]._on_trial(draft, values):
            trial = screen._prepare_trial(draft)
            rows, total = screen._get_movers(trial, limit=None)
        self.assertEqual(len(rows), total)
        return {(row["id"], row["to_tier"]) for row in rows}

    def get_changed(self, run):
        return set(
            self.env.execute_query(
                SQL(
                    """SELECT profile_id, to_tier_id FROM crm_profile_change
                        WHERE run_id = %s AND kind = 'tier'""",
                    run.id,
                )
            )
        )

    def test_applying_changes_exactly_the_listed_customers(self):
        draft = self.policy._copy_for(self.company).with_user(self.manager)
        screen = draft.read_simulator()
        high, medium, _low = (row["key"] for row in screen["setting"]["thresholds"])
        values = {high: 17.5, medium: 41.25}

        answer = draft.try_thresholds(values)
        listed = self.get_simulated(draft.sudo(), values)
        screen = draft.simulate_all(values, screen["stamp"])
        draft.apply_simulated(screen["stamp"])
        run = self.run_night("2024-03-01")

        changed = self.get_changed(run)
        self.assertEqual(listed, changed)
        self.assertEqual(answer["up"] + answer["down"], len(changed))
        self.assertGreater(answer["up"], 1000)
        self.assertGreater(answer["down"], 400)  # High had 20 % and has 17.5 %
        self.assertEqual(run.moved, len(changed))
