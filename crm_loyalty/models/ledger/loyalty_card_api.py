# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...engine.ledger import EARNED, REDEEMED

POSTERS = ("crm_loyalty.group_manager", "crm_loyalty.group_integration")
EVENT = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
KEY_LENGTH = 200


class LoyaltyCard(models.Model):
    """What other applications ask and tell, by ``POST /json/2/loyalty.card/…``."""

    _inherit = "loyalty.card"

    @api.model
    @api.readonly
    def get_balance(self, partner_id=None, program_id=None, card_id=None):
        """Return what a customer has in a programme.

        Name the card, or the customer (a contact stands for its company) and the
        programme. A customer without a card has 0 points.

        .. code-block:: shell

            curl https://shop.example.com/json/2/loyalty.card/get_balance \\
              -H "Authorization: bearer $KEY" -H "Content-Type: application/json" \\
              -d '{"partner_id": 42, "program_id": 3}'

        :return: ``{"customer_id": 40, "program_id": 3, "unit": "points",
            "balance": 120.0, "pending": 30.0,
            "expiring": [{"on": "2027-01-31", "points": 20.0}], "tier": "gold"}``;
            ``balance`` is below zero when points are owed, ``expiring`` holds what is
            left of points with a last day, soonest first, ``tier`` is a code or None
        :raises AccessError: the user may not read points
        :raises ValidationError: there is no such card, customer or programme, or not
            in the user's companies
        """
        self.check_access("read")
        program, partner = self._find_account(partner_id, program_id, card_id)
        pool = self._find_pool(program, partner, card_id)
        return {
            "customer_id": partner.commercial_partner_id.id or None,
            "program_id": program.id,
            "unit": program.portal_point_name,
            "balance": pool.points,
            "pending": pool.points_pending,
            "expiring": pool._get_expiry_days(),
            "tier": pool.tier_id.code or None,
        }

    @api.model
    def post_event(
        self,
        key,
        points,
        partner_id=None,
        program_id=None,
        card_id=None,
        event="external",
        description=None,
    ):
        """Book what another application knows of, once, however often it is sent.

        Send it again whenever the answer got lost: the same ``key`` with the same
        content is answered alike and books nothing.

        .. code-block:: shell

            curl https://shop.example.com/json/2/loyalty.card/post_event \\
              -H "Authorization: bearer $KEY" -H "Content-Type: application/json" \\
              -d '{"key": "visit-4711", "points": 20, "partner_id": 42,
                   "program_id": 3, "event": "visit", "description": "Shop visit"}'

        :param key: a text that identifies the event for ever, 200 characters at most
        :param points: a number; below zero it is spent
        :param partner_id: the customer, with ``program_id``; or else
        :param card_id: the card
        :param event: a short technical word, such as ``visit``
        :param description: what the customer reads in the history
        :return: ``{"id": 815, "key": "visit-4711", "customer_id": 40,
            "program_id": 3, "points": 20.0, "day": "2026-11-23"}``
        :raises AccessError: the user is neither a loyalty manager nor an integration
        :raises ValidationError: the key was used for something else; more is spent
            than there is; there is no such customer, programme or card; or a value
            makes no sense
        """
        self._check_may_post()
        points = self._check_event(key, points, event)
        card = self._find_card(partner_id, program_id, card_id)
        movement = card._post_event(key, points, event, description)
        return {"key": key} | self._describe_movement(movement)

    # ------------------------------------------------------------------- helpers

    @api.model
    def _find_pool(self, program, partner, card_id):
        """Return the balance that the user may see, if the customer has one."""
        if card_id:
            return self._find_visible(card_id, "loyalty.card").pool_id
        return self.env["crm.loyalty.pool"].search(
            [
                ("program_id", "=", program.id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ]
        )

    @api.model
    def _find_card(self, partner_id, program_id, card_id):
        """Return the card to book on, made if the customer has none."""
        program, partner = self._find_account(partner_id, program_id, card_id)
        if card_id:
            return self._find_visible(card_id, "loyalty.card").sudo()
        return self._get_card(program, partner)

    @api.model
    def _describe_movement(self, movement):
        card = movement.card_id
        return {
            "id": movement.id,
            "customer_id": card.partner_id.commercial_partner_id.id or None,
            "program_id": card.program_id.id,
            "points": movement.change,
            "day": fields.Date.to_string(movement.booked_on),
        }

    def _post_event(self, key, points, event, description):
        """Book an event from outside on this card; what is spent needs a valid card.

        An event that is booked already is answered even when the card has expired.
        """
        self.program_id._check_precision([points])
        history = self.env["loyalty.history"].sudo()
        source_key = f"external:{key}"
        if points < 0 and not history.search_count(
            [("source_key", "=", source_key)], limit=1
        ):
            self._check_valid()
        return history._post(
            [
                {
                    "card": self,
                    "kind": "earn" if points > 0 else "spend",
                    "event": event,
                    "issued": max(points, 0.0),
                    "used": max(-points, 0.0),
                    "key": source_key,
                    "description": description or self.env._("Booked from outside"),
                }
            ]
        )

    @api.model
    def _check_may_post(self):
        if not (self.env.su or any(map(self.env.user.has_group, POSTERS))):
            raise AccessError(
                self.env._(
                    "Only loyalty managers and users with the right “Points "
                    "integration” post events."
                )
            )

    @api.model
    def _check_event(self, key, points, event):
        """Return ``points`` as a number, or say what is wrong with an event."""
        if not (isinstance(key, str) and 0 < len(key.strip()) <= KEY_LENGTH):
            raise ValidationError(
                self.env._(
                    "“key” is a text of 1 to %(length)s characters.", length=KEY_LENGTH
                )
            )
        is_number = isinstance(points, (int, float)) and not isinstance(points, bool)
        if not is_number or not math.isfinite(points) or not points:
            raise ValidationError(self.env._("“points” is a number other than 0."))
        is_word = isinstance(event, str) and EVENT.fullmatch(event)
        if not is_word or event in (EARNED, REDEEMED):
            raise ValidationError(
                self.env._(
                    "“event” is a short word in small letters, such as “visit”; "
                    "“order” and “reward” belong to orders."
                )
            )
        return float(points)

    @api.model
    def _find_account(self, partner_id, program_id, card_id):
        """Return (programme, partner) that the user may see."""
        if card_id:
            card = self._find_visible(card_id, "loyalty.card")
            program, partner = card.program_id, card.partner_id
        else:
            program = self._find_visible(program_id, "loyalty.program")
            partner = self._find_visible(partner_id, "res.partner")
        if not program.has_ledger:
            raise ValidationError(
                self.env._("“%(program)s” keeps no ledger.", program=program.name)
            )
        return program, partner

    @api.model
    def _find_visible(self, record_id, model):
        """Return the record; a foreign one is answered like one that is not there."""
        is_id = isinstance(record_id, int) and not isinstance(record_id, bool)
        records = self.env[model].with_context(active_test=model == "loyalty.program")
        found = is_id and records.search([("id", "=", record_id)])
        if not found:
            raise ValidationError(
                self.env._(
                    "There is no %(model)s with the id %(id)s in your companies.",
                    model=self.env["ir.model"]._get(model).sudo().name,
                    id=record_id,
                )
            )
        return found.with_env(self.env)
