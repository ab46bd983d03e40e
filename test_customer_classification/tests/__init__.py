from . import test_independent, test_metric_family, test_poison
