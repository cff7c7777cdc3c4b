# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .sla_oracle import make_events
from .sla_oracle_cases import check_cases
from .sla_played_common import DAYS, PlayedCommon

CASES = 500
PLAYED = 200


@tagged("post_install", "-at_install")
class TestSlaOracle(PlayedCommon):
    """Lives of tickets give what counting every minute gives."""

    def test_arithmetic_equals_the_count_of_every_minute(self):
        found = check_cases(self.rng, self.hours, CASES, DAYS * 1440)

        self.assertEqual(found, [])

    def test_lives_of_tickets_equal_the_count_of_every_minute(self):
        for number, hours in enumerate(self.hours):
            self.company.resource_calendar_id = self.make_service_hours(hours)
            for _case in range(PLAYED // len(self.hours) + 1):
                events = make_events(self.rng, DAYS * 1440 - 10)
                with self.subTest(zone=hours.zone, calendar=number, events=events):
                    self.assert_lives_as_counted(events, hours)
