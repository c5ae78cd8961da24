/*
 * cmd_props.c - mapictl props: an object's properties by their names
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "tags.h"
#include "values.h"

const char props_help[] =
    "Shows the properties of an object, all or those named.\n\n"
    "WHAT is\n"
    "  session       the status object of the subsystem\n"
    "  store         the message store (shown unless something else is named; --store NAME chooses another)\n"
    "  FOLDER        a folder's path; ./store is a folder of that name\n"
    "  FOLDER:N      a message as `store ls` numbers them\n"
    "  FOLDER:N/K    its K-th attachment, from 1\n"
    "  00000000...   any object by entry identifier in hexadecimal\n\n"
    "PROPERTY is a name (PR_SUBJECT) or a tag (0x0037001f). Times are UTC. What is too large to be shown says\n"
    "MAPI_E_NOT_ENOUGH_MEMORY: it is to be opened as a stream.\n";

/* A named property as GUID and name or number, on malloc's memory; NULL: it is none. */
static WCHAR *given_name(const MAPINAMEID *name)
{
    size_t room;
    WCHAR guid[40], *text;

    if (!name || !name->lpguid) return NULL;
    StringFromGUID2(name->lpguid, guid, ARRAYSIZE(guid));
    room = ARRAYSIZE(guid) + 16 + (name->ulKind == MNID_STRING ? wcslen(name->Kind.lpwstrName) : 0);
    text = malloc(room * sizeof(*text));
    if (!text) return NULL;
    if (name->ulKind == MNID_STRING) swprintf(text, room, L"%ls %ls", name->Kind.lpwstrName, guid);
    else swprintf(text, room, L"0x%04lx %ls", (ULONG)name->Kind.lID, guid);
    return text;
}

static WCHAR *name_of(IMAPIProp *object, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropTagArray *wanted = (SPropTagArray *)&tags;
    const char *known = tag_name(tag);
    MAPINAMEID **names = NULL;
    ULONG count = 0;
    WCHAR *text = NULL;

    if (PROP_ID(tag) >= 0x8000) {
        if (SUCCEEDED(object->lpVtbl->GetNamesFromIDs(object, &wanted, NULL, 0, &count, &names)) &&
            count)
            text = given_name(names[0]);
        MAPIFreeBuffer(names);
    } else if (known) {
        text = malloc((strlen(known) + 1) * sizeof(*text));
        if (text) swprintf(text, strlen(known) + 1, L"%hs", known);
    }
    return text;
}

/* The words as tags; NULL in *out: all properties. */
static int read_tags(struct args *args, SPropTagArray **out)
{
    const WCHAR *word;
    ULONG n = 0;

    *out = NULL;
    if (!args->count) return EXIT_FINE;
    if (MAPIAllocateBuffer(CbNewSPropTagArray((ULONG)args->count), (void **)out))
        return report(MAPI_E_NOT_ENOUGH_MEMORY, L"props");
    while ((word = args_next(args))) {
        (*out)->aulPropTag[n] = tag_from_text(word, wcslen(word));
        if ((*out)->aulPropTag[n++]) continue;
        complain(L"mapictl: no property is named '%ls'\n", word);
        MAPIFreeBuffer(*out);
        return EXIT_USAGE;
    }
    (*out)->cValues = n;
    return EXIT_FINE;
}

static void show_one(struct list_output *list, IMAPIProp *object, const SPropValue *prop)
{
    const char *type = type_name(PROP_TYPE(prop->ulPropTag));
    WCHAR small[16], *name = name_of(object, prop->ulPropTag), *value = value_text(prop);

    swprintf(small, ARRAYSIZE(small), L"0x%08lx", prop->ulPropTag);
    list_text(list, small);
    list_text(list, name);
    swprintf(small, ARRAYSIZE(small), L"%hs", type ? type : "?");
    list_text(list, small);
    list_text(list, value);
    free(name);
    free(value);
}

static int show(IMAPIProp *object, SPropTagArray *tags)
{
    static const struct column columns[] = {
        {"tag", L"TAG", 10}, {"name", L"NAME", 36}, {"type", L"TYPE", 12}, {"value", L"VALUE", 0}};
    SPropValue *props = NULL;
    struct list_output list;
    ULONG count = 0;
    HRESULT hr = object->lpVtbl->GetProps(object, tags, MAPI_UNICODE, &count, &props);

    if (FAILED(hr)) return report_by(object, hr, L"the properties can't be read");
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (ULONG i = 0; i < count; i++)
        show_one(&list, object, &props[i]);
    list_end(&list, hr);
    MAPIFreeBuffer(props);
    return EXIT_FINE;
}

