/*
 * cmd_store.c - mapictl store: list, tree, ls, stat, mkdir, mv, rm
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "transfer.h"

static int run_list(struct args *args)
{
    static const struct column columns[] = {
        {"name", L"STORE", 32}, {"default", L"DEFAULT", 8}, {"provider", L"PROVIDER", 0}, {"entryid", NULL, 0}};
    static SizedSPropTagArray(4, tags) = {
        4, {PR_DISPLAY_NAME_W, PR_DEFAULT_STORE, PR_PROVIDER_DISPLAY_W, PR_ENTRYID}};
    struct list_output list;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_logon(&mail);
    if (code) return code;
    hr = mail.session->lpVtbl->GetMsgStoresTable(mail.session, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (FAILED(hr)) {
        code = report(hr, L"the stores can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];
            const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);

            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_bool(&list, (USHORT)long_of(row->lpProps, row->cValues, PR_DEFAULT_STORE));
            list_text(&list, text_of(row->lpProps, row->cValues, PR_PROVIDER_DISPLAY_W));
            list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        }
        list_end(&list);
    }
    FreeProws(rows);
    RELEASE(table);
    mail_close(&mail);
    return code;
}

#define DEEPEST 64 /* levels of folders that tree follows */

/* One level of the tree; deeper levels by recursion, at most DEEPEST. */
static HRESULT tree(struct list_output *list, IMAPIFolder *folder, const WCHAR *above, int depth)
{
    static SizedSPropTagArray(5, tags) = {
        5, {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_SUBFOLDERS}};
    static SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (depth > DEEPEST) return MAPI_E_TOO_COMPLEX;
    hr = folder->lpVtbl->GetHierarchyTable(folder, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, (SSortOrderSet *)&order, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SRow *row = &rows->aRow[i];
        const WCHAR *name = text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W);
        const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);
        size_t len = wcslen(above) + (size_t)depth * 2 + wcslen(name ? name : L"?") + 3;
        WCHAR *shown = malloc(len * sizeof(*shown)), *path = malloc(len * sizeof(*path));
        IMAPIFolder *below = NULL;
        ULONG type;

        if (shown && path) {
            _snwprintf(shown, len, L"%*ls%ls", depth * 2, L"", name ? name : L"?");
            _snwprintf(path, len, *above ? L"%ls/%ls" : L"%ls%ls", above, name ? name : L"?");
            list_text(list, settings.json ? path : shown);
            list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_COUNT));
            list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_UNREAD));
            list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        }
        if (id && (USHORT)long_of(row->lpProps, row->cValues, PR_SUBFOLDERS) && path) {
            hr = folder->lpVtbl->OpenEntry(folder, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, 0, &type,
                                           (IUnknown **)&below);
            if (SUCCEEDED(hr)) hr = tree(list, below, path, depth + 1);
            RELEASE(below);
        }
        free(shown);
        free(path);
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static int run_tree(struct args *args)
{
    static const struct column columns[] = {
        {"folder", L"FOLDER", 40}, {"messages", L"MESSAGES", -9}, {"unread", L"UNREAD", -7}, {"entryid", NULL, 0}};
    const WCHAR *path = args_next(args);
    struct list_output list;
    IMAPIFolder *folder = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, path, 0, &folder);
    if (!code) {
        list_begin(&list, columns, ARRAYSIZE(columns));
        hr = tree(&list, folder, L"", 0);
        list_end(&list);
        if (FAILED(hr)) code = report(hr, L"the folders can't be listed");
    }
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

