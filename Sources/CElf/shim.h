// Copyright (c) 2026 the marktap authors. SPDX-License-Identifier: Apache-2.0
#pragma once
#include <libelf.h>
#include <gelf.h>
#include <elf.h>

// glibc declares this only under _GNU_SOURCE, which Swift's importer does not define.
extern int memfd_create(const char *name, unsigned int flags);