/* The subsystem's status object, by the status table. */
static HRESULT open_status(IMAPISession *session, IMAPIProp **out)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    SPropValue wanted = {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_SUBSYSTEM};
    SRestriction is = {.rt = RES_PROPERTY,
                       .res.resProperty = {RELOP_EQ, PR_RESOURCE_TYPE, &wanted}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;
    HRESULT hr = session->lpVtbl->GetStatusTable(session, MAPI_UNICODE, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, &is, NULL, 1, &rows);
    if (SUCCEEDED(hr))
        hr = rows->cRows && rows->aRow[0].lpProps[0].ulPropTag == PR_ENTRYID
                 ? session->lpVtbl->OpenEntry(session, rows->aRow[0].lpProps[0].Value.bin.cb,
                                              (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb,
                                              NULL, 0, &type, (IUnknown **)out)
                 : MAPI_E_NOT_FOUND;
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static int open_attachment(struct mail *mail, const WCHAR *what, const WCHAR *slash,
                           IMAPIProp **out)
{
    WCHAR *name = _wcsdup(what);
    ULONG wanted = wcstoul(slash + 1, NULL, 10);
    static SizedSPropTagArray(1, tags) = {1, {PR_ATTACH_NUM}};
    IMessage *message = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;
    int code;

    if (!name) return report(MAPI_E_NOT_ENOUGH_MEMORY, L"%ls", what);
    name[slash - what] = 0;
    code = mail_message(mail, name, 0, &message);
    free(name);
    if (code) return code;
    hr = message->lpVtbl->GetAttachmentTable(message, 0, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (SUCCEEDED(hr))
        hr = wanted && wanted <= rows->cRows
                 ? message->lpVtbl->OpenAttach(message,
                                               (ULONG)rows->aRow[wanted - 1].lpProps[0].Value.l,
                                               NULL, 0, (IAttach **)out)
                 : MAPI_E_NOT_FOUND;
    FreeProws(rows);
    RELEASE(table);
    RELEASE(message);
    return FAILED(hr) ? report(hr, L"attachment '%ls'", what) : EXIT_FINE;
}

static int open_what(struct mail *mail, const WCHAR *what, IMAPIProp **out)
{
    const WCHAR *colon = wcsrchr(what, L':'), *slash = colon ? wcschr(colon, L'/') : NULL;
    SBinary id;
    ULONG type;
    HRESULT hr;

    *out = NULL;
    if (!wcscmp(what, L"session")) {
        hr = open_status(mail->session, out);
        return FAILED(hr) ? report_by(mail->session, hr, L"the status object") : EXIT_FINE;
    }
    if (!wcscmp(what, L"store")) {
        mail->store->lpVtbl->AddRef(mail->store);
        *out = (IMAPIProp *)mail->store;
        return EXIT_FINE;
    }
    if (slash && slash > colon + 1 && slash[1]) return open_attachment(mail, what, slash, out);
    if (mail_is_message(what) && bytes_from_hex(what, &id)) {
        hr = mail->session->lpVtbl->OpenEntry(mail->session, id.cb, (ENTRYID *)id.lpb, NULL, 0,
                                              &type, (IUnknown **)out);
        MAPIFreeBuffer(id.lpb);
        return FAILED(hr) ? report_by(mail->session, hr, L"entry %.24ls...", what) : EXIT_FINE;
    }
    if (mail_is_message(what)) return mail_message(mail, what, 0, (IMessage **)out);
    return mail_folder(mail, wcsncmp(what, L"./", 2) ? what : what + 2, 0, (IMAPIFolder **)out);
}

/* Is the first word a property's name rather than an object's? */
static bool is_property(const WCHAR *word)
{
    return !wcsncmp(word, L"PR_", 3) || (!wcsncmp(word, L"0x", 2) && wcslen(word) == 10);
}

int props_run(struct args *args)
{
    const WCHAR *what = args->count && !is_property(args->words[0]) ? args_next(args) : L"store";
    SPropTagArray *tags;
    IMAPIProp *object = NULL;
    struct mail mail;
    int code = read_tags(args, &tags);

    if (code) return code;
    code = mail_open_store(&mail);
    if (!code) {
        code = open_what(&mail, what, &object);
        if (!code) code = show(object, tags);
        RELEASE(object);
        mail_close(&mail);
    }
    MAPIFreeBuffer(tags);
    return code;
}
