"""Who buys from the two demo companies. All names are invented.

`size` is the untaxed amount of a usual invoice in US dollars, whatever currency
the customer is invoiced in; `behaviour` is a key of `behaviours.BEHAVIOURS`.
"""

from typing import NamedTuple


class Customer(NamedTuple):
    """One customer; empty strings are data that nobody has entered yet."""

    key: str
    name: str
    place: str = ""  # country code, state code and city: "us/NY/New York"
    industry: str = ""  # section letter of Odoo's own industries
    behaviour: str = "steady"
    size: float = 0
    basket: str = "cafe"
    basket_before: str = ""  # what they bought in the first of the two years
    term: str = "30"
    journal: str = "bank"
    tags: tuple = ()
    limit: float = 0  # credit limit in the currency of the company
    contact: str = ""  # a person there, to whom some invoices are addressed
    foreign: bool = False  # invoiced in a foreign currency, without tax
    rounding: bool = False  # cash rounding on the invoices
    person: bool = False
    books: tuple = ("main",)


# Product keys and how often each is chosen.
BASKETS = {
    "cafe": {"espresso": 4, "yunnan": 2, "cups": 2, "lids": 1, "syrup": 2},
    "tea": {"longjing": 3, "oolong": 3, "puer": 2, "jasmine": 2},
    "office": {"espresso": 3, "jasmine": 2, "filters": 1, "upkeep": 1},
    "hotel": {"espresso": 3, "jasmine": 3, "cups": 1, "decaf": 1, "upkeep": 1},
    "equip": {"barista": 2, "grinder": 3, "boiler": 2, "course": 1, "upkeep": 1},
    "summer": {"coldbrew": 5, "cups": 2, "lids": 2, "syrup": 2},
    "gift": {"longjing": 3, "puer": 3, "oolong": 2},
    "home": {"yunnan": 3, "espresso": 2, "jasmine": 2, "longjing": 1},
    "supply": {"cups": 4, "lids": 3, "filters": 2},
}

BOTH = ("main", "shanghai")
KEY, WEB, EVENT, RESELL = "key", "web", "event", "reseller"
C = Customer

