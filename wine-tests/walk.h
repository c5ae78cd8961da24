/*
 * walk.h - calls every method of an object as documented, then with each argument wrong in turn
 *
 *     const struct call calls[] = {
 *         CALL(IMAPIProp, GetProps, OPT(&tags), FLAGS(0), OUT_NUM, OUT_MEM),
 *         REFUSED(IMsgStore, FinishedMsg, FLAGS(0), EID(cb, eid)),
 *     };
 *     walk_calls(message, calls, N_CALLS(calls));
 *
 * The call as it stands must answer S_OK (WANT: another code; when that is a failure, any failure
 * will do in what follows; REFUSED: MAPI_E_NO_SUPPORT). Then each pointer that is not optional is
 * NULL: a failure; each flags argument has an unknown bit: MAPI_E_UNKNOWN_FLAGS; each interface
 * identifier is unknown: MAPI_E_INTERFACE_NOT_SUPPORTED; each entry ID is cut: a failure, and each
 * byte of it changed: anything but a crash; each result lies at an odd address: as good as any. A
 * failure leaves no result behind. What comes back is freed, so that a leak check at the program's
 * end sees what the calls have lost. The program defines INITGUID and USES_ALL_MAPI_GUIDS.
 */
#pragma once
#include <stdlib.h>
#include <string.h>
#include "harness.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "mapix.h"

enum arg_kind {
    ARG_END,
    ARG_NUMBER,
    ARG_FLAGS,
    ARG_IN,       /* a pointer that may not be NULL */
    ARG_OPT,      /* ... that may */
    ARG_IID,      /* may be NULL */
    ARG_IID_IN,   /* may not */
    ARG_CB,       /* of the entry ID that follows */
    ARG_EID,
    ARG_OUT,      /* where a number goes */
    ARG_OUT_OPT,
    ARG_OUT_MEM,  /* where memory goes that MAPIFreeBuffer frees */
    ARG_OUT_MEM_OPT,
    ARG_OUT_OBJECT,
    ARG_OUT_ROWS,
};

struct arg {
    enum arg_kind kind;
    ULONG_PTR value;
};

struct call {
    const char *name;
    size_t slot;
    HRESULT wanted;
    struct arg args[14];
};

