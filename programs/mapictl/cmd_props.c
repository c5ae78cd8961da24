/*
 * cmd_props.c - mapictl props: an object's properties by their names
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "tags.h"

const char props_help[] =
    "usage: mapictl props [WHAT] [PROPERTY ...]\n\n"
    "Shows the properties of an object, all or those named.\n\n"
    "WHAT is\n"
    "  session            the status object of the subsystem\n"
    "  store              the message store (the default; --store NAME chooses another)\n"
    "  FOLDER/            a folder; the slash at the end tells it from a message (Inbox/)\n"
    "  FOLDER:N           a message as `store ls` numbers them\n"
    "  FOLDER:N/K         its K-th attachment, from 1\n"
    "  0001...            any object by entry identifier in hexadecimal\n\n"
    "PROPERTY is a name (PR_SUBJECT) or a tag (0x0037001f).\n";

/* Bytes in hexadecimal, at most 64 of them. */
static void hex(const BYTE *bytes, size_t count, WCHAR *out, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < count && i < 64 && n + 4 < room; i++, n += 2) _snwprintf(out + n, 3, L"%02x", bytes[i]);
    out[n] = 0;
    if (count > 64) wcscat(out, L"\x2026");
}

static void value_text(const SPropValue *p, WCHAR *out, size_t room)
{
    const char *name;
    WCHAR when[32];

    out[0] = 0;
    switch (PROP_TYPE(p->ulPropTag)) {
    case PT_I2:
        _snwprintf(out, room, L"%d", p->Value.i);
        break;
    case PT_LONG:
        _snwprintf(out, room, L"%ld (0x%lx)", p->Value.l, p->Value.l);
        break;
    case PT_BOOLEAN:
        wcscpy(out, p->Value.b ? L"true" : L"false");
        break;
    case PT_R4:
        _snwprintf(out, room, L"%g", (double)p->Value.flt);
        break;
    case PT_DOUBLE:
    case PT_APPTIME:
        _snwprintf(out, room, L"%g", p->Value.dbl);
        break;
    case PT_I8:
    case PT_CURRENCY:
        _snwprintf(out, room, L"%I64d", p->Value.li.QuadPart);
        break;
    case PT_SYSTIME:
        format_time(&p->Value.ft, when);
        wcscpy(out, when);
        break;
    case PT_UNICODE:
        wcsncpy(out, p->Value.lpszW, room);
        break;
    case PT_STRING8:
        MultiByteToWideChar(CP_ACP, 0, p->Value.lpszA, -1, out, (int)room);
        break;
    case PT_BINARY:
        hex(p->Value.bin.lpb, p->Value.bin.cb, out, room);
        break;
    case PT_CLSID:
        hex((const BYTE *)p->Value.lpguid, sizeof(GUID), out, room);
        break;
    case PT_OBJECT:
        wcscpy(out, L"(an object)");
        break;
    case PT_ERROR:
        name = code_name(p->Value.err);
        if (name)
            _snwprintf(out, room, L"%hs", name);
        else
            _snwprintf(out, room, L"0x%08lx", p->Value.err);
        break;
    default:
        if (p->ulPropTag & MV_FLAG)
            _snwprintf(out, room, L"(%lu values)", p->Value.MVl.cValues);
        else
            wcscpy(out, L"?");
    }
    out[room - 1] = 0;
}

