/*
 * test_rtf_places.c - RTFSync over a message of the local store: attachments get their places
 */
#include "local_store/fixture.h"
#include "mapiutil.h"

static void set_rtf(IMessage *mail, const char *rtf)
{
    IStream *packed, *stream;

    ok_hr(mail->lpVtbl->OpenProperty(mail, PR_RTF_COMPRESSED, &IID_IStream, STGM_READWRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&packed));
    ok_hr(WrapCompressedRTFStream(packed, MAPI_MODIFY, &stream));
    ok_hr(stream->lpVtbl->Write(stream, rtf, (ULONG)strlen(rtf), NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(packed->lpVtbl->Commit(packed, 0));
    packed->lpVtbl->Release(packed);
}

static void attach(IMessage *mail, LONG position)
{
    SPropValue values[] = {{.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
                           {.ulPropTag = PR_RENDERING_POSITION, .Value.l = position}};
    IAttach *attach;
    ULONG number;

    ok_hr(mail->lpVtbl->CreateAttach(mail, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 2, values, NULL));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

static LONG position_of(IMessage *mail, ULONG number)
{
    IAttach *attach;
    LONG position;

    ok_hr(mail->lpVtbl->OpenAttach(mail, number, NULL, 0, &attach));
    position = (LONG)get_long(attach, PR_RENDERING_POSITION);
    attach->lpVtbl->Release(attach);
    return position;
}

static void attachments_get_their_places(void **state) /* 11.8-23 */
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *mail;
    BOOL updated;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &mail));
    attach(mail, 9);
    attach(mail, -1);
    attach(mail, 2);
    ok_hr(mail->lpVtbl->SaveChanges(mail, KEEP_OPEN_READWRITE)); /* until then its table has none */
    set_rtf(mail, "{\\rtf1\\ansi One {\\objattph  }\\par two {\\objattph  }\\par{\\objattph  }}");
    ok_hr(RTFSync(mail, RTF_SYNC_RTF_CHANGED, &updated));
    assert_int_equal(updated, TRUE);
    assert_int_equal(position_of(mail, 2), 4);
    assert_int_equal(position_of(mail, 0), 11);
    assert_int_equal(position_of(mail, 1), -1);
    ok_hr(mail->lpVtbl->SaveChanges(mail, KEEP_OPEN_READWRITE));
    ok_hr(RTFSync(mail, RTF_SYNC_RTF_CHANGED, &updated));
    assert_int_equal(updated, FALSE);
    assert_int_equal(position_of(mail, 0), 11);
    mail->lpVtbl->Release(mail);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(attachments_get_their_places, store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
