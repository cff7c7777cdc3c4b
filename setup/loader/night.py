"""One night of scoring, and the table of tiers that it gives."""

import json

from . import session

DECIMALS = 6
HEAD = ("Tier", "Customers", "Share", "Revenue", "Share", "CLV share", "Median recency")


def run(name, today, *, all_time):
    """Give the company a handbook policy if it has none and score its customers."""
    with session.registry(name) as opened:
        with session.transaction(opened) as env:
            company = env.ref("base.main_company")
            env["crm.value.policy"]._load_preset(company, all_time=all_time)
        with session.transaction(opened) as env:
            company = env.ref("base.main_company")
            env["crm.customer.profile"]._run_night(company, today)
        with session.transaction(opened) as env:
            env["ir.config_parameter"].set_param("crm_suite.setup.night", today.isoformat())


def summary(name, today):
    """The customers, purchases, revenue and tiers of the database's main company."""
    with session.registry(name) as opened, session.transaction(opened) as env:
        company = env.ref("base.main_company")
        return env["crm.customer.profile"]._get_tier_summary(company, today)


def table(found):
    """The summary as aligned lines."""
    lines = [HEAD, *map(cells, found["tiers"])]
    lines.append(("All", f"{found['customers']:,}", "", f"{found['revenue']:,.2f}", "", "", ""))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0])]
            + [c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)]
        )
        for line in lines
    )


def cells(tier):
    """One tier's line of the table."""
    recency = tier["median_recency_days"]
    return (
        str(tier["name"]),
        f"{tier['customers']:,}",
        f"{tier['customer_share']:.1%}",
        f"{tier['revenue']:,.2f}",
        f"{tier['revenue_share']:.1%}",
        f"{tier['clv_share']:.1%}",
        "" if recency is None or recency is False else f"{recency:,.0f} d",
    )


def line(found):
    """The summary as one JSON line, without the noise of binary fractions."""
    return json.dumps(rounded(found), default=str, ensure_ascii=False)


def rounded(value):
    """``value`` with every float in it rounded.

    >>> rounded({"revenue": 45296.84999999999, "tiers": [{"customers": 3}]})
    {'revenue': 45296.85, 'tiers': [{'customers': 3}]}
    """
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
