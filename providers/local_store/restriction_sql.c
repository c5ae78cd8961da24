/*
 * restriction_sql.c - what of a restriction SQL can say
 *
 * RES_NOT is pushed down to the leaves. A leaf that SQL can't say becomes "may match": it drops out
 * of an AND, and an OR with it says nothing. So the text is true of every row that matches. Absent
 * properties are NULL, which is not true; a leaf that is denied is `IS NOT TRUE`, so that what is
 * absent matches then. All values are parameters.
 *
 * Text columns hold the text whatever its width (column_take), have collation MAPI, and are
 * compared by fold_order: MAPI narrows (indexes have it), BINARY the other way round decides.
 */
#include <stdlib.h>
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "entry_id.h"
#include "restriction_node.h"
#include "row.h"
#include "store.h"

#define MAX_LEAVES 400 /* SQLite refuses expressions deeper than 1,000 */
#define MAX_DEPTH  64

/* What is being said; texts are sqlite3_malloc's, and NULL is "may match". */
struct speech {
    struct store *store;
    struct sql_text *sql;
    size_t leaves;
    bool quick;  /* with the index of texts */
    bool helped; /* it was of use */
};

/* ---- parameters, in the order of their marks ---- */

void sql_text_param(struct sql_text *sql, struct sql_param param)
{
    if (sql->n_params == sql->params_room && !sql->bad) {
        size_t room = sql->params_room * 2 + 8;
        struct sql_param *grown = realloc(sql->params, room * sizeof(*grown));

        if (grown) {
            sql->params = grown;
            sql->params_room = room;
        } else {
            sql->bad = true;
        }
    }
    if (sql->bad)
        free(param.text);
    else
        sql->params[sql->n_params++] = param;
}

static void add_number(struct sql_text *sql, int64_t number)
{
    sql_text_param(sql, (struct sql_param){.kind = PARAM_INT, .number = number});
}

void sql_text_cut(struct sql_text *sql, size_t n)
{
    while (sql->n_params > n)
        free(sql->params[--sql->n_params].text);
}

void sql_text_clear(struct sql_text *sql)
{
    sql_text_cut(sql, 0);
    free(sql->params);
    sqlite3_free(sql->text);
    memset(sql, 0, sizeof(*sql));
}

/* ---- texts ---- */

static char *say(struct speech *speech, sqlite3_str *text)
{
    if (sqlite3_str_errcode(text)) speech->sql->bad = true;
    return sqlite3_str_finish(text);
}

/* The format with left for each @ and right for each #; where right is a mark, the constant of node
 * is a parameter. */
static char *say_form(struct speech *speech, const char *format, const char *left,
                      const char *right, const struct node *node)
{
    sqlite3_str *text = sqlite3_str_new(NULL);

    for (; *format; format++) {
        if (*format == '@') {
            sqlite3_str_appendall(text, left);
        } else if (*format == '#') {
            sqlite3_str_appendall(text, right);
            if (node)
                sql_text_param(speech->sql, (struct sql_param){.kind = PARAM_VALUE, .node = node});
        } else {
            sqlite3_str_appendchar(text, 1, *format);
        }
    }
    return say(speech, text);
}

/* A part is put into a whole, and freed. */
static char *say_around(struct speech *speech, const char *before, char *part, const char *after)
{
    sqlite3_str *text = sqlite3_str_new(NULL);

    sqlite3_str_appendall(text, before);
    if (part) sqlite3_str_appendall(text, part);
    sqlite3_str_appendall(text, after);
    sqlite3_free(part);
    return say(speech, text);
}

/* ---- columns ---- */

struct place {
    char text[48]; /* the SQL of the value, with its table */
    ULONG type;    /* it is of this type, or NULL */
};

static const struct {
    const struct column *columns;
    const size_t *n;
    char alias;
} tables[] = {
    [SCOPE_MESSAGES] = {message_columns, &n_message_columns, 'm'},
    [SCOPE_FOLDERS] = {folder_columns, &n_folder_columns, 'f'},
    [SCOPE_RECIPIENTS] = {recipient_columns, &n_recipient_columns, 'r'},
    [SCOPE_ATTACHMENTS] = {attachment_columns, &n_attachment_columns, 'a'},
};

/* What is no column of columns.h, but as good as one. */
static const struct {
    enum scope scope;
    ULONG tag;
    const char *text;
} made[] = {
    {SCOPE_MESSAGES, PR_HASATTACH, "((m.flags&16)<>0)"},
    {SCOPE_FOLDERS, PR_SUBFOLDERS, "(f.subfolders<>0)"},
    {SCOPE_RECIPIENTS, PR_ROWID, "r.row_id"},
    {SCOPE_ATTACHMENTS, PR_ATTACH_NUM, "a.num"},
};

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

