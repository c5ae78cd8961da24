/*
 * ab_who.c - who is who to an import: those whom the container has, and those of the file
 */
#include "ab_who.h"
#include <stdlib.h>
#include "entry.h"

static int compare_text(const WCHAR *a, const WCHAR *b)
{
    return CompareStringOrdinal(a, -1, b, -1, TRUE) - CSTR_EQUAL;
}

static const char *bare(const char *reference)
{
    static const char urn[] = "urn:uuid:";

    return _strnicmp(reference, urn, sizeof(urn) - 1) ? reference : reference + sizeof(urn) - 1;
}

static int compare_references(const char *a, const char *b)
{
    if (!a || !b) return !b - !a; /* those without one are last */
    return _stricmp(bare(a), bare(b));
}

bool who_same_reference(const char *a, const char *b)
{
    return a && b && !compare_references(a, b);
}

/* A list's address is of its address book's making; who has no address needs no type. */
static int compare_twins(const struct known *a, const struct known *b)
{
    int order = a->is_list - b->is_list;

    if (!order) order = compare_text(a->name, b->name);
    if (order || a->is_list) return order;
    order = compare_text(a->address, b->address);
    return order || !*a->address ? order : compare_text(a->type, b->type);
}

/* ---- what is noted ---- */

static const WCHAR *keep_wide(struct who *who, const WCHAR *text, bool *failed)
{
    size_t bytes;
    WCHAR *copy;

    if (!text) return L"";
    bytes = (wcslen(text) + 1) * sizeof(*text);
    copy = text_hold_room(&who->hold, bytes);
    if (copy) memcpy(copy, text, bytes);
    else *failed = true;
    return copy;
}

/* NULL: memory is out. */
static struct known *add(struct who *who, const WCHAR *name, const WCHAR *type,
                         const WCHAR *address, const SBinary *id)
{
    struct known *known;
    bool failed = false;

    if (!array_room(&who->known, who->n, &who->room, sizeof(known))) return NULL;
    known = text_hold_room(&who->hold, sizeof(*known));
    if (!known) return NULL;
    *known = (struct known){.at = who->n};
    known->name = keep_wide(who, name, &failed);
    known->type = keep_wide(who, type && *type ? type : L"SMTP", &failed);
    known->address = keep_wide(who, address, &failed);
    known->id.cb = id->cb;
    known->id.lpb = (BYTE *)text_hold_copy(&who->hold, (char *)id->lpb, id->cb);
    if (failed || !known->id.lpb) return NULL;
    who->known[who->n++] = known;
    return known;
}

static HRESULT note_row(void *context, const SRow *row)
{
    const SBinary *id = row_id(row);
    struct known *known;

    if (!id) return S_OK;
    known = add(context, row_text(row, BOOK_NAME), row_text(row, BOOK_ADDRTYPE),
                row_text(row, BOOK_ADDRESS), id);
    if (!known) return MAPI_E_NOT_ENOUGH_MEMORY;
    known->is_list = long_of(row->lpProps, row->cValues, PR_OBJECT_TYPE) == MAPI_DISTLIST;
    if (known->is_list) known->address = L"";
    return S_OK;
}

/* ---- orders ---- */

static int in_turn(const struct known *a, const struct known *b, int order)
{
    return order ? order : (a->at > b->at) - (a->at < b->at);
}

static int by_twin(const void *a, const void *b)
{
    const struct known *x = *(struct known *const *)a, *y = *(struct known *const *)b;

    return in_turn(x, y, compare_twins(x, y));
}

static int compare_called(const struct known *a, const struct known *b)
{
    return compare_references(a->reference, b->reference);
}

static int by_reference(const void *a, const void *b)
{
    const struct known *x = *(struct known *const *)a, *y = *(struct known *const *)b;

    return in_turn(x, y, compare_called(x, y));
}

static int compare_addresses(const struct known *a, const struct known *b)
{
    return compare_text(a->address, b->address);
}

static int by_address(const void *a, const void *b)
{
    const struct known *x = *(struct known *const *)a, *y = *(struct known *const *)b;

    return in_turn(x, y, compare_addresses(x, y));
}

