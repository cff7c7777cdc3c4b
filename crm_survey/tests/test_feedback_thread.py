# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_feedback_portal import FeedbackPortalCommon


@tagged("post_install", "-at_install")
class TestFeedbackThread(FeedbackPortalCommon):
    """A customer reads what came of its feedback, and writes on: nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.make_feedback(
            cls.ada.partner_id,
            name="Delivery",
            verbatim="It came late",
            source="portal",
            user_id=cls.owner.id,
        )
        cls.url = f"/my/feedback/{cls.item.id}"

    def see(self, url=None):
        """Return the page of the item."""
        page = self.url_open(url or self.url)
        self.assertEqual(page.status_code, 200)
        return page.text

    def say(self, body, item=None, **access):
        """Post into the conversation as its composer does."""
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "crm.feedback",
                "thread_id": (item or self.item).id,
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                **access,
            },
        )

    def read_thread(self, **access):
        """Return the words that the conversation shows, the latest first."""
        found = self.make_jsonrpc_request(
            "/mail/chatter_fetch",
            {"thread_model": "crm.feedback", "thread_id": self.item.id, **access},
        )
        return [message["body"][1] for message in found["data"]["mail.message"]]

    def answer(self, **vals):
        return self.item.with_user(self.owner).message_post(
            body="Sorry, it is on its way",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.ada.partner_id.ids,
            **vals,
        )

    # ------------------------------------------------------------ conversation

    def test_list_leads_to_the_conversation(self):
        self.assertIn(f'href="{self.url}"', self.url_open("/my/feedback").text)
        page = self.see()
        self.assertIn("It came late", page)
        self.assertIn('data-res_model="crm.feedback"', page)
        self.assertIn(f'data-token="{self.item.access_token}"', page)

    def test_customer_reads_answers_and_no_notes(self):
        self.answer()
        self.item.with_user(self.owner).message_post(body="A difficult customer")
        self.item.with_user(self.owner).message_post(
            body="Ask Bob", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.see()
        self.assertEqual(
            self.read_thread(token=self.item.access_token),
            ["<p>Sorry, it is on its way</p>"],
        )

    def test_customer_writes_and_the_owner_is_told(self):
        self.see()
        self.item._move("answered")
        self.say("It is still not here", token=self.item.access_token)
        message = self.item.message_ids.filtered(
            lambda message: message.message_type == "comment"
        )
        self.assertEqual(message.author_id, self.ada.partner_id)
        self.assertIn("It is still not here", message.body)
        self.assertFalse(message.is_internal)
        self.assertIn(self.owner.partner_id, message.notified_partner_ids)
        self.assertEqual(self.item.state, "answered")
        self.assertEqual(
            [(summary, user) for summary, user, _date in self.steps_of(self.item)],
            [("The customer wrote again: answer", self.owner)],
        )
        self.say("Hello?", token=self.item.access_token)
        self.assertEqual(len(self.item.activity_ids), 1)

    def test_link_of_a_mail_opens_the_conversation_without_a_login(self):
        self.authenticate(None, None)
        token = self.item._portal_ensure_token()
        page = self.see(f"{self.url}?access_token={token}")
        self.assertIn("It came late", page)
        self.say("From my phone", token=token)
        message = self.item.message_ids[0]
        self.assertEqual(message.author_id, self.ada.partner_id)

    # ------------------------------------------------------------- who may not

    @mute_logger("odoo.http")
    def test_another_customer_sees_and_writes_nothing(self):
        token = self.item._portal_ensure_token()
        self.log_in(self.eve)
        for query in ("", "?access_token=", "?access_token=no", "?access_token=%C3%A4"):
            with self.subTest(query):
                self.assertEqual(self.url_open(self.url + query).status_code, 404)
        for access in ({}, {"token": token[:-1] + "x"}):
            with self.subTest(access), self.assertRaises(JsonRpcException):
                self.say("Let me in", **access)
        self.assertFalse(self.feedback.with_user(self.eve).has_access("read"))
        self.assertNotIn("Let me in", str(self.item.message_ids.mapped("body")))

    @mute_logger("odoo.http")
    def test_visitors_and_unknown_numbers_find_nothing(self):
        self.assertEqual(self.url_open("/my/feedback/99999999").status_code, 404)
        self.assertEqual(self.url_open(f"/my/feedback/{10**30}").status_code, 404)
        self.authenticate(None, None)
        self.assertEqual(self.url_open(self.url).status_code, 404)

    @mute_logger("odoo.http")
    def test_what_was_noted_about_a_customer_is_not_its_page(self):
        noted = self.make_feedback(
            self.ada.partner_id, verbatim="Said in an interview", source="interview"
        )
        url = f"/my/feedback/{noted.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        # A mail to the customer leads to the conversation, without our notes.
        page = self.see(f"{url}?access_token={noted._portal_ensure_token()}")
        self.assertNotIn("Said in an interview", page)

    # ------------------------------------------------------------ what came of it

    def test_each_state_is_told_in_words(self):
        words = {
            "new": "We have it, and will look at it.",
            "in_work": "We are working on it.",
            "answered": "We have answered you.",
            "not_recovered": "You told us that it is not good yet.",
            "improved": "We have seen to it.",
            "verified": "You told us that it is good now.",
        }
        for state, sentence in words.items():
            with self.subTest(state):
                self.item._move(state) if state != "new" else None
                self.assertIn(sentence, self.see())

    def test_improvement_is_told_when_it_is_done(self):
        action = self.make_action(
            name="Replace the carrier", customer_note="Parcels leave on the same day."
        )
        self.item.write(
            {"kind": "complaint", "cause_id": self.cause.id, "action_id": action.id}
        )
        self.item.action_classify()
        self.assertNotIn("Parcels leave on the same day.", self.see())
        action.action_done()
        page = self.see()
        self.assertIn("We have changed what caused it.", page)
        self.assertIn("Parcels leave on the same day.", page)
        self.assertNotIn("Replace the carrier", page)  # our own name for it
