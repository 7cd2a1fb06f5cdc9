# marktap: what people and machines run. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
HEADERS ?= /usr
DESTDIR ?=
SWIFT ?= swift
RELEASE := .build/release
CURRENT := $(RELEASE)/marktap

BUILD_PACKAGES := pkg-config libbpf-dev libelf-dev libdw-dev libtraceevent-dev libtracecmd-dev zlib1g-dev \
	liblzma-dev libbz2-dev libzstd-dev liblz4-dev liblzo2-dev
TEST_PACKAGES := strace bpftool trace-cmd gcc libc6-dev lz4 lzop zstd make openssl \
	linux-headers-$(shell dpkg --print-architecture)
BENCH_PACKAGES := bpftrace bpftool trace-cmd linux-perf strace gcc libc6-dev
GUEST_PACKAGES := qemu-system-x86 busybox-static xz-utils gcc make libelf-dev

# What `make guest` boots, a kernel of a Debian suite or any image, and what it runs there with which tool.
SUITE ?= bookworm
FLAVOUR ?= cloud-amd64
KERNEL ?=
# Where modules for $(KERNEL) are built; a kernel of Debian has its own.
KERNEL_BUILD ?=
# What `make kernels` checks the examples for.
KERNELS ?= bullseye/cloud-amd64 $(addprefix bookworm/,cloud-amd64 amd64 rt-amd64) $(addprefix trixie/cloud-,amd64 arm64)
CASES ?= Tests/GuestTests/Cases Tests/GuestTests/Engines
MARKTAP ?= $(CURRENT)

