/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Regular expressions: tables of deterministic automata. A row is named by the number of its first entry, which is even; what
 * is odd ends the walk.
 */
#pragma once

#define MARKTAP_PATTERN_ACCEPT 3

struct marktap_pattern {
	u8 columns[256];    /* the column of each byte of a text */
	const u16 *entries; /* rows, each with the next row for every column */
	u16 start;          /* the row in which a text starts, or where the walk ends at once */
	u16 end_column;     /* the column of the end of the text */
};

/* Returns whether `pattern` matches somewhere in `string`. */
static inline bool marktap_matches(const struct marktap_pattern *pattern,
				   const struct marktap_string *string)
{
	u32 row = pattern->start;
	u32 index;

	for (index = 0; index < string->length && !(row & 1); index++)
		row = pattern->entries[row + pattern->columns[(u8)string->bytes[index]]];
	if (!(row & 1))
		row = pattern->entries[row + pattern->end_column];
	return row == MARKTAP_PATTERN_ACCEPT;
}
