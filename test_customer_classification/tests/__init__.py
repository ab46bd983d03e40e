from . import test_metric_family
from . import test_poison
