/*
 * write.c - an entry of a directory on its way out
 *
 *     name ":" " " text, when it is ASCII without line ends, and begins and ends with none of what
 *     would be misread; else name "::" " " base64
 */
#include <string.h>
#include "mapicode.h"
#include "codec/ldif/ldif.h"
#include "codec/text/folded_out.h"

enum {
    WIDEST = 76
};

static bool is_name(const char *name)
{
    const char *c = name;

    for (; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              strchr("-._;", *c)))
            return false;
    return c > name;
}

static bool is_safe(const char *text, size_t bytes)
{
    if (!bytes) return true;
    if (strchr(" :<", text[0]) || text[bytes - 1] == ' ') return false;
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~') return false;
    return true;
}

static void put(struct folded_out *out, const char *name, const char *text, size_t bytes)
{
    bool safe = is_safe(text, bytes);

    folded_out_word(out, name);
    folded_out_word(out, safe ? ":" : "::");
    if (bytes) folded_out_unit(out, " ", 1);
    if (safe) folded_out_text(out, text, bytes);
    else folded_out_base64(out, text, bytes);
    folded_out_line_end(out);
}

HRESULT ldif_write_head(struct byte_sink sink)
{
    static const char head[] = "version: 1\n\n";

    return sink.put(sink.context, head, sizeof(head) - 1);
}

HRESULT ldif_write(const struct ldif_entry *entry, struct byte_sink sink)
{
    struct folded_out out;

    if (!entry->dn) return MAPI_E_INVALID_PARAMETER;
    for (size_t i = 0; i < entry->n; i++)
        if (!is_name(entry->values[i].name)) return MAPI_E_INVALID_PARAMETER;
    folded_out_begin(&out, sink, WIDEST, "\n");
    put(&out, "dn", entry->dn, strlen(entry->dn));
    for (size_t i = 0; i < entry->n && SUCCEEDED(out.hr); i++)
        put(&out, entry->values[i].name, entry->values[i].text, entry->values[i].bytes);
    folded_out_line_end(&out);
    return folded_out_end(&out);
}
