/*
 * rtf_of_html.c - HTML becomes RTF
 *
 * What is a tag, and what text, is judged by less than HTML's own rules: whatever is taken for the
 * other comes back the same, and only shows in readers that know no HTML.
 */
#include "codec/rtf/rtf_wrap.h"
#include <string.h>
#include "codec/text/entities.h"

enum {
    IN_TEXT,
    LESS,
    SLASH,
    IN_NAME,
    IN_TAG,
    MARKUP,
    MARKUP_DASH,
    IN_COMMENT,
    IN_MARKUP,
    IN_RAW,
    RAW_LESS,
    RAW_NAME,
    IN_REFERENCE
};
enum { LINE_END = 0x10000 }; /* CR LF; beside the units */

/* What HTML's commonest tags are called in \htmltag, and what they look like in RTF. */
static const struct tag {
    const char *name;
    unsigned char opens, closes;
    const char *opening, *closing; /* between \htmlrtf and \htmlrtf0; NULL: nothing */
} tags[] = {
    {"html", 19, 27, NULL, NULL},
    {"head", 34, 41, NULL, NULL},
    {"title", 177, 185, NULL, NULL},
    {"meta", 161, 169, NULL, NULL},
    {"link", 161, 169, NULL, NULL},
    {"base", 161, 169, NULL, NULL},
    {"style", 241, 249, NULL, NULL},
    {"script", 241, 249, NULL, NULL},
    {"body", 50, 58, NULL, NULL},
    {"p", 64, 72, NULL, "\\par"},
    {"div", 96, 104, NULL, "\\par"},
    {"br", 116, 124, "\\line", NULL},
    {"hr", 112, 120, "\\par", NULL},
    {"pre", 96, 104, NULL, "\\par"},
    {"blockquote", 96, 104, NULL, "\\par"},
    {"center", 96, 104, NULL, "\\par"},
    {"h1", 64, 72, "\\par\\b", "\\b0\\par"},
    {"h2", 64, 72, "\\par\\b", "\\b0\\par"},
    {"h3", 64, 72, "\\par\\b", "\\b0\\par"},
    {"h4", 64, 72, "\\par\\b", "\\b0\\par"},
    {"h5", 64, 72, "\\par\\b", "\\b0\\par"},
    {"h6", 64, 72, "\\par\\b", "\\b0\\par"},
    {"ul", 128, 136, NULL, "\\par"},
    {"ol", 128, 136, NULL, "\\par"},
    {"li", 64, 72, "\\par\\bullet\\tab", NULL},
    {"dt", 64, 72, "\\par", NULL},
    {"dd", 64, 72, "\\par\\tab", NULL},
    {"table", 128, 136, NULL, "\\par"},
    {"tr", 128, 136, NULL, "\\par"},
    {"td", 148, 156, NULL, "\\tab"},
    {"th", 148, 156, "\\b", "\\b0\\tab"},
    {"b", 84, 92, "\\b", "\\b0"},
    {"strong", 84, 92, "\\b", "\\b0"},
    {"i", 84, 92, "\\i", "\\i0"},
    {"em", 84, 92, "\\i", "\\i0"},
    {"u", 84, 92, "\\ul", "\\ulnone"},
    {"s", 84, 92, "\\strike", "\\strike0"},
    {"strike", 84, 92, "\\strike", "\\strike0"},
    {"font", 148, 156, NULL, NULL},
    {"span", 148, 156, NULL, NULL},
    {"a", 84, 92, NULL, NULL},
    {"img", 84, 92, NULL, NULL},
};

static const struct tag *tag_of(const char *name)
{
    for (size_t i = 0; *name && i < sizeof(tags) / sizeof(tags[0]); i++)
        if (!strcmp(tags[i].name, name)) return &tags[i];
    return NULL;
}

/* What stands in these is no markup. */
static bool is_raw(const char *name)
{
    return !strcmp(name, "script") || !strcmp(name, "style") || !strcmp(name, "title") ||
           !strcmp(name, "textarea") || !strcmp(name, "xmp");
}

