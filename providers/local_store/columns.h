/*
 * columns.h - which property lives in which SQL column
 */
#pragma once
#include "sqlite3.h"
#include "value.h"

struct column {
    ULONG tag;        /* with the type the column holds; text is PT_UNICODE */
    const char *name; /* in SQL */
    bool computed;    /* kept by the store: SetProps answers MAPI_E_COMPUTED, but tables may read, sort and restrict by it */
};

extern const struct column message_columns[], folder_columns[], recipient_columns[], attachment_columns[];
extern const size_t n_message_columns, n_folder_columns, n_recipient_columns, n_attachment_columns;

/* The row of the property id, whatever the type in tag; NULL: look into the packed properties. */
const struct column *column_of(const struct column *columns, size_t n, ULONG tag);
/* Column number i of the statement's row as a value with column's tag; S_FALSE when it is NULL. */
HRESULT column_value(sqlite3_stmt *stmt, int i, ULONG tag, struct value **out);
/* Whether the value goes into the column of tag rather than among the packed ones: same type, not large. */
bool column_fits(ULONG tag, const struct value *value);
/* Binds parameter i; NULL value, or one of another type than tag's, binds NULL. */
HRESULT column_bind(sqlite3_stmt *stmt, int i, ULONG tag, const struct value *value);
