/*
 * html_token.c - HTML as a sequence of text and tags, by WHATWG's rules for tokens
 */
#include "codec/text/html_token.h"
#include <string.h>
#include "codec/text/entities.h"

enum state {
    DATA, RCDATA, RAWTEXT, PLAINTEXT,
    TAG_OPEN, END_OPEN, TAG_NAME, SELF_CLOSING,
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    DOUBLE_QUOTED,
    SINGLE_QUOTED,
    UNQUOTED,
    AFTER_VALUE,
    BOGUS, MARKUP, MARKUP_DASH, COMMENT, COMMENT_BANG,
    RAW_LESS, RAW_END_OPEN, RAW_END_NAME,
    REFERENCE, NAMED, NUMERIC, HEX_START, HEX_DIGITS, DECIMAL_DIGITS,
};

/* What stands in these is no markup. */
static const struct {
    const char *name;
    enum state state;
} contents[] = {
    {"script", RAWTEXT}, {"style", RAWTEXT},   {"xmp", RAWTEXT},
    {"iframe", RAWTEXT}, {"noembed", RAWTEXT}, {"noframes", RAWTEXT},
    {"title", RCDATA},   {"textarea", RCDATA}, {"plaintext", PLAINTEXT},
};

/* References by number that mean windows-1252. */
static const uint16_t windows[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
};

