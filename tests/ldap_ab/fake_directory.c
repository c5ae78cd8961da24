/*
 * fake_directory.c - a directory in this process that does as it is told
 */
#include "ldap_ab/fake_directory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "ldap_ab/filter_judge.h"

struct fake_directory fake_directory;

struct directory {
    int dummy;
};

#define PERSON                                                                                     \
    {                                                                                              \
        "objectClass", "inetOrgPerson"                                                             \
    }
#define OU(name)                                                                                   \
    {"objectClass", "organizationalUnit"},                                                         \
    {                                                                                              \
        "ou", name                                                                                 \
    }

static const struct {
    const char *dn;
    struct entry_value values[8];
} tree[] = {
    {"dc=example,dc=org", {{"objectClass", "dcObject"}, {"dc", "example"}}},
    {"ou=people,dc=example,dc=org", {OU("people")}},
    {"ou=R\\2c D,ou=people,dc=example,dc=org", {OU("R, D")}},
    {"ou=lists,dc=example,dc=org", {OU("lists")}},
    {"uid=ann,ou=people,dc=example,dc=org",
     {PERSON,
      {"uid", "ann"},
      {"cn", "Anna Kern"},
      {"mail", "ann@example.org"},
      {"sn", "Kern"},
      {"telephoneNumber", "+44 1"}}},
    {"uid=anne,ou=people,dc=example,dc=org",
     {PERSON, {"uid", "anne"}, {"cn", "Anna Kernova"}, {"mail", "anne@example.org"}}},
    {"uid=boris,ou=people,dc=example,dc=org",
     {PERSON, {"uid", "boris"}, {"cn", "Борис Лев"}, {"mail", "boris@example.org"}}},
    {"uid=taro,ou=people,dc=example,dc=org",
     {PERSON, {"uid", "taro"}, {"cn", "太郎 山田"}, {"mail", "taro@example.org"}}},
    {"uid=cohen,ou=R\\2c D,ou=people,dc=example,dc=org",
     {PERSON, {"uid", "cohen"}, {"cn", "כהן לוי"}, {"mail", "cohen@example.org"}}},
    {"uid=smile,ou=R\\2c D,ou=people,dc=example,dc=org",
     {PERSON, {"uid", "smile"}, {"cn", "😀 Smile"}, {"mail", "smile@example.org"}}},
    {"uid=mute,ou=people,dc=example,dc=org", {PERSON, {"uid", "mute"}, {"cn", "Anna Mute"}}},
    {"cn=all,ou=lists,dc=example,dc=org",
     {{"objectClass", "groupOfNames"},
      {"cn", "All of us"},
      {"member", "UID=ann, OU=people,dc=example,dc=org"},
      {"member", "uid=gone,ou=people,dc=example,dc=org"},
      {"member", "cn=inner,ou=lists,dc=example,dc=org"},
      {"member", "uid=mute,ou=people,dc=example,dc=org"}}},
    {"cn=inner,ou=lists,dc=example,dc=org",
     {{"objectClass", "groupOfUniqueNames"},
      {"cn", "Inner"},
      {"mail", "inner@example.org"},
      {"uniqueMember", "uid=boris,ou=people,dc=example,dc=org"}}},
    {"uid=ann,dc=elsewhere",
     {PERSON, {"uid", "ann"}, {"cn", "Anna Else"}, {"mail", "ann@else.example"}}},
};
#define N_TREE (sizeof(tree) / sizeof(tree[0]))

static size_t n_values(size_t entry)
{
    size_t n = 0;

    while (n < 8 && tree[entry].values[n].attribute)
        n++;
    return n;
}

static HRESULT open_it(const struct directory_settings *settings, struct directory **out)
{
    (void)settings;
    *out = NULL;
    __atomic_add_fetch(&fake_directory.opened, 1, __ATOMIC_RELAXED);
    if (FAILED(fake_directory.open)) return fake_directory.open;
    *out = calloc(1, sizeof(**out));
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static void close_it(struct directory *directory)
{
    free(directory);
}

/* Of the tree's own names, and those of tests, spaces and case apart. */
static bool same_name(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == ' ' && (a[-1] == ',' || a[-1] == '='))
            a++;
        while (*b == ' ' && (b[-1] == ',' || b[-1] == '='))
            b++;
        if (!*a || !*b) return *a == *b;
        if (strncasecmp(a, b, 1)) return false;
    }
}

