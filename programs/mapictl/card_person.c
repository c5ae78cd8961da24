/*
 * card_person.c - business cards as people, and back
 *
 * Each row of the table is one line of a card and its properties. A line takes the first row that
 * fits and isn't taken yet; one without a row, or that its row would write otherwise (other
 * parameters, a group, a time behind a day), makes the whole card be kept beside the properties.
 * On the way out the kept card's lines are written as they were, but for those whose properties
 * somebody has changed since; then come the rows that had no line.
 */
#include "card_person.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "mapitags.h"

enum shape {
    TEXT,
    PARTS, /* components, parted by ";" */
    PHONE, /* a text, perhaps tel: */
    DAY,
    GENDER, /* its first letter, where PR_GENDER has it */
    EMAILS, /* all of them */
    KIND,   /* group */
    MEMBERS,
};
enum {
    NO_ROW = -1,
    MOST_PARTS = 7,
    SMALL_CARD = 200 /* lines: larger ones are kept without a look */
};

static const struct row {
    const char *name;
    enum shape shape;
    const char *types[2]; /* what TYPE says at least; written so */
    ULONG tags[MOST_PARTS];
} rows[] = {
    {"FN", TEXT, {0}, {PR_DISPLAY_NAME_W}},
    {"N",
     PARTS,
     {0},
     {PR_SURNAME_W, PR_GIVEN_NAME_W, PR_MIDDLE_NAME_W, PR_DISPLAY_NAME_PREFIX_W, PR_GENERATION_W}},
    {"KIND", KIND, {0}, {0}},
    {"NICKNAME", TEXT, {0}, {PR_NICKNAME_W}},
    {"ORG", PARTS, {0}, {PR_COMPANY_NAME_W, PR_DEPARTMENT_NAME_W}},
    {"TITLE", TEXT, {0}, {PR_TITLE_W}},
    {"ROLE", TEXT, {0}, {PR_PROFESSION_W}},
    {"EMAIL",
     EMAILS,
     {0},
     {PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_CONTACT_ADDRTYPES_W, PR_CONTACT_EMAIL_ADDRESSES_W,
      PR_CONTACT_DEFAULT_ADDRESS_INDEX}},
    {"TEL", PHONE, {"fax", "home"}, {PR_HOME_FAX_NUMBER_W}},
    {"TEL", PHONE, {"fax", "work"}, {PR_BUSINESS_FAX_NUMBER_W}},
    {"TEL", PHONE, {"fax"}, {PR_PRIMARY_FAX_NUMBER_W}},
    {"TEL", PHONE, {"pager"}, {PR_PAGER_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"cell"}, {PR_MOBILE_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"car"}, {PR_CAR_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"isdn"}, {PR_ISDN_NUMBER_W}},
    {"TEL", PHONE, {"textphone"}, {PR_TTYTDD_PHONE_NUMBER_W}},
    {"TEL", PHONE, {"x-telex"}, {PR_TELEX_NUMBER_W}},
    {"TEL", PHONE, {"x-radio"}, {PR_RADIO_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"x-callback"}, {PR_CALLBACK_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"x-assistant"}, {PR_ASSISTANT_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"x-company"}, {PR_COMPANY_MAIN_PHONE_NUMBER_W}},
    {"TEL", PHONE, {"x-primary"}, {PR_PRIMARY_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"work"}, {PR_BUSINESS_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"work"}, {PR_BUSINESS2_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"home"}, {PR_HOME_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {"home"}, {PR_HOME2_TELEPHONE_NUMBER_W}},
    {"TEL", PHONE, {0}, {PR_OTHER_TELEPHONE_NUMBER_W}},
    {"ADR",
     PARTS,
     {"home"},
     {PR_HOME_ADDRESS_POST_OFFICE_BOX_W, 0, PR_HOME_ADDRESS_STREET_W, PR_HOME_ADDRESS_CITY_W,
      PR_HOME_ADDRESS_STATE_OR_PROVINCE_W, PR_HOME_ADDRESS_POSTAL_CODE_W,
      PR_HOME_ADDRESS_COUNTRY_W}},
    {"ADR",
     PARTS,
     {"work"},
     {PR_POST_OFFICE_BOX_W, PR_OFFICE_LOCATION_W, PR_STREET_ADDRESS_W, PR_LOCALITY_W,
      PR_STATE_OR_PROVINCE_W, PR_POSTAL_CODE_W, PR_COUNTRY_W}},
    {"ADR",
     PARTS,
     {0},
     {PR_OTHER_ADDRESS_POST_OFFICE_BOX_W, 0, PR_OTHER_ADDRESS_STREET_W, PR_OTHER_ADDRESS_CITY_W,
      PR_OTHER_ADDRESS_STATE_OR_PROVINCE_W, PR_OTHER_ADDRESS_POSTAL_CODE_W,
      PR_OTHER_ADDRESS_COUNTRY_W}},
    {"URL", TEXT, {"home"}, {PR_PERSONAL_HOME_PAGE_W}},
    {"URL", TEXT, {0}, {PR_BUSINESS_HOME_PAGE_W}},
    {"BDAY", DAY, {0}, {PR_BIRTHDAY}},
    {"ANNIVERSARY", DAY, {0}, {PR_WEDDING_ANNIVERSARY}},
    {"GENDER", GENDER, {0}, {PR_GENDER}},
    {"LANG", TEXT, {0}, {PR_LANGUAGE_W}},
    {"HOBBY", TEXT, {0}, {PR_HOBBIES_W}},
    {"X-MS-MANAGER", TEXT, {0}, {PR_MANAGER_NAME_W}},
    {"X-MS-ASSISTANT", TEXT, {0}, {PR_ASSISTANT_W}},
    {"X-MS-SPOUSE", TEXT, {0}, {PR_SPOUSE_NAME_W}},
    {"X-INITIALS", TEXT, {0}, {PR_INITIALS_W}}, /* these two by no convention */
    {"X-ACCOUNT", TEXT, {0}, {PR_ACCOUNT_W}},
    {"NOTE", TEXT, {0}, {PR_COMMENT_W}},
    {"MEMBER", MEMBERS, {0}, {0}},
};
enum {
    N_ROWS = sizeof(rows) / sizeof(rows[0])
};

static bool same_letters(const char *a, const char *b)
{
    for (; *a || *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;

        if (x != y) return false;
    }
    return true;
}

static bool begins(const char *text, const char *with)
{
    for (; *with; text++, with++)
        if ((*text >= 'A' && *text <= 'Z' ? *text + 32 : *text) != *with) return false;
    return true;
}

/* ---- a card as a person ---- */

/* A card's lines, and the row that each has taken. */
struct reading {
    const struct card *card;
    int *row_of;
    bool taken[N_ROWS];
    struct person_address addresses[PERSON_ADDRESSES];
    size_t n_addresses, main_one;
    unsigned preference; /* of the main one */
};

static bool row_fits(const struct row *row, const struct card_value *value)
{
    if (strcmp(row->name, value->name) || value->binary) return false;
    for (int i = 0; i < 2 && row->types[i]; i++)
        if (!card_is_type(value, row->types[i])) return false;
    return true;
}

static void read_parts(const struct row *row, const struct card_value *value, struct person *out)
{
    struct card_text part;

    for (size_t i = 0; i < MOST_PARTS && card_part(value, ';', i, &part); i++)
        if (row->tags[i]) person_set(out, row->tags[i], part.text, part.bytes);
}

static void read_phone(const struct row *row, const struct card_value *value, struct person *out)
{
    size_t skip = begins(value->text, "tel:") ? 4 : 0;

    person_set(out, row->tags[0], value->text + skip, value->bytes - skip);
}

static void read_day(const struct row *row, const struct card_value *value, struct person *out)
{
    char day[11];

    if (person_day(value->text, value->bytes, day)) person_set(out, row->tags[0], day, 10);
}

static void read_gender(const struct row *row, const struct card_value *value, struct person *out)
{
    char letter = value->text[0] >= 'a' ? (char)(value->text[0] - 32) : value->text[0];
    struct card_text first;

    if (card_part(value, ';', 0, &first) && first.bytes == 1 && strchr("FM", letter))
        person_set(out, row->tags[0], &letter, 1);
}

static void read_email(struct reading *reading, const struct card_value *value)
{
    const char *type = card_param(value, "X-ADDRTYPE", 0);
    unsigned preference = card_preference(value);

    if (!value->bytes || reading->n_addresses == PERSON_ADDRESSES) return;
    if (type && !*type) type = NULL;
    if (!type && card_is_type(value, "x400")) type = "X400";
    if (!reading->n_addresses || preference < reading->preference) {
        reading->main_one = reading->n_addresses;
        reading->preference = preference;
    }
    reading->addresses[reading->n_addresses++] =
        (struct person_address){type ? type : "SMTP", value->text};
}

/* urn:uuid:..., mailto:..., or whatever it is. */
static void read_member(const struct card_value *value, struct person *out)
{
    struct person_member member = {.reference = value->text};

    if (!value->bytes) return;
    if (begins(value->text, "mailto:")) {
        member.reference = NULL;
        member.address = value->text + 7;
        member.type = card_param(value, "X-ADDRTYPE", 0);
        member.name = card_param(value, "X-NAME", 0);
    }
    person_add_member(out, &member);
}

static void read_value(struct reading *reading, const struct row *row,
                       const struct card_value *value, struct person *out)
{
    switch (row->shape) {
    case TEXT:
        person_set(out, row->tags[0], value->text, value->bytes);
        break;
    case PARTS:
        read_parts(row, value, out);
        break;
    case PHONE:
        read_phone(row, value, out);
        break;
    case DAY:
        read_day(row, value, out);
        break;
    case GENDER:
        read_gender(row, value, out);
        break;
    case EMAILS:
        read_email(reading, value);
        break;
    case KIND:
        out->is_list = same_letters(value->text, "group");
        break;
    case MEMBERS:
        read_member(value, out);
        break;
    }
}

/* Fills out and reading; free reading->row_of. */
static HRESULT read_card(const struct card *card, struct reading *reading, struct person *out)
{
    *reading = (struct reading){.card = card};
    reading->row_of = malloc((card->n + 1) * sizeof(*reading->row_of));
    if (!reading->row_of) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < card->n; i++) {
        const struct card_value *value = &card->values[i];

        reading->row_of[i] = NO_ROW;
        for (int r = 0; r < N_ROWS && reading->row_of[i] == NO_ROW; r++) {
            bool many = rows[r].shape == EMAILS || rows[r].shape == MEMBERS;

            if ((reading->taken[r] && !many) || !row_fits(&rows[r], value)) continue;
            reading->row_of[i] = r;
            reading->taken[r] = true;
            read_value(reading, &rows[r], value, out);
        }
        if (!strcmp(value->name, "UID") && value->bytes && !value->binary && !out->reference)
            person_refer(out, value->text);
    }
    if (out->n_members) out->is_list = true; /* whatever its KIND, if it has one */
    person_set_addresses(out, reading->addresses, reading->n_addresses, reading->main_one);
    person_name(out);
    return person_made(out);
}

