"""Which tables make up the contract?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts import behaviour, catalogue, derived, marketing, reference, sales, stock, voice

if TYPE_CHECKING:
    from zhanggui.warehouse.contracts.contract import Contract

CONTRACTS: dict[str, type[Contract]] = {
    contract.name: contract
    for contract in (
        reference.Channels,
        catalogue.Products,
        catalogue.Customers,
        catalogue.Identities,
        marketing.Campaigns,
        marketing.CampaignItems,
        reference.Calendar,
        reference.FxRates,
        reference.Fees,
        reference.ProductCosts,
        reference.PriceHistory,
        reference.Exclusions,
        sales.Orders,
        sales.OrderLines,
        sales.Payments,
        sales.Refunds,
        behaviour.Events,
        behaviour.TrafficStats,
        behaviour.AdStats,
        stock.StockLevels,
        voice.Reviews,
        marketing.CouponUses,
        catalogue.Exposures,
        derived.SaleLines,
        derived.RefundLines,
    )
}
