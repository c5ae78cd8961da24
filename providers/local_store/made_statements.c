/*
 * made_statements.c - prepared statements of texts made at run time, kept by the connection for the
 * next that makes the same
 */
#include "made_statements.h"
#include <stdlib.h>
#include "schema.h"

#define MAX_KEPT 96 /* at some 5 KB each; more may be in use */

struct made_statement {
    struct made_statement *next; /* used last come first */
    char *text;
    uint64_t hash;
    sqlite3_stmt *stmt;
    bool used;
};

struct made_statements {
    struct made_statement *first;
    size_t n;
};

/* As FNV, by eight bytes at a time: texts have some hundred. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325, piece;
    size_t left = strlen(text);

    for (; left; left -= left < 8 ? left : 8, text += 8) {
        piece = 0;
        memcpy(&piece, text, left < 8 ? left : 8);
        hash = (hash ^ piece) * 0x9fb21c651e98df25;
        hash ^= hash >> 32;
    }
    return hash;
}

static void drop(struct made_statement *one)
{
    sqlite3_finalize(one->stmt);
    sqlite3_free(one->text);
    free(one);
}

/* The one that was longest not used makes room. */
static void make_room(struct made_statements *made)
{
    struct made_statement **at, **oldest = NULL, *gone;

    if (made->n < MAX_KEPT) return;
    for (at = &made->first; *at; at = &(*at)->next)
        if (!(*at)->used) oldest = at;
    if (!oldest) return;
    gone = *oldest;
    *oldest = gone->next;
    made->n--;
    drop(gone);
}

static HRESULT make(struct db *db, char *text, uint64_t hash, struct made_statement **out)
{
    struct made_statement *one = calloc(1, sizeof(*one));
    int code =
        one ? sqlite3_prepare_v3(db->sql, text, -1, SQLITE_PREPARE_PERSISTENT, &one->stmt, NULL)
            : SQLITE_NOMEM;

    if (code != SQLITE_OK) {
        free(one);
        return db_error(db, code);
    }
    one->text = text;
    one->hash = hash;
    *out = one;
    return S_OK;
}

HRESULT made_statement(struct db *db, char *text, sqlite3_stmt **out)
{
    struct made_statements *made = store_connection(db)->made;
    struct made_statement **at, *found;
    uint64_t hash;
    HRESULT hr;

    *out = NULL;
    if (!made) made = store_connection(db)->made = calloc(1, sizeof(*made));
    if (!text || !made) {
        sqlite3_free(text);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    hash = hash_of(text);
    for (at = &made->first; (found = *at); at = &found->next)
        if (!found->used && found->hash == hash && !strcmp(found->text, text)) break;
    if (found) {
        *at = found->next;
        sqlite3_free(text);
    } else {
        make_room(made);
        hr = make(db, text, hash, &found);
        if (FAILED(hr)) {
            sqlite3_free(text);
            return hr;
        }
        made->n++;
    }
    found->next = made->first;
    made->first = found;
    found->used = true;
    *out = found->stmt;
    return S_OK;
}

void made_statement_done(struct db *db, sqlite3_stmt *stmt)
{
    if (!stmt) return;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    for (struct made_statement *at = store_connection(db)->made->first; at; at = at->next)
        if (at->stmt == stmt) at->used = false;
}

void made_statements_free(struct made_statements *made)
{
    if (!made) return;
    while (made->first) {
        struct made_statement *next = made->first->next;

        drop(made->first);
        made->first = next;
    }
    free(made);
}