/* ---- a person as a card ---- */

static void write_types(struct card_maker *maker, const struct row *row)
{
    for (int i = 0; i < 2 && row->types[i]; i++)
        card_add_param(maker, "TYPE", row->types[i]);
}

static bool has_any(const struct person *person, const struct row *row)
{
    for (int i = 0; i < MOST_PARTS; i++)
        if (row->tags[i] && *person_text(person, row->tags[i])) return true;
    return false;
}

static void write_parts(struct card_maker *maker, const struct row *row,
                        const struct person *person)
{
    const char *parts[MOST_PARTS];
    size_t n = 0;

    while (n < MOST_PARTS && (row->tags[n] || (n + 1 < MOST_PARTS && row->tags[n + 1]))) {
        parts[n] = row->tags[n] ? person_text(person, row->tags[n]) : "";
        n++;
    }
    if (!strcmp(row->name, "ORG") && !*parts[1]) n = 1;
    card_add_parts(maker, row->name, ';', parts, n);
    write_types(maker, row);
}

/* "1996-04-15", in 4.0 "19960415". */
static void day_text(const char *day, int version, char out[11])
{
    snprintf(out, 11, "%s", day);
    if (version == 30 || strlen(day) != 10) return;
    memcpy(out + 4, day + 5, 2);
    memcpy(out + 6, day + 8, 3);
}

