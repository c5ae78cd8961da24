/*
 * registry.c - a tree of keys in this process, with the registry's rules, for tests
 *
 * Names are compared without case (ASCII, Latin and so on up to U+017F is as far as tests go). A
 * deleted key stays for those who have it open, and tells them MAPI_E_OBJECT_DELETED.
 */
#include "sys/registry.h"
#include <pthread.h>
#include <string.h>
#include "mapicode.h"
#include "sys/memory.h"

#define VALUE_LIMIT   (16u << 20)
#define REG_SZ        1
#define REG_EXPAND_SZ 2

struct value {
    struct value *next;
    WCHAR *name;
    ULONG type, bytes;
    BYTE *data;
};

struct sys_key {
    struct sys_key *next, *children;
    struct value *values;
    WCHAR *name;
    int refs; /* open handles, and one of the tree while it isn't deleted */
    bool deleted;
};

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static struct sys_key roots[2] = {{.refs = 1}, {.refs = 1}};

static WCHAR fold(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) ? (WCHAR)(c - 32) : c;
}

static size_t length(const WCHAR *text)
{
    size_t n = 0;

    while (text && text[n])
        n++;
    return n;
}

static bool same(const WCHAR *a, const WCHAR *b, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        if (fold(a[i]) != fold(b[i])) return false;
    return !a[chars];
}

static WCHAR *dup_text(const WCHAR *text, size_t chars)
{
    WCHAR *copy = sys_heap_zero((chars + 1) * sizeof(WCHAR));

    if (copy && chars) memcpy(copy, text, chars * sizeof(WCHAR));
    return copy;
}

static HRESULT name_answer(const WCHAR *text, WCHAR **out)
{
    size_t bytes = (length(text) + 1) * sizeof(WCHAR);
    void *copy;
    HRESULT hr = sys_answer(bytes, &copy);

    *out = copy;
    if (SUCCEEDED(hr)) memcpy(*out, text, bytes);
    return hr;
}

static void value_free(struct value *value)
{
    sys_heap_free(value->name);
    sys_heap_free(value->data);
    sys_heap_free(value);
}

static void key_unref(struct sys_key *key)
{
    struct value *value;

    if (--key->refs) return;
    while ((value = key->values)) {
        key->values = value->next;
        value_free(value);
    }
    sys_heap_free(key->name);
    sys_heap_free(key);
}

static void key_delete(struct sys_key *key)
{
    struct sys_key *child;

    key->deleted = true;
    while ((child = key->children)) {
        key->children = child->next;
        key_delete(child);
    }
    key_unref(key);
}

/* The link that points to the child named by chars characters of name, or to the end of the
 * list. */
static struct sys_key **child_of(struct sys_key *key, const WCHAR *name, size_t chars)
{
    struct sys_key **at = &key->children;

    while (*at && !same((*at)->name, name, chars))
        at = &(*at)->next;
    return at;
}

static struct value **value_of(struct sys_key *key, const WCHAR *name)
{
    struct value **at = &key->values;
    size_t chars = length(name);

    while (*at && !same((*at)->name, name ? name : L"", chars))
        at = &(*at)->next;
    return at;
}

static struct sys_key *child_make(struct sys_key **at, const WCHAR *name, size_t chars)
{
    struct sys_key *key = sys_heap_zero(sizeof(*key));

    if (key) key->name = dup_text(name, chars);
    if (!key || !key->name) {
        sys_heap_free(key);
        return NULL;
    }
    key->refs = 1;
    return *at = key;
}

static HRESULT open_below(struct sys_key *key, const WCHAR *path, bool create, struct sys_key **out)
{
    *out = NULL;
    if (key->deleted) return MAPI_E_OBJECT_DELETED;
    while (path && *path) {
        struct sys_key **at;
        size_t chars = 0;

        while (path[chars] && path[chars] != '\\')
            chars++;
        at = child_of(key, path, chars);
        if (!*at && !create) return MAPI_E_NOT_FOUND;
        if (!*at && chars > 255) return MAPI_E_CALL_FAILED;
        if (!*at && !child_make(at, path, chars)) return MAPI_E_NOT_ENOUGH_MEMORY;
        key = *at;
        path += chars;
        while (*path == '\\')
            path++;
    }
    key->refs++;
    *out = key;
    return S_OK;
}

