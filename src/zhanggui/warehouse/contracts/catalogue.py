"""Which products does the shop sell, and who buys them?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


class Products(Contract):
    """One sellable product (SKU) of the shop."""

    name = "products"
    kind = "dimension"
    title = Words(zh="商品", en="Products")
    grain = Words(zh="每个 SKU 一行", en="one row per SKU")
    key = ("sku",)
    export_hint = Words(
        zh="ERP 或千牛的商品资料表；Shopify：Products → Export",
        en="the product sheet of the ERP or Qianniu; Shopify: Products → Export",
    )

    sku = column("text", "SKU", "SKU", required=True)
    product_name = column("text", "商品名称", "Product name")
    parent_sku = column(
        "text", "款号", "Parent SKU", about_zh="货号；同款不同规格共用", about_en="Style; shared by its variants"
    )
    variant = column("text", "规格", "Variant")
    category = column("text", "类目", "Category", about_zh="一级类目", about_en="Top level")
    subcategory = column("text", "二级类目", "Subcategory")
    leaf_category = column("text", "叶子类目", "Leaf category")
    brand = column("text", "品牌", "Brand")
    supplier_id = column("text", "供应商", "Supplier")
    barcode = column("text", "条码", "Barcode")
    unit = column("text", "单位", "Unit")
    weight_grams = column("integer", "重量（克）", "Weight in grams")
    pack_units = column(
        "integer",
        "每箱件数",
        "Units per pack",
        about_zh="进货须为其整数倍",
        about_en="Purchases come in multiples of it",
    )
    minimum_order_units = column("integer", "起订量", "Minimum order in units")
    lead_time_days = column(
        "integer", "补货天数", "Lead time in days", about_zh="下单到入库", about_en="From order to warehouse"
    )
    shelf_life_days = column("integer", "保质期（天）", "Shelf life in days")
    list_price_minor = column("money", "标价", "List price")
    currency = column("text", "币种", "Currency")
    launched_day = column("day", "上架日", "Launched on")
    retired_day = column("day", "下架日", "Retired on")
    status = column("text", "状态", "Status", choices=("active", "draft", "retired"))
    tags = column("text", "标签", "Tags")


class Listings(Contract):
    """One product page of a channel, with the variant it sells: where the channel's ids meet the shop's SKUs."""

    name = "listings"
    kind = "dimension"
    title = Words(zh="平台商品", en="Listings")
    grain = Words(zh="每个渠道每个商品页每个规格一行", en="one row per product page and variant of a channel")
    key = ("channel", "listing_id", "listing_sku_id")
    export_hint = Words(
        zh="千牛“商品管理”、抖店“商品列表”等的商品导出；Shopify：Products → Export",
        en="product exports of Qianniu, Doudian and the like; Shopify: Products → Export",
    )

    channel = column("text", "渠道", "Channel", required=True)
    listing_id = column("text", "平台商品编号", "Listing id", required=True)
    listing_sku_id = column(
        "text",
        "平台 SKU 编号",
        "Listing SKU id",
        about_zh="单规格商品为空",
        about_en="Empty where there are no variants",
    )
    sku = column("text", "SKU", "SKU", about_zh="对应的商家编码", about_en="The merchant's code it stands for")
    listing_title = column("text", "标题", "Listing title")
    subtitle = column("text", "副标题", "Subtitle")
    variant = column("text", "规格", "Variant")
    category = column(
        "text", "类目", "Category", about_zh="平台类目路径，以 / 分隔", about_en="The channel's path, by /"
    )
    brand = column("text", "品牌", "Brand")
    attributes = column(
        "text", "属性", "Attributes", about_zh="“名称:值”以分号分隔", about_en="name:value, by semicolon"
    )
    selling_points = column("text", "卖点", "Selling points", about_zh="以分号分隔", about_en="By semicolon")
    description = column("text", "详情", "Description")
    search_title = column("text", "搜索标题", "Title for search engines")
    search_description = column("text", "搜索描述", "Description for search engines")
    price_minor = column("money", "售价", "Price")
    list_price_minor = column("money", "划线价", "Compare-at price")
    currency = column("text", "币种", "Currency")
    available = column("integer", "可售库存", "Available")
    main_picture = column("text", "主图", "Main picture", about_zh="图片地址", about_en="Its address")
    picture_count = column("integer", "图片数", "Pictures")
    has_video = column("flag", "有视频", "Has a video")
    status = column("text", "状态", "Status", choices=("active", "draft", "off_shelf", "blocked"))
    listed_at = column("instant", "上架时间", "Listed at")
    delisted_at = column("instant", "下架时间", "Taken down at")
    tags = column("text", "标签", "Tags")


class Customers(Contract):
    """One customer, known only by a pseudonym."""

    name = "customers"
    kind = "dimension"
    title = Words(zh="顾客", en="Customers")
    grain = Words(zh="每位顾客一行", en="one row per customer")
    key = ("customer",)
    export_hint = Words(
        zh="会员系统或私域的会员表；Shopify：Customers → Export",
        en="the member list of the shop's CRM; Shopify: Customers → Export",
    )

    customer = column("pseudonym", "顾客", "Customer", required=True)
    member_since = column("day", "入会日", "Member since")
    tier = column("text", "等级", "Tier")
    country = column("text", "国家", "Country")
    province = column("text", "省份", "Province")
    city = column("text", "城市", "City")
    birth_month = column("integer", "生日月", "Birth month")
    gender = column("text", "性别", "Gender")
    age_band = column("text", "年龄段", "Age band")
    income_band = column("text", "收入段", "Income band")
    household_size = column("text", "家庭人数", "Household size")
    accepts_email = column("flag", "接受邮件", "Accepts e-mail")
    accepts_sms = column("flag", "接受短信", "Accepts SMS")
    referred_by = column("pseudonym", "推荐人", "Referred by")
    tags = column("text", "标签", "Tags")


class Identities(Contract):
    """One way in which a customer is known to a channel."""

    name = "identities"
    kind = "dimension"
    title = Words(zh="顾客身份", en="Identities")
    grain = Words(zh="每位顾客的每个身份一行", en="one row per identity of a customer")
    key = ("channel", "kind_of_identity", "identity", "customer")
    export_hint = Words(
        zh="由系统从订单与会员表中认出，无需单独导出",
        en="recognised in orders and member lists; needs no export of its own",
    )

    channel = column("text", "渠道", "Channel", required=True)
    kind_of_identity = column(
        "text",
        "身份类型",
        "Kind of identity",
        required=True,
        choices=("account", "phone", "email", "platform_id", "address", "name"),
    )
    identity = column("pseudonym", "身份假名", "Identity", required=True)
    customer = column("pseudonym", "顾客", "Customer", required=True)
    first_seen_at = column("instant", "首次出现", "First seen")


class Exposures(Contract):
    """Who was put in which arm of a campaign or experiment."""

    name = "exposures"
    kind = "fact"
    title = Words(zh="触达与分组", en="Exposures")
    grain = Words(zh="每次实验每位顾客一行", en="one row per experiment and customer")
    key = ("experiment", "customer")
    export_hint = Words(
        zh="决策执行时由系统写入；外部实验可导入分组名单",
        en="written when a decision is applied; the arms of an outside experiment can be loaded",
    )

    experiment = column("text", "实验", "Experiment", required=True)
    customer = column("pseudonym", "顾客", "Customer", required=True)
    arm = column(
        "text",
        "组别",
        "Arm",
        required=True,
        about_zh="treatment、holdout 或变体名",
        about_en="treatment, holdout, or a variant's name",
    )
    assigned_at = column("instant", "分组时间", "Assigned at", required=True)
    exposed_at = column("instant", "触达时间", "Exposed at")
    channel = column("text", "触达渠道", "Contact channel")
    proposal_id = column("text", "决策", "Decision")
    stratum = column("text", "分层", "Stratum")
