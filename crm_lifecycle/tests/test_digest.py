# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from .calm_common import CalmCommon

TILES = ("kpi_crm_customers_up", "kpi_crm_customers_down", "kpi_crm_customers_at_risk")


@tagged("post_install", "-at_install")
class TestDigest(CalmCommon):
    """The tiles count customers of the own company, in the period, each once.

    In February Ada falls to Medium on the 2nd, Bob rises on the 3rd and again on the
    4th. In January both were classified for the first time, which is no move.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_calm_for_ada()
        cls.make_invoice(cls.bob, "2024-01-10", 10)
        cls.run_night("2024-01-10")
        for day, partner, amount in (
            ("2024-02-02", cls.ada, -600),
            ("2024-02-03", cls.bob, 300),
            ("2024-02-04", cls.bob, 700),
        ):
            cls.make_invoice(partner, day, amount)
            cls.run_night(day)
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Weekly",
                "periodicity": "weekly",
                "company_id": cls.company.id,
                **dict.fromkeys(TILES, True),
            }
        )

    def read_tiles(self, start, end, user=None, digest=None, tiles=TILES[:2]):
        """Return the figures of a digest for the days from ``start`` up to ``end``."""
        user, digest = user or self.user, digest or self.digest
        self.env.invalidate_all()
        period = digest.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids,
            start_datetime=Datetime.to_datetime(start),
            end_datetime=Datetime.to_datetime(end),
        )
        return [period[f"{tile}_value"] for tile in tiles]

    def test_customers_are_counted_once_in_their_period(self):
        self.assertEqual(
            [
                self.read_tiles(*period)
                for period in (
                    ("2024-01-01", "2024-02-01"),
                    ("2024-02-01", "2024-03-01"),
                    ("2024-02-03", "2024-02-04"),
                    ("2024-02-04", "2024-02-05"),
                    ("2024-02-05", "2024-03-01"),
                )
            ],
            [[0, 0], [1, 1], [1, 0], [1, 0], [0, 0]],
        )

    def test_tiles_are_of_the_own_company(self):
        other = self.make_company("Other company")
        self.make_calm(other)
        self.make_invoice(self.bob, "2024-02-01", 10, company=other)
        self.run_night("2024-02-01", other)
        self.make_invoice(self.bob, "2024-02-02", 500, company=other)
        self.run_night("2024-02-02", other)
        user = self.make_user("digest_other", "crm_lifecycle.group_user", other)
        theirs = self.digest.copy({"company_id": other.id})

        self.assertEqual(
            self.read_tiles("2024-02-01", "2024-03-01", user, theirs), [1, 0]
        )
        self.assertEqual(self.read_tiles("2024-02-01", "2024-03-01"), [1, 1])

    def test_newly_at_risk_are_whose_risk_became_high(self):
        profile = self.profile_of(self.ada)
        for day, origin, target in (
            ("2024-03-02", "mid", "high"),
            ("2024-03-03", "high", "mid"),
        ):
            self.changes.create(
                {
                    "profile_id": profile.id,
                    "company_id": self.company.id,
                    "kind": "risk",
                    "change_date": day,
                    "from_churn_grade": origin,
                    "to_churn_grade": target,
                }
            )
        found = [
            self.read_tiles(start, end, tiles=TILES[2:])
            for start, end in (
                ("2024-03-02", "2024-03-03"),
                ("2024-03-03", "2024-03-04"),
            )
        ]

        self.assertEqual(found, [[1], [0]])

    def test_who_does_not_see_customers_gets_no_tile(self):
        internal = self.make_user("digest_internal", "base.group_user")

        with self.assertRaises(AccessError):
            self.read_tiles("2024-02-01", "2024-03-01", internal)

    def test_tiles_stand_in_the_mail_with_their_figures(self):
        data = self.digest.with_user(self.user)._compute_kpis(self.company, self.user)

        self.assertEqual({row["kpi_name"] for row in data} & set(TILES), set(TILES))
        actions = self.digest._compute_kpis_actions(self.company, self.user)
        opened = [
            self.env.ref(actions[tile].split("?", maxsplit=1)[0]).res_model
            for tile in TILES
        ]
        self.assertEqual(
            opened, ["crm.profile.change", "crm.profile.change", "crm.churn.list"]
        )
