/*
 * test_home.c - objects that end together, and who may be made to
 */
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "com/home.h"
#include "com/mem_stream.h"
#include "mapiguid.h"
#include "sys/lock.h"

/* ---- an object that tells of its end ---- */

struct lodger {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG ended;
    LONG *all_ended;       /* counts all, may be NULL */
    IUnknown *let_go;      /* a reference that its end gives back */
    struct com_home *home; /* looked at by its end */
    IUnknown *latecomer;   /* which its end tries to bring in there */
};

static LONG wrong; /* on whatever thread: cmocka's asserts are for its own */

static void lodger_destroy(void *self)
{
    com_release(&((struct lodger *)self)->let_go);
}

static void lodger_ended(void *self)
{
    struct lodger *lodger = self;

    if (!lodger->com.killed || atomic_inc(&lodger->ended) != 1) atomic_inc(&wrong);
    if (lodger->all_ended) atomic_inc(lodger->all_ended);
    com_release(&lodger->let_go);
    if (lodger->latecomer &&
        com_home_adopt(lodger->home, &lodger->latecomer) != MAPI_E_INVALID_OBJECT)
        atomic_inc(&wrong);
}

COM_UNKNOWN(lodger, IMAPIAdviseSink)
COM_DEAD(lodger, IMAPIAdviseSink, IMAPIADVISESINK_DEAD_SLOTS);
static const struct com_face lodger_faces[] = {
    COM_MORTAL(lodger, IMAPIAdviseSink),
};
COM_CLASS_ENDED(lodger);

static ULONG STDMETHODCALLTYPE lodger_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                               NOTIFICATION *batch)
{
    (void)iface, (void)count, (void)batch;
    return S_OK;
}

static const IMAPIAdviseSinkVtbl lodger_vtbl = {
    COM_UNKNOWN_METHODS(lodger),
    .OnNotify = lodger_OnNotify,
};

static IMAPIAdviseSink *lodger_create(void)
{
    struct lodger *lodger = com_alloc(&lodger_class, sizeof(*lodger));

    assert_non_null(lodger);
    lodger->IMAPIAdviseSink_iface.lpVtbl = &lodger_vtbl;
    return &lodger->IMAPIAdviseSink_iface;
}

static bool is_dead(IMAPIAdviseSink *sink)
{
    return (HRESULT)sink->lpVtbl->OnNotify(sink, 0, NULL) == MAPI_E_INVALID_OBJECT;
}

static int setup(void **state)
{
    *state = com_home_create();
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    com_home_unref(*state);
    return wrong || com_objects_alive() || mem_roots_alive();
}

/* ---- ends ---- */

static void an_end_finds_all_that_live_there(void **state)
{
    struct com_home *home = *state;
    IMAPIAdviseSink *in[3], *outside = lodger_create(), *gone = lodger_create();

    for (int i = 0; i < 3; i++) {
        in[i] = lodger_create();
        assert_int_equal(com_home_adopt(home, &in[i]), S_OK);
    }
    assert_int_equal(com_home_adopt(home, &gone), S_OK);
    gone->lpVtbl->Release(gone); /* moves out by itself */
    com_home_end(home);
    com_home_end(home);
    for (int i = 0; i < 3; i++) {
        assert_true(is_dead(in[i]));
        assert_int_equal(lodger_from(in[i])->ended, 1);
        in[i]->lpVtbl->Release(in[i]);
    }
    assert_false(is_dead(outside));
    assert_int_equal(lodger_from(outside)->ended, 0);
    outside->lpVtbl->Release(outside);
}

/* An end calls objects without a lock and with a reference: they may let go of themselves, of
 * their neighbours, and use the home. */
static void an_end_may_end_others(void **state)
{
    struct com_home *home = *state;
    IMAPIAdviseSink *in[3], *late = lodger_create();
    LONG ended = 0;

    for (int i = 0; i < 3; i++) {
        in[i] = lodger_create();
        lodger_from(in[i])->all_ended = &ended;
        assert_int_equal(com_home_adopt(home, &in[i]), S_OK);
    }
    for (int i = 0; i < 3; i++) /* each holds the next; nobody else does */
        lodger_from(in[i])->let_go = (IUnknown *)in[(i + 1) % 3];
    lodger_from(late)->all_ended = &ended;
    lodger_from(in[0])->home = home;
    lodger_from(in[0])->latecomer = (IUnknown *)late;
    com_home_end(home);
    assert_int_equal(ended, 2); /* with the first all the others went; and the latecomer's */
}

