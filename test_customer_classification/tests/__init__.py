from . import test_metric_family, test_poison