# A table reads better than one argument a line.
# fmt: off
MAIN = (
    C("meridian", "Grand Meridian Hotels 美瑞酒店集团", "us/NY/New York", "I", "key",
      4200, "hotel", term="45", tags=(KEY,), limit=25000, contact="Laura Bennett",
      books=BOTH),
    C("northwind", "Northwind Foods 北风食品", "us/WA/Seattle", "G", "key", 3600,
      "cafe", term="30", tags=(KEY, RESELL), limit=20000, contact="Peter Hale"),
    C("beanworks", "Beanworks Coffee Bars", "us/CA/San Francisco", "I", "key", 2600,
      "cafe", term="15", tags=(KEY,), limit=15000),
    C("harbor", "Harbor Street Café", "us/MA/Boston", "I", "steady", 640),
    C("lakeside", "Lakeside University Dining", "us/IL/Chicago", "P", "steady", 1350,
      "cafe", term="eofm", contact="Grace Okafor"),
    C("stgiles", "St. Giles Medical Center", "us/PA/Philadelphia", "Q", "steady", 980,
      "office", term="45"),
    C("brightdesk", "BrightDesk Software", "us/CA/Los Angeles", "J", "growing", 460,
      "office", limit=4000),
    C("orchid", "Orchid Tea Rooms", "us/OR/Portland", "I", "growing", 520, "tea",
      "cafe", tags=(EVENT,)),
    C("copperpot", "Copper Pot Roasters", "us/CO/Denver", "C", "steady", 2100, "equip",
      "supply", term="half", limit=12000),
    C("palmetto", "Palmetto Beach Club", "us/FL/Miami", "I", "summer", 1250, "summer"),
    C("frosty", "Frosty's Ice Cream Parlor", "us/NJ/Hoboken", "I", "summer", 700,
      "summer", term="15", journal="credit"),
    C("evergreen", "Evergreen Gift Shops", "us/VT/Burlington", "G", "winter", 1800,
      "gift", contact="Nora Lindqvist"),
    C("kestrel", "Kestrel Logistics", "us/GA/Atlanta", "H", "late", 1250, "office",
      limit=3500),
    C("bluedoor", "Blue Door Restaurants", "us/TX/Austin", "I", "late", 1750, "cafe",
      contact="Miguel Santos"),
    C("ironbridge", "Ironbridge Construction", "us/PA/Pittsburgh", "F", "erratic", 620,
      "office", term="45"),
    C("pinnacle", "Pinnacle Property Group", "us/TX/Dallas", "L", "erratic", 760,
      "hotel"),
    C("sunrise", "Sunrise Diner", "us/NV/Las Vegas", "I", "stopped", 1500, "cafe",
      limit=3000),
    C("redfern", "Redfern Catering", "us/IL/Chicago", "I", "bankrupt", 1700, "cafe"),
    C("oldmill", "Old Mill Bakery", "us/WI/Madison", "C", "leaving", 690, "cafe"),
    C("vantage", "Vantage Fitness Clubs", "us/AZ/Phoenix", "R", "leaving", 540,
      "office"),
    C("tidewater", "Tidewater Bistro", "us/VA/Norfolk", "I", "lost", 450, "cafe"),
    C("cityarts", "City Arts Center", "us/NY/Buffalo", "R", "lost", 380, "office"),
    C("maple", "Maple Leaf Coffee Importers", "ca/ON/Toronto", "G", "returning", 1450,
      "cafe", tags=(RESELL,), contact="Emily Tremblay"),
    C("quickcup", "QuickCup Vending", "us/OH/Columbus", "", "returning", 780,
      "supply"),
    C("fairfield", "Fairfield Wedding Planners", "us/CT/Fairfield", "S", "oneoff",
      2400, "equip", tags=(EVENT,), term="split"),
    C("novalab", "Nova Lab Instruments", "us/MA/Cambridge", "M", "oneoff", 1300,
      "equip"),
    C("rooftop", "Rooftop Garden Bar", "us/NY/Brooklyn", "I", "new", 720, "cafe"),
    C("lumen", "Lumen Coworking", "us/CO/Boulder", "L", "new", 980, "office",
      term="split", limit=5000),
    C("weber", "Kaffeehaus Weber GmbH", "de/DE-BE/Berlin", "I", "steady", 1600, "cafe",
      term="30", foreign=True, contact="Jonas Weber"),
    C("delacroix", "Épicerie Delacroix", "fr//Lyon", "G", "late", 900, "tea",
      foreign=True),
    C("hannah", "Hannah Brooks", "us/CA/Oakland", "T", "walkin", 85, "home",
      term="now", journal="cash", rounding=True, person=True),
    C("omar", "Omar Haddad", "us/MI/Detroit", "", "walkin", 60, "home", term="now",
      journal="credit", tags=(WEB,), person=True),
    C("sofia", "Sofia Marchetti", "", "", "returning", 120, "home", term="now",
      journal="credit", tags=(WEB,), person=True),
    C("dylan", "Dylan Carter", "us/WA/Tacoma", "", "oneoff", 95, "home", term="now",
      journal="credit", tags=(WEB,), person=True),
    C("oakridge", "Oakridge Senior Living", "us/OH/Cleveland", "Q", "credit_only",
      310, "office"),
    C("skyline", "Skyline Conference Center", "us/IL/Chicago", "I", "prospect",
      tags=(EVENT,)),
    C("mosaic", "Mosaic Design Studio", "", "", "prospect"),
    C("priya", "Priya Raman", "us/NY/New York", "", "prospect", person=True),
)

