# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta
from random import Random

from odoo.tests import tagged

from ..engine.abc_classes import get_classes
from ..engine.rfm import find_cut_points, get_marks
from ..engine.rfm_scale import get_recency_cuts
from ..engine.rfm_segments import get_segment_code
from .common import LifecycleCommon

FIRST_DAY = date(2023, 1, 1)
TODAY = date(2024, 3, 1)
CUSTOMERS = 30


@tagged("post_install", "-at_install")
class TestRfmNight(LifecycleCommon):
    """The marks, segments and classes of the night equal an independent count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = Random(3)
        cls.names = [f"Customer {row}" for row in range(CUSTOMERS)]
        partners = [cls.make_partner(name) for name in cls.names]
        cls.days = {name: set() for name in cls.names}
        cls.spent = dict.fromkeys(cls.names, 0)
        for _round in range(6):
            day = FIRST_DAY + timedelta(days=chance.randrange(420))
            amounts = {
                partner: chance.choice((10, 20, 50, 400))
                for place, partner in enumerate(partners)
                if chance.random() < 0.3 + 0.02 * place
            }
            cls.make_invoices(day, amounts)
            for partner, amount in amounts.items():
                cls.days[partner.name].add(day)
                cls.spent[partner.name] += amount
        cls.buyers = [name for name in cls.names if cls.days[name]]

    def figures(self):
        """Return ``{figure: values}`` of the buyers, counted here and not in SQL."""
        return {
            "recency": [(max(self.days[name]) - TODAY).days for name in self.buyers],
            "frequency": [len(self.days[name]) for name in self.buyers],
            "monetary": [self.spent[name] for name in self.buyers],
        }

    def assert_night(self, cuts):
        marks = [
            get_marks(values, cuts[figure]).tolist()
            for figure, values in self.figures().items()
        ]
        classes = get_classes(self.figures()["monetary"]).tolist()
        expected = [
            (name, "".join(map(str, cell)), get_segment_code(*cell), letter.lower())
            for name, cell, letter in zip(
                self.buyers, zip(*marks, strict=True), classes, strict=True
            )
        ]
        found = [
            (
                profile.partner_id.name,
                profile.rfm,
                profile.rfm_segment_id.code,
                profile.abc_class,
            )
            for profile in self.profiles.search([("company_id", "=", self.company.id)])
        ]
        self.assertCountEqual(found, expected)
        self.assertGreater(len({segment for _n, _r, segment, _c in found}), 4)

    def test_fifths_equal_an_independent_count(self):
        self.make_policy()
        self.run_night(TODAY)

        self.assert_night(
            {figure: find_cut_points(row) for figure, row in self.figures().items()}
        )

    def test_fixed_cut_points_equal_an_independent_count(self):
        policy = self.make_policy(activate=False, rfm_method="fixed")
        limits = {
            "recency": (90, 180, 270, 360),
            "frequency": (1, 2, 3, 4),
            "monetary": (50, 100, 400, 800),
        }
        for scale in policy.rfm_scale_ids:
            names = ("limit_1", "limit_2", "limit_3", "limit_4")
            scale.write(dict(zip(names, limits[scale.metric], strict=True)))
        policy.action_activate()
        self.run_night(TODAY)

        # recency is counted from today here: day 0 is today, yesterday is -1
        self.assert_night(limits | {"recency": get_recency_cuts(limits["recency"], 0)})

    def test_segments_on_the_page_are_those_of_the_profiles(self):
        policy = self.make_policy()
        self.run_night(TODAY)

        groups = self.profiles._read_group(
            [("company_id", "=", self.company.id)], ["rfm_segment_id"], ["__count"]
        )
        counts = {segment.name: count for segment, count in groups}
        self.assertEqual(
            {
                row["name"]: row["sentence"].split(", ")[1]
                for row in policy.rfm_summary["segments"]
            },
            {
                row["name"]: f"{counts.get(row['name'], 0)} customers"
                for row in policy.rfm_summary["segments"]
            },
        )
