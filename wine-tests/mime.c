/*
 * mime.c - DllGetClassObject, DllCanUnloadNow, and IConverterSession over messages of a local store
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"
#include "mapimime.h"

static HRESULT(WINAPI *get_class)(REFCLSID clsid, REFIID iid, void **out);
static HRESULT(WINAPI *can_unload)(void);

static const char mail[] = "Received: from here by there; Sat, 21 Nov 2026 06:00:00 +0000\r\n"
                           "From: Ann Example <ann@example.org>\r\n"
                           "To: Bob <bob@example.org>, =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\r\n"
                           "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                           "Date: Sat, 21 Nov 2026 05:00:00 +0000\r\n"
                           "Message-ID: <1@example.org>\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/mixed; boundary=b\r\n"
                           "\r\n"
                           "--b\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "\r\n"
                           "A few plain words, and Sch\xc3\xb6ne Gr\xc3\xbc\xc3\x9f" "e\r\n"
                           "--b\r\n"
                           "Content-Type: application/pdf\r\n"
                           "Content-Disposition: attachment; filename=\"a b.pdf\"\r\n"
                           "Content-Transfer-Encoding: base64\r\n"
                           "\r\n"
                           "JVBERi0xLjQK\r\n"
                           "--b--\r\n";

static IStream *stream_of(const char *text)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    IStream *stream = NULL;

    ok_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    ok_hr(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
    return stream;
}

/* All of a stream; it is released, by the last reference. */
static char *text_of(IStream *stream)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    STATSTG stat;
    ULONG got = 0, left;
    char *text;

    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
    text = calloc(1, stat.cbSize.LowPart + 1);
    ok_hr(stream->lpVtbl->Read(stream, text, stat.cbSize.LowPart, &got), S_OK);
    left = stream->lpVtbl->Release(stream);
    ok(!left, "%lu references to the stream are left\n", left);
    return text;
}

static void ok_has(const char *text, const char *part)
{
    ok(strstr(text, part) != NULL, "%s is not in:\n%s\n", part, text);
}

static IConverterSession *new_converter(void)
{
    IClassFactory *factory = NULL;
    IConverterSession *converter = NULL;

    ok_hr(get_class(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory), S_OK);
    if (!factory) return NULL;
    ok_hr(
        factory->lpVtbl->CreateInstance(factory, NULL, &IID_IConverterSession, (void **)&converter),
        S_OK);
    factory->lpVtbl->Release(factory);
    return converter;
}

static void classes_are_found_or_refused(void)
{
    static const GUID nothing = {0x12345678, 1, 2, {3}};
    IClassFactory *factory = (void *)1;
    IUnknown *unknown = (void *)1;

    ok_hr(get_class(&nothing, &IID_IClassFactory, (void **)&factory), CLASS_E_CLASSNOTAVAILABLE);
    ok(!factory, "something came all the same\n");
    factory = (void *)1;
    ok_hr(get_class(&CLSID_IConverterSession, &IID_IStream, (void **)&factory), E_NOINTERFACE);
    ok(!factory, "something came all the same\n");
    ok_hr(get_class(&CLSID_IConverterSession, &IID_IClassFactory, NULL), E_INVALIDARG);
    ok_hr(get_class(NULL, &IID_IClassFactory, (void **)&factory), E_INVALIDARG);
    ok_hr(get_class(&CLSID_IConverterSession, NULL, (void **)&factory), E_INVALIDARG);
    ok_hr(get_class(&CLSID_IConverterSession, &IID_IUnknown, (void **)&unknown), S_OK);
    ok_hr(unknown->lpVtbl->QueryInterface(unknown, &IID_IClassFactory, (void **)&factory), S_OK);
    ok((void *)factory == (void *)unknown, "two identities\n");
    unknown->lpVtbl->Release(unknown);
    unknown = (void *)1;
    ok_hr(factory->lpVtbl->CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown,
                                          (void **)&unknown),
          CLASS_E_NOAGGREGATION);
    ok(!unknown, "something came all the same\n");
    ok_hr(factory->lpVtbl->CreateInstance(factory, NULL, &IID_IMessage, (void **)&unknown),
          E_NOINTERFACE);
    ok_hr(factory->lpVtbl->CreateInstance(factory, NULL, NULL, (void **)&unknown), E_INVALIDARG);
    ok_hr(factory->lpVtbl->CreateInstance(factory, NULL, &IID_IUnknown, NULL), E_INVALIDARG);
    ok_hr(factory->lpVtbl->CreateInstance(factory, NULL, &IID_IUnknown, (void **)&unknown), S_OK);
    ok(!unknown->lpVtbl->Release(unknown), "the converter is still alive\n");
    ok(!factory->lpVtbl->Release(factory), "the factory is still alive\n");
}

