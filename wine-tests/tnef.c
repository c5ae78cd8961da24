/*
 * tnef.c - OpenTnefStream, OpenTnefStreamEx, GetTnefStreamCodepage, and ITnef over messages of a
 * local store
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#define USES_PS_PUBLIC_STRINGS
#include <windows.h>
#include <initguid.h>
#include "mail_fixture.h"
#include "tnef.h"

static IStream *stream_of(const void *bytes, ULONG count)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    IStream *stream = NULL;

    ok_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    if (count) ok_hr(stream->lpVtbl->Write(stream, bytes, count, NULL), S_OK);
    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
    return stream;
}

static void rewind_stream(IStream *stream)
{
    LARGE_INTEGER start = {.QuadPart = 0};

    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
}

static ULONG references(void *object)
{
    IUnknown *unknown = object;

    unknown->lpVtbl->AddRef(unknown);
    return unknown->lpVtbl->Release(unknown);
}

static IMessage *new_mail(void)
{
    IMessage *mail = NULL;

    ok_hr(o.inbox->lpVtbl->CreateMessage(o.inbox, NULL, 0, &mail), S_OK);
    return mail;
}

static ULONG keywords_tag(IMessage *mail)
{
    MAPINAMEID id = {(GUID *)&PS_PUBLIC_STRINGS, MNID_STRING, {.lpwstrName = (WCHAR *)L"Keywords"}},
               *ids = &id;
    SPropTagArray *tags = NULL;
    ULONG tag;

    ok_hr(mail->lpVtbl->GetIDsFromNames(mail, 1, &ids, MAPI_CREATE, &tags), S_OK);
    tag = tags ? CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_MV_UNICODE) : PR_NULL;
    MAPIFreeBuffer(tags);
    return tag;
}

static void fill(IMessage *mail)
{
    WCHAR *words[] = {(WCHAR *)L"red", (WCHAR *)L"\x65e5\x672c"};
    SPropValue props[] = {
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Gr\xfc\xdf" L"e"},
        {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)L"See X and \x65e5."},
        {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = (WCHAR *)L"IPM.Note"},
        {.ulPropTag = PR_IMPORTANCE, .Value.l = IMPORTANCE_HIGH},
        {.ulPropTag = PR_PRIORITY, .Value.l = PRIO_URGENT},
        {.ulPropTag = keywords_tag(mail), .Value.MVszW = {2, words}},
    };
    SPropValue recipient[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Bob"},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = (WCHAR *)L"bob@example.org"},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
    };
    SPropValue file[] = {
        {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
        {.ulPropTag = PR_RENDERING_POSITION, .Value.l = 4},
        {.ulPropTag = PR_ATTACH_FILENAME_W, .Value.lpszW = (WCHAR *)L"one.txt"},
        {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {3, (BYTE *)"abc"}},
    };
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_EMBEDDED_MSG};
    SizedADRLIST(1, list) = {1, {{0, 4, recipient}}};
    IAttach *attach = NULL;
    IMessage *inner = NULL;
    ULONG number;

    ok_hr(mail->lpVtbl->SetProps(mail, 6, props, NULL), S_OK);
    ok_hr(mail->lpVtbl->ModifyRecipients(mail, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    ok_hr(mail->lpVtbl->CreateAttach(mail, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 4, file, NULL), S_OK);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(mail->lpVtbl->CreateAttach(mail, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    props[0].Value.lpszW = (WCHAR *)L"Inside";
    ok_hr(inner->lpVtbl->SetProps(inner, 1, props, NULL), S_OK);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(mail->lpVtbl->SaveChanges(mail, KEEP_OPEN_READWRITE), S_OK);
}

static void begin(void)
{
    begin_in_inbox();
    o.mail = new_mail();
    fill(o.mail);
}

static ITnef *open_tnef(IStream *stream, ULONG flags, IMessage *mail)
{
    ITnef *tnef = NULL;

    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "winmail.dat", flags, mail, 100, &tnef), S_OK);
    return tnef;
}

static IStream *encoded(ULONG flags)
{
    SizedSPropTagArray(1, recipients) = {1, {PR_MESSAGE_RECIPIENTS}};
    IStream *stream = stream_of(NULL, 0);
    ITnef *tnef = open_tnef(stream, TNEF_ENCODE | flags, o.mail);
    STnefProblemArray *problems = (void *)1;
    WORD key = 0;

    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL), S_OK); /* 11.10-10 */
    /* 11.10-13 */
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_INCLUDE, 0, NULL, (SPropTagArray *)&recipients),
          S_OK);
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, &key, &problems), S_OK);
    ok(!problems, "%lu problems\n", problems ? problems->cProblem : 0);
    ok(key == 100, "got key %u\n", key);
    ok(!tnef->lpVtbl->Release(tnef), "it is still alive\n");
    rewind_stream(stream);
    return stream;
}

