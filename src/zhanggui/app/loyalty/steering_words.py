"""What is said about steering members to the next tier?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "worth_telling": Words(
        zh="值得提醒 {n} 位：{days} 天内预计多赚贡献利润 {expected}",
        en="{n} {n:is|are} worth a message: {expected} more contribution profit expected within {days} {days:day|days}",
    ),
    "nobody_worth_it": Words(
        zh="按假设，没有一位的预期利润抵得过一条消息的成本 {message}",
        en="As assumed, nobody's expected profit covers the {message} that one message costs",
    ),
    "nobody_close": Words(zh="没有人差得这么少", en="Nobody lacks so little"),
    "margin_unknown": Words(
        zh="不知道毛利，算不出值不值得：在“设置”里写明毛利范围，或在会员规则里写 margin_bps",
        en="Without a margin it cannot be told whether it pays: declare one under Settings, or write margin_bps in the programme",
    ),
    "base": Words(
        zh="{days} 天前同样接近的 {n} 位里，{rate} 没人提醒也升级了；这部分不算提醒的功劳",
        en="Of {n} as close {days} {days:day|days} ago, {rate} rose without a message; that is no merit of one",
    ),
    "base_unknown": Words(
        zh="{days} 天前同样接近的只有 {n} 位（不到 {least}），不提醒会有多少人升级还说不准",
        en="Only {n} {n:was|were} as close {days} {days:day|days} ago (fewer than {least}): how many rise by themselves cannot be told yet",
    ),
    "prior": Words(
        zh="假设：提醒另外带动 {moved} 的人补足差额。没有试验，这是先验，不是测得的",
        en="Assumed: a message moves a further {moved} to buy what is missing. Without an experiment this is a prior, not a measurement",
    ),
    "test": Words(
        zh="验证办法：随机分两组，一组提醒、一组不提醒，每组 {n} 位，比较 {days} 天后的升级率",
        en="The test that would tell: two random halves, one told, one not, {n} in each; compare how many rise within {days} {days:day|days}",
    ),
    "test_too_small": Words(
        zh="验证要每组 {n} 位，现在一共 {have} 位，只看得出 {least} 以上的差别：先扩大范围或多攒几批",
        en="A test needs {n} in each of two halves; there are {have} in all, which show a difference of {least} or more: widen the "
        "limit, or collect several rounds",
    ),
    "rights_unknown": Words(
        zh="有的权益没写成本，升级后多出的成本没有计入",
        en="Some rights have no stated cost, so what they cost more in the next tier is not counted",
    ),
}
