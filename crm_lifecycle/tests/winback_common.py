# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from unittest.mock import patch

from odoo.tools import SQL

from .histories import HistoryCommon

TODAY = date(2024, 7, 1)


class WinbackCommon(HistoryCommon):
    """It is 1 July 2024. Ada, Bob and Cleo bought every 30 days until spring.

    Ada and Cleo are looked after by an ordinary user, Bob by an analyst. Risk and value
    are given: at risk are 900 at Ada's, 400 at Bob's, 50 at Cleo's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = TODAY
        night = type(cls.env["crm.value.night"])
        cls.startClassPatcher(
            patch.object(night, "_get_today", lambda self, company, now=None: cls.today)
        )
        cls.make_policy()
        cls.ada, cls.bob, cls.cleo = cls.make_customers("Ada", "Bob", "Cleo")
        cls.ada.user_id = cls.cleo.user_id = cls.user
        cls.bob.user_id = cls.analyst
        cls.make_history(
            [
                (partner, day, 100)
                for partner in (cls.ada, cls.bob, cls.cleo)
                for day in cls.every(30, "2023-03-01", "2024-03-01")
            ]
        )
        cls.portal = cls.make_user("winback_portal", "base.group_portal")
        cls.run_night(TODAY)
        cls.set_risk(cls.ada, 0.9, "high", 1000)
        cls.set_risk(cls.bob, 0.8, "high", 500)
        cls.set_risk(cls.cleo, 0.5, "mid", 100)
        cls.plan = cls.make_plan("Call", "Visit")
        tiers = cls.high | cls.medium | cls.low | cls.minimal
        tiers.write({"winback_plan_id": cls.plan.id, "winback_days": 20})
        cls.cases = cls.env["crm.winback.case"]
        cls.campaigns = cls.env["crm.winback.campaign"]
        cls.list = cls.env["crm.churn.list"]
        cls.step_type = cls.env.ref("crm_lifecycle.mail_activity_type_winback")

    @classmethod
    def make_plan(cls, *summaries):
        """Return a plan of win-back steps, five days after one another."""
        step = cls.env.ref("crm_lifecycle.mail_activity_type_winback")
        return cls.env["mail.activity.plan"].create(
            {
                "name": "Test plan",
                "res_model": "crm.winback.case",
                "company_id": False,
                "template_ids": [
                    (
                        0,
                        0,
                        {
                            "summary": summary,
                            "activity_type_id": step.id,
                            "delay_count": 5 * number,
                            "delay_from": "after_plan_date",
                        },
                    )
                    for number, summary in enumerate(summaries, start=1)
                ],
            }
        )

    @classmethod
    def set_risk(cls, partner, probability, grade, value):
        """Give the risk and the predicted value that a night would have written."""
        cls.env.cr.execute(
            SQL(
                "UPDATE crm_customer_profile SET churn_probability = %(probability)s,"
                " churn_grade = %(grade)s, clv_predicted = %(value)s WHERE id = %(id)s",
                probability=probability,
                grade=grade,
                value=value,
                id=cls.profile_of(partner).id,
            )
        )
        cls.env.invalidate_all()

    def open_case(self, partner, user=None):
        return self.cases.with_user(user or self.env.user).create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )

    def row_of(self, partner, user=None):
        """Return the customer's row of the churn list."""
        return self.list.with_user(user or self.env.user).search(
            [("partner_id", "=", partner.id)]
        )

    def buy(self, partner, day, amount=100):
        """Let the customer buy on ``day``, and a night see it."""
        self.make_invoice(partner, day, amount)
        self.run_night(day)

    def do_step(self, case):
        """Mark the first planned activity of the case as done."""
        case.activity_ids.sorted("date_deadline")[0].action_feedback(feedback="Done")

    def make_campaign(self, partners, **vals):
        return self.campaigns.create(
            {
                "name": "Summer",
                "company_id": self.company.id,
                "domain": str([("partner_id", "in", partners.ids)]),
                "hold_out_percent": 50.0,
                "date_from": "2024-07-01",
                "date_until": "2024-09-30",
                **vals,
            }
        )

    def follow(self):
        """Run the job that follows cases, without its commit."""
        self.cases._follow()
        self.env.invalidate_all()
