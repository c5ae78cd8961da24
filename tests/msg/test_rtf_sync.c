/*
 * test_rtf_sync.c - RTFSync over a message that knows nothing of RTF
 */
#include "prop/props.h"
#include "base/bytes.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/lzfu_pack.h"
#include "codec/rtf/rtf_body.h"
#include "mapiutil.h"
#include "msg/rtf_sync.h"
#include "prop/prop_bag.h"

/* ---- a message that is a set of properties ---- */

struct plain_message {
    struct com_object com;
    IMessage IMessage_iface;
    struct prop_bag bag;
    bool streams; /* OpenProperty gives them */
    int writes;   /* SetProps, DeleteProps, streams opened for writing */
};

static void plain_message_destroy(void *self)
{
    prop_bag_destroy(&((struct plain_message *)self)->bag);
}

static const struct com_face plain_message_faces[] = {
    COM_FACE(plain_message, IMessage), COM_FACE_AS(plain_message, IMessage, IMAPIProp)};
COM_CLASS(plain_message);
COM_UNKNOWN(plain_message, IMessage)

static HRESULT STDMETHODCALLTYPE plain_message_GetProps(IMessage *iface, SPropTagArray *tags,
                                                        ULONG flags, ULONG *n, SPropValue **out)
{
    return prop_bag_get_props(&plain_message_from(iface)->bag, tags, flags, n, out);
}

static HRESULT STDMETHODCALLTYPE plain_message_SetProps(IMessage *iface, ULONG n,
                                                        SPropValue *values,
                                                        SPropProblemArray **problems)
{
    plain_message_from(iface)->writes++;
    return prop_bag_set_props(&plain_message_from(iface)->bag, n, values, problems);
}

static HRESULT STDMETHODCALLTYPE plain_message_DeleteProps(IMessage *iface, SPropTagArray *tags,
                                                           SPropProblemArray **problems)
{
    plain_message_from(iface)->writes++;
    return prop_bag_delete_props(&plain_message_from(iface)->bag, tags, problems);
}

static HRESULT STDMETHODCALLTYPE plain_message_OpenProperty(IMessage *iface, ULONG tag,
                                                            const IID *iid, ULONG options,
                                                            ULONG flags, IUnknown **out)
{
    struct plain_message *message = plain_message_from(iface);

    if (!message->streams) return MAPI_E_NO_SUPPORT;
    message->writes += !!(flags & MAPI_MODIFY);
    return prop_bag_open_property(&message->bag, tag, iid, options, flags, out);
}

static const IMessageVtbl plain_message_vtbl = {
    COM_UNKNOWN_METHODS(plain_message),
    .GetLastError = refuse_IMessage_GetLastError,
    .GetProps = plain_message_GetProps,
    .SetProps = plain_message_SetProps,
    .DeleteProps = plain_message_DeleteProps,
    .OpenProperty = plain_message_OpenProperty,
    .GetAttachmentTable = refuse_IMessage_GetAttachmentTable,
};

static struct plain_message *new_message(bool streams)
{
    struct plain_message *message = com_alloc(&plain_message_class, sizeof(*message));

    assert_non_null(message);
    message->IMessage_iface.lpVtbl = &plain_message_vtbl;
    prop_bag_init(&message->bag, (IUnknown *)&message->IMessage_iface, NULL, NULL, NULL);
    message->streams = streams;
    return message;
}

/* ---- what it has ---- */

