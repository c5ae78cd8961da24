/*
 * ab_import.c - mapictl ab import: people from a file into a container of the address book
 *
 * Everybody is made, or replaced, as the file is read. Lists get their members at the end, when all
 * are there: members are people of the file by the names it gives them, others by name and main
 * address, first from the container and then as one-off recipients. A list that is replaced has its
 * old members until it has its new ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include "ab.h"
#include "ab_who.h"
#include "entry.h"
#include "print.h"

struct list {
    SBinary id; /* in hold, as its members' texts are */
    ULONG line;
    bool had_members;              /* perhaps: it was there already */
    struct person_member *members; /* malloc */
    size_t n;
};

enum duplicates {
    DUPLICATES_SKIP,
    DUPLICATES_REPLACE,
    DUPLICATES_KEEP,
};

struct import {
    struct book book;
    struct container container;
    const WCHAR *path;
    enum people_format format;
    struct people_reader *reader;
    enum duplicates duplicates_are;
    struct who who;
    struct text_hold hold; /* of the lists */
    struct list *lists;
    size_t n_lists, lists_room;
    ULONG imported, duplicates, failed, lost;
};

/* ---- lists that wait for their members ---- */

static bool copy_text(struct text_hold *hold, const char *text, const char **out)
{
    *out = text ? text_hold_copy(hold, text, strlen(text)) : NULL;
    return *out || !text;
}