static bool is_space(WCHAR c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static bool is_letter(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(WCHAR c)
{
    return c >= '0' && c <= '9';
}

static int hex_digit(WCHAR c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool in_value(int state)
{
    return state == DOUBLE_QUOTED || state == SINGLE_QUOTED || state == UNQUOTED;
}

/* ---- what is told ---- */

static void add_value(struct html_token *token, WCHAR c)
{
    if (token->value_chars < HTML_VALUE) token->value[token->value_chars++] = c;
}

static void put_unit(struct html_token *token, WCHAR c)
{
    if (!c) c = 0xfffd;
    if (in_value(token->state))
        add_value(token, c);
    else
        token->events->text(token->context, c);
}

static void put_ascii(struct html_token *token, const char *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        put_unit(token, (unsigned char)text[i]);
}

static void put_char(struct html_token *token, uint32_t c)
{
    if (c >= 0x80 && c < 0xa0) c = windows[c - 0x80];
    if (!c || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    if (c > 0xffff) {
        put_unit(token, (WCHAR)(0xd7c0 + (c >> 10)));
        c = 0xdc00 | (c & 0x3ff);
    }
    put_unit(token, (WCHAR)c);
}

/* A name that is too long is no name that anyone knows. */
static void add_name(char *name, unsigned *chars, WCHAR c)
{
    if (*chars < HTML_NAME - 1 && c && c < 0x80)
        name[(*chars)++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    else
        *chars = HTML_NAME;
    name[*chars < HTML_NAME ? *chars : 0] = 0;
}

static void begin_tag(struct html_token *token, bool closes)
{
    token->closes = closes;
    token->name_chars = token->attribute_chars = token->value_chars = 0;
    token->name[0] = token->attribute[0] = 0;
}

static void finish_attribute(struct html_token *token)
{
    if (token->attribute[0] && !token->closes)
        token->events->attribute(token->context, token->name, token->attribute, token->value,
                                 token->value_chars);
    token->attribute_chars = token->value_chars = 0;
    token->attribute[0] = 0;
}

static void finish_tag(struct html_token *token)
{
    token->state = DATA;
    for (size_t i = 0; !token->closes && i < sizeof(contents) / sizeof(contents[0]); i++) {
        if (strcmp(token->name, contents[i].name)) continue;
        token->state = contents[i].state;
        memcpy(token->raw, token->name, sizeof(token->raw));
    }
    token->events->tag(token->context, token->name, token->closes);
}

/* ---- references ---- */

static void back(struct html_token *token)
{
    token->state = token->from;
}

/* "&" and letters, which c ends; true: c is still to be looked at. */
static bool resolve(struct html_token *token, WCHAR c)
{
    struct entity entity;
    size_t n = token->reference_chars;
    bool whole = c == ';' && entity_find(token->reference, n, false, &entity);

    back(token);
    if (!whole) {
        while (n && !entity_find(token->reference, n, true, &entity))
            n--;
        /* a query, rather */
        if (in_value(token->state) && (n < token->reference_chars || c == '=')) n = 0;
    }
    if (n) {
        put_char(token, entity.first);
        if (entity.second) put_char(token, entity.second);
    } else {
        put_unit(token, '&');
    }
    put_ascii(token, token->reference + n, token->reference_chars - n);
    return !whole;
}

static bool step_reference(struct html_token *token, WCHAR c)
{
    int digit = hex_digit(c);

    switch (token->state) {
    case REFERENCE:
        token->reference_chars = 0;
        token->number = 0;
        if (c == '#') {
            token->state = NUMERIC;
            return false;
        }
        token->state = NAMED;
        return true;
    case NAMED:
        if ((!is_letter(c) && !is_digit(c)) || token->reference_chars == HTML_REFERENCE)
            return resolve(token, c);
        token->reference[token->reference_chars++] = (char)c;
        return false;
    case NUMERIC:
        if (c == 'x' || c == 'X') {
            token->reference[0] = (char)c;
            token->state = HEX_START;
            return false;
        }
        if (is_digit(c)) {
            token->state = DECIMAL_DIGITS;
            return true;
        }
        back(token);
        put_ascii(token, "&#", 2);
        return true;
    case HEX_START:
        if (digit >= 0) {
            token->state = HEX_DIGITS;
            return true;
        }
        back(token);
        put_ascii(token, "&#", 2);
        put_ascii(token, token->reference, 1);
        return true;
    default: /* HEX_DIGITS, DECIMAL_DIGITS */
        if (digit >= 0 && (token->state == HEX_DIGITS || digit < 10)) {
            if (token->number <= 0x10ffff)
                token->number =
                    token->number * (token->state == HEX_DIGITS ? 16 : 10) + (uint32_t)digit;
            return false;
        }
        back(token);
        put_char(token, token->number);
        return c != ';';
    }
}

/* ---- comments, raw texts, tags ---- */

static bool step_markup(struct html_token *token, WCHAR c)
{
    switch (token->state) {
    case MARKUP:
        token->state = c == '-' ? MARKUP_DASH : BOGUS;
        return c != '-';
    case MARKUP_DASH:
        token->state = c == '-' ? COMMENT : BOGUS;
        token->dashes = 2;
        token->fresh = true;
        return c != '-';
    case COMMENT:
        if (c == '-') {
            token->dashes++;
        } else if (c == '>' && token->dashes >= 2) {
            token->state = DATA;
        } else {
            token->state =
                c == '!' && token->dashes >= (token->fresh ? 4 : 2) ? COMMENT_BANG : COMMENT;
            token->dashes = 0;
            token->fresh = false;
        }
        return false;
    case COMMENT_BANG:
        token->state = c == '>' ? DATA : COMMENT;
        token->dashes = c == '-';
        return false;
    default: /* BOGUS */
        if (c == '>') token->state = DATA;
        return false;
    }
}

static void back_to_raw(struct html_token *token)
{
    token->state = token->from;
}

static bool step_raw(struct html_token *token, WCHAR c)
{
    switch (token->state) {
    case RAW_LESS:
        if (c == '/') {
            token->state = RAW_END_OPEN;
            token->reference_chars = 0;
            return false;
        }
        back_to_raw(token);
        put_unit(token, '<');
        return true;
    case RAW_END_OPEN:
        if (is_letter(c)) {
            begin_tag(token, true);
            token->state = RAW_END_NAME;
            return true;
        }
        back_to_raw(token);
        put_ascii(token, "</", 2);
        return true;
    default: /* RAW_END_NAME */
        if (is_letter(c) && token->reference_chars < HTML_REFERENCE) {
            token->reference[token->reference_chars++] = (char)c;
            add_name(token->name, &token->name_chars, c);
            return false;
        }
        if ((is_space(c) || c == '/' || c == '>') && !strcmp(token->name, token->raw)) {
            token->state = TAG_NAME;
            return true;
        }
        back_to_raw(token);
        put_ascii(token, "</", 2);
        put_ascii(token, token->reference, token->reference_chars);
        return true;
    }
}

static bool step_attribute(struct html_token *token, WCHAR c)
{
    switch (token->state) {
    case BEFORE_NAME:
        if (is_space(c)) return false;
        token->state = c == '/' || c == '>' ? AFTER_NAME : NAME;
        if (c != '=') return true;
        add_name(token->attribute, &token->attribute_chars, c);
        return false;
    case NAME:
        if (is_space(c) || c == '/' || c == '>') {
            token->state = AFTER_NAME;
            return true;
        }
        if (c == '=')
            token->state = BEFORE_VALUE;
        else
            add_name(token->attribute, &token->attribute_chars, c);
        return false;
    case AFTER_NAME:
        if (is_space(c)) return false;
        if (c == '=') {
            token->state = BEFORE_VALUE;
            return false;
        }
        finish_attribute(token);
        token->state = c == '/' ? SELF_CLOSING : NAME;
        if (c != '>') return c != '/';
        finish_tag(token);
        return false;
    case BEFORE_VALUE:
        if (is_space(c)) return false;
        token->state = c == '"'    ? DOUBLE_QUOTED
                       : c == '\'' ? SINGLE_QUOTED
                       : c == '>'  ? AFTER_NAME
                                   : UNQUOTED;
        return c != '"' && c != '\'';
    case DOUBLE_QUOTED:
    case SINGLE_QUOTED:
        if (c == (token->state == DOUBLE_QUOTED ? '"' : '\'')) {
            finish_attribute(token);
            token->state = AFTER_VALUE;
            return false;
        }
        break;
    case UNQUOTED:
        if (is_space(c) || c == '>') {
            finish_attribute(token);
            token->state = BEFORE_NAME;
            return true;
        }
        break;
    default: /* AFTER_VALUE, SELF_CLOSING */
        if (c == '>') {
            finish_tag(token);
            return false;
        }
        token->state = c == '/' ? SELF_CLOSING : BEFORE_NAME;
        return c != '/';
    }
    if (c != '&') { /* of a value */
        add_value(token, c ? c : 0xfffd);
        return false;
    }
    token->from = token->state;
    token->state = REFERENCE;
    return false;
}

/* One unit; true: it is to be looked at again, in the state that is now. */
static bool step(struct html_token *token, WCHAR c)
{
    switch (token->state) {
    case DATA:
    case RCDATA:
    case RAWTEXT:
        if (c == '<' || (c == '&' && token->state != RAWTEXT)) {
            token->from = token->state;
            token->state = c == '&' ? REFERENCE : token->state == DATA ? TAG_OPEN : RAW_LESS;
            return false;
        }
        put_unit(token, c);
        return false;
    case PLAINTEXT:
        put_unit(token, c);
        return false;
    case TAG_OPEN:
        if (c == '!' || c == '/' || c == '?') {
            token->state = c == '!' ? MARKUP : c == '/' ? END_OPEN : BOGUS;
            return false;
        }
        token->state = is_letter(c) ? TAG_NAME : DATA;
        begin_tag(token, false);
        if (!is_letter(c)) put_unit(token, '<');
        return true;
    case END_OPEN:
        begin_tag(token, true);
        token->state = is_letter(c) ? TAG_NAME : c == '>' ? DATA : BOGUS;
        return c != '>';
    case TAG_NAME:
        if (is_space(c)) {
            token->state = BEFORE_NAME;
        } else if (c == '/') {
            token->state = SELF_CLOSING;
        } else if (c == '>') {
            finish_tag(token);
        } else {
            add_name(token->name, &token->name_chars, c);
        }
        return false;
    case BOGUS:
    case MARKUP:
    case MARKUP_DASH:
    case COMMENT:
    case COMMENT_BANG:
        return step_markup(token, c);
    case RAW_LESS:
    case RAW_END_OPEN:
    case RAW_END_NAME:
        return step_raw(token, c);
    case REFERENCE:
    case NAMED:
    case NUMERIC:
    case HEX_START:
    case HEX_DIGITS:
    case DECIMAL_DIGITS:
        return step_reference(token, c);
    default:
        return step_attribute(token, c);
    }
}

void html_token_begin(struct html_token *token, const struct html_events *events, void *context)
{
    memset(token, 0, sizeof(*token));
    token->events = events;
    token->context = context;
    token->state = DATA;
}

void html_token_put(struct html_token *token, const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        while (step(token, text[i])) {
        }
}

void html_token_end(struct html_token *token)
{
    switch (token->state) {
    case TAG_OPEN:
    case END_OPEN:
        put_ascii(token, "</", token->state == TAG_OPEN ? 1 : 2);
        break;
    case RAW_LESS:
    case RAW_END_OPEN:
    case RAW_END_NAME:
    case REFERENCE:
    case NAMED:
    case NUMERIC:
    case HEX_START:
    case HEX_DIGITS:
    case DECIMAL_DIGITS:
        while (step(token, 0)) { /* ends them all */
            if (token->state < TAG_OPEN || in_value(token->state)) break;
        }
    }
    token->state = DATA;
}
