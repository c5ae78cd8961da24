/*
 * message_bodies.c - a message's text, RTF and HTML say the same
 */
#include "message_bodies.h"
#include "body_convert.h"
#include "common/sql/large.h"
#include "common/sql/pack.h"
#include "edktags.h"
#include "message_state.h"

enum { TEXT_BODY, RTF_BODY, HTML_BODY, N_BODIES };
enum { NATIVE_TEXT = 1, NATIVE_RTF = 2, NATIVE_HTML = 3 };

static const ULONG tags[N_BODIES] = {PR_BODY_W, PR_RTF_COMPRESSED, PR_HTML};

/* What belongs to RTF, and is wrong when that goes or changes. */
static const ULONG rtf_tags[] = {
    PR_RTF_IN_SYNC,       PR_RTF_SYNC_BODY_CRC,     PR_RTF_SYNC_BODY_COUNT,
    PR_RTF_SYNC_BODY_TAG_W, PR_RTF_SYNC_PREFIX_COUNT, PR_RTF_SYNC_TRAILING_COUNT,
};

static void hold(struct value **slot, struct value *value)
{
    value_ref(value);
    value_unref(*slot);
    *slot = value;
}

static ULONG code_page_of(const struct bag *bag)
{
    return bag_long(bag, PR_INTERNET_CPID, 0);
}

void message_bodies_begin(struct message_bodies *bodies, const struct bag *bag)
{
    for (int i = 0; i < N_BODIES; i++) {
        hold(&bodies->saved[i], bag_find(bag, tags[i]));
        hold(&bodies->seen[i], bodies->saved[i]);
    }
    if (!bodies->seen[TEXT_BODY]) { /* as older programs saved it: to be looked at */
        hold(&bodies->seen[RTF_BODY], NULL);
        hold(&bodies->seen[HTML_BODY], NULL);
    }
    bodies->seen_code_page = code_page_of(bag);
}

void message_bodies_clear(struct message_bodies *bodies)
{
    for (int i = 0; i < N_BODIES; i++) {
        value_unref(bodies->saved[i]);
        value_unref(bodies->seen[i]);
    }
    memset(bodies, 0, sizeof(*bodies));
}

bool message_bodies_has(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_BODY):
    case PROP_ID(PR_RTF_COMPRESSED):
    case PROP_ID(PR_HTML):
    case PROP_ID(PR_RTF_IN_SYNC):
    case PROP_ID(PR_NATIVE_BODY_INFO):
    case PROP_ID(PR_INTERNET_CPID):
        return true;
    }
    return false;
}

/* ---- what is there ---- */

struct now {
    struct message_bodies *bodies;
    struct bag *bag;
    struct value *is[N_BODIES]; /* borrowed from bag */
    bool written[N_BODIES];     /* by a client, since the last save */
};

static void look(struct now *now)
{
    for (int i = 0; i < N_BODIES; i++) {
        now->is[i] = bag_find(now->bag, tags[i]);
        now->written[i] = now->is[i] && now->is[i] != now->bodies->saved[i];
    }
}

static bool has_changed(const struct now *now, int body)
{
    if (now->is[body] != now->bodies->seen[body]) return true;
    return body == HTML_BODY && now->is[body] && value_type(now->is[body]) == PT_BINARY &&
           code_page_of(now->bag) != now->bodies->seen_code_page;
}

static HRESULT put(struct now *now, int body, struct value *value)
{
    HRESULT hr = bag_set(now->bag, value);

    if (SUCCEEDED(hr)) hold(&now->bodies->saved[body], value); /* it is ours */
    look(now);
    return hr;
}

static void drop_rtf_tags(struct bag *bag)
{
    for (size_t i = 0; i < sizeof(rtf_tags) / sizeof(rtf_tags[0]); i++)
        bag_remove(bag, rtf_tags[i]);
}

static void drop_rtf(struct now *now)
{
    if (!bag_remove(now->bag, PR_RTF_COMPRESSED)) return;
    drop_rtf_tags(now->bag);
    look(now);
}

static void drop_html(struct now *now)
{
    bag_remove(now->bag, PR_HTML);
    look(now);
}