static HRESULT keep_list(struct import *import, const struct person *person, const SBinary *id,
                         ULONG line, bool had_members)
{
    struct text_hold *hold = &import->hold;
    struct list *list;

    if (!array_room(&import->lists, import->n_lists, &import->lists_room, sizeof(*list)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    list = &import->lists[import->n_lists];
    *list = (struct list){.line = line, .had_members = had_members, .n = person->n_members};
    list->members = calloc(list->n + 1, sizeof(*list->members));
    list->id.cb = id->cb;
    list->id.lpb = (BYTE *)text_hold_copy(hold, (char *)id->lpb, id->cb);
    if (!list->members || !list->id.lpb) {
        free(list->members);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    import->n_lists++;
    for (size_t i = 0; i < list->n; i++) {
        const struct person_member *from = &person->members[i];
        struct person_member *to = &list->members[i];

        if (!copy_text(hold, from->reference, &to->reference) ||
            !copy_text(hold, from->name, &to->name) || !copy_text(hold, from->type, &to->type) ||
            !copy_text(hold, from->address, &to->address))
            return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return S_OK;
}

/* ---- one after the other ---- */

static void tell(struct import *import, ULONG line, const struct person *person,
                 const WCHAR *format, ULONG n)
{
    struct text_hold hold = {0};
    const WCHAR *name = wide_of(&hold, person_text(person, PR_DISPLAY_NAME_W));

    complain(L"mapictl: %ls:%lu: '%ls': ", import->path, line, name ? name : L"?");
    complain(format, n);
    complain(L"\n");
    text_hold_drop(&hold);
}

static void tell_failure(struct import *import, ULONG line, const struct person *person, HRESULT hr)
{
    struct text_hold hold = {0};
    const WCHAR *name = wide_of(&hold, person_text(person, PR_DISPLAY_NAME_W));

    report(hr, L"%ls:%lu: '%ls'", import->path, line, name ? name : L"?");
    import->failed++;
    text_hold_drop(&hold);
}

/* Whether an entry without an address is that person too: by what files call him, where both say
 * it, else by all telephone numbers. */
static bool is_same(struct import *import, const struct known *known, const struct person *person)
{
    struct person there = {0};
    IMAPIProp *entry = NULL;
    ULONG type, lost;
    bool same = false, named;
    HRESULT hr = book_open_entry(&import->book, &known->id, 0, &type, (IUnknown **)&entry);

    if (SUCCEEDED(hr)) hr = entry_read(entry, known->is_list, &there, &lost);
    if (SUCCEEDED(hr)) {
        named = people_has_original(&there, import->format) &&
                SUCCEEDED(people_refer(&there, import->format)) && there.reference;
        same = named && person->reference ? who_same_reference(there.reference, person->reference)
                                          : person_same_phones(&there, person);
    }
    RELEASE(entry);
    person_drop(&there);
    return same;
}

/* Who was there before, and isn't anybody else of the file; NULL: nobody. */
static struct known *find_twin(struct import *import, const struct person *person)
{
    struct known *known;

    for (size_t at = 0; (known = who_twin(&import->who, person, &at));)
        if (!known->is_taken && (*known->address || is_same(import, known, person))) return known;
    return NULL;
}

/* A new entry, or the twin in place of what it was; saved. */
static HRESULT make_entry(struct import *import, const struct person *person,
                          const struct known *twin, ULONG *refused, IMAPIProp **entry)
{
    ULONG type;
    HRESULT hr;

    *entry = NULL;
    *refused = 0;
    if (twin)
        hr = book_open_entry(&import->book, &twin->id, MAPI_MODIFY, &type, (IUnknown **)entry);
    else
        hr = container_create(import->container.object,
                              person->is_list ? MAPI_DISTLIST : MAPI_MAILUSER, 0, entry);
    if (SUCCEEDED(hr) && twin) hr = entry_clear(*entry);
    if (SUCCEEDED(hr)) hr = entry_write(*entry, person, refused);
    if (SUCCEEDED(hr)) hr = (*entry)->lpVtbl->SaveChanges(*entry, KEEP_OPEN_READONLY);
    return hr;
}

/* Who has been made, or replaced. */
static HRESULT taken(struct import *import, const struct person *person, struct known *twin,
                     IMAPIProp *entry, ULONG line)
{
    SPropValue *id = NULL;
    HRESULT hr;

    if (FAILED(HrGetOneProp(entry, PR_ENTRYID, &id))) return S_OK;
    hr = who_is(&import->who, twin, person, &id->Value.bin);
    if (SUCCEEDED(hr) && person->is_list)
        hr = keep_list(import, person, &id->Value.bin, line, twin != NULL);
    MAPIFreeBuffer(id);
    return hr;
}

/* Makes an entry of it. The answer is memory's alone: what else goes wrong is told. */
static HRESULT take(struct import *import, const struct person *person,
                    const struct people_place *place)
{
    struct known *twin =
        import->duplicates_are == DUPLICATES_KEEP ? NULL : find_twin(import, person);
    IMAPIProp *entry = NULL;
    ULONG refused = 0;
    HRESULT hr;

    if (twin && import->duplicates_are == DUPLICATES_SKIP) {
        import->duplicates++;
        return who_is(&import->who, twin, person, NULL);
    }
    hr = make_entry(import, person, twin, &refused, &entry);
    if (FAILED(hr)) {
        tell_failure(import, place->line, person, hr);
        hr = hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
    } else {
        import->imported++;
        import->lost += place->lost + refused;
        if (place->lost)
            tell(import, place->line, person, L"%lu values can't be kept", place->lost);
        if (refused)
            tell(import, place->line, person, L"%lu properties have no place in this address book",
                 refused);
        hr = taken(import, person, twin, entry, place->line);
    }
    RELEASE(entry);
    return hr;
}

static HRESULT take_all(struct import *import)
{
    struct people_place place;
    struct person person = {0};
    HRESULT hr;

    while ((hr = people_next(import->reader, &person, &place)) == S_OK) {
        hr = take(import, &person, &place);
        if (FAILED(hr)) break;
        progress(import->path, import->imported + import->duplicates + import->failed, 0);
    }
    person_drop(&person);
    return hr == S_FALSE ? S_OK : hr;
}

/* ---- members of lists ---- */

static bool make_one_off(struct import *import, const struct person_member *member, SBinary *id)
{
    WCHAR *address = wide_of(&import->hold, member->address),
          *name = member->name ? wide_of(&import->hold, member->name) : address,
          *type = member->type ? wide_of(&import->hold, member->type) : (WCHAR *)L"SMTP";
    ENTRYID *made = NULL;
    ULONG cb;

    if (!address || !name || !type ||
        FAILED(import->book.book->lpVtbl->CreateOneOff(import->book.book, (LPTSTR)name,
                                                       (LPTSTR)type, (LPTSTR)address, MAPI_UNICODE,
                                                       &cb, &made)))
        return false;
    id->lpb = (BYTE *)text_hold_copy(&import->hold, (char *)made, cb);
    id->cb = id->lpb ? cb : 0;
    MAPIFreeBuffer(made);
    return id->cb != 0;
}

/* Members as they were, and as they are to be. */
struct members {
    SBinary *old, *now; /* malloc; the bytes are in hold */
    size_t n_old, n_now, old_room;
    struct text_hold *hold;
};

static HRESULT note_old(void *context, const SRow *row)
{
    struct members *members = context;
    const SBinary *id = row_id(row);
    SBinary *old;

    if (!id) return S_OK;
    if (!array_room(&members->old, members->n_old, &members->old_room, sizeof(*old)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    old = &members->old[members->n_old];
    *old = (SBinary){id->cb, (BYTE *)text_hold_copy(members->hold, (char *)id->lpb, id->cb)};
    members->n_old += old->lpb != NULL;
    return old->lpb ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* Who is a member already, and is called so in files of this format. */
static bool find_old(struct import *import, const struct members *members, const char *reference,
                     SBinary *id)
{
    bool found = false;

    for (size_t i = 0; reference && !found && i < members->n_old; i++) {
        struct person person = {0};
        IMAPIProp *entry = NULL;
        ULONG type, lost;

        if (SUCCEEDED(
                book_open_entry(&import->book, &members->old[i], 0, &type, (IUnknown **)&entry)) &&
            SUCCEEDED(entry_read(entry, type == MAPI_DISTLIST, &person, &lost)) &&
            SUCCEEDED(people_refer(&person, import->format)))
            found = who_same_reference(person.reference, reference);
        if (found) *id = members->old[i];
        RELEASE(entry);
        person_drop(&person);
    }
    return found;
}

static bool find_member(struct import *import, const struct list *list,
                        const struct members *members, const struct person_member *member,
                        SBinary *id)
{
    const struct known *known = who_called(&import->who, member->reference);
    const WCHAR *name, *address;
    bool ambiguous = false;

    if (!known && find_old(import, members, member->reference, id)) return true;
    if (!known && (!member->address || !*member->address)) return false;
    if (!known) {
        name = member->name ? wide_of(&import->hold, member->name) : NULL;
        address = wide_of(&import->hold, member->address);
        if (address) known = who_at(&import->who, name, address, &ambiguous);
        if (ambiguous)
            complain(L"mapictl: %ls:%lu: several are known at '%ls', which becomes a member by "
                     L"its address alone\n",
                     import->path, list->line, address);
    }
    if (!known) return make_one_off(import, member, id);
    *id = known->id;
    return true;
}

static bool is_among(struct import *import, const SBinary *id, const SBinary *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i].cb == id->cb && !memcmp(ids[i].lpb, id->lpb, id->cb)) return true;
    for (size_t i = 0; i < n; i++) {
        IAddrBook *book = import->book.book;
        ULONG same = 0;

        if (SUCCEEDED(book->lpVtbl->CompareEntryIDs(book, ids[i].cb, (ENTRYID *)ids[i].lpb, id->cb,
                                                    (ENTRYID *)id->lpb, 0, &same)) &&
            same)
            return true;
    }
    return false;
}

/* First the new ones come, then the old ones go. */
static HRESULT change_members(struct import *import, IDistList *object, struct members *members)
{
    ENTRYLIST now = {(ULONG)members->n_now, members->now}, gone = {0, members->old};
    HRESULT hr = S_OK;

    if (now.cValues) hr = object->lpVtbl->CopyEntries(object, &now, 0, NULL, AB_NO_DIALOG);
    if (hr != S_OK) return hr;
    for (size_t i = 0; i < members->n_old; i++)
        if (!is_among(import, &members->old[i], members->now, members->n_now))
            members->old[gone.cValues++] = members->old[i];
    return gone.cValues ? object->lpVtbl->DeleteEntries(object, &gone, 0) : S_OK;
}

static HRESULT note_members(const struct list *list, IDistList *object, struct members *members)
{
    IMAPITable *table;
    HRESULT hr;

    if (!list->had_members) return S_OK;
    hr = container_contents((IMAPIContainer *)object, NULL, &table);
    if (FAILED(hr)) return hr;
    hr = each_row(table, note_old, members);
    RELEASE(table);
    return hr;
}

static void fill_list(struct import *import, const struct list *list)
{
    struct members members = {.now = calloc(list->n + 1, sizeof(SBinary)), .hold = &import->hold};
    IDistList *object = NULL;
    ULONG type;
    HRESULT hr = members.now ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    if (SUCCEEDED(hr))
        hr = book_open_entry(&import->book, &list->id, MAPI_BEST_ACCESS, &type,
                             (IUnknown **)&object);
    if (SUCCEEDED(hr)) hr = note_members(list, object, &members);
    for (size_t i = 0; SUCCEEDED(hr) && i < list->n; i++) {
        const struct person_member *member = &list->members[i];

        if (find_member(import, list, &members, member, &members.now[members.n_now])) {
            members.n_now++;
            continue;
        }
        import->lost++;
        complain(L"mapictl: %ls:%lu: nobody is known as the member '%hs'\n", import->path,
                 list->line, member->reference ? member->reference : member->address);
    }
    if (SUCCEEDED(hr)) hr = change_members(import, object, &members);
    if (FAILED(hr) || hr == MAPI_W_PARTIAL_COMPLETION) {
        report(hr, L"%ls:%lu: the members of this list", import->path, list->line);
        import->failed++;
        import->imported--;
    }
    RELEASE(object);
    free(members.now);
    free(members.old);
}

/* ---- the file ---- */

static HRESULT read_file(void *context, void *bytes, size_t room, size_t *got)
{
    *got = fread(bytes, 1, room, context);
    return ferror((FILE *)context) ? MAPI_E_DISK_ERROR : S_OK;
}

bool ab_format(struct args *args, const WCHAR *path, enum people_format *out, int *code)
{
    static const struct {
        const WCHAR *word, *end;
        enum people_format format;
    } formats[] = {{L"vcard", L".vcf", PEOPLE_VCARD},
                   {L"ldif", L".ldif", PEOPLE_LDIF},
                   {L"vcard", L".vcard", PEOPLE_VCARD},
                   {L"ldif", L".ldf", PEOPLE_LDIF}};
    const WCHAR *said = args_option(args, L"--format");
    size_t n = wcslen(path);

    *code = EXIT_FINE;
    for (size_t i = 0; i < ARRAYSIZE(formats); i++) {
        size_t end = wcslen(formats[i].end);

        if (said ? wcscmp(said, formats[i].word)
                 : n < end || _wcsicmp(path + n - end, formats[i].end))
            continue;
        *out = formats[i].format;
        return true;
    }
    if (!said) return false;
    complain(L"mapictl: --format takes vcard or ldif, not '%ls'\n", said);
    *code = EXIT_USAGE;
    return false;
}

/* What the file begins with decides where nobody has said it. */
static int open_reader(struct import *import, struct args *args, FILE *file)
{
    enum people_format format = PEOPLE_VCARD;
    ULONG code_page;
    char head[1024];
    size_t n;
    int code;
    HRESULT hr;

    if (!args_number(args, L"--code-page", 0, &code_page)) return EXIT_USAGE;
    n = fread(head, 1, sizeof(head), file);
    fseek(file, 0, SEEK_SET);
    if ((args_option(args, L"--format") || !people_format_of(head, n, &format)) &&
        !ab_format(args, import->path, &format, &code)) {
        if (code) return code;
        complain(L"mapictl: %ls is no file of business cards, and no LDIF\n", import->path);
        return EXIT_FAILED;
    }
    import->format = format;
    hr = people_open((struct byte_source){read_file, file}, format, code_page, &import->reader);
    return FAILED(hr) ? report(hr, L"%ls can't be read", import->path) : EXIT_FINE;
}

static bool what_duplicates_are(const WCHAR *said, enum duplicates *out)
{
    *out = DUPLICATES_SKIP;
    if (!said || !wcscmp(said, L"skip")) return true;
    *out = DUPLICATES_REPLACE;
    if (!wcscmp(said, L"replace")) return true;
    *out = DUPLICATES_KEEP;
    if (!wcscmp(said, L"keep")) return true;
    complain(L"mapictl: --duplicates takes skip, replace or keep, not '%ls'\n", said);
    return false;
}

static int result(struct import *import, HRESULT hr)
{
    ULONG skipped = people_skipped(import->reader);
    int code = EXIT_FINE;

    if (settings.json)
        say(L"{\"imported\": %lu, \"duplicates\": %lu, \"failed\": %lu, \"lost\": %lu}\n",
            import->imported, import->duplicates, import->failed + skipped, import->lost);
    else {
        say(L"%lu imported", import->imported);
        if (import->duplicates) say(L", %lu were there already", import->duplicates);
        if (import->failed + skipped) say(L", %lu failed", import->failed + skipped);
        if (import->lost) say(L", %lu values couldn't be kept", import->lost);
        say(L"\n");
    }
    if (skipped)
        complain(L"mapictl: %ls: %lu cards or entries of it can't be read\n", import->path,
                 skipped);
    if (FAILED(hr)) code = report(hr, L"%ls can't be read to its end", import->path);
    if (code || import->failed || skipped || import->lost)
        return import->imported || import->duplicates ? EXIT_PARTIAL : EXIT_FAILED;
    return code;
}

static int import_file(struct import *import, struct args *args, FILE *file)
{
    HRESULT hr;
    int code = open_reader(import, args, file);

    if (!code) code = book_open(&import->book);
    if (code) return code;
    code = book_container(&import->book, args_option(args, L"--to"), &import->container);
    if (!code) {
        hr = who_note(&import->who, (IMAPIContainer *)import->container.object);
        if (FAILED(hr))
            code = report(hr, L"the entries of '%ls' can't be listed", import->container.name);
    }
    if (!code) {
        hr = take_all(import);
        if (SUCCEEDED(who_sort(&import->who)))
            for (size_t i = 0; i < import->n_lists; i++)
                fill_list(import, &import->lists[i]);
        else hr = MAPI_E_NOT_ENOUGH_MEMORY;
        progress_end();
        code = result(import, hr);
    }
    container_close(&import->container);
    book_close(&import->book);
    return code;
}

int ab_import(struct args *args)
{
    struct import import = {.path = args_only(args, L"the file")};
    FILE *file;
    int code;

    if (!import.path ||
        !what_duplicates_are(args_option(args, L"--duplicates"), &import.duplicates_are))
        return EXIT_USAGE;
    file = _wfopen(import.path, L"rb");
    if (!file) return report(MAPI_E_NOT_FOUND, L"%ls can't be read", import.path);
    code = import_file(&import, args, file);
    fclose(file);
    people_close(import.reader);
    for (size_t i = 0; i < import.n_lists; i++)
        free(import.lists[i].members);
    free(import.lists);
    who_drop(&import.who);
    text_hold_drop(&import.hold);
    return code;
}