#define CALL(iface_, method_, ...) WANT(S_OK, iface_, method_, __VA_ARGS__)
#define REFUSED(iface_, method_, ...) WANT(MAPI_E_NO_SUPPORT, iface_, method_, __VA_ARGS__)
#define WANT(hr_, iface_, method_, ...)                                                            \
    {#iface_ "::" #method_, offsetof(iface_##Vtbl, method_) / sizeof(void *), hr_, {__VA_ARGS__}}
#define N_CALLS(calls_) (sizeof(calls_) / sizeof((calls_)[0]))

#define NUM(v_)      {ARG_NUMBER, (ULONG_PTR)(v_)}
#define FLAGS(v_)    {ARG_FLAGS, (ULONG_PTR)(v_)}
#define PTR(p_)       {ARG_IN, (ULONG_PTR)(p_)}
#define OPT(p_)      {ARG_OPT, (ULONG_PTR)(p_)}
#define IFACE(p_)    {ARG_IID, (ULONG_PTR)(p_)}
#define IFACE_IN(p_) {ARG_IID_IN, (ULONG_PTR)(p_)}
#define EID(cb_, p_) {ARG_CB, (ULONG_PTR)(cb_)}, {ARG_EID, (ULONG_PTR)(p_)}
#define OUT_NUM      {ARG_OUT, 0}
#define OUT_OPT      {ARG_OUT_OPT, 0}
#define OUT_MEM      {ARG_OUT_MEM, 0}
#define OUT_MEM_OPT  {ARG_OUT_MEM_OPT, 0}
#define OUT_OBJECT   {ARG_OUT_OBJECT, 0}
#define OUT_ROWS     {ARG_OUT_ROWS, 0}
#ifdef _WIN64
#define LARGE(v_) {ARG_NUMBER, (ULONG_PTR)(v_)}
#else
#define LARGE(v_) {ARG_NUMBER, (ULONG_PTR)(v_)}, {ARG_NUMBER, 0}
#endif

enum { WALK_ARGS = 14, WALK_UNKNOWN_FLAG = 0x04000000 };
#define WALK_UNSET ((void *)(ULONG_PTR)0x0badbad0)

static const IID walk_unknown_iid = {0x6f6d7472, 0x7761, 0x6c6b, {1, 2, 3, 4, 5, 6, 7, 8}};
static char walk_now[160]; /* the call under way, for whoever looks at a crash */
static int walk_crashes;

static LONG CALLBACK walk_note_crash(EXCEPTION_POINTERS *what)
{
    if (what->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && walk_now[0] &&
        !walk_crashes++)
        printf("# access violation in %s\n", walk_now), fflush(stdout);
    return EXCEPTION_CONTINUE_SEARCH;
}

static bool walk_is_out(enum arg_kind kind)
{
    return kind >= ARG_OUT;
}

static HRESULT walk_invoke(void *object, size_t slot, int n, const ULONG_PTR *a)
{
    typedef ULONG_PTR A;
    void *f = (*(void ***)object)[slot];
    void *o = object;

    switch (n) {
    case 0: return ((HRESULT(STDMETHODCALLTYPE *)(void *))f)(o);
    case 1: return ((HRESULT(STDMETHODCALLTYPE *)(void *, A))f)(o, a[0]);
    case 2: return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A))f)(o, a[0], a[1]);
    case 3: return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A))f)(o, a[0], a[1], a[2]);
    case 4: return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A))f)(o, a[0], a[1], a[2], a[3]);
    case 5:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A))f)(o, a[0], a[1], a[2], a[3],
                                                                        a[4]);
    case 6:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A))f)(o, a[0], a[1], a[2],
                                                                           a[3], a[4], a[5]);
    case 7:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A, A))f)(
            o, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
    case 8:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A, A, A))f)(
            o, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    case 9:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A, A, A, A))f)(
            o, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]);
    case 10:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A, A, A, A, A))f)(
            o, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
    case 11:
        return ((HRESULT(STDMETHODCALLTYPE *)(void *, A, A, A, A, A, A, A, A, A, A, A))f)(
            o, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10]);
    default:
        ok(false, "%d arguments\n", n);
        return E_FAIL;
    }
}

/* The call with these values; results go behind odd addresses when asked for. Checks and frees what
 * came back. */
static HRESULT walk_try(void *object, const struct call *call, const struct arg *args, bool odd,
                        const char *how)
{
    static BYTE room[WALK_ARGS][32];
    ULONG_PTR values[WALK_ARGS];
    void *back;
    HRESULT hr;
    int n = 0;

    snprintf(walk_now, sizeof(walk_now), "%s, %s", call->name, how);
    for (; args[n].kind != ARG_END; n++) {
        values[n] = args[n].value;
        if (!walk_is_out(args[n].kind) || values[n]) continue;
        back = WALK_UNSET;
        memcpy(room[n] + odd, &back, sizeof(back));
        values[n] = (ULONG_PTR)(room[n] + odd);
    }
    for (int i = 0; i < n; i++)
        if (walk_is_out(args[i].kind) && args[i].value) values[i] = 0;
    hr = walk_invoke(object, call->slot, n, values);
    for (int i = 0; i < n; i++) {
        if (!walk_is_out(args[i].kind) || !values[i]) continue;
        memcpy(&back, (void *)values[i], sizeof(back));
        if (args[i].kind == ARG_OUT || args[i].kind == ARG_OUT_OPT) continue;
        if (FAILED(hr)) {
            ok(!back || back == WALK_UNSET, "%s, %s: %#lx, and result %d is %p\n", call->name, how,
               hr, i + 1, back);
            continue;
        }
        ok(back != WALK_UNSET, "%s, %s: %#lx without result %d\n", call->name, how, hr, i + 1);
        if (!back || back == WALK_UNSET) continue;
        if (args[i].kind == ARG_OUT_OBJECT) ((IUnknown *)back)->lpVtbl->Release(back);
        else if (args[i].kind == ARG_OUT_ROWS) FreeProws(back);
        else MAPIFreeBuffer(back);
    }
    walk_now[0] = 0;
    return hr;
}