static HRESULT add(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

static HRESULT add_rtf(void *context, const char *rtf, size_t bytes)
{
    return add(context, rtf, bytes);
}

static void set_rtf(void *message, const char *rtf)
{
    struct writer w = {0};
    struct lzfu_pack *pack = malloc(sizeof(*pack));
    struct lzfu_tail tail;
    SPropValue value = {.ulPropTag = PR_RTF_COMPRESSED};
    IMessage *m = message;

    assert_non_null(pack);
    write_bytes(&w, (BYTE[LZFU_HEADER]){0}, LZFU_HEADER);
    lzfu_pack_begin(pack, LZFU, add, &w);
    lzfu_pack_put(pack, rtf, strlen(rtf));
    lzfu_pack_end(pack, &tail);
    write_bytes(&w, tail.bytes, tail.count);
    memcpy(w.data, tail.header, LZFU_HEADER);
    value.Value.bin = (SBinary){(ULONG)w.count, w.data};
    assert_hr(m->lpVtbl->SetProps(m, 1, &value, NULL), S_OK);
    writer_drop(&w);
    free(pack);
}

static void set_body(void *message, const WCHAR *text)
{
    IMessage *m = message;

    assert_hr(m->lpVtbl->SetProps(m, 1, &WIDE(PR_BODY, text), NULL), S_OK);
}

static SPropValue *value_of(struct plain_message *message, ULONG tag)
{
    SPropValue *value;
    ULONG n;
    IMessage *m = &message->IMessage_iface;

    assert_true(SUCCEEDED(m->lpVtbl->GetProps(m, TAGS(1, tag), 0, &n, &value)));
    if (value->ulPropTag == tag) return value;
    mem_free(value);
    return NULL;
}

static bool has(struct plain_message *message, ULONG tag)
{
    SPropValue *value = value_of(message, tag);

    mem_free(value);
    return value;
}

static LONG number_of(struct plain_message *message, ULONG tag)
{
    SPropValue *value = value_of(message, tag);
    LONG number;

    assert_non_null(value);
    number = PROP_TYPE(tag) == PT_BOOLEAN ? value->Value.b : value->Value.l;
    mem_free(value);
    return number;
}

static void body_is(struct plain_message *message, const WCHAR *wanted)
{
    SPropValue *value = value_of(message, PR_BODY_W);

    assert_non_null(value);
    assert_text(value->Value.lpszW, wanted);
    mem_free(value);
}

static void rtf_has(struct plain_message *message, const char *wanted, uint32_t kind)
{
    SPropValue *value = value_of(message, PR_RTF_COMPRESSED);
    struct lzfu *lzfu = malloc(sizeof(*lzfu));
    struct writer w = {0};

    assert_non_null(value);
    assert_non_null(lzfu);
    lzfu_begin(lzfu, add_rtf, &w);
    lzfu->check = true;
    assert_hr(lzfu_put(lzfu, value->Value.bin.lpb, value->Value.bin.cb), S_OK);
    assert_hr(lzfu_end(lzfu), S_OK);
    assert_int_equal(lzfu->kind, kind);
    write_u8(&w, 0);
    if (!strstr((char *)w.data, wanted)) fail_msg("%s isn't in %s", wanted, (char *)w.data);
    writer_drop(&w);
    mem_free(value);
    free(lzfu);
}

static void says(struct plain_message *message, LONG count, const WCHAR *tag, LONG prefix,
                 LONG trailing)
{
    SPropValue *value = value_of(message, PR_RTF_SYNC_BODY_TAG_W);

    assert_int_equal(number_of(message, PR_RTF_IN_SYNC), 1);
    assert_int_equal(number_of(message, PR_RTF_SYNC_BODY_COUNT), count);
    assert_int_equal(number_of(message, PR_RTF_SYNC_PREFIX_COUNT), prefix);
    assert_int_equal(number_of(message, PR_RTF_SYNC_TRAILING_COUNT), trailing);
    assert_non_null(value);
    assert_text(value->Value.lpszW, tag);
    mem_free(value);
}

static void sync_is(struct plain_message *message, ULONG flags, BOOL updated)
{
    BOOL is = 77;

    message->writes = 0;
    assert_hr(RTFSync(&message->IMessage_iface, flags, &is), S_OK);
    assert_int_equal(is, updated);
    if (!updated) assert_int_equal(message->writes, 0); /* 11.8-19 */
}

/* ---- what is done ---- */

static void rtf_makes_the_body(void **state) /* 11.8-18, 11.8-19, 11.8-20 */
{
    (void)state;
    for (int streams = 0; streams < 2; streams++) {
        struct plain_message *message = new_message(streams);

        set_rtf(&message->IMessage_iface,
                "{\\rtf1\\ansi\\ansicpg1252 Gr\\'fc\\'dfe, {\\b Welt}.\\par}");
        sync_is(message, RTF_SYNC_RTF_CHANGED, TRUE);
        body_is(message, L"Gr\xfc\xdf" L"e, Welt.\r\n");
        says(message, 10, L"GR\xfc\xdf" L"E,WELT", 0, 0);
        sync_is(message, RTF_SYNC_RTF_CHANGED, FALSE);
        set_body(&message->IMessage_iface, L"gr\xfc\xdf" L"e,\n\n welt\t");
        sync_is(message, RTF_SYNC_RTF_CHANGED, FALSE); /* the same but for white space */
        body_is(message, L"gr\xfc\xdf" L"e,\n\n welt\t");
        set_body(&message->IMessage_iface, L"other");
        sync_is(message, RTF_SYNC_RTF_CHANGED, TRUE);
        body_is(message, L"Gr\xfc\xdf" L"e, Welt.\r\n");
        com_unref(message);
    }
}

static void html_in_rtf_makes_the_body_as_text(void **state)
{
    struct plain_message *message = new_message(true);

    (void)state;
    set_rtf(
        &message->IMessage_iface,
        "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}a{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 b{\\*\\htmltag72 </p>}}");
    sync_is(message, RTF_SYNC_RTF_CHANGED, TRUE);
    body_is(message, L"a&b\r\n");
    com_unref(message);
}

static void a_body_that_fits_leaves_the_rtf(void **state) /* 11.8-21, 11.8-22 */
{
    struct plain_message *message = new_message(true);

    (void)state;
    set_rtf(&message->IMessage_iface, "{\\rtf1\\ansi{\\b Hello, world}\\par}");
    set_body(&message->IMessage_iface, L"hello,\r\n  world");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE); /* nothing was said about it yet */
    rtf_has(message, "{\\b Hello, world}", LZFU);
    says(message, 11, L"HELLO,WORLD", 0, 0);
    sync_is(message, RTF_SYNC_BODY_CHANGED, FALSE);
    set_body(&message->IMessage_iface, L"To all:\r\n\r\nHello, world.\r\n--\r\nYour list\r\n");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "{\\b Hello, world}", LZFU);
    says(message, 11, L"HELLO,WORLD", 6, 10);
    body_is(message, L"To all:\r\n\r\nHello, world.\r\n--\r\nYour list\r\n");
    com_unref(message);
}

