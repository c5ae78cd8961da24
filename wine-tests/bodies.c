/*
 * bodies.c - a message's text, HTML and RTF through the DLL: made of each other, in the charsets
 * that Windows knows, copied
 */
#define INITGUID
#define USES_IID_IMessage
#include <windows.h>
#include <initguid.h>
#include "mail_fixture.h"
#include "edkmdb.h"

static void begin(void)
{
    begin_in_inbox();
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &o.mail), S_OK);
}

static void save(void)
{
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
}

static void set_html(IMessage *message, const char *html)
{
    SPropValue value = {.ulPropTag = PR_HTML, .Value.bin = {(ULONG)strlen(html), (BYTE *)html}};

    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
}

static void set_long(IMessage *message, ULONG tag, LONG v)
{
    SPropValue value = {.ulPropTag = tag, .Value.l = v};

    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
}

static void expect_body(IMessage *message, const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_BODY_W, &value), S_OK);
    ok(value && !lstrcmpW(value->Value.lpszW, wanted), "got %ls, expected %ls\n",
       value ? value->Value.lpszW : L"", wanted);
    MAPIFreeBuffer(value);
}

static void expect_none(IMessage *message, ULONG tag)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)message, tag, &value), MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(value);
}

/* RTF is made of what the message was written in, for who asks, and gives that back. */
static void expect_rtf_of(ULONG type, const char *wanted)
{
    RTF_WCSINFO info = {sizeof(info), MAPI_NATIVE_BODY, 1252, 1252};
    RTF_WCSRETINFO answer = {sizeof(answer), 0};
    IStream *packed = NULL, *body = NULL;
    char text[500] = "";
    ULONG n = 0;

    ok_hr(o.mail->lpVtbl->OpenProperty(o.mail, PR_RTF_COMPRESSED, &IID_IStream, 0, 0,
                                       (IUnknown **)&packed),
          S_OK);
    if (!packed) return;
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &body, &answer), S_OK);
    ok(answer.ulStreamFlags == type, "the RTF was made of %lu\n", answer.ulStreamFlags);
    ok_hr(body->lpVtbl->Read(body, text, sizeof(text) - 1, &n), S_OK);
    text[n] = 0;
    ok(!strcmp(text, wanted), "the RTF was made of %s\n", text);
    body->lpVtbl->Release(body);
    packed->lpVtbl->Release(packed);
}

/* 6.2-07: STORE_HTML_OK, STORE_RTF_OK */
static void html_has_text(void)
{
    SPropValue *mask = NULL, *bytes = NULL;

    begin();
    ok_hr(HrGetOneProp((IMAPIProp *)o.store, PR_STORE_SUPPORT_MASK, &mask), S_OK);
    ok(mask && mask->Value.l & STORE_HTML_OK && mask->Value.l & STORE_RTF_OK, "not promised\n");
    MAPIFreeBuffer(mask);
    set_html(o.mail, "<p>Gr&uuml;&szlig;e<br>an <a href='http://example.org/x'>alle</a>");
    save();
    expect_body(o.mail, L"Gr\u00fc\u00dfe\r\nan alle <http://example.org/x>\r\n");
    expect_rtf_of(MAPI_NATIVE_BODY_TYPE_HTML,
                  "<p>Gr&uuml;&szlig;e<br>an <a href='http://example.org/x'>alle</a>");
    set_text(o.mail, PR_BODY_A, "text");
    save();
    expect_none(o.mail, PR_HTML);
    expect_rtf_of(MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "text");
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_NATIVE_BODY_INFO, &bytes), S_OK);
    ok(bytes && bytes->Value.l == 1, "another native body\n");
    MAPIFreeBuffer(bytes);
    end();
}

/* Those that kernel32 converts, and those that mlang does */
static void html_is_read_in_its_charset(void)
{
    static const struct {
        LONG code_page;
        const char *html;
        const WCHAR *text;
    } cases[] = {
        {1251, "\xe4", L"\u0434\r\n"},
        {932, "\x83\x5c", L"\u30bd\r\n"},
        {936, "\xb0\xa1", L"\u554a\r\n"},
        {950, "\xa5\x5c", L"\u529f\r\n"},
        {949, "\xb0\xa1", L"\uac00\r\n"},
        {28605, "\xa4", L"\u20ac\r\n"},
        {20866, "\xc1", L"\u0430\r\n"},
        {65001, "\xc3\xa4", L"\u00e4\r\n"},
        {50220, "\x1b$B%\"\x1b(B", L"\u30a2\r\n"},
        {51932, "\xa5\xa2", L"\u30a2\r\n"},
    };

    begin();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        set_long(o.mail, PR_INTERNET_CPID, cases[i].code_page);
        set_html(o.mail, cases[i].html);
        expect_body(o.mail, cases[i].text);
    }
    end();
}

static void rtf_gives_what_it_was_made_of(void)
{
    static const char rtf[] = "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\*\\htmltag64 <p>}x\\'e4}";
    BYTE bytes[sizeof(rtf) - 1 + 16] = {
        sizeof(bytes) - 4, 0, 0, 0, sizeof(rtf) - 1, 0, 0, 0, 'M', 'E', 'L', 'A'};
    SPropValue value = {.ulPropTag = PR_RTF_COMPRESSED, .Value.bin = {sizeof(bytes), bytes}},
               *html = NULL;

    begin();
    memcpy(bytes + 16, rtf, sizeof(rtf) - 1);
    ok_hr(HrSetOneProp((IMAPIProp *)o.mail, &value), S_OK);
    save();
    expect_body(o.mail, L"x\u0434\r\n");
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_HTML, &html), S_OK);
    ok(html && html->Value.bin.cb == 6 && !memcmp(html->Value.bin.lpb, "<p>x\xd0\xb4", 6),
       "another HTML\n");
    MAPIFreeBuffer(html);
    end();
}

/* HTML that goes by a stream, and a text of its own that goes by SetProps: CopyTo loses neither. */
static void copies_have_both(void)
{
    SPropValue *value = NULL;
    IMessage *copy = NULL;
    IStream *stream = NULL;
    STATSTG stat;

    begin();
    ok_hr(o.mail->lpVtbl->OpenProperty(o.mail, PR_HTML, &IID_IStream, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
          S_OK);
    for (int i = 0; i < 5000; i++)
        ok_hr(stream->lpVtbl->Write(stream, "<p>long</p>", 11, NULL), S_OK);
    ok_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
    set_text(o.mail, PR_BODY_A, "a text of its own");
    save();
    expect_body(o.mail, L"a text of its own");
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &copy), S_OK);
    ok_hr(o.mail->lpVtbl->CopyTo(o.mail, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0, NULL),
          S_OK);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    expect_body(copy, L"a text of its own");
    ok_hr(copy->lpVtbl->OpenProperty(copy, PR_HTML, &IID_IStream, 0, 0, (IUnknown **)&stream),
          S_OK);
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    ok(stat.cbSize.QuadPart == 55000, "%lu bytes\n", (ULONG)stat.cbSize.QuadPart);
    stream->lpVtbl->Release(stream);
    ok_hr(HrGetOneProp((IMAPIProp *)copy, PR_NATIVE_BODY_INFO, &value), S_OK);
    ok(value && value->Value.l == 3, "another native body\n");
    MAPIFreeBuffer(value);
    copy->lpVtbl->Release(copy);
    end();
}

START_TEST(bodies)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-bodies.omstore");
    RUN(html_has_text);
    RUN(html_is_read_in_its_charset);
    RUN(rtf_gives_what_it_was_made_of);
    RUN(copies_have_both);
}
