/*
 * search.c - the first line of a view that matches a restriction
 *
 * Most rows fail by one number. Where one of the restriction's tells, the numbers of all items that
 * a search has passed are kept beside each other (column.h), so that the next one waits for no row
 * but those that may match.
 */
#include "mapitags.h"
#include "prop/restrict.h"
#include "table/sieve.h"
#include "table/view.h"

/* ---- one line, asked in full ---- */

/* A row's own value, as most are; or what the view makes of it. */
static const SPropValue *line_value(struct view *view, size_t at, ULONG tag,
                                    struct item_scratch *scratch)
{
    const SPropValue *value;

    if (!view->groups.levels && !(PROP_TYPE(tag) & MV_INSTANCE) &&
        PROP_ID(tag) != PROP_ID(PR_INSTANCE_KEY)) {
        value = row_find(view->items.list[at].row, tag);
        if (value) return value;
    }
    return view_value(view, at, tag, scratch);
}

struct line_question {
    struct view *view;
    size_t at;
    struct item_scratch scratch[2]; /* RES_COMPAREPROPS looks at two values at once */
    unsigned turn;
};

static const SPropValue *find_at_line(void *ctx, ULONG tag)
{
    struct line_question *q = ctx;

    return line_value(q->view, q->at, tag, &q->scratch[q->turn++ % 2]);
}

static HRESULT match_line(struct view *view, size_t at, const SRestriction *restriction,
                          bool *match)
{
    struct line_question q; /* its scratch is not for reading yet */
    struct restrict_row row = {.find = find_at_line, .ctx = &q};

    q.view = view;
    q.at = at;
    q.turn = 0;
    return restrict_match_row(restriction, &row, match);
}

/* ---- many lines, at a glance ---- */

struct search {
    struct view *view;
    struct sieve sieve;
    size_t plain; /* so many more rows are looked at by themselves; then there is a column */
    ULONG tag;    /* that the column is of */
    struct column_range range;
    ULONG place;                /* where rows had the value last */
    ULONG text_tag, text_place; /* the same of a text that is asked for; PR_NULL: none is */
    size_t text_from;           /* how far behind the start of a row that text was last */
};

/* What of the restriction a column can tell: of the property that there is one of, if any. */
static bool choose_range(struct search *s, const SRestriction *r, ULONG there_is)
{
    struct column_range range; /* only of one that can be told */
    bool chosen = false;

    switch (r->rt) {
    case RES_PROPERTY:
        if (!column_range_of(&r->res.resProperty, &range)) return false;
        s->tag = r->res.resProperty.ulPropTag;
        s->range = range;
        return true;
    case RES_CONTENT:
        if (!column_range_of_text(&r->res.resContent, &range)) return false;
        s->tag = r->res.resContent.ulPropTag;
        s->range = range;
        return true;
    case RES_AND:
        for (ULONG i = 0; i < r->res.resAnd.cRes && !(chosen && s->tag == there_is); i++)
            if (r->res.resAnd.lpRes[i].rt != RES_AND)
                chosen |= choose_range(s, &r->res.resAnd.lpRes[i], there_is);
        return chosen;
    default:
        return false;
    }
}

/* The text that the restriction asks for, first of all; PR_NULL: none. */
static ULONG text_asked_for(const SRestriction *r)
{
    ULONG tag = PR_NULL;

    if (r->rt == RES_CONTENT) tag = r->res.resContent.ulPropTag;
    for (ULONG i = 0; r->rt == RES_AND && i < r->res.resAnd.cRes && tag == PR_NULL; i++)
        if (r->res.resAnd.lpRes[i].rt == RES_CONTENT)
            tag = r->res.resAnd.lpRes[i].res.resContent.ulPropTag;
    return PROP_TYPE(tag) == PT_UNICODE || PROP_TYPE(tag) == PT_STRING8 ? tag : PR_NULL;
}

