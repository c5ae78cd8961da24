/*
 * imsg_text.c - which code page the 8-bit text of a message is in
 */
#include "base/text.h"
#include "msg/imsg_own.h"
#include "sys/codepage.h"

/* The ANSI code page of a language (the low 10 bits of an LCID); others have 1252. Source: MS-LCID,
 * and Windows' own */
static const struct {
    uint8_t language;
    uint16_t code_page;
} languages[] = {
    {0x01, 1256}, {0x02, 1251}, {0x05, 1250}, {0x08, 1253}, {0x0d, 1255}, {0x0e, 1250},
    {0x11, 932},  {0x12, 949},  {0x15, 1250}, {0x18, 1250}, {0x19, 1251}, {0x1a, 1250},
    {0x1b, 1250}, {0x1c, 1250}, {0x1e, 874},  {0x1f, 1254}, {0x20, 1256}, {0x22, 1251},
    {0x23, 1251}, {0x24, 1250}, {0x25, 1257}, {0x26, 1257}, {0x27, 1257}, {0x29, 1256},
    {0x2a, 1258}, {0x2c, 1254}, {0x2f, 1251}, {0x3f, 1251}, {0x40, 1251}, {0x43, 1254},
    {0x44, 1251}, {0x50, 1251},
};

static UINT of_locale(ULONG locale)
{
    switch (locale & 0xffff) {
    case 0x0404: /* Taiwan */
    case 0x0c04: /* Hong Kong */
    case 0x1404: /* Macau */
        return 950;
    case 0x0004:
    case 0x0804: /* China */
    case 0x1004: /* Singapore */
        return 936;
    case 0x0c1a: /* Serbian in Cyrillic */
        return 1251;
    }
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
        if (languages[i].language == (locale & 0x3ff)) return languages[i].code_page;
    return 1252;
}

/* A code page that text in 8 bits can be in, and that is there. */
static bool is_useful(ULONG code_page)
{
    return code_page && code_page != 1200 && code_page != 1201 && code_page != 20127 &&
           sys_decode(code_page, "a", 1, NULL, 0) == 1;
}

/*
 * PR_INTERNET_CPID is what the message had on the way, not what its properties are in; so it comes
 * last. (ANSI files of Outlook in German have 65001 there, and text in 1252.)
 */
UINT imsg_code_page(ULONG message, ULONG locale, ULONG internet)
{
    if (is_useful(message)) return message;
    if (locale && is_useful(of_locale(locale))) return of_locale(locale);
    return is_useful(internet) ? internet : 0;
}

HRESULT imsg_decode(const char *text, size_t bytes, UINT code_page, void *root, WCHAR **out)
{
    HRESULT hr = text_from_ansi(text, (ptrdiff_t)bytes, code_page, root, out);

    return FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY
               ? text_from_ansi(text, (ptrdiff_t)bytes, 0, root, out)
               : hr;
}
