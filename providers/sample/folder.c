/*
 * folder.c - IMAPIFolder: the root folder, which holds the one message
 */
#include "sample.h"
#include "common/values.h"

struct sample_folder {
    struct com_object com;
    IMAPIFolder IMAPIFolder_iface;
    struct sample_store *store; /* counted: a child holds its parent */
    struct values props;
};

static void sample_folder_destroy(void *self)
{
    struct sample_folder *folder = self;

    values_drop(&folder->props);
    sample_store_unref(folder->store);
}

COM_UNKNOWN(sample_folder, IMAPIFolder)
COM_DEAD(sample_folder, IMAPIFolder, IMAPIFOLDER_DEAD_SLOTS);

static const struct com_face sample_folder_faces[] = {
    COM_MORTAL(sample_folder, IMAPIFolder),
    COM_MORTAL_AS(sample_folder, IMAPIFolder, IMAPIContainer),
    COM_MORTAL_AS(sample_folder, IMAPIFolder, IMAPIProp),
};
COM_CLASS(sample_folder);
IMAPIPROP_FORWARD(sample_folder, IMAPIFolder, values, props)

/* Default columns come in the width the client asked for. */
static ULONG in_width(ULONG tag, ULONG flags)
{
    if (PROP_TYPE(tag) != PT_UNICODE || flags & MAPI_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, PT_STRING8);
}

static HRESULT STDMETHODCALLTYPE sample_folder_GetContentsTable(IMAPIFolder *iface, ULONG flags,
                                                                IMAPITable **out)
{
    SizedSPropTagArray(7, columns) = {7,
                                      {PR_INSTANCE_KEY, PR_ENTRYID, PR_SUBJECT_W, PR_SENDER_NAME_W,
                                       PR_MESSAGE_CLASS_W, PR_MESSAGE_DELIVERY_TIME,
                                       PR_MESSAGE_FLAGS}};
    SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    (void)iface;
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_ASSOCIATED))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT; /* nothing is hidden in this store */
    for (ULONG i = 0; i < columns.cValues; i++)
        columns.aulPropTag[i] = in_width(columns.aulPropTag[i], flags);
    hr = sample_message_values(&count, &values);
    if (FAILED(hr)) return hr;
    hr = sample_table((SPropTagArray *)&columns, 1, count, values, out);
    sample_free(values);
    return hr;
}

/* No folders in it, but a table all the same. */
static HRESULT STDMETHODCALLTYPE sample_folder_GetHierarchyTable(IMAPIFolder *iface, ULONG flags,
                                                                 IMAPITable **out)
{
    SizedSPropTagArray(5, columns) = {
        5, {PR_INSTANCE_KEY, PR_ENTRYID, PR_DISPLAY_NAME_W, PR_FOLDER_TYPE, PR_DEPTH}};

    (void)iface;
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS | CONVENIENT_DEPTH))
        return MAPI_E_UNKNOWN_FLAGS;
    for (ULONG i = 0; i < columns.cValues; i++)
        columns.aulPropTag[i] = in_width(columns.aulPropTag[i], flags);
    return sample_table((SPropTagArray *)&columns, 0, 0, NULL, out);
}

static HRESULT STDMETHODCALLTYPE sample_folder_OpenEntry(IMAPIFolder *iface, ULONG cb, ENTRYID *eid,
                                                         LPCIID iid, ULONG flags, ULONG *type,
                                                         IUnknown **out)
{
    return sample_open(sample_folder_from(iface)->store, cb, eid, iid, flags, type, out);
}

/*
 * To copy out of here, MAPI's own generic copy is enough: it reads us and writes the destination by
 * public methods. A move is refused: we can't take anything away.
 */