static void ok_text(void *object, ULONG tag, const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, wanted), "%#lx is %ls\n", tag,
       value ? value->Value.lpszW : L"not there");
    MAPIFreeBuffer(value);
}

static ULONG rows_of(IMessage *mail, bool recipients)
{
    IMAPITable *table = NULL;
    ULONG rows = 99;

    if (recipients) ok_hr(mail->lpVtbl->GetRecipientTable(mail, 0, &table), S_OK);
    else ok_hr(mail->lpVtbl->GetAttachmentTable(mail, 0, &table), S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static void a_message_goes_out_and_comes_in(void)
{
    static const ULONG ways[] = {0, TNEF_PURE, TNEF_BEST_DATA};

    begin();
    for (int i = 0; i < 3; i++) {
        IStream *stream = encoded(ways[i]);
        IMessage *mail = new_mail(), *inner = NULL;
        ITnef *tnef = open_tnef(stream, TNEF_DECODE, mail); /* 11.10-02 */
        STnefProblemArray *problems = (void *)1;
        SPropValue *many = NULL;
        IAttach *attach = NULL;
        IStream *data = NULL;
        char bytes[8] = "";
        ULONG got = 0;

        /* 11.10-06 */
        ok(references(stream) == 2 && references(mail) == 2, "no reference is held\n");
        /* 11.10-16 */
        ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, &problems), S_OK);
        ok(!problems, "%lu problems, first %#lx with %#lx\n", problems ? problems->cProblem : 0,
           problems ? problems->aProblem[0].ulPropTag : 0,
           problems ? problems->aProblem[0].scode : 0);
        tnef->lpVtbl->Release(tnef);
        ok(references(stream) == 1, "the stream is still held\n");
        ok_hr(mail->lpVtbl->SaveChanges(mail, KEEP_OPEN_READWRITE), S_OK);
        ok_text(mail, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e"); /* 11.11-07 */
        ok_text(mail, PR_BODY_W, L"See X and \x65e5."); /* 11.11-17 */
        ok_text(mail, PR_MESSAGE_CLASS_W, L"IPM.Note"); /* 11.11-20 */
        ok_hr(HrGetOneProp((IMAPIProp *)mail, keywords_tag(mail), &many), S_OK); /* 11.11-08 */
        ok(many && many->Value.MVszW.cValues == 2 &&
               !wcscmp(many->Value.MVszW.lppszW[1], L"\x65e5\x672c"),
           "other keywords\n");
        MAPIFreeBuffer(many);
        ok(rows_of(mail, true) == 1, "%lu recipients\n", rows_of(mail, true)); /* 11.11-11 */
        ok(rows_of(mail, false) == 2, "%lu attachments\n", rows_of(mail, false));
        ok_hr(mail->lpVtbl->OpenAttach(mail, 0, NULL, 0, &attach), S_OK);
        ok_text(attach, PR_ATTACH_FILENAME_W, L"one.txt");
        ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                           (IUnknown **)&data),
              S_OK);
        if (data) {
            data->lpVtbl->Read(data, bytes, sizeof(bytes), &got);
            ok(got == 3 && !strcmp(bytes, "abc"), "got %s\n", bytes);
            data->lpVtbl->Release(data);
        }
        attach->lpVtbl->Release(attach);
        ok_hr(mail->lpVtbl->OpenAttach(mail, 1, NULL, 0, &attach), S_OK);
        /* 11.11-10 */
        ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                           (IUnknown **)&inner),
              S_OK);
        if (inner) {
            ok_text(inner, PR_SUBJECT_W, L"Inside");
            inner->lpVtbl->Release(inner);
        }
        attach->lpVtbl->Release(attach);
        mail->lpVtbl->Release(mail);
        stream->lpVtbl->Release(stream);
    }
    end();
}

