/*
 * names.c - what the values of a vCard are, by their names
 */
#include "codec/vcard/names.h"
#include <string.h>
#include "codec/vcard/card.h"

static const struct {
    const char *name;
    enum card_kind kind;
} kinds[] = {
    {"ADR", CARD_LISTS},
    {"AGENT", CARD_TEXT},
    {"ANNIVERSARY", CARD_URI},
    {"BDAY", CARD_URI},
    {"BIRTHPLACE", CARD_TEXT}, /* RFC 6474 */
    {"CALADRURI", CARD_URI},
    {"CALURI", CARD_URI},
    {"CATEGORIES", CARD_LIST},
    {"CLASS", CARD_TEXT},
    {"CLIENTPIDMAP", CARD_FIELDS},
    {"DEATHDATE", CARD_URI}, /* RFC 6474 */
    {"DEATHPLACE", CARD_TEXT},
    {"EMAIL", CARD_TEXT},
    {"EXPERTISE", CARD_TEXT}, /* RFC 6715 */
    {"FBURL", CARD_URI},
    {"FN", CARD_TEXT},
    {"GENDER", CARD_FIELDS},
    {"GEO", CARD_URI},
    {"HOBBY", CARD_TEXT}, /* RFC 6715 */
    {"IMPP", CARD_URI},
    {"INTEREST", CARD_TEXT}, /* RFC 6715 */
    {"KEY", CARD_MEDIA},
    {"KIND", CARD_TEXT},
    {"LABEL", CARD_TEXT},
    {"LANG", CARD_TEXT},
    {"LOGO", CARD_MEDIA},
    {"MAILER", CARD_TEXT},
    {"MEMBER", CARD_URI},
    {"N", CARD_LISTS},
    {"NAME", CARD_TEXT},
    {"NICKNAME", CARD_LIST},
    {"NOTE", CARD_TEXT},
    {"ORG", CARD_FIELDS},
    {"ORG-DIRECTORY", CARD_URI}, /* RFC 6715 */
    {"PHOTO", CARD_MEDIA},
    {"PRODID", CARD_TEXT},
    {"PROFILE", CARD_TEXT},
    {"RELATED", CARD_URI},
    {"REV", CARD_URI},
    {"ROLE", CARD_TEXT},
    {"SORT-STRING", CARD_TEXT},
    {"SOUND", CARD_MEDIA},
    {"SOURCE", CARD_URI},
    {"TEL", CARD_TEXT},
    {"TITLE", CARD_TEXT},
    {"TZ", CARD_TEXT},
    {"UID", CARD_URI},
    {"URL", CARD_URI},
    {"VERSION", CARD_TEXT},
    {"XML", CARD_TEXT},
};

enum card_kind card_kind(const char *name, const char *said)
{
    enum card_kind kind = CARD_OTHER;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (!strcmp(kinds[i].name, name)) {
            kind = kinds[i].kind;
            break;
        }
    if (!said || kind == CARD_MEDIA) return kind;
    if (card_same(said, strlen(said), "uri")) return CARD_URI;
    if (kind == CARD_URI && card_same(said, strlen(said), "text")) return CARD_TEXT;
    return kind;
}

/* The first row of a name is the one that is written. */
static const struct {
    const char *name40, *name30;
} others[] = {
    {"KIND", "X-ADDRESSBOOKSERVER-KIND"}, /* as Apple's servers have groups */
    {"MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"},
    {"ANNIVERSARY", "X-ANNIVERSARY"},
    {"ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY"},
};

const char *card_name_from_30(const char *name)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (!strcmp(others[i].name30, name)) return others[i].name40;
    return name;
}

const char *card_name_for_30(const char *name)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (!strcmp(others[i].name40, name)) return others[i].name30;
    return name;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool card_same(const char *a, size_t bytes, const char *b)
{
    for (size_t i = 0; i < bytes; i++)
        if (!b[i] || lower(a[i]) != lower(b[i])) return false;
    return !b[bytes];
}

bool card_is_name(const char *name, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!((lower(name[i]) >= 'a' && lower(name[i]) <= 'z') ||
              (name[i] >= '0' && name[i] <= '9') || name[i] == '-' || name[i] == '_'))
            return false;
    return bytes && bytes <= CARD_NAME;
}