static bool alike(ULONG a, ULONG b)
{
    return a == b || (is_text(a) && is_text(b));
}

/* Where SQL has the property, wherever the store may have put it. False for a tag of another type
 * than the column's. */
static bool find_place(enum scope scope, ULONG tag, struct place *out)
{
    const struct column *column = column_of(tables[scope].columns, *tables[scope].n, tag);

    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        if (made[i].scope != scope || made[i].tag != tag) continue;
        sqlite3_snprintf(sizeof(out->text), out->text, "%s", made[i].text);
        out->type = PROP_TYPE(tag);
        return true;
    }
    if (!column || !alike(PROP_TYPE(column->tag), PROP_TYPE(tag))) return false;
    sqlite3_snprintf(sizeof(out->text), out->text, "%c.%s", tables[scope].alias, column->name);
    out->type = PROP_TYPE(column->tag);
    return true;
}

/* ---- leaves ---- */

/* One text has few of the rows of a folder: SQLite has no statistics, and would walk them all in
 * the order that is asked for. */
#define TEXT_EQUAL "likelihood(@=#,0.0001)"

static char *say_relation(struct speech *speech, ULONG type, const char *left, ULONG relop,
                          const char *right, const struct node *node)
{
    static const char *const plain[] = {"@<#", "@<=#", "@>#", "@>=#", "@=#", "@<>#"};
    static const char *const text[] = {
        [RELOP_LT] = "(@<=# AND (@<# OR @># COLLATE BINARY))",
        [RELOP_LE] = "(@<=# AND (@<# OR @>=# COLLATE BINARY))",
        [RELOP_GT] = "(@>=# AND (@># OR @<# COLLATE BINARY))",
        [RELOP_GE] = "(@>=# AND (@># OR @<=# COLLATE BINARY))",
        [RELOP_EQ] = "(" TEXT_EQUAL " AND @=# COLLATE BINARY)",
        [RELOP_NE] = "(@<># COLLATE BINARY)",
    };

    return say_form(speech, is_text(type) ? text[relop] : plain[relop], left, right, node);
}

/* PR_ENTRYID, PR_RECORD_KEY and PR_INSTANCE_KEY by the row's number: how clients find a row again.
 */
static char *say_identity(struct speech *speech, enum scope scope, const struct node *node)
{
    const SBinary *bin = &node->constant->prop.Value.bin;
    const char *alias = scope == SCOPE_FOLDERS ? "f" : "m";
    struct identity object = {.type = scope == SCOPE_FOLDERS ? MAPI_FOLDER : MAPI_MESSAGE};
    BYTE again[ENTRY_ID_BYTES];

    if (scope > SCOPE_FOLDERS || node->relop != RELOP_EQ) return NULL;
    if (node->tag == PR_INSTANCE_KEY) { /* tables of multi-valued instances have longer ones */
        speech->sql->exact = false;
        add_number(speech->sql, instance_key_read(bin->lpb, bin->cb));
        return say_form(speech, "@.id=?", alias, NULL, NULL);
    }
    if (node->tag == PR_ENTRYID) {
        USHORT type = object.type;

        if (FAILED(entry_id_read(&speech->store->file->uid, bin->cb, bin->lpb, &object)) ||
            object.type != type)
            return say_form(speech, "0", NULL, NULL, NULL);
        entry_id_write(&speech->store->file->uid, &object, again);
        if (memcmp(again, bin->lpb, bin->cb)) return say_form(speech, "0", NULL, NULL, NULL);
    } else if (node->tag == PR_RECORD_KEY) {
        if (bin->cb != RECORD_KEY_BYTES) return say_form(speech, "0", NULL, NULL, NULL);
        object.id = instance_key_read(bin->lpb, bin->cb);
        memcpy(&object.guid, bin->lpb + 8, sizeof(object.guid));
    } else {
        return NULL;
    }
    add_number(speech->sql, object.id);
    sql_text_param(speech->sql, (struct sql_param){.kind = PARAM_GUID, .guid = object.guid});
    return say_form(speech, "(@.id=? AND @.guid=?)", alias, NULL, NULL);
}

static char *say_property(struct speech *speech, enum scope scope, const struct node *node)
{
    struct place place;

    if (!find_place(scope, node->tag, &place)) return say_identity(speech, scope, node);
    return say_relation(speech, place.type, place.text, node->relop, "?", node);
}

