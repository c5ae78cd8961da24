/*
 * builtin.c - Wine's own mapi32.dll, with our DLL in the registry as the default mail client's
 *
 * Wine reads the registry in its mapi32's DllMain, so each case is a process of its own. This
 * program links no MAPI.
 */
#define INITGUID
#define USES_IID_IMAPIProp
#include <windows.h>
#include <objbase.h>
#include <initguid.h>
#include "client_walk.h"
#include "mapi.h"

#define MAIL "Software\\Clients\\Mail"

static char folder[MAX_PATH]; /* of this program, with its last '\\' */

static void find_folder(void)
{
    char *last;

    GetModuleFileNameA(NULL, folder, sizeof(folder));
    last = strrchr(folder, '\\');
    if (last) last[1] = 0;
}

/* The default mail client "Open MAPI test", whose values name DLLs of our folder; NULL: not set. */
static void register_client(const char *ex, const char *simple)
{
    static const char *const names[] = {"DLLPathEx", "DLLPath"};
    const char *dlls[] = {ex, simple};
    char path[MAX_PATH * 2];
    HKEY mail, client;

    ok(!RegCreateKeyA(HKEY_LOCAL_MACHINE, MAIL, &mail), "no Mail key\n");
    ok(!RegSetValueExA(mail, NULL, 0, REG_SZ, (const BYTE *)"Open MAPI test", 15),
       "no default client\n");
    ok(!RegCreateKeyA(mail, "Open MAPI test", &client), "no client key\n");
    for (int i = 0; i < 2; i++) {
        RegDeleteValueA(client, names[i]);
        if (!dlls[i]) continue;
        snprintf(path, sizeof(path), "%s%s", folder, dlls[i]);
        ok(!RegSetValueExA(client, names[i], 0, REG_SZ, (const BYTE *)path,
                           (DWORD)strlen(path) + 1),
           "no value\n");
    }
    RegCloseKey(client);
    RegCloseKey(mail);
}

static HMODULE load_builtin(void)
{
    char path[MAX_PATH];
    HMODULE dll;

    GetSystemDirectoryA(path, sizeof(path));
    strcat(path, "\\mapi32.dll");
    dll = LoadLibraryA(path);
    ok(dll != NULL, "%s: error %lu\n", path, GetLastError());
    if (!dll) return NULL;
    ok(!memcmp((char *)dll + 0x40, "Wine builtin DLL", 16), "%s is not Wine's own\n", path);
    return dll;
}

/* 13.2-07: what one DLL allocates, the other frees */
static void memory_crosses(const struct mapi *stub, const struct mapi *own)
{
    const struct mapi *ways[][2] = {{stub, own}, {own, stub}};

    for (int i = 0; i < 2; i++) {
        const struct mapi *one = ways[i][0], *other = ways[i][1];
        char *root = NULL, *child = NULL, *grandchild = NULL;

        ok_hr(one->allocate(100, (void **)&root), S_OK);
        ok_hr(other->more(1000, root, (void **)&child), S_OK);
        ok_hr(one->more(5, root, (void **)&grandchild), S_OK);
        if (root && child && grandchild) {
            memset(root, 1, 100);
            memset(child, 2, 1000);
            memset(grandchild, 3, 5);
        }
        ok(other->free(root) == 0, "not freed\n");
    }
}

/* In a child: 13.2-01, 13.2-05, 13.2-07, 13.2-10 and clients.md "Wine 8's builtin mapi32 loads
 * DLLPath and DLLPathEx" */
static void child_walks(void)
{
    struct mapi stub, own;
    HMODULE ours, dll = load_builtin();

    if (!dll) return;
    ours = GetModuleHandleA("msmapi32.dll");
    ok(ours != NULL, "our DLL is not loaded\n");
    find_functions(dll, &stub);
    find_functions(ours, &own);
    ok(stub.logon != own.logon, "these are our own functions\n");
    memory_crosses(&stub, &own); /* before MAPIInitialize */
    walk(&stub, true);
    walk(&own, false); /* the same profile, straight */
    ok_hr(stub.initialize(NULL), S_OK);
    memory_crosses(&stub, &own);
    stub.uninitialize();
    FreeLibrary(dll);
}

static void expect_attachment(IMessage *message, const char *bytes)
{
    IAttach *attach = NULL;
    IStream *stream = NULL;
    char got[40] = "";
    ULONG n = 0;

    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    if (!attach) return;
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&stream),
          S_OK);
    if (stream) {
        ok_hr(stream->lpVtbl->Read(stream, got, sizeof(got) - 1, &n), S_OK);
        stream->lpVtbl->Release(stream);
    }
    ok(!strcmp(got, bytes), "got %s\n", got);
    attach->lpVtbl->Release(attach);
}

/* The one message that waits has an attachment with these bytes; it is taken out of the queue. */
static void look_at_sent(const struct mapi *own, IMsgStore *store, const char *bytes)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *queue = NULL;
    SRowSet *rows = NULL;

    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &queue), S_OK);
    if (!queue) return;
    ok_hr(own->query_all(queue, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    queue->lpVtbl->Release(queue);
    ok(rows && rows->cRows == 1, "%lu messages wait\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SBinary *id = &rows->aRow[i].lpProps[0].Value.bin;
        IMessage *message = NULL;
        ULONG type;

        ok_hr(store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                       (IUnknown **)&message),
              S_OK);
        if (!message) continue;
        expect_attachment(message, bytes);
        message->lpVtbl->Release(message);
        ok_hr(store->lpVtbl->AbortSubmit(store, id->cb, (ENTRYID *)id->lpb, 0), S_OK);
    }
    own->free_rows(rows);
}

