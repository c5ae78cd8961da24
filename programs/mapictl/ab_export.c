/*
 * ab_export.c - mapictl ab export: the people of a container as a file
 *
 * People first, then lists, which name their members by what these are called in the file: who is a
 * member and has no such name gets one. The file is written beside and takes its place at the end.
 */
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include "ab.h"
#include "book.h"
#include "entry.h"
#include "print.h"

/* An entry of the container, or of somewhere else and a member of a list here. */
struct known {
    SBinary id; /* in hold */
    bool is_list, is_here, is_member;
    const char *reference; /* in hold; NULL: it has none, or it isn't known yet */
};

struct export
{
    struct book book;
    struct container container;
    enum people_format format;
    int version;
    const WCHAR *path;
    FILE *file;
    struct text_hold hold;
    struct known *known;   /* in the container's order */
    struct known **sorted; /* by id, once all are there */
    size_t n, room;
    ULONG exported, failed, lost;
};

/* ---- who is there ---- */

static int by_id(const void *a, const void *b)
{
    const SBinary *x = &(*(struct known *const *)a)->id, *y = &(*(struct known *const *)b)->id;

    return x->cb != y->cb ? (x->cb < y->cb ? -1 : 1) : memcmp(x->lpb, y->lpb, x->cb);
}

static HRESULT sort_known(struct export *export)
{
    export->sorted = malloc((export->n + 1) * sizeof(*export->sorted));
    if (!export->sorted) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < export->n; i++)
        export->sorted[i] = &export->known[i];
    qsort(export->sorted, export->n, sizeof(*export->sorted), by_id);
    return S_OK;
}

static struct known *who(struct export *export, const SBinary *id)
{
    struct known wanted = {.id = *id}, *key = &wanted, **found;

    found = bsearch(&key, export->sorted, export->n, sizeof(key), by_id);
    return found ? *found : NULL;
}

