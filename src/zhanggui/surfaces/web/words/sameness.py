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
    same_more=("先显示 {shown} 个，决定后会出现其余的。", "The first {shown}; the others follow once these are decided."),
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
    same_open=("查看与决定", "See and decide"),
    done_same_confirmed=("已确认，下次发布时生效。", "Confirmed; it takes effect at the next publishing."),
    done_same_refused=("已记下，不再建议。", "Noted; it is not proposed again."),
    done_same_undone=("已撤销，下次发布时恢复。", "Undone; figures are back at the next publishing."),
    done_same_published=("已发布新版本。", "A new version is published."),
)