static void who_comes_late_is_ended_at_once(void **state)
{
    struct com_home *home = *state;
    IMAPIAdviseSink *late = lodger_create(), *mine = late;

    com_home_end(home);
    mine->lpVtbl->AddRef(mine);
    assert_int_equal(com_home_adopt(home, &late), MAPI_E_INVALID_OBJECT);
    assert_null(late);
    assert_true(is_dead(mine));
    assert_int_equal(lodger_from(mine)->ended, 1);
    assert_int_equal(mine->lpVtbl->Release(mine), 0);
}

/* What a method made lives where its object does, wherever that has moved. */
static void what_an_object_makes_follows_it(void **state)
{
    struct com_home *home = *state, *other = com_home_create();
    IMAPIAdviseSink *parent = lodger_create(), *early = lodger_create(), *child = lodger_create();

    assert_int_equal(com_home_follow(lodger_from(parent), &early), S_OK); /* nowhere */
    assert_int_equal(com_home_adopt(other, &parent), S_OK);
    assert_int_equal(com_home_adopt(home, &parent), S_OK);
    assert_int_equal(com_home_follow(lodger_from(parent), &child), S_OK);
    com_home_end(other);
    assert_false(is_dead(parent) || is_dead(child));
    com_home_end(home);
    assert_true(is_dead(parent) && is_dead(child));
    assert_false(is_dead(early));
    assert_int_equal(com_home_follow(lodger_from(parent), &early), MAPI_E_INVALID_OBJECT);
    assert_null(early);
    parent->lpVtbl->Release(parent);
    child->lpVtbl->Release(child);
    com_home_unref(other);
}

