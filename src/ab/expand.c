/*
 * expand.c - a message's recipients made ready to be sent to: lists opened, names restored,
 * addresses completed, doubles marked
 */
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/containers.h"
#include "ab/recipient.h"
#include "base/array.h"
#include "base/error.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

#define MOST_PEOPLE 100000 /* with all members of all lists */
#define ROOM        18     /* values that a row may get more than it had */

struct person {
    SPropValue *props;
    ULONG count;
    bool is_new, changed, gone;
};

struct people {
    struct person *data;
    size_t count, room;
    void *root; /* what was made here hangs on it */
    struct router *router;
    struct {
        SBinary *data; /* entry IDs of lists that are opened */
        size_t count, room;
    } lists;
};

/* ---- one person ---- */

static HRESULT add_person(struct people *people, const SPropValue *props, ULONG count,
                          struct person **out)
{
    struct person *person;
    SPropValue *own;
    SCODE code = mem_more((count + ROOM) * sizeof(*own), people->root, (void **)&own);

    if (FAILED(code)) return code;
    if (people->count >= MOST_PEOPLE) return FAIL(MAPI_E_TOO_COMPLEX);
    person = ARRAY_PUSH(people);
    if (!person) return MAPI_E_NOT_ENOUGH_MEMORY;
    *person = (struct person){.props = own};
    for (ULONG i = 0; i < count; i++)
        if (PROP_TYPE(props[i].ulPropTag) != PT_ERROR) own[person->count++] = props[i];
    *out = person;
    return S_OK;
}

/* A property, in place of what it had; there is room for ROOM more. */
static void put(struct person *person, SPropValue value)
{
    ULONG i = 0;

    while (i < person->count && PROP_ID(person->props[i].ulPropTag) != PROP_ID(value.ulPropTag))
        i++;
    person->props[i] = value;
    if (i == person->count) person->count++;
    person->changed = true;
}

/* NULL: it has none, or memory is out: then *hr says so. */
static const WCHAR *text_of(struct people *people, const struct person *person, ULONG tag,
                            HRESULT *hr)
{
    const SPropValue *value =
        pval_find_const(person->props, person->count, CHANGE_PROP_TYPE(tag, PT_UNICODE));
    SPropValue wide;

    if (!value || FAILED(*hr)) return NULL;
    if (PROP_TYPE(value->ulPropTag) == PT_UNICODE) return value->Value.lpszW;
    *hr = pval_as(value, PT_UNICODE, people->root, &wide);
    return FAILED(*hr) ? NULL : wide.Value.lpszW;
}

static LONG long_of(const struct person *person, ULONG tag, LONG otherwise)
{
    const SPropValue *value = pval_find_const(person->props, person->count, tag);

    return value ? value->Value.l : otherwise;
}

static bool is_taken(const struct person *person)
{
    const SPropValue *value = pval_find_const(person->props, person->count, PR_RESPONSIBILITY);

    return value && value->Value.b;
}

/* Who has an entry ID alone gets the address that the entry has, so that a transport is found for
 * it. */
static HRESULT look_up(struct people *people, struct person *person)
{
    ADRENTRY entry = {.cValues = person->count};
    HRESULT hr;

    if (pval_find_const(person->props, person->count,
                        CHANGE_PROP_TYPE(PR_ADDRTYPE_W, PT_UNSPECIFIED)) ||
        !pval_find_const(person->props, person->count, PR_ENTRYID))
        return S_OK;
    hr = pval_copy_array(person->count, person->props, NULL, &entry.rgPropVals);
    if (SUCCEEDED(hr)) hr = recipient_complete(people->router, &entry, MAPI_UNICODE);
    for (ULONG i = 0; SUCCEEDED(hr) && i < entry.cValues; i++) {
        const SPropValue *value = &entry.rgPropVals[i];
        SPropValue own;

        if (PROP_TYPE(value->ulPropTag) == PT_ERROR ||
            pval_find_const(person->props, person->count,
                            CHANGE_PROP_TYPE(value->ulPropTag, PT_UNSPECIFIED)))
            continue;
        hr = pval_copy(&own, value, people->root);
        if (SUCCEEDED(hr)) put(person, own);
    }
    mem_free(entry.rgPropVals);
    return hr;
}

static HRESULT look_up_all(struct people *people)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < people->count; i++)
        hr = look_up(people, &people->data[i]);
    return hr;
}

/* ---- personal distribution lists ---- */