static int run_ls(struct args *args)
{
    static const struct column columns[] = {{"number", L"N", -6},     {"date", L"DATE", 16},
                                            {"from", L"FROM", 28},    {"size", L"SIZE", -9},
                                            {"unread", L"NEW", 3},    {"attachments", L"ATT", 3},
                                            {"subject", L"SUBJECT", 0}, {"entryid", NULL, 0}};
    static SizedSPropTagArray(7, tags) = {7,
                                          {PR_ENTRYID, PR_MESSAGE_DELIVERY_TIME, PR_SENDER_NAME_W, PR_MESSAGE_SIZE,
                                           PR_MESSAGE_FLAGS, PR_HASATTACH, PR_SUBJECT_W}};
    bool newest = args_flag(args, L"--newest");
    const WCHAR *most_text = args_option(args, L"--most");
    ULONG most = most_text ? wcstoul(most_text, NULL, 10) : ~0u, count = 0, at = 0;
    const WCHAR *path = args_next(args);
    struct list_output list;
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, path ? path : L"Inbox", 0, &folder);
    if (code) goto done;
    hr = mail_contents(folder, (SPropTagArray *)&tags, newest, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &count);
    list_begin(&list, columns, ARRAYSIZE(columns));
    while (SUCCEEDED(hr) && at < most) {
        SRowSet *rows = NULL;
        ULONG got;

        hr = table->lpVtbl->QueryRows(table, most - at > 100 ? 100 : (LONG)(most - at), 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; i < got; i++) {
            const SPropValue *p = rows->aRow[i].lpProps;
            ULONG n = rows->aRow[i].cValues;
            const SPropValue *id = prop_of(p, n, PR_ENTRYID), *date = prop_of(p, n, PR_MESSAGE_DELIVERY_TIME);

            list_number(&list, newest ? count - at - i : at + i + 1);
            list_time(&list, date ? &date->Value.ft : NULL);
            list_text(&list, text_of(p, n, PR_SENDER_NAME_W));
            list_number(&list, long_of(p, n, PR_MESSAGE_SIZE));
            list_bool(&list, !(long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_READ));
            list_bool(&list, (USHORT)long_of(p, n, PR_HASATTACH));
            list_text(&list, text_of(p, n, PR_SUBJECT_W));
            list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        }
        at += got;
        FreeProws(rows);
        if (!got) break;
    }
    list_end(&list);
    if (FAILED(hr)) code = report(hr, L"the messages can't be listed");
    RELEASE(table);
done:
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

static int run_stat(struct args *args)
{
    static SizedSPropTagArray(7, tags) = {7,
                                          {PR_DISPLAY_NAME_W, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_FOLDER_TYPE,
                                           PR_SUBFOLDERS, PR_ACCESS, PR_ENTRYID}};
    static const struct column columns[] = {{"name", L"FOLDER", 32},       {"messages", L"MESSAGES", -9},
                                            {"unread", L"UNREAD", -7},     {"subfolders", L"SUBFOLDERS", 10},
                                            {"access", L"ACCESS", -6}, {"entryid", NULL, 0}};
    const WCHAR *path = args_next(args);
    struct list_output list;
    IMAPIFolder *folder = NULL;
    SPropValue *props = NULL;
    struct mail mail;
    ULONG count;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, path, 0, &folder);
    if (!code) {
        hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&tags, MAPI_UNICODE, &count, &props);
        if (FAILED(hr)) {
            code = report(hr, L"the folder's properties can't be read");
        } else {
            const SPropValue *id = prop_of(props, count, PR_ENTRYID);

            list_begin(&list, columns, ARRAYSIZE(columns));
            list_text(&list, text_of(props, count, PR_DISPLAY_NAME_W));
            list_number(&list, long_of(props, count, PR_CONTENT_COUNT));
            list_number(&list, long_of(props, count, PR_CONTENT_UNREAD));
            list_bool(&list, (USHORT)long_of(props, count, PR_SUBFOLDERS));
            list_number(&list, long_of(props, count, PR_ACCESS));
            list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
            list_end(&list);
        }
    }
    MAPIFreeBuffer(props);
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

static int run_mkdir(struct args *args)
{
    bool parents_fine = args_flag(args, L"--exists-ok");
    const WCHAR *path = args_next(args);
    IMAPIFolder *parent = NULL, *made = NULL;
    WCHAR name[256];
    struct mail mail;
    HRESULT hr;
    int code;

    if (!path) complain(L"mapictl: which folder? Its path is missing\n");
    if (!path || !args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_parent(&mail, path, &parent, name, ARRAYSIZE(name));
    if (!code) {
        hr = parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC, (LPTSTR)name, (LPTSTR)L"", NULL,
                                          MAPI_UNICODE | (parents_fine ? OPEN_IF_EXISTS : 0), &made);
        if (FAILED(hr)) code = report(hr, L"folder '%ls' can't be made", path);
    }
    RELEASE(made);
    RELEASE(parent);
    mail_close(&mail);
    return code;
}

