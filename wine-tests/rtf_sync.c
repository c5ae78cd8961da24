/*
 * rtf_sync.c - RTFSync over messages of the local store
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#include <windows.h>
#include <initguid.h>
#include "mail_fixture.h"

static void begin(void)
{
    begin_in_inbox();
    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &o.mail), S_OK);
}

static void write_rtf(const char *rtf)
{
    IStream *packed = NULL, *stream = NULL;

    ok_hr(o.mail->lpVtbl->OpenProperty(o.mail, PR_RTF_COMPRESSED, &IID_IStream, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&packed),
          S_OK);
    ok_hr(WrapCompressedRTFStream(packed, MAPI_MODIFY, &stream), S_OK);
    ok_hr(stream->lpVtbl->Write(stream, rtf, (ULONG)strlen(rtf), NULL), S_OK);
    ok_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(packed->lpVtbl->Commit(packed, 0), S_OK);
    packed->lpVtbl->Release(packed);
}

static void rtf_is(const char *wanted)
{
    IStream *packed = NULL, *stream = NULL;
    char text[1000] = "";
    ULONG n = 0;

    ok_hr(o.mail->lpVtbl->OpenProperty(o.mail, PR_RTF_COMPRESSED, &IID_IStream, 0, 0,
                                       (IUnknown **)&packed),
          S_OK);
    if (!packed) return;
    ok_hr(WrapCompressedRTFStream(packed, 0, &stream), S_OK);
    ok_hr(stream->lpVtbl->Read(stream, text, sizeof(text) - 1, &n), S_OK);
    text[n] = 0;
    ok(strstr(text, wanted) != NULL, "%s isn't in %s\n", wanted, text);
    stream->lpVtbl->Release(stream);
    packed->lpVtbl->Release(packed);
}

static void set_body(const WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)text};

    ok_hr(o.mail->lpVtbl->SetProps(o.mail, 1, &value, NULL), S_OK);
}

static LONG number(ULONG tag)
{
    SPropValue *value = NULL;
    LONG found = -99;

    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)o.mail, tag, &value)))
        found = PROP_TYPE(tag) == PT_BOOLEAN ? value->Value.b : value->Value.l;
    MAPIFreeBuffer(value);
    return found;
}

static void body_is(const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_BODY_W, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, wanted), "the body is %ls\n",
       value ? value->Value.lpszW : L"not there");
    MAPIFreeBuffer(value);
}

static void says(LONG count, const WCHAR *tag, LONG prefix, LONG trailing)
{
    SPropValue *value = NULL;

    ok(number(PR_RTF_IN_SYNC) == 1, "in sync: %ld\n", number(PR_RTF_IN_SYNC));
    ok(number(PR_RTF_SYNC_BODY_COUNT) == count, "%ld characters\n", number(PR_RTF_SYNC_BODY_COUNT));
    ok(number(PR_RTF_SYNC_PREFIX_COUNT) == prefix, "%ld before\n",
       number(PR_RTF_SYNC_PREFIX_COUNT));
    ok(number(PR_RTF_SYNC_TRAILING_COUNT) == trailing, "%ld behind\n",
       number(PR_RTF_SYNC_TRAILING_COUNT));
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_RTF_SYNC_BODY_TAG_W, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, tag), "the tag is %ls\n",
       value ? value->Value.lpszW : L"not there");
    MAPIFreeBuffer(value);
}

static void sync_is(ULONG flags, BOOL wanted)
{
    BOOL updated = 77;

    ok_hr(RTFSync(o.mail, flags, &updated), S_OK);
    ok(updated == wanted, "flags %lu: updated is %d\n", flags, updated);
}

static void rtf_that_changed_makes_the_body(void) /* 11.8-18, 11.8-19, 11.8-20 */
{
    begin();
    write_rtf("{\\rtf1\\ansi\\ansicpg1252 Gr\\'fc\\'dfe, {\\b Welt}.\\par}");
    sync_is(RTF_SYNC_RTF_CHANGED, TRUE);
    body_is(L"Gr\xfc\xdf" L"e, Welt.\r\n");
    says(10, L"GR\xfc\xdf" L"E,WELT", 0, 0);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK); /* RTFSync doesn't */
    says(10, L"GR\xfc\xdf" L"E,WELT", 0, 0);
    sync_is(RTF_SYNC_RTF_CHANGED, FALSE);
    rtf_is("{\\b Welt}");
    end();
}

