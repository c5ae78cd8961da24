/*
 * cmd_store.c - mapictl store: its commands, and those on folders: list, tree, mkdir, mv, rm
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "stores.h"
#include "tally.h"
#include "transfer.h"

static int run_list(struct args *args)
{
    static const struct column columns[] = {{"name", L"STORE", 40},
                                            {"default", L"DEFAULT", 7},
                                            {"provider", L"PROVIDER", 0},
                                            {"entryid", NULL, 0}};
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
        code = report_by(mail.session, hr, L"the stores can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];
            const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);

            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_mark(&list, bool_of(row->lpProps, row->cValues, PR_DEFAULT_STORE), L"default");
            list_text(&list, text_of(row->lpProps, row->cValues, PR_PROVIDER_DISPLAY_W));
            list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        }
        list_end(&list, hr);
    }
    FreeProws(rows);
    RELEASE(table);
    mail_close(&mail);
    return code;
}

#define DEEPEST 64 /* levels of folders that tree follows */

/* above/name, with the slashes of name escaped, on malloc's memory. */
static WCHAR *path_of(const WCHAR *above, const WCHAR *name)
{
    WCHAR *path = malloc((wcslen(above) + 2 * wcslen(name) + 2) * sizeof(*path)), *to;

    if (!path) return NULL;
    wcscpy(path, above);
    to = path + wcslen(path);
    if (*above) *to++ = L'/';
    for (; *name; *to++ = *name++)
        if (*name == L'/') *to++ = L'\\';
    *to = 0;
    return path;
}

static HRESULT tree(struct list_output *list, IMAPIFolder *folder, const WCHAR *above, int depth);

static HRESULT tree_row(struct list_output *list, IMAPIFolder *folder, const WCHAR *above,
                        int depth, const SRow *row)
{
    const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);
    const WCHAR *name = text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W);
    WCHAR *path = path_of(above, name ? name : L"?"), *shown = NULL;
    IMAPIFolder *below = NULL;
    ULONG type;
    HRESULT hr = S_OK;

    if (path) shown = malloc((2 * (size_t)depth + wcslen(path) + 1) * sizeof(*shown));
    if (shown) {
        swprintf(shown, 2 * (size_t)depth + wcslen(path) + 1, L"%*ls%ls", 2 * depth, L"",
                 name ? name : L"?");
        list_text(list, settings.json ? path : shown);
        list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_COUNT));
        list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_UNREAD));
        list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        if (id && bool_of(row->lpProps, row->cValues, PR_SUBFOLDERS)) {
            hr = folder->lpVtbl->OpenEntry(folder, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                           NULL, 0, &type, (IUnknown **)&below);
            if (SUCCEEDED(hr)) hr = tree(list, below, path, depth + 1);
            RELEASE(below);
        }
    } else {
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    free(shown);
    free(path);
    return hr;
}

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
    if (SUCCEEDED(hr))
        hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, (SSortOrderSet *)&order, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++)
        hr = tree_row(list, folder, above, depth, &rows->aRow[i]);
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static int run_tree(struct args *args)
{
    static const struct column columns[] = {{"folder", L"FOLDER", 40},
                                            {"messages", L"MESSAGES", -9},
                                            {"unread", L"UNREAD", -7},
                                            {"entryid", NULL, 0}};
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
        hr = tree(&list, folder, path ? path : L"", 0);
        list_end(&list, hr);
        if (FAILED(hr)) code = report_by(folder, hr, L"the folders can't be listed");
    }
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

static int run_mkdir(struct args *args)
{
    bool exists_fine = args_flag(args, L"--exists-ok");
    const WCHAR *path = args_only(args, L"the folder's path");
    IMAPIFolder *parent = NULL, *made = NULL;
    WCHAR name[256];
    struct mail mail;
    HRESULT hr;
    int code;

    if (!path) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_parent(&mail, path, &parent, name, ARRAYSIZE(name));
    if (!code) {
        hr = parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC, (LPTSTR)name, (LPTSTR)L"", NULL,
                                          MAPI_UNICODE | (exists_fine ? OPEN_IF_EXISTS : 0), &made);
        if (FAILED(hr)) code = report_by(parent, hr, L"folder '%ls' can't be made", path);
    }
    RELEASE(made);
    RELEASE(parent);
    mail_close(&mail);
    return code;
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
        hr = parent->lpVtbl->DeleteFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0,
                                          NULL, recursive ? DEL_FOLDERS | DEL_MESSAGES : 0);
        if (FAILED(hr)) {
            code = report_by(parent, hr, L"folder '%ls' can't be deleted", path);
            if (hr == MAPI_E_HAS_FOLDERS || hr == MAPI_E_HAS_MESSAGES)
                complain(L"mapictl: --recursive deletes what is in it as well\n");
        }
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