static void the_dll_stays_while_it_is_needed(void)
{
    IClassFactory *factory = NULL;
    IConverterSession *converter = NULL;

    ok_hr(can_unload(), S_OK);
    ok_hr(get_class(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory), S_OK);
    ok_hr(can_unload(), S_FALSE);
    ok_hr(
        factory->lpVtbl->CreateInstance(factory, NULL, &IID_IConverterSession, (void **)&converter),
        S_OK);
    ok_hr(factory->lpVtbl->LockServer(factory, TRUE), S_OK);
    factory->lpVtbl->Release(factory);
    ok_hr(can_unload(), S_FALSE);
    converter->lpVtbl->Release(converter);
    ok_hr(can_unload(), S_FALSE); /* locked */
    ok_hr(get_class(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory), S_OK);
    ok_hr(factory->lpVtbl->LockServer(factory, FALSE), S_OK);
    factory->lpVtbl->Release(factory);
    ok_hr(can_unload(), S_OK);
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(can_unload(), S_FALSE);
    MAPIUninitialize();
    ok_hr(can_unload(), S_OK);
}

/* As providers make it: by the registry. */
static void com_makes_a_converter(void)
{
    static const char key[] = "CLSID\\{4E3A7680-B77A-11D0-9DA5-00C04FD65685}\\InprocServer32";
    static const char parent[] = "CLSID\\{4E3A7680-B77A-11D0-9DA5-00C04FD65685}";
    IConverterSession *converter = NULL;
    char dll[MAX_PATH];
    HKEY open;
    HRESULT hr;

    GetModuleFileNameA(GetModuleHandleA("msmapi32.dll"), dll, sizeof(dll));
    if (RegCreateKeyExA(HKEY_CLASSES_ROOT, key, 0, NULL, 0, KEY_WRITE, NULL, &open, NULL)) {
        skip("the registry can't be written\n");
        return;
    }
    RegSetValueExA(open, NULL, 0, REG_SZ, (BYTE *)dll, (DWORD)strlen(dll) + 1);
    RegSetValueExA(open, "ThreadingModel", 0, REG_SZ, (const BYTE *)"Both", 5);
    RegCloseKey(open);
    ok_hr(CoInitialize(NULL), S_OK);
    hr = CoCreateInstance(&CLSID_IConverterSession, NULL, CLSCTX_INPROC_SERVER,
                          &IID_IConverterSession, (void **)&converter);
    ok(hr == S_OK, "got %#lx\n", hr);
    if (converter) {
        ok_hr(converter->lpVtbl->SetEncoding(converter, IET_QP), S_OK);
        ok(!converter->lpVtbl->Release(converter), "the converter is still alive\n");
    }
    CoFreeUnusedLibraries();
    CoUninitialize();
    RegDeleteKeyA(HKEY_CLASSES_ROOT, key);
    RegDeleteKeyA(HKEY_CLASSES_ROOT, parent);
}

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;

static void begin(void)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(make_profile("LOCALSTORE", path), S_OK);
    session = log_on();
    store = session ? open_store(session, S_OK) : NULL;
    inbox = store ? open_inbox(store) : NULL;
}

static void end(void)
{
    if (inbox) inbox->lpVtbl->Release(inbox);
    if (store) store->lpVtbl->Release(store);
    if (session) log_off(session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
    ok_hr(can_unload(), S_OK); /* no object of ours is left */
}

/* A saved message that says what mail does. */
static IMessage *imported(IConverterSession *converter, const char *text)
{
    IStream *stream = stream_of(text);
    SPropValue flags = {.ulPropTag = PR_MESSAGE_FLAGS,
                        .Value.l = MSGFLAG_READ}; /* it came as mail */
    IMessage *message = NULL;
    ULONG left;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, &IID_IMessage, 0, &message), S_OK);
    ok_hr(converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_SMTP), S_OK);
    left = stream->lpVtbl->Release(stream);
    ok(!left, "%lu references to the stream are left\n", left);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &flags), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

