/*
 * imsg_elements.c - what lies in a storage
 *
 * Only what a storage lists is opened: in a damaged file OLE may look for a name that isn't there
 * and come to no end.
 */
#include <stdlib.h>
#include "base/array.h"
#include "base/text.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "sys/memory.h"

enum { MOST_ELEMENTS = 1 << 20 };

static bool same(const WCHAR *name, const WCHAR *other)
{
    return !text_compare_nocase(name, other);
}

/* A name as an element; false: somebody else's. */
static bool parse(const STATSTG *stat, struct imsg_element *out)
{
    const WCHAR *name = stat->pwcsName;
    WCHAR start[32];
    size_t chars = text_len(name);

    *out = (struct imsg_element){.element = IMSG_WHOLE};
    if (stat->type == STGTY_STORAGE) {
        if (imsg_number_of(name, IMSG_ATTACHMENT, &out->number)) out->kind = IMSG_AN_ATTACHMENT;
        else if (imsg_number_of(name, IMSG_RECIPIENT, &out->number)) out->kind = IMSG_A_RECIPIENT;
        else if (same(name, IMSG_NAMES)) out->kind = IMSG_ALL_NAMES;
        else if (same(name, IMSG_OBJECT)) out->kind = IMSG_AN_OBJECT;
        else out->kind = IMSG_ANOTHER;
    } else if (same(name, IMSG_PROPERTIES)) {
        out->kind = IMSG_ALL_PROPERTIES;
    } else if (imsg_number_of(name, IMSG_VALUE, &out->number)) {
        out->kind = IMSG_A_VALUE;
    } else if (chars == 29 && name[20] == '-') { /* __substg1.0_8009101F-00000001 */
        for (size_t i = 0; i < 20; i++)
            start[i] = name[i];
        start[20] = 0;
        if (imsg_number_of(start, IMSG_VALUE, &out->number) &&
            imsg_number_of(name + 20, L"-", &out->element))
            out->kind = IMSG_A_VALUE;
        else out->kind = IMSG_ANOTHER;
    } else {
        out->kind = IMSG_ANOTHER;
    }
    return name[0] == '_' && name[1] == '_';
}

static int compare(const void *a, const void *b)
{
    const struct imsg_element *x = a, *y = b;

    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return x->element < y->element ? -1 : x->element > y->element;
}

HRESULT imsg_elements_list(IStorage *storage, struct imsg_elements *out)
{
    AUTO_RELEASE IEnumSTATSTG *list = NULL;
    HRESULT hr = com_given(storage->lpVtbl->EnumElements(storage, 0, NULL, 0, &list), &list);

    out->count = 0;
    while (SUCCEEDED(hr)) {
        struct imsg_element element, *slot;
        STATSTG stat = {0};
        ULONG got = 0;
        bool ours;

        hr = list->lpVtbl->Next(list, 1, &stat, &got);
        if (hr != S_OK || !got) break;
        ours = stat.pwcsName && parse(&stat, &element);
        sys_task_free(stat.pwcsName);
        if (!ours) continue;
        /* or the list is a ring */
        if (out->count == MOST_ELEMENTS) return FAIL(MAPI_E_CORRUPT_DATA);
        slot = ARRAY_PUSH(out);
        if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *slot = element;
    }
    if (FAILED(hr)) return storage_error(hr);
    if (out->count) qsort(out->data, out->count, sizeof(*out->data), compare);
    return S_OK;
}

bool imsg_elements_have(const struct imsg_elements *list, enum imsg_kind kind, ULONG number,
                        ULONG element)
{
    struct imsg_element wanted = {kind, number, element};

    return list->count && bsearch(&wanted, list->data, list->count, sizeof(wanted), compare);
}
