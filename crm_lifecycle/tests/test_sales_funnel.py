# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestSalesFunnel(LifecycleCommon):
    """Leads by the step they reached; the pipeline is four stages of our own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["crm.stage"]
        stages.search([]).write({"sequence": 1000})
        cls.first, cls.second, cls.third, cls.won = stages.create(
            [
                {"name": name, "sequence": place, "is_won": name == "Won"}
                for place, name in enumerate(("First", "Second", "Third", "Won"))
            ]
        )

    def make(self, stage, day="2024-01-15 12:00:00", **vals):
        """Return a lead or opportunity made on ``day``."""
        lead = self.make_lead(
            self.make_partner("Asks"),
            **{"type": "opportunity", "stage_id": stage.id, **vals},
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [day, lead.id]
        )
        self.env.invalidate_all()
        return lead

    def get_funnel(self, company=None):
        """Return the funnel as a table: month, step, entered, reached, lost."""
        self.env.flush_all()
        rows = self.env["crm.sales.funnel"].search(
            [("company_id", "=", (company or self.company).id)], order="month, step"
        )
        return [
            (
                row.month.strftime("%Y-%m"),
                row.step[2:],
                row.entered,
                row.reached,
                row.lost,
            )
            for row in rows
        ]

    def test_leads_count_in_every_step_they_reached(self):
        self.make(self.first, type="lead")
        self.make(self.first)
        self.make(self.second)
        self.make(self.third)
        self.make(self.won).action_set_won()
        self.make(self.first, "2024-02-01 00:00:00", type="lead")

        self.assertEqual(
            self.get_funnel(),
            [
                ("2024-01", "lead", 5, 5, 0),
                ("2024-01", "prospect", 5, 4, 0),
                ("2024-01", "interested", 4, 3, 0),
                ("2024-01", "signed", 3, 1, 0),
                ("2024-02", "lead", 1, 1, 0),
                ("2024-02", "prospect", 1, 0, 0),
                ("2024-02", "interested", 0, 0, 0),
                ("2024-02", "signed", 0, 0, 0),
            ],
        )

    def test_lost_leads_stay_where_they_were(self):
        self.make(self.first, type="lead").action_set_lost()
        self.make(self.third).action_set_lost()
        self.make(self.second)

        self.assertEqual(
            self.get_funnel(),
            [
                ("2024-01", "lead", 3, 3, 1),
                ("2024-01", "prospect", 3, 2, 0),
                ("2024-01", "interested", 2, 2, 1),
                ("2024-01", "signed", 2, 0, 0),
            ],
        )

    def test_archived_leads_that_were_not_lost_do_not_count(self):
        self.make(self.second, probability=40).write({"active": False})

        self.assertEqual(self.get_funnel(), [])

    def test_stage_that_names_its_step(self):
        self.make(self.second)
        self.make(self.third)
        self.second.funnel_step = "2_prospect"
        self.third.funnel_step = "4_signed"

        self.assertEqual(
            self.get_funnel(),
            [
                ("2024-01", "lead", 2, 2, 0),
                ("2024-01", "prospect", 2, 2, 0),
                ("2024-01", "interested", 2, 1, 0),
                ("2024-01", "signed", 1, 1, 0),
            ],
        )

    def test_month_is_that_of_the_company(self):
        self.make(self.first, "2024-01-31 18:00:00")
        self.company.partner_id.tz = "Asia/Shanghai"

        self.assertEqual({row[0] for row in self.get_funnel()}, {"2024-02"})

    def test_each_company_sees_its_own_leads(self):
        other = self.make_company("Other company")
        self.make(self.first)
        self.make(self.second, company_id=other.id)
        self.make(self.third, company_id=other.id)
        funnel = self.env["crm.sales.funnel"].with_user(self.user)

        self.assertEqual(self.get_funnel(other), [])
        self.assertEqual(sum(funnel.search([]).mapped("reached")), 2)
        both = self.env(
            context=dict(
                self.env.context, allowed_company_ids=(self.company | other).ids
            )
        )
        self.env.user.company_ids |= other
        rows = both["crm.sales.funnel"].search([("step", "=", "1_lead")])
        self.assert_table(
            rows,
            ("company_id", "reached"),
            [(self.company.name, 1), (other.name, 2)],
        )
        self.assertEqual(len(set(rows.ids)), 2)

    def test_conversion_of_several_months_is_one_of_their_sums(self):
        """January 1 of 1 prospect, February 1 of 3: 2 of 4, not (100 + 33) / 2."""
        self.make(self.first)
        self.make(self.first, "2024-02-10 12:00:00")
        for _number in range(2):
            self.make(self.first, "2024-02-11 12:00:00", type="lead")
        self.env.flush_all()

        groups = self.env["crm.sales.funnel"]._read_group(
            [("company_id", "=", self.company.id)],
            ["step"],
            ["rate:avg", "reached:sum"],
        )

        self.assertEqual(
            groups,
            [
                ("1_lead", 100.0, 4),
                ("2_prospect", 50.0, 2),
                ("3_interested", 0.0, 0),
                ("4_signed", False, 0),
            ],
        )

    def test_nobody_writes_the_report(self):
        funnel = self.env["crm.sales.funnel"]
        self.assertTrue(funnel.with_user(self.user).has_access("read"))
        for right in ("write", "create", "unlink"):
            self.assertFalse(funnel.with_user(self.manager).has_access(right))
        stranger = self.make_user("funnel_stranger", "base.group_user")
        self.assertFalse(funnel.with_user(stranger).has_access("read"))