# Installs those of $(1) that are missing, and nothing if all are there.
define install
	@missing=; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
	    || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  [ "$$(id -u)" = 0 ] || { echo "run as root, or install these packages first" >&2; exit 3; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

.PHONY: help dependencies build audit test check names names-check format imports live guest guest-tools \
	audit-tools event-schemas guests bench bench-modules golden fuzz sanitize install clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 24

dependencies: ## install the libraries that building needs (Debian, root)
	$(call install,$(BUILD_PACKAGES))

build: dependencies ## build the release
	$(SWIFT) build -c release --product marktap
	$(SWIFT) build -c release --product marktap-run
	$(SWIFT) build -c release --product marktap-trace

audit: build ## build, then audit the system calls of `ls -l /etc`; without root, those of a recording
	@if [ "$$(id -u)" = 0 ]; then $(CURRENT) audit -- ls -l /etc; else \
	  echo "not root: this replays examples/recordings/ls.dat, the calls of ls as they were recorded"; \
	  $(CURRENT) audit --input examples/recordings/ls.dat; \
	fi

test: dependencies ## run all tests that this machine can run
	$(call install,$(TEST_PACKAGES))
	for tools in audit-tools event-schemas; do $(MAKE) -s $$tools >/dev/null || \
	  echo "tests that need what 'make $$tools' gets are skipped: it cannot be had here"; done
	$(SWIFT) build --build-tests
	@# What fails is shown; .build/tests.log has all.
	set -o pipefail; $(SWIFT) test --skip-build 2>&1 | tee .build/tests.log \
	  | grep -a --line-buffered -E '^(✘|↳|error:|[^[:alnum:]]+ Test run)|Fatal error|warning: '

check: dependencies format names-check test ## the gate: format, warnings, imports, tests here and in a guest
	@if $(MAKE) -s guest-tools && Scripts/guest-kernel $(SUITE) .build/guest $(FLAVOUR) >/dev/null; then \
	  $(MAKE) guest && for flavour in amd64 rt-amd64; do \
	    $(MAKE) guest FLAVOUR=$$flavour CASES=Tests/GuestTests/Cases/formats.sh || exit; \
	  done && $(MAKE) kernels; \
	else echo "skipped the tests in a guest: QEMU or a kernel for it cannot be had here"; fi
	git diff --check

names: ## write the names in tapsets/syscall from HEADERS, the usr directory of an unpacked linux-libc-dev
	Scripts/system-call-names tapsets/syscall/names.table tapsets/syscall/names $(HEADERS)

names-check: ## fail if this machine's headers have names that tapsets/syscall lacks
	$(call install,$(TEST_PACKAGES))
	Scripts/system-call-names --check tapsets/syscall/names.table tapsets/syscall/names

format: ## fail if the format of the sources is not what .swift-format says
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

imports: dependencies ## check that each target imports downwards only
	$(SWIFT) test --filter ArchitectureTests

live: dependencies ## run the tests that need root and a kernel with BPF
	$(call install,$(TEST_PACKAGES))
	$(SWIFT) test --filter 'Live|Audit'

guest: guest-tools $(if $(filter $(CURRENT),$(MARKTAP)),build) ## test in a guest: SUITE=, FLAVOUR= or KERNEL= and KERNEL_BUILD=, CASES=, MARKTAP=
	$(SWIFT) build --product guest-tests
	set -e; kernel='$(KERNEL)'; headers='$(KERNEL_BUILD)'; \
	  [ "$$kernel" ] || { kernel=$$(Scripts/guest-kernel $(SUITE) .build/guest $(FLAVOUR)); \
	    headers=$$(Scripts/guest-headers "$$kernel" $(SUITE) .build/guest); }; \
	  made=$$(Scripts/guest-formats $(MARKTAP) "$$kernel"); objects=; \
	  if [ "$$headers" ]; then \
	    objects=$$(Scripts/guest-objects $(abspath $(MARKTAP)) "$$kernel" "$$headers" $(CASES)); \
	    made="$$objects/../shim/marker_shim.ko $$made"; \
	  fi; \
	  MARKTAP=$(MARKTAP) OBJECTS=$$objects AUDITD=$$(Scripts/audit-tools .build/guest) \
	    .build/debug/guest-tests "$$kernel" $(CASES) $$made

audit-tools: ## unpack auditd and its tools, which tests read and compare logs with
	Scripts/audit-tools .build/guest

event-schemas: ## install the models that events are checked with
	Scripts/event-schemas .build/event-schemas

guest-tools:
	$(call install,$(GUEST_PACKAGES))

guests: ## test in guests with the kernels of three Debian releases: 5.10, 6.1 and 6.12
	for suite in bullseye bookworm bookworm-backports; do $(MAKE) guest SUITE=$$suite || exit; done

kernels: build ## check the examples for kernels of Debian that do not run: KERNELS=
	@set -e; options=; for kernel in $(KERNELS); do \
	  image=$$(Scripts/guest-kernel $${kernel%%/*} .build/guest $${kernel#*/}); \
	  files=$${image%/boot/*}; \
	  $(CURRENT) scan "$$files" -o "$$files.description"; \
	  options="$$options --kernel $$files.description"; \
	done; $(CURRENT) check $$options examples/*.stp

bench: build ## measure marktap against its peers in one run
	$(call install,$(BENCH_PACKAGES))
	KERNEL_IMAGE=$$(Scripts/guest-kernel $(SUITE) .build/guest) \
	  $(MAKE) -C Benchmarks run MARKTAP=$(abspath $(CURRENT))

bench-modules: guest-tools build ## measure modules beside SystemTap's, in a guest: SUITE=
	$(call install,systemtap)
	$(SWIFT) build --product guest-tests
	kernel=$$(Scripts/guest-kernel $(SUITE) .build/guest) && Scripts/bench-modules $(abspath $(CURRENT)) "$$kernel" \
	  "$$(Scripts/guest-headers "$$kernel" $(SUITE) .build/guest)" .build/guest/$(SUITE)/bench

golden: dependencies ## rewrite the golden files; read the diff before you commit it
	MARKTAP_REWRITE_GOLDENS=1 $(SWIFT) test --filter Golden || true
	git diff --stat

fuzz: dependencies ## run the random tests for longer
	MARKTAP_FUZZ_ROUNDS=100000 $(SWIFT) test --filter 'Fuzz|Random'

# Leaks are not looked for: what the runtime of Swift keeps for ever counts as one. Undefined behaviour of the inlined C ends the
# program, as overflows in Swift do.
sanitize: dependencies ## run the tests of damaged files and descriptions with the address sanitizer, and that of undefined behaviour in C
	MARKTAP_FUZZ_ROUNDS=$${MARKTAP_FUZZ_ROUNDS:-500} ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test \
	  --sanitize address -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined --scratch-path .build/sanitize \
	  --filter 'MarkerScanTests|KernelDescriptionTests'

install: build ## install into PREFIX (default /usr/local)
	install -D -m 755 $(RELEASE)/marktap $(DESTDIR)$(PREFIX)/bin/marktap
	install -D -m 755 $(RELEASE)/marktap-run $(DESTDIR)$(PREFIX)/bin/marktap-run
	install -D -m 755 $(RELEASE)/marktap-trace $(DESTDIR)$(PREFIX)/bin/marktap-trace
	for directory in tapsets examples module-runtime; do \
	  (cd $$directory && find -L . -type f -exec \
	    install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/marktap/$$directory/{} \;); \
	done
	install -D -m 644 Documentation/marktap.1 $(DESTDIR)$(PREFIX)/share/man/man1/marktap.1
	if [ -d $(DESTDIR)/etc/kernel/postinst.d ]; then \
	  for moment in postinst postrm; do \
	    install -D -m 755 packaging/debian/$$moment.d-marktap \
	      $(DESTDIR)/etc/kernel/$$moment.d/zz-marktap; \
	  done; \
	fi
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/, \
	  bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	$(CURRENT) --generate-completion-script bash \
	  >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/marktap
	$(CURRENT) --generate-completion-script zsh \
	  >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_marktap
	$(CURRENT) --generate-completion-script fish \
	  >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/marktap.fish

clean: ## remove what was built
	$(SWIFT) package clean
