"""Which rooms does the site have?"""

from __future__ import annotations

from zhanggui.surfaces.web.pages import (
    alerts,
    analyses,
    backups,
    customers,
    decisions,
    goals,
    integrations,
    loads,
    loyalty,
    members,
    metrics,
    notifications,
    offers,
    prices,
    products,
    programmes,
    reference,
    settings,
    signing_in,
    today,
)

ROUTERS = (
    signing_in.router,
    metrics.router,
    analyses.router,
    loads.router,
    loyalty.router,
    decisions.router,
    goals.router,
    alerts.router,
    settings.router,
    notifications.router,
    integrations.router,
    customers.router,
    backups.router,
    products.router,
    members.router,
    offers.router,
    prices.router,
    programmes.router,
    today.router,
    reference.router,
)