/* What a word of a command that changes things names: all are found before the first changes, so
 * numbers keep meaning what `ls` showed. */
struct target {
    const WCHAR *word;
    SBinary id;          /* a message's; lpb NULL: the word is a folder's path */
    IMAPIFolder *folder; /* that it is in */
    int code;            /* why it can't be had */
};

static struct target *find_targets(struct mail *mail, struct args *args, int *count)
{
    struct target *list = calloc((size_t)args->count, sizeof(*list));

    for (*count = 0; list && args->count; ++*count) {
        struct target *target = &list[*count];

        target->word = args_next(args);
        if (mail_is_message(target->word))
            target->code = mail_message_id(mail, target->word, &target->id, &target->folder);
    }
    return list;
}

static void free_targets(struct target *list, int count)
{
    for (int i = 0; i < count; i++) {
        MAPIFreeBuffer(list[i].id.lpb);
        RELEASE(list[i].folder);
    }
    free(list);
}

/* What came of one message. A store that leaves it out says no more than that not all was done. */
static int message_code(struct target *target, HRESULT hr, const char *done)
{
    if (hr == S_OK) return EXIT_FINE;
    if (hr != MAPI_W_PARTIAL_COMPLETION)
        return report_by(target->folder, hr, L"message '%ls' can't be %hs", target->word, done);
    complain(L"mapictl: message '%ls' was not %hs: it is in use, or no longer in that folder\n",
             target->word, done);
    return EXIT_FAILED;
}

static int remove_message(struct target *target)
{
    ENTRYLIST list = {1, &target->id};

    return message_code(target,
                        target->folder->lpVtbl->DeleteMessages(target->folder, &list, 0, NULL, 0),
                        "deleted");
}

