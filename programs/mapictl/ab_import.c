/*
 * ab_import.c - mapictl ab import: people from a file into a container of the address book
 *
 * Everybody is made as the file is read. Lists get their members at the end, when all are there:
 * members are people of the file by the names it gives them, others by address, first from the
 * container and then as one-off recipients.
 */
#include <stdio.h>
#include <stdlib.h>
#include "ab.h"
#include "book.h"
#include "entry.h"
#include "print.h"

/* What a file calls somebody, and who that is here. */
struct known {
    const char *key;  /* a reference, or "@" and an address in small letters */
    SBinary id;       /* 0 bytes: it was there already, and is looked for when it is wanted */
    const char *find; /* then the name or address to look for */
};

struct list {
    SBinary id;
    ULONG line;
    struct person_member *members; /* malloc; texts in hold */
    size_t n;
};

struct import {
    struct book book;
    struct container container;
    const WCHAR *path;
    struct people_reader *reader;
    ULONG create_flags;
    struct text_hold hold; /* of what is known, and of the lists */
    struct known *known;
    size_t n_known, known_room;
    struct list *lists;
    size_t n_lists, lists_room;
    ULONG imported, duplicates, failed, lost;
};

/* ---- who is who ---- */

/* "urn:uuid:1-2" and "1-2" are the same; so are addresses in small and capital letters. */
static const char *key_of(struct text_hold *hold, char kind, const char *text)
{
    static const char urn[] = "urn:uuid:";
    char *key;

    if (kind != '@' && !_strnicmp(text, urn, sizeof(urn) - 1)) text += sizeof(urn) - 1;
    key = text_hold_room(hold, strlen(text) + 2);
    if (!key) return NULL;
    key[0] = kind;
    strcpy(key + 1, text);
    for (char *c = key + 1; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    return key;
}

static HRESULT know(struct import *import, char kind, const char *text, const SBinary *id,
                    const char *find)
{
    struct known *known;

    if (!text || !*text) return S_OK;
    if (!array_room(&import->known, import->n_known, &import->known_room, sizeof(*known)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    known = &import->known[import->n_known];
    *known = (struct known){.key = key_of(&import->hold, kind, text)};
    known->find = text_hold_copy(&import->hold, find, strlen(find));
    if (id) {
        known->id.cb = id->cb;
        known->id.lpb = (BYTE *)text_hold_copy(&import->hold, (char *)id->lpb, id->cb);
    }
    if (!known->key || !known->find || (id && !known->id.lpb)) return MAPI_E_NOT_ENOUGH_MEMORY;
    import->n_known++;
    return S_OK;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

static const struct known *who(struct import *import, char kind, const char *text)
{
    struct text_hold hold = {0};
    struct known wanted = {.key = text ? key_of(&hold, kind, text) : NULL};
    const struct known *found = NULL;

    if (wanted.key && import->n_known)
        found = bsearch(&wanted, import->known, import->n_known, sizeof(wanted), by_key);
    text_hold_drop(&hold);
    return found;
}

/* id NULL: it was there already. */
static HRESULT remember(struct import *import, const struct person *person, const SBinary *id)
{
    const char *name = person_text(person, PR_DISPLAY_NAME_W),
               *address = person_text(person, PR_EMAIL_ADDRESS_W);
    const char *find = *address ? address : name;
    struct person_address all[PERSON_ADDRESSES];
    size_t main_one, n = person_addresses(person, all, &main_one);
    HRESULT hr = know(import, '#', person->reference, id, find);

    for (size_t i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = know(import, '@', all[i].address, id, find);
    return hr;
}

static bool copy_text(struct text_hold *hold, const char *text, const char **out)
{
    *out = text ? text_hold_copy(hold, text, strlen(text)) : NULL;
    return *out || !text;
}

static HRESULT keep_list(struct import *import, const struct person *person, const SBinary *id,
                         ULONG line)
{
    struct text_hold *hold = &import->hold;
    struct list *list;

    if (!array_room(&import->lists, import->n_lists, &import->lists_room, sizeof(*list)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    list = &import->lists[import->n_lists];
    *list = (struct list){.line = line, .n = person->n_members};
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

/* Makes an entry of it. The answer is memory's alone: what else goes wrong is told. */
static HRESULT take(struct import *import, const struct person *person,
                    const struct people_place *place)
{
    IMAPIProp *entry = NULL;
    SPropValue *id = NULL;
    ULONG refused = 0;
    HRESULT hr =
        container_create(import->container.object, person->is_list ? MAPI_DISTLIST : MAPI_MAILUSER,
                         import->create_flags, &entry);

    if (SUCCEEDED(hr)) hr = entry_write(entry, person, &refused);
    if (SUCCEEDED(hr)) hr = entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READONLY);
    if (hr == MAPI_E_COLLISION) {
        import->duplicates++;
        hr = remember(import, person, NULL);
    } else if (FAILED(hr)) {
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
        if (SUCCEEDED(HrGetOneProp(entry, PR_ENTRYID, &id))) {
            hr = remember(import, person, &id->Value.bin);
            if (SUCCEEDED(hr) && person->is_list)
                hr = keep_list(import, person, &id->Value.bin, place->line);
        }
    }
    MAPIFreeBuffer(id);
    RELEASE(entry);
    return FAILED(hr) ? hr : S_OK;
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

struct seeking {
    const WCHAR *text;
    SBinary id;
    struct text_hold *hold;
};

static HRESULT seek_row(void *context, const SRow *row)
{
    struct seeking *seeking = context;
    const SBinary *id = row_id(row);

    if (!id || !row_is(row, seeking->text)) return S_OK;
    seeking->id.lpb = (BYTE *)text_hold_copy(seeking->hold, (char *)id->lpb, id->cb);
    seeking->id.cb = seeking->id.lpb ? id->cb : 0;
    return S_FALSE; /* the first will do */
}

/* Somebody of the container by name or address. */
static bool seek(struct import *import, const char *text, SBinary *id)
{
    struct seeking seeking = {.hold = &import->hold};
    IMAPITable *table = NULL;

    seeking.text = text && *text ? wide_of(&import->hold, text) : NULL;
    if (seeking.text &&
        SUCCEEDED(container_find((IMAPIContainer *)import->container.object, seeking.text, &table)))
        each_row(table, seek_row, &seeking);
    RELEASE(table);
    *id = seeking.id;
    return id->cb != 0;
}

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

static bool find_member(struct import *import, const struct person_member *member, SBinary *id)
{
    const struct known *known = who(import, '#', member->reference);

    if (!known) known = who(import, '@', member->address);
    if (known && known->id.cb) {
        *id = known->id;
        return true;
    }
    if (known && seek(import, known->find, id)) return true;
    if (!member->address || !*member->address) return false;
    return seek(import, member->address, id) || make_one_off(import, member, id);
}

static void fill_list(struct import *import, const struct list *list)
{
    SBinary *ids = calloc(list->n + 1, sizeof(*ids));
    ENTRYLIST entries = {0, ids};
    IDistList *object = NULL;
    ULONG type;
    HRESULT hr = ids ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; SUCCEEDED(hr) && i < list->n; i++) {
        const struct person_member *member = &list->members[i];

        if (find_member(import, member, &ids[entries.cValues])) {
            entries.cValues++;
            continue;
        }
        import->lost++;
        complain(L"mapictl: %ls:%lu: nobody is known as the member '%hs'\n", import->path,
                 list->line, member->reference ? member->reference : member->address);
    }
    if (SUCCEEDED(hr))
        hr = book_open_entry(&import->book, &list->id, MAPI_BEST_ACCESS, &type,
                             (IUnknown **)&object);
    if (SUCCEEDED(hr) && entries.cValues)
        hr = object->lpVtbl->CopyEntries(object, &entries, 0, NULL, AB_NO_DIALOG);
    if (FAILED(hr) || hr == MAPI_W_PARTIAL_COMPLETION) {
        report(hr, L"%ls:%lu: the members of this list", import->path, list->line);
        import->failed++;
        import->imported--;
    }
    RELEASE(object);
    free(ids);
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
    hr = people_open((struct byte_source){read_file, file}, format, code_page, &import->reader);
    return FAILED(hr) ? report(hr, L"%ls can't be read", import->path) : EXIT_FINE;
}

static bool duplicate_flags(const WCHAR *said, ULONG *flags)
{
    *flags = CREATE_CHECK_DUP_STRICT;
    if (!said || !wcscmp(said, L"skip")) return true;
    *flags = CREATE_CHECK_DUP_STRICT | CREATE_REPLACE;
    if (!wcscmp(said, L"replace")) return true;
    *flags = 0;
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
        hr = take_all(import);
        if (import->n_known) qsort(import->known, import->n_known, sizeof(*import->known), by_key);
        for (size_t i = 0; i < import->n_lists; i++)
            fill_list(import, &import->lists[i]);
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

    if (!import.path || !duplicate_flags(args_option(args, L"--duplicates"), &import.create_flags))
        return EXIT_USAGE;
    file = _wfopen(import.path, L"rb");
    if (!file) return report(MAPI_E_NOT_FOUND, L"%ls can't be read", import.path);
    code = import_file(&import, args, file);
    fclose(file);
    people_close(import.reader);
    for (size_t i = 0; i < import.n_lists; i++)
        free(import.lists[i].members);
    free(import.lists);
    free(import.known);
    text_hold_drop(&import.hold);
    return code;
}