static void a_body_that_changed_makes_rtf(void) /* 11.8-21, 11.8-22 */
{
    begin();
    set_body(L"plain {text}\r\n\x20ac");
    sync_is(RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_is("\\fromtext");
    rtf_is("plain \\{text\\}\\par\r\n\\u8364?}");
    body_is(L"plain {text}\r\n\x20ac");
    ok(number(PR_RTF_IN_SYNC) == 1, "in sync: %ld\n", number(PR_RTF_IN_SYNC));
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    sync_is(RTF_SYNC_BODY_CHANGED, FALSE);
    body_is(L"plain {text}\r\n\x20ac");
    set_body(L"plain\r\n{text}  \x20ac");
    sync_is(RTF_SYNC_BODY_CHANGED, FALSE);
    end();
}

static void with_both_flags_both_stay(void)
{
    begin();
    write_rtf("{\\rtf1\\ansi {\\b One}}");
    set_body(L"Another");
    sync_is(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_is("{\\b One}");
    body_is(L"Another");
    says(7, L"ANOTHER", 0, 0);
    end();
}

static void
text_around_a_body_leaves_the_rtf(void) /* 11.8-21: a message as it comes from a transport */
{
    begin();
    write_rtf("{\\rtf1\\ansi {\\b Hello, world}}");
    set_body(L"To all:\r\n\r\nHello, world.\r\n--\r\nYour list\r\n");
    sync_is(RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_is("{\\b Hello, world}");
    says(11, L"HELLO,WORLD", 6, 10);
    end();
}

static void what_is_wrong_is_refused(void)
{
    BOOL updated = 77;

    begin();
    ok_hr(RTFSync(o.mail, 4, &updated), MAPI_E_UNKNOWN_FLAGS);
    ok(!updated, "updated is %d\n", updated);
    ok_hr(RTFSync(NULL, RTF_SYNC_RTF_CHANGED, &updated), MAPI_E_INVALID_PARAMETER);
    ok_hr(RTFSync(o.mail, RTF_SYNC_RTF_CHANGED, NULL), MAPI_E_INVALID_PARAMETER);
    sync_is(0, FALSE);
    sync_is(RTF_SYNC_RTF_CHANGED, FALSE); /* there is nothing */
    sync_is(RTF_SYNC_BODY_CHANGED, FALSE);
    end();
}

static LONG position_of(ULONG attachment)
{
    IAttach *attach = NULL;
    SPropValue *value = NULL;
    LONG position = -99;

    ok_hr(o.mail->lpVtbl->OpenAttach(o.mail, attachment, NULL, 0, &attach), S_OK);
    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)attach, PR_RENDERING_POSITION, &value)))
        position = value->Value.l;
    MAPIFreeBuffer(value);
    attach->lpVtbl->Release(attach);
    return position;
}

static void attachments_get_their_places(void) /* 11.8-23 */
{
    static const LONG positions[] = {9, -1, 2};

    begin();
    for (int i = 0; i < 3; i++) {
        SPropValue values[] = {{.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
                               {.ulPropTag = PR_RENDERING_POSITION, .Value.l = positions[i]}};
        IAttach *attach = NULL;
        ULONG number;

        ok_hr(o.mail->lpVtbl->CreateAttach(o.mail, NULL, 0, &number, &attach), S_OK);
        ok_hr(attach->lpVtbl->SetProps(attach, 2, values, NULL), S_OK);
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
        attach->lpVtbl->Release(attach);
    }
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    write_rtf("{\\rtf1\\ansi One {\\objattph  }\\par two {\\objattph  }\\par}");
    sync_is(RTF_SYNC_RTF_CHANGED, TRUE);
    ok(position_of(2) == 4 && position_of(0) == 11 && position_of(1) == -1,
       "they are at %ld, %ld, %ld\n", position_of(0), position_of(1), position_of(2));
    end();
}

START_TEST(rtf_sync)
{
    GetTempPathA(MAX_PATH - 40, path);
    snprintf(path + strlen(path), 40, "omrtf%lu.omstore", GetCurrentProcessId());
    RUN(rtf_that_changed_makes_the_body);
    RUN(a_body_that_changed_makes_rtf);
    RUN(with_both_flags_both_stay);
    RUN(text_around_a_body_leaves_the_rtf);
    RUN(what_is_wrong_is_refused);
    RUN(attachments_get_their_places);
}
