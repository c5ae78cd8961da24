/*
 * attribute_map.c - which attributes of a directory's entries are which properties
 */
#include "attribute_map.h"
#include <stdlib.h>
#include <string.h>
#include "filter.h"

/* RFC 4519, 4524, 2798; what both bases have is said once. */
static const char common_lines[] = "3A06=givenName\n"
                                   "3A11=sn\n"
                                   "39FE=mail\n"
                                   "3003=mail\n"
                                   "3A0A=initials\n"
                                   "3A17=title\n"
                                   "3A08=telephoneNumber\n"
                                   "3A1C=mobile\n"
                                   "3A09=homePhone\n"
                                   "3A21=pager\n"
                                   "3A24=facsimileTelephoneNumber\n"
                                   "3A27=l\n"
                                   "3A28=st\n"
                                   "3A2A=postalCode\n"
                                   "3A2B=postOfficeBox\n"
                                   "3004=description\n"
                                   "3A70=userCertificate;binary userCertificate\n";

static const char inetorgperson_lines[] =
    "3001=displayName cn\n"
    "3A00=uid\n"
    "3A16=o\n"
    "3A18=departmentNumber ou\n"
    "3A19=physicalDeliveryOfficeName roomNumber\n"
    "3A29=street postalAddress\n"
    "3A26=c\n"
    "3A51=labeledURI\n"
    "anr=cn** displayName** givenName** sn** mail* uid*\n"
    "person=(|(objectClass=inetOrgPerson)(objectClass=organizationalPerson)(objectClass=person))\n"
    "list=(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))\n"
    "folder=(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=dcObject))\n"
    "member=member uniqueMember\n";

static const char active_directory_lines[] =
    "3001=displayName cn name\n"
    "3A00=sAMAccountName\n"
    "3A16=company\n"
    "3A18=department\n"
    "3A19=physicalDeliveryOfficeName\n"
    "3A29=streetAddress street\n"
    "3A26=co c\n"
    "3A51=wWWHomePage\n"
    "3A1B=otherTelephone\n"
    "anr=anr\n" /* the server's own: names, account, addresses, indexed */
    "person=(&(objectCategory=person)(|(objectClass=user)(objectClass=contact)))\n"
    "list=(objectCategory=group)\n"
    "folder=(|(objectCategory=organizationalUnit)(objectCategory=container)(objectCategory=domain))\n"
    "member=member\n";

/* ---- one line ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The text without spaces at its ends; changes it. */
static char *trim(char *text)
{
    size_t n;

    while (is_space(*text))
        text++;
    for (n = strlen(text); n && is_space(text[n - 1]); n--)
        text[n - 1] = 0;
    return text;
}

/* cn** -> cn, any word */
static bool take_attribute(struct map_property *property, char *name, bool anr)
{
    size_t n = strlen(name), stars = 0;

    while (anr && stars < 2 && n && name[n - 1] == '*') {
        name[--n] = 0;
        stars++;
    }
    if (property->n == MAP_MAX_ATTRIBUTES || !attribute_is_valid(name, n)) return false;
    property->attributes[property->n++] = (struct map_attribute){name, (enum anr_match)stars};
    return true;
}

static bool take_attributes(struct map_property *property, char *list, bool anr)
{
    property->n = 0;
    for (char *p = list; *p;) {
        char *end = p;

        while (*end && !is_space(*end))
            end++;
        if (end > p) {
            char after = *end;

            *end = 0;
            if (!take_attribute(property, p, anr)) return false;
            if (!after) break;
        }
        p = end + 1;
    }
    return true;
}

/* Four hexadecimal digits of a named property's place would mean nothing: those aren't taken. */
static bool read_id(const char *text, ULONG *id)
{
    char *end;

    if (strlen(text) != 4 || strspn(text, "0123456789abcdefABCDEF") != 4) return false;
    *id = (ULONG)strtoul(text, &end, 16);
    return *id && *id < 0x8000;
}

static struct map_property *property_at(struct attribute_map *map, ULONG id)
{
    for (size_t i = 0; i < map->n; i++)
        if (PROP_ID(map->properties[i].tag) == id) return &map->properties[i];
    if (map->n == MAP_MAX_PROPERTIES) return NULL;
    return &map->properties[map->n++];
}

static bool take_property(struct attribute_map *map, ULONG id, char *value)
{
    struct map_property *property = property_at(map, id);
    bool bytes = id == PROP_ID(PR_USER_X509_CERTIFICATE);

    if (!property) return false;
    property->tag = PROP_TAG(bytes ? PT_MV_BINARY : PT_UNICODE, id);
    property->kind = bytes ? ATTRIBUTE_BYTES : ATTRIBUTE_TEXT;
    return take_attributes(property, value, false);
}

static bool take_line(struct attribute_map *map, char *line)
{
    char *equals = strchr(line, '='), *name, *value;
    const char **filter = NULL;
    ULONG id;

    if (!equals) return !*trim(line);
    *equals = 0;
    name = trim(line);
    value = trim(equals + 1);
    if (read_id(name, &id)) return take_property(map, id, value);
    if (!strcmp(name, "anr")) return take_attributes(&map->anr, value, true) && map->anr.n;
    if (!strcmp(name, "member")) return take_attributes(&map->member, value, false);
    if (!strcmp(name, "person")) filter = &map->person;
    if (!strcmp(name, "list")) filter = &map->list;
    if (!strcmp(name, "folder")) filter = &map->folder;
    if (!filter || !filter_is_valid(value)) return false;
    *filter = value;
    return true;
}

/* ---- a text of lines ---- */

static bool take_lines(struct attribute_map *map, char *text)
{
    while (text) {
        size_t n = strcspn(text, "\n");
        char *parts = strstr(text, ";;"), *next, *comment;

        if (parts && (size_t)(parts - text) < n) n = (size_t)(parts - text);
        next = !text[n] ? NULL : text + n + (text[n] == ';' ? 2 : 1);
        text[n] = 0;
        comment = strchr(text, '#');
        if (comment) *comment = 0;
        if (!take_line(map, text)) return false;
        text = next;
    }
    return true;
}

HRESULT attribute_map_create(enum map_base base, const char *own, struct attribute_map **out)
{
    const char *texts[3] = {
        common_lines, base == MAP_ACTIVE_DIRECTORY ? active_directory_lines : inetorgperson_lines,
        own ? own : ""};
    size_t bytes = 0;
    struct attribute_map *map;
    char *at;

    *out = NULL;
    for (int i = 0; i < 3; i++)
        bytes += strlen(texts[i]) + 1;
    map = calloc(1, sizeof(*map));
    if (map) map->texts = malloc(bytes);
    if (!map || !map->texts) {
        attribute_map_free(map);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    at = map->texts;
    for (int i = 0; i < 3; i++) {
        size_t n = strlen(texts[i]) + 1;

        memcpy(at, texts[i], n);
        if (!take_lines(map, at)) {
            attribute_map_free(map);
            return MAPI_E_INVALID_PARAMETER;
        }
        at += n;
    }
    *out = map;
    return S_OK;
}

void attribute_map_free(struct attribute_map *map)
{
    if (map) free(map->texts);
    free(map);
}

const struct map_property *attribute_map_find(const struct attribute_map *map, ULONG tag)
{
    for (size_t i = 0; i < map->n; i++)
        if (PROP_ID(map->properties[i].tag) == PROP_ID(tag))
            return map->properties[i].n ? &map->properties[i] : NULL;
    return NULL;
}