static void a_mail_comes_in_and_goes_out(void)
{
    IConverterSession *converter = new_converter();
    IMessage *message;
    IStream *out;
    SPropValue *subject = NULL;
    char *text;

    begin();
    if (!inbox || !converter) return;
    message = imported(converter, mail);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_SUBJECT_W, &subject), S_OK);
    ok(subject && !wcscmp(subject->Value.lpszW, L"Gr\u00fc\u00dfe"), "another subject\n");
    MAPIFreeBuffer(subject);
    expect_text(message, PR_SENDER_EMAIL_ADDRESS_A, "ann@example.org");
    expect_text(message, PR_INTERNET_MESSAGE_ID_A, "<1@example.org>");

    out = stream_of("");
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, out, CCSF_SMTP), S_OK);
    text = text_of(out);
    ok_has(text, "Received: from here by there; Sat, 21 Nov 2026 06:00:00 +0000\r\n");
    ok_has(text, "From: Ann Example <ann@example.org>\r\n");
    ok_has(text, "To: Bob <bob@example.org>, =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\r\n");
    ok_has(text, "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n");
    ok_has(text, "Date: Sat, 21 Nov 2026 05:00:00 +0000\r\n");
    ok_has(text, "Message-ID: <1@example.org>\r\n");
    ok_has(text, "charset=utf-8");
    ok_has(text, "Sch=C3=B6ne Gr=C3=BC=C3=9Fe");
    ok_has(text, "filename=\"a b.pdf\"");
    ok_has(text, "\r\n\r\nJVBERi0xLjQK\r\n");
    free(text);

    /* behind what the stream has */
    out = stream_of("first\r\n");
    out->lpVtbl->Seek(out, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_END, NULL);
    ok_hr(converter->lpVtbl->SetEncoding(converter, IET_BASE64), S_OK);
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, out, CCSF_SMTP | CCSF_NOHEADERS),
          S_OK);
    text = text_of(out);
    ok(!strncmp(text, "first\r\nMIME-Version: 1.0\r\n", 26), "got %.40s\n", text);
    ok_has(text, "QSBmZXcgcGxhaW4gd29yZHMsIGFuZCBTY2jDtm5lIEdyw7zDn2U=");
    free(text);

    ok(!message->lpVtbl->Release(message), "the message is still alive\n");
    ok(!converter->lpVtbl->Release(converter), "the converter is still alive\n");
    end();
}

/* What mail has no words for goes as winmail.dat, and comes back. */
static void a_mail_goes_out_as_tnef_and_comes_in(void)
{
    IConverterSession *converter = new_converter();
    SPropValue own = {.ulPropTag = PROP_TAG(PT_LONG, 0x6901), .Value.l = 12345}, *back = NULL;
    IMessage *message, *again;
    IStream *out;
    char *text;

    begin();
    if (!inbox || !converter) return;
    message = imported(converter, mail);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &own), S_OK);
    out = stream_of("");
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, out, CCSF_SMTP | CCSF_USE_TNEF),
          S_OK);
    text = text_of(out);
    ok_has(text, "From: Ann Example <ann@example.org>\r\n");
    ok_has(text, "Content-Type: text/plain; charset=");
    ok_has(
        text,
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n");
    ok(!strstr(text, "a b.pdf"), "the attachment is there twice\n");
    again = imported(converter, text);
    free(text);
    ok_hr(HrGetOneProp((IMAPIProp *)again, own.ulPropTag, &back), S_OK);
    ok(back && back->Value.l == 12345, "the property is another\n");
    MAPIFreeBuffer(back);
    expect_text(again, PR_INTERNET_MESSAGE_ID_A, "<1@example.org>");
    ok(!again->lpVtbl->Release(again), "the message is still alive\n");
    ok(!message->lpVtbl->Release(message), "the message is still alive\n");
    ok(!converter->lpVtbl->Release(converter), "the converter is still alive\n");
    end();
}

