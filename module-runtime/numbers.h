/* SPDX-License-Identifier: GPL-2.0 */
/* Divisions as the language has them. Generated code has made sure that the divisor is not 0. */
#pragma once

#include <linux/math64.h>

/* Returns `a` / `b`, rounded towards zero; the least number by -1 is the least number. */
static __always_inline s64 marktap_divide(s64 a, s64 b)
{
	/* The machine traps on that one, and negation wraps. */
	if (b == -1)
		return -(u64)a;
	return div64_s64(a, b);
}

/* Returns what is left of `a` divided by `b`, with the sign of `a`. */
static __always_inline s64 marktap_remainder(s64 a, s64 b)
{
	return a - (u64)marktap_divide(a, b) * (u64)b;
}
