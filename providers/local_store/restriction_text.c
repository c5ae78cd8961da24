/*
 * restriction_text.c - what of a restriction the index of texts knows: the messages that may match,
 * before any is looked at
 */
#include <stdlib.h>
#include "restriction_node.h"
#include "store.h"
#include "text_index.h"

/* What text_index_text takes a message's text from. */
static const struct {
    enum scope scope;
    ULONG tag;
    bool column; /* SQL decides by itself, and FL_PREFIX and FL_FULLSTRING have indexes of their own
                  */
} indexed[] = {
    {SCOPE_MESSAGES, PR_BODY_W, false},
    {SCOPE_MESSAGES, PR_SUBJECT_W, true},
    {SCOPE_ATTACHMENTS, PR_ATTACH_FILENAME_W, true},
    {SCOPE_ATTACHMENTS, PR_ATTACH_LONG_FILENAME_W, true},
};

/* Whatever the level, who matches contains the constant. */
static bool is_indexed(enum scope scope, const struct node *node)
{
    bool substring = (node->relop & 0xffff) == FL_SUBSTRING;

    if (node->kind != RES_CONTENT ||
        (PROP_TYPE(node->tag) != PT_UNICODE && PROP_TYPE(node->tag) != PT_STRING8))
        return false;
    for (size_t i = 0; i < sizeof(indexed) / sizeof(indexed[0]); i++)
        if (indexed[i].scope == scope && PROP_ID(indexed[i].tag) == PROP_ID(node->tag))
            return substring || !indexed[i].column || scope == SCOPE_ATTACHMENTS;
    return false;
}

static char *leaf(struct store *store, const struct node *node, struct sql_text *sql)
{
    const struct value *constant = node->constant;
    struct sql_param param = {.kind = PARAM_TEXT};
    char *query;

    if (FAILED(text_index_query(value_wide(constant), constant->bytes / sizeof(WCHAR), &query)))
        sql->bad = true;
    if (!query) return NULL;
    if (text_index_is_quick(store->file, query)) {
        param.bytes = strlen(query);
        param.text = malloc(param.bytes + 1);
        if (param.text)
            memcpy(param.text, query, param.bytes + 1);
        else
            sql->bad = true;
    }
    sqlite3_free(query);
    if (!param.text) return NULL;
    sql_text_param(sql, param);
    /* +: rows are still walked in their order */
    return sqlite3_mprintf("+m.id IN (" TEXT_INDEX_MESSAGES ")");
}

/* Any of an AND will do; an OR needs all. */
static char *items(struct store *store, enum scope scope, const struct node *node,
                   struct sql_text *sql)
{
    size_t params = sql->n_params;
    char *whole = NULL;

    for (size_t i = 0; i < node->n; i++) {
        char *item = restriction_text_candidates(store, scope, &node->items[i], sql), *longer;

        if (node->kind == RES_AND && item) return item;
        if (node->kind == RES_AND) continue;
        longer =
            item ? sqlite3_mprintf(whole ? "%s OR %s" : "%s%s", whole ? whole : "(", item) : NULL;
        sqlite3_free(whole);
        sqlite3_free(item);
        whole = longer;
        if (!whole) break;
    }
    if (whole) {
        char *closed = sqlite3_mprintf("%s)", whole);

        sqlite3_free(whole);
        if (closed) return closed;
    }
    sql_text_cut(sql, params);
    return NULL;
}

char *restriction_text_candidates(struct store *store, enum scope scope, const struct node *node,
                                  struct sql_text *sql)
{
    switch (node->kind) {
    case RES_AND:
    case RES_OR:
        return items(store, scope, node, sql);
    case RES_SUBRESTRICTION:
        return node->scope == SCOPE_ATTACHMENTS
                   ? restriction_text_candidates(store, SCOPE_ATTACHMENTS, node->items, sql)
                   : NULL;
    case RES_CONTENT:
        return is_indexed(scope, node) ? leaf(store, node, sql) : NULL;
    }
    return NULL;
}

/* Whether a leaf is as wanted; negated: below a NOT. */
typedef bool leaf_fn(enum scope scope, const struct node *node, bool negated);

static bool any_leaf(enum scope scope, const struct node *node, bool negated, leaf_fn *wanted)
{
    switch (node->kind) {
    case RES_AND:
    case RES_OR:
        for (size_t i = 0; i < node->n; i++)
            if (any_leaf(scope, &node->items[i], negated, wanted)) return true;
        return false;
    case RES_NOT:
        return any_leaf(scope, node->items, true, wanted);
    case RES_SUBRESTRICTION:
        return any_leaf(node->scope, node->items, negated, wanted);
    }
    return wanted(scope, node, negated);
}

static bool is_known(enum scope scope, const struct node *node, bool negated)
{
    (void)negated;
    return is_indexed(scope, node);
}

bool restriction_text_knows(enum scope scope, const struct node *node)
{
    return any_leaf(scope, node, false, is_known);
}

/* Of what a NOT keeps out the index can't tell who is left. */
static bool reads_text(enum scope scope, const struct node *node, bool negated)
{
    return !negated && scope == SCOPE_MESSAGES && PROP_ID(node->tag) == PROP_ID(PR_BODY) &&
           is_indexed(scope, node);
}

bool restriction_reads_text(const struct restriction *restriction)
{
    return any_leaf(restriction->scope, &restriction->root, false, reads_text);
}