HRESULT sys_key_open(enum sys_hive hive, const WCHAR *path, bool create, struct sys_key **out)
{
    HRESULT hr;

    pthread_mutex_lock(&guard);
    hr = open_below(&roots[hive == SYS_HKLM], path, create, out);
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_open_child(struct sys_key *parent, const WCHAR *path, bool create,
                           struct sys_key **out)
{
    HRESULT hr;

    pthread_mutex_lock(&guard);
    hr = open_below(parent, path, create, out);
    pthread_mutex_unlock(&guard);
    return hr;
}

void sys_key_close(struct sys_key *key)
{
    if (!key) return;
    pthread_mutex_lock(&guard);
    key_unref(key);
    pthread_mutex_unlock(&guard);
}

HRESULT sys_key_child_name(struct sys_key *key, ULONG index, WCHAR **name)
{
    struct sys_key *child;
    HRESULT hr;

    *name = NULL;
    pthread_mutex_lock(&guard);
    for (child = key->children; child && index; child = child->next)
        index--;
    hr = key->deleted ? MAPI_E_OBJECT_DELETED
         : child      ? name_answer(child->name, name)
                      : MAPI_E_NOT_FOUND;
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_value_name(struct sys_key *key, ULONG index, WCHAR **name)
{
    struct value *value;
    HRESULT hr;

    *name = NULL;
    pthread_mutex_lock(&guard);
    for (value = key->values; value && index; value = value->next)
        index--;
    hr = key->deleted ? MAPI_E_OBJECT_DELETED
         : value      ? name_answer(value->name, name)
                      : MAPI_E_NOT_FOUND;
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_get(struct sys_key *key, const WCHAR *name, ULONG *type, BYTE **data, ULONG *bytes)
{
    struct value *value;
    HRESULT hr = S_OK;
    void *copy = NULL;

    *data = NULL;
    *bytes = 0;
    *type = 0;
    pthread_mutex_lock(&guard);
    value = *value_of(key, name);
    if (key->deleted) hr = MAPI_E_OBJECT_DELETED;
    else if (!value) hr = MAPI_E_NOT_FOUND;
    else if (value->bytes > VALUE_LIMIT) hr = MAPI_E_TOO_BIG;
    else hr = sys_answer(value->bytes + 2 * sizeof(WCHAR), &copy);
    if (SUCCEEDED(hr)) {
        memset((BYTE *)copy + value->bytes, 0, 2 * sizeof(WCHAR));
        if (value->bytes) memcpy(copy, value->data, value->bytes);
        *data = copy;
        *bytes = value->bytes;
        *type = value->type;
    }
    pthread_mutex_unlock(&guard);
    return hr;
}

static HRESULT set_value(struct sys_key *key, const WCHAR *name, ULONG type, const void *data,
                         ULONG bytes)
{
    struct value **at, *value;
    BYTE *copy;

    if (key->deleted) return MAPI_E_OBJECT_DELETED;
    copy = sys_heap_alloc(bytes ? bytes : 1);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (bytes) memcpy(copy, data, bytes);
    at = value_of(key, name);
    value = *at;
    if (!value && (value = sys_heap_zero(sizeof(*value))) &&
        !(value->name = dup_text(name, length(name)))) {
        sys_heap_free(value);
        value = NULL;
    }
    if (!value) {
        sys_heap_free(copy);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *at = value;
    sys_heap_free(value->data);
    value->data = copy;
    value->bytes = bytes;
    value->type = type;
    return S_OK;
}

HRESULT sys_key_set(struct sys_key *key, const WCHAR *name, ULONG type, const void *data,
                    ULONG bytes)
{
    HRESULT hr;

    pthread_mutex_lock(&guard);
    hr = set_value(key, name, type, data, bytes);
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_delete_value(struct sys_key *key, const WCHAR *name)
{
    struct value **at, *value;
    HRESULT hr = S_OK;

    pthread_mutex_lock(&guard);
    at = value_of(key, name);
    value = *at;
    if (key->deleted) {
        hr = MAPI_E_OBJECT_DELETED;
    } else if (!value) {
        hr = MAPI_E_NOT_FOUND;
    } else {
        *at = value->next;
        value_free(value);
    }
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_delete_tree(struct sys_key *parent, const WCHAR *child)
{
    struct sys_key **at, *key;
    HRESULT hr = S_OK;

    pthread_mutex_lock(&guard);
    for (;;) { /* child may be a path */
        size_t chars = 0;

        while (child[chars] && child[chars] != '\\')
            chars++;
        at = child_of(parent, child, chars);
        key = *at;
        if (!key || !child[chars]) break;
        parent = key;
        child += chars + 1;
    }
    if (parent->deleted) {
        hr = MAPI_E_OBJECT_DELETED;
    } else if (!key) {
        hr = MAPI_E_NOT_FOUND;
    } else {
        *at = key->next;
        key_delete(key);
    }
    pthread_mutex_unlock(&guard);
    return hr;
}

HRESULT sys_key_get_text(struct sys_key *key, const WCHAR *name, WCHAR **text)
{
    ULONG type, bytes;
    BYTE *data;
    HRESULT hr;

    *text = NULL;
    hr = sys_key_get(key, name, &type, &data, &bytes);
    if (FAILED(hr)) return hr;
    if ((type != REG_SZ && type != REG_EXPAND_SZ) || bytes & 1) {
        sys_answer_free(data);
        return MAPI_E_CORRUPT_DATA;
    }
    *text = (WCHAR *)data;
    return S_OK;
}

HRESULT sys_key_set_text(struct sys_key *key, const WCHAR *name, const WCHAR *text)
{
    return sys_key_set(key, name, REG_SZ, text, (ULONG)((length(text) + 1) * sizeof(WCHAR)));
}

void sys_registry_clear(void)
{
    pthread_mutex_lock(&guard);
    for (int i = 0; i < 2; i++)
        for (struct sys_key *key; (key = roots[i].children);) {
            roots[i].children = key->next;
            key_delete(key);
        }
    pthread_mutex_unlock(&guard);
}
