# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Two registers at once on one customer: nothing lost, doubled or hidden."""


def test_two_registers_meet_on_one_card(stage):
    """Both grant the only reward, for both asked first: the second is a debt.

    Core's screen asks before the payment and tells after it; who has paid keeps the
    reward, and the balance says who owes.
    """
    found = stage.play("registers_meet")
    assert found["new"] == {
        "balances": [20.0],
        "is_owing": [False],
        "sales": 2,
        "moved": [10.0, 10.0],
        "granted": [True, True],
        "collided": True,
    }
    assert found["reward"] == {
        "balances": [100.0 + 2 * 5.0 - 2 * 100.0],
        "is_owing": [True],
        "sales": 2,
        "moved": [-100.0, -100.0, 5.0, 5.0],
        "granted": [True, True],
        "collided": True,
    }
    assert found["same"] == {
        "balances": [10.0],
        "is_owing": [False],
        "sales": 1,
        "moved": [10.0],
        "granted": [True, True],
        "collided": True,
    }