static void wrong_arguments_are_refused(void)
{
    IStream *stream = stream_of(NULL, 0);
    ITnef *tnef = (void *)1;
    char name[300];

    begin();
    memset(name, 'a', sizeof(name));
    name[299] = 0;
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, o.mail, 1, NULL),
          MAPI_E_INVALID_PARAMETER);
    /* 11.10-04 */
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE, o.mail, 0, &tnef),
          MAPI_E_INVALID_PARAMETER);
    ok(!tnef, "something came all the same\n");
    /* 11.10-03 */
    ok_hr(OpenTnefStream(NULL, stream, NULL, TNEF_ENCODE, o.mail, 1, &tnef),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "a:b", TNEF_ENCODE, o.mail, 1, &tnef),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "[a", TNEF_ENCODE, o.mail, 1, &tnef),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR)name, TNEF_ENCODE, o.mail, 1, &tnef),
          MAPI_E_INVALID_PARAMETER);
    /* 11.10-01 */
    ok_hr(OpenTnefStream(NULL, stream, (LPTSTR) "n", TNEF_ENCODE | 0x200, o.mail, 1, &tnef),
          MAPI_E_UNKNOWN_FLAGS);
    /* 11.10-05 */
    ok_hr(OpenTnefStreamEx(NULL, stream, (LPTSTR) "n", TNEF_DECODE, o.mail, 1, NULL, &tnef),
          MAPI_E_INVALID_PARAMETER);
    tnef = open_tnef(stream, TNEF_DECODE, o.mail);
    /* 11.10-08 */
    ok_hr(tnef->lpVtbl->AddProps(tnef, TNEF_PROP_EXCLUDE, 0, NULL, NULL), MAPI_E_NO_SUPPORT);
    ok_hr(tnef->lpVtbl->SetProps(tnef, 0, 0, 0, NULL), MAPI_E_NO_SUPPORT);
    ok_hr(tnef->lpVtbl->EncodeRecips(tnef, 0, NULL), MAPI_E_NO_SUPPORT);
    /* 11.10-17 */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL), MAPI_E_CORRUPT_DATA);
    tnef->lpVtbl->Release(tnef);
    tnef = open_tnef(stream, TNEF_ENCODE, o.mail);
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL), MAPI_E_NO_SUPPORT);
    /* 11.10-15 */
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL, NULL, NULL),
          MAPI_E_NO_SUPPORT);
    /* 11.10-07: each slot was called with its parameters */
    ok(!tnef->lpVtbl->Release(tnef), "it is still alive\n");
    stream->lpVtbl->Release(stream);
    end();
}

