/*
 * address.c - the addresses in a field such as To
 */
#include "codec/mime/address.h"
#include <string.h>
#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"

/* One element of the list, as its pieces are met. */
struct element {
    struct writer phrase;  /* words and quoted strings outside < > */
    struct writer angle;   /* what stands in the last < > */
    struct writer comment; /* the last one */
    bool has_angle, quoted;
    bool has_local; /* a quoted local part stands in phrase, from local on */
    size_t local;
};
/* The group that is being read. */
struct group {
    struct writer name;
    bool open;
    size_t first; /* its first member's place in the list */
};

struct list {
    const char *at, *end;
    UINT instead;
    struct mime_text_faults *faults;
    void *root;
    struct mime_addresses *out;
    struct element now;
    struct group group;
};

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Runs of white space become one space. */
static void put_space(struct writer *w)
{
    if (w->count && !w->bad && w->data[w->count - 1] != ' ') write_u8(w, ' ');
}

static void trim(struct writer *w)
{
    while (w->count && !w->bad && is_space(w->data[w->count - 1]))
        w->count--;
}

static void read_quoted(struct list *l, struct writer *into)
{
    for (l->at++; l->at < l->end && *l->at != '"'; l->at++) {
        if (*l->at == '\\' && l->end - l->at > 1) l->at++;
        if (*l->at == '\r' || *l->at == '\n') continue;
        write_u8(into, (uint8_t)*l->at);
    }
    if (l->at < l->end) l->at++;
}

/* A quoted string among words: a name without its quotes, or with them the local part of an
 * address. */
static void read_quoted_word(struct list *l)
{
    struct element *e = &l->now;
    size_t start = e->phrase.count;

    e->quoted = true;
    write_u8(&e->phrase, '"');
    read_quoted(l, &e->phrase);
    if (e->phrase.bad) return;
    if (l->at < l->end && *l->at == '@') {
        write_u8(&e->phrase, '"');
        e->has_local = true;
        e->local = start;
    } else {
        memmove(e->phrase.data + start, e->phrase.data + start + 1, --e->phrase.count - start);
    }
}

static void read_comment(struct list *l)
{
    struct writer *w = &l->now.comment;
    size_t depth = 1;

    w->count = 0;
    for (l->at++; l->at < l->end; l->at++) {
        char c = *l->at;

        if (c == '(') depth++;
        if (c == ')' && !--depth) break;
        if (c == '\\' && l->end - l->at > 1) c = *++l->at;
        if (c != '\r' && c != '\n') write_u8(w, (uint8_t)c);
    }
    if (l->at < l->end) l->at++;
    trim(w);
}

/* What stands between < and >, without white space and comments, which quotes keep. */
static void put_angle(struct writer *w, const char *at, const char *end)
{
    bool quoted = false;
    size_t depth = 0;

    for (; at < end; at++) {
        if (*at == '"' && !depth) quoted = !quoted;
        if (*at == '(' && !quoted) depth++;
        if (!depth && (quoted || !is_space((uint8_t)*at))) write_u8(w, (uint8_t)*at);
        if (*at == ')' && depth) depth--;
    }
}

/* "<" [route ":"] address ">"; without its end it goes on to the next "," */
static void read_angle(struct list *l)
{
    const char *stop = ++l->at, *route;
    bool quoted = false;

    while (stop < l->end && (quoted || (*stop != '>' && *stop != ',' && *stop != '<'))) {
        if (*stop == '"') quoted = !quoted;
        stop++;
    }
    /* <@a,@b:ann@example.org> */
    if (stop < l->end && *stop == ',' && l->at < stop && *l->at == '@') {
        stop = memchr(l->at, '>', (size_t)(l->end - l->at));
        if (!stop) stop = l->end;
    }
    if (l->at < stop && *l->at == '@') {
        route = memchr(l->at, ':', (size_t)(stop - l->at));
        if (route) l->at = route + 1;
    }
    if (!l->now.has_angle || stop > l->at) {
        l->now.angle.count = 0;
        put_angle(&l->now.angle, l->at, stop);
    }
    l->at = stop;
    l->now.has_angle = true;
    l->at = stop < l->end && *stop == '>' ? stop + 1 : stop;
}

static bool has_at_sign(const struct writer *w)
{
    return w->count && memchr(w->data, '@', w->count);
}

/* Where in "Ann B. ann@example.org" the address begins, count: nowhere. */
static size_t address_in(const struct writer *phrase)
{
    size_t at = phrase->count;

    while (at && phrase->data[at - 1] != ' ')
        at--;
    return memchr(phrase->data + at, '@', phrase->count - at) ? at : phrase->count;
}

/* "ann @ example . org": the spaces around @ and . go, as long as an address may hold them. */
static void close_up(struct writer *w)
{
    bool behind_at = false;
    size_t n = 0;

    for (size_t i = 0; i < w->count; i++) {
        uint8_t c = w->data[i], next = i + 1 < w->count ? w->data[i + 1] : 0,
                last = n ? w->data[n - 1] : 0;

        if (c == ' ' && (next == '@' || last == '@')) continue;
        if (c == ' ' && behind_at && (next == '.' || last == '.')) continue;
        behind_at = behind_at || c == '@';
        w->data[n++] = c;
    }
    w->count = n;
}

/* "ann@example.org bob@example.org": all words are addresses, and the commas were forgotten. */
static bool is_all_addresses(const struct writer *phrase)
{
    size_t words = 0;

    for (size_t at = 0, end; at < phrase->count; at = end + 1) {
        const uint8_t *space = memchr(phrase->data + at, ' ', phrase->count - at);

        end = space ? (size_t)(space - phrase->data) : phrase->count;
        if (!memchr(phrase->data + at, '@', end - at)) return false;
        words++;
    }
    return words > 1;
}

