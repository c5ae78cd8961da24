/*
 * mail.c - logging on, and finding stores, folders and messages
 */
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "profiles.h"

const SPropValue *prop_of(const SPropValue *props, ULONG count, ULONG tag)
{
    for (ULONG i = 0; i < count; i++)
        if (props[i].ulPropTag == tag) return &props[i];
    return NULL;
}

const WCHAR *text_of(const SPropValue *props, ULONG count, ULONG tag)
{
    const SPropValue *prop = prop_of(props, count, tag);

    return prop ? prop->Value.lpszW : NULL;
}

LONG long_of(const SPropValue *props, ULONG count, ULONG tag)
{
    const SPropValue *prop = prop_of(props, count, tag);

    return prop ? prop->Value.l : 0;
}

bool bool_of(const SPropValue *props, ULONG count, ULONG tag)
{
    const SPropValue *prop = prop_of(props, count, tag);

    return prop && prop->Value.b;
}

WCHAR *path_join(const WCHAR *dir, const WCHAR *name)
{
    size_t n = wcslen(dir);
    WCHAR *path = malloc((n + wcslen(name) + 2) * sizeof(*path));

    if (!path) return NULL;
    wcscpy(path, dir);
    if (n && dir[n - 1] != L'\\' && dir[n - 1] != L'/') wcscat(path, L"\\");
    return wcscat(path, name);
}

bool bytes_from_hex(const WCHAR *hex, SBinary *out)
{
    size_t n = wcslen(hex);

    *out = (SBinary){0};
    if (!n || n % 2 || n > 8192 || wcsspn(hex, L"0123456789abcdefABCDEF") != n) return false;
    if (MAPIAllocateBuffer((ULONG)n / 2, (void **)&out->lpb)) return false;
    out->cb = (ULONG)n / 2;
    for (ULONG i = 0; i < out->cb; i++) {
        WCHAR two[3] = {hex[2 * i], hex[2 * i + 1], 0};

        out->lpb[i] = (BYTE)wcstoul(two, NULL, 16);
    }
    return true;
}

HRESULT read_long(IMAPIProp *object, ULONG tag, size_t limit, BYTE **out, size_t *bytes)
{
    IStream *stream = NULL;
    STATSTG stat;
    ULONG got = 0;
    HRESULT hr;

    *out = NULL;
    *bytes = 0;
    hr = object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream);
    if (FAILED(hr)) return hr;
    hr = stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME);
    if (SUCCEEDED(hr) && stat.cbSize.QuadPart > limit) hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr)) hr = MAPIAllocateBuffer((ULONG)stat.cbSize.QuadPart + 2, (void **)out);
    while (SUCCEEDED(hr) && *bytes < stat.cbSize.QuadPart) {
        hr = stream->lpVtbl->Read(stream, *out + *bytes, (ULONG)(stat.cbSize.QuadPart - *bytes),
                                  &got);
        if (SUCCEEDED(hr) && !got) break;
        *bytes += got;
    }
    if (SUCCEEDED(hr)) (*out)[*bytes] = (*out)[*bytes + 1] = 0;
    if (FAILED(hr)) {
        MAPIFreeBuffer(*out);
        *out = NULL;
    }
    RELEASE(stream);
    return hr;
}

/* Why a logon failed, in words that help. */
static int report_logon(HRESULT hr)
{
    IProfAdmin *admin;
    WCHAR name[80];
    HRESULT found = S_OK;

    if (SUCCEEDED(MAPIAdminProfiles(0, &admin))) {
        found = settings.profile ? profiles_find(admin, settings.profile)
                                 : profiles_default(admin, name, ARRAYSIZE(name));
        RELEASE(admin);
    }
    if (found != MAPI_E_NOT_FOUND)
        return settings.profile ? report(hr, L"can't log on to profile '%ls'", settings.profile)
                                : report(hr, L"can't log on to the default profile");
    if (settings.profile)
        complain(
            L"mapictl: there is no profile '%ls'; `mapictl profile list` shows those there are\n",
            settings.profile);
    else
        complain(
            L"mapictl: there is no default profile; `mapictl profile create NAME --default` makes one, "
            L"`mapictl profile default NAME` chooses one\n");
    return EXIT_NOT_FOUND;
}

static int log_on(struct mail *mail, bool sends)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    FLAGS flags = MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_UNICODE | (sends ? 0 : MAPI_NO_MAIL);
    HRESULT hr;
    int code;

    *mail = (struct mail){0};
    hr = MAPIInitialize(&init);
    if (FAILED(hr)) return report(hr, L"MAPI can't be started");
    if (!settings.profile) flags |= MAPI_USE_DEFAULT;
    hr = MAPILogonEx(0, (LPTSTR)settings.profile, NULL, flags, &mail->session);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    code = report_logon(hr);
    MAPIUninitialize();
    return code;
}