static void values_and_components(void)
{
    SPropValue other = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Another"};
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    SizedSPropTagArray(2, of_file) = {2, {PR_ATTACH_FILENAME_W, PR_ATTACH_DATA_BIN}};
    IStream *stream = stream_of(NULL, 0);
    IMessage *mail;
    ITnef *tnef;

    begin();
    tnef = open_tnef(stream, TNEF_ENCODE | TNEF_COMPONENT_ENCODING, o.mail);
    ok_hr(tnef->lpVtbl->SetProps(tnef, 0, 0, 1, &other), S_OK); /* 11.10-12 */
    /* 11.10-15 */
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 1, NULL, NULL, NULL, NULL),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_MESSAGE, 0, NULL, NULL,
                                        (SPropTagArray *)&subject, NULL),
          S_OK);
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 0, NULL, NULL,
                                        (SPropTagArray *)&of_file, NULL),
          S_OK);
    ok_hr(tnef->lpVtbl->FinishComponent(tnef, TNEF_COMPONENT_ATTACHMENT, 9, NULL, NULL, NULL, NULL),
          MAPI_E_NOT_FOUND);
    tnef->lpVtbl->Release(tnef);
    ok_text(o.mail, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    mail = new_mail();
    rewind_stream(stream);
    tnef = open_tnef(stream, TNEF_DECODE, mail);
    ok_hr(tnef->lpVtbl->Finish(tnef, 0, NULL, NULL), S_OK);
    tnef->lpVtbl->Release(tnef);
    ok_hr(mail->lpVtbl->SaveChanges(mail, KEEP_OPEN_READWRITE), S_OK);
    ok_text(mail, PR_SUBJECT_W, L"Another");
    ok(rows_of(mail, false) == 1, "%lu attachments\n", rows_of(mail, false));
    ok(rows_of(mail, true) == 0, "%lu recipients\n", rows_of(mail, true));
    mail->lpVtbl->Release(mail);
    stream->lpVtbl->Release(stream);
    end();
}

static void tags_stand_where_attachments_do(void)
{
    IStream *stream = stream_of(NULL, 0), *body = NULL;
    char text[200] = "";
    ULONG got = 0;
    ITnef *tnef;

    begin();
    tnef = open_tnef(stream, TNEF_ENCODE, o.mail);
    /* 11.10-19 */
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, o.mail, MAPI_CREATE, &body), MAPI_E_INVALID_PARAMETER);
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, o.mail, 0, &body), S_OK);
    body->lpVtbl->Read(body, text, sizeof(text) - 1, &got);
    /* 11.10-20, -21 */
    ok(!strncmp(text, "See [[ one.txt : 100 in winmail.dat ]] and ", 43), "got %s\n", text);
    body->lpVtbl->Release(body);
    ok_hr(tnef->lpVtbl->OpenTaggedBody(tnef, o.mail, MAPI_CREATE | MAPI_MODIFY, &body), S_OK);
    ok_hr(body->lpVtbl->Write(body, "[[ x : 100 in y ]]!", 19, NULL), S_OK);
    ok(!body->lpVtbl->Release(body), "it is still alive\n");
    ok_text(o.mail, PR_BODY_W, L" !");
    tnef->lpVtbl->Release(tnef);
    stream->lpVtbl->Release(stream);
    end();
}

static void the_code_page_is_told(void)
{
    static const char without[] =
        "\x78\x9f\x3e\x22\x01\x00\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00";
    static const char with[] =
        "\x78\x9f\x3e\x22\x01\x00\x01\x07\x90\x06\x00\x08\x00\x00\x00\xa4\x03\x00\x00\x05\x00\x00\x00\xac\x00";
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    LPGETTNEFSTREAMCODEPAGE by_name =
        (LPGETTNEFSTREAMCODEPAGE)(void *)GetProcAddress(dll, GETTNEFSTREAMCODEPAGE);
    IStream *stream = stream_of(without, sizeof(without) - 1);
    ULONG page = 0, sub = 1;

    ok_hr(MAPIInitialize(NULL), S_OK);
    /* 11.10-23 */
    ok(by_name && GetProcAddress(dll, "GetTnefStreamCodepage"), "one of both names isn't there\n");
    ok_hr(GetTnefStreamCodepage(stream, &page, &sub), S_OK); /* 11.10-22 */
    ok(page == 437 && sub == 0, "got %lu, %lu\n", page, sub);
    stream->lpVtbl->Release(stream);
    stream = stream_of(with, sizeof(with) - 1);
    if (by_name) ok_hr(by_name(stream, &page, &sub), S_OK);
    ok(page == 932 && sub == 5, "got %lu, %lu\n", page, sub); /* 11.11-05 */
    stream->lpVtbl->Release(stream);
    stream = stream_of("no TNEF", 7);
    ok_hr(GetTnefStreamCodepage(stream, &page, &sub), MAPI_E_CORRUPT_DATA);
    stream->lpVtbl->Release(stream);
    MAPIUninitialize();
}