static void walk_wrong_eid(void *object, const struct call *call, struct arg *args, int i)
{
    struct arg cb = args[i], eid = args[i + 1];
    ULONG length = (ULONG)cb.value;
    BYTE *copy = malloc(length ? length : 1);
    char how[60];

    for (ULONG cut = 1; cut < length; cut++) { /* in memory that ends where it says */
        BYTE *tight = malloc(cut);

        memcpy(tight, (void *)eid.value, cut);
        args[i].value = cut;
        args[i + 1].value = (ULONG_PTR)tight;
        snprintf(how, sizeof(how), "entry ID cut to %lu of %lu", cut, length);
        HRESULT hr = walk_try(object, call, args, false, how);
        ok(FAILED(hr), "%s, %s: %#lx\n", call->name, how, hr);
        free(tight);
    }
    args[i] = cb;
    for (ULONG at = 0; at < length; at++) {
        memcpy(copy, (void *)eid.value, length);
        copy[at] ^= 0xa5;
        args[i + 1].value = (ULONG_PTR)copy;
        snprintf(how, sizeof(how), "entry ID with byte %lu changed", at);
        walk_try(object, call, args, false, how);
    }
    free(copy);
    args[i + 1] = eid;
}

static void walk_call(void *object, const struct call *call)
{
    const bool fails_anyway = FAILED(call->wanted);
    struct arg args[WALK_ARGS];
    char how[60];
    HRESULT hr;

    memcpy(args, call->args, sizeof(args));
    hr = walk_try(object, call, args, false, "as documented");
    ok(hr == call->wanted, "%s: %#lx, expected %#lx\n", call->name, hr, call->wanted);
    hr = walk_try(object, call, args, true, "with results at odd addresses");
    ok(hr == call->wanted, "%s at odd addresses: %#lx, expected %#lx\n", call->name, hr,
       call->wanted);
    for (int i = 0; args[i].kind != ARG_END; i++) {
        struct arg good = args[i];

        snprintf(how, sizeof(how), "argument %d wrong", i + 1);
        switch (good.kind) {
        case ARG_FLAGS:
            args[i].value |= WALK_UNKNOWN_FLAG;
            hr = walk_try(object, call, args, false, how);
            ok(hr == MAPI_E_UNKNOWN_FLAGS || (fails_anyway && FAILED(hr)),
               "%s, unknown flag: %#lx\n", call->name, hr);
            break;
        case ARG_IID:
        case ARG_IID_IN:
            args[i].value = (ULONG_PTR)&walk_unknown_iid;
            hr = walk_try(object, call, args, false, how);
            ok(hr == MAPI_E_INTERFACE_NOT_SUPPORTED || (fails_anyway && FAILED(hr)),
               "%s, unknown interface: %#lx\n", call->name, hr);
            args[i].value = 0;
            hr = walk_try(object, call, args, false, how);
            if (good.kind == ARG_IID_IN)
                ok(FAILED(hr), "%s without interface: %#lx\n", call->name, hr);
            break;
        case ARG_IN:
        case ARG_OUT:
        case ARG_OUT_MEM:
        case ARG_OUT_OBJECT:
        case ARG_OUT_ROWS:
            args[i].value = walk_is_out(good.kind);
            hr = walk_try(object, call, args, false, how);
            ok(FAILED(hr), "%s with argument %d NULL: %#lx\n", call->name, i + 1, hr);
            break;
        case ARG_OPT:
        case ARG_OUT_OPT:
        case ARG_OUT_MEM_OPT:
            args[i].value = walk_is_out(good.kind);
            walk_try(object, call, args, false, how);
            break;
        case ARG_CB: walk_wrong_eid(object, call, args, i); break;
        default: break;
        }
        args[i] = good;
    }
    for (int i = 0; args[i].kind != ARG_END; i++)
        args[i].value = walk_is_out(args[i].kind);
    walk_try(object, call, args, false, "all NULL and 0");
}

__attribute__((unused)) static void walk_calls(void *object, const struct call *calls, size_t n)
{
    void *handler = AddVectoredExceptionHandler(1, walk_note_crash);

    ok(object != NULL, "no object for %s\n", calls[0].name);
    for (size_t i = 0; object && i < n; i++)
        walk_call(object, &calls[i]);
    RemoveVectoredExceptionHandler(handler);
}

