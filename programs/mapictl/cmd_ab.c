/*
 * cmd_ab.c - mapictl ab: what the address book has, looked at and changed
 */
#include <stdlib.h>
#include "ab.h"
#include "book.h"
#include "print.h"
#include "tally.h"

/* ---- lists of entries ---- */

static const struct column entry_columns[] = {{"name", L"NAME", 30},   {"type", L"TYPE", 8},
                                              {"list", L"LIST", 4},    {"address", L"ADDRESS", 32},
                                              {"container", L"IN", 0}, {"entryid", NULL, 0}};

struct entries {
    struct list_output list;
    const WCHAR *container;
    ULONG n;
};

static void entries_begin(struct entries *entries)
{
    *entries = (struct entries){0};
    list_begin(&entries->list, entry_columns, ARRAYSIZE(entry_columns));
}

static HRESULT entries_row(void *context, const SRow *row)
{
    struct entries *entries = context;
    const SBinary *id = row_id(row);

    list_text(&entries->list, row_text(row, BOOK_NAME));
    list_text(&entries->list, row_text(row, BOOK_ADDRTYPE));
    list_mark(&entries->list, long_of(row->lpProps, row->cValues, PR_OBJECT_TYPE) == MAPI_DISTLIST,
              L"list");
    list_text(&entries->list, row_text(row, BOOK_ADDRESS));
    list_text(&entries->list, entries->container);
    list_bytes(&entries->list, id ? id->lpb : NULL, id ? id->cb : 0);
    entries->n++;
    return S_OK;
}

/* ---- ls ---- */

static int list_containers(struct book *book)
{
    static const struct column columns[] = {{"name", L"CONTAINER", 40},
                                            {"modifiable", L"WRITE", 5},
                                            {"depth", NULL, 0},
                                            {"entryid", NULL, 0}};
    static SizedSPropTagArray(4, tags) = {
        4, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_DEPTH, PR_CONTAINER_FLAGS}};
    const SBinary none = {0};
    IMAPIContainer *root = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    struct list_output list;
    ULONG type;
    HRESULT hr = book_open_entry(book, &none, 0, &type, (IUnknown **)&root);

    if (SUCCEEDED(hr))
        hr = root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE | CONVENIENT_DEPTH, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const SPropValue *id = prop_of(p, n, PR_ENTRYID);

        list_text(&list, text_of(p, n, PR_DISPLAY_NAME_W));
        list_mark(&list, long_of(p, n, PR_CONTAINER_FLAGS) & AB_MODIFIABLE, L"yes");
        list_number(&list, long_of(p, n, PR_DEPTH));
        list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    }
    list_end(&list, hr);
    FreeProws(rows);
    RELEASE(table);
    RELEASE(root);
    return FAILED(hr) ? report_by(book->book, hr, L"the containers can't be listed") : EXIT_FINE;
}

static int list_entries(struct book *book, const WCHAR *what)
{
    struct container container;
    IMAPITable *table = NULL;
    struct entries entries;
    HRESULT hr;
    int code = book_container(book, what, &container);

    if (code) return code;
    hr = container_contents((IMAPIContainer *)container.object, NULL, &table);
    entries_begin(&entries);
    entries.container = container.name;
    if (SUCCEEDED(hr)) hr = each_row(table, entries_row, &entries);
    list_end(&entries.list, hr);
    if (FAILED(hr))
        code = report_by(container.object, hr, L"the entries of '%ls' can't be listed",
                         container.name);
    RELEASE(table);
    container_close(&container);
    return code;
}

static int run_ls(struct args *args)
{
    const WCHAR *what = args_next(args);
    struct book book;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = book_open(&book);
    if (code) return code;
    code = what ? list_entries(&book, what) : list_containers(&book);
    book_close(&book);
    return code;
}

/* ---- find ---- */