static void wrong_arguments_are_refused(void)
{
    IConverterSession *converter = new_converter();
    IMessage *message = NULL;
    IStream *stream = stream_of(mail);

    begin();
    if (!inbox || !converter) return;
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, &IID_IMessage, 0, &message), S_OK);
    ok_hr(converter->lpVtbl->MIMEToMAPI(converter, NULL, message, NULL, CCSF_SMTP), E_INVALIDARG);
    ok_hr(converter->lpVtbl->MIMEToMAPI(converter, stream, NULL, NULL, CCSF_SMTP), E_INVALIDARG);
    ok_hr(converter->lpVtbl->MIMEToMAPI(converter, stream, message, "server", CCSF_SMTP),
          E_INVALIDARG);
    ok_hr(converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, 0x40000000),
          E_INVALIDARG);
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, NULL, stream, CCSF_SMTP), E_INVALIDARG);
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, NULL, CCSF_SMTP), E_INVALIDARG);
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, stream, 0x40000000), E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetEncoding(converter, IET_BINARY), E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetEncoding(converter, IET_UNKNOWN), E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetSaveFormat(converter, (MIMESAVETYPE)7), E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetCharSet(converter, TRUE, NULL, (CSETAPPLYTYPE)9), E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetCharSet(converter, TRUE, (HCHARSET)(ULONG_PTR)0x123456,
                                        CSET_APPLY_ALL),
          E_INVALIDARG);
    ok_hr(converter->lpVtbl->SetCharSet(converter, TRUE, NULL, CSET_APPLY_ALL), S_OK);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    converter->lpVtbl->Release(converter);
    end();
}

static void the_address_book_is_held_as_long_as_told(void)
{
    IConverterSession *converter = new_converter();
    IAddrBook *book = NULL;
    ULONG alone, held;

    begin();
    if (!session || !converter) return;
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    if (book) {
        alone = book->lpVtbl->AddRef(book);
        ok_hr(converter->lpVtbl->SetAdrBook(converter, book), S_OK);
        held = book->lpVtbl->AddRef(book);
        ok(held == alone + 2, "%lu references, then %lu\n", alone, held);
        ok_hr(converter->lpVtbl->SetAdrBook(converter, NULL), S_OK);
        held = book->lpVtbl->Release(book);
        ok(held == alone, "%lu references, then %lu\n", alone, held);
        ok_hr(converter->lpVtbl->SetAdrBook(converter, book), S_OK);
        ok(!converter->lpVtbl->Release(converter), "the converter is still alive\n");
        book->lpVtbl->Release(book);
        held = book->lpVtbl->Release(book);
        ok(held == alone - 2, "%lu references are left\n", held);
    }
    end();
}

static void a_charset_of_mimeole_is_used(void)
{
    HMODULE mime_ole = LoadLibraryA("inetcomm.dll");
    HRESULT(WINAPI * find)
    (const char *name, HCHARSET *out) =
        mime_ole ? (void *)GetProcAddress(mime_ole, "MimeOleFindCharset") : NULL;
    IConverterSession *converter = new_converter();
    HCHARSET charset = NULL;
    IMessage *message;
    IStream *out;
    char *text;

    if (!find || find("iso-8859-1", &charset) != S_OK || !charset) {
        skip("this MimeOLE knows no charsets\n");
        converter->lpVtbl->Release(converter);
        return;
    }
    begin();
    if (!inbox || !converter) return;
    message = imported(converter, mail);
    ok_hr(converter->lpVtbl->SetCharSet(converter, TRUE, charset, CSET_APPLY_ALL), S_OK);
    out = stream_of("");
    ok_hr(converter->lpVtbl->MAPIToMIMEStm(converter, message, out, CCSF_SMTP), S_OK);
    text = text_of(out);
    ok_has(text, "charset=iso-8859-1");
    ok_has(text, "Sch=F6ne Gr=FC=DFe");
    free(text);
    message->lpVtbl->Release(message);
    converter->lpVtbl->Release(converter);
    end();
}

START_TEST(mime)
{
    HMODULE mapi = GetModuleHandleA("msmapi32.dll");
    char folder[MAX_PATH];

    get_class = (void *)GetProcAddress(mapi, "DllGetClassObject");
    can_unload = (void *)GetProcAddress(mapi, "DllCanUnloadNow");
    GetTempPathA(sizeof(folder), folder);
    snprintf(path, sizeof(path), "%sommime%lu.mail", folder, GetCurrentProcessId());
    RUN(classes_are_found_or_refused);
    RUN(the_dll_stays_while_it_is_needed);
    RUN(com_makes_a_converter);
    RUN(a_mail_comes_in_and_goes_out);
    RUN(a_mail_goes_out_as_tnef_and_comes_in);
    RUN(wrong_arguments_are_refused);
    RUN(the_address_book_is_held_as_long_as_told);
    RUN(a_charset_of_mimeole_is_used);
}
