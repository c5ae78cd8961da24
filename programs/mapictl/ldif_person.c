/*
 * ldif_person.c - entries of a directory as people, and back
 *
 * Each row of the table is one attribute and its property, under the name by which it is written
 * and those by which it is known besides. What has no row, or is written otherwise, makes the whole
 * entry be kept beside the properties, as with cards (card_person.c).
 */
#include "ldif_person.h"
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "mapitags.h"

enum shape {
    TEXT,
    DAY,
    GENDER,  /* F or M */
    MAILS,   /* mail, mozillaSecondEmail, otherMailbox */
    CLASSES, /* objectClass */
    MEMBERS,
};
enum {
    NO_ROW = -1,
    MOST_NAMES = 4,
    SMALL_ENTRY = 200 /* lines: larger ones are kept without a look */
};

static const struct row {
    const char *names[MOST_NAMES]; /* in lower case; the first is written */
    const char *written;           /* with its capitals */
    enum shape shape;
    ULONG tag;
} rows[] = {
    {{"objectclass"}, "objectClass", CLASSES, 0},
    {{"cn", "commonname"}, "cn", TEXT, PR_DISPLAY_NAME_W},
    {{"givenname", "gn"}, "givenName", TEXT, PR_GIVEN_NAME_W},
    {{"sn", "surname"}, "sn", TEXT, PR_SURNAME_W},
    {{"middlename"}, "middleName", TEXT, PR_MIDDLE_NAME_W},
    {{"initials"}, "initials", TEXT, PR_INITIALS_W},
    {{"personaltitle"}, "personalTitle", TEXT, PR_DISPLAY_NAME_PREFIX_W},
    {{"generationqualifier"}, "generationQualifier", TEXT, PR_GENERATION_W},
    {{"mozillanickname", "xmozillanickname", "nickname"}, "mozillaNickname", TEXT, PR_NICKNAME_W},
    {{"mail", "mozillasecondemail", "othermailbox", "rfc822mailbox"}, "mail", MAILS, 0},
    {{"o", "organizationname", "company"}, "o", TEXT, PR_COMPANY_NAME_W},
    {{"ou", "department", "departmentnumber"}, "ou", TEXT, PR_DEPARTMENT_NAME_W},
    {{"title"}, "title", TEXT, PR_TITLE_W},
    {{"uid", "userid"}, "uid", TEXT, PR_ACCOUNT_W},
    {{"preferredlanguage"}, "preferredLanguage", TEXT, PR_LANGUAGE_W},
    {{"telephonenumber"}, "telephoneNumber", TEXT, PR_BUSINESS_TELEPHONE_NUMBER_W},
    {{"homephone", "hometelephonenumber"}, "homePhone", TEXT, PR_HOME_TELEPHONE_NUMBER_W},
    {{"mobile", "cellphone", "mobiletelephonenumber"},
     "mobile",
     TEXT,
     PR_MOBILE_TELEPHONE_NUMBER_W},
    {{"facsimiletelephonenumber", "fax"},
     "facsimileTelephoneNumber",
     TEXT,
     PR_BUSINESS_FAX_NUMBER_W},
    {{"pager", "pagerphone", "pagertelephonenumber"}, "pager", TEXT, PR_PAGER_TELEPHONE_NUMBER_W},
    {{"internationalisdnnumber"}, "internationaliSDNNumber", TEXT, PR_ISDN_NUMBER_W},
    {{"telexnumber"}, "telexNumber", TEXT, PR_TELEX_NUMBER_W},
    {{"street", "streetaddress"}, "street", TEXT, PR_STREET_ADDRESS_W},
    {{"l", "locality", "localityname"}, "l", TEXT, PR_LOCALITY_W},
    {{"st", "region", "stateorprovincename"}, "st", TEXT, PR_STATE_OR_PROVINCE_W},
    {{"postalcode", "zip"}, "postalCode", TEXT, PR_POSTAL_CODE_W},
    {{"co", "c", "countryname", "friendlycountryname"}, "co", TEXT, PR_COUNTRY_W},
    {{"postofficebox"}, "postOfficeBox", TEXT, PR_POST_OFFICE_BOX_W},
    {{"physicaldeliveryofficename"}, "physicalDeliveryOfficeName", TEXT, PR_OFFICE_LOCATION_W},
    {{"mozillahomestreet", "homestreet"}, "mozillaHomeStreet", TEXT, PR_HOME_ADDRESS_STREET_W},
    {{"mozillahomelocalityname"}, "mozillaHomeLocalityName", TEXT, PR_HOME_ADDRESS_CITY_W},
    {{"mozillahomestate"}, "mozillaHomeState", TEXT, PR_HOME_ADDRESS_STATE_OR_PROVINCE_W},
    {{"mozillahomepostalcode"}, "mozillaHomePostalCode", TEXT, PR_HOME_ADDRESS_POSTAL_CODE_W},
    {{"mozillahomecountryname"}, "mozillaHomeCountryName", TEXT, PR_HOME_ADDRESS_COUNTRY_W},
    {{"mozillaworkurl", "workurl"}, "mozillaWorkUrl", TEXT, PR_BUSINESS_HOME_PAGE_W},
    {{"mozillahomeurl", "homeurl"}, "mozillaHomeUrl", TEXT, PR_PERSONAL_HOME_PAGE_W},
    /* of Active Directory */
    {{"othertelephone"}, "otherTelephone", TEXT, PR_BUSINESS2_TELEPHONE_NUMBER_W},
    {{"otherhomephone"}, "otherHomePhone", TEXT, PR_HOME2_TELEPHONE_NUMBER_W},
    /* of Evolution */
    {{"businessrole"}, "businessRole", TEXT, PR_PROFESSION_W},
    {{"managername"}, "managerName", TEXT, PR_MANAGER_NAME_W},
    {{"assistantname"}, "assistantName", TEXT, PR_ASSISTANT_W},
    {{"spousename"}, "spouseName", TEXT, PR_SPOUSE_NAME_W},
    {{"birthdate"}, "birthDate", DAY, PR_BIRTHDAY},
    {{"anniversary"}, "anniversary", DAY, PR_WEDDING_ANNIVERSARY},
    {{"primaryphone"}, "primaryPhone", TEXT, PR_PRIMARY_TELEPHONE_NUMBER_W},
    {{"carphone"}, "carPhone", TEXT, PR_CAR_TELEPHONE_NUMBER_W},
    {{"radio"}, "radio", TEXT, PR_RADIO_TELEPHONE_NUMBER_W},
    {{"otherphone"}, "otherPhone", TEXT, PR_OTHER_TELEPHONE_NUMBER_W},
    {{"callbackphone"}, "callbackPhone", TEXT, PR_CALLBACK_TELEPHONE_NUMBER_W},
    {{"assistantphone"}, "assistantPhone", TEXT, PR_ASSISTANT_TELEPHONE_NUMBER_W},
    {{"companyphone"}, "companyPhone", TEXT, PR_COMPANY_MAIN_PHONE_NUMBER_W},
    {{"tty"}, "tty", TEXT, PR_TTYTDD_PHONE_NUMBER_W},
    {{"homefacsimiletelephonenumber"}, "homeFacsimileTelephoneNumber", TEXT, PR_HOME_FAX_NUMBER_W},
    {{"otherfacsimiletelephonenumber"},
     "otherFacsimileTelephoneNumber",
     TEXT,
     PR_PRIMARY_FAX_NUMBER_W},
    /* of nobody's but ours */
    {{"x-gender"}, "x-gender", GENDER, PR_GENDER},
    {{"x-hobbies"}, "x-hobbies", TEXT, PR_HOBBIES_W},
    {{"x-home-post-office-box"}, "x-home-post-office-box", TEXT, PR_HOME_ADDRESS_POST_OFFICE_BOX_W},
    {{"x-other-street"}, "x-other-street", TEXT, PR_OTHER_ADDRESS_STREET_W},
    {{"x-other-locality"}, "x-other-locality", TEXT, PR_OTHER_ADDRESS_CITY_W},
    {{"x-other-state"}, "x-other-state", TEXT, PR_OTHER_ADDRESS_STATE_OR_PROVINCE_W},
    {{"x-other-postal-code"}, "x-other-postal-code", TEXT, PR_OTHER_ADDRESS_POSTAL_CODE_W},
    {{"x-other-country"}, "x-other-country", TEXT, PR_OTHER_ADDRESS_COUNTRY_W},
    {{"x-other-post-office-box"},
     "x-other-post-office-box",
     TEXT,
     PR_OTHER_ADDRESS_POST_OFFICE_BOX_W},
    {{"description", "notes", "info"}, "description", TEXT, PR_COMMENT_W},
    {{"member", "uniquemember"}, "member", MEMBERS, 0},
};
enum {
    N_ROWS = sizeof(rows) / sizeof(rows[0])
};

