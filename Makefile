# Everything is made in .dev/ and can be removed at any time. `make` alone explains.
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s%s\n", $$1, $$2 }' Makefile
run: ## Odoo 19 with the add-ons and the demo books; PORT=8069 ODOO_HOME=
	@dev/run.sh
test: ## linters and all tests, on all processors; WORKERS=2 ARGS="-k name" for some of the tests
	@dev/test.sh $(ARGS)
slow: ## tests that take minutes: upgrades of older versions, other apps beside ours
	@dev/test.sh -m slow dev/checks $(ARGS)
odoo-tests: ## Odoo's own tests without and with the add-ons: the difference
	@dev/odoo-tests.sh $(ARGS)
lint: ## the linters alone
	@dev/lint.sh
format: ## rewrite what the linters can mend
	@dev/lint.sh --fix
bench: ## how fast it is; CUSTOMERS=10000 INVOICES=100000
	@dev/bench/run.sh $(ARGS)
soak: ## thirty simulated days, then everything has to agree; SEEDS="1 2" DAYS=30 ACTS=25
	@dev/soak/run.sh $(ARGS)
shot: ## a picture of a page of `make run`; ARGS="/odoo/customers-by-class out.png"
	@dev/shot.sh $(ARGS)
docs: ## write what is made of code: docs/metrics.md, the examples in docs/extend.md
	@dev/docs.sh
pictures: ## the pictures of the README, from the running app
	@dev/pictures.sh
setup: ## what the others need: Odoo, PostgreSQL, template database
	@dev/setup.sh
stop: ## stop Odoo and PostgreSQL
	@dev/stop.sh

.PHONY: help run test slow odoo-tests lint format bench soak shot docs pictures setup stop
