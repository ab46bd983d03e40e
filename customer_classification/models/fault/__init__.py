"""What a refresh could not do, kept where the person who can mend it looks."""

from . import customer_refresh_fault, dimension, rules, res_partner_category
