/*
 * table_fixture.h - tables of messages whose subjects are single letters
 */
#pragma once
#include "local_store/fixture.h"

#define ok_hr(call) assert_int_equal((call), S_OK)

void free_rows(SRowSet *rows);
/* GetContentsTable. */
IMAPITable *contents(IMAPIFolder *folder, ULONG flags);
void set_columns(IMAPITable *table, ULONG n, const ULONG *tags);
void sort(IMAPITable *table, ULONG n, const SSortOrder *orders);
/* The first column, one character each, of up to count rows. */
void expect_rows(IMAPITable *table, LONG count, ULONG flags, const char *letters);
void expect_position(IMAPITable *table, ULONG row, ULONG of);
void expect_count(IMAPITable *table, ULONG count);
void make_lettered(IMAPIFolder *folder, const char *letters, BYTE (*ids)[48]);
/* A table of messages with subjects letters, in the order they came. */
IMAPITable *lettered(struct fixture *f, const char *letters, BYTE (*ids)[48]);
/* From the inbox. */
void delete_message(struct fixture *f, BYTE *id);
