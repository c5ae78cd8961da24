/*
 * write.c - a vCard on its way out: 3.0 or 4.0
 *
 *     "BEGIN:VCARD" "VERSION:" lines "END:VCARD", folded at 75 bytes behind one blank, CR LF
 *     text: \n \\ \, \; for line ends and what would part it
 *     parameter: in quotes when it has one of "," ":" ";"; 4.0: ^n ^' ^^ (RFC 6868)
 *     bytes: 3.0: ENCODING=b and base64; 4.0: a data: URI
 */
#include <string.h>
#include "mapicode.h"
#include "codec/text/folded_out.h"
#include "codec/vcard/card.h"
#include "codec/vcard/names.h"

enum {
    WIDEST = 75
};

/* ---- checks ---- */

static bool is_name(const char *name)
{
    return card_is_name(name, strlen(name));
}

static bool can_be_written(const struct card *card)
{
    for (size_t i = 0; i < card->n; i++) {
        const struct card_value *value = &card->values[i];

        if (!is_name(value->name) || (value->group && !is_name(value->group))) return false;
        for (size_t k = 0; k < value->n_params; k++)
            if (!is_name(value->params[k].name)) return false;
    }
    return true;
}

/* ---- parameters ---- */

/* What a parameter is in this version; false: it isn't. */
static bool translate(const struct card_value *value, const struct card_param *param, int version,
                      struct card_param *out)
{
    size_t bytes = strlen(param->value);
    bool type = !strcmp(param->name, "TYPE");

    *out = *param;
    if (!bytes || !strcmp(param->name, "ENCODING") || !strcmp(param->name, "CHARSET")) return false;
    if (value->binary && (!strcmp(param->name, "VALUE") || !strcmp(param->name, "MEDIATYPE")))
        return false;
    if (version == 30 && !strcmp(param->name, "PREF")) {
        *out = (struct card_param){"TYPE", "PREF"};
        return card_preference(value) == 1 && !card_is_type(value, "PREF");
    }
    if (version == 40 && type) {
        bool place =
            card_same(param->value, bytes, "HOME") || card_same(param->value, bytes, "WORK");

        if (card_same(param->value, bytes, "PREF")) {
            *out = (struct card_param){"PREF", "1"};
            return !card_param(value, "PREF", 0);
        }
        if (card_same(param->value, bytes, "INTERNET") || (value->binary && !place)) return false;
    }
    return true;
}

static void put_param_value(struct folded_out *out, const char *text, int version)
{
    size_t bytes = strlen(text);
    bool quotes = strpbrk(text, ",:;") || text[0] == ' ' || text[0] == '\t' ||
                  text[bytes - 1] == ' ' || text[bytes - 1] == '\t';

    if (quotes) folded_out_unit(out, "\"", 1);
    for (size_t i = 0, n; i < bytes; i += n) {
        const char *instead = NULL;
        unsigned char c = (unsigned char)text[i];

        n = 1;
        switch (c) {
        case '"':
            instead = version == 40 ? "^'" : "'";
            break;
        case '^':
            instead = version == 40 ? "^^" : "^";
            break;
        case '\n':
            instead = version == 40 ? "^n" : " ";
            break;
        default:
            if (c < ' ' || c == 0x7f) instead = "";
        }
        if (instead) {
            if (*instead) folded_out_unit(out, instead, strlen(instead));
            continue;
        }
        while (i + n < bytes && !strchr("\"^", text[i + n]) && (unsigned char)text[i + n] >= ' ' &&
               text[i + n] != 0x7f)
            n++;
        folded_out_text(out, text + i, n);
    }
    if (quotes) folded_out_unit(out, "\"", 1);
}

static void put_params(struct folded_out *out, const struct card_value *value, int version)
{
    const char *name = "";

    for (size_t i = 0; i < value->n_params; i++) {
        struct card_param param;

        if (!translate(value, &value->params[i], version, &param)) continue;
        if (strcmp(name, param.name)) {
            folded_out_unit(out, ";", 1);
            folded_out_word(out, param.name);
            folded_out_unit(out, "=", 1);
        } else {
            folded_out_unit(out, ",", 1);
        }
        name = param.name;
        put_param_value(out, param.value, version);
    }
}

/* ---- values ---- */