/* A message with an attachment, which is deleted at once, through Wine's own DLL. */
static void send_simply(HMODULE dll, LHANDLE handle)
{
    MapiRecipDesc ann = {0, MAPI_TO, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL};
    char file[MAX_PATH];
    MapiFileDesc attached = {0, 0, (ULONG)-1, file, (LPSTR) "", NULL};
    MapiMessage message = {.lpszSubject = (LPSTR) "Lunch", .nRecipCount = 1, .lpRecips = &ann,
                           .nFileCount = 1, .lpFiles = &attached};
    LPMAPISENDMAIL send_mail;
    HANDLE made;
    ULONG code;
    DWORD n;

    GetTempPathA(sizeof(file) - 32, file);
    strcat(file, "omclient-menu.txt");
    made = CreateFileA(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    ok(WriteFile(made, "soup", 4, &n, NULL), "not written\n");
    CloseHandle(made);
    *(void **)&send_mail = (void *)GetProcAddress(dll, "MAPISendMail");
    code = send_mail(handle, 0, &message, 0, 0);
    ok(!code, "got %lu\n", code);
    ok(DeleteFileA(file), "error %lu\n", GetLastError());
}

/* In a child: 12.1-01, 12.3-13, 13.2-03: a session of Simple MAPI that Wine's own DLL passes on, and
 * a message sent in it */
static void child_logs_on_simply(void)
{
    HMODULE ours, dll = load_builtin();
    IMAPISession *session = NULL;
    SCODE(WINAPI * convert)(LHANDLE, ULONG, const IID *, IMAPISession **);
    LPMAPILOGOFF logoff;
    LPMAPILOGON logon;
    LHANDLE handle = 0;
    struct mapi own;

    if (!dll) return;
    ours = GetModuleHandleA("msmapi32.dll");
    ok(ours != NULL, "our DLL is not loaded\n");
    find_functions(ours, &own);
    ok_hr(own.initialize(NULL), S_OK);
    walk_profile(&own);
    own.uninitialize();
    *(void **)&logon = (void *)GetProcAddress(dll, "MAPILogon");
    *(void **)&logoff = (void *)GetProcAddress(dll, "MAPILogoff");
    *(void **)&convert = (void *)GetProcAddress(ours, "ScMAPIXFromSMAPI");
    ok((void *)logon != (void *)GetProcAddress(ours, "MAPILogon"), "these are our own functions\n");
    ok(logon(0, NULL, NULL, 0, 0, &handle) == MAPI_E_LOGIN_FAILURE, "there is a session\n");
    ok(!logon(0, (LPSTR) "omclient", NULL, MAPI_NEW_SESSION, 0, &handle), "not logged on\n");
    ok(handle > 1, "got handle %p\n", (void *)handle); /* Wine's own answer is 1 */
    ok_hr(convert(handle, 0, NULL, &session), S_OK);
    send_simply(dll, handle);
    if (session) {
        IMsgStore *store = walk_default_store(&own, session);

        if (store) {
            look_at_sent(&own, store, "soup");
            store->lpVtbl->Release(store);
        }
        session->lpVtbl->Release(session);
    }
    ok(!logoff(handle, 0, 0, 0), "not logged off\n");
    ok(logoff(handle, 0, 0, 0) == MAPI_E_INVALID_SESSION, "logged off twice\n");
    FreeLibrary(dll);
}

/* In a child: what Wine answers by itself, so that child_walks cannot be fooled. */
static void child_is_alone(void)
{
    struct mapi stub;
    HMODULE dll = load_builtin();

    if (!dll) return;
    find_functions(dll, &stub);
    ok(!GetModuleHandleA("msmapi32.dll"), "our DLL is loaded\n");
    ok_hr(stub.initialize(NULL), MAPI_E_NOT_INITIALIZED);
}

static void in_a_child(const char *what, const char *ex, const char *simple)
{
    PROCESS_INFORMATION child;

    if (!harness_wine()) {
        skip("Windows has another stub\n");
        return;
    }
    register_client(ex, simple);
    if (harness_spawn(what, &child)) harness_wait(&child, 60000);
}

static void wine_logs_on_through_dllpathex(void)
{
    in_a_child("walk", "msmapi32.dll", NULL);
}

static void wine_logs_on_with_both_paths(void)
{
    in_a_child("walk", "msmapi32.dll", "msmapi32.dll");
}

static void wine_passes_simple_mapi_on(void)
{
    in_a_child("simple", "msmapi32.dll", "msmapi32.dll");
}

static void without_our_dll_wine_cannot(void)
{
    in_a_child("alone", NULL, NULL);
}

START_TEST(builtin)
{
    find_folder();
    if (harness_argc > 1) {
        harness_is_child();
        if (!strcmp(harness_argv[1], "walk")) child_walks();
        else if (!strcmp(harness_argv[1], "simple")) child_logs_on_simply();
        else child_is_alone();
        return;
    }
    RUN(without_our_dll_wine_cannot);
    RUN(wine_logs_on_through_dllpathex);
    RUN(wine_logs_on_with_both_paths);
    RUN(wine_passes_simple_mapi_on);
}
