/*
 * attach_name.c - names that an attachment's file goes by
 */
#include "msg/attach_name.h"
#include <stdbool.h>
#include "base/text.h"

WCHAR *attach_name_clean(WCHAR *name)
{
    WCHAR *last = name;

    for (WCHAR *c = name; *c; c++)
        if ((*c == '/' || *c == '\\') && c[1]) last = c + 1;
    for (WCHAR *c = last; *c; c++)
        if (*c < ' ' || *c == '/' || *c == '\\' || *c == ':' || *c == '*' || *c == '?' ||
            *c == '"' || *c == '<' || *c == '>' || *c == '|')
            *c = '_';
    return last;
}

const WCHAR *attach_name_extension(const WCHAR *name)
{
    const WCHAR *dot = NULL;

    for (const WCHAR *c = name; *c; c++)
        if (*c == '.' && c > name) dot = c;
    return dot && dot[1] ? dot : NULL;
}

void attach_name_short(const WCHAR *name, WCHAR out[ATTACH_SHORT_NAME])
{
    const WCHAR *dot = attach_name_extension(name), *end = name + text_len(name);
    size_t n = 0, chars = 0;
    bool cut = false;

    for (const WCHAR *c = name; c < (dot ? dot : end); c++) {
        bool plain = *c > ' ' && *c < 127 && *c != '.' && *c != '+' && *c != ',' && *c != ';' &&
                     *c != '=' && *c != '[' && *c != ']';

        if (!plain || n == 8) cut = true;
        else out[n++] = text_fold(*c);
    }
    if (cut || !n) {
        if (n > 6) n = 6;
        if (!n) out[n++] = 'A';
        out[n++] = '~';
        out[n++] = '1';
    }
    for (const WCHAR *c = dot; dot && *c && chars < 4; c++)
        if (*c == '.' || (*c > ' ' && *c < 127)) out[n++] = text_fold(*c), chars++;
    out[n] = 0;
}
