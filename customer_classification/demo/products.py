"""What the demo companies sell: five categories of a coffee and tea wholesaler.

Prices and costs are in US dollars; `plan.PRICE_FACTOR` brings them to the
currency of the company that sells.
"""

from typing import NamedTuple


class Product(NamedTuple):
    """One article: `price` and `cost` of one unit, before tax."""

    key: str
    category: str
    name: str
    name_zh: str
    price: float
    cost: float
    service: bool = False


# Category names are not translatable in Odoo, so they carry both languages.
CATEGORIES = {
    "coffee": "Coffee 咖啡",
    "tea": "Tea 茶叶",
    "machines": "Machines 设备",
    "supplies": "Cups and supplies 杯具耗材",
    "service": "Service and training 服务培训",
}

PRODUCTS = (
    Product(
        "espresso", "coffee", "Espresso blend, 1 kg", "意式拼配咖啡豆 1 公斤", 24, 15
    ),
    Product(
        "yunnan", "coffee", "Yunnan arabica, 1 kg", "云南小粒咖啡豆 1 公斤", 32, 19
    ),
    Product("decaf", "coffee", "Decaf blend, 1 kg", "低因咖啡豆 1 公斤", 29, 20.5),
    Product(
        "coldbrew", "coffee", "Cold brew concentrate, 5 l", "冷萃浓缩液 5 升", 46, 27
    ),
    Product("longjing", "tea", "Longjing green tea, 500 g", "龙井绿茶 500 克", 58, 26),
    Product("oolong", "tea", "Tieguanyin oolong, 500 g", "铁观音乌龙茶 500 克", 44, 21),
    Product("puer", "tea", "Ripe pu'er cake, 357 g", "熟普洱茶饼 357 克", 36, 15),
    Product(
        "jasmine", "tea", "Jasmine tea bags, 100 pieces", "茉莉花茶包 100 袋", 15, 6.5
    ),
    Product(
        "barista",
        "machines",
        "Two-group espresso machine",
        "双头半自动咖啡机",
        3900,
        3180,
    ),
    Product("grinder", "machines", "On-demand grinder", "定量磨豆机", 640, 495),
    Product("boiler", "machines", "Water boiler, 20 l", "商用开水器 20 升", 420, 318),
    Product("cups", "supplies", "Paper cups, carton of 1000", "纸杯 1000 只装", 62, 38),
    Product("lids", "supplies", "Lids, carton of 1000", "杯盖 1000 只装", 31, 17),
    Product("syrup", "supplies", "Vanilla syrup, 6 bottles", "香草糖浆 6 瓶装", 48, 27),
    Product("filters", "supplies", "Water filter cartridge", "滤芯", 85, 46),
    Product(
        "upkeep",
        "service",
        "Machine maintenance visit",
        "设备维护上门服务",
        180,
        75,
        True,
    ),
    Product(
        "course",
        "service",
        "Barista course, one day",
        "咖啡师培训 一天",
        350,
        110,
        True,
    ),
)