/* ---- a stream that gives little at a time, and tells neither its length nor its place ---- */

struct drips {
    IStream iface;
    LONG refs;
    ULONG given, bytes;
    const BYTE *data;
};

static HRESULT STDMETHODCALLTYPE drips_QueryInterface(IStream *iface, REFIID iid, void **out)
{
    *out = IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IStream) ? iface : NULL;
    if (!*out) return E_NOINTERFACE;
    ((struct drips *)iface)->refs++;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE drips_AddRef(IStream *iface)
{
    return ++((struct drips *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE drips_Release(IStream *iface)
{
    return --((struct drips *)iface)->refs;
}

static HRESULT STDMETHODCALLTYPE drips_Read(IStream *iface, void *to, ULONG want, ULONG *got)
{
    struct drips *drips = (struct drips *)iface;
    ULONG n = 1 + drips->given % 7;

    if (n > want) n = want;
    if (n > drips->bytes - drips->given) n = drips->bytes - drips->given;
    memcpy(to, drips->data + drips->given, n);
    drips->given += n;
    *got = n;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drips_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                            ULARGE_INTEGER *place)
{
    (void)iface, (void)move, (void)origin, (void)place;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE drips_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
    (void)iface, (void)stat, (void)flags;
    return STG_E_INVALIDFUNCTION;
}

static const IStreamVtbl drips_vtbl = {
    .QueryInterface = drips_QueryInterface,
    .AddRef = drips_AddRef,
    .Release = drips_Release,
    .Read = drips_Read,
    .Seek = drips_Seek,
    .Stat = drips_Stat,
};

/* So many values that their array's size has 33 bits: they are passed over, to the end that comes
 * too early. */
static void more_values_than_memory_can_hold_are_refused(void)
{
    static const BYTE head[] =
        "\x78\x9f\x3e\x22\x01\x00"
        "\x01\x03\x90\x06\x00\xff\xff\xff\xff"              /* attMAPIProps of 4 GiB */
        "\x01\x00\x00\x00\x02\x11\x01\x68\x01\x00\x00\x20"; /* 0x20000001 values of PT_MV_BINARY */
    enum { VALUES = 4096 };
    static BYTE bytes[sizeof(head) - 1 + VALUES * 8];
    struct drips drips = {{(IStreamVtbl *)&drips_vtbl}, 1, 0, sizeof(bytes), bytes};
    IMessage *mail;
    ITnef *tnef = NULL;

    begin();
    memcpy(bytes, head, sizeof(head) - 1);
    for (ULONG i = 0; i < VALUES; i++)
        memcpy(bytes + sizeof(head) - 1 + i * 8, "\4\0\0\0abcd", 8);
    mail = new_mail();
    ok_hr(OpenTnefStream(NULL, &drips.iface, NULL, TNEF_DECODE, mail, 0, &tnef), S_OK);
    /* 11.10-17 */
    ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, NULL), MAPI_E_CORRUPT_DATA);
    tnef->lpVtbl->Release(tnef);
    ok(drips.refs == 1 && drips.given == drips.bytes, "%ld references, %lu bytes read\n",
       drips.refs, drips.given);
    mail->lpVtbl->Release(mail);
    end();
}

START_TEST(tnef)
{
    GetTempPathA(MAX_PATH - 40, path);
    snprintf(path + strlen(path), 40, "omtnef%lu.omstore", GetCurrentProcessId());
    RUN(a_message_goes_out_and_comes_in);
    RUN(wrong_arguments_are_refused);
    RUN(values_and_components);
    RUN(tags_stand_where_attachments_do);
    RUN(the_code_page_is_told);
    RUN(more_values_than_memory_can_hold_are_refused);
}