/* The one that the container takes the text for. */
static HRESULT resolve_in(struct container *container, const WCHAR *text, struct entries *entries)
{
    static SizedSPropTagArray(N_BOOK_COLUMNS, columns) = {
        N_BOOK_COLUMNS,
        {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_OBJECT_TYPE}};
    struct {
        ULONG n, flags[1];
    } answers = {1, {MAPI_UNRESOLVED}};
    ADRLIST *list = NULL;
    HRESULT hr = MAPIAllocateBuffer(CbNewADRLIST(1), (void **)&list);

    if (FAILED(hr)) return hr;
    list->cEntries = 1;
    list->aEntries[0] = (ADRENTRY){.cValues = 1};
    hr = MAPIAllocateBuffer(sizeof(SPropValue), (void **)&list->aEntries[0].rgPropVals);
    if (FAILED(hr)) list->cEntries = 0;
    else {
        *list->aEntries[0].rgPropVals =
            (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)text};
        hr = container->object->lpVtbl->ResolveNames(container->object, (SPropTagArray *)&columns,
                                                     MAPI_UNICODE, list, (FlagList *)&answers);
    }
    if (SUCCEEDED(hr) && answers.flags[0] == MAPI_AMBIGUOUS)
        complain(L"mapictl: '%ls': several of '%ls' are called so\n", text, container->name);
    if (SUCCEEDED(hr) && answers.flags[0] == MAPI_RESOLVED) {
        const SRow row = {.cValues = list->aEntries[0].cValues,
                          .lpProps = list->aEntries[0].rgPropVals};

        hr = entries_row(entries, &row);
    }
    FreePadrlist(list);
    return hr;
}

/* In one container; some can't be searched so, and are asked to resolve the name. */
static HRESULT find_in(struct container *container, const WCHAR *text, struct entries *entries)
{
    IMAPITable *table = NULL;
    HRESULT hr = container_find((IMAPIContainer *)container->object, text, &table);

    entries->container = container->name;
    if (SUCCEEDED(hr)) hr = each_row(table, entries_row, entries);
    RELEASE(table);
    if (hr != MAPI_E_TOO_COMPLEX && hr != MAPI_E_NO_SUPPORT) return hr;
    return resolve_in(container, text, entries);
}

/* In all containers of the search path. */
static int find_everywhere(struct book *book, const WCHAR *text, struct entries *entries)
{
    struct tally tally = {0};
    SRowSet *path = NULL;
    HRESULT hr = book->book->lpVtbl->GetSearchPath(book->book, MAPI_UNICODE, &path);

    if (FAILED(hr)) return report_by(book->book, hr, L"the containers to search can't be listed");
    for (ULONG i = 0; i < path->cRows; i++) {
        const SPropValue *id = prop_of(path->aRow[i].lpProps, path->aRow[i].cValues, PR_ENTRYID);
        const WCHAR *name =
            text_of(path->aRow[i].lpProps, path->aRow[i].cValues, PR_DISPLAY_NAME_W);
        struct container container = {0};

        if (!id) continue;
        hr = book_open_container(book, &id->Value.bin, &container);
        if (SUCCEEDED(hr)) hr = find_in(&container, text, entries);
        tally_add(&tally, FAILED(hr) ? report(hr, L"'%ls' can't be searched", name ? name : L"?")
                                     : EXIT_FINE);
        container_close(&container);
    }
    FreeProws(path);
    return tally_code(&tally);
}

static int run_find(struct args *args)
{
    const WCHAR *in = args_option(args, L"--in"),
                *text = args_only(args, L"the name, or its beginning");
    struct container container = {0};
    struct entries entries;
    struct book book;
    int code;

    if (!text) return EXIT_USAGE;
    code = book_open(&book);
    if (code) return code;
    entries_begin(&entries);
    if (in) {
        code = book_container(&book, in, &container);
        if (!code) {
            HRESULT hr = find_in(&container, text, &entries);

            if (FAILED(hr)) code = report(hr, L"'%ls' can't be searched", container.name);
        }
        container_close(&container);
    } else {
        code = find_everywhere(&book, text, &entries);
    }
    list_end(&entries.list, code && !entries.n ? MAPI_E_CALL_FAILED : S_OK);
    if (!code && !entries.n) {
        complain(L"mapictl: nobody's name or address begins with '%ls'\n", text);
        code = EXIT_NOT_FOUND;
    }
    book_close(&book);
    return code;
}

/* ---- add ---- */

static const struct {
    const WCHAR *option;
    ULONG tag;
} fields[] = {
    {L"--name", PR_DISPLAY_NAME_W},
    {L"--email", PR_EMAIL_ADDRESS_W},
    {L"--type", PR_ADDRTYPE_W},
    {L"--given", PR_GIVEN_NAME_W},
    {L"--surname", PR_SURNAME_W},
    {L"--company", PR_COMPANY_NAME_W},
    {L"--title", PR_TITLE_W},
    {L"--phone", PR_BUSINESS_TELEPHONE_NUMBER_W},
    {L"--mobile", PR_MOBILE_TELEPHONE_NUMBER_W},
    {L"--note", PR_COMMENT_W},
};

