"""How are phones, addresses, e-mails and numbers of identity cards taken out of what people write?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏",
    "宁夏", "新疆", "香港", "澳门",
)  # fmt: skip
MUNICIPALITIES = ("北京", "天津", "上海", "重庆", "香港", "澳门")
_PLACE = "省|自治区|市|区|县|旗|镇|乡|街道|路|街|大道|胡同|巷|弄|里|村|组|小区|花园|新城|大厦|广场|公寓|宿舍|校区"
_INSIDE = "号楼|号|栋|幢|单元|座|楼|层|室|户"
_NUMBER = "[0-9０-９一二三四五六七八九十百零〇A-Za-z-]"

# In this order: what a later pattern would cut in two comes first.
_REGION = rf"(?:{'|'.join(PROVINCES)})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?\s*[\p{{Han}}]{{1,10}}(?:市|区|县|州|盟)"
_STREET_WORDS = "street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct"
PATTERNS = (
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]"),
    (
        r"(^|[^0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]($|[^0-9])",
        r"\1[id]\2",
    ),
    (r"\d{12,}", "[number]"),
    (r"(?:\+?(?:00)?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}", "[phone]"),
    (r"(?:\(?0\d{2,3}\)?[ -]?)\d{7,8}(?:[ -]\d{1,6})?", "[phone]"),
    (r"\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}", "[phone]"),
    (
        r"(?:微信|vx|VX|Vx|wx|WX|wechat|WeChat|QQ|qq|旺旺)(?:号|id|ID)?[\s:：是]*[A-Za-z0-9_-]{5,}",
        "[account]",
    ),
    (rf"{_REGION}(?:\s*[\p{{Han}}0-9A-Za-z０-９-]{{1,24}}(?:{_PLACE}|{_INSIDE}))*", "[address]"),
    (
        rf"(?:[\p{{Han}}]{{1,10}}(?:{_PLACE})\s*){{1,6}}(?:{_NUMBER}{{1,8}}(?:{_INSIDE})\s*)+(?:{_NUMBER}{{1,6}})?",
        "[address]",
    ),
    (rf"(?:{_NUMBER}{{1,6}}(?:{_INSIDE})\s*){{2,}}(?:{_NUMBER}{{1,6}})?", "[address]"),
    (rf"(?i)\b\d{{1,5}}\s+(?:[A-Z][\w']*\s+){{1,4}}(?:{_STREET_WORDS})\b\.?", "[address]"),
    (
        r"(收件人|收货人|联系人|姓名|签收人|名字)(?:改为|改成|换成|是|为)?\s*[:：]?\s*[\p{Han}·]{2,4}",
        r"\1[name]",
    ),
    (r"\d{11,}", "[number]"),
)
# Most notes have none of these: no long number, no @, no word of a place or a person.
TELLING = (
    r"\d[\d ()-]{5,}|@|省|市|区|县|镇|乡|路|街|巷|村|楼|栋|幢|室|单元|号|收件|收货|联系|姓名|签收|名字|微信|旺旺"
    r"|(?i:qq|vx|wx|wechat)|\d+\s+[A-Za-z]"
)


def teach_scrubbing(engine: DuckDBPyConnection) -> None:
    """Give the engine the macros `scrubbed`, `province_of` and `city_of`."""
    text = "text"
    for pattern, instead in PATTERNS:
        text = f"regexp_replace({text}, {quoted(pattern)}, {quoted(instead)}, 'g')"
    telling = quoted(TELLING)
    engine.execute(
        f"CREATE OR REPLACE TEMP MACRO scrubbed(text) AS CASE WHEN regexp_matches(text, {telling}) THEN {text} ELSE text END"
    )
    names = "|".join(PROVINCES)
    engine.execute(
        "CREATE OR REPLACE TEMP MACRO province_of(address) AS "
        rf"nullif(regexp_extract(address, '^\s*(?:中国)?\s*({names})', 1), '')"
    )
    engine.execute(
        "CREATE OR REPLACE TEMP MACRO city_of(address) AS CASE "
        f"WHEN regexp_matches(province_of(address), '{'|'.join(MUNICIPALITIES)}') THEN province_of(address) "
        rf"ELSE nullif(regexp_extract(address, '^\s*(?:中国)?\s*(?:{names})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)?"
        r"\s*([\p{Han}]{2,10}?(?:市|自治州|地区|盟))', 1), '') END"
    )
