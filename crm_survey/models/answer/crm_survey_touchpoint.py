# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

from psycopg2.errors import UniqueViolation
from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from . import tokens

SCOPE = "crm_survey.counter"
PAGE_SCOPE = "crm_survey.counter.page"
DEVICE_SCOPE = "crm_survey.counter.device"
PAGE_HOURS = 24
CODE_SIZE = 300  # points


class CrmSurveyTouchpoint(models.Model):
    """A counter asks whoever scans its code; no person needs to be known."""

    _inherit = "crm.survey.touchpoint"

    device_minutes = fields.Integer(
        "A device answers again after",
        default=1440,
        help="A phone or tablet can answer again after this time. For a tablet that "
        "stands at a counter take 1.",
    )
    counter_url = fields.Char("Link", compute="_compute_counter_url")
    counter_code = fields.Char("QR code", compute="_compute_counter_code")

    _device_minutes = models.Constraint(
        "CHECK(device_minutes BETWEEN 1 AND 525600)",
        "A device can answer again after 1 minute to 365 days.",
    )

    @api.depends("channel")
    def _compute_counter_url(self):
        for touchpoint in self:
            url = False
            if touchpoint.channel == "link" and touchpoint._origin:
                token = tokens.sign(self.env, SCOPE, [touchpoint._origin.id])
                url = f"{touchpoint.get_base_url()}/feedback/at/{token}"
            touchpoint.counter_url = url

    @api.depends("counter_url")
    def _compute_counter_code(self):
        for touchpoint in self:
            url = touchpoint.counter_url
            touchpoint.counter_code = url and self._draw_code(url)

    @api.model
    def _draw_code(self, url):
        """Return the QR code of ``url`` as the address of a picture to be printed."""
        drawing = createBarcodeDrawing(
            "QR", value=url, width=CODE_SIZE, height=CODE_SIZE, barLevel="M"
        )
        picture = b64encode(renderSVG.drawToString(drawing).encode()).decode()
        return f"data:image/svg+xml;base64,{picture}"

    @api.model
    def _fetch_by_token(self, token):
        """Return the touchpoint of a token from the web, on sudo; none if forged."""
        (touchpoint_id,) = tokens.read(self.env, SCOPE, token) or (None,)
        return self.sudo().browse(touchpoint_id).exists()

    def _is_counter_open(self):
        """Tell whether the code at the counter takes answers now."""
        self.ensure_one()
        survey = self.survey_id
        if not (self.active and self.channel == "link" and survey.active):
            return False
        if not survey.question_ids:
            return False
        if not self.stop_after:
            return True
        answers = self.env["survey.user_input"].sudo()
        counted = [("touchpoint_id", "=", self.id), ("state", "=", "done")]
        return answers.search_count(counted, limit=self.stop_after) < self.stop_after

    # ------------------------------------------------- what a device carries

    def _make_page_key(self):
        """Return the key of one shown page: sent twice, it counts once."""
        expiration = timedelta(hours=PAGE_HOURS)
        return tokens.sign(
            self.env, PAGE_SCOPE, [self.id, str(uuid4())], expiration=expiration
        )

    def _make_device_key(self):
        """Return what a device keeps for as long as it can't answer again."""
        expiration = timedelta(minutes=self.device_minutes)
        return tokens.sign(self.env, DEVICE_SCOPE, [self.id], expiration=expiration)

    def _has_device_answered(self, device_key):
        return tokens.read(self.env, DEVICE_SCOPE, device_key) == [self.id]

    def _vote(self, page_key, value=None):
        """Return the participation of a shown page; the first call makes it.

        The page sent a second time at the same moment finds none: that vote counts.

        :param str page_key: see ``_make_page_key``
        :param value: a number on the scale of the first question, or None
        :raise ValidationError: the key is forged, of another counter, or a day old
        :raise ValueError: ``value`` is not on the scale
        :raise UserError: the survey takes no answers
        """
        self.ensure_one()
        own_id, access_token = tokens.read(self.env, PAGE_SCOPE, page_key) or (0, "")
        if own_id != self.id:
            raise ValidationError(self.env._("This page is too old. Scan it again."))
        question = self.survey_id._get_one_click_question()
        if value is not None and value not in question._get_scale_numbers():
            raise ValueError(value)
        answer = self._start_answer(access_token)
        if answer and answer.state == "new":
            answer._vote(question, value)
        return answer

    def _start_answer(self, access_token):
        """Return the participation with this token; none if it is just being made."""
        answers = self.env["survey.user_input"].sudo()
        if found := answers.search([("access_token", "=", access_token)]):
            return found
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return self.survey_id._create_answer(
                    check_attempts=False,
                    access_token=access_token,
                    touchpoint_id=self.id,
                    company_id=self.company_id.id,
                    channel=self.channel,
                    deadline=fields.Datetime.now() + timedelta(hours=PAGE_HOURS),
                    is_session_answer=False,
                    state="new",
                )
        except UniqueViolation:  # the same page, sent at the same time
            return answers