/* True when the word names a message rather than a folder. */
static bool is_message(const WCHAR *word)
{
    const WCHAR *colon = wcsrchr(word, L':');

    if (colon && colon[1] && wcsspn(colon + 1, L"0123456789") == wcslen(colon + 1)) return true;
    return wcslen(word) >= 48 && wcsspn(word, L"0123456789abcdefABCDEF") == wcslen(word);
}

static int folder_id(IMAPIFolder *folder, SPropValue **out)
{
    HRESULT hr = HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, out);

    return FAILED(hr) ? report(hr, L"the folder has no entry identifier") : EXIT_FINE;
}

static int remove_folder(struct mail *mail, const WCHAR *path, bool recursive)
{
    IMAPIFolder *parent = NULL, *folder = NULL;
    SPropValue *id = NULL;
    WCHAR name[256];
    HRESULT hr;
    int code = mail_parent(mail, path, &parent, name, ARRAYSIZE(name));

    if (!code) code = mail_folder(mail, path, MAPI_BEST_ACCESS, &folder);
    if (!code) code = folder_id(folder, &id);
    RELEASE(folder);
    if (!code) {
        hr = parent->lpVtbl->DeleteFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0, NULL,
                                          recursive ? DEL_FOLDERS | DEL_MESSAGES : 0);
        if (FAILED(hr)) {
            code = report(hr, L"folder '%ls' can't be deleted", path);
            if (hr == MAPI_E_HAS_FOLDERS || hr == MAPI_E_HAS_MESSAGES)
                complain(L"mapictl: --recursive deletes what is in it as well\n");
        }
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

static int remove_message(struct mail *mail, const WCHAR *what)
{
    IMAPIFolder *folder = NULL;
    SBinary id = {0};
    ENTRYLIST list = {1, &id};
    HRESULT hr;
    int code = mail_message_id(mail, what, &id, &folder);

    if (!code) {
        hr = folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, 0);
        if (hr != S_OK) code = report(hr, L"message %ls can't be deleted", what);
    }
    MAPIFreeBuffer(id.lpb);
    RELEASE(folder);
    return code;
}

/* FOLDER:N words go highest number first, so that deleting one does not renumber the next. */
static int by_number_down(const void *a, const void *b)
{
    const WCHAR *x = *(const WCHAR *const *)a, *y = *(const WCHAR *const *)b;
    const WCHAR *cx = wcsrchr(x, L':'), *cy = wcsrchr(y, L':');
    unsigned long nx = cx ? wcstoul(cx + 1, NULL, 10) : 0, ny = cy ? wcstoul(cy + 1, NULL, 10) : 0;

    return nx < ny ? 1 : nx > ny ? -1 : 0;
}

