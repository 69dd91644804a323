# Two commands matter: `make run` and `make test`. Both need Python 3.11+ and nothing else.
SHELL := /bin/sh
BOOT := tools/bootstrap.sh

.PHONY: run test serve stop lint bench messages help

help:            ## say what there is
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:[^#]*##/\t/'
run:             ## install, start the database, migrate, load the demo, serve on http://127.0.0.1:8000
	@$(BOOT) run
test:            ## install and run all tests
	@$(BOOT) test $(ARGS)
serve:           ## the production set-up on this machine (needs SECRET_KEY)
	@$(BOOT) serve
stop:            ## stop a database server that was left behind
	@$(BOOT) stop
lint:            ## formatter, linters, types, import direction, migrations
	@$(BOOT) lint
bench:           ## measure, and print the figures beside a baseline
	@$(BOOT) bench $(ARGS)
messages:        ## collect the texts to translate into locale/en
	@$(BOOT) manage collect_messages