static int add_to(struct container *container, struct args *args)
{
    SPropValue values[ARRAYSIZE(fields) + 1];
    SPropProblemArray *problems = NULL;
    IMAPIProp *entry = NULL;
    ULONG n = 0;
    HRESULT hr;
    int code = EXIT_FINE;

    for (size_t i = 0; i < ARRAYSIZE(fields); i++) {
        const WCHAR *text = args_option(args, fields[i].option);

        if (!text) continue;
        values[n++] = (SPropValue){.ulPropTag = fields[i].tag, .Value.lpszW = (WCHAR *)text};
    }
    if (!args_option(args, L"--type"))
        values[n++] = (SPropValue){.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"};
    hr = container_create(container->object, MAPI_MAILUSER,
                          args_flag(args, L"--again") ? 0 : CREATE_CHECK_DUP_STRICT, &entry);
    if (SUCCEEDED(hr)) hr = entry->lpVtbl->SetProps(entry, n, values, &problems);
    if (SUCCEEDED(hr)) hr = entry->lpVtbl->SaveChanges(entry, 0);
    if (hr == MAPI_E_COLLISION) {
        complain(L"mapictl: '%ls' has this entry already; --again makes another\n",
                 container->name);
        code = EXIT_FAILED;
    } else if (FAILED(hr)) {
        code = report(hr, L"the entry can't be made in '%ls'", container->name);
    } else if (problems) {
        complain(L"mapictl: '%ls' doesn't take all of it\n", container->name);
        code = EXIT_PARTIAL;
    }
    MAPIFreeBuffer(problems);
    RELEASE(entry);
    return code;
}

static int run_add(struct args *args)
{
    struct container container;
    struct book book;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    if (!args_option(args, L"--name") && !args_option(args, L"--email")) {
        complain(L"mapictl: add whom? --name NAME, --email ADDRESS\n");
        return EXIT_USAGE;
    }
    code = book_open(&book);
    if (code) return code;
    code = book_container(&book, args_option(args, L"--to"), &container);
    if (!code) {
        code = add_to(&container, args);
        container_close(&container);
    }
    book_close(&book);
    return code;
}

/* ---- rm ---- */

struct search {
    const WCHAR *text;
    bool exact; /* whether only names and addresses count that are the text */
    ULONG n;
    SBinary id;              /* the first one's; MAPIAllocateBuffer */
    struct entries *entries; /* NULL: they are only counted */
};

static HRESULT search_row(void *context, const SRow *row)
{
    struct search *search = context;
    const SBinary *id = row_id(row);

    if (!id || (search->exact && !row_is(row, search->text))) return S_OK;
    if (search->entries) entries_row(search->entries, row);
    if (search->n++) return S_OK;
    if (MAPIAllocateBuffer(id->cb, (void **)&search->id.lpb)) return MAPI_E_NOT_ENOUGH_MEMORY;
    search->id.cb = id->cb;
    memcpy(search->id.lpb, id->lpb, id->cb);
    return S_OK;
}

/* By the beginnings of words; and where that finds nobody of that name, or can't be, by a look at
 * all. */
static HRESULT search(struct container *container, struct search *search)
{
    IMAPIContainer *object = (IMAPIContainer *)container->object;
    IMAPITable *table = NULL;
    HRESULT hr = container_find(object, search->text, &table);
    bool can = hr != MAPI_E_TOO_COMPLEX && hr != MAPI_E_NO_SUPPORT;

    if (SUCCEEDED(hr)) hr = each_row(table, search_row, search);
    RELEASE(table);
    if (can && (FAILED(hr) || search->n || !search->exact)) return hr;
    search->exact = true;
    hr = container_contents(object, NULL, &table);
    if (SUCCEEDED(hr)) hr = each_row(table, search_row, search);
    RELEASE(table);
    return hr;
}

/* Lists what the word may mean. */
static int refuse(struct container *container, const WCHAR *word, bool exact)
{
    struct entries entries;
    struct search all = {.text = word, .exact = exact, .entries = &entries};
    HRESULT hr;

    entries_begin(&entries);
    entries.container = container->name;
    hr = search(container, &all);
    list_end(&entries.list, hr);
    MAPIFreeBuffer(all.id.lpb);
    if (FAILED(hr)) return report(hr, L"'%ls' can't be searched", container->name);
    complain(exact ? L"mapictl: '%ls': several are called so; name one by its entry identifier, "
                     L"which --json shows\n"
                   : L"mapictl: '%ls': nobody is called just that\n",
             word);
    return exact ? EXIT_FAILED : EXIT_NOT_FOUND;
}

static int remove_one(struct container *container, const WCHAR *word)
{
    struct search found = {.text = word, .exact = true};
    ENTRYLIST list = {1, &found.id};
    HRESULT hr;

    if (mail_is_message(word) && bytes_from_hex(word, &found.id)) {
        found.n = 1;
        hr = S_OK;
    } else {
        hr = search(container, &found);
    }
    if (FAILED(hr)) return report(hr, L"'%ls' can't be searched", container->name);
    if (found.n != 1) {
        MAPIFreeBuffer(found.id.lpb);
        return refuse(container, word, found.n > 1);
    }
    hr = container->object->lpVtbl->DeleteEntries(container->object, &list, 0);
    MAPIFreeBuffer(found.id.lpb);
    if (hr == MAPI_W_PARTIAL_COMPLETION) hr = MAPI_E_NOT_FOUND;
    return FAILED(hr) ? report(hr, L"'%ls'", word) : EXIT_FINE;
}

static int run_rm(struct args *args)
{
    struct container container;
    struct tally tally = {0};
    struct book book;
    int code;

    if (!args->count) {
        complain(L"mapictl: remove whom? Name entries by name, address or entry identifier\n");
        return EXIT_USAGE;
    }
    code = book_open(&book);
    if (code) return code;
    code = book_container(&book, args_option(args, L"--from"), &container);
    if (!code) {
        for (const WCHAR *word; (word = args_next(args));)
            tally_add(&tally, remove_one(&container, word));
        code = tally_code(&tally);
        container_close(&container);
    }
    book_close(&book);
    return code;
}

const struct command ab_commands[] = {
    {L"ls", run_ls, .usage = "[CONTAINER]",
     .help =
         "Lists the containers of the address book, or the entries of one. A container is named by\n"
         "its name as the list shows it, or by its entry identifier (--json) in hexadecimal.\n"},
    {L"find", run_find, L"--in= ", "TEXT [--in CONTAINER]",
     "Lists whose names or addresses begin so: what programs find when somebody types that to\n"
     "address a mail. In all containers that they search, or in one.\n",
     NULL, NULL},
    {L"add", run_add,
     L"--name= --email= --type= --given= --surname= --company= --title= --phone= --mobile= --note= "
     L"--to= --again ",
     "--name NAME --email ADDRESS [--type SMTP] [--given G] [--surname S] [--company C]\n"
     "       [--title T] [--phone P] [--mobile M] [--note N] [--to CONTAINER] [--again]",
     "Adds somebody to the personal address book, or to another container. Who is there already,\n"
     "by the same name and address, is added only with --again.\n",
     NULL, NULL},
    {L"rm", run_rm, L"--from= ", "NAME|ADDRESS|ENTRYID ... [--from CONTAINER]",
     "Removes entries at once, from the personal address book or another container. Where several\n"
     "are called so they are listed, and none is removed.\n",
     NULL, NULL},
    {L"import", ab_import, L"--to= --duplicates= --format= --code-page= ",
     "FILE [--to CONTAINER] [--duplicates skip|replace|keep] [--format vcard|ldif]\n"
     "       [--code-page N]",
     "Takes people and lists from a file of business cards (vCard 2.1, 3.0, 4.0) or of a directory\n"
     "(LDIF, as Thunderbird and ldapsearch write it). What no property has a place for is kept with\n"
     "the entry, and is there again in an export; what can't be kept is told with its line.\n"
     "Duplicates were there before and have the same name and address; without an address the same\n"
     "UID or dn, else the same telephone numbers.\n",
     NULL, NULL},
    {L"export", ab_export, L"--from= --version= --format= ",
     "FILE [--from CONTAINER] [--format vcard|ldif] [--version 3.0|4.0]",
     "Writes all people and lists of the personal address book, or of another container, into a\n"
     "file: business cards (vCard 3.0, or 4.0), or LDIF when its name ends in .ldif.\n",
     NULL, NULL},
};
const size_t n_ab_commands = ARRAYSIZE(ab_commands);