/*
 * The least text above all that begin with the constant, in collation MAPI: its last code point
 * replaced by one that comes later when folded. NULL: there is none.
 */
static char *text_above(struct sql_text *sql, const struct value *constant, size_t *bytes)
{
    const WCHAR *text = value_wide(constant);
    size_t chars = constant->bytes / sizeof(WCHAR), last = chars, at;
    WCHAR *above;
    uint32_t c, d;
    char *wtf8 = NULL;

    if (!chars) return NULL;
    last--;
    if (last && text[last] >= 0xdc00 && text[last] < 0xe000 && text[last - 1] >= 0xd800 &&
        text[last - 1] < 0xdc00)
        last--;
    at = last;
    c = fold_code_point(wide_next(text, chars, &at));
    for (d = c + 1; d < 0x10ffff && (fold_code_point(d) <= c || (d >= 0xd800 && d < 0xe000)); d++)
        ;
    if (d >= 0x10ffff) return NULL;
    above = malloc((last + 2) * sizeof(*above));
    if (above) {
        memcpy(above, text, last * sizeof(*above));
        if (d >= 0x10000) above[last++] = (WCHAR)(0xd800 + ((d - 0x10000) >> 10));
        above[last++] = (WCHAR)(d >= 0x10000 ? 0xdc00 + (d & 0x3ff) : d);
    }
    if (!above || FAILED(wtf8_from_wide(above, last, &wtf8, bytes))) sql->bad = true;
    free(above);
    return wtf8;
}

static char *say_content(struct speech *speech, enum scope scope, const struct node *node)
{
    ULONG mode = node->relop & 0xffff;
    bool folded = node->relop & FL_IGNORECASE,
         marks = !(node->relop & (FL_IGNORENONSPACE | FL_LOOSE));
    bool full = mode != FL_SUBSTRING && mode != FL_PREFIX;
    struct sql_param search = {.kind = PARAM_SEARCH, .node = node};
    struct place place;
    char *text;

    if (!find_place(scope, node->tag, &place)) return NULL;
    if (full && (place.type == PT_BINARY || (marks && folded)))
        return say_form(speech, is_text(place.type) ? TEXT_EQUAL : "@=#", place.text, "?",
                        node); /* collation MAPI */
    if (full && marks) return say_relation(speech, place.type, place.text, RELOP_EQ, "?", node);
    if (mode == FL_PREFIX && marks && is_text(place.type)) { /* a range that indexes have */
        size_t bytes = 0;
        char *above = text_above(speech->sql, node->constant, &bytes);

        text = say_form(speech,
                        above ? "(@>=# AND @<? AND mapi_contains(@,?))"
                              : "(@>=# AND mapi_contains(@,?))",
                        place.text, "?", node);
        if (above)
            sql_text_param(speech->sql,
                           (struct sql_param){.kind = PARAM_TEXT, .text = above, .bytes = bytes});
    } else {
        text = say_form(speech, "mapi_contains(@,?)", place.text, NULL, NULL);
    }
    sql_text_param(speech->sql, search);
    return text;
}

static char *say_compare(struct speech *speech, enum scope scope, const struct node *node)
{
    struct place a, b;

    if (!find_place(scope, node->tag, &a) || !find_place(scope, node->tag2, &b) || a.type != b.type)
        return NULL;
    return say_relation(speech, a.type, a.text, node->relop, b.text, NULL);
}

static char *say_bitmask(struct speech *speech, enum scope scope, const struct node *node)
{
    struct place place;

    if (!find_place(scope, node->tag, &place)) return NULL;
    add_number(speech->sql, node->number);
    return say_form(speech, node->relop == BMR_EQZ ? "(@&?)=0" : "(@&?)<>0", place.text, NULL,
                    NULL);
}

static char *say_exist(struct speech *speech, enum scope scope, const struct node *node)
{
    const struct column *column = column_of(tables[scope].columns, *tables[scope].n, node->tag);
    ULONG tag = node->tag, always = 0;
    struct place place;

    if (scope <= SCOPE_FOLDERS)
        always = row_is_computed(scope == SCOPE_FOLDERS ? MAPI_FOLDER : MAPI_MESSAGE, tag);
    if (always && (PROP_TYPE(tag) == PT_UNSPECIFIED || tag == always))
        return say_form(speech, "1", NULL, NULL, NULL);
    if (PROP_TYPE(tag) == PT_UNSPECIFIED && column && column->computed) tag = column->tag;
    if (!find_place(scope, tag, &place)) return NULL;
    return say_form(speech, "@ IS NOT NULL", place.text, NULL, NULL);
}

