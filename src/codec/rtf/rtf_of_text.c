/*
 * rtf_of_text.c - text becomes RTF
 */
#include "codec/rtf/rtf_wrap.h"

/* Code pages that RTF's readers know; of those without ASCII in them, or with states, none. */
static bool is_rtfs(UINT code_page)
{
    static const UINT others[] = {437, 850, 874, 932, 936, 949, 950, 1361};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i] == code_page) return true;
    return code_page >= 1250 && code_page <= 1258;
}

void rtf_wrap_header(struct rtf_out *out, const char *from, UINT code_page)
{
    rtf_out_words(out, "{\\rtf1\\ansi\\ansicpg");
    rtf_out_number(out, is_rtfs(code_page) ? code_page : 1252);
    rtf_out_words(out, "\\from");
    rtf_out_words(out, from);
    rtf_out_words(
        out,
        " \\deff0{\\fonttbl\r\n{\\f0\\fswiss Arial;}}\r\n{\\colortbl\\red0\\green0\\blue0;}\r\n\\uc1\\pard\\plain\\deftab360\\f0\\fs20");
}

void rtf_of_text_begin(struct rtf_of_text *wrap, UINT code_page,
                       HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context)
{
    rtf_out_begin(&wrap->out, put, context);
    wrap->cr = false;
    rtf_wrap_header(&wrap->out, "text", code_page);
}

static void put_unit(struct rtf_of_text *wrap, WCHAR unit)
{
    if (wrap->cr && unit == '\n') {
        rtf_out_words(&wrap->out, "\\par\r\n");
        wrap->cr = false;
        return;
    }
    if (wrap->cr) rtf_out_unit(&wrap->out, '\r');
    wrap->cr = unit == '\r';
    if (!wrap->cr) rtf_out_unit(&wrap->out, unit);
}

HRESULT rtf_of_text_put(struct rtf_of_text *wrap, const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars && SUCCEEDED(wrap->out.hr); i++)
        put_unit(wrap, text[i]);
    return wrap->out.hr;
}

HRESULT rtf_of_text_end(struct rtf_of_text *wrap)
{
    if (wrap->cr) rtf_out_unit(&wrap->out, '\r');
    wrap->cr = false;
    rtf_out_words(&wrap->out, "}");
    return rtf_out_end(&wrap->out);
}