static void search_start(struct search *s, struct view *view, const SRestriction *restriction)
{
    size_t count = view->items.count;

    s->view = view;
    s->place = s->text_place = 0;
    s->text_tag = text_asked_for(restriction);
    s->text_from = 0;
    s->plain = SIZE_MAX;
    sieve_make(&s->sieve, restriction);
    if (view->groups.levels || count < COLUMN_LEAST) return;
    if (!choose_range(s, restriction, view->column.tag)) return;
    /* A new column is wiped first, which is not to cost more than the search did without it. */
    s->plain = view->column.tag == s->tag ? 0 : count / 16;
}

static bool by_column(struct search *s)
{
    if (s->plain) return false;
    if (column_ready(&s->view->column, s->tag, s->view->items.count)) return true;
    s->plain = SIZE_MAX;
    return false;
}

/* Texts stand at about the same place in each row, so it is known where to expect one. */
static void learn_text(struct search *s, const struct row *row)
{
    const SPropValue *text =
        s->text_tag == PR_NULL ? NULL : row_value_near(row, s->text_tag, &s->text_place);

    if (text) s->text_from = (size_t)((uintptr_t)text->Value.lpszW - (uintptr_t)row);
}

static bool may_match(struct search *s, size_t at, bool column)
{
    const struct item *item = &s->view->items.list[at];
    uint64_t *number = column ? &s->view->column.numbers[at] : NULL;

    if (column && *number == COLUMN_UNKNOWN) {
        const SPropValue *value = NULL;
        struct item_scratch scratch;

        if (PROP_ID(s->tag) != PROP_ID(PR_INSTANCE_KEY))
            value = row_value_near(item->row, s->tag, &s->place);
        *number = column_number(s->tag, value ? value : line_value(s->view, at, s->tag, &scratch));
        if (*number != COLUMN_UNKNOWN && !column_is_within(&s->range, *number)) return false;
    }
    if (sieve_rejects(&s->sieve, item->row)) return false;
    learn_text(s, item->row);
    return true;
}

/* The rows that a search will come to soon, unless its column knows enough of them. */
static void expect(const struct search *s, size_t at, bool back, bool column)
{
    size_t ahead = back ? at - SIEVE_AHEAD : at + SIEVE_AHEAD; /* below 0: none, too */
    const struct row *row;

    if (ahead >= s->view->items.count) return;
    if (column && s->view->column.numbers[ahead] != COLUMN_UNKNOWN) return;
    row = s->view->items.list[ahead].row;
    sieve_expect(&s->sieve, row);
    __builtin_prefetch(&row->values[column ? s->place : s->text_place]);
    if (s->text_from) __builtin_prefetch((const char *)row + s->text_from);
}

/* The first line from *at on (back: the last before it) that isn't sure to fail. */
static bool candidate(struct search *s, bool back, size_t *at)
{
    size_t lines = view_lines(s->view), i = *at, line;

    if (s->view->groups.levels) {
        if (back) return i-- ? (*at = i, true) : false;
        return i < lines;
    }
    for (; back ? i > 0 : i < lines; i = back ? line : line + 1) {
        bool column = by_column(s);

        if (column) {
            i = back ? column_last(&s->view->column, &s->range, i)
                     : column_next(&s->view->column, &s->range, i, lines);
            if (i == (back ? 0 : lines)) return false;
        }
        line = back ? i - 1 : i;
        expect(s, line, back, column);
        if (s->plain) s->plain--;
        if (!may_match(s, line, column)) continue;
        *at = line;
        return true;
    }
    return false;
}

HRESULT view_find(struct view *view, const SRestriction *restriction, bool back, size_t *at)
{
    struct search search;

    search_start(&search, view, restriction);
    for (;; *at += !back) {
        bool match = false;
        HRESULT hr;

        if (!candidate(&search, back, at)) return MAPI_E_NOT_FOUND;
        hr = match_line(view, *at, restriction, &match);
        if (FAILED(hr) || match) return hr;
    }
}