static HRESULT note_row(void *context, const SRow *row)
{
    struct export *export = context;
    const SBinary *id = row_id(row);
    struct known *known;

    if (!id) return S_OK;
    if (!array_room(&export->known, export->n, &export->room, sizeof(*known)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    known = &export->known[export->n];
    *known = (struct known){.is_here = true};
    known->is_list = long_of(row->lpProps, row->cValues, PR_OBJECT_TYPE) == MAPI_DISTLIST;
    known->id.cb = id->cb;
    known->id.lpb = (BYTE *)text_hold_copy(&export->hold, (char *)id->lpb, id->cb);
    if (!known->id.lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
    export->n++;
    return S_OK;
}

static HRESULT note_all(struct export *export)
{
    IMAPITable *table;
    HRESULT hr = container_contents((IMAPIContainer *)export->container.object, NULL, &table);

    if (FAILED(hr)) return hr;
    hr = each_row(table, note_row, export);
    RELEASE(table);
    return FAILED(hr) ? hr : sort_known(export);
}

static HRESULT note_member(void *context, const SRow *row)
{
    const SBinary *id = row_id(row);
    struct known *known = id ? who(context, id) : NULL;

    if (known) known->is_member = true;
    return S_OK;
}

/* ---- members ---- */

static HRESULT open_members(struct export *export, const struct known *list, IMAPITable **out)
{
    IMAPIContainer *object;
    ULONG type;
    HRESULT hr = book_open_entry(&export->book, &list->id, 0, &type, (IUnknown **)&object);

    *out = NULL;
    if (FAILED(hr)) return hr;
    hr = container_contents(object, NULL, out);
    RELEASE(object);
    return hr;
}

static HRESULT mark_members(struct export *export)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < export->n; i++) {
        IMAPITable *table;

        if (!export->known[i].is_list || FAILED(open_members(export, &export->known[i], &table)))
            continue; /* it is told when the list is written */
        hr = each_row(table, note_member, export);
        RELEASE(table);
    }
    return hr;
}

struct filling {
    struct export *export;
    struct person *list;
};

static HRESULT add_member(void *context, const SRow *row)
{
    struct filling *filling = context;
    struct person *list = filling->list;
    const SBinary *id = row_id(row);
    const struct known *known = id ? who(filling->export, id) : NULL;
    const WCHAR *name = row_text(row, BOOK_NAME), *type = row_text(row, BOOK_ADDRTYPE),
                *address = row_text(row, BOOK_ADDRESS);
    struct person_member member = {.reference = known ? known->reference : NULL};

    if (name) member.name = utf8_of(&list->hold, name);
    if (type) member.type = utf8_of(&list->hold, type);
    if (address) member.address = utf8_of(&list->hold, address);
    if (!member.reference && filling->export->format == PEOPLE_LDIF) {
        struct person somebody = {0}; /* of somewhere else: by a name made for him */

        if (member.name) person_set(&somebody, PR_DISPLAY_NAME_W, member.name, strlen(member.name));
        if (member.address)
            person_set(&somebody, PR_EMAIL_ADDRESS_W, member.address, strlen(member.address));
        if (SUCCEEDED(people_refer(&somebody, PEOPLE_LDIF)))
            member.reference =
                text_hold_copy(&list->hold, somebody.reference, strlen(somebody.reference));
        person_drop(&somebody);
    }
    if (!member.reference && (!member.address || !*member.address)) filling->export->lost++;
    else person_add_member(list, &member);
    return person_made(list);
}

/* ---- one after the other ---- */

/* A UID that stays the same as long as the entry ID does. */
static HRESULT make_reference(IMAPIProp *entry, const struct known *known, struct person *person)
{
    BYTE b[16] = {0};
    SPropValue *key = NULL;
    char uid[64];

    if (SUCCEEDED(HrGetOneProp(entry, PR_RECORD_KEY, &key)) && key->Value.bin.cb == sizeof(b))
        memcpy(b, key->Value.bin.lpb, sizeof(b));
    else
        for (ULONG i = 0; i < known->id.cb; i++) /* its bytes, mixed */
            b[i % 16] = (BYTE)(b[i % 16] * 31 + known->id.lpb[i]);
    MAPIFreeBuffer(key);
    snprintf(uid, sizeof(uid),
             "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    person_refer(person, uid);
    return person_made(person);
}

/* Reads it, and finds out what it is called in the file. */
static HRESULT read_known(struct export *export, struct known *known, struct person *person,
                          ULONG *lost)
{
    IMAPIProp *entry = NULL;
    ULONG type;
    HRESULT hr = book_open_entry(&export->book, &known->id, 0, &type, (IUnknown **)&entry);

    if (SUCCEEDED(hr)) hr = entry_read(entry, known->is_list, person, lost);
    if (SUCCEEDED(hr)) {
        person_name(person);
        hr = people_refer(person, export->format);
    }
    if (SUCCEEDED(hr) && known->is_member && !person->reference)
        hr = make_reference(entry, known, person);
    RELEASE(entry);
    if (FAILED(hr) || !person->reference || known->reference) return hr;
    known->reference = text_hold_copy(&export->hold, person->reference, strlen(person->reference));
    return known->reference ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT put(void *context, const void *bytes, size_t count)
{
    return fwrite(bytes, 1, count, context) == count ? S_OK : MAPI_E_NOT_ENOUGH_DISK;
}

static HRESULT fill_members(struct export *export, const struct known *known, struct person *list)
{
    struct filling filling = {export, list};
    IMAPITable *table;
    HRESULT hr = open_members(export, known, &table);

    if (FAILED(hr)) return hr;
    hr = each_row(table, add_member, &filling);
    RELEASE(table);
    return hr;
}

/* The answer is that of the file; what is wrong with the entry is told. */
static HRESULT write_known(struct export *export, struct known *known, struct person *person)
{
    ULONG lost = 0, unread = 0;
    HRESULT hr = read_known(export, known, person, &unread);

    if (SUCCEEDED(hr) && known->is_list) hr = fill_members(export, known, person);
    if (FAILED(hr)) {
        report(hr, L"an entry of '%ls' can't be read", export->container.name);
        export->failed++;
        return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
    }
    hr = people_write(person, export->format, export->version,
                      (struct byte_sink){put, export->file}, &lost);
    export->lost += lost + unread;
    export->exported += SUCCEEDED(hr);
    progress(export->path, export->exported + export->failed, export->n);
    return hr;
}

static HRESULT write_all(struct export *export)
{
    struct person person = {0};
    ULONG lost;
    HRESULT hr = people_write_head(export->format, (struct byte_sink){put, export->file});

    for (size_t i = 0; SUCCEEDED(hr) && i < export->n; i++)
        if (!export->known[i].is_list) hr = write_known(export, &export->known[i], &person);
    for (size_t i = 0; SUCCEEDED(hr) && i < export->n; i++) /* lists in lists */
        if (export->known[i].is_list && export->known[i].is_member &&
            read_known(export, &export->known[i], &person, &lost) == MAPI_E_NOT_ENOUGH_MEMORY)
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; SUCCEEDED(hr) && i < export->n; i++)
        if (export->known[i].is_list) hr = write_known(export, &export->known[i], &person);
    person_drop(&person);
    return hr;
}

/* ---- the file ---- */

/* The file is whole and on the disk before it takes the place of one that was there. */
static int write_file(struct export *export)
{
    WCHAR *beside = malloc((wcslen(export->path) + 8) * sizeof(*beside));
    HRESULT hr;
    int code = EXIT_FINE;

    if (!beside) return report(MAPI_E_NOT_ENOUGH_MEMORY, L"%ls", export->path);
    wcscpy(beside, export->path);
    wcscat(beside, L".part");
    export->file = _wfopen(beside, L"wb");
    if (!export->file) {
        code = report(MAPI_E_NO_ACCESS, L"%ls can't be written", beside);
        free(beside);
        return code;
    }
    hr = write_all(export);
    if (fflush(export->file) || _commit(_fileno(export->file))) hr = MAPI_E_NOT_ENOUGH_DISK;
    if (fclose(export->file)) hr = MAPI_E_NOT_ENOUGH_DISK;
    if (SUCCEEDED(hr) && !MoveFileExW(beside, export->path, MOVEFILE_REPLACE_EXISTING))
        hr = HRESULT_FROM_WIN32(GetLastError());
    if (FAILED(hr)) {
        DeleteFileW(beside);
        code = report(hr, L"%ls can't be written", export->path);
    }
    free(beside);
    return code;
}

static int result(const struct export *export)
{
    if (settings.json)
        say(L"{\"exported\": %lu, \"failed\": %lu, \"lost\": %lu}\n", export->exported,
            export->failed, export->lost);
    else {
        say(L"%lu exported", export->exported);
        if (export->failed) say(L", %lu failed", export->failed);
        say(L"\n");
    }
    if (export->lost)
        complain(L"mapictl: %lu values of them have no place in such a file\n", export->lost);
    return export->failed || export->lost ? EXIT_PARTIAL : EXIT_FINE;
}

static int export_container(struct export *export, const WCHAR *from)
{
    HRESULT hr;
    int code = book_container(&export->book, from, &export->container);

    if (code) return code;
    hr = note_all(export);
    if (SUCCEEDED(hr)) hr = mark_members(export);
    if (FAILED(hr))
        code = report(hr, L"the entries of '%ls' can't be listed", export->container.name);
    if (!code) code = write_file(export);
    progress_end();
    if (!code) code = result(export);
    container_close(&export->container);
    return code;
}

int ab_export(struct args *args)
{
    const WCHAR *version = args_option(args, L"--version");
    struct export export = {.path = args_only(args, L"the file"), .format = PEOPLE_VCARD};
    int code;

    if (!export.path) return EXIT_USAGE;
    if (version && wcscmp(version, L"3.0") && wcscmp(version, L"4.0")) {
        complain(L"mapictl: --version takes 3.0 or 4.0, not '%ls'\n", version);
        return EXIT_USAGE;
    }
    export.version = version && !wcscmp(version, L"4.0") ? 40 : 30;
    if (!ab_format(args, export.path, &export.format, &code) && code) return code;
    code = book_open(&export.book);
    if (code) return code;
    code = export_container(&export, args_option(args, L"--from"));
    book_close(&export.book);
    free(export.known);
    free(export.sorted);
    text_hold_drop(&export.hold);
    return code;
}