static HRESULT sorted(struct who *who, int (*order)(const void *, const void *),
                      struct known ***out)
{
    *out = malloc((who->n + 1) * sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (who->n) memcpy(*out, who->known, who->n * sizeof(**out));
    qsort(*out, who->n, sizeof(**out), order);
    return S_OK;
}

/* The first in that order that is no less than wanted. */
static size_t first_of(struct known **all, size_t n, const struct known *wanted,
                       int (*order)(const struct known *, const struct known *))
{
    size_t low = 0;

    while (low < n) {
        size_t middle = low + (n - low) / 2;

        if (order(all[middle], wanted) < 0) low = middle + 1;
        else n = middle;
    }
    return low;
}

/* ---- twins ---- */

HRESULT who_note(struct who *who, IMAPIContainer *container)
{
    IMAPITable *table;
    HRESULT hr = container_contents(container, NULL, &table);

    if (FAILED(hr)) return hr;
    hr = each_row(table, note_row, who);
    RELEASE(table);
    if (FAILED(hr)) return hr;
    who->n_twins = who->n;
    return sorted(who, by_twin, &who->twins);
}

void who_drop(struct who *who)
{
    free(who->known);
    free(who->twins);
    free(who->called);
    free(who->addressed);
    text_hold_drop(&who->hold);
    *who = (struct who){0};
}

/* Of somebody of the file: what he would be here. False: memory is out. */
static bool known_of(struct text_hold *hold, const struct person *person, struct known *out)
{
    const char *type = person_text(person, PR_ADDRTYPE_W);

    *out = (struct known){.is_list = person->is_list};
    out->name = wide_of(hold, person_text(person, PR_DISPLAY_NAME_W));
    out->type = wide_of(hold, *type ? type : "SMTP");
    out->address = person->is_list ? L"" : wide_of(hold, person_text(person, PR_EMAIL_ADDRESS_W));
    return out->name && out->type && out->address;
}

struct known *who_twin(struct who *who, const struct person *person, size_t *at)
{
    struct text_hold hold = {0};
    struct known wanted, *found = NULL;

    if (known_of(&hold, person, &wanted)) {
        size_t i = first_of(who->twins, who->n_twins, &wanted, compare_twins) + (*at)++;

        if (i < who->n_twins && !compare_twins(who->twins[i], &wanted)) found = who->twins[i];
    }
    text_hold_drop(&hold);
    return found;
}

HRESULT who_is(struct who *who, struct known *known, const struct person *person, const SBinary *id)
{
    struct text_hold hold = {0};
    struct known wanted;

    if (!known && known_of(&hold, person, &wanted))
        known = add(who, wanted.name, wanted.type, wanted.address, id);
    text_hold_drop(&hold);
    if (!known) return MAPI_E_NOT_ENOUGH_MEMORY;
    known->is_list = person->is_list;
    known->is_of_file = known->is_taken = true;
    if (!person->reference) return S_OK;
    known->reference = text_hold_copy(&who->hold, person->reference, strlen(person->reference));
    return known->reference ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* ---- members ---- */

HRESULT who_sort(struct who *who)
{
    HRESULT hr = sorted(who, by_reference, &who->called);

    return FAILED(hr) ? hr : sorted(who, by_address, &who->addressed);
}

const struct known *who_called(struct who *who, const char *reference)
{
    const struct known wanted = {.reference = reference};
    size_t i = reference ? first_of(who->called, who->n, &wanted, compare_called) : who->n;

    return i < who->n && who_same_reference(who->called[i]->reference, reference) ? who->called[i]
                                                                                  : NULL;
}

const struct known *who_at(struct who *who, const WCHAR *name, const WCHAR *address,
                           bool *ambiguous)
{
    const struct known wanted = {.address = address}, *found = NULL;

    *ambiguous = false;
    for (size_t i = first_of(who->addressed, who->n, &wanted, compare_addresses);
         i < who->n && !compare_addresses(who->addressed[i], &wanted); i++) {
        const struct known *known = who->addressed[i];

        if (name && compare_text(known->name, name)) continue;
        if (found && compare_text(found->name, known->name)) *ambiguous = true;
        if (!found || (known->is_of_file && !found->is_of_file)) found = known;
    }
    return *ambiguous ? NULL : found;
}
