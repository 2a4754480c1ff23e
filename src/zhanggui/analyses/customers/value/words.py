"""In which sentences is the value of customers told?"""

from __future__ import annotations

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PROFIT_GAPS
from zhanggui.core.words import Words

SENTENCES = {
    "headline": Words(
        zh="{customers} 位已知顾客今后 {days} 天预计还有 {purchases} 次购买，折成今天的钱值 {value}；最有价值的一成顾客占 {top_share}，"
        "估计有 {alive} 的顾客还在。",
        en="{customers} known customers are expected to make {purchases} more purchases within {days} days, worth {value} "
        "in today's money; the most valuable tenth brings {top_share}; {alive} of all are probably still there.",
    ),
    "purchases_only": Words(
        zh="{customers} 位已知顾客今后 {days} 天预计还有 {purchases} 次购买，估计有 {alive} 的顾客还在；值多少钱无法说。",
        en="{customers} known customers are expected to make {purchases} more purchases within {days} days; {alive} of all "
        "are probably still there; what that is worth cannot be told.",
    ),
    "cannot_tell": Words(
        zh="{customers} 位已知顾客，{repeaters} 位有复购：太少，推断不出还会来多少次。至少要 10 位复购的顾客。",
        en="Of {customers} known customers {repeaters} came again: too few to infer how often they will. It takes 10 who did.",
    ),
    "nobody": Words(
        zh="这段时间没有已知顾客的付款订单。",
        en="No known customer paid for an order in this period.",
    ),
    "purchase_days": Words(
        zh="一次购买是有付款订单的一天：同一天多单算一次，全额退款的订单也算购买，金额已扣退款。",
        en="A purchase is a day with a paid order: several orders of one day are one, and one refunded in full still counts; "
        "its money is taken off.",
    ),
    "no_seasons": Words(
        zh="模型不知道节日、季节和店铺的增长：预测假设今后平均和过去一样。",
        en="The models know no festivals, no seasons and no growth of the shop: ahead is taken to be as the past was on average.",
    ),
    "festivals_counted": Words(
        zh="时间按店铺自己的节奏计算：节日里的一天抵几个平日，从过去学来；一年里的其他季节和店铺的增长，模型不知道。",
        en="Time is counted at the shop's own pace: how many ordinary days a festival's day is worth is learnt from the past; other "
        "seasons of the year and the growth of the shop are not known to the models.",
    ),
    "off_in_test": Words(
        zh="用检验段之前的数据预测检验段，预期复购 {expected} 次，实际 {came} 次，超出偶然；区间已按这个误差放宽。",
        en="Asked before the test part, the models expected {expected} repeat purchases in it and {came} came, more than chance "
        "explains; the intervals are widened by that error.",
    ),
    "churn_off_in_test": Words(
        zh="用检验段之前的数据预测检验段，预期 {expected} 位顾客会再来，实际 {came} 位，超出偶然；流失的区间已按这个误差放宽。",
        en="Asked before the test part, the models expected {expected} customers to return in it and {came} did, more or fewer "
        "than chance explains; the interval of churn is widened by that error.",
    ),
    "not_tested": Words(
        zh="历史太短，分不出检验段：模型按全部数据的拟合选择，没有经过预测检验。",
        en="The history is too short to hold a part back: the model was chosen by its fit to everything and never had to forecast.",
    ),
    "dropout_not_identified": Words(
        zh="数据分不清顾客是买得慢还是已经离开，“还在的概率”不可靠；区间已经放宽。",
        en="The data cannot tell slow customers from those who have left: the chance of being there is unreliable, and the "
        "intervals are wide.",
    ),
    "begins_with_data": Words(
        zh="{share} 的顾客“首购”落在数据的前十分之一：其中不少是以前的老顾客，早于数据开始的购买看不到，预测会偏差。",
        en="{share} of customers “first” bought in the first tenth of the data: many of them came before it begins, which nobody "
        "can see here, and the forecasts suffer.",
    ),
    "longer_than_history": Words(
        zh="要预测 {days} 天，而数据只有 {history} 天：越远越靠模型的假设。",
        en="{days} days ahead are asked for and the history has {history}: the farther, the more rests on the models alone.",
    ),
    "worth_at_a_loss": Words(
        zh="有的顾客复购平均是亏的，伽马模型不适用；人均价值按信度方法（Bühlmann–Straub）估计。",
        en="Some customers' repeat purchases lose money, which the gamma-gamma model cannot hold; what a purchase is worth rests "
        "on credibility (Bühlmann–Straub).",
    ),
    "worth_heavy_tail": Words(
        zh="各人每次购买的金额相差极大（重尾）或不能拟合伽马模型；人均价值按信度方法（Bühlmann–Straub）估计。",
        en="What a purchase is worth differs wildly between customers (a heavy tail), or fits no gamma-gamma model; it rests on "
        "credibility (Bühlmann–Straub).",
    ),
    "worth_unknown": Words(
        zh="没有复购的金额可依据，今后价值未知。",
        en="No repeat purchases to learn their worth from: the value ahead is unknown.",
    ),
    "worth_needs_costs": Words(
        zh="今后价值未知：请导入成本模板（zhanggui template costs）或声明毛利区间；也可以改按净销售额看（--money net_sales）。",
        en="The value ahead is unknown: load the costs template (zhanggui template costs) or declare a margin interval; or ask by "
        "net sales (--money net_sales).",
    ),
    "worth_moves": Words(
        zh="买得多的顾客每次金额也不同（相关 {correlation}），而模型假设两者无关：最有价值的一成会偏差。",
        en="Customers who buy more often spend differently each time (correlation {correlation}), while the models take the two as "
        "unrelated: the most valuable tenth is off.",
    ),
    "cost_unknown": Words(
        zh="获客成本未知：没有广告花费。填写“获客成本”即可计算回本。",
        en="The cost of a new customer is unknown, as no ad spend is loaded. Tell it to see when it is paid back.",
    ),
    **counted_sales.UNKNOWN_CUSTOMERS,
    **counted_sales.LEFT_OUT,
    **PROFIT_GAPS,
}
