from . import customer_profile, customer_profile_facts
