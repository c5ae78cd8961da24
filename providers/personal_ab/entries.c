/*
 * entries.c - the rows of a personal address book: read, written, found
 */
#include "entries.h"
#include <stdlib.h>
#include <string.h>
#include "common/sql/pack.h"
#include "common/text/text8.h"
#include "mapiutil.h"

#define NOW        "CAST((julianday('now')-2305813.5)*864000000000 AS INTEGER)"

/* What an entry is found by. */
static const ULONG found_by[] = {
    PR_DISPLAY_NAME_W,
    PR_EMAIL_ADDRESS_W,
    PR_GIVEN_NAME_W,
    PR_SURNAME_W,
    PR_MIDDLE_NAME_W,
    PR_NICKNAME_W,
    PR_INITIALS_W,
    PR_COMPANY_NAME_W,
    PR_DEPARTMENT_NAME_W,
    PR_ACCOUNT_W,
    PR_TRANSMITABLE_DISPLAY_NAME_W,
};

const WCHAR *bag_wide(const struct bag *bag, ULONG tag)
{
    const struct value *value = bag_find(bag, tag);
    const WCHAR *text = value ? value_wide(value) : NULL;

    return text ? text : (const WCHAR *)L"";
}

HRESULT entries_readable(const struct bag *bag, struct bag *out)
{
    HRESULT hr = bag_copy(bag, out);

    for (size_t i = 0; i < bag->n && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *wide = NULL;
        ULONG type = value_type(bag->values[i]);

        if ((type & ~(ULONG)MV_FLAG) != PT_STRING8 || bag->values[i]->large) continue;
        hr = value_as(bag->values[i], (type & MV_FLAG) | PT_UNICODE, &wide);
        if (SUCCEEDED(hr)) hr = bag_set(out, wide);
        else if (hr != MAPI_E_NOT_ENOUGH_MEMORY) hr = S_OK; /* there is no such code page here */
    }
    return hr;
}

const WCHAR *entries_addrtype(const struct bag *bag, USHORT type)
{
    const WCHAR *set = bag_wide(bag, PR_ADDRTYPE_W);

    if (*set) return set;
    return type == MAPI_DISTLIST ? (const WCHAR *)L"MAPIPDL" : (const WCHAR *)L"SMTP";
}

static HRESULT read_row(sqlite3_stmt *stmt, struct entry_row *row)
{
    memset(row, 0, sizeof(*row));
    row->id = sqlite3_column_int64(stmt, 0);
    row->object.type = (USHORT)sqlite3_column_int(stmt, 1);
    if ((row->object.type != MAPI_MAILUSER && row->object.type != MAPI_DISTLIST) ||
        sqlite3_column_bytes(stmt, 2) != 16)
        return MAPI_E_CORRUPT_STORE;
    memcpy(&row->object.guid, sqlite3_column_blob(stmt, 2), 16);
    row->created = sqlite3_column_int64(stmt, 3);
    row->modified = sqlite3_column_int64(stmt, 4);
    return S_OK;
}

HRESULT entries_open(struct book_file *file, int64_t id, struct entry_row *row,
                     struct entry_packed *out)
{
    HRESULT hr;

    hr = db_prepare(file->db,
                    "SELECT id, kind, guid, created, modified, props, name, type, address"
                    " FROM entries WHERE id=?1",
                    &out->stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(out->stmt, 1, id);
    hr = db_step(file->db, out->stmt);
    if (hr == S_OK) hr = read_row(out->stmt, row);
    else if (hr == S_FALSE) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) {
        out->bytes = sqlite3_column_blob(out->stmt, 5);
        out->count = (size_t)sqlite3_column_bytes(out->stmt, 5);
    } else {
        entries_done(file, out);
    }
    return hr;
}

void entries_done(struct book_file *file, struct entry_packed *packed)
{
    db_done(file->db, packed->stmt);
    packed->stmt = NULL;
}