static void write_day(struct card_maker *maker, const struct row *row, const char *day, int version)
{
    char text[11];

    day_text(day, version, text);
    card_add(maker, row->name, text);
}

static void write_emails(struct card_maker *maker, const struct person *person)
{
    struct person_address all[PERSON_ADDRESSES];
    size_t main_one, n = person_addresses(person, all, &main_one);

    for (size_t i = 0; i < n; i++) {
        card_add(maker, "EMAIL", all[i].address);
        if (strcmp(all[i].type, "SMTP")) card_add_param(maker, "X-ADDRTYPE", all[i].type);
        if (i == main_one && i) card_add_param(maker, "PREF", "1");
    }
}

/* By UID, which is a URI; else by address. */
static void write_member(struct card_maker *maker, const struct person_member *member)
{
    const char *what = member->reference ? member->reference : member->address;
    const char *scheme = member->reference ? "urn:uuid:" : "mailto:";
    size_t skip = member->reference && strchr(what, ':') ? 0 : strlen(scheme);
    char *uri = what ? text_hold_room(&maker->hold, skip + strlen(what) + 1) : NULL;

    if (!what) return;
    if (!uri) {
        maker->failed = true;
        return;
    }
    memcpy(uri, scheme, skip);
    strcpy(uri + skip, what);
    card_add(maker, "MEMBER", uri);
    if (member->reference) return;
    if (member->type && strcmp(member->type, "SMTP"))
        card_add_param(maker, "X-ADDRTYPE", member->type);
    if (member->name) card_add_param(maker, "X-NAME", member->name);
}

