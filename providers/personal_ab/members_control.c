/*
 * members_control.c - the button of a list's page that lets a user choose the members
 */
#include "members_control.h"
#include <stdlib.h>
#include <string.h>
#include "common/arguments.h"

#define MOST_SHOWN 100000

struct members_control {
    struct com_object com;
    IMAPIControl IMAPIControl_iface;
    struct book *book; /* owned */
    IDistList *list;   /* owned */
    bool enabled;
};

static void members_control_destroy(void *self)
{
    struct members_control *control = self;

    com_release(&control->list);
    if (control->book) book_leave(control->book);
}

COM_UNKNOWN(members_control, IMAPIControl)
COM_DEAD(members_control, IMAPIControl, IMAPICONTROL_DEAD_SLOTS);

static const struct com_face members_control_faces[] = {
    COM_MORTAL(members_control, IMAPIControl),
};
COM_CLASS(members_control);

static HRESULT STDMETHODCALLTYPE members_control_GetLastError(IMAPIControl *iface, HRESULT hr,
                                                              ULONG flags, MAPIERROR **out)
{
    (void)iface;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

static HRESULT STDMETHODCALLTYPE members_control_GetState(IMAPIControl *iface, ULONG flags,
                                                          ULONG *state)
{
    if (!state) return MAPI_E_INVALID_PARAMETER;
    *state = members_control_from(iface)->enabled ? MAPI_ENABLED : MAPI_DISABLED;
    return flags ? MAPI_E_UNKNOWN_FLAGS : S_OK;
}

/* ---- the members as a list of recipients, and back ---- */

enum {
    ENTRY_ID,
    RECIPIENT_TYPE,
    N_COLUMNS = 7
};

/* MAPI's dialog frees and replaces the list: it is all the client's memory. */
static HRESULT read_members(struct members_control *control, ADRLIST **out)
{
    static const SizedSPropTagArray(N_COLUMNS, columns) = {
        N_COLUMNS,
        {PR_ENTRYID, PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W,
         PR_OBJECT_TYPE, PR_DISPLAY_TYPE}};
    AUTO_RELEASE IMAPITable *table = NULL;
    IDistList *list = control->list;
    SRowSet *rows = NULL;
    HRESULT hr;

    hr = list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, MOST_SHOWN, 0, &rows);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < rows->cRows; i++)
        rows->aRow[i].lpProps[RECIPIENT_TYPE] =
            (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO};
    *out = (ADRLIST *)rows; /* of the same shape */
    return S_OK;
}

static void free_list(struct members_control *control, ADRLIST *list)
{
    const struct allocators *alloc = &control->book->alloc;

    for (ULONG i = 0; list && i < list->cEntries; i++)
        alloc->free(list->aEntries[i].rgPropVals);
    if (list) alloc->free(list);
}

static const SBinary *id_in(const ADRENTRY *entry)
{
    for (ULONG i = 0; i < entry->cValues; i++)
        if (entry->rgPropVals[i].ulPropTag == PR_ENTRYID) return &entry->rgPropVals[i].Value.bin;
    return NULL; /* a removed one has no values */
}

static bool has(const ADRLIST *list, const SBinary *id)
{
    for (ULONG i = 0; list && i < list->cEntries; i++) {
        const SBinary *other = id_in(&list->aEntries[i]);

        if (other && other->cb == id->cb && !memcmp(other->lpb, id->lpb, id->cb)) return true;
    }
    return false;
}

/* Those of one list that aren't in the other; free() the array of bins. */
static HRESULT only_in(const ADRLIST *one, const ADRLIST *other, ENTRYLIST *out)
{
    *out = (ENTRYLIST){0, calloc((one ? one->cEntries : 0) + 1, sizeof(SBinary))};
    if (!out->lpbin) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; one && i < one->cEntries; i++) {
        const SBinary *id = id_in(&one->aEntries[i]);

        if (id && !has(other, id)) out->lpbin[out->cValues++] = *id;
    }
    return S_OK;
}

static HRESULT make_members(struct members_control *control, const ADRLIST *before,
                            const ADRLIST *after)
{
    IDistList *list = control->list;
    ENTRYLIST gone, come = {0, NULL};
    HRESULT hr = only_in(before, after, &gone);

    if (SUCCEEDED(hr)) hr = only_in(after, before, &come);
    if (SUCCEEDED(hr) && gone.cValues) hr = list->lpVtbl->DeleteEntries(list, &gone, 0);
    if (SUCCEEDED(hr) && come.cValues) hr = list->lpVtbl->CopyEntries(list, &come, 0, NULL, 0);
    free(gone.lpbin);
    free(come.lpbin);
    return hr;
}

static HRESULT ask(struct members_control *control, ULONG_PTR window, ADRLIST **list)
{
    static const WCHAR caption[] = L"Members", *titles[] = {L"&Members"};
    ULONG type = MAPI_TO;
    ADRPARM parameters = {
        .ulFlags = DIALOG_MODAL | AB_RESOLVE | AB_UNICODEUI,
        .lpszCaption = (LPTSTR)caption,
        .cDestFields = 1,
        .lppszDestTitles = (LPTSTR *)titles,
        .lpulDestComps = &type,
    };
    IMAPISupport *support = book_support(control->book);
    HRESULT hr;

    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->Address(support, &window, &parameters, list);
    support->lpVtbl->Release(support);
    return hr;
}

/*
 * Activate - the user chooses who is in the list
 *
 * Errors  MAPI_E_NO_ACCESS (the button is disabled), MAPI_E_USER_CANCEL and all else that
 *         IMAPISupport::Address says, MAPI_W_PARTIAL_COMPLETION (some of what was chosen can't be a
 *         member), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIControl::Activate, IMAPISupport::Address
 */
static HRESULT STDMETHODCALLTYPE members_control_Activate(IMAPIControl *iface, ULONG flags,
                                                          ULONG_PTR window)
{
    struct members_control *control = members_control_from(iface);
    ADRLIST *before = NULL, *after = NULL;
    HRESULT hr;

    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!control->enabled) return MAPI_E_NO_ACCESS;
    hr = read_members(control, &before);
    if (SUCCEEDED(hr)) hr = read_members(control, &after);
    if (SUCCEEDED(hr)) hr = ask(control, window, &after);
    if (SUCCEEDED(hr)) hr = make_members(control, before, after);
    free_list(control, before);
    free_list(control, after);
    return hr;
}

static const IMAPIControlVtbl members_control_vtbl = {
    COM_UNKNOWN_METHODS(members_control),
    .GetLastError = members_control_GetLastError,
    .Activate = members_control_Activate,
    .GetState = members_control_GetState,
};

HRESULT members_control_create(struct book *book, IDistList *list, bool enabled, IMAPIControl **out)
{
    struct members_control *control = com_alloc(&members_control_class, sizeof(*control));

    *out = NULL;
    if (!control) return MAPI_E_NOT_ENOUGH_MEMORY;
    control->IMAPIControl_iface.lpVtbl = (IMAPIControlVtbl *)&members_control_vtbl;
    control->list = list;
    com_addref(list);
    control->enabled = enabled;
    control->book = book;
    book_enter(book, control);
    *out = &control->IMAPIControl_iface;
    return S_OK;
}