static HRESULT STDMETHODCALLTYPE sample_folder_CopyMessages(IMAPIFolder *iface, ENTRYLIST *messages,
                                                            LPCIID iid, void *destination,
                                                            ULONG_PTR ui, IMAPIProgress *progress,
                                                            ULONG flags)
{
    AUTO_RELEASE IMAPISupport *support = sample_store_support(sample_folder_from(iface)->store);

    if (flags & MESSAGE_MOVE) return MAPI_E_NO_ACCESS;
    if (!support) return MAPI_E_INVALID_OBJECT;
    return support->lpVtbl->CopyMessages(support, (LPCIID)&IID_IMAPIFolder, iface, messages, iid,
                                         destination, ui, progress, flags);
}

static const IMAPIFolderVtbl sample_folder_vtbl = {
    COM_UNKNOWN_METHODS(sample_folder),
    IMAPIPROP_SLOTS(sample_folder),
    .GetContentsTable = sample_folder_GetContentsTable,
    .GetHierarchyTable = sample_folder_GetHierarchyTable,
    .OpenEntry = sample_folder_OpenEntry,
    .CopyMessages = sample_folder_CopyMessages,
    .SetSearchCriteria = refuse_IMAPIFolder_SetSearchCriteria, /* STORE_SEARCH_OK is not set */
    .GetSearchCriteria = refuse_IMAPIFolder_GetSearchCriteria,
    .CreateMessage = refuse_IMAPIFolder_CreateMessage, /* STORE_CREATE_OK is not set */
    .DeleteMessages = refuse_IMAPIFolder_DeleteMessages,
    .CreateFolder = refuse_IMAPIFolder_CreateFolder,
    .CopyFolder = refuse_IMAPIFolder_CopyFolder, /* there is none below, and the root stays */
    .DeleteFolder = refuse_IMAPIFolder_DeleteFolder,
    .SetReadFlags = refuse_IMAPIFolder_SetReadFlags, /* STORE_MODIFY_OK is not set */
    .GetMessageStatus = refuse_IMAPIFolder_GetMessageStatus,
    .SetMessageStatus = refuse_IMAPIFolder_SetMessageStatus,
    .SaveContentsSort = refuse_IMAPIFolder_SaveContentsSort,
    .EmptyFolder = refuse_IMAPIFolder_EmptyFolder,
};

static HRESULT fill(struct sample_folder *folder)
{
    BYTE own[SAMPLE_EID_BYTES], store[SAMPLE_EID_BYTES];
    SPropValue props[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Sample"},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {sizeof(own), own}},
        {.ulPropTag = PR_PARENT_ENTRYID,
         .Value.bin = {sizeof(own), own}}, /* the root is its own parent */
        {.ulPropTag = PR_RECORD_KEY, .Value.bin = {sizeof(own), own}},
        {.ulPropTag = PR_STORE_RECORD_KEY, .Value.bin = {sizeof(store), store}},
        {.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_FOLDER},
        {.ulPropTag = PR_FOLDER_TYPE, .Value.l = FOLDER_ROOT},
        {.ulPropTag = PR_CONTENT_COUNT, .Value.l = 1},
        {.ulPropTag = PR_SUBFOLDERS, .Value.b = FALSE},
        {.ulPropTag = PR_ACCESS, .Value.l = MAPI_ACCESS_READ},
        {.ulPropTag = PR_ACCESS_LEVEL, .Value.l = 0}, /* read-only */
    };

    sample_eid(SAMPLE_FOLDER, own);
    sample_eid(SAMPLE_STORE, store);
    return values_set(&folder->props, SAMPLE_MEMORY, sizeof(props) / sizeof(props[0]), props);
}

HRESULT sample_folder_create(struct sample_store *store, LPCIID iid, IUnknown **out)
{
    struct sample_folder *folder = com_alloc(&sample_folder_class, sizeof(*folder));
    HRESULT hr;

    if (!folder) return MAPI_E_NOT_ENOUGH_MEMORY;
    folder->IMAPIFolder_iface.lpVtbl = &sample_folder_vtbl;
    folder->store = store;
    sample_store_ref(store);
    sample_store_settle(store, folder);
    hr = fill(folder);
    if (SUCCEEDED(hr)) hr = com_query(folder, iid ? iid : &IID_IMAPIFolder, (void **)out);
    com_unref(folder);
    return hr;
}