static int show(IMAPIProp *object, struct args *args)
{
    static const struct column columns[] = {{"tag", L"TAG", 10},   {"name", L"NAME", 36},
                                            {"type", L"TYPE", 12}, {"value", L"VALUE", 0}};
    SPropTagArray *tags = NULL;
    SPropValue *props = NULL;
    struct list_output list;
    ULONG count, n = 0;
    HRESULT hr = S_OK;

    if (args->count) {
        if (MAPIAllocateBuffer(CbNewSPropTagArray((ULONG)args->count), (void **)&tags))
            return report(MAPI_E_NOT_ENOUGH_MEMORY, L"props");
        for (const WCHAR *word; (word = args_next(args));) {
            tags->aulPropTag[n] = tag_from_text(word, wcslen(word));
            if (!tags->aulPropTag[n++]) {
                complain(L"mapictl: no property is named '%ls'\n", word);
                MAPIFreeBuffer(tags);
                return EXIT_USAGE;
            }
        }
        tags->cValues = n;
    }
    hr = object->lpVtbl->GetProps(object, tags, MAPI_UNICODE, &count, &props);
    MAPIFreeBuffer(tags);
    if (FAILED(hr)) return report(hr, L"the properties can't be read");
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (ULONG i = 0; i < count; i++) {
        const char *name = tag_name(props[i].ulPropTag), *type = type_name(PROP_TYPE(props[i].ulPropTag));
        WCHAR text[512];

        _snwprintf(text, ARRAYSIZE(text), L"0x%08lx", props[i].ulPropTag);
        list_text(&list, text);
        _snwprintf(text, ARRAYSIZE(text), L"%hs", name ? name : "");
        list_text(&list, text);
        _snwprintf(text, ARRAYSIZE(text), L"%hs", type ? type : "?");
        list_text(&list, text);
        value_text(&props[i], text, ARRAYSIZE(text));
        list_text(&list, text);
    }
    list_end(&list);
    MAPIFreeBuffer(props);
    return EXIT_FINE;
}

/* The subsystem's status object, by the status table. */
static HRESULT open_status(IMAPISession *session, IMAPIProp **out)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    SPropValue wanted = {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_SUBSYSTEM};
    SRestriction is = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_RESOURCE_TYPE, &wanted}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;
    HRESULT hr = session->lpVtbl->GetStatusTable(session, MAPI_UNICODE, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, &is, NULL, 1, &rows);
    if (SUCCEEDED(hr))
        hr = rows->cRows && rows->aRow[0].lpProps[0].ulPropTag == PR_ENTRYID
                 ? session->lpVtbl->OpenEntry(session, rows->aRow[0].lpProps[0].Value.bin.cb,
                                              (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL, 0, &type,
                                              (IUnknown **)out)
                 : MAPI_E_NOT_FOUND;
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static int open_attachment(struct mail *mail, const WCHAR *what, const WCHAR *slash, IMAPIProp **out)
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
                 ? message->lpVtbl->OpenAttach(message, (ULONG)rows->aRow[wanted - 1].lpProps[0].Value.l, NULL, 0,
                                               (IAttach **)out)
                 : MAPI_E_NOT_FOUND;
    FreeProws(rows);
    RELEASE(table);
    RELEASE(message);
    return FAILED(hr) ? report(hr, L"attachment %ls", what) : EXIT_FINE;
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
        return FAILED(hr) ? report(hr, L"the status object") : EXIT_FINE;
    }
    if (!wcscmp(what, L"store")) {
        mail->store->lpVtbl->AddRef(mail->store);
        *out = (IMAPIProp *)mail->store;
        return EXIT_FINE;
    }
    if (slash) return open_attachment(mail, what, slash, out);
    if (colon) return mail_message(mail, what, 0, (IMessage **)out);
    if (bytes_from_hex(what, &id)) {
        hr = mail->session->lpVtbl->OpenEntry(mail->session, id.cb, (ENTRYID *)id.lpb, NULL, 0, &type,
                                              (IUnknown **)out);
        MAPIFreeBuffer(id.lpb);
        return FAILED(hr) ? report(hr, L"entry %.24ls...", what) : EXIT_FINE;
    }
    return mail_folder(mail, what, 0, (IMAPIFolder **)out);
}

int props_run(struct args *args)
{
    const WCHAR *what = args->count && wcsncmp(args->words[0], L"PR_", 3) && wcsncmp(args->words[0], L"0x", 2)
                            ? args_next(args)
                            : L"store";
    IMAPIProp *object;
    struct mail mail;
    int code = mail_open_store(&mail);

    if (code) return code;
    code = open_what(&mail, what, &object);
    if (!code) code = show(object, args);
    RELEASE(object);
    mail_close(&mail);
    return code;
}