static HRESULT put_column(sqlite3_stmt *stmt, int column, ULONG tag, struct bag *bag)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr;

    if (!text || !*text) return S_OK;
    hr = value_text8(tag, text, (size_t)sqlite3_column_bytes(stmt, column), &value);
    return FAILED(hr) ? hr : bag_set(bag, value);
}

HRESULT entries_unpack_shown(struct book_file *file, const struct entry_packed *packed,
                             struct bag *bag)
{
    HRESULT hr = unpack_bag(file->db, packed->bytes, packed->count, bag);

    if (hr != MAPI_E_CORRUPT_STORE) return hr;
    bag_clear(bag);
    hr = put_column(packed->stmt, 6, PR_DISPLAY_NAME_W, bag);
    if (SUCCEEDED(hr)) hr = put_column(packed->stmt, 7, PR_ADDRTYPE_W, bag);
    if (SUCCEEDED(hr)) hr = put_column(packed->stmt, 8, PR_EMAIL_ADDRESS_W, bag);
    return hr;
}

HRESULT entries_read(struct book_file *file, int64_t id, struct entry_row *row, struct bag *bag)
{
    struct entry_packed packed;
    HRESULT hr = entries_open(file, id, row, &packed);

    if (FAILED(hr)) return hr;
    if (bag) hr = unpack_bag(file->db, packed.bytes, packed.count, bag);
    entries_done(file, &packed);
    return hr;
}

HRESULT entries_read_shown(struct book_file *file, int64_t id, struct entry_row *row,
                           struct bag *bag)
{
    struct entry_packed packed;
    HRESULT hr = entries_open(file, id, row, &packed);

    if (FAILED(hr)) return hr;
    hr = entries_unpack_shown(file, &packed, bag);
    entries_done(file, &packed);
    return hr;
}

HRESULT entries_find(struct book_file *file, const struct book_id *object, int64_t *id)
{
    return db_int(file->db, id, "SELECT id FROM entries WHERE guid=?1 AND kind=?2", "bi",
                  &object->guid, 16, (int64_t)object->type);
}

/* ---- writing ---- */

static HRESULT add_text(struct words *words, const WCHAR *text)
{
    return words_add(words, text, wide_len(text), true);
}

static HRESULT words_of(const struct bag *bag, struct words *words)
{
    struct value *more = bag_find(bag, PR_CONTACT_EMAIL_ADDRESSES_W);
    HRESULT hr = S_OK;

    for (size_t i = 0; i < sizeof(found_by) / sizeof(found_by[0]) && SUCCEEDED(hr); i++)
        hr = add_text(words, bag_wide(bag, found_by[i]));
    if (!more || value_type(more) != PT_MV_UNICODE) return hr;
    for (ULONG i = 0; i < more->prop.Value.MVszW.cValues && SUCCEEDED(hr); i++)
        hr = add_text(words, more->prop.Value.MVszW.lppszW[i]);
    return hr;
}

static HRESULT write_words(struct book_file *file, int64_t id, const struct bag *bag)
{
    struct words words = {0};
    HRESULT hr = words_of(bag, &words);

    if (SUCCEEDED(hr)) hr = db_exec(file->db, "DELETE FROM words WHERE entry=?1", "i", id);
    for (size_t i = 0; i < words.n && SUCCEEDED(hr); i++)
        hr = db_exec(file->db, "INSERT INTO words(word, entry) VALUES(?1, ?2)", "ti",
                     words.items[i], id);
    words_clear(&words);
    return hr;
}

