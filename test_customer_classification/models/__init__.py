from . import above_average, customer_profile
