/*
 * progress.c - MAPI's own progress object and its window
 *
 * The recording store lends its support object; the messages lie in the local store. The test's own
 * thread takes no messages while a box is open, as a client that waits for a copy.
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include <commctrl.h>
#include "session_fixture.h"

enum {
    PATIENCE_MSEC = 30000,
    BOX_TEXT = 101,
    BOX_BAR = 102
};

static IMAPISession *session;
static IMsgStore *recorder;
static IMAPISupport *support;

static void begin(void)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;

    MAPIInitialize(NULL);
    make_profile(true);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(
        services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "Local", 0, 0),
        S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    recorder = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    ok_hr(recorder->lpVtbl->OpenProperty(recorder, PR_NULL, &IID_IMAPISup, 0, 0,
                                         (IUnknown **)&support),
          S_OK);
}

static void end(void)
{
    support->lpVtbl->Release(support);
    recorder->lpVtbl->Release(recorder);
    log_off(session);
    MAPIUninitialize();
}

/* ---- the box ---- */

static BOOL CALLBACK is_box(HWND hwnd, LPARAM out)
{
    DWORD process = 0;

    GetWindowThreadProcessId(hwnd, &process);
    if (process != GetCurrentProcessId() || !GetDlgItem(hwnd, BOX_BAR)) return TRUE;
    *(HWND *)out = hwnd;
    return FALSE;
}

static HWND find_box(void)
{
    HWND box = NULL;

    EnumWindows(is_box, (LPARAM)&box);
    return box;
}