static void write_row(struct card_maker *maker, const struct row *row, const struct person *person,
                      int version)
{
    switch (row->shape) {
    case EMAILS:
        write_emails(maker, person);
        return;
    case KIND:
        if (person->is_list) card_add(maker, "KIND", "group");
        return;
    case MEMBERS:
        for (size_t i = 0; i < person->n_members; i++)
            write_member(maker, &person->members[i]);
        return;
    default:
        break;
    }
    if (!has_any(person, row)) {
        if (version == 30 && !strcmp(row->name, "N")) write_parts(maker, row, person);
        return;
    }
    if (row->shape == PARTS) write_parts(maker, row, person);
    else if (row->shape == DAY) write_day(maker, row, person_text(person, row->tags[0]), version);
    else {
        card_add(maker, row->name, person_text(person, row->tags[0]));
        write_types(maker, row);
    }
}

/* ---- what else a card says ---- */

static bool same_value(const struct card_value *a, const struct card_value *b)
{
    if (strcmp(a->name, b->name) || a->group || b->group || a->binary || b->binary ||
        a->bytes != b->bytes || memcmp(a->text, b->text, a->bytes) || a->n_cuts != b->n_cuts ||
        a->n_params != b->n_params)
        return false;
    for (size_t i = 0; i < a->n_cuts; i++)
        if (a->cuts[i] != b->cuts[i]) return false;
    for (size_t i = 0; i < a->n_params; i++)
        if (strcmp(a->params[i].name, b->params[i].name) ||
            !same_letters(a->params[i].value, b->params[i].value))
            return false;
    return true;
}

static bool is_member(const struct card_value *value)
{
    return !strcmp(value->name, "MEMBER");
}