static int run_rm(struct args *args)
{
    bool recursive = args_flag(args, L"--recursive");
    struct mail mail;
    int code, worst = EXIT_FINE;

    if (!args->count) {
        complain(L"mapictl: delete what? FOLDER, FOLDER:N or an entry identifier\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    qsort(args->words, (size_t)args->count, sizeof(*args->words), by_number_down);
    for (const WCHAR *word; (word = args_next(args));) {
        code = is_message(word) ? remove_message(&mail, word) : remove_folder(&mail, word, recursive);
        if (code) worst = worst || args->count ? EXIT_PARTIAL : code;
    }
    mail_close(&mail);
    return worst;
}

static int move_message(struct mail *mail, const WCHAR *what, IMAPIFolder *to, bool copy)
{
    IMAPIFolder *from = NULL;
    SBinary id = {0};
    ENTRYLIST list = {1, &id};
    HRESULT hr;
    int code = mail_message_id(mail, what, &id, &from);

    if (!code) {
        hr = from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, copy ? 0 : MESSAGE_MOVE);
        if (hr != S_OK) code = report(hr, L"message %ls can't be %hs", what, copy ? "copied" : "moved");
    }
    MAPIFreeBuffer(id.lpb);
    RELEASE(from);
    return code;
}

static int move_folder(struct mail *mail, const WCHAR *path, IMAPIFolder *to, bool copy, const WCHAR *new_name)
{
    IMAPIFolder *parent = NULL, *folder = NULL;
    SPropValue *id = NULL;
    WCHAR name[256];
    HRESULT hr;
    int code = mail_parent(mail, path, &parent, name, ARRAYSIZE(name));

    if (!code) code = mail_folder(mail, path, MAPI_BEST_ACCESS, &folder);
    if (!code) code = folder_id(folder, &id);
    RELEASE(folder);
    if (!code) {
        hr = parent->lpVtbl->CopyFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, to,
                                        (LPTSTR)new_name, 0, NULL,
                                        MAPI_UNICODE | COPY_SUBFOLDERS | (copy ? 0 : FOLDER_MOVE));
        if (hr != S_OK) code = report(hr, L"folder '%ls' can't be %hs", path, copy ? "copied" : "moved");
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

static int run_mv(struct args *args)
{
    bool copy = args_flag(args, L"--copy");
    const WCHAR *name = args_option(args, L"--name"), *to_path;
    IMAPIFolder *to = NULL;
    struct mail mail;
    int code, worst = EXIT_FINE;

    if (args->count < 2) {
        complain(L"mapictl: mv WHAT ... FOLDER\n");
        return EXIT_USAGE;
    }
    to_path = args->words[--args->count];
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, to_path, MAPI_BEST_ACCESS, &to);
    if (code) worst = code;
    if (!code) qsort(args->words, (size_t)args->count, sizeof(*args->words), by_number_down);
    for (const WCHAR *word; !code && (word = args_next(args));) {
        int one = is_message(word) ? move_message(&mail, word, to, copy) : move_folder(&mail, word, to, copy, name);

        if (one) worst = worst || args->count ? EXIT_PARTIAL : one;
    }
    RELEASE(to);
    mail_close(&mail);
    return worst;
}

const struct command store_commands[] = {
    {L"list", run_list, "list", "Lists the message stores of the profile.\n"},
    {L"tree", run_tree, "tree [FOLDER]",
     "Shows the folders with their numbers of messages.\n\n"
     "FOLDER is a path such as Inbox/2026 under the store's visible top; // is the store's root.\n"},
    {L"ls", run_ls, "ls [FOLDER] [--newest] [--most N]",
     "Lists a folder's messages (Inbox unless named), oldest first, with the numbers other commands take.\n\n"
     "  --newest   newest first\n  --most N   no more than N\n"},
    {L"cat", transfer_cat, "cat MESSAGE [--html]",
     "Shows a message: header, recipients, body, attachments.\n\n"
     "MESSAGE is FOLDER:N as `ls` numbers them, or an entry identifier in hexadecimal.\n"
     "  --html     the HTML body instead of the plain one\n"},
    {L"import", transfer_import, "import FILE.eml ... [--to FOLDER] [--read]",
     "Reads .eml files (RFC 5322, MIME) into a folder (Inbox unless named). A directory stands for its .eml files.\n\n"
     "  --read     mark them as read\n"},
    {L"export", transfer_export, "export MESSAGE|FOLDER ... [--to DIRECTORY]",
     "Writes messages as .eml files: one to stdout, or into a directory.\n"},
    {L"stat", run_stat, "stat [FOLDER]", "Shows a folder's figures.\n"},
    {L"mkdir", run_mkdir, "mkdir FOLDER [--exists-ok]", "Makes a folder.\n"},
    {L"mv", run_mv, "mv MESSAGE|FOLDER ... FOLDER [--copy] [--name NAME]",
     "Moves messages or folders into a folder.\n\n"
     "  --copy       copy instead\n  --name NAME  what a moved folder is called there\n"},
    {L"rm", run_rm, "rm MESSAGE|FOLDER ... [--recursive]",
     "Deletes messages, or folders (with --recursive also what is in them).\n"},
};
const size_t n_store_commands = ARRAYSIZE(store_commands);