static char *say_leaf(struct speech *speech, enum scope scope, const struct node *node)
{
    switch (node->kind) {
    case RES_PROPERTY:
        return say_property(speech, scope, node);
    case RES_CONTENT:
        return say_content(speech, scope, node);
    case RES_COMPAREPROPS:
        return say_compare(speech, scope, node);
    case RES_BITMASK:
        return say_bitmask(speech, scope, node);
    case RES_EXIST:
        return say_exist(speech, scope, node);
    }
    return NULL; /* RES_SIZE: sizes are of the type asked for, and of terminated text */
}

/* ---- trees ---- */

static char *say_node(struct speech *speech, enum scope scope, const struct node *node, bool denied,
                      int depth);

static char *say_items(struct speech *speech, enum scope scope, const struct node *node,
                       bool denied, int depth)
{
    bool all = (node->kind == RES_AND) != denied;
    size_t params = speech->sql->n_params, said = 0;
    sqlite3_str *whole;

    if (!node->n) return say_form(speech, all ? "1" : "0", NULL, NULL, NULL);
    whole = sqlite3_str_new(NULL);
    for (size_t i = 0; i < node->n; i++) {
        char *item = say_node(speech, scope, &node->items[i], denied, depth + 1);

        if (!item && !all) { /* one that may match any row */
            said = 0;
            break;
        }
        if (!item) continue;
        sqlite3_str_appendall(whole, said++ ? all ? " AND " : " OR " : "(");
        sqlite3_str_appendall(whole, item);
        sqlite3_free(item);
    }
    sqlite3_str_appendchar(whole, 1, ')');
    if (said) return say(speech, whole);
    sql_text_cut(speech->sql, params);
    sqlite3_free(sqlite3_str_finish(whole));
    return NULL;
}

/* Denied, the rows below must be decided: that no row may match says that none does, not the other
 * way round. */
static char *say_sub(struct speech *speech, const struct node *node, bool denied, int depth)
{
    bool recipients = node->scope == SCOPE_RECIPIENTS, exact = speech->sql->exact;
    size_t params = speech->sql->n_params;
    char *inner;

    speech->sql->exact = true;
    inner = say_node(speech, node->scope, node->items, false, depth + 1);
    if (denied && !speech->sql->exact) {
        sql_text_cut(speech->sql, params);
        sqlite3_free(inner);
        return NULL;
    }
    speech->sql->exact = speech->sql->exact && exact;
    inner = say_around(speech,
                       recipients ? "EXISTS(SELECT 1 FROM recipients r WHERE r.message=m.id AND "
                                  : "EXISTS(SELECT 1 FROM attachments a WHERE a.message=m.id AND ",
                       inner ? inner : sqlite3_mprintf("1"), ")");
    return denied ? say_around(speech, "NOT ", inner, "") : inner;
}

/* In front of what the node says, the messages that the index of texts has for it: they must be
 * found before rows are read. */
static char *say_candidates(struct speech *speech, enum scope scope, const struct node *node)
{
    bool asks = speech->quick && scope == SCOPE_MESSAGES;
    char *text = asks ? restriction_text_candidates(speech->store, scope, node, speech->sql) : NULL;

    if (text) speech->helped = true;
    return text;
}

static char *say_both(struct speech *speech, char *candidates, char *said)
{
    if (!candidates || !said) return candidates ? candidates : said;
    candidates = say_around(speech, "(", candidates, " AND ");
    said = say_around(speech, candidates ? candidates : "", said, ")");
    sqlite3_free(candidates);
    return said;
}

static char *say_node(struct speech *speech, enum scope scope, const struct node *node, bool denied,
                      int depth)
{
    char *text = NULL, *candidates = NULL;

    if (depth <= MAX_DEPTH && ++speech->leaves <= MAX_LEAVES) {
        switch (node->kind) {
        case RES_AND:
        case RES_OR:
            return say_items(speech, scope, node, denied, depth);
        case RES_NOT:
            return say_node(speech, scope, node->items, !denied, depth + 1);
        case RES_SUBRESTRICTION:
            if (!denied) candidates = say_candidates(speech, scope, node);
            text = say_sub(speech, node, denied, depth);
            break;
        default:
            if (!denied) candidates = say_candidates(speech, scope, node);
            text = say_leaf(speech, scope, node);
            if (denied && text) text = say_around(speech, "(", text, ") IS NOT TRUE");
        }
    }
    if (!text) speech->sql->exact = false;
    return say_both(speech, candidates, text);
}

