/*
 * window.c - the native twin: a flag and a condition instead of a window
 */
#include "sys/window.h"
#include "sys/clock.h"
#include "sys/memory.h"
#include "mapicode.h"
#include <pthread.h>

struct sys_window {
    pthread_t thread;
    const struct sys_window_owner *owner;
    void *context;
    unsigned asked, done; /* wakes asked for and answered */
    bool ended, closed;
    struct sys_window *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct sys_window *all; /* those that are open */
static pthread_key_t thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Under the mutex. */
static void close_it(struct sys_window *window)
{
    for (struct sys_window **at = &all; *at; at = &(*at)->next)
        if (*at == window) {
            *at = window->next;
            break;
        }
    window->closed = true;
    pthread_cond_broadcast(&changed);
}

/* A thread's windows go with it. */
static void close_all(void *unused)
{
    struct sys_window *next;

    (void)unused;
    pthread_mutex_lock(&mutex);
    for (struct sys_window *w = all; w; w = next) {
        next = w->next;
        if (pthread_equal(w->thread, pthread_self())) close_it(w);
    }
    pthread_mutex_unlock(&mutex);
}

static void make_key(void)
{
    pthread_key_create(&thread_end, close_all);
}

HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title,
                          const struct sys_window_owner *owner, void *context,
                          struct sys_window **out)
{
    struct sys_window *window = sys_heap_zero(sizeof(*window));

    (void)class_name;
    (void)title;
    *out = window;
    if (!window) return MAPI_E_NOT_ENOUGH_MEMORY;
    window->thread = pthread_self();
    window->owner = owner;
    window->context = context;
    pthread_once(&once, make_key);
    /* any value: close_all is called when the thread ends */
    pthread_setspecific(thread_end, &once);
    pthread_mutex_lock(&mutex);
    window->next = all;
    all = window;
    pthread_mutex_unlock(&mutex);
    return S_OK;
}

/* Under the mutex, which is free while the owner is awake. */
static void wake_owner(struct sys_window *window)
{
    void *context = window->context;
    const struct sys_window_owner *owner = window->owner;

    if (window->closed || !owner->hold(context)) return;
    pthread_mutex_unlock(&mutex);
    owner->wake(context);
    pthread_mutex_lock(&mutex);
}

bool sys_window_wake(struct sys_window *window)
{
    bool alive;

    pthread_mutex_lock(&mutex);
    alive = !window->closed;
    window->asked++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return alive;
}

void sys_window_wake_now(struct sys_window *window)
{
    pthread_mutex_lock(&mutex);
    if (pthread_equal(window->thread, pthread_self())) {
        wake_owner(window);
    } else {
        unsigned mine = ++window->asked;

        pthread_cond_broadcast(&changed);
        while ((int)(window->done - mine) < 0 && !window->ended && !window->closed)
            pthread_cond_wait(&changed, &mutex);
    }
    pthread_mutex_unlock(&mutex);
}

bool sys_window_alive(struct sys_window *window)
{
    bool alive;

    pthread_mutex_lock(&mutex);
    alive = !window->closed;
    pthread_mutex_unlock(&mutex);
    return alive;
}

void sys_window_close(struct sys_window *window)
{
    pthread_mutex_lock(&mutex);
    close_it(window);
    pthread_mutex_unlock(&mutex);
}

void sys_window_destroy(struct sys_window *window)
{
    if (!window) return;
    sys_window_close(window);
    sys_heap_free(window);
}

void sys_window_loop(struct sys_window *window)
{
    pthread_mutex_lock(&mutex);
    while (!window->ended) {
        unsigned answered = window->asked;

        if (answered == window->done) {
            pthread_cond_wait(&changed, &mutex);
            continue;
        }
        wake_owner(window);
        window->done = answered;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&mutex);
}

void sys_window_end_loop(struct sys_window *window)
{
    pthread_mutex_lock(&mutex);
    window->ended = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

bool sys_window_quit_asked(void)
{
    return false;
}

/* There is no user. */
bool sys_input_waits(void)
{
    return false;
}

uint64_t sys_input_quiet_msec(void)
{
    return sys_ticks_msec();
}

void sys_window_pump(void)
{
    pthread_mutex_lock(&mutex);
    for (int limit = 1000; limit; limit--) {
        struct sys_window *mine = NULL;

        for (struct sys_window *w = all; w && !mine; w = w->next)
            if (w->asked != w->done && pthread_equal(w->thread, pthread_self())) mine = w;
        if (!mine) break;
        mine->done = mine->asked;
        wake_owner(mine);
    }
    pthread_mutex_unlock(&mutex);
}