/* ---- groups ---- */

static void open_group(struct rtf_of_html *wrap, unsigned number)
{
    if (wrap->group) return;
    wrap->group = true;
    rtf_out_words(&wrap->out, "\r\n{\\*\\htmltag");
    rtf_out_number(&wrap->out, number);
}

static void close_group(struct rtf_of_html *wrap)
{
    if (!wrap->group) return;
    wrap->group = false;
    rtf_out_words(&wrap->out, "}");
}

/* Into the group that is open, or else as text, but for what isn't to be seen. */
static void put_unit(struct rtf_of_html *wrap, unsigned unit)
{
    bool alone = !wrap->group && (unit == LINE_END || unit == '\r' || unit == '\n');

    if (alone || wrap->head) open_group(wrap, wrap->head ? 1 : 0);
    if (unit == LINE_END) rtf_out_words(&wrap->out, "\\par");
    else rtf_out_unit(&wrap->out, (WCHAR)unit);
    if (alone && !wrap->head) close_group(wrap);
}

/* What was held: as the beginning of a group, or of text. */
static void put_held(struct rtf_of_html *wrap)
{
    for (unsigned i = 0; i < wrap->held_chars; i++)
        put_unit(wrap, (unsigned char)wrap->held[i]);
    wrap->held_chars = 0;
}

/* A character of text that HTML's readers could take for more than that, and RTF's are to see. */
static void put_stray(struct rtf_of_html *wrap, WCHAR unit)
{
    if (wrap->head) {
        put_unit(wrap, unit);
        return;
    }
    open_group(wrap, 84);
    put_unit(wrap, unit);
    close_group(wrap);
    rtf_out_words(&wrap->out, "\\htmlrtf");
    rtf_out_unit(&wrap->out, unit);
    rtf_out_words(&wrap->out, "\\htmlrtf0");
}

/* What was held is no tag and no reference. */
static void give_up(struct rtf_of_html *wrap)
{
    unsigned n = wrap->held_chars;

    wrap->held_chars = 0;
    wrap->state = IN_TEXT;
    for (unsigned i = 0; i < n; i++) {
        if (i) put_unit(wrap, (unsigned char)wrap->held[i]);
        else put_stray(wrap, (unsigned char)wrap->held[i]);
    }
}

/* ---- tags and references ---- */