static bool seen_before(struct people *people, const SBinary *list, HRESULT *hr)
{
    SBinary *kept;

    for (size_t i = 0; i < people->lists.count; i++)
        if (people->lists.data[i].cb == list->cb &&
            !memcmp(people->lists.data[i].lpb, list->lpb, list->cb))
            return true;
    kept = ARRAY_PUSH(&people->lists);
    if (kept) *kept = *list; /* on the recipients' rows, or on root */
    else *hr = MAPI_E_NOT_ENOUGH_MEMORY;
    return false;
}

static HRESULT add_members(struct people *people, const SRowSet *rows, LONG type)
{
    struct person *member;
    SPropValue *props;
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < rows->cRows && SUCCEEDED(hr); i++) {
        hr = pval_copy_array(rows->aRow[i].cValues, rows->aRow[i].lpProps, people->root, &props);
        if (SUCCEEDED(hr)) hr = add_person(people, props, rows->aRow[i].cValues, &member);
        if (FAILED(hr)) break;
        member->is_new = true;
        put(member, pval_long(PR_RECIPIENT_TYPE, type));
        put(member, pval_bool(PR_RESPONSIBILITY, false));
    }
    return hr;
}

static HRESULT open_list(struct people *people, const SBinary *eid, LONG type)
{
    AUTO_RELEASE IABContainer *list = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    struct last_error unheard = {0};
    ULONG object, flags = MAPI_UNICODE;
    HRESULT hr;

    hr = router_open_entry(people->router, eid->cb, (ENTRYID *)eid->lpb, &IID_IDistList, 0,
                           &unheard, &object, (IUnknown **)&list);
    hr = com_given(hr, &list);
    if (SUCCEEDED(hr)) hr = ab_contents_open(list, &flags, &table);
    if (SUCCEEDED(hr))
        hr = query_all_rows(table, recipient_tags(flags), NULL, NULL, MOST_PEOPLE, &rows);
    return FAILED(hr) ? hr : add_members(people, rows, type);
}

/* Lists in lists come behind the others, and are met in turn; each is opened once. */
static HRESULT open_lists(struct people *people)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < people->count && SUCCEEDED(hr); i++) {
        struct person *person = &people->data[i];
        const WCHAR *type = text_of(people, person, PR_ADDRTYPE_W, &hr);
        const SPropValue *eid = pval_find_const(person->props, person->count, PR_ENTRYID);

        if (!type || text_compare_nocase(type, L"MAPIPDL")) continue;
        if (!eid) return FAIL(MAPI_E_INVALID_ENTRYID);
        person->gone = true;
        if (seen_before(people, &eid->Value.bin, &hr) || FAILED(hr)) continue;
        /* may move people->data */
        hr = open_list(people, &eid->Value.bin, long_of(person, PR_RECIPIENT_TYPE, MAPI_TO));
    }
    return hr;
}

/* ---- names and addresses ---- */

/* An address alone becomes a one-off's entry ID and search key. */
static HRESULT complete(struct people *people, struct person *person)
{
    const SPropValue *rich = pval_find_const(person->props, person->count, PR_SEND_RICH_INFO);
    struct one_off one = {.rich = !rich || rich->Value.b};
    SPropValue made[ONE_OFF_PROPS];
    HRESULT hr = S_OK;

    if (pval_find_const(person->props, person->count, PR_ENTRYID) &&
        pval_find_const(person->props, person->count, PR_SEARCH_KEY))
        return S_OK;
    one.type = text_of(people, person, PR_ADDRTYPE_W, &hr);
    one.address = text_of(people, person, PR_EMAIL_ADDRESS_W, &hr);
    one.name = text_of(people, person, PR_DISPLAY_NAME_W, &hr);
    if (FAILED(hr) || !one.type || !*one.type || !one.address || !*one.address) return hr;
    if (!one.name) one.name = one.address;
    hr = one_off_props(&one, true, people->root, made);
    for (int i = ONE_OFF_ENTRYID; SUCCEEDED(hr) && i <= ONE_OFF_SEARCH_KEY; i++)
        if (!pval_find_const(person->props, person->count, made[i].ulPropTag)) put(person, made[i]);
    return hr;
}

/* The name that can't be changed replaces what may have been made of it. */
static HRESULT restore_name(struct people *people, struct person *person)
{
    HRESULT hr = S_OK;
    const WCHAR *own = text_of(people, person, PR_TRANSMITABLE_DISPLAY_NAME_W, &hr);
    const WCHAR *shown = text_of(people, person, PR_DISPLAY_NAME_W, &hr);

    if (own && *own && (!shown || text_compare(own, shown)))
        put(person, pval_text(PR_DISPLAY_NAME_W, own));
    return hr;
}

