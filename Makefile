# The front door. Meson compiles; this only says what there is to do.
#   make demo    install what is needed, build, run the main job on a made-up register, show what came out
#   make check   install what is needed, build, pass the tests

BUILD  ?= build
DEPS    = tools/deps.sh
SUITE  ?= debug
export MUNIMENT_BUILD = $(CURDIR)/$(BUILD)/$(SUITE)

.PHONY: all demo check check-unit check-integration check-sql check-asan lint format bench coverage fuzz mutate \
        deps clean release debug asan dist install deb check-deb check-service check-autopkgtest check-hosts check-pages

all: release

# --- what a newcomer types -------------------------------------------------------------------------------

demo: deps-demo release
	/usr/bin/python3 tools/demo.py $(if $(KEEP),--keep)

check: deps-check $(SUITE)
	tools/check.sh $(BUILD)/$(SUITE)

# --- builds, side by side --------------------------------------------------------------------------------

release: deps-build
	$(call build,$@,--buildtype=release)

debug: deps-build
	$(call build,$@,--buildtype=debug -Doptimization=g)

asan: deps-build
	$(call build,$@,--buildtype=debug -Doptimization=1 -Db_sanitize=address$(comma)undefined)

coverage-build: deps-build deps-lint
	$(call build,coverage,--buildtype=debug -Db_coverage=true)

fuzz-build: export CC = clang
fuzz-build: deps-build deps-lint
	$(call build,fuzz,--buildtype=debug -Doptimization=1 -Dfuzz=true -Db_sanitize=address$(comma)undefined -Db_lundef=false)

comma := ,
define build
test -d $(BUILD)/$1 || meson setup -Ddata_dir=$(CURDIR) $2 $(BUILD)/$1 >$(BUILD)/$1.log 2>&1 || { cat $(BUILD)/$1.log; rm -rf $(BUILD)/$1; false; }
ninja -C $(BUILD)/$1 $(if $(VERBOSE),,--quiet)
endef

# --- parts of the check ----------------------------------------------------------------------------------

check-unit: deps-check $(SUITE)
	tools/check.sh $(BUILD)/$(SUITE) unit

check-sql: deps-check $(SUITE)
	tools/check.sh $(BUILD)/$(SUITE) sql

check-integration: deps-check $(SUITE)
	tools/check.sh $(BUILD)/$(SUITE) integration

check-asan:
	$(MAKE) check SUITE=asan

lint: deps-lint deps-check debug
	tests/lint/run.sh $(BUILD)/debug

format: deps-lint
	git ls-files 'daemon/*.[ch]' 'tests/*.[ch]' 'bench/*.[ch]' | xargs clang-format -i

# make mutate FILE=daemon/model/disclosure.c M=20: breaks it one line at a time, for so many minutes, and lists what no
# test told of. A call goes on where the last one ended. Not part of .ci/run.
mutate: deps-check
	tools/mutate.py "$(FILE)" --minutes "$(or $(M),60)"

bench: deps-check release
	tools/bench.sh $(BUILD)

coverage: deps-check deps-lint coverage-build
	tools/check.sh $(BUILD)/coverage unit
	ninja -C $(BUILD)/coverage coverage-text && cat $(BUILD)/coverage/meson-logs/coverage.txt

# make fuzz T=identifier S=60: one fuzzer for so many seconds; without T, each of them.
fuzz: fuzz-build
	tools/fuzz.sh $(BUILD)/fuzz "$(T)" "$(or $(S),30)"

# --- the rest --------------------------------------------------------------------------------------------

deps: deps-build deps-demo deps-check deps-lint
deps-build:
	@mkdir -p $(BUILD)
	@$(DEPS) build
deps-demo:
	@$(DEPS) build run
deps-check:
	@$(DEPS) build run check
deps-lint:
	@$(DEPS) build lint

install: release
	DESTDIR=$(DESTDIR) meson install -C $(BUILD)/release

deb:
	@$(DEPS) build package
	tools/deb.sh $(BUILD)/deb

check-deb: deb
	tests/service/packages.sh $(BUILD)/deb

# Every page of HTML, in a browser, by a checker that is not ours.
check-pages: deps-check debug
	tests/pages.sh $(BUILD)

# In a Debian of its own, booted with systemd; needs root, namespaces and cgroups.
check-service: deps-check deb
	@$(DEPS) service
	tests/service/run.sh $(BUILD)/deb $(BUILD)/service

# As autopkgtest would: the package's own test, on a system that has the packages.
check-autopkgtest: deps-check deb
	@$(DEPS) service
	tests/service/run.sh $(BUILD)/deb $(BUILD)/service autopkgtest

# Several hosts on one database, as network namespaces; needs root.
check-hosts: deps-check $(SUITE)
	@$(DEPS) hosts
	MUNIMENT_HOSTS=1 /usr/bin/python3 -m pytest -q -rs -s -p no:cacheprovider tests/integration/test_hosts.py

dist:
	git archive --prefix=muniment/ -o $(BUILD)/muniment.tar.gz HEAD

clean:
	-tools/private-postgres.sh stop $(BUILD)/demo 2>/dev/null
	rm -rf $(BUILD)