static bool is_letter(unsigned c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void begin_name(struct rtf_of_html *wrap, bool closes, int state)
{
    wrap->closes = closes;
    wrap->name_chars = 0;
    wrap->name[0] = 0;
    wrap->quote = wrap->before = 0;
    wrap->state = state;
}

static void add_to_name(struct rtf_of_html *wrap, unsigned c)
{
    if (wrap->name_chars < WRAP_NAME)
        wrap->name[wrap->name_chars] = (char)(is_letter(c) ? c | 0x20 : c);
    if (wrap->name_chars <= WRAP_NAME) wrap->name_chars++;
    wrap->name[wrap->name_chars <= WRAP_NAME ? wrap->name_chars : 0] = 0;
}

/* The name has ended, or is too long to be held. */
static void begin_tag(struct rtf_of_html *wrap)
{
    const struct tag *tag = tag_of(wrap->name);

    close_group(wrap);
    open_group(wrap, tag ? wrap->closes ? tag->closes : tag->opens : wrap->closes ? 92 : 84);
    put_held(wrap);
    wrap->state = IN_TAG;
}

static void end_tag(struct rtf_of_html *wrap)
{
    const struct tag *tag = tag_of(wrap->name);
    const char *shown = tag ? wrap->closes ? tag->closing : tag->opening : NULL;

    wrap->state = IN_TEXT;
    if (!strcmp(wrap->name, "head")) wrap->head = !wrap->closes;
    if (!strcmp(wrap->name, "body")) wrap->head = false;
    if (!wrap->closes && is_raw(wrap->name)) { /* its content goes into the same group */
        memcpy(wrap->raw, wrap->name, sizeof(wrap->raw));
        wrap->state = IN_RAW;
        return;
    }
    close_group(wrap);
    if (!shown || wrap->head) return;
    rtf_out_words(&wrap->out, "\\htmlrtf");
    rtf_out_words(&wrap->out, shown);
    rtf_out_words(&wrap->out, "\\htmlrtf0");
}

static uint32_t number_of(const char *digits)
{
    uint32_t number = 0, base = 10;

    if ((*digits | 0x20) == 'x') {
        base = 16;
        digits++;
    }
    for (; *digits; digits++) {
        uint32_t digit = *digits >= '0' && *digits <= '9' ? (uint32_t)(*digits - '0')
                                                          : (uint32_t)((*digits | 0x20) - 'a' + 10);

        if (digit >= base || number > 0x10ffff) return 0;
        number = number * base + digit;
    }
    return number <= 0x10ffff ? number : 0;
}

static void show_character(struct rtf_of_html *wrap, uint32_t c)
{
    if (c >= 0x10000) {
        rtf_out_unit(&wrap->out, (WCHAR)(0xd800 + ((c - 0x10000) >> 10)));
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    if (c >= 0x20) rtf_out_unit(&wrap->out, (WCHAR)c);
}

/* "&" and what stands behind it, with ";" at its end, is held. */
static void end_reference(struct rtf_of_html *wrap)
{
    struct entity entity = {0, 0};
    unsigned n = wrap->held_chars;

    wrap->held[n - 1] = 0;
    if (wrap->held[1] == '#') entity.first = number_of(wrap->held + 2);
    else if (!entity_find(wrap->held + 1, n - 2, false, &entity)) entity.first = 0;
    wrap->held[n - 1] = ';';
    wrap->state = IN_TEXT;
    open_group(wrap, 84);
    put_held(wrap);
    if (wrap->head) return;
    close_group(wrap);
    if (!entity.first) return;
    rtf_out_words(&wrap->out, "\\htmlrtf");
    show_character(wrap, entity.first);
    show_character(wrap, entity.second);
    rtf_out_words(&wrap->out, "\\htmlrtf0");
}

/* ---- units ---- */

static void take_tag(struct rtf_of_html *wrap, unsigned c)
{
    put_unit(wrap, c);
    if (wrap->quote) {
        if (c == wrap->quote) wrap->quote = 0;
    } else if ((c == '"' || c == '\'') && wrap->before == '=') {
        wrap->quote = (WCHAR)c;
    } else if (c == '>') {
        end_tag(wrap);
    }
    if (c > ' ' && c != LINE_END) wrap->before = (WCHAR)c;
}

static void take_comment(struct rtf_of_html *wrap, unsigned c)
{
    put_unit(wrap, c);
    if (c == '>' && (wrap->state == IN_MARKUP || wrap->dashes >= 2)) {
        close_group(wrap);
        wrap->state = IN_TEXT;
    }
    wrap->dashes = c == '-' ? wrap->dashes + 1 : 0;
}

static void begin_markup(struct rtf_of_html *wrap, int state)
{
    close_group(wrap);
    open_group(wrap, wrap->head ? 1 : 0);
    put_held(wrap);
    wrap->dashes = 0;
    wrap->state = state;
}

/* True: it was taken. False: it is to be looked at again, in the state that is now. */
static bool take_held(struct rtf_of_html *wrap, unsigned c)
{
    bool of_reference = is_letter(c) || (c >= '0' && c <= '9') || c == '#';

    switch (wrap->state) {
    case LESS:
        if (c != '/' && c != '!' && c != '?' && !is_letter(c)) return give_up(wrap), false;
        if (is_letter(c)) return begin_name(wrap, false, IN_NAME), false;
        wrap->held[wrap->held_chars++] = (char)c;
        if (c == '/') wrap->state = SLASH;
        else begin_markup(wrap, c == '!' ? MARKUP : IN_MARKUP);
        return true;
    case SLASH:
        if (is_letter(c)) begin_name(wrap, true, IN_NAME);
        else begin_markup(wrap, IN_MARKUP);
        return false;
    case IN_NAME:
        if (c <= ' ' || c == '/' || c == '>' || c >= 0x80 || wrap->held_chars == WRAP_HELD)
            return begin_tag(wrap), false;
        add_to_name(wrap, c);
        wrap->held[wrap->held_chars++] = (char)c;
        return true;
    default: /* IN_REFERENCE */
        if ((!of_reference && c != ';') || wrap->held_chars == WRAP_HELD)
            return give_up(wrap), false;
        wrap->held[wrap->held_chars++] = (char)c;
        if (c == ';') end_reference(wrap);
        return true;
    }
}

static bool take_raw(struct rtf_of_html *wrap, unsigned c)
{
    if (wrap->state == RAW_LESS && c == '/') {
        begin_name(wrap, true, RAW_NAME);
    } else if (wrap->state == RAW_NAME && is_letter(c)) {
        add_to_name(wrap, c);
    } else if (wrap->state == RAW_NAME && !strcmp(wrap->name, wrap->raw)) {
        wrap->state = IN_TAG;
        return false;
    } else {
        wrap->state = c == '<' ? RAW_LESS : IN_RAW;
    }
    put_unit(wrap, c);
    return true;
}

static bool step(struct rtf_of_html *wrap, unsigned c)
{
    switch (wrap->state) {
    case IN_TEXT:
        if (c == '<' || c == '&') {
            wrap->state = c == '<' ? LESS : IN_REFERENCE;
            wrap->held[wrap->held_chars++] = (char)c;
        } else if (c == '>') {
            put_stray(wrap, '>');
        } else {
            put_unit(wrap, c);
        }
        return true;
    case IN_TAG: return take_tag(wrap, c), true;
    case MARKUP:
    case MARKUP_DASH:
        wrap->dashes = wrap->state == MARKUP_DASH ? 2 : 0; /* so that "<!-->" is whole */
        if (c != '-') wrap->state = IN_MARKUP;
        else wrap->state = wrap->state == MARKUP ? MARKUP_DASH : IN_COMMENT;
        if (wrap->state == IN_MARKUP) return false;
        put_unit(wrap, c);
        return true;
    case IN_COMMENT:
    case IN_MARKUP: return take_comment(wrap, c), true;
    case IN_RAW:
    case RAW_LESS:
    case RAW_NAME: return take_raw(wrap, c);
    default: return take_held(wrap, c);
    }
}

static void take(struct rtf_of_html *wrap, unsigned c)
{
    while (!step(wrap, c)) {
    }
}

void rtf_of_html_begin(struct rtf_of_html *wrap, UINT code_page,
                       HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context)
{
    memset(wrap, 0, sizeof(*wrap));
    rtf_out_begin(&wrap->out, put, context);
    rtf_wrap_header(&wrap->out, "html1", code_page);
    rtf_out_words(&wrap->out, "\r\n{\\*\\htmltag64}");
}

HRESULT rtf_of_html_put(struct rtf_of_html *wrap, const WCHAR *html, size_t chars)
{
    for (size_t i = 0; i < chars && SUCCEEDED(wrap->out.hr); i++) {
        if (wrap->cr) {
            take(wrap, html[i] == '\n' ? LINE_END : '\r');
            wrap->cr = false;
            if (html[i] == '\n') continue;
        }
        wrap->cr = html[i] == '\r';
        if (!wrap->cr) take(wrap, (uint16_t)html[i]);
    }
    return wrap->out.hr;
}

HRESULT rtf_of_html_end(struct rtf_of_html *wrap)
{
    if (wrap->cr) take(wrap, '\r');
    wrap->cr = false;
    if (wrap->state == IN_NAME || wrap->state == SLASH) begin_tag(wrap);
    else give_up(wrap);
    close_group(wrap);
    rtf_out_words(&wrap->out, "}");
    return rtf_out_end(&wrap->out);
}