static const char *const person_classes[] = {"top", "person", "organizationalPerson",
                                             "inetOrgPerson", "mozillaAbPersonAlpha"},
                         *const list_classes[] = {"top", "groupOfNames"};
enum {
    N_PERSON_CLASSES = 5,
    N_LIST_CLASSES = 2
};

static const ULONG mail_tags[] = {PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_CONTACT_ADDRTYPES_W,
                                  PR_CONTACT_EMAIL_ADDRESSES_W, PR_CONTACT_DEFAULT_ADDRESS_INDEX};
enum {
    N_MAIL_TAGS = 5
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* bytes of a, all of b */
static bool same_letters(const char *a, size_t bytes, const char *b)
{
    for (size_t i = 0; i < bytes; i++)
        if (!b[i] || lower(a[i]) != lower(b[i])) return false;
    return !b[bytes];
}

/* ---- an entry as a person ---- */

struct reading {
    const struct ldif_entry *entry;
    int *row_of;
    bool taken[N_ROWS];
    struct person_address addresses[PERSON_ADDRESSES];
    size_t n_addresses;
};

static bool is_name(const struct row *row, const struct ldif_value *value)
{
    for (int i = 0; i < MOST_NAMES && row->names[i]; i++)
        if (!strcmp(row->names[i], value->name)) return true;
    return false;
}

/* Has one value: others of that name are no property's. */
static bool is_single(const struct row *row)
{
    return row->shape == TEXT || row->shape == DAY || row->shape == GENDER;
}

static bool is_list_class(const struct ldif_value *value)
{
    static const char *const names[] = {"groupOfNames", "groupOfUniqueNames", "group", "mailGroup"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (same_letters(value->text, value->bytes, names[i])) return true;
    return false;
}

/* othermailbox is "SMTP $ address". */
static void read_mail(struct reading *reading, const struct ldif_value *value, struct person *out)
{
    struct person_address *to = &reading->addresses[reading->n_addresses];
    const char *dollar = strchr(value->text, '$'), *end = dollar;

    if (!value->bytes || reading->n_addresses == PERSON_ADDRESSES) return;
    *to = (struct person_address){"SMTP", value->text};
    if (!strcmp(value->name, "othermailbox") && dollar) {
        while (end > value->text && end[-1] == ' ')
            end--;
        to->address = dollar + 1 + strspn(dollar + 1, " ");
        to->type = text_hold_copy(&out->hold, value->text, (size_t)(end - value->text));
        if (!to->type) out->failed = true;
        if (!to->type || !*to->type || !*to->address) return;
    }
    reading->n_addresses++;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

/* The byte at *at of a dn (RFC 4514: a comma is "\," or "\2C"), which moves to its last character.
 */
static char byte_of_dn(const char **at)
{
    if (**at != '\\' || !(*at)[1]) return **at;
    ++*at;
    if (hex_digit(**at) < 0 || hex_digit((*at)[1]) < 0) return **at;
    ++*at;
    return (char)(16 * hex_digit((*at)[-1]) + hex_digit(**at));
}

/* One component of a dn, unescaped: the value of name in lower case; NULL: it has none, or memory
 * is out. */
static const char *part_of_dn(struct person *person, const char *dn, const char *name)
{
    char *out = text_hold_room(&person->hold, strlen(dn) + 1), *to = out;
    size_t length = strlen(name);
    const char *at = dn;

    while (out && *at) {
        bool wanted;

        at += strspn(at, " ");
        wanted = same_letters(at, strnlen(at, length), name) && at[length] == '=';
        at += strcspn(at, "=,");
        if (*at == '=') at++;
        for (; *at && *at != ','; at++) {
            char byte = byte_of_dn(&at);

            if (wanted) *to++ = byte;
        }
        if (wanted) {
            *to = 0;
            return out;
        }
        if (*at) at++;
    }
    return NULL;
}

static void read_member(const struct ldif_value *value, struct person *out)
{
    struct person_member member = {.reference = value->text};

    if (!value->bytes) return;
    member.name = part_of_dn(out, value->text, "cn");
    member.address = part_of_dn(out, value->text, "mail");
    person_add_member(out, &member);
}

static void read_value(struct reading *reading, const struct row *row,
                       const struct ldif_value *value, struct person *out)
{
    char day[11];

    switch (row->shape) {
    case TEXT:
        person_set(out, row->tag, value->text, value->bytes);
        break;
    case DAY:
        if (person_day(value->text, value->bytes, day)) person_set(out, row->tag, day, 10);
        break;
    case GENDER:
        if (value->bytes == 1 && strchr("FM", *value->text))
            person_set(out, row->tag, value->text, 1);
        break;
    case MAILS:
        read_mail(reading, value, out);
        break;
    case CLASSES:
        if (is_list_class(value)) out->is_list = true;
        break;
    case MEMBERS:
        read_member(value, out);
        break;
    }
}

/* Fills out and reading; free reading->row_of. */
static HRESULT read_entry(const struct ldif_entry *entry, struct reading *reading,
                          struct person *out)
{
    *reading = (struct reading){.entry = entry};
    reading->row_of = malloc((entry->n + 1) * sizeof(*reading->row_of));
    if (!reading->row_of) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < entry->n; i++) {
        const struct ldif_value *value = &entry->values[i];

        reading->row_of[i] = NO_ROW;
        for (int r = 0; !value->binary && r < N_ROWS; r++) {
            if ((reading->taken[r] && is_single(&rows[r])) || !is_name(&rows[r], value)) continue;
            reading->row_of[i] = r;
            reading->taken[r] = true;
            read_value(reading, &rows[r], value, out);
            break;
        }
    }
    if (out->n_members) out->is_list = true; /* whatever its classes are */
    person_set_addresses(out, reading->addresses, reading->n_addresses, 0);
    person_refer(out, entry->dn);
    person_name(out);
    return person_made(out);
}

/* ---- a person as an entry ---- */

struct lines {
    struct text_hold hold;
    struct ldif_value *values; /* malloc */
    size_t n, room;
    bool failed;
};

static void add_bytes(struct lines *lines, const struct ldif_value *value)
{
    size_t room = lines->room ? 2 * lines->room : 64;
    struct ldif_value *grown;

    if (lines->n == lines->room) {
        grown = realloc(lines->values, room * sizeof(*grown));
        if (!grown) {
            lines->failed = true;
            return;
        }
        lines->values = grown;
        lines->room = room;
    }
    lines->values[lines->n++] = *value;
}

static void add(struct lines *lines, const char *name, const char *text)
{
    add_bytes(lines, &(struct ldif_value){.name = name, .text = text, .bytes = strlen(text)});
}

static void drop(struct lines *lines)
{
    free(lines->values);
    text_hold_drop(&lines->hold);
}

static void write_mails(struct lines *lines, const struct person *person)
{
    struct person_address all[PERSON_ADDRESSES];
    size_t main_one, n = person_addresses(person, all, &main_one), mails = 0;

    for (size_t i = 0; i < n; i++) { /* the main one first */
        const struct person_address *one = &all[i == 0 ? main_one : i <= main_one ? i - 1 : i];
        size_t type = strlen(one->type), address = strlen(one->address) + 1;
        char *text;

        if (!strcmp(one->type, "SMTP")) {
            add(lines, mails++ == 1 ? "mozillaSecondEmail" : "mail", one->address);
            continue;
        }
        text = text_hold_room(&lines->hold, type + 3 + address);
        if (!text) {
            lines->failed = true;
            return;
        }
        memcpy(text, one->type, type);
        memcpy(text + type, " $ ", 3);
        memcpy(text + type + 3, one->address, address);
        add(lines, "otherMailbox", text);
    }
}

static void write_row(struct lines *lines, const struct row *row, const struct person *person)
{
    const char *text;

    switch (row->shape) {
    case MAILS:
        write_mails(lines, person);
        break;
    case CLASSES:
        for (int i = 0; i < (person->is_list ? N_LIST_CLASSES : N_PERSON_CLASSES); i++)
            add(lines, row->written, person->is_list ? list_classes[i] : person_classes[i]);
        break;
    case MEMBERS:
        for (size_t i = 0; i < person->n_members; i++)
            if (person->members[i].reference)
                add(lines, row->written, person->members[i].reference);
        break;
    case TEXT:
    case DAY:
    case GENDER:
        text = person_text(person, row->tag);
        if (!*text && row->tag == PR_SURNAME_W && !person->is_list)
            text = person_text(person, PR_DISPLAY_NAME_W); /* a person must have one */
        if (*text) add(lines, row->written, text);
        break;
    }
}

/* ---- names of entries ---- */

static size_t put_part(char *to, const char *name, const char *text)
{
    size_t n = strlen(name);

    memcpy(to, name, n);
    for (const char *c = text; *c; c++) {
        bool edge = (*c == ' ' && (c == text || !c[1])) || (*c == '#' && c == text);

        if (edge || strchr(",+\"\\<>;=", *c)) to[n++] = '\\';
        to[n++] = *c == '\n' ? ' ' : *c;
    }
    return n;
}

/* "cn=NAME,mail=ADDRESS", as Mozilla names people. */
static char *made_dn(struct person *person)
{
    const char *name = person_text(person, PR_DISPLAY_NAME_W),
               *address = person_text(person, PR_EMAIL_ADDRESS_W);
    char *dn = text_hold_room(&person->hold, 2 * (strlen(name) + strlen(address)) + 16);
    size_t n = 0;

    if (!dn) {
        person->failed = true;
        return NULL;
    }
    if (*name || !*address) n = put_part(dn, "cn=", name);
    if (*name && *address) dn[n++] = ',';
    if (*address) n += put_part(dn + n, "mail=", address);
    dn[n] = 0;
    return dn;
}

/* ---- what else an entry says ---- */

static bool same_value(const struct ldif_value *a, const struct ldif_value *b)
{
    return a->bytes == b->bytes && !memcmp(a->text, b->text, a->bytes) &&
           same_letters(a->name, strlen(a->name), b->name);
}

static bool is_member(const struct reading *reading, size_t i)
{
    return reading->row_of[i] != NO_ROW && rows[reading->row_of[i]].shape == MEMBERS;
}

/* Whether the rows would write the entry as it is, whatever its order. */
static bool says_no_more(const struct reading *reading, struct person *person)
{
    const struct ldif_entry *entry = reading->entry;
    struct lines made = {0};
    const char *dn = made_dn(person);
    size_t n = 0;
    bool same = entry->n <= SMALL_ENTRY && !entry->lost && dn && !strcmp(dn, entry->dn);

    for (int r = 0; same && r < N_ROWS; r++)
        if (rows[r].shape != MEMBERS) write_row(&made, &rows[r], person);
    same = same && !made.failed;
    for (size_t i = 0; same && i < entry->n; i++) {
        size_t k = 0;

        if (is_member(reading, i)) continue;
        while (k < made.n && !same_value(&entry->values[i], &made.values[k]))
            k++;
        same = k < made.n;
        n++;
    }
    same = same && n == made.n;
    drop(&made);
    return same;
}

/* The entry without its members, and without what isn't text where that is too much. */
static HRESULT write_original(const struct reading *reading, struct grown_text *text, ULONG *lost)
{
    struct ldif_entry kept = *reading->entry;
    struct ldif_value *values = malloc((kept.n + 1) * sizeof(*values));
    HRESULT hr = S_OK;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    kept.values = values;
    for (int pass = 0; pass < 2; pass++) {
        kept.n = 0;
        *lost = 0;
        text->count = 0;
        for (size_t i = 0; i < reading->entry->n; i++) {
            if (is_member(reading, i)) continue;
            if (pass && reading->entry->values[i].binary) ++*lost;
            else values[kept.n++] = reading->entry->values[i];
        }
        hr = ldif_write(&kept, (struct byte_sink){grown_text_put, text});
        if (FAILED(hr) || text->count <= PERSON_ORIGINAL) break;
    }
    if (text->count > PERSON_ORIGINAL) {
        *lost = (ULONG)reading->entry->n;
        text->count = 0;
    }
    free(values);
    return hr;
}

HRESULT person_of_ldif(const struct ldif_entry *entry, struct person *out, ULONG *lost)
{
    struct grown_text text = {0};
    struct reading reading;
    HRESULT hr = read_entry(entry, &reading, out);

    *lost = 0;
    if (SUCCEEDED(hr) && !says_no_more(&reading, out)) hr = write_original(&reading, &text, lost);
    if (SUCCEEDED(hr)) person_keep(out, text.data, text.count);
    free(text.data);
    free(reading.row_of);
    return FAILED(hr) ? hr : person_made(out);
}

bool person_has_ldif(const struct person *person)
{
    return person->original && person->original_bytes > 3 &&
           same_letters(person->original, 3, "dn:");
}

/* ---- and back ---- */

static HRESULT open_original(const struct person *person, struct byte_span *span,
                             struct ldif_reader **reader, struct ldif_entry *entry)
{
    HRESULT hr;

    *reader = NULL;
    *entry = (struct ldif_entry){0};
    if (!person_has_ldif(person)) return S_OK;
    *span = (struct byte_span){person->original, person->original_bytes};
    hr = ldif_open((struct byte_source){byte_span_get, span}, 0, reader);
    if (SUCCEEDED(hr)) hr = ldif_next(*reader, entry);
    if (hr == S_FALSE) *entry = (struct ldif_entry){0}; /* somebody spoilt it */
    return FAILED(hr) ? hr : S_OK;
}

HRESULT person_ldif_reference(struct person *person)
{
    struct ldif_reader *reader;
    struct ldif_entry entry;
    struct byte_span span;
    HRESULT hr = open_original(person, &span, &reader, &entry);

    if (SUCCEEDED(hr) && entry.dn) person_refer(person, entry.dn);
    else if (SUCCEEDED(hr)) person->reference = made_dn(person);
    ldif_close(reader);
    return FAILED(hr) ? hr : person_made(person);
}

/* Nobody has changed what the row says since the entry was read. */
static bool is_unchanged(const struct row *row, const struct person *then, const struct person *now)
{
    switch (row->shape) {
    case TEXT:
    case DAY:
    case GENDER:
        return person_same(then, now, row->tag);
    case CLASSES:
        return then->is_list == now->is_list || now->n_members;
    case MEMBERS:
        return false;
    case MAILS:
        for (int i = 0; i < N_MAIL_TAGS; i++)
            if (!person_same(then, now, mail_tags[i])) return false;
        return true;
    }
    return false;
}

static HRESULT write_merged(const struct person *person, const struct ldif_entry *original,
                            struct byte_sink sink)
{
    struct person then = {0};
    struct lines lines = {0};
    struct ldif_entry all;
    struct reading reading;
    bool taken[N_ROWS] = {0};
    HRESULT hr = read_entry(original, &reading, &then);

    for (size_t i = 0; SUCCEEDED(hr) && i < original->n; i++) {
        int r = reading.row_of[i];

        if (r != NO_ROW && !is_unchanged(&rows[r], &then, person)) continue;
        if (r != NO_ROW) taken[r] = true;
        add_bytes(&lines, &original->values[i]);
    }
    for (int r = 0; SUCCEEDED(hr) && r < N_ROWS; r++)
        if (!taken[r] &&
            !(original->dn && rows[r].tag == PR_SURNAME_W && !*person_text(person, PR_SURNAME_W)))
            write_row(&lines, &rows[r], person);
    all = (struct ldif_entry){.dn = person->reference ? person->reference : original->dn,
                              .values = lines.values,
                              .n = lines.n};
    if (SUCCEEDED(hr)) hr = lines.failed ? MAPI_E_NOT_ENOUGH_MEMORY : ldif_write(&all, sink);
    free(reading.row_of);
    drop(&lines);
    person_drop(&then);
    return hr;
}

HRESULT person_write_ldif(const struct person *person, struct byte_sink sink)
{
    struct ldif_reader *reader;
    struct ldif_entry entry;
    struct byte_span span;
    HRESULT hr = open_original(person, &span, &reader, &entry);

    if (SUCCEEDED(hr)) hr = write_merged(person, &entry, sink);
    ldif_close(reader);
    return hr;
}

HRESULT person_ldif_rest(const struct person *person, ULONG *n)
{
    struct reading reading = {0};
    struct ldif_reader *reader;
    struct person then = {0};
    struct ldif_entry entry;
    struct byte_span span;
    HRESULT hr = open_original(person, &span, &reader, &entry);

    *n = 0;
    if (SUCCEEDED(hr)) hr = read_entry(&entry, &reading, &then);
    for (size_t i = 0; SUCCEEDED(hr) && i < entry.n; i++)
        if (reading.row_of[i] == NO_ROW) ++*n;
    free(reading.row_of);
    person_drop(&then);
    ldif_close(reader);
    return hr;
}