static HRESULT bind_wide(sqlite3_stmt *stmt, int i, const WCHAR *text)
{
    size_t bytes;
    char *text8;
    HRESULT hr = wtf8_from_wide(text, wide_len(text), &text8, &bytes);

    if (FAILED(hr)) return hr;
    return sqlite3_bind_text64(stmt, i, text8, bytes, free, SQLITE_UTF8) == SQLITE_OK
               ? S_OK
               : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* What an entry is sorted and known by. */
static const WCHAR *name_of(const struct bag *bag)
{
    const WCHAR *name = bag_wide(bag, PR_DISPLAY_NAME_W);

    return *name ? name : bag_wide(bag, PR_EMAIL_ADDRESS_W);
}

static HRESULT write_row(struct book_file *file, struct entry_row *row, const struct bag *bag,
                         const void *packed, size_t bytes)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        row->id ? "UPDATE entries SET name=?1, type=?2, address=?3, props=?4, modified=max(" NOW ", modified+1)"
                  " WHERE id=?5 RETURNING id, created, modified"
                : "INSERT INTO entries(name, type, address, props, guid, kind, created, modified)"
                  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, " NOW ", " NOW
                  ") RETURNING id, created, modified",
        &stmt);
    if (FAILED(hr)) return hr;
    hr = bind_wide(stmt, 1, name_of(bag));
    if (SUCCEEDED(hr)) hr = bind_wide(stmt, 2, entries_addrtype(bag, row->object.type));
    if (SUCCEEDED(hr)) hr = bind_wide(stmt, 3, bag_wide(bag, PR_EMAIL_ADDRESS_W));
    if (SUCCEEDED(hr)) {
        sqlite3_bind_blob(stmt, 4, packed, (int)bytes, SQLITE_STATIC);
        if (row->id) {
            sqlite3_bind_int64(stmt, 5, row->id);
        } else {
            sqlite3_randomness(sizeof(row->object.guid), &row->object.guid);
            sqlite3_bind_blob(stmt, 5, &row->object.guid, 16, SQLITE_STATIC);
            sqlite3_bind_int64(stmt, 6, row->object.type);
        }
        hr = db_step(file->db, stmt);
        if (hr == S_FALSE) hr = MAPI_E_OBJECT_DELETED;
    }
    if (SUCCEEDED(hr)) {
        row->id = sqlite3_column_int64(stmt, 0);
        row->created = sqlite3_column_int64(stmt, 1);
        row->modified = sqlite3_column_int64(stmt, 2);
        hr = db_step(file->db, stmt); /* to its end: only then it is done */
        if (SUCCEEDED(hr)) hr = S_OK;
    }
    db_done(file->db, stmt);
    return hr;
}

HRESULT entries_write(struct book_file *file, struct entry_row *row, const struct bag *bag)
{
    enum entry_change what = row->id ? ENTRY_MODIFIED : ENTRY_CREATED;
    struct entry_row written = *row;
    struct bag readable = {0};
    void *packed = NULL;
    size_t bytes;
    HRESULT hr = entries_readable(bag, &readable);

    if (SUCCEEDED(hr) && !*name_of(&readable)) hr = MAPI_E_MISSING_REQUIRED_COLUMN;
    if (SUCCEEDED(hr)) hr = pack_bag(bag, &packed, &bytes);
    if (SUCCEEDED(hr) && bytes > ENTRY_MOST_BYTES) hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr)) hr = write_row(file, &written, &readable, packed, bytes);
    free(packed);
    if (SUCCEEDED(hr)) hr = write_words(file, written.id, &readable);
    bag_clear(&readable);
    if (SUCCEEDED(hr)) hr = change_log_write(file, what, written.id, &written.object);
    if (SUCCEEDED(hr)) *row = written;
    return hr;
}

HRESULT entries_delete(struct book_file *file, const struct book_id *object)
{
    struct entry_row row = {.object = *object};
    HRESULT hr = entries_find(file, object, &row.id);

    if (SUCCEEDED(hr)) hr = db_exec(file->db, "DELETE FROM entries WHERE id=?1", "i", row.id);
    return SUCCEEDED(hr) ? change_log_write(file, ENTRY_DELETED, row.id, object) : hr;
}

