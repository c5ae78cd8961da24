/*
 * charset_name.c - the names that mail gives to code pages, and what text looks like that names
 * none
 */
#include "codec/text/charset_name.h"
#include <string.h>
#include "codec/text/utf8.h"

/* The first row of a code page has the name that mail prefers. Names in lower case, without "cs"
 * prefixes. */
static const struct {
    const char *name;
    UINT code_page;
} charsets[] = {
    {"us-ascii", 20127},
    {"ascii", 20127},
    {"ansi_x3.4-1968", 20127},
    {"iso646-us", 20127},
    {"us", 20127},
    {"utf-8", 65001},
    {"utf8", 65001},
    {"unicode-1-1-utf-8", 65001},
    {"utf-7", 65000},
    {"utf7", 65000},
    {"unicode-1-1-utf-7", 65000},
    {"iso-8859-1", 28591},
    {"latin1", 28591},
    {"latin-1", 28591},
    {"l1", 28591},
    {"iso8859-1", 28591},
    {"iso8859_1", 28591},
    {"iso_8859-1", 28591},
    {"iso88591", 28591},
    {"iso-8859-2", 28592},
    {"latin2", 28592},
    {"iso8859-2", 28592},
    {"iso_8859-2", 28592},
    {"iso-8859-3", 28593},
    {"iso-8859-4", 28594},
    {"iso-8859-5", 28595},
    {"iso-8859-6", 28596},
    {"iso-8859-7", 28597},
    {"greek", 28597},
    {"iso-8859-8", 28598},
    {"iso-8859-8-i", 28598}, /* the order is for who shows it */
    {"iso-8859-8-e", 28598},
    {"hebrew", 28598},
    {"logical", 28598},
    {"iso-8859-9", 28599},
    {"latin5", 28599},
    {"iso-8859-13", 28603},
    {"iso-8859-15", 28605},
    {"latin9", 28605},
    {"latin-9", 28605},
    {"iso8859-15", 28605},
    {"windows-1250", 1250},
    {"windows-1251", 1251},
    {"windows-1252", 1252},
    {"windows-1253", 1253},
    {"windows-1254", 1254},
    {"windows-1255", 1255},
    {"windows-1256", 1256},
    {"windows-1257", 1257},
    {"windows-1258", 1258},
    {"windows-874", 874},
    {"tis-620", 874},
    {"iso-8859-11", 874},
    {"ibm437", 437},
    {"ibm850", 850},
    {"ibm852", 852},
    {"ibm855", 855},
    {"ibm857", 857},
    {"ibm858", 858},
    {"ibm860", 860},
    {"ibm861", 861},
    {"ibm862", 862},
    {"ibm863", 863},
    {"ibm864", 864},
    {"ibm865", 865},
    {"ibm866", 866},
    {"ibm869", 869},
    {"koi8-r", 20866},
    {"koi8r", 20866},
    {"koi", 20866},
    {"koi8-u", 21866},
    {"koi8u", 21866},
    {"koi8-ru", 21866},
    {"macintosh", 10000},
    {"mac", 10000},
    {"x-mac-cyrillic", 10007},
    {"shift_jis", 932},
    {"shift-jis", 932},
    {"shiftjis", 932},
    {"sjis", 932},
    {"x-sjis", 932},
    {"ms_kanji", 932},
    {"windows-31j", 932},
    {"iso-2022-jp", 50220},
    {"iso-2022-jp-1", 50220},
    {"iso-2022-jp-2", 50220},
    {"iso-2022-jp-ms", 50220},
    {"iso2022jp", 50220},
    {"euc-jp", 51932},
    {"eucjp", 51932},
    {"x-euc-jp", 51932},
    {"gb2312", 936},
    {"gbk", 936},
    {"x-gbk", 936},
    {"gb_2312-80", 936},
    {"euc-cn", 936},
    {"chinese", 936},
    {"gb18030", 54936},
    {"gb-18030", 54936},
    {"hz-gb-2312", 52936},
    {"hz", 52936},
    {"big5", 950},
    {"big-5", 950},
    {"cn-big5", 950},
    {"x-x-big5", 950},
    {"big5-hkscs", 950},
    {"ks_c_5601-1987", 949},
    {"ks_c_5601-1989", 949},
    {"ks_c_5601", 949},
    {"ksc5601", 949},
    {"ksc_5601", 949},
    {"korean", 949},
    {"uhc", 949},
    {"euc-kr", 51949},
    {"euckr", 51949},
    {"iso-2022-kr", 50225},
    {"johab", 1361},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_called(const char *name, const char *said, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!name[i] || name[i] != lower(said[i])) return false;
    return !name[bytes];
}

/* "windows-1252", "cp1252", "cp-850", "x-cp1251": the number is the code page. */
static UINT numbered(const char *name, size_t bytes)
{
    static const char *const prefixes[] = {"windows-", "windows", "cp-",  "cp",
                                           "x-cp",     "ms",      "ibm-", "ibm"};
    UINT n = 0;

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        size_t chars = strlen(prefixes[i]), at;

        if (bytes < chars + 3 || bytes > chars + 5) continue;
        for (at = 0; at < chars && prefixes[i][at] == lower(name[at]); at++)
            ;
        if (at < chars) continue;
        for (n = 0; at < bytes && name[at] >= '0' && name[at] <= '9'; at++)
            n = n * 10 + (UINT)(name[at] - '0');
        if (at == bytes && (charset_name(n) || n == 949 || n == 936 || n == 950)) return n;
    }
    return 0;
}

static UINT find_code_page(const char *name, size_t bytes)
{
    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
        if (is_called(charsets[i].name, name, bytes)) return charsets[i].code_page;
    return numbered(name, bytes);
}

UINT charset_code_page(const char *name, size_t bytes)
{
    UINT code_page = 0;

    /* csISO2022JP */
    if (bytes > 2 && lower(name[0]) == 'c' && lower(name[1]) == 's')
        code_page = find_code_page(name + 2, bytes - 2);
    return code_page ? code_page : find_code_page(name, bytes);
}

const char *charset_name(UINT code_page)
{
    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
        if (charsets[i].code_page == code_page) return charsets[i].name;
    return NULL;
}

UINT charset_guess(const char *text, size_t bytes, UINT instead)
{
    UINT code_page = CODE_PAGE_ASCII;

    for (size_t i = 0, n; i < bytes; i += n) {
        n = utf8_length(text + i, bytes - i);
        if (!n) return instead;
        if (n > 1) code_page = CODE_PAGE_UTF8;
    }
    return code_page;
}
