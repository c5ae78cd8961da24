/*
 * card.c - what a card says, looked at
 */
#include "codec/vcard/card.h"
#include <string.h>
#include "codec/vcard/names.h"

enum {
    LEAST_PREFERRED = 100,
    SAID_NOTHING = 101
};

const struct card_value *card_find(const struct card *card, const char *name, size_t n)
{
    for (size_t i = 0; i < card->n; i++)
        if (!strcmp(card->values[i].name, name) && !n--) return &card->values[i];
    return NULL;
}

const char *card_param(const struct card_value *value, const char *name, size_t n)
{
    for (size_t i = 0; i < value->n_params; i++)
        if (!strcmp(value->params[i].name, name) && !n--) return value->params[i].value;
    return NULL;
}

bool card_is_type(const struct card_value *value, const char *type)
{
    for (size_t i = 0; i < value->n_params; i++) {
        const char *said = value->params[i].value;

        if (!strcmp(value->params[i].name, "TYPE") && card_same(said, strlen(said), type))
            return true;
    }
    return false;
}

unsigned card_preference(const struct card_value *value)
{
    const char *said = card_param(value, "PREF", 0);
    unsigned n = 0;

    if (card_is_type(value, "PREF")) return 1;
    if (!said || !*said) return SAID_NOTHING;
    for (; *said; said++) {
        if (*said < '0' || *said > '9') return SAID_NOTHING;
        n = n * 10 + (unsigned)(*said - '0');
        if (n > LEAST_PREFERRED) return LEAST_PREFERRED;
    }
    return n ? n : 1;
}

bool card_part(const struct card_value *value, char separator, size_t n, struct card_text *out)
{
    size_t begin = 0, end = value->bytes, i = 0;

    *out = (struct card_text){"", 0};
    for (; i < value->n_cuts && n; i++)
        if (value->text[value->cuts[i]] == separator) {
            begin = value->cuts[i] + 1;
            n--;
        }
    if (n) return false;
    for (; i < value->n_cuts; i++)
        if (value->text[value->cuts[i]] == separator) {
            end = value->cuts[i];
            break;
        }
    *out = (struct card_text){value->text + begin, end - begin};
    return true;
}

/* ---- media types ---- */

static bool is_media_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$&^_.+-/", c));
}

/* False: it can't be one, or is too long. */
static bool put_media(char out[64], const char *family, const char *name)
{
    size_t n = 0;

    for (; *family; family++)
        out[n++] = *family;
    for (; *name && *name != ';'; name++) {
        if (!is_media_char(*name) || n == 63) return false;
        out[n++] = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
    }
    out[n] = 0;
    return memchr(out, '/', n) && out[n - 1] != '/' && out[0] != '/';
}

void card_media(const struct card_value *value, char out[64])
{
    static const char *const no_media[] = {"PREF", "HOME", "WORK", "INTERNET"};
    static const struct {
        const char *type, *media;
    } odd[] = {
        {"JPG", "image/jpeg"},
        {"WAVE", "audio/wav"},
        {"X509", "application/pkix-cert"},
        {"PGP", "application/pgp-keys"},
    };
    const char *said = card_param(value, "MEDIATYPE", 0);
    bool picture = !strcmp(value->name, "PHOTO") || !strcmp(value->name, "LOGO");
    const char *family = picture                         ? "image/"
                         : !strcmp(value->name, "SOUND") ? "audio/"
                                                         : "application/";

    if (said && put_media(out, "", said)) return;
    for (size_t n = 0; (said = card_param(value, "TYPE", n)); n++) {
        bool none = false;

        for (size_t i = 0; i < sizeof(no_media) / sizeof(no_media[0]); i++)
            none = none || card_same(said, strlen(said), no_media[i]);
        for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
            if (card_same(said, strlen(said), odd[i].type)) said = odd[i].media;
        if (!none && put_media(out, strchr(said, '/') ? "" : family, said)) return;
    }
    out[0] = 0;
}