static void a_stream_and_its_clone_end(void **state)
{
    struct mem_stream_config config = {.data = "bytes", .bytes = 5, .writable = true};
    struct com_home *home = *state;
    IStream *stream, *clone;
    char read[5];
    ULONG n;

    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    assert_int_equal(com_home_adopt(home, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->Clone(stream, &clone), S_OK);
    assert_int_equal(clone->lpVtbl->Read(clone, read, 5, &n), S_OK);
    com_home_end(home);
    assert_int_equal(stream->lpVtbl->Read(stream, read, 5, &n), MAPI_E_INVALID_OBJECT);
    assert_int_equal(stream->lpVtbl->Commit(stream, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(clone->lpVtbl->Write(clone, "x", 1, &n), MAPI_E_INVALID_OBJECT);
    stream->lpVtbl->Release(stream);
    clone->lpVtbl->Release(clone);
}

/* ---- what isn't ours ---- */

enum answer {
    SAYS_YES,
    ASKS_ANOTHER,
    COPIES_THE_QUESTION
};

/* Somebody else's object; the last two answer with another one, of ours. */
struct stranger {
    IUnknown IUnknown_iface;
    LONG refs;
    enum answer answer;
    IMAPIAdviseSink *inner;
};

static HRESULT STDMETHODCALLTYPE stranger_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    struct stranger *self = (struct stranger *)iface;
    IID copy = *iid;

    switch (self->answer) {
    case ASKS_ANOTHER:
        return self->inner->lpVtbl->QueryInterface(self->inner, iid, out);
    case COPIES_THE_QUESTION:
        return self->inner->lpVtbl->QueryInterface(self->inner, &copy, out);
    default:
        *out = iface;
        self->refs++;
        return S_OK;
    }
}

static ULONG STDMETHODCALLTYPE stranger_AddRef(IUnknown *iface)
{
    return (ULONG)++((struct stranger *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE stranger_Release(IUnknown *iface)
{
    return (ULONG)--((struct stranger *)iface)->refs;
}

static const IUnknownVtbl stranger_vtbl = {
    .QueryInterface = stranger_QueryInterface,
    .AddRef = stranger_AddRef,
    .Release = stranger_Release,
};

static void somebody_elses_object_is_left_alone(void **state)
{
    struct com_home *home = *state;
    IMAPIAdviseSink *inner = lodger_create();

    for (enum answer answer = SAYS_YES; answer <= COPIES_THE_QUESTION; answer++) {
        struct stranger stranger = {{&stranger_vtbl}, 1, answer, inner};
        IUnknown *iface = &stranger.IUnknown_iface;

        assert_null(com_object_of(iface));
        assert_int_equal(com_home_adopt(home, &iface), S_OK);
        assert_ptr_equal(iface, &stranger.IUnknown_iface);
        assert_int_equal(stranger.refs, 1);
    }
    com_home_end(home);
    assert_false(is_dead(inner));
    assert_int_equal(inner->lpVtbl->Release(inner), 0);
}

static void each_face_of_ours_is_known(void **state)
{
    IMAPIAdviseSink *sink = lodger_create();
    void *object = com_object_of(sink);

    (void)state;
    assert_ptr_equal(object, lodger_from(sink));
    assert_int_equal(sink->lpVtbl->Release(sink), 1);
    com_kill(object);
    assert_ptr_equal(com_object_of(sink), object); /* dead ones too */
    com_unref(object);
    com_unref(object);
}

/* ---- races ---- */

enum {
    THREADS = 8,
    ROUNDS = 400,
    SHARED = 4
};

static struct {
    struct com_home *homes[2];
    IMAPIAdviseSink *shared[SHARED]; /* what several hold: it is moved by all of them */
    pthread_barrier_t begin, end;
    LONG ended; /* of the objects that threads made for themselves, in this round */
} race;

/* Moves the shared ones about, follows them, brings some of its own, lets them go. */
static void *move_about(void *context)
{
    unsigned seed = (unsigned)(uintptr_t)context * 2654435761u + 1;

    for (int round = 0; round < ROUNDS; round++) {
        pthread_barrier_wait(&race.begin);
        for (int i = 0; i < 6; i++) {
            IMAPIAdviseSink *mine = lodger_create(), *shared;
            struct com_home *home;
            HRESULT hr;

            seed = seed * 1103515245u + 12345u;
            home = race.homes[seed >> 16 & 1];
            shared = race.shared[(seed >> 17) % SHARED];
            shared->lpVtbl->AddRef(shared);
            lodger_from(mine)->all_ended = &race.ended;
            if (seed >> 20 & 1) {
                hr = com_home_adopt(home, &shared);
                if (FAILED(hr) == (shared != NULL)) atomic_inc(&wrong);
            }
            if (shared) {
                hr = com_home_follow(lodger_from(shared), &mine);
                if (FAILED(hr) == (mine != NULL)) atomic_inc(&wrong);
            }
            if (i == 3 && (uintptr_t)context == (unsigned)round % THREADS) com_home_end(home);
            if (shared) shared->lpVtbl->Release(shared);
            if (mine) mine->lpVtbl->Release(mine);
        }
        pthread_barrier_wait(&race.end);
    }
    return NULL;
}

/* Eight threads move the same objects between two homes, and one of them ends a home meanwhile:
 * each object is in one home or none, is told of one end at most, and none is left. */
static void all_at_once(void **state)
{
    pthread_t threads[THREADS];

    (void)state;
    pthread_barrier_init(&race.begin, NULL, THREADS + 1);
    pthread_barrier_init(&race.end, NULL, THREADS + 1);
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, move_about, (void *)i), 0);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++)
            race.homes[i] = com_home_create();
        for (int i = 0; i < SHARED; i++) {
            race.shared[i] = lodger_create();
            assert_int_equal(com_home_adopt(race.homes[i & 1], &race.shared[i]), S_OK);
        }
        pthread_barrier_wait(&race.begin);
        pthread_barrier_wait(&race.end);
        for (int i = 0; i < 2; i++) {
            com_home_end(race.homes[i]);
            com_home_unref(race.homes[i]);
        }
        for (int i = 0; i < SHARED; i++) {
            assert_true(is_dead(race.shared[i]));
            assert_int_equal(race.shared[i]->lpVtbl->Release(race.shared[i]), 0);
        }
        assert_int_equal(com_objects_alive(), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&race.begin);
    pthread_barrier_destroy(&race.end);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_end_finds_all_that_live_there),
        test(an_end_may_end_others),
        test(who_comes_late_is_ended_at_once),
        test(what_an_object_makes_follows_it),
        test(a_stream_and_its_clone_end),
        test(somebody_elses_object_is_left_alone),
        test(each_face_of_ours_is_known),
        test(all_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
