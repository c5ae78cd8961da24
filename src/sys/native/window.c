/*
 * window.c - the native twin: a flag and a condition instead of a window
 */
#include "sys/window.h"
#include "mapicode.h"
#include <pthread.h>
#include <stdlib.h>

struct sys_window {
    pthread_t thread;
    void (*on_wake)(void *);
    void *context;
    unsigned asked, done; /* wakes asked for and answered */
    bool ended;
    struct sys_window *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct sys_window *all;

HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title, void (*on_wake)(void *), void *context,
                          struct sys_window **out)
{
    struct sys_window *window = calloc(1, sizeof(*window));

    (void)class_name;
    (void)title;
    *out = window;
    if (!window) return MAPI_E_NOT_ENOUGH_MEMORY;
    window->thread = pthread_self();
    window->on_wake = on_wake;
    window->context = context;
    pthread_mutex_lock(&mutex);
    window->next = all;
    all = window;
    pthread_mutex_unlock(&mutex);
    return S_OK;
}

void sys_window_wake(struct sys_window *window)
{
    pthread_mutex_lock(&mutex);
    window->asked++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void sys_window_wake_now(struct sys_window *window)
{
    if (pthread_equal(window->thread, pthread_self())) {
        window->on_wake(window->context);
        return;
    }
    sys_window_wake(window);
    pthread_mutex_lock(&mutex);
    for (unsigned mine = window->asked; (int)(window->done - mine) < 0 && !window->ended;)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

bool sys_window_alive(struct sys_window *window)
{
    (void)window;
    return true;
}

void sys_window_destroy(struct sys_window *window)
{
    if (!window) return;
    pthread_mutex_lock(&mutex);
    for (struct sys_window **at = &all; *at; at = &(*at)->next)
        if (*at == window) {
            *at = window->next;
            break;
        }
    pthread_mutex_unlock(&mutex);
    free(window);
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
        pthread_mutex_unlock(&mutex);
        window->on_wake(window->context);
        pthread_mutex_lock(&mutex);
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

void sys_window_pump(void)
{
    for (bool again = true; again;) {
        struct sys_window *mine = NULL;

        pthread_mutex_lock(&mutex);
        for (struct sys_window *w = all; w && !mine; w = w->next)
            if (w->asked != w->done && pthread_equal(w->thread, pthread_self())) mine = w;
        if (mine) mine->done = mine->asked;
        pthread_mutex_unlock(&mutex);
        again = mine != NULL;
        if (mine) mine->on_wake(mine->context);
    }
}