static HRESULT find_twin(struct book_file *file, const struct bag *bag, USHORT type, bool address,
                         int64_t but_id, int64_t *id)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *id = 0;
    hr = db_prepare(file->db,
                    "SELECT id FROM entries WHERE name=?1 AND kind=?4 AND id<>?5 AND"
                    " (NOT ?6 OR (type=?2 AND address=?3)) ORDER BY id LIMIT 1",
                    &stmt);
    if (FAILED(hr)) return hr;
    hr = bind_wide(stmt, 1, name_of(bag));
    if (SUCCEEDED(hr)) hr = bind_wide(stmt, 2, entries_addrtype(bag, type));
    if (SUCCEEDED(hr)) hr = bind_wide(stmt, 3, bag_wide(bag, PR_EMAIL_ADDRESS_W));
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int(stmt, 4, type);
        sqlite3_bind_int64(stmt, 5, but_id);
        sqlite3_bind_int(stmt, 6, address);
        hr = db_step(file->db, stmt);
        if (hr == S_OK) *id = sqlite3_column_int64(stmt, 0);
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT entries_twin(struct book_file *file, const struct bag *bag, USHORT type, bool address,
                     int64_t but_id, int64_t *id)
{
    struct bag readable = {0};
    HRESULT hr = entries_readable(bag, &readable);

    *id = 0;
    if (SUCCEEDED(hr)) hr = find_twin(file, &readable, type, address, but_id, id);
    bag_clear(&readable);
    return hr;
}

/* ---- finding ---- */

#define MOST_ASKED 8 /* words in one statement; the rest are looked at entry by entry */

/* The first text behind all that begin with word: its last byte that can be, one higher. No byte of
 * WTF-8 is above f4. */
static char *behind(const char *word)
{
    size_t n = strlen(word);
    char *out = malloc(n + 1);

    if (!out) return NULL;
    memcpy(out, word, n + 1);
    out[n - 1] = (char)((unsigned char)out[n - 1] + 1);
    return out;
}

/* S_FALSE: no word of the entry's begins with it. */
static HRESULT has_word(struct book_file *file, int64_t id, const char *word)
{
    char *end = behind(word);
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!end) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_prepare(file->db, "SELECT 1 FROM words WHERE entry=?1 AND word>=?2 AND word<?3 LIMIT 1",
                    &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, id);
        if (sqlite3_bind_text(stmt, 2, word, -1, SQLITE_TRANSIENT) != SQLITE_OK ||
            sqlite3_bind_text(stmt, 3, end, -1, SQLITE_TRANSIENT) != SQLITE_OK)
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        if (SUCCEEDED(hr)) hr = db_step(file->db, stmt);
        db_done(file->db, stmt);
    }
    free(end);
    return hr;
}

/* Of ids those that have the other words, too. */
static HRESULT keep_with(struct book_file *file, const struct words *words, size_t from,
                         struct ids *ids)
{
    HRESULT hr = S_OK;
    size_t kept = 0;

    for (size_t i = 0; i < ids->n && SUCCEEDED(hr); i++) {
        hr = S_OK;
        for (size_t k = from; k < words->n && hr == S_OK; k++)
            hr = has_word(file, ids->items[i], words->items[k]);
        if (hr == S_OK) ids->items[kept++] = ids->items[i];
    }
    ids->n = kept;
    return FAILED(hr) ? hr : S_OK;
}

HRESULT ids_add(struct ids *ids, int64_t id)
{
    if (ids->n == ids->room) {
        size_t room = ids->room ? 2 * ids->room : 64;
        int64_t *grown = realloc(ids->items, room * sizeof(*grown));

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        ids->items = grown;
        ids->room = room;
    }
    ids->items[ids->n++] = id;
    return S_OK;
}

void ids_clear(struct ids *ids)
{
    free(ids->items);
    *ids = (struct ids){0};
}