/* It was made of what is no longer there. */
static void drop_text(struct now *now)
{
    bag_remove(now->bag, PR_BODY_W);
    look(now);
}

static bool rtf_is_in_sync(const struct now *now)
{
    const struct value *value = bag_find(now->bag, PR_RTF_IN_SYNC);

    return value && value->prop.ulPropTag == PR_RTF_IN_SYNC && value->prop.Value.b;
}

/* ---- what goes ---- */

static HRESULT drop_stale(struct now *now)
{
    bool same = false;
    HRESULT hr = S_OK;

    if (now->written[TEXT_BODY] && !now->written[RTF_BODY] && !now->written[HTML_BODY]) {
        if (!now->is[RTF_BODY] && !now->is[HTML_BODY]) return S_OK;
        if (now->bodies->saved[TEXT_BODY])
            hr = body_is_same(now->is[TEXT_BODY], now->bodies->saved[TEXT_BODY], &same);
        if (FAILED(hr) || same) return hr;
        drop_rtf(now);
        drop_html(now);
    } else if (now->written[HTML_BODY] && !now->written[RTF_BODY]) {
        drop_rtf(now);
    } else if (now->written[RTF_BODY] && !now->written[HTML_BODY]) {
        drop_html(now);
    }
    return hr;
}

/* ---- what is made ---- */

static HRESULT put_native(struct now *now, LONG native)
{
    if (native) return bag_put(now->bag, PR_NATIVE_BODY_INFO, native);
    bag_remove(now->bag, PR_NATIVE_BODY_INFO);
    return S_OK;
}

static HRESULT make_from_html(struct db *db, struct now *now)
{
    AUTO_VALUE struct value *body = NULL;
    HRESULT hr = S_OK;

    if (!now->is[TEXT_BODY] || (!now->written[TEXT_BODY] && has_changed(now, HTML_BODY))) {
        hr = body_of_html(db, now->is[HTML_BODY], code_page_of(now->bag), &body);
        /* by another handle's save, which this one's meets */
        if (hr == MAPI_E_OBJECT_DELETED) return put_native(now, NATIVE_HTML);
        /* of a type that holds no HTML */
        if (hr == MAPI_E_NOT_FOUND) {
            drop_text(now);
            return put_native(now, NATIVE_HTML);
        }
        if (SUCCEEDED(hr)) hr = put(now, TEXT_BODY, body);
    }
    return SUCCEEDED(hr) ? put_native(now, NATIVE_HTML) : hr;
}

static HRESULT put_from_rtf(struct now *now, struct rtf_bodies *made)
{
    HRESULT hr = S_OK;

    if (!now->written[TEXT_BODY]) {
        drop_rtf_tags(now->bag);
        hr = put(now, TEXT_BODY, made->body);
        if (SUCCEEDED(hr)) hr = bag_put(now->bag, PR_RTF_IN_SYNC, true);
    }
    if (SUCCEEDED(hr) && made->html && !now->written[HTML_BODY]) {
        hr = put(now, HTML_BODY, made->html);
        if (SUCCEEDED(hr))
            hr = bag_put(now->bag, PR_INTERNET_CPID, (LONG)html_code_page(code_page_of(now->bag)));
    }
    return SUCCEEDED(hr) ? put_native(now, made->native) : hr;
}

static HRESULT make_from_rtf(struct db *db, struct now *now)
{
    struct rtf_bodies made;
    HRESULT hr;

    if (now->is[TEXT_BODY] && !has_changed(now, RTF_BODY) && !has_changed(now, HTML_BODY))
        return S_OK;
    hr = bodies_of_rtf(db, now->is[RTF_BODY], code_page_of(now->bag), &made);
    /* by another handle's save, which this one's meets */
    if (hr == MAPI_E_OBJECT_DELETED) return S_OK;
    if (hr == MAPI_E_CORRUPT_DATA) { /* for who can make something of it */
        bag_remove(now->bag, PR_RTF_IN_SYNC);
        if (!now->written[TEXT_BODY] && has_changed(now, RTF_BODY)) drop_text(now);
        return put_native(now, NATIVE_RTF);
    }
    if (SUCCEEDED(hr)) hr = put_from_rtf(now, &made);
    rtf_bodies_clear(&made);
    return hr;
}

