"""How good are the proposals? Each platform is hidden, and its own map then says what was right."""

from __future__ import annotations

import functools

from tests.ingest.conftest import EXPORTS
from zhanggui.ingest.mapping.library import built_in_maps
from zhanggui.ingest.proposing.fields import forms, headers_of
from zhanggui.ingest.proposing.proposal import Wish, propose

# The fields that make a sheet of its sort worth loading; of those joined by | one is enough.
ESSENTIAL = {
    "order lines": ("order_id", "ordered_at", "sku|product_name", "quantity", "unit_price|gross"),
    "orders": ("order_id", "ordered_at", "total|paid"),
    "ads": ("day", "cost", "campaign|campaign_name", "impressions", "clicks"),
    "settlement": ("occurred_at", "amount", "order_id"),
    "traffic": ("visitors|page_views|sessions", "listing_id|sku"),
    "stock": ("sku", "on_hand"),
    "customers": ("email|phone",),
    "products": ("sku", "product_name", "list_price"),
}
FORMS = {"order lines": "generic_orders", "orders": "order_totals"}
HIDDEN = (
    ("shopify_orders_export_79.csv", "shopify_orders", "order lines"),
    ("shopify_products_export.csv", "shopify_products", "products"),
    ("shopify_customers_export.csv", "shopify_customers", "customers"),
    ("inventory_export_2026-04-30.csv", "shopify_inventory", "stock"),
    ("order_export_2026-04-30-09-00.csv", "woocommerce_orders", "orders"),
    ("wc-product-export-30-4-2026.csv", "woocommerce_products", "products"),
    ("amazon_all_orders.txt", "amazon_orders", "order lines"),
    ("amazon_settlement_de.txt", "amazon_settlement", "settlement"),
    ("BusinessReport-2026-04-01_2026-04-30.csv", "amazon_business_report", "traffic"),
    ("eBay-OrdersReport-Apr-30-2026.csv", "ebay_orders", "order lines"),
    ("tiktok_all_orders.csv", "tiktok_shop_orders", "order lines"),
    ("meta_ads_report.csv", "meta_ads", "ads"),
    ("google_ads_campaigns.csv", "google_ads", "ads"),
    ("ga4_ecommerce_20260401-20260430.csv", "ga4_items", "traffic"),
    ("ExportOrderList202003011200.csv", "taobao_orders", "orders"),
    ("ExportOrderDetailList202106021200.csv", "taobao_order_details", "order lines"),
    ("uci_online_retail.csv", "uci_retail", "order lines"),
)


def evaluate():
    """For each hidden export: the sort it is, the sort proposed, and for each essential field whether it was found."""
    return {file: _verdict(file, source, sort) for file, source, sort in HIDDEN}


def _verdict(file, source, sort):
    own = built_in_maps()[source]
    told = proposed(file, own.platform)
    taken = {column.field: column.header for column in told.columns if column.field}
    form = next(each for each in forms() if each.name == FORMS.get(sort, sort))
    places, headers = {field.name: field.places for field in form.fields}, {each.header for each in told.columns}
    truth = headers_of(own)
    right = {}
    for need in ESSENTIAL[sort]:
        allowed = {name: truth_of(places[name], truth) & headers for name in need.split("|")}
        if any(allowed.values()):
            right[need] = told.form == form.name and any(
                taken.get(name) in right_ones for name, right_ones in allowed.items()
            )
    return form.name, told.form, right


@functools.cache
def proposed(file, platform):
    return propose(EXPORTS / file, key=bytes(range(32)), wish=Wish(hidden=[platform]))


def certain():
    """Of the columns that a proposal is certain of and that the platform's own map reads, whether that agrees."""
    for file, source, _ in HIDDEN:
        own = built_in_maps()[source]
        told, truth = proposed(file, own.platform), headers_of(own)
        places = {each.name: each.places for form in forms() if form.name == told.form for each in form.fields}
        read = set().union(*truth.values())
        for column in told.columns:
            if column.field and column.confidence >= CERTAIN and column.header in read:
                columns = {ALSO.get(name, name) for _, name in places[column.field]}
                meant = {ALSO.get(name, name) for (_, name), headers in truth.items() if column.header in headers}
                yield file, column.header, column.field, bool(columns & meant)


CERTAIN = 0.98
# Where a form knows one word for what a platform keeps apart.
ALSO = {"listing_id": "sku", "line_status": "channel_status", "platform_id": "account", "units": "quantity"}


def truth_of(places, truth):
    return {header for place in places for header in truth.get(place, ())}