static void put_type(struct folded_out *out, const char *media)
{
    const char *slash = strchr(media, '/');

    folded_out_word(out, ";TYPE=");
    for (const char *c = slash + 1; *c; c++) {
        char upper = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;

        folded_out_unit(out, &upper, 1);
    }
}

/* Whether 3.0's TYPE says already what kind of bytes these are. */
static bool has_type(const struct card_value *value)
{
    struct card_value types = *value;
    char media[64];

    for (size_t i = 0; i < value->n_params; i++) {
        if (strcmp(value->params[i].name, "TYPE")) continue;
        types.params = &value->params[i];
        types.n_params = 1;
        card_media(&types, media);
        if (*media) return true;
    }
    return false;
}

static void put_binary(struct folded_out *out, const struct card_value *value, int version)
{
    char media[64];

    card_media(value, media);
    if (version == 30) {
        if (*media && !has_type(value)) put_type(out, media);
        folded_out_word(out, ";ENCODING=b:");
    } else {
        folded_out_word(out, ":data:");
        folded_out_word(out, *media ? media : "application/octet-stream");
        folded_out_word(out, ";base64,");
    }
    folded_out_base64(out, value->text, value->bytes);
}

/* Whether a separator at a cut stays one. */
static bool parts(enum card_kind kind, char c)
{
    switch (kind) {
    case CARD_LIST:
        return c == ',';
    case CARD_FIELDS:
        return c == ';';
    case CARD_LISTS:
    case CARD_OTHER:
        return c == ',' || c == ';';
    default:
        return false;
    }
}

static void put_text(struct folded_out *out, const struct card_value *value)
{
    enum card_kind kind = card_kind(value->name, card_param(value, "VALUE", 0));
    bool raw = kind == CARD_URI || kind == CARD_MEDIA;
    const char *text = value->text;
    size_t cut = 0;

    folded_out_unit(out, ":", 1);
    for (size_t i = 0, n; i < value->bytes; i += n) {
        char escaped[2] = {'\\', text[i]};
        unsigned char c = (unsigned char)text[i];
        bool is_cut = false;

        n = 1;
        while (cut < value->n_cuts && value->cuts[cut] < i)
            cut++;
        if (cut < value->n_cuts && value->cuts[cut] == i) is_cut = parts(kind, text[i]);
        if (c == '\r' || c == '\n') {
            if (c == '\r' && i + 1 < value->bytes && text[i + 1] == '\n') n = 2;
            folded_out_unit(out, "\\n", 2);
        } else if (c == '\\' || ((c == ',' || c == ';') && !raw && !is_cut)) {
            folded_out_unit(out, escaped, 2);
        } else if (c >= 0x80) {
            while (i + n < value->bytes && (unsigned char)text[i + n] >= 0x80)
                n++;
            folded_out_text(out, text + i, n);
        } else if ((c >= ' ' && c != 0x7f) || c == '\t') {
            folded_out_unit(out, text + i, 1);
        }
    }
}

/* ---- the card ---- */

static bool is_border(const char *name)
{
    return !strcmp(name, "BEGIN") || !strcmp(name, "VERSION") || !strcmp(name, "END");
}

HRESULT vcard_write(const struct card *card, int version, struct byte_sink sink)
{
    struct folded_out out;

    if ((version != 30 && version != 40) || !can_be_written(card)) return MAPI_E_INVALID_PARAMETER;
    folded_out_begin(&out, sink, WIDEST, "\r\n");
    folded_out_word(&out, "BEGIN:VCARD");
    folded_out_line_end(&out);
    folded_out_word(&out, version == 30 ? "VERSION:3.0" : "VERSION:4.0");
    folded_out_line_end(&out);
    for (size_t i = 0; i < card->n && SUCCEEDED(out.hr); i++) {
        const struct card_value *value = &card->values[i];

        if (is_border(value->name)) continue;
        if (value->group) {
            folded_out_word(&out, value->group);
            folded_out_unit(&out, ".", 1);
        }
        folded_out_word(&out, version == 30 ? card_name_for_30(value->name) : value->name);
        put_params(&out, value, version);
        if (value->binary) put_binary(&out, value, version);
        else put_text(&out, value);
        folded_out_line_end(&out);
    }
    folded_out_word(&out, "END:VCARD");
    folded_out_line_end(&out);
    return folded_out_end(&out);
}
