/*
 * format.c - printf into UTF-16, the same natively and on Windows
 */
#include "base/format.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "sys/codepage.h"

struct sink {
    WCHAR *out;
    size_t count, room; /* room without the NUL */
};

static void put(struct sink *s, WCHAR c)
{
    if (s->count < s->room) s->out[s->count] = c;
    s->count++;
}

static void put_wide(struct sink *s, const WCHAR *text)
{
    if (!text) text = L"(null)";
    while (*text)
        put(s, *text++);
}

static void put_narrow(struct sink *s, const char *text)
{
    size_t bytes, n, left = s->count < s->room ? s->room - s->count : 0;

    if (!text) text = "(null)";
    bytes = strlen(text);
    n = sys_decode(65001, text, bytes, left ? s->out + s->count : NULL, left);
    if (n == (size_t)-1) return;
    /* too long to be decoded: what can be had of it */
    for (size_t i = 0; n > left && i < left; i++)
        s->out[s->count + i] = (unsigned char)text[i] < 0x80 ? (WCHAR)text[i] : '?';
    s->count += n;
}

struct spec {
    unsigned width;
    bool zero, minus;
    int longs; /* -1: h, 0, 1: l, 2: ll, 3: z */
};

static void put_number(struct sink *s, const struct spec *spec, uint64_t v, unsigned base,
                       bool negative, char ten)
{
    WCHAR digits[24];
    unsigned n = 0, width;

    do {
        unsigned d = (unsigned)(v % base);

        digits[n++] = (WCHAR)(d < 10 ? '0' + d : ten + d - 10);
        v /= base;
    } while (v);
    width = n + negative;
    if (!spec->zero && !spec->minus)
        for (; width < spec->width; width++)
            put(s, ' ');
    if (negative) put(s, '-');
    if (spec->zero && !spec->minus)
        for (; width < spec->width; width++)
            put(s, '0');
    while (n)
        put(s, digits[--n]);
    for (; width < spec->width; width++)
        put(s, ' ');
}

size_t text_vformat(WCHAR *out, size_t room, const WCHAR *format, va_list args)
{
    struct sink s = {out, 0, room ? room - 1 : 0};

    for (; *format; format++) {
        struct spec spec = {0};
        uint64_t v;
        int64_t i;

        if (*format != '%') {
            put(&s, *format);
            continue;
        }
        for (format++; *format == '0' || *format == '-'; format++) {
            spec.zero |= *format == '0';
            spec.minus |= *format == '-';
        }
        for (; *format >= '0' && *format <= '9'; format++)
            spec.width = spec.width * 10 + (*format - '0');
        for (; *format == 'l' || *format == 'h' || *format == 'z'; format++)
            spec.longs = *format == 'h' ? -1 : *format == 'z' ? 3 : spec.longs + 1;
        switch (*format) {
        case 'd':
        case 'i':
            i = spec.longs == 3   ? (int64_t)va_arg(args, ptrdiff_t)
                : spec.longs == 2 ? va_arg(args, long long)
                : spec.longs == 1 ? va_arg(args, long)
                                  : va_arg(args, int);
            put_number(&s, &spec, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, 10, i < 0, 'a');
            break;
        case 'u':
        case 'x':
        case 'X':
            v = spec.longs == 3   ? va_arg(args, size_t)
                : spec.longs == 2 ? va_arg(args, unsigned long long)
                : spec.longs == 1 ? va_arg(args, unsigned long)
                                  : va_arg(args, unsigned);
            put_number(&s, &spec, v, *format == 'u' ? 10 : 16, false, *format == 'X' ? 'A' : 'a');
            break;
        case 'c':
            put(&s, (WCHAR)va_arg(args, int));
            break;
        case 's':
            if (spec.longs > 0) put_wide(&s, va_arg(args, const WCHAR *));
            else put_narrow(&s, va_arg(args, const char *));
            break;
        case '%':
            put(&s, '%');
            break;
        default: /* a mistake of ours: the arguments no longer fit the format */
            put_wide(&s, L"%?");
            if (room) out[s.count < room ? s.count : room - 1] = 0;
            return s.count;
        }
    }
    if (room) out[s.count < room ? s.count : room - 1] = 0;
    return s.count;
}

size_t text_format(WCHAR *out, size_t room, const WCHAR *format, ...)
{
    va_list args;
    size_t n;

    va_start(args, format);
    n = text_vformat(out, room, format, args);
    va_end(args);
    return n;
}