static void another_body_makes_other_rtf(void **state) /* 11.8-21 */
{
    struct plain_message *message = new_message(true);

    (void)state;
    set_rtf(&message->IMessage_iface, "{\\rtf1\\ansi{\\b Hello, world}\\par}");
    set_body(&message->IMessage_iface, L"Something {else}\r\n\x65e5");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "\\fromtext", LZFU);
    rtf_has(message, "Something \\{else\\}\\par\r\n\\u26085?}", LZFU);
    assert_int_equal(number_of(message, PR_RTF_IN_SYNC), 1);
    assert_int_equal(number_of(message, PR_RTF_SYNC_PREFIX_COUNT), 0);
    sync_is(message, RTF_SYNC_BODY_CHANGED, FALSE);
    com_unref(message);
}

static void what_was_stored_about_a_body_counts(
    void **state) /* 11.8-21: as Outlook left it, whose text of the RTF may be another */
{
    struct plain_message *message = new_message(true);
    IMessage *m = &message->IMessage_iface;
    SPropValue stored[] = {
        NUMBER(PR_RTF_SYNC_BODY_CRC, (LONG)0x94bf83a3), NUMBER(PR_RTF_SYNC_BODY_COUNT, 55),
        WIDE(PR_RTF_SYNC_BODY_TAG, L"THESEAREFIVEFILESFIVEFILESFROMHELL(WELLOUTLOOKACTUALLY)")};

    (void)state;
    set_rtf(m,
            "{\\rtf1\\ansi * These are five files. Five files from hell (well outlook actually)}");
    assert_hr(m->lpVtbl->SetProps(m, 3, stored, NULL), S_OK);
    set_body(m, L"These are five files. Five files from hell (well outlook actually)");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "ansi * These", LZFU);
    says(message, 55, stored[2].Value.lpszW, 0, 0);
    set_body(m, L"> These are five files. Five files from hell (well outlook actually) <");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "ansi * These", LZFU);
    says(message, 55, stored[2].Value.lpszW, 1, 1);
    com_unref(message);
}

static void with_both_flags_both_stay(void **state) /* "Gateway Responsibilities" */
{
    struct plain_message *message = new_message(true);

    (void)state;
    set_rtf(&message->IMessage_iface, "{\\rtf1\\ansi {\\b One}}");
    set_body(&message->IMessage_iface, L"Another");
    sync_is(message, RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "{\\b One}", LZFU);
    body_is(message, L"Another");
    says(message, 7, L"ANOTHER", 0, 0);
    com_unref(message);
}

