"""Which tables make up the contract?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts import (
    behaviour,
    catalogue,
    content,
    derived,
    market,
    marketing,
    payments,
    reference,
    rivals,
    sales,
    sameness,
    settlement,
    stock,
    voice,
)

if TYPE_CHECKING:
    from zhanggui.warehouse.contracts.contract import Contract

DIMENSIONS: tuple[type[Contract], ...] = (
    reference.Channels,
    catalogue.Products,
    catalogue.Listings,
    catalogue.Customers,
    catalogue.Identities,
    stock.Suppliers,
    marketing.Campaigns,
    marketing.CampaignItems,
    marketing.Placements,
    reference.FxRates,
    reference.Fees,
    reference.ProductCosts,
    reference.PriceHistory,
    reference.Exclusions,
    sameness.SameProducts,
    sameness.SameCustomers,
    market.Benchmarks,
    rivals.CompetitorCampaigns,
)
FACTS: tuple[type[Contract], ...] = (
    sales.Orders,
    sales.OrderLines,
    payments.Payments,
    payments.Refunds,
    settlement.SettlementLines,
    stock.Shipments,
    behaviour.Events,
    behaviour.TrafficStats,
    behaviour.AdStats,
    market.SearchTerms,
    stock.StockLevels,
    stock.StockMoves,
    stock.PurchaseOrders,
    voice.Reviews,
    voice.Tickets,
    voice.Messages,
    market.CompetitorOffers,
    market.MarketSales,
    rivals.CompetitorNotes,
    rivals.CompetitorReviews,
    content.Contents,
    content.LiveMinutes,
    content.PageAudits,
    marketing.CouponUses,
    marketing.PointsEntries,
    catalogue.Exposures,
)
DERIVED: tuple[type[Contract], ...] = (
    reference.Calendar,
    derived.SaleLines,
    derived.RefundLines,
    derived.OrderTotals,
    derived.VisitorDays,
    derived.PurchaseDays,
)
CONTRACTS: dict[str, type[Contract]] = {contract.name: contract for contract in (*DIMENSIONS, *FACTS, *DERIVED)}
