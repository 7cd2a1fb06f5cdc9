// Copyright (c) 2026 the marktap authors. SPDX-License-Identifier: Apache-2.0
#pragma once
#include <libelf.h>
#include <gelf.h>
#include <elf.h>

// glibc declares these only under _GNU_SOURCE, which Swift's importer does not define.
extern int memfd_create(const char *name, unsigned int flags);
extern void *memmem(const void *haystack, size_t size, const void *needle, size_t length);
