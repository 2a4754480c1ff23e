"""What do the pages of one product and one member say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

SAMENESS = both(
    same_title=("同一商品", "One product"),
    same_lead=(
        "同一商品在各渠道编码不同。编码完全一致的自动合并；其余由人确认。已发布的数字在下次发布时才改变，撤销后完全恢复。",
        "One product has another code on each channel. Exact codes are joined by themselves; people confirm the rest. "
        "Figures change at the next publishing, and undoing brings the old ones back exactly.",
    ),
    same_waiting=("{n} 个决定在下次发布时生效。", "Waiting for the next publishing: {n}."),
    same_publish=("现在发布", "Publish now"),
    same_proposed=("待确认（{n}）", "To decide ({n})"),
    same_none=("没有待确认的编码。", "No codes to decide about."),
    same_more=(
        "先显示 {shown} 个，决定后会出现其余的。",
        "The first {shown}; the others follow once these are decided.",
    ),
    same_code=("{channel} 的编码", "Code on {channel}"),
    same_counts_as=("计为", "Counts as"),
    same_choose=("选择 {code}", "Choose {code}"),
    same_why=("理由（可不填）", "Reason (optional)"),
    same_confirm=("是同一商品", "They are one product"),
    same_refuse=("不是", "They are not"),
    same_joined=("已合并（{n}）", "Joined ({n})"),
    same_refused=("已否认（{n}）", "Refused ({n})"),
    same_decided=("决定", "Decided"),
    same_way=("依据", "Found by"),
    same_in_force=("生效", "In force"),
    same_yes=("是", "yes"),
    same_next=("下次发布", "next publishing"),
    same_undo=("撤销", "Undo"),
    same_shared=("几个渠道编码相同（{n}）", "The same code on several channels ({n})"),
    same_shared_lead=(
        "编码相同即按同一商品计算。若某个渠道的是另一商品，请分开。",
        "The same code counts as one product. Where a channel's is another one, part it.",
    ),
    same_part=("分开 {channel}", "Part {channel}"),
    same_by_hand=("人工合并", "Join by hand"),
    same_channel=("渠道", "Channel"),
    same_code_label=("该渠道的编码", "Code on that channel"),
    same_sku_label=("计为 SKU", "Counts as SKU"),
    same_join=("合并", "Join"),
    same_both=("同一商品、同一会员", "One product, one member"),
    same_both_lead=(
        "各渠道的编码和账号不同：确认哪些是同一商品、哪些是同一个人。",
        "Codes and accounts differ by channel: confirm which are one product, and which one person.",
    ),
    member_title=("同一会员", "One member"),
    member_lead=(
        "同一个人在各渠道有不同账号；手机、邮箱等假名相同的，建议合并为一位会员。合并前先看影响，合并后可随时拆开。",
        "One person has an account on each channel. Customers with the same phone, e-mail or id, by pseudonym, are proposed as one "
        "member. See the effect first; a member can be taken apart at any time.",
    ),
    member_none=("没有待确认的会员。", "No members to decide about."),
    member_orders=("{n} 单 · {channels}", "{n} orders · {channels}"),
    member_preview=("看影响并决定", "See the effect and decide"),
    member_preview_lead=(
        "按当前版本算出；只有发布新版本之后，数字才会这样改变。",
        "Worked out on the current version; figures change like this once a new version is published.",
    ),
    member_unmerge_title=("拆开这位会员", "Take this member apart"),
    member_unmerge_open=("看影响并拆开", "See the effect and undo"),
    member_whole_shop=("全店", "Whole shop"),
    member_person=("这个人", "The person"),
    member_before=("之前", "Before"),
    member_after=("之后", "After"),
    member_merge=("合并为一位会员", "Merge into one member"),
    member_unmerge=("拆开", "Take apart"),
    member_refuse=("不是同一个人", "They are different people"),
    member_merged=("已合并（{n}）", "Merged ({n})"),
    member_customers=("顾客（假名）", "Customers (pseudonyms)"),
    member_counts_as=("计为", "Count as"),
    member_evidence=("证据", "Evidence"),
    member_too_shared=("共用太多，不作依据", "Shared by too many to prove anything"),
    member_too_shared_line=(
        "一个{kind}被 {n} 位顾客共用（{channels}），超过 {limit} 位：可能是店铺自己或快递的号码。",
        "One {kind} is shared by {n} customers ({channels}), more than {limit}: perhaps the shop's own or a courier's.",
    ),
    member_too_long_line=(
        "{n} 位顾客经共用的身份连成一组，超过 {limit} 位，不建议合并。",
        "{n} customers are connected by what they share, more than {limit}; they are not proposed as one.",
    ),
    done_member_merged=("已合并，下次发布时生效。", "Merged; it takes effect at the next publishing."),
    done_same_confirmed=("已确认，下次发布时生效。", "Confirmed; it takes effect at the next publishing."),
    done_same_refused=("已记下，不再建议。", "Noted; it is not proposed again."),
    done_same_undone=("已撤销，下次发布时恢复。", "Undone; figures are back at the next publishing."),
    done_same_published=("已发布新版本。", "A new version is published."),
)