SHANGHAI = (
    C("jinxiu", "上海锦绣江南大酒店", "cn/SH/上海", "I", "slow", 2500, "hotel",
      term="45", tags=(KEY,), limit=180000, contact="陈思远"),
    C("yunshan", "云山茶咖连锁有限公司", "cn/ZJ/杭州", "I", "key", 1900, "cafe", "tea",
      tags=(KEY,), limit=120000, contact="林晓梅"),
    C("huaxing", "苏州华兴电子有限公司", "cn/JS/苏州", "C", "steady", 850, "office",
      term="45"),
    C("tongde", "同德堂医疗管理有限公司", "cn/SH/上海", "Q", "steady", 620, "office"),
    C("zhiyuan", "致远国际学校", "cn/SH/上海", "P", "steady", 900, "cafe", term="eofm",
      contact="王建国"),
    C("lanting", "兰亭书吧", "cn/ZJ/绍兴", "I", "steady", 330, "tea", journal="credit"),
    C("xingchen", "星辰网络科技有限公司", "cn/BJ/北京", "J", "growing", 480, "office",
      limit=40000),
    C("mingyue", "明月新式茶饮有限公司", "cn/GD/深圳", "I", "growing", 760, "tea",
      "supply", contact="黄嘉怡"),
    C("haibin", "厦门海滨冷饮店", "cn/FJ/厦门", "I", "summer", 640, "summer",
      term="15"),
    C("fuman", "福满堂礼品有限公司", "cn/JS/南京", "G", "winter", 1900, "gift",
      tags=(RESELL,)),
    C("changfeng", "长风物流有限公司", "cn/SD/青岛", "H", "late", 560, "office"),
    C("dexin", "德馨餐饮管理有限公司", "cn/SH/上海", "I", "late", 980, "cafe",
      limit=50000, contact="周雅琴"),
    C("jianye", "建业装饰工程有限公司", "cn/HA/郑州", "F", "erratic", 540, "office",
      term="45"),
    C("hongyun", "鸿运大酒楼", "cn/AH/合肥", "I", "stopped", 720, "tea",
      limit=30000),
    C("baolong", "宝隆百货商场", "cn/HB/武汉", "G", "leaving", 880, "gift"),
    C("qingfeng", "清风雅集茶馆", "cn/SC/成都", "I", "lost", 420, "tea"),
    C("ruixiang", "瑞祥食品贸易有限公司", "cn/GD/广州", "G", "returning", 1100, "tea",
      tags=(RESELL,), contact="何志强"),
    C("tianyi", "天翼会展服务有限公司", "cn/SH/上海", "S", "oneoff", 2100, "equip",
      term="half", tags=(EVENT,)),
    C("xinghe", "星河精品咖啡馆", "cn/SH/上海", "I", "new", 540, "cafe"),
    C("pacific", "Pacific Rim Tea Traders 环太茶业", "us/CA/San Diego", "G", "steady",
      2200, "tea", term="half", foreign=True),
    C("liuyang", "刘洋", "cn/SH/上海", "T", "walkin", 45, "home", term="now",
      journal="cash", rounding=True, person=True),
    C("zhangmin", "张敏", "cn/SH/上海", "", "walkin", 38, "home", term="now",
      journal="credit", tags=(WEB,), person=True),
    C("sunli", "孙莉", "", "", "oneoff", 70, "gift", term="now", journal="credit",
      tags=(WEB,), person=True),
    C("wanhe", "万和物业服务有限公司", "cn/CQ/重庆", "L", "prospect"),
    C("boya", "博雅培训学校", "", "P", "prospect"),
)
# fmt: on

CUSTOMERS = MAIN + tuple(
    customer._replace(books=("shanghai",)) for customer in SHANGHAI
)

# Odoo translates the names of tags.
TAGS = {
    KEY: ("Key account", "重点客户"),
    WEB: ("Web shop", "网上商城"),
    EVENT: ("Events", "活动客户"),
    RESELL: ("Reseller", "经销商"),
}