/* ---- doubles ---- */

struct place {
    struct person *person;
    const SBinary *key;
};

static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    ULONG shorter = x->key->cb < y->key->cb ? x->key->cb : y->key->cb;
    int order = memcmp(x->key->lpb, y->key->lpb, shorter);

    if (!order) order = (x->key->cb > y->key->cb) - (x->key->cb < y->key->cb);
    return order ? order : (x->person > y->person) - (x->person < y->person);
}

static bool is_same(const struct place *a, const struct place *b)
{
    return a->key->cb == b->key->cb && !memcmp(a->key->lpb, b->key->lpb, a->key->cb);
}

/* Of those with one address the first is sent to. Others of its type go; those of another type stay
 * in sight, as seen to. */
static void mark_group(const struct place *group, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        LONG type = long_of(group[i].person, PR_RECIPIENT_TYPE, MAPI_TO);
        bool same = false;

        for (size_t k = 0; k < i; k++)
            same = same || long_of(group[k].person, PR_RECIPIENT_TYPE, MAPI_TO) == type;
        if (same) group[i].person->gone = true;
        else put(group[i].person, pval_bool(PR_RESPONSIBILITY, true));
    }
}

static HRESULT mark_doubles(struct people *people)
{
    AUTO_FREE struct place *places = mem_array(people->count + 1, sizeof(*places));
    size_t n = 0;

    if (!places) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < people->count; i++) {
        struct person *person = &people->data[i];
        const SPropValue *key = pval_find_const(person->props, person->count, PR_SEARCH_KEY);

        if (!key) key = pval_find_const(person->props, person->count, PR_ENTRYID);
        if (key && key->Value.bin.cb && !person->gone && !is_taken(person))
            places[n++] = (struct place){person, &key->Value.bin};
    }
    qsort(places, n, sizeof(*places), by_key);
    for (size_t first = 0, next; first < n; first = next) {
        for (next = first + 1; next < n && is_same(&places[first], &places[next]); next++)
            ;
        mark_group(&places[first], next - first);
    }
    return S_OK;
}

/* ---- from the message, and back ---- */

static HRESULT read_people(struct people *people, IMessage *message, SRowSet **rows)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    struct person *person;
    HRESULT hr;

    hr = com_given(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table), &table);
    if (SUCCEEDED(hr))
        hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, columns, NULL, NULL, 0, rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < (*rows)->cRows; i++)
        hr = add_person(people, (*rows)->aRow[i].lpProps, (*rows)->aRow[i].cValues, &person);
    return hr;
}

static bool is_wanted(const struct person *person, ULONG how)
{
    switch (how) {
    case MODRECIP_MODIFY:
        return !person->is_new && !person->gone && person->changed;
    case MODRECIP_ADD:
        return person->is_new && !person->gone;
    default:
        return !person->is_new && person->gone;
    }
}

static HRESULT write_people(struct people *people, IMessage *message, ULONG how)
{
    AUTO_FREE ADRLIST *list = mem_zero(CbNewADRLIST(people->count + 1));

    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->data[i];

        if (is_wanted(person, how))
            list->aEntries[list->cEntries++] =
                (ADRENTRY){.cValues = person->count, .rgPropVals = person->props};
    }
    return list->cEntries ? message->lpVtbl->ModifyRecipients(message, how, list) : S_OK;
}

HRESULT ab_expand(struct router *router, IMessage *message)
{
    struct people people = {.root = mem_zero(sizeof(int)), .router = router};
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = people.root ? read_people(&people, message, &rows) : MAPI_E_NOT_ENOUGH_MEMORY;

    if (SUCCEEDED(hr)) hr = look_up_all(&people);
    if (SUCCEEDED(hr)) hr = open_lists(&people);
    for (size_t i = 0; i < people.count && SUCCEEDED(hr); i++) {
        hr = restore_name(&people, &people.data[i]);
        if (SUCCEEDED(hr)) hr = complete(&people, &people.data[i]);
    }
    if (SUCCEEDED(hr)) hr = mark_doubles(&people);
    if (SUCCEEDED(hr)) hr = write_people(&people, message, MODRECIP_MODIFY);
    if (SUCCEEDED(hr)) hr = write_people(&people, message, MODRECIP_ADD);
    if (SUCCEEDED(hr)) hr = write_people(&people, message, MODRECIP_REMOVE);
    ARRAY_DROP(&people.lists);
    ARRAY_DROP(&people);
    mem_free(people.root);
    return hr;
}
