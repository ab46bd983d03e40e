from . import above_average, customer_profile, customer_profile_facts