HRESULT restriction_translate(struct restriction *restriction)
{
    struct sql_text *sql = &restriction->sql;
    struct speech speech = {.store = restriction->store, .sql = sql};

    sql->exact = true;
    sql->text = say_node(&speech, restriction->scope, &restriction->root, false, 0);
    if (!sql->text && !sql->bad) sql->text = say_form(&speech, "1", NULL, NULL, NULL);
    return sql->bad || !sql->text ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

void restriction_quicken(struct restriction *restriction)
{
    struct sql_text sql = {.exact = true};
    struct speech speech = {.store = restriction->store, .sql = &sql, .quick = true};

    sql_text_clear(&restriction->quick);
    if (!restriction_text_knows(restriction->scope, &restriction->root)) return;
    sql.text = say_node(&speech, restriction->scope, &restriction->root, false, 0);
    if (!sql.bad && sql.text && speech.helped)
        restriction->quick = sql;
    else
        sql_text_clear(&sql);
}

/* ---- what tables ask ---- */

/* One of a text that has an index beside the folder's order. */
static bool is_rare(const struct node *node)
{
    static const ULONG indexed[] = {PR_SUBJECT_W, PR_NORMALIZED_SUBJECT_W,
                                    PR_SENT_REPRESENTING_NAME_W, PR_CONVERSATION_TOPIC_W};
    bool equal = (node->kind == RES_PROPERTY && node->relop == RELOP_EQ) ||
                 (node->kind == RES_CONTENT && (node->relop & 0xffff) == FL_FULLSTRING &&
                  !(node->relop & (FL_IGNORENONSPACE | FL_LOOSE)));

    for (size_t i = 0; equal && i < sizeof(indexed) / sizeof(indexed[0]); i++)
        if (PROP_ID(node->tag) == PROP_ID(indexed[i]) && is_text(PROP_TYPE(node->tag))) return true;
    return false;
}

bool restriction_is_rare(const struct restriction *restriction)
{
    const struct node *root = &restriction->root;
    bool rare = false;

    if (restriction->scope != SCOPE_MESSAGES) return false;
    for (size_t i = 0; root->kind == RES_AND && i < root->n; i++)
        rare = rare || is_rare(&root->items[i]);
    return rare || is_rare(root);
}

const char *restriction_sql(const struct restriction *restriction)
{
    return restriction->sql.text;
}

bool restriction_is_exact(const struct restriction *restriction)
{
    return restriction->sql.exact;
}

static int bind_param(sqlite3_stmt *stmt, int i, const struct sql_param *param)
{
    const struct value *value = param->node ? param->node->constant : NULL;

    switch (param->kind) {
    case PARAM_INT:
        return sqlite3_bind_int64(stmt, i, param->number);
    case PARAM_VALUE:
        return FAILED(column_bind(stmt, i, value->prop.ulPropTag, value)) ? SQLITE_NOMEM
                                                                          : SQLITE_OK;
    case PARAM_TEXT:
        return sqlite3_bind_text64(stmt, i, param->text, param->bytes, SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    case PARAM_GUID:
        return sqlite3_bind_blob(stmt, i, &param->guid, sizeof(param->guid), SQLITE_STATIC);
    case PARAM_SEARCH:
        return text_search_bind(stmt, i, param->node->search);
    }
    return SQLITE_ERROR;
}

static HRESULT bind_text(const struct sql_text *sql, sqlite3_stmt *stmt, int *next)
{
    for (size_t i = 0; i < sql->n_params; i++) {
        int code = bind_param(stmt, (*next)++, &sql->params[i]);

        if (code == SQLITE_NOMEM || code == SQLITE_TOOBIG) return MAPI_E_NOT_ENOUGH_MEMORY;
        if (code != SQLITE_OK) return MAPI_E_CALL_FAILED;
    }
    return S_OK;
}

HRESULT restriction_bind(const struct restriction *restriction, sqlite3_stmt *stmt, int *next)
{
    return bind_text(&restriction->sql, stmt, next);
}

static const struct sql_text *quickest(const struct restriction *restriction)
{
    return restriction->quick.text ? &restriction->quick : &restriction->sql;
}

const char *restriction_quick_sql(const struct restriction *restriction)
{
    return quickest(restriction)->text;
}

HRESULT restriction_quick_bind(const struct restriction *restriction, sqlite3_stmt *stmt, int *next)
{
    return bind_text(quickest(restriction), stmt, next);
}
