/*
 * restriction.c - a restriction of a table, copied and checked
 */
#include "restriction.h"

HRESULT restriction_create(struct store *store, bool folders, const SRestriction *res, struct restriction **out)
{
    (void)store;
    (void)folders;
    (void)res;
    *out = NULL;
    return MAPI_E_TOO_COMPLEX;
}

void restriction_free(struct restriction *restriction)
{
    (void)restriction;
}

const char *restriction_sql(const struct restriction *restriction)
{
    (void)restriction;
    return "1";
}

bool restriction_is_exact(const struct restriction *restriction)
{
    (void)restriction;
    return false;
}

HRESULT restriction_bind(const struct restriction *restriction, sqlite3_stmt *stmt, int *next)
{
    (void)restriction;
    (void)stmt;
    (void)next;
    return S_OK;
}

HRESULT restriction_matches(const struct restriction *restriction, restriction_get_fn *get, void *context, bool *matches)
{
    (void)restriction;
    (void)get;
    (void)context;
    *matches = false;
    return MAPI_E_TOO_COMPLEX;
}