/* ---- QueryInterface ---- */

struct walk_faces {
    const char *name;
    IUnknown *object;
    const IID *const *wanted; /* ends with NULL; IUnknown need not be named */
};

static ULONG walk_refs(void *object)
{
    IUnknown *unknown = object;

    unknown->lpVtbl->AddRef(unknown);
    return unknown->lpVtbl->Release(unknown);
}

static void walk_face(const struct walk_faces *faces, const char *iid_name, const IID *iid)
{
    bool wanted = IsEqualGUID(iid, &IID_IUnknown);
    IUnknown *face = WALK_UNSET, *one = NULL, *other = NULL;
    ULONG before = walk_refs(faces->object);
    HRESULT hr;

    for (const IID *const *w = faces->wanted; *w; w++)
        wanted |= IsEqualGUID(iid, *w);
    hr = faces->object->lpVtbl->QueryInterface(faces->object, iid, (void **)&face);
    if (!wanted) {
        ok(hr == MAPI_E_INTERFACE_NOT_SUPPORTED, "%s answers %s: %#lx\n", faces->name, iid_name,
           hr);
        ok(face == NULL || hr == S_OK, "%s: %s leaves %p behind\n", faces->name, iid_name,
           (void *)face);
    } else {
        ok(hr == S_OK, "%s does not answer %s: %#lx\n", faces->name, iid_name, hr);
    }
    if (hr != S_OK) return;
    faces->object->lpVtbl->QueryInterface(faces->object, &IID_IUnknown, (void **)&one);
    face->lpVtbl->QueryInterface(face, &IID_IUnknown, (void **)&other);
    ok(one == other, "%s through %s is somebody else\n", faces->name, iid_name);
    one->lpVtbl->Release(one);
    other->lpVtbl->Release(other);
    face->lpVtbl->Release(face);
    ok(walk_refs(faces->object) == before, "%s: %s costs a reference\n", faces->name, iid_name);
}

/* Every identifier of the SDK. */
static void walk_each_iid(const struct walk_faces *faces)
{
#undef MAPIGUID_H
#undef DEFINE_OLEGUID
#undef DEFINE_GUID
#define DEFINE_GUID(name_, l_, w1_, w2_, b1_, b2_, b3_, b4_, b5_, b6_, b7_, b8_)                   \
    {                                                                                              \
        static const IID iid_ = {l_, w1_, w2_, {b1_, b2_, b3_, b4_, b5_, b6_, b7_, b8_}};          \
        walk_face(faces, #name_, &iid_);                                                           \
    }
#define DEFINE_OLEGUID(name_, l_, w1_, w2_)                                                        \
    DEFINE_GUID(name_, l_, w1_, w2_, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
#include "mapiguid.h"
    walk_face(faces, "IID_IUnknown", &IID_IUnknown);
    walk_face(faces, "IID_IDispatch", &IID_IDispatch);
    walk_face(faces, "IID_IStream", &IID_IStream);
    walk_face(faces, "IID_IStorage", &IID_IStorage);
    walk_face(faces, "IID_IMarshal", &IID_IMarshal);
    walk_face(faces, "an unknown one", &walk_unknown_iid);
}

/* The interfaces named, and no other of the SDK, are what it answers to. */
#define walk_faces(name_, object_, ...)                                                            \
    walk_all_faces(name_, (IUnknown *)(object_), (const IID *const[]){__VA_ARGS__, NULL})
__attribute__((unused)) static void walk_all_faces(const char *name, IUnknown *object,
                                                   const IID *const *wanted)
{
    struct walk_faces faces = {name, object, wanted};
    IUnknown *face = NULL;

    if (!object) return;
    walk_each_iid(&faces);
    ok(FAILED(object->lpVtbl->QueryInterface(object, NULL, (void **)&face)),
       "%s: an interface without a name\n", name);
    ok(FAILED(object->lpVtbl->QueryInterface(object, &IID_IUnknown, NULL)),
       "%s: an interface to nowhere\n", name);
}