static HRESULT add(struct list *l, const void *name, size_t name_bytes, const void *address,
                   size_t address_bytes)
{
    struct mime_addresses *out = l->out;
    struct mime_address *slot;
    HRESULT hr;

    if (out->count == out->room) {
        size_t room = out->room ? out->room * 2 : 8;
        struct mime_address *bigger = mem_zero_more(room * sizeof(*bigger), l->root);

        if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (out->count) memcpy(bigger, out->data, out->count * sizeof(*bigger));
        out->data = bigger;
        out->room = room;
    }
    slot = &out->data[out->count];
    hr =
        mime_words(name_bytes ? name : "", name_bytes, l->instead, l->faults, l->root, &slot->name);
    if (SUCCEEDED(hr))
        hr = mime_words(address_bytes ? address : "", address_bytes, l->instead, l->faults, l->root,
                        &slot->address);
    if (SUCCEEDED(hr)) out->count++;
    return hr;
}

static HRESULT add_words(struct list *l)
{
    const struct writer *phrase = &l->now.phrase;
    HRESULT hr = S_OK;

    for (size_t at = 0, end; at < phrase->count && SUCCEEDED(hr); at = end + 1) {
        const uint8_t *space = memchr(phrase->data + at, ' ', phrase->count - at);

        end = space ? (size_t)(space - phrase->data) : phrase->count;
        hr = add(l, NULL, 0, phrase->data + at, end - at);
    }
    return hr;
}

/* No < >: "ann@example.org", "Ann B. ann@example.org", "postmaster", or a name alone. */
static HRESULT add_bare(struct list *l)
{
    struct element *e = &l->now;
    struct writer *phrase = &e->phrase;
    size_t split;

    if (!e->quoted) close_up(phrase);
    if (!e->quoted && is_all_addresses(phrase)) return add_words(l);
    split = e->has_local ? e->local : address_in(phrase);
    if (!split) return add(l, e->comment.data, e->comment.count, phrase->data, phrase->count);
    if (split < phrase->count)
        return add(l, phrase->data, split, phrase->data + split, phrase->count - split);
    if (!e->quoted && !e->has_angle && !memchr(phrase->data, ' ', phrase->count))
        return add(l, e->comment.data, e->comment.count, phrase->data, phrase->count);
    return add(l, phrase->data, phrase->count, NULL, 0);
}

/* The element ends: what it holds is an address, a name alone, or nothing (comments are nothing).
 */
static HRESULT finish(struct list *l)
{
    struct element *e = &l->now;
    struct writer *name = &e->phrase;
    HRESULT hr = S_OK;

    if (e->phrase.bad || e->angle.bad || e->comment.bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    trim(&e->phrase);
    if (e->has_angle && e->angle.count) {
        if (!name->count) name = &e->comment;
        hr = add(l, name->data, name->count, e->angle.data, e->angle.count);
    } else if (e->phrase.count) {
        hr = add_bare(l);
    }
    e->phrase.count = e->angle.count = e->comment.count = 0;
    e->has_angle = e->quoted = e->has_local = false;
    return hr;
}

/* Behind "name:" */
static void open_group(struct list *l)
{
    struct element *e = &l->now;

    trim(&e->phrase);
    l->group.name.count = 0;
    write_bytes(&l->group.name, e->phrase.data, e->phrase.count);
    l->group.open = true;
    l->group.first = l->out->count;
    e->phrase.count = 0;
    e->quoted = e->has_local = false;
}

/* A group of nobody is a name without an address: "undisclosed-recipients:;" */
static HRESULT close_group(struct list *l)
{
    struct group *group = &l->group;
    bool empty = group->open && l->out->count == group->first && group->name.count;

    group->open = false;
    if (group->name.bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return empty ? add(l, group->name.data, group->name.count, NULL, 0) : S_OK;
}

static HRESULT read_all(struct list *l)
{
    struct element *e = &l->now;
    HRESULT hr = S_OK;

    while (l->at < l->end && SUCCEEDED(hr)) {
        switch (*l->at) {
        case '"':
            read_quoted_word(l);
            break;
        case '(': read_comment(l); break;
        case '<': read_angle(l); break;
        case ',':
        case ';':
            hr = finish(l);
            if (*l->at == ';' && SUCCEEDED(hr)) hr = close_group(l);
            l->at++;
            break;
        case ':': /* behind a group's name; elsewhere it's part of what is there */
            if (e->has_angle || has_at_sign(&e->phrase)) write_u8(&e->phrase, ':');
            else open_group(l);
            l->at++;
            break;
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            put_space(&e->phrase);
            l->at++;
            break;
        default: write_u8(&e->phrase, (uint8_t)*l->at++);
        }
    }
    if (SUCCEEDED(hr)) hr = finish(l);
    return SUCCEEDED(hr) ? close_group(l) : hr;
}

HRESULT mime_addresses_read(const char *body, size_t bytes, UINT instead,
                            struct mime_text_faults *faults, void *root, struct mime_addresses *out)
{
    struct list l = {.at = body,
                     .end = body + bytes,
                     .instead = instead,
                     .faults = faults,
                     .root = root,
                     .out = out};
    HRESULT hr;

    *out = (struct mime_addresses){0};
    hr = read_all(&l);
    writer_drop(&l.now.phrase);
    writer_drop(&l.now.angle);
    writer_drop(&l.now.comment);
    writer_drop(&l.group.name);
    return hr;
}
