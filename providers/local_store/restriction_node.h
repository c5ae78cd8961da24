/*
 * restriction_node.h - a restriction after it was checked: the tree that restriction_sql.c
 * translates and restriction_match.c walks
 */
#pragma once
#include "common/relop.h"
#include "restriction.h"
#include "text_search.h"

#define RESTRICTION_MAX_DEPTH 256
#define RESTRICTION_MAX_NODES 100000

/* What a restriction is about: rows of these tables, by these aliases. */
enum scope {
    SCOPE_MESSAGES,    /* m */
    SCOPE_FOLDERS,     /* f */
    SCOPE_RECIPIENTS,  /* r */
    SCOPE_ATTACHMENTS, /* a */
};

struct node {
    ULONG kind; /* RES_...; no RES_COMMENT, RES_ANNOTATION, RES_COUNT */
    union {
        struct {
            struct node *items; /* and, or: n, owned; not, sub: one */
            size_t n;
            enum scope scope; /* sub: the rows that items is about */
        };
        struct {
            ULONG tag, tag2; /* compare has two; with the constant's type when the caller's was
                                PT_UNSPECIFIED */
            ULONG relop;     /* RELOP_..., BMR_... or FL_... */
            ULONG number;    /* mask or bytes */
            struct value *constant;     /* property, content; tag's id; text is PT_UNICODE. Owned */
            struct text_search *search; /* content. Owned */
        };
    };
};

enum sql_param_kind { PARAM_INT, PARAM_VALUE, PARAM_TEXT, PARAM_GUID, PARAM_SEARCH };
struct sql_param {
    enum sql_param_kind kind;
    int64_t number;
    const struct node *node; /* whose constant or search it is */
    char *text;              /* owned, malloc */
    size_t bytes;
    GUID guid;
};

struct sql_text {
    char *text; /* sqlite3_malloc's */
    struct sql_param *params;
    size_t n_params, params_room;
    bool exact;
    bool bad; /* memory is out */
};

struct restriction {
    struct store *store; /* borrowed: the table holds it */
    enum scope scope;
    struct node root;
    size_t n_nodes;
    struct sql_text sql;
    struct sql_text
        quick; /* of restriction_quicken; text NULL: there is nothing quicker than sql */
};

/* The type is kept by stores, and its values have an order. */
bool type_is_kept(ULONG type);

/* Fills restriction->sql. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT restriction_translate(struct restriction *restriction);
/* The messages that may match, as far as the index of texts knows, as the SQL of a list;
 * sqlite3_malloc. NULL: any may. */
char *restriction_text_candidates(struct store *store, enum scope scope, const struct node *node,
                                  struct sql_text *sql);
/* Some part of it is what the index of texts is about. */
bool restriction_text_knows(enum scope scope, const struct node *node);
void sql_text_clear(struct sql_text *sql);
/* In the order of the marks; takes param.text. */
void sql_text_param(struct sql_text *sql, struct sql_param param);
void sql_text_cut(struct sql_text *sql, size_t n_params);
/* Whether a recipient or an attachment of the message matches. */
HRESULT restriction_sub_matches(struct store *store, const struct node *sub, int64_t message,
                                bool *matches);
HRESULT node_matches(struct store *store, const struct node *node, restriction_get_fn *get,
                     void *context, bool *matches);