int mail_logon(struct mail *mail)
{
    return log_on(mail, false);
}

void mail_close(struct mail *mail)
{
    ULONG flags = LOGOFF_NO_WAIT;

    progress_end();
    RELEASE(mail->top);
    if (mail->store) mail->store->lpVtbl->StoreLogoff(mail->store, &flags);
    RELEASE(mail->store);
    MAPIFreeBuffer(mail->store_id.lpb);
    if (mail->session) {
        mail->session->lpVtbl->Logoff(mail->session, 0, 0, 0);
        RELEASE(mail->session);
        MAPIUninitialize();
    }
}

/* The entry ID of the store asked for, copied. */
static HRESULT find_store(struct mail *mail)
{
    static SizedSPropTagArray(3, columns) = {3, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_DEFAULT_STORE}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = mail->session->lpVtbl->GetMsgStoresTable(mail->session, MAPI_UNICODE, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    if (SUCCEEDED(hr)) {
        hr = MAPI_E_NOT_FOUND;
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SPropValue *p = rows->aRow[i].lpProps;
            bool fits = settings.store ? p[1].ulPropTag == PR_DISPLAY_NAME_W &&
                                             !_wcsicmp(p[1].Value.lpszW, settings.store)
                                       : p[2].ulPropTag == PR_DEFAULT_STORE && p[2].Value.b;

            if (!fits || p[0].ulPropTag != PR_ENTRYID) continue;
            hr = MAPIAllocateBuffer(p[0].Value.bin.cb, (void **)&mail->store_id.lpb);
            if (FAILED(hr)) break;
            mail->store_id.cb = p[0].Value.bin.cb;
            memcpy(mail->store_id.lpb, p[0].Value.bin.lpb, p[0].Value.bin.cb);
            break;
        }
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static HRESULT open_top(struct mail *mail)
{
    SPropValue *id = NULL;
    ULONG type;
    HRESULT hr = HrGetOneProp((IMAPIProp *)mail->store, PR_IPM_SUBTREE_ENTRYID, &id);

    if (FAILED(hr)) id = NULL;
    hr = mail->store->lpVtbl->OpenEntry(mail->store, id ? id->Value.bin.cb : 0,
                                        id ? (ENTRYID *)id->Value.bin.lpb : NULL, NULL,
                                        MAPI_BEST_ACCESS, &type, (IUnknown **)&mail->top);
    MAPIFreeBuffer(id);
    return hr;
}

static int open_store(struct mail *mail, bool sends)
{
    int code = log_on(mail, sends);
    HRESULT hr;

    if (code) return code;
    hr = find_store(mail);
    if (FAILED(hr)) {
        code = settings.store ? report_by(mail->session, hr, L"store '%ls'", settings.store)
                              : report_by(mail->session, hr, L"the profile's default store");
        goto failed;
    }
    hr = mail->session->lpVtbl->OpenMsgStore(
        mail->session, 0, mail->store_id.cb, (ENTRYID *)mail->store_id.lpb, NULL,
        MAPI_BEST_ACCESS | MDB_NO_DIALOG | (sends ? 0 : MDB_NO_MAIL), &mail->store);
    if (FAILED(hr)) {
        code = report_by(mail->session, hr, L"the store can't be opened");
        goto failed;
    }
    hr = open_top(mail);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    code = report_by(mail->store, hr, L"the store's top folder can't be opened");
failed:
    mail_close(mail);
    return code;
}

int mail_open_store(struct mail *mail)
{
    return open_store(mail, false);
}

int mail_open_to_send(struct mail *mail)
{
    return open_store(mail, true);
}

HRESULT mail_standard_folder(struct mail *mail, ULONG tag, IMAPIFolder **out)
{
    SPropValue *id = NULL;
    ULONG type;
    HRESULT hr = HrGetOneProp((IMAPIProp *)mail->store, tag, &id);

    *out = NULL;
    if (FAILED(hr)) return hr;
    hr = mail->store->lpVtbl->OpenEntry(mail->store, id->Value.bin.cb,
                                        (ENTRYID *)id->Value.bin.lpb, NULL, MAPI_MODIFY, &type,
                                        (IUnknown **)out);
    MAPIFreeBuffer(id);
    return hr;
}

/* The child folder of that name. */
static HRESULT child(IMAPIFolder *parent, const WCHAR *name, ULONG access, IMAPIFolder **out)
{
    static SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_W}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;
    HRESULT hr = parent->lpVtbl->GetHierarchyTable(parent, MAPI_UNICODE, &table);
    SPropValue wanted = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name};
    SRestriction is = {
        .rt = RES_CONTENT,
        .res.resContent = {FL_FULLSTRING | FL_IGNORECASE, PR_DISPLAY_NAME_W, &wanted}};

    *out = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, &is, NULL, 1, &rows);
    if (SUCCEEDED(hr))
        hr = rows->cRows && rows->aRow[0].lpProps[0].ulPropTag == PR_ENTRYID
                 ? parent->lpVtbl->OpenEntry(parent, rows->aRow[0].lpProps[0].Value.bin.cb,
                                             (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb,
                                             NULL, access, &type, (IUnknown **)out)
                 : MAPI_E_NOT_FOUND;
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

/* The next name of *path, unescaped, into a new string; NULL at the end. */
static WCHAR *next_name(const WCHAR **path)
{
    const WCHAR *at = *path;
    WCHAR *name, *to;

    while (*at == L'/')
        at++;
    if (!*at) return NULL;
    to = name = malloc((wcslen(at) + 1) * sizeof(*name));
    if (!name) return NULL;
    for (; *at && *at != L'/'; at++) {
        if (*at == L'\\' && at[1] == L'/') at++;
        *to++ = *at;
    }
    *to = 0;
    *path = at;
    return name;
}

static int start_folder(struct mail *mail, const WCHAR **path, ULONG access, IMAPIFolder **out)
{
    ULONG type;
    HRESULT hr;

    if (*path && !wcsncmp(*path, L"//", 2)) {
        hr = mail->store->lpVtbl->OpenEntry(mail->store, 0, NULL, NULL, access, &type,
                                            (IUnknown **)out);
        if (FAILED(hr)) return report(hr, L"the store's root folder can't be opened");
        return EXIT_FINE;
    }
    *out = mail->top;
    mail->top->lpVtbl->AddRef(mail->top);
    return EXIT_FINE;
}

static int no_folder(HRESULT hr, const WCHAR *name, const WCHAR *path)
{
    return wcscmp(name, path) ? report(hr, L"folder '%ls' of '%ls'", name, path)
                              : report(hr, L"folder '%ls'", path);
}

int mail_folder(struct mail *mail, const WCHAR *path, ULONG access, IMAPIFolder **out)
{
    const WCHAR *at = path ? path : L"";
    WCHAR *name;
    int code = start_folder(mail, &at, access, out);

    while (code == EXIT_FINE && (name = next_name(&at))) {
        IMAPIFolder *next;
        HRESULT hr = child(*out, name, access, &next);

        RELEASE(*out);
        *out = next;
        if (FAILED(hr)) code = no_folder(hr, name, path);
        free(name);
    }
    return code;
}

int mail_parent(struct mail *mail, const WCHAR *path, IMAPIFolder **parent, WCHAR *last,
                size_t room)
{
    const WCHAR *at = path;
    WCHAR *name, *next;
    int code = start_folder(mail, &at, MAPI_BEST_ACCESS, parent);

    if (code) return code;
    name = next_name(&at);
    if (!name || wcslen(name) >= room) {
        free(name);
        RELEASE(*parent);
        complain(L"mapictl: '%ls' names no folder\n", path);
        return EXIT_USAGE;
    }
    while ((next = next_name(&at))) {
        IMAPIFolder *below;
        HRESULT hr = child(*parent, name, MAPI_BEST_ACCESS, &below);

        RELEASE(*parent);
        *parent = below;
        if (FAILED(hr)) code = no_folder(hr, name, path);
        free(name);
        name = next;
        if (code) break;
    }
    if (!code) wcscpy(last, name);
    free(name);
    return code;
}

static const SizedSSortOrderSet(1, by_time) = {
    1, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}};
