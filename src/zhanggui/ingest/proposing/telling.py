"""Which words of a header say what a column cannot be, and which say what sort of sheet it stands in?"""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.ingest.mapping.headers import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

A_HINT, MOST_HINTS = 0.3, 4
# A price of one is no total, a product's code is no order's, the day of payment is not that of the order.
_NEVER = MappingProxyType(
    {
        "unit_price": "总|合计|小计|应付|实付|total|subtotal|shipping|费",
        "gross": "订单|运费|order|shipping|税|tax",
        "sku": "店铺|门店|子订单|交易|流水|store|seller|transaction|order",
        "order_id": "商品|货品|sku|product|item|店铺|store",
        "product_name": "id$|编号$|货号|settlement",
        "line_id": "^商品 ?id$|自定义|^product ?id$",
        "ordered_at": "付款|支付|完成|关闭|发货|结算|售后|paid|ship|posted|settle|refund",
        "paid_at": "创建|下单|收货|完成|created|ship|deliver|refund",
        "channel": "流量|资金|支付|物流|traffic|payment",
        "buyer_note": "商家|卖家|seller|merchant",
        "discount": "运费|shipping|after|code",
        "customer": "姓名|电话|地址|商家|商品|product|address|city|state|country|note",
        "name": "店铺|商品|商城|market|store|shop|product|campaign",
        "supplier_id": "^id$",
        "list_price": "sale|折后|促销|discount",
        "member_since": "^时间$|下单|付款",
    }
)
_SORTS = MappingProxyType(
    {
        "settlement": "结算|动账|动帐|入账|余额|收入|支出|对账|settlement|payout|deposit|balance|posted|fees?$",
        "refunds": "售后|退款单|退货|refund ?id|return",
        "ads": "展现|曝光|点击|投产|计划|impressions|impr|clicks|cpm|cpc|ctr|campaign|ad ?set|ad ?name",
        "traffic": "访客|浏览|加购人数|visitors|sessions|page ?views|viewed|added to cart",
        "order_totals": "^(订单)?总金额$|总数量|应付货款|^order.?total$|宝贝种类",
    }
)


def contradicts(header: str, field: str) -> bool:
    """Whether a header says that its column is something else.

    >>> contradicts("Total Price", "unit_price"), contradicts("Item Price", "unit_price"), contradicts("店铺Id", "sku")
    (True, False, True)
    """
    return bool(field in _NEVER and re.search(_NEVER[field], normalised(header)))


def hints(sort: str, headers: Sequence[str]) -> float:
    """What the words of all headers speak for a sort of sheet; four of them say all there is to say.

    >>> round(hints("settlement", ["结算时间", "结算金额", "备注"]), 1), hints("generic_orders", ["结算时间"])
    (0.6, 0.0)
    """
    return A_HINT * min(_hinting(sort, tuple(headers)), MOST_HINTS)


@functools.lru_cache(maxsize=64)
def _hinting(sort: str, headers: tuple[str, ...]) -> int:
    return sum(bool(sort in _SORTS and re.search(_SORTS[sort], normalised(header))) for header in headers)