/* The ids that a statement gives, which is done then. hr: of its making. */
static HRESULT take_ids(struct book_file *file, sqlite3_stmt *stmt, HRESULT hr, struct ids *out)
{
    while (SUCCEEDED(hr) && (hr = db_step(file->db, stmt)) == S_OK)
        hr = ids_add(out, sqlite3_column_int64(stmt, 0));
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

static void bind_most(sqlite3_stmt *stmt, int i, size_t most)
{
    sqlite3_bind_int64(stmt, i, (int64_t)(most < INT32_MAX ? most : INT32_MAX));
}

HRESULT entries_match(struct book_file *file, const struct words *words, size_t most,
                      struct ids *out)
{
    static const char *const texts[MOST_ASKED] = {
#define HAS(a, b)                                                                                  \
    " AND EXISTS(SELECT 1 FROM words x WHERE x.entry=e.id AND x.word>=?" #a " AND x.word<?" #b ")"
#define ASK                                                                                        \
    "SELECT e.id FROM entries e WHERE e.id IN (SELECT entry FROM words WHERE word>=?1 AND word<?2)"
#define BY_NAME " ORDER BY e.name, e.id LIMIT ?17"
        ASK BY_NAME,
        ASK HAS(3, 4) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) HAS(7, 8) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) HAS(7, 8) HAS(9, 10) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) HAS(7, 8) HAS(9, 10) HAS(11, 12) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) HAS(7, 8) HAS(9, 10) HAS(11, 12) HAS(13, 14) BY_NAME,
        ASK HAS(3, 4) HAS(5, 6) HAS(7, 8) HAS(9, 10) HAS(11, 12) HAS(13, 14) HAS(15, 16) BY_NAME,
    };
    size_t asked = words->n < MOST_ASKED ? words->n : MOST_ASKED;
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!asked) return S_OK;
    hr = db_prepare(file->db, texts[asked - 1], &stmt);
    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < asked && SUCCEEDED(hr); i++) {
        char *end = behind(words->items[i]);

        if (!end ||
            sqlite3_bind_text(stmt, (int)(2 * i + 1), words->items[i], -1, SQLITE_TRANSIENT) !=
                SQLITE_OK ||
            sqlite3_bind_text(stmt, (int)(2 * i + 2), end, -1, SQLITE_TRANSIENT) != SQLITE_OK)
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        free(end);
    }
    bind_most(stmt, 17, most);
    hr = take_ids(file, stmt, hr, out);
    return FAILED(hr) ? hr : keep_with(file, words, asked, out);
}

/* ---- by name ---- */

HRESULT entries_count(struct book_file *file, int64_t *n)
{
    return db_int(file->db, n, "SELECT count(*) FROM entries", "");
}

HRESULT entries_from_name(struct book_file *file, const WCHAR *name, size_t most, struct ids *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr = db_prepare(
        file->db, "SELECT id FROM entries WHERE name>=?1 ORDER BY name, id LIMIT ?2", &stmt);

    if (FAILED(hr)) return hr;
    hr = bind_wide(stmt, 1, name);
    bind_most(stmt, 2, most);
    return take_ids(file, stmt, hr, out);
}

/* Where an entry stands among the names: the statement that begins behind it. */
static HRESULT behind_name(struct book_file *file, int64_t last, sqlite3_stmt **out)
{
    sqlite3_stmt *name;
    HRESULT hr = db_prepare(file->db, "SELECT name FROM entries WHERE id=?1", &name);

    *out = NULL;
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(name, 1, last);
    hr = db_step(file->db, name);
    if (hr == S_FALSE) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr))
        hr = db_prepare(
            file->db, "SELECT id FROM entries WHERE (name, id)>(?1, ?2) ORDER BY name, id LIMIT ?3",
            out);
    if (SUCCEEDED(hr) && sqlite3_bind_value(*out, 1, sqlite3_column_value(name, 0)) != SQLITE_OK) {
        db_done(file->db, *out);
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    db_done(file->db, name);
    return hr;
}

HRESULT entries_behind(struct book_file *file, int64_t last, size_t most, struct ids *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!last) {
        hr = db_prepare(file->db, "SELECT id FROM entries ORDER BY name, id LIMIT ?3", &stmt);
    } else {
        hr = behind_name(file, last, &stmt);
        if (SUCCEEDED(hr)) sqlite3_bind_int64(stmt, 2, last);
    }
    if (FAILED(hr)) return hr;
    bind_most(stmt, 3, most);
    return take_ids(file, stmt, hr, out);
}