static int run_rm(struct args *args)
{
    bool recursive = args_flag(args, L"--recursive");
    struct target *targets;
    struct tally tally = {0};
    struct mail mail;
    int code, count;

    if (!args->count) {
        complain(L"mapictl: delete what? FOLDER, FOLDER:N or an entry identifier is missing\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    targets = find_targets(&mail, args, &count);
    for (int i = 0; i < count; i++) {
        struct target *target = &targets[i];

        tally_add(&tally, target->code     ? target->code
                          : target->folder ? remove_message(target)
                                           : remove_folder(&mail, target->word, recursive));
        progress(target->word, (uint64_t)i + 1, (uint64_t)count);
    }
    free_targets(targets, count);
    mail_close(&mail);
    return tally_code(&tally);
}

static int move_message(struct target *target, IMAPIFolder *to, bool copy)
{
    ENTRYLIST list = {1, &target->id};
    HRESULT hr = target->folder->lpVtbl->CopyMessages(target->folder, &list, NULL, to, 0, NULL,
                                                      copy ? 0 : MESSAGE_MOVE);

    return message_code(target, hr, copy ? "copied" : "moved");
}

static int move_folder(struct mail *mail, const WCHAR *path, IMAPIFolder *to, bool copy,
                       const WCHAR *new_name)
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
        hr = parent->lpVtbl->CopyFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                        NULL, to, (LPTSTR)new_name, 0, NULL,
                                        MAPI_UNICODE | COPY_SUBFOLDERS | (copy ? 0 : FOLDER_MOVE));
        if (hr != S_OK)
            code = report_by(parent, hr, L"folder '%ls' can't be %hs", path,
                             copy ? "copied" : "moved");
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

static int run_mv(struct args *args)
{
    bool copy = args_flag(args, L"--copy");
    const WCHAR *name = args_option(args, L"--name"), *to_path;
    struct target *targets = NULL;
    struct tally tally = {0};
    IMAPIFolder *to = NULL;
    struct mail mail;
    int code, count = 0;

    if (args->count < 2) {
        complain(L"mapictl: move what where? store mv WHAT ... FOLDER\n");
        return EXIT_USAGE;
    }
    to_path = args->words[--args->count];
    if (name && (args->count > 1 || mail_is_message(args->words[0]))) {
        complain(L"mapictl: --name is for one folder that is moved\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, to_path, MAPI_BEST_ACCESS, &to);
    if (!code) targets = find_targets(&mail, args, &count);
    for (int i = 0; i < count; i++) {
        struct target *target = &targets[i];

        tally_add(&tally, target->code     ? target->code
                          : target->folder ? move_message(target, to, copy)
                                           : move_folder(&mail, target->word, to, copy, name));
        progress(target->word, (uint64_t)i + 1, (uint64_t)count);
    }
    free_targets(targets, count);
    RELEASE(to);
    mail_close(&mail);
    return code ? code : tally_code(&tally);
}

const struct command store_commands[] = {
    {L"list", run_list, .usage = "", .help = "Lists the message stores of the profile.\n"},
    {L"tree", run_tree, .usage = "[FOLDER]",
     .help =
         "Shows the folders with their numbers of messages.\n\n"
         "FOLDER is a path such as Inbox/2026 under the store's visible top; // is the store's root. A slash in a\n"
         "name is written \\/. Under --json each folder has its path.\n"},
    {L"ls", store_ls, L"--sort= --reverse --most= ", "[FOLDER] [--sort KEY] [--reverse] [--most N]",
     "Lists a folder's messages (Inbox unless named), with the numbers other commands take.\n\n"
     "  --sort KEY  by date (of delivery), from, subject, size or changed; unless given, by date\n"
     "  --reverse   the last or greatest first\n"
     "  --most N    no more than N\n\n"
     "A message's number is its place by date, the oldest being 1, whatever the list's order.\n",
     NULL, NULL},
    {L"cat", transfer_cat, L"--html --headers --attachment= ",
     "MESSAGE [--html | --headers | --attachment N]",
     "Shows a message: header, recipients, attachments, body.\n\n"
     "MESSAGE is FOLDER:N as `ls` numbers them, or an entry identifier in hexadecimal.\n"
     "  --html          the HTML body instead of the plain one\n"
     "  --headers       the Internet header as it came\n"
     "  --attachment N  the bytes of the N-th attachment\n",
     NULL, NULL},
    {L"import", transfer_import, L"--to= --read ", "FILE ... [--to FOLDER] [--read]",
     "Reads .eml files (RFC 5322, MIME) and .msg files into a folder (Inbox unless named). A directory stands for\n"
     "its .eml and .msg files. A .msg file is known by what is in it; a draft in one stays a draft.\n\n"
     "  --read     mark them as read\n",
     NULL, NULL},
    {L"export", transfer_export, L"--to= --msg ", "MESSAGE|FOLDER ... [--to DIRECTORY] [--msg]",
     "Writes messages as .eml files: one message to stdout, or any number into a directory, named by subject.\n\n"
     "  --msg      as .msg files, which keep all that MAPI knows of a message\n",
     NULL, NULL},
    {L"stat", store_stat, .usage = "[FOLDER|MESSAGE]",
     .help = "Shows the figures of a folder or a message.\n"},
    {L"mkdir", run_mkdir, L"--exists-ok ", "FOLDER [--exists-ok]",
     "Makes a folder; the one above it must be there.\n\n  --exists-ok  it may be there already\n",
     NULL, NULL},
    {L"mv", run_mv, L"--copy --name= ", "MESSAGE|FOLDER ... FOLDER [--copy] [--name NAME]",
     "Moves messages or folders into a folder.\n\n"
     "  --copy       copy instead\n  --name NAME  what a moved folder is called there\n",
     NULL, NULL},
    {L"rm", run_rm, L"--recursive ", "MESSAGE|FOLDER ... [--recursive]",
     "Deletes messages, or folders (with --recursive also what is in them).\n", NULL, NULL},
    {L"quota", store_quota, L"--warn= --send= --limit= ",
     "[--warn SIZE] [--send SIZE] [--limit SIZE]",
     "Shows how large a store's mail is and may become, or sets that.\n\n"
     "  --warn SIZE   beyond it clients warn\n"
     "  --send SIZE   beyond it nothing is sent\n"
     "  --limit SIZE  nothing is stored that would bring it beyond; deleting and reading go on\n\n"
     "SIZE is a number of kilobytes, one with a unit (500M, 2G), or none. What counts are the sizes of the messages,\n"
     "not of the file. The limits are kept in the store and hold for every program.\n",
     NULL, NULL},
    {L"check", store_check, L"--repair ", "[--repair]",
     "Looks for what is wrong in the store's file; exit code 1 when something is, and stays so.\n\n"
     "  --repair  mends what can be mended: counts, indexes, names, identifiers; what belongs nowhere goes to the\n"
     "            folder Lost and Found. Nothing is deleted. Make a backup before.\n\n"
     "Other programs may use the store meanwhile.\n",
     NULL, NULL},
    {L"compact", store_compact, .usage = "",
     .help =
         "Gives the space of what was deleted back. Needs as much free space as the file has, and that no other\n"
         "program reads or writes it just then: else it is busy, no mail has changed, and you can try again.\n"},
    {L"backup", store_backup, .usage = "FILE",
     .help =
         "Writes the store as it is now to a new FILE, while other programs go on writing.\n\n"
         "The file is a store like the first: to go back to it, put it in the first one's place while no program\n"
         "uses that.\n"},
};
const size_t n_store_commands = ARRAYSIZE(store_commands);