/* Whether the rows would write the card as it is, whatever its order. */
static bool says_no_more(const struct reading *reading, const struct person *person, int version)
{
    const struct card *card = reading->card;
    struct card_maker maker = {0};
    struct card made;
    size_t n = 0, n_made = 0;
    bool same = card->n <= SMALL_CARD && !card->lost;

    for (int r = 0; same && r < N_ROWS; r++)
        if (rows[r].shape != MEMBERS) write_row(&maker, &rows[r], person, version);
    same = same && SUCCEEDED(card_made(&maker, &made));
    if (same) n_made = made.n;
    for (size_t i = 0; same && i < card->n; i++) {
        size_t k = 0;

        if (is_member(&card->values[i])) continue;
        while (k < n_made && !same_value(&card->values[i], &made.values[k]))
            k++;
        same = k < n_made;
        n++;
    }
    card_drop(&maker);
    return same && n == n_made;
}

/* The card without its members, and without bytes where those are too many. *text is empty when it
 * is too long all the same. */
static HRESULT write_original(const struct card *card, int version, struct grown_text *text,
                              ULONG *lost)
{
    struct card_value *values = malloc((card->n + 1) * sizeof(*values));
    struct card kept = {.values = values};
    HRESULT hr = S_OK;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (int pass = 0; pass < 2; pass++) {
        kept.n = 0;
        *lost = 0;
        text->count = 0;
        for (size_t i = 0; i < card->n; i++) {
            if (is_member(&card->values[i])) continue;
            if (pass && card->values[i].binary) ++*lost;
            else values[kept.n++] = card->values[i];
        }
        hr = vcard_write(&kept, version, (struct byte_sink){grown_text_put, text});
        if (FAILED(hr) || text->count <= PERSON_ORIGINAL) break;
    }
    if (text->count > PERSON_ORIGINAL) {
        *lost = (ULONG)card->n;
        text->count = 0;
    }
    free(values);
    return hr;
}

static int written_as(const struct card *card)
{
    return card->version == 40 ? 40 : 30;
}

HRESULT person_of_card(const struct card *card, struct person *out, ULONG *lost)
{
    struct grown_text text = {0};
    struct reading reading;
    HRESULT hr = read_card(card, &reading, out);

    *lost = 0;
    if (SUCCEEDED(hr) && !says_no_more(&reading, out, written_as(card)))
        hr = write_original(card, written_as(card), &text, lost);
    if (SUCCEEDED(hr)) person_keep(out, text.data, text.count);
    free(text.data);
    free(reading.row_of);
    return FAILED(hr) ? hr : person_made(out);
}

bool person_has_card(const struct person *person)
{
    return person->original && begins(person->original, "begin:vcard");
}

/* ---- and back ---- */

/* The card that was kept of somebody: a reader that lives as long as card. */
static HRESULT open_original(const struct person *person, struct byte_span *span,
                             struct vcard_reader **reader, struct card *card)
{
    HRESULT hr;

    *reader = NULL;
    *card = (struct card){0};
    if (!person_has_card(person)) return S_OK;
    *span = (struct byte_span){person->original, person->original_bytes};
    hr = vcard_open((struct byte_source){byte_span_get, span}, 0, reader);
    if (SUCCEEDED(hr)) hr = vcard_next(*reader, card);
    if (hr == S_FALSE) *card = (struct card){0}; /* somebody spoilt it */
    return FAILED(hr) ? hr : S_OK;
}

HRESULT person_card_reference(struct person *person)
{
    struct vcard_reader *reader;
    struct byte_span span;
    struct card card;
    HRESULT hr = open_original(person, &span, &reader, &card);
    const struct card_value *uid = SUCCEEDED(hr) ? card_find(&card, "UID", 0) : NULL;

    person->reference = NULL;
    if (uid && uid->bytes && !uid->binary) person_refer(person, uid->text);
    vcard_close(reader);
    return FAILED(hr) ? hr : person_made(person);
}