static void what_is_missing_is_made(void **state)
{
    static const ULONG flags[] = {RTF_SYNC_BODY_CHANGED, RTF_SYNC_RTF_CHANGED,
                                  RTF_SYNC_BODY_CHANGED | RTF_SYNC_RTF_CHANGED};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct plain_message *message = new_message(i != 1);

        sync_is(message, flags[i], FALSE); /* neither is there */
        set_rtf(&message->IMessage_iface, "{\\rtf1 a}");
        sync_is(message, flags[i], TRUE);
        body_is(message, L"a");
        com_unref(message);
        message = new_message(i != 1);
        set_body(&message->IMessage_iface, L"b");
        if (flags[i] == RTF_SYNC_RTF_CHANGED) { /* the RTF has gone */
            sync_is(message, flags[i], FALSE);
            assert_hr(message->IMessage_iface.lpVtbl->SetProps(
                          &message->IMessage_iface, 1, &NUMBER(PR_RTF_SYNC_BODY_CRC, 5), NULL),
                      S_OK);
            sync_is(message, flags[i], TRUE);
            assert_false(has(message, PR_RTF_SYNC_BODY_CRC));
            assert_false(has(message, PR_RTF_IN_SYNC));
        } else {
            sync_is(message, flags[i], TRUE);
            rtf_has(message, "\\fs20 b}", LZFU);
        }
        com_unref(message);
    }
}

static void a_store_that_wants_it_plain_gets_it_plain(void **state) /* 11.8-13 */
{
    struct plain_message *message = new_message(true);

    (void)state;
    set_body(&message->IMessage_iface, L"b");
    assert_hr(prop_bag_set_long(&message->bag, PR_STORE_SUPPORT_MASK, STORE_UNCOMPRESSED_RTF),
              S_OK);
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "\\fs20 b}", MELA);
    com_unref(message);
}

static void a_message_without_unicode_is_read_too(void **state)
{
    struct plain_message *message = new_message(false);

    (void)state;
    assert_hr(prop_bag_set(&message->bag, &STRING8(PR_BODY, "narrow")), S_OK);
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "\\fs20 narrow}", LZFU);
    com_unref(message);
}

static void corrupt_rtf_is_told_or_replaced(void **state)
{
    struct plain_message *message = new_message(true);
    IMessage *m = &message->IMessage_iface;
    BOOL updated = 77;

    (void)state;
    assert_hr(m->lpVtbl->SetProps(m, 1, &BYTES(PR_RTF_COMPRESSED, 3, "abc"), NULL), S_OK);
    assert_hr(RTFSync(m, RTF_SYNC_RTF_CHANGED, &updated), MAPI_E_CORRUPT_DATA);
    assert_int_equal(updated, FALSE);
    set_body(m, L"b");
    sync_is(message, RTF_SYNC_BODY_CHANGED, TRUE);
    rtf_has(message, "\\fs20 b}", LZFU);
    com_unref(message);
}

static void what_is_wrong_is_refused(void **state) /* 11.8-18 */
{
    struct plain_message *message = new_message(true);
    BOOL updated = 77;

    (void)state;
    assert_hr(RTFSync(&message->IMessage_iface, 4, &updated), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(updated, FALSE);
    assert_hr(RTFSync(NULL, 1, &updated), MAPI_E_INVALID_PARAMETER);
    assert_hr(RTFSync(&message->IMessage_iface, 1, NULL), MAPI_E_INVALID_PARAMETER);
    set_body(&message->IMessage_iface, L"b");
    sync_is(message, 0, FALSE);
    com_unref(message);
}

static void running_out_of_memory_is_told(void **state)
{
    (void)state;
    for (int streams = 0; streams < 2; streams++) {
        for (ULONG flags = 1; flags < 4; flags++) {
            HRESULT hr;

            for (int lost = 0;; lost++) {
                struct plain_message *message = new_message(streams);
                BOOL updated;

                set_rtf(&message->IMessage_iface, "{\\rtf1\\ansi{\\b Hello, world}\\par}");
                set_body(&message->IMessage_iface, L"Another text than that");
                fault_alloc_after(lost);
                hr = RTFSync(&message->IMessage_iface, flags, &updated);
                fault_alloc_never();
                if (hr == S_OK) assert_int_equal(number_of(message, PR_RTF_IN_SYNC), 1);
                com_unref(message);
                if (hr == S_OK) break;
                /* a stream's own code */
                if (hr != STG_E_INSUFFICIENTMEMORY) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
                assert_true(lost < 1000);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rtf_makes_the_body),
        TEST(html_in_rtf_makes_the_body_as_text),
        TEST(a_body_that_fits_leaves_the_rtf),
        TEST(another_body_makes_other_rtf),
        TEST(what_was_stored_about_a_body_counts),
        TEST(with_both_flags_both_stay),
        TEST(what_is_missing_is_made),
        TEST(a_store_that_wants_it_plain_gets_it_plain),
        TEST(a_message_without_unicode_is_read_too),
        TEST(corrupt_rtf_is_told_or_replaced),
        TEST(what_is_wrong_is_refused),
        TEST(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
