/*
 * mvi.h - the MVI columns of a table: each value of a multi-valued property makes a row of its own
 * (6.9-11)
 *
 * A message with M values of one MVI column and N of another is M * N rows, numbered from 0, the
 * first column's values changing fastest. In such a table a row's id is the message's with its
 * number below; without MVI columns it is the message's.
 */
#pragma once
#include "common/sql/db.h"
#include "common/sql/value.h"

#define MAX_INSTANCE_TAGS 8
#define INSTANCE_BITS     16
#define MAX_INSTANCES     (1 << INSTANCE_BITS) /* of one message; the others are not shown */
#define ROW_KEY_BYTES     12

struct mvi_columns {
    int n;
    ULONG tags[MAX_INSTANCE_TAGS]; /* with MVI_FLAG; each id once */
};

/* Adds tag if it has MVI_FLAG. MAPI_E_TOO_COMPLEX: there are MAX_INSTANCE_TAGS. */
HRESULT mvi_add(struct mvi_columns *instances, ULONG tag);
int mvi_find(const struct mvi_columns *instances, ULONG tag); /* by property id; -1 */
bool mvi_equal(const struct mvi_columns *a, const struct mvi_columns *b);

static inline int64_t row_object(const struct mvi_columns *instances, int64_t id)
{
    return instances->n ? id >> INSTANCE_BITS : id;
}
static inline uint32_t row_number(const struct mvi_columns *instances, int64_t id)
{
    return instances->n ? (uint32_t)id & (MAX_INSTANCES - 1) : 0;
}
/* A row's PR_INSTANCE_KEY: 8 bytes, with MVI columns 12; and the row of a key, 0: none. */
ULONG row_key_write(const struct mvi_columns *instances, int64_t id, BYTE key[ROW_KEY_BYTES]);
int64_t row_key_read(const struct mvi_columns *instances, const void *key, size_t bytes);

/*
 * The value that MVI column `column` has in row `number` of the message with these packed
 * properties: of a single type. S_FALSE: it has none.
 */
HRESULT mvi_value(const struct mvi_columns *instances, struct db *db, const void *packed,
                  size_t bytes, int column, uint32_t number, struct value **out);

/*
 * The SQL table instances(packed, tag0, tag1 ...): a row for each instance of a message with these
 * packed properties. Column n is its number, v0, v1 ... the values, as packed() would give them.
 */
HRESULT mvi_register(struct db *db);