static bool in_scope(const char *dn, const struct directory_search *search)
{
    size_t n = strlen(dn), base = strlen(search->base);
    const char *comma = dn;

    if (search->scope == DIRECTORY_ENTRY) return same_name(search->base, dn);
    if (search->scope == DIRECTORY_SUBTREE && !strcasecmp(dn, search->base)) return true;
    if (n <= base || strcasecmp(dn + n - base, search->base) || dn[n - base - 1] != ',')
        return false;
    if (search->scope == DIRECTORY_SUBTREE) return true;
    do
        comma = strchr(comma + 1, ',');
    while (comma && comma[-1] == '\\');
    return comma == dn + n - base - 1;
}

/* As Active Directory does: which of the n values it sends, and what it calls them. */
static void cut(const struct directory_search *search, size_t i, struct directory_values *values)
{
    struct value_range asked = {0};
    bool other = value_range_read(search->attributes[i], search->attributes[i], &asked);
    size_t part = fake_directory.part, left;

    if (!other && (!part || values->n <= part)) return;
    if (!search->ranges || (other && fake_directory.parts == PARTS_MISSING)) {
        values->n = 0;
        return;
    }
    if (other && fake_directory.parts == PARTS_THE_SAME) asked.first = 0;
    left = values->n > asked.first ? values->n - asked.first : 0;
    values->range = (struct value_range){asked.first, left > part ? asked.first + part : 0};
    values->values += asked.first;
    values->n = left > part ? part : left;
    if (fake_directory.parts == PARTS_SHORT && values->range.next) values->n--;
}

static bool is_asked(const char *asked, const char *attribute)
{
    size_t n = strlen(attribute);

    return !strncasecmp(asked, attribute, n) && (!asked[n] || !strncasecmp(asked + n, ";range=", 7));
}

static HRESULT tell(size_t entry, const struct directory_search *search, directory_found_fn *found,
                    void *context)
{
    static const char gone[] = "uid=gone,ou=people,dc=example,dc=org";
    struct directory_value flat[256];
    struct directory_values values[256] = {{0}};
    size_t at = 0, crowd;

    for (size_t i = 0; search->attributes[i]; i++) {
        values[i].values = &flat[at];
        for (size_t k = 0; k < n_values(entry); k++) {
            const struct entry_value *value = &tree[entry].values[k];

            if (!is_asked(search->attributes[i], value->attribute)) continue;
            flat[at++] = (struct directory_value){value->value, strlen(value->value)};
            values[i].n++;
        }
        crowd = values[i].n == 4 ? fake_directory.crowd : 0;
        for (size_t k = 0; k < crowd; k++) {
            flat[at++] = (struct directory_value){gone, sizeof(gone) - 1};
            values[i].n++;
        }
        cut(search, i, &values[i]);
    }
    return found(context, &(struct directory_entry){tree[entry].dn, values});
}

/* Whether it is a search for that entry, if there is one. */
static bool is_at(const char *dn, const struct directory_search *search)
{
    return dn && search->scope == DIRECTORY_ENTRY && same_name(search->base, dn);
}

static HRESULT search_it(struct directory *directory, const struct directory_search *search,
                         directory_found_fn *found, void *context)
{
    size_t told = 0;
    bool base = fake_directory.lies;
    HRESULT hr = S_OK;

    (void)directory;
    __atomic_add_fetch(&fake_directory.searched, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&fake_directory.passed, fake_directory.takes, __ATOMIC_RELAXED);
    snprintf(fake_directory.filter, sizeof(fake_directory.filter), "%s", search->filter);
    if (fake_directory.silent) event_wait(fake_directory.silent, 60000);
    if (fake_directory.gone_after && !--fake_directory.gone_after) return MAPI_E_NETWORK_ERROR;
    for (size_t i = 0; i < N_TREE; i++)
        base |= same_name(search->base, tree[i].dn);
    if (is_at(fake_directory.elsewhere, search)) return S_FALSE;
    if (is_at(fake_directory.hidden, search)) return S_OK;
    if (is_at(fake_directory.swapped, search)) return tell(0, search, found, context);
    if (!base) return MAPI_E_NOT_FOUND;
    for (size_t i = 0; i < N_TREE && hr == S_OK; i++) {
        if (!fake_directory.lies && (!in_scope(tree[i].dn, search) ||
                                     !filter_keeps(search->filter, tree[i].values, n_values(i))))
            continue;
        if (search->most && told++ == search->most) return S_FALSE;
        hr = tell(i, search, found, context);
    }
    return hr == S_OK ? fake_directory.search : hr;
}

const struct directory_ops fake_directory_ops = {open_it, search_it, close_it};
