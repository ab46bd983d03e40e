"""The groups of users that our code asks for, by their XML ids."""

#: May see classes and numbers.
USER = "customer_classification.group_user"
#: May configure classification.
MANAGER = "customer_classification.group_manager"
#: May see documents: of these groups one is enough.
INVOICING = "account.group_account_invoice,account.group_account_readonly"
