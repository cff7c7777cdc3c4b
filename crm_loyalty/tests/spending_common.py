from .common import LoyaltyCommon


class SpendingCommon(LoyaltyCommon):
    """Customers with points, benefits to spend them on, an agent and two managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_user("points_agent", "crm_loyalty.group_agent")
        cls.boss = cls.make_user("points_manager", "crm_loyalty.group_manager")
        cls.deputy = cls.make_user("points_deputy", "crm_loyalty.group_manager")
        cls.card = cls.give(cls.anna, 500)

    @classmethod
    def give(cls, partner, points, program=None, **vals):
        """Give ``partner`` points and return the card."""
        card = cls.env["loyalty.card"]._get_card(program or cls.program, partner)
        cls.env["loyalty.history"].sudo()._post(
            [
                {
                    "card": card,
                    "kind": "adjust",
                    "event": "gift",
                    "issued": points,
                    "description": "Given",
                    **vals,
                }
            ]
        )
        return card

    @classmethod
    def make_benefit(cls, name="Mug", points=100, **vals):
        return cls.env["crm.loyalty.benefit"].create(
            {"name": name, "points": points, "program_id": cls.program.id, **vals}
        )

    @classmethod
    def redeem(cls, benefit, card=None, user=None, **kwargs):
        """Redeem as the agent and return the redemption."""
        benefit = benefit.with_user(user or cls.agent)
        receipt = benefit.redeem((card or cls.card).id, **kwargs)
        return cls.env["crm.loyalty.redemption"].browse(receipt["id"])

    @classmethod
    def lots(cls, card=None):
        """Return what is left of each lot, oldest first."""
        lots = (card or cls.card).pool_id.lot_ids
        return lots.sorted("id").mapped("remaining")