HRESULT message_bodies_settle(struct db *db, struct message_bodies *bodies, struct bag *bag)
{
    struct now now = {.bodies = bodies, .bag = bag};
    HRESULT hr;

    look(&now);
    if (!has_changed(&now, TEXT_BODY) && !has_changed(&now, RTF_BODY) &&
        !has_changed(&now, HTML_BODY))
        return S_OK;
    hr = drop_stale(&now);
    if (FAILED(hr)) return hr;
    /* the client deleted it */
    if (!now.is[RTF_BODY] && (bodies->saved[RTF_BODY] || bodies->seen[RTF_BODY]))
        drop_rtf_tags(bag);
    if (now.is[HTML_BODY] && !(now.is[RTF_BODY] && rtf_is_in_sync(&now)))
        hr = make_from_html(db, &now);
    else if (now.is[RTF_BODY])
        hr = make_from_rtf(db, &now);
    else
        hr = put_native(&now, now.is[TEXT_BODY] ? NATIVE_TEXT : 0);
    if (FAILED(hr)) return hr;
    for (int i = 0; i < N_BODIES; i++)
        hold(&bodies->seen[i], now.is[i]);
    bodies->seen_code_page = code_page_of(bag);
    return S_OK;
}

/* ---- what another handle's save has replaced ---- */

/* Clears gone[] where it isn't. */
static HRESULT look_for_gone(struct db *db, const struct now *now, bool *gone, bool *any)
{
    HRESULT hr = S_OK;

    *any = false;
    for (int i = 0; i < N_BODIES && SUCCEEDED(hr); i++) {
        const struct large *large = now->is[i] ? now->is[i]->large : NULL;

        gone[i] = false;
        if (!large || !large_id(large)) continue;
        hr = large_is_there(db, large);
        gone[i] = hr == MAPI_E_NOT_FOUND;
        *any = *any || gone[i];
        if (gone[i]) hr = S_OK;
    }
    return hr;
}

static HRESULT drop_gone(struct now *now, const bool *gone)
{
    for (int i = 0; i < N_BODIES; i++)
        if (gone[i]) bag_remove(now->bag, tags[i]);
    look(now);
    if (!now->is[RTF_BODY]) drop_rtf_tags(now->bag);
    return now->is[RTF_BODY] || now->is[HTML_BODY] ? S_OK : put_native(now, NATIVE_TEXT);
}

/* The row's values of these properties, or none. */
static HRESULT take(struct db *db, sqlite3_stmt *row, const ULONG *list, size_t n, struct bag *bag)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        bag_remove(bag, list[i]);
        hr = unpack_one(db, sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0),
                        list[i], &value);
        if (hr == S_OK) hr = bag_set(bag, value);
    }
    return hr;
}

static HRESULT take_from_row(struct db *db, int64_t id, struct bag *bag)
{
    static const ULONG more[] = {PR_NATIVE_BODY_INFO, PR_INTERNET_CPID};
    sqlite3_stmt *row;
    HRESULT hr = db_prepare(db, "SELECT data FROM message_props WHERE id=?1", &row);

    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(row, 1, id);
    hr = db_step(db, row);
    if (SUCCEEDED(hr)) hr = take(db, row, tags, N_BODIES, bag);
    if (SUCCEEDED(hr)) hr = take(db, row, rtf_tags, sizeof(rtf_tags) / sizeof(rtf_tags[0]), bag);
    if (SUCCEEDED(hr)) hr = take(db, row, more, sizeof(more) / sizeof(more[0]), bag);
    db_done(db, row);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT message_bodies_keep(struct db *db, const struct message_bodies *bodies, int64_t id,
                            struct bag *bag)
{
    struct now now = {.bodies = (struct message_bodies *)bodies, .bag = bag};
    bool gone[N_BODIES], any;
    HRESULT hr;

    look(&now);
    hr = look_for_gone(db, &now, gone, &any);
    if (FAILED(hr) || !any) return hr;
    if (now.written[TEXT_BODY] || now.written[RTF_BODY] || now.written[HTML_BODY])
        return drop_gone(&now, gone);
    return take_from_row(db, id, bag);
}