/* Waits, taking no messages, until the condition holds. */
#define wait_for(condition)                                                                        \
    do {                                                                                           \
        DWORD since_ = GetTickCount();                                                             \
        while (!(condition) && GetTickCount() - since_ < PATIENCE_MSEC)                            \
            Sleep(10);                                                                             \
        ok((condition), "%s: waited in vain\n", #condition);                                       \
    } while (0)

static LRESULT position(HWND box)
{
    return SendDlgItemMessageA(box, BOX_BAR, PBM_GETPOS, 0, 0);
}

static void expect_text(HWND box, const char *wanted)
{
    char text[100] = "";

    GetDlgItemTextA(box, BOX_TEXT, text, sizeof(text));
    ok(!strcmp(text, wanted), "got \"%s\", expected \"%s\"\n", text, wanted);
}

static IMAPIProgress *open_box(HWND parent)
{
    IMAPIProgress *progress = NULL;

    ok_hr(support->lpVtbl->DoProgressDialog(support, (ULONG_PTR)parent, MAPI_TOP_LEVEL, &progress),
          S_OK);
    return progress;
}

static void set_limits(IMAPIProgress *progress, ULONG least, ULONG most, ULONG flags)
{
    ok_hr(progress->lpVtbl->SetLimits(progress, &least, &most, &flags), S_OK);
}

/* 5.10-19, 11.13-07, 11.13-09 */
static void a_box_shows_how_far_it_is(void)
{
    HWND parent, box, front;
    IMAPIProgress *progress;
    RECT over, own;
    ULONG value = 77;

    begin();
    parent = CreateWindowA("STATIC", "parent", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 100, 100, 600, 400,
                           NULL, NULL, NULL, NULL);
    ok(parent != NULL, "no window: error %lu\n", GetLastError());
    SetFocus(parent);
    front = GetForegroundWindow();
    progress = open_box(parent);
    ok_hr(progress->lpVtbl->GetFlags(progress, &value), S_OK);
    ok(value == MAPI_TOP_LEVEL, "flags %#lx\n", value);
    ok_hr(progress->lpVtbl->GetMin(progress, &value), S_OK);
    ok(value == 1, "from %lu\n", value);
    ok_hr(progress->lpVtbl->GetMax(progress, &value), S_OK);
    ok(value == 1000, "to %lu\n", value);

    wait_for((box = find_box()));
    wait_for(IsWindowVisible(box));
    ok(GetWindowThreadProcessId(box, NULL) != GetCurrentThreadId(),
       "it is on the caller's thread\n");
    ok(!GetWindow(box, GW_OWNER), "it is tied to the caller's input\n");
    ok(IsWindowEnabled(parent), "the parent was disabled\n");
    ok(GetFocus() == parent && GetForegroundWindow() == front, "it took the focus\n");
    GetWindowRect(parent, &over);
    GetWindowRect(box, &own);
    ok(own.left > over.left && own.right < over.right && own.top > over.top &&
           own.bottom < over.bottom,
       "it is not over its parent: %ld to %ld, %ld to %ld\n", own.left, own.right, own.top,
       own.bottom);

    set_limits(progress, 0, 10, MAPI_TOP_LEVEL);
    ok_hr(progress->lpVtbl->Progress(progress, 5, 5, 10), S_OK);
    wait_for(position(box) == 500);
    expect_text(box, "5 items completed out of 10");
    set_limits(progress, 5, 10, 0);
    ok_hr(progress->lpVtbl->Progress(progress, 7, 0, 0), S_OK);
    wait_for(position(box) == 700);
    expect_text(box, "5 items completed out of 10");
    ok_hr(progress->lpVtbl->Progress(progress, 10, 10, 10), S_OK);
    wait_for(position(box) == 1000);

    ok(progress->lpVtbl->Release(progress) == 0, "references are left\n");
    ok(!IsWindow(box), "the box is still there\n");
    ok(IsWindow(parent) && GetFocus() == parent, "the focus is gone\n");
    DestroyWindow(parent);
    end();
}

static void expect_cancelled(UINT message, WPARAM what)
{
    IMAPIProgress *progress = open_box(NULL);
    HWND box;

    ok_hr(progress->lpVtbl->Progress(progress, 10, 1, 100), S_OK);
    wait_for((box = find_box()));
    ok_hr(progress->lpVtbl->Progress(progress, 20, 2, 100), S_OK);
    SendMessageA(box, message, what, 0);
    wait_for(!IsWindowEnabled(GetDlgItem(box, IDCANCEL)));
    ok_hr(progress->lpVtbl->Progress(progress, 30, 3, 100), MAPI_E_USER_CANCEL);
    expect_text(box, "Cancelling");
    ok_hr(progress->lpVtbl->Progress(progress, 1000, 100, 100), MAPI_E_USER_CANCEL);
    wait_for(position(box) == 1000);
    expect_text(box, "Cancelling");
    progress->lpVtbl->Release(progress);
    ok(!IsWindow(box), "the box is still there\n");
}

static void who_presses_cancel_is_heard(void)
{
    begin();
    expect_cancelled(WM_COMMAND, IDCANCEL);
    expect_cancelled(WM_CLOSE, 0);
    end();
}

static void boxes_come_and_go(void)
{
    IMAPIProgress *two[2], *progress = NULL;
    HWND box = NULL;

    begin();
    for (int i = 0; i < 20; i++) { /* before there is a window */
        progress = open_box((HWND)(ULONG_PTR)0x1234);
        ok_hr(progress->lpVtbl->Progress(progress, 500, 1, 2), S_OK);
        progress->lpVtbl->Release(progress);
    }
    ok(!find_box(), "one is left\n");
    two[0] = open_box(NULL);
    two[1] = open_box(NULL);
    wait_for((box = find_box()));
    two[0]->lpVtbl->Release(two[0]);
    wait_for((box = find_box()));
    PostMessageA(box, WM_QUIT, 0, 0); /* not ours to say: nothing happens */
    ok_hr(two[1]->lpVtbl->Progress(two[1], 1000, 2, 2), S_OK);
    wait_for(position(box) == 1000);
    two[1]->lpVtbl->Release(two[1]);
    ok(!find_box(), "one is left\n");
    end();
}

/* ---- a copy in the local store ---- */

enum {
    N_MESSAGES = 200
};
static LONG copied;

/* Presses Cancel as soon as there is a box. */
static DWORD WINAPI press_cancel(void *unused)
{
    HWND box;

    (void)unused;
    while (!(box = find_box()) && !copied)
        SwitchToThread();
    if (box) SendMessageA(box, WM_COMMAND, IDCANCEL, 0);
    return 0;
}

static IMAPIFolder *inbox_of(IMsgStore *store)
{
    IMAPIFolder *inbox = NULL;
    ENTRYID *id = NULL;
    ULONG cb, type;

    ok_hr(store->lpVtbl->GetReceiveFolder(store, NULL, 0, &cb, &id, NULL), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, cb, id, NULL, MAPI_MODIFY, &type, (IUnknown **)&inbox),
          S_OK);
    MAPIFreeBuffer(id);
    return inbox;
}

