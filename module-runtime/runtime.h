/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every generated module has in common. A generated file includes this header once; it says before
 *
 *   MARKTAP_STRING_LIMIT   how many bytes a string has at most
 *   MARKTAP_PROBE_COUNT    how many probes the program has
 *   MARKTAP_SENDS_RECORDS  (defined or not) that handlers send records
 *
 * All functions are static, and the whole module is one compilation.
 */
#pragma once

#include "module_abi.h"
#include "compat.h"
#include "locks.h"
#include "session.h"
#include "runs.h"
#include "strings.h"
#include "ring.h"
#include "patterns.h"
#include "failures.h"
#include "numbers.h"
#include "memory.h"
#include "loads.h"
#include "records.h"
#include "scalars.h"
#include "tables.h"
#include "statistics.h"
#include "tasks.h"
#include "stores.h"
#include "stacks.h"
#include "registers.h"
#include "sites.h"
#include "tracepoints.h"
#include "counters.h"
#include "functions.h"
#include "markers.h"
#include "attaching.h"
#include "calls.h"
#include "requests.h"
#include "device.h"