/* Nobody has changed what the row says since the card was read. */
static bool is_unchanged(int r, const struct person *then, const struct person *now)
{
    if (rows[r].shape == KIND) return then->is_list == now->is_list || now->n_members;
    if (rows[r].shape == MEMBERS) return false;
    for (int i = 0; i < MOST_PARTS; i++)
        if (rows[r].tags[i] && !person_same(then, now, rows[r].tags[i])) return false;
    return true;
}

/* A day, and nothing but it, as that version has it; whatever else there is stays as it is. */
static void turn_day(struct card_value *value, int version, struct text_hold *hold)
{
    char day[11], text[11];
    const char *copy;

    if (value->bytes > 10 || !person_day(value->text, value->bytes, day)) return;
    day_text(day, version, text);
    copy = text_hold_copy(hold, text, strlen(text));
    if (!copy) return;
    value->text = copy;
    value->bytes = strlen(copy);
}

/* Lines of the kept card that still hold, into values; taken says which rows these are. Texts that
 * are new come into hold. */
static size_t keep_lines(const struct reading *reading, const struct person *then,
                         const struct person *now, int version, struct card_value *values,
                         bool *taken, struct text_hold *hold)
{
    const struct card *card = reading->card;
    bool other = card->version && written_as(card) != version;
    size_t n = 0;

    for (size_t i = 0; i < card->n; i++) {
        int r = reading->row_of[i];

        if (r != NO_ROW) {
            if (!is_unchanged(r, then, now)) continue;
            taken[r] = true;
        }
        values[n] = card->values[i];
        if (r != NO_ROW && rows[r].shape == DAY && other) turn_day(&values[n], version, hold);
        n++;
    }
    return n;
}

static HRESULT write_merged(const struct person *person, const struct card *original, int version,
                            struct byte_sink sink)
{
    struct card_maker maker = {0};
    struct person then = {0};
    struct card_value *values = NULL;
    struct reading reading;
    bool taken[N_ROWS] = {0};
    struct card made;
    size_t n = 0;
    HRESULT hr = read_card(original, &reading, &then);

    if (SUCCEEDED(hr)) {
        values = malloc((original->n + 1) * sizeof(*values));
        if (!values) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        else n = keep_lines(&reading, &then, person, version, values, taken, &maker.hold);
    }
    for (int r = 0; SUCCEEDED(hr) && r < N_ROWS; r++)
        if (!taken[r]) write_row(&maker, &rows[r], person, version);
    if (SUCCEEDED(hr) && person->reference && !card_find(original, "UID", 0))
        card_add(&maker, "UID", person->reference);
    if (SUCCEEDED(hr)) hr = card_made(&maker, &made);
    if (SUCCEEDED(hr)) {
        struct card_value *all = realloc(values, (n + made.n + 1) * sizeof(*all));

        if (!all) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        else {
            values = all;
            if (made.n) memcpy(all + n, made.values, made.n * sizeof(*all));
            hr = vcard_write(&(struct card){.values = all, .n = n + made.n}, version, sink);
        }
    }
    free(values);
    free(reading.row_of);
    card_drop(&maker);
    person_drop(&then);
    return hr;
}

HRESULT person_write_card(const struct person *person, int version, struct byte_sink sink)
{
    struct vcard_reader *reader;
    struct byte_span span;
    struct card card;
    HRESULT hr = open_original(person, &span, &reader, &card);

    if (SUCCEEDED(hr)) hr = write_merged(person, &card, version, sink);
    vcard_close(reader);
    return hr;
}

HRESULT person_card_rest(const struct person *person, ULONG *n)
{
    struct reading reading = {0};
    struct vcard_reader *reader;
    struct person then = {0};
    struct byte_span span;
    struct card card;
    HRESULT hr = open_original(person, &span, &reader, &card);

    *n = 0;
    if (SUCCEEDED(hr)) hr = read_card(&card, &reading, &then);
    for (size_t i = 0; SUCCEEDED(hr) && i < card.n; i++)
        if (reading.row_of[i] == NO_ROW) ++*n;
    free(reading.row_of);
    person_drop(&then);
    vcard_close(reader);
    return hr;
}