const SSortOrderSet *const mail_numbering = (const SSortOrderSet *)&by_time;

HRESULT mail_contents(IMAPIFolder *folder, SPropTagArray *columns, const SSortOrderSet *order,
                      IMAPITable **out)
{
    HRESULT hr = folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE, out);

    if (FAILED(hr)) return hr;
    hr = (*out)->lpVtbl->SetColumns(*out, columns, 0);
    if (SUCCEEDED(hr)) hr = (*out)->lpVtbl->SortTable(*out, (SSortOrderSet *)order, 0);
    if (FAILED(hr)) RELEASE(*out);
    return hr;
}

bool mail_is_message(const WCHAR *what)
{
    enum {
        SHORTEST = 40
    }; /* digits of an entry ID, which has flags and a UID at least; "cafe" is a folder */
    const WCHAR *colon = wcsrchr(what, L':');

    if (colon && colon[1] && wcsspn(colon + 1, L"0123456789") == wcslen(colon + 1)) return true;
    return wcslen(what) >= SHORTEST && wcsspn(what, L"0123456789abcdefABCDEF") == wcslen(what);
}

static HRESULT nth_message(IMAPIFolder *folder, ULONG n, SBinary *out)
{
    static SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    LONG moved = 0;
    HRESULT hr = mail_contents(folder, (SPropTagArray *)&columns, mail_numbering, &table);

    if (SUCCEEDED(hr)) hr = table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, (LONG)n - 1, &moved);
    if (SUCCEEDED(hr))
        hr = moved == (LONG)n - 1 ? table->lpVtbl->QueryRows(table, 1, 0, &rows) : MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr) && (!rows->cRows || rows->aRow[0].lpProps[0].ulPropTag != PR_ENTRYID))
        hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) {
        const SBinary *id = &rows->aRow[0].lpProps[0].Value.bin;

        hr = MAPIAllocateBuffer(id->cb, (void **)&out->lpb);
        if (SUCCEEDED(hr)) memcpy(out->lpb, id->lpb, out->cb = id->cb);
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

/* Opens the folder that a message's PR_PARENT_ENTRYID names. */
static HRESULT folder_of(struct mail *mail, const SBinary *id, IMAPIFolder **folder)
{
    IMessage *message = NULL;
    SPropValue *parent = NULL;
    ULONG type;
    HRESULT hr = mail->store->lpVtbl->OpenEntry(mail->store, id->cb, (ENTRYID *)id->lpb, NULL, 0,
                                                &type, (IUnknown **)&message);

    if (FAILED(hr)) return hr;
    hr = type == MAPI_MESSAGE ? HrGetOneProp((IMAPIProp *)message, PR_PARENT_ENTRYID, &parent)
                              : MAPI_E_INVALID_ENTRYID;
    if (SUCCEEDED(hr))
        hr = mail->store->lpVtbl->OpenEntry(mail->store, parent->Value.bin.cb,
                                            (ENTRYID *)parent->Value.bin.lpb, NULL,
                                            MAPI_BEST_ACCESS, &type, (IUnknown **)folder);
    MAPIFreeBuffer(parent);
    RELEASE(message);
    return hr;
}

int mail_message_id(struct mail *mail, const WCHAR *what, SBinary *out, IMAPIFolder **folder)
{
    const WCHAR *colon = wcsrchr(what, L':');
    WCHAR *path;
    ULONG n = colon ? wcstoul(colon + 1, NULL, 10) : 0;
    int code;
    HRESULT hr;

    *folder = NULL;
    if (mail_is_message(what) && bytes_from_hex(what, out)) {
        hr = folder_of(mail, out, folder);
        return FAILED(hr) ? report_by(mail->store, hr, L"message %.24ls...", what) : EXIT_FINE;
    }
    if (!mail_is_message(what) || !n || n > 0x7fffffff) {
        complain(
            L"mapictl: '%ls' names no message; write FOLDER:N as `mapictl store ls FOLDER` numbers them, "
            L"or an entry identifier in hexadecimal\n",
            what);
        return EXIT_USAGE;
    }
    path = _wcsdup(what);
    if (!path) return report(MAPI_E_NOT_ENOUGH_MEMORY, L"%ls", what);
    path[colon - what] = 0;
    code = mail_folder(mail, path, MAPI_BEST_ACCESS, folder);
    free(path);
    if (code) return code;
    hr = nth_message(*folder, n, out);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    RELEASE(*folder);
    return report(hr, L"message '%ls'", what);
}

int mail_message(struct mail *mail, const WCHAR *what, ULONG access, IMessage **out)
{
    IMAPIFolder *folder = NULL;
    SBinary id = {0};
    ULONG type;
    HRESULT hr;
    int code = mail_message_id(mail, what, &id, &folder);

    *out = NULL;
    if (code) {
        MAPIFreeBuffer(id.lpb);
        return code;
    }
    hr = mail->store->lpVtbl->OpenEntry(mail->store, id.cb, (ENTRYID *)id.lpb, &IID_IMessage,
                                        access, &type, (IUnknown **)out);
    MAPIFreeBuffer(id.lpb);
    RELEASE(folder);
    return FAILED(hr) ? report_by(mail->store, hr, L"message '%ls'", what) : EXIT_FINE;
}