HRESULT entries_named(struct book_file *file, const WCHAR *name, size_t most, struct ids *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db, "SELECT id FROM entries WHERE name=?1 ORDER BY id LIMIT ?2", &stmt);
    if (FAILED(hr)) return hr;
    hr = bind_wide(stmt, 1, name);
    bind_most(stmt, 2, most);
    return take_ids(file, stmt, hr, out);
}

/* ---- by address ---- */

#define FIRST_COUNTED 1000

/* The first word that fewer than `most` entries have, and fewer than any other; *out stays NULL
 * when so many have each. */
static HRESULT count_words(struct book_file *file, const struct words *words, int64_t most,
                           const char **out)
{
    int64_t n;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < words->n && most && SUCCEEDED(hr); i++) {
        hr = db_int(file->db, &n,
                    "SELECT count(*) FROM (SELECT 1 FROM words WHERE word=?1 LIMIT ?2)", "ti",
                    words->items[i], most);
        if (SUCCEEDED(hr) && n < most) {
            most = n;
            *out = words->items[i];
        }
    }
    return hr;
}

/* The word that the fewest entries have. Counting is in the index alone; a rare word ends it soon.
 */
static HRESULT rarest(struct book_file *file, const struct words *words, const char **out)
{
    HRESULT hr = S_OK;

    *out = NULL;
    if (!words->n) return S_OK;
    for (int64_t most = FIRST_COUNTED; !*out && most <= INT32_MAX && SUCCEEDED(hr); most *= 8)
        hr = count_words(file, words, most, out);
    return hr;
}

static HRESULT read_others(struct book_file *file, sqlite3_stmt *stmt, struct bag *out)
{
    static const ULONG tags[] = {PR_CONTACT_EMAIL_ADDRESSES_W, PR_CONTACT_ADDRTYPES_W,
                                 PR_CONTACT_DEFAULT_ADDRESS_INDEX};
    struct bag others = {0};
    HRESULT hr = S_OK;

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]) && hr == S_OK; i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = unpack_one(file->db, sqlite3_column_blob(stmt, 2),
                        (size_t)sqlite3_column_bytes(stmt, 2), tags[i], &value);
        if (hr == S_OK) hr = bag_set(&others, value);
        else if (hr == S_FALSE && i) hr = S_OK; /* without the first there are none */
    }
    if (hr == S_OK) hr = entries_readable(&others, out);
    bag_clear(&others);
    return hr == MAPI_E_CORRUPT_STORE ? S_FALSE : hr;
}

HRESULT entries_addressed(struct book_file *file, const WCHAR *address, const struct words *words,
                          bool (*look)(void *context, int64_t id, bool is_first,
                                       const struct bag *others),
                          void *context)
{
    const char *word;
    sqlite3_stmt *stmt;
    bool on = true;
    HRESULT hr = rarest(file, words, &word);

    if (FAILED(hr) || !word) return hr;
    hr = db_prepare(file->db,
                    "SELECT e.id, e.address=?1, e.props FROM words w CROSS JOIN entries e"
                    " ON e.id=w.entry WHERE w.word=?2",
                    &stmt);
    if (FAILED(hr)) return hr;
    hr = bind_wide(stmt, 1, address);
    if (SUCCEEDED(hr) && sqlite3_bind_text(stmt, 2, word, -1, SQLITE_TRANSIENT) != SQLITE_OK)
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    while (SUCCEEDED(hr) && on && (hr = db_step(file->db, stmt)) == S_OK) {
        bool is_first = sqlite3_column_int(stmt, 1);
        struct bag others = {0};

        if (!is_first) hr = read_others(file, stmt, &others);
        if (SUCCEEDED(hr) && (is_first || others.n))
            on = look(context, sqlite3_column_int64(stmt, 0), is_first, &others);
        bag_clear(&others);
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}