static IMAPIFolder *child(IMAPIFolder *in, const char *name)
{
    IMAPIFolder *folder = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL, 0, &folder), S_OK);
    return folder;
}

static void fill(IMAPIFolder *folder)
{
    SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"one of many"};

    for (int i = 0; i < N_MESSAGES; i++) {
        IMessage *message = NULL;

        ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
        ok_hr(message->lpVtbl->SetProps(message, 1, &subject, NULL), S_OK);
        ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
        message->lpVtbl->Release(message);
    }
}

static LONG count_of(IMAPIFolder *folder)
{
    SPropValue *count = NULL;
    LONG n = -1;

    ok_hr(HrGetOneProp((IMAPIProp *)folder, PR_CONTENT_COUNT, &count), S_OK);
    if (count) n = count->Value.l;
    MAPIFreeBuffer(count);
    return n;
}

/* 6.5-28: with the flag and without an object, the store shows MAPI's own; a fast copy may be over
 * before the button can be pressed, or just then, so it is begun again */
static void a_copy_in_a_store_can_be_cancelled(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPIFolder *inbox, *from, *to;
    static SBinary ids[N_MESSAGES];
    ENTRYLIST list = {N_MESSAGES, ids};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    DWORD since = GetTickCount();
    IMsgStore *local;
    HRESULT hr = S_OK;
    LONG before = 0, added = N_MESSAGES;

    begin();
    local = open_store(session, "Local Mail Store", MDB_WRITE, S_OK);
    inbox = inbox_of(local);
    from = child(inbox, "from");
    to = child(inbox, "to");
    fill(from);
    ok_hr(from->lpVtbl->GetContentsTable(from, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == N_MESSAGES, "not all messages are there\n");
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        ids[i] = rows->aRow[i].lpProps->Value.bin;

    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, 0), S_OK);
    ok(!find_box(), "a box that nobody asked for\n");
    while (added == N_MESSAGES && GetTickCount() - since < PATIENCE_MSEC) {
        HANDLE thread;

        before = count_of(to);
        copied = 0;
        thread = CreateThread(NULL, 0, press_cancel, NULL, 0, NULL);
        hr = from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, MESSAGE_DIALOG);
        InterlockedExchange(&copied, 1);
        ok(!WaitForSingleObject(thread, PATIENCE_MSEC), "the box doesn't answer\n");
        CloseHandle(thread);
        ok(!find_box(), "a box is left\n");
        added = count_of(to) - before;
        ok(hr == MAPI_E_USER_CANCEL || (hr == S_OK && added == N_MESSAGES),
           "got %#lx, %ld copied\n", hr, added);
    }
    ok(added < N_MESSAGES, "it was never cancelled\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
    inbox->lpVtbl->Release(inbox);
    local->lpVtbl->Release(local);
    end();
}

START_TEST(progress)
{
    load_recording();
    RUN(a_box_shows_how_far_it_is);
    RUN(who_presses_cancel_is_heard);
    RUN(boxes_come_and_go);
    RUN(a_copy_in_a_store_can_be_cancelled);
}
