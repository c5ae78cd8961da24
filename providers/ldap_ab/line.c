/*
 * line.c - a line to a directory: searches that give up when their time is up, whatever the server
 * does
 */
#include "line.h"
#include <stdlib.h>
#include <string.h>
#include "common/event.h"
#include "common/latch.h"
#include "common/thread.h"
#include "common/wipe.h"

#define IDLE_MSEC  120000 /* a connection that nobody uses is closed */
#define STUCK_MSEC 200    /* a thread is given that long to notice that nobody waits any more */
#define MOST_LOST  4      /* threads that hang; with more of them nobody asks until one is back */

/* A question. Who waits and who asks hold a reference each. */
struct question {
    LONG refs;
    struct directory_search search; /* its texts are behind the structure */
    size_t n_attributes;
    uint64_t deadline;
    LONG given_up; /* nobody waits */
    uint64_t given_up_at;
    struct event *answered;
    struct found found;
    HRESULT hr;
    struct question *next;
};

/* A thread that asks. The line and the thread hold a reference each. */
struct asker {
    LONG refs;
    struct line *line; /* owned */
    struct thread *thread;
    struct question *asking; /* or NULL; the thread's, under the latch */
    struct directory *directory;
    bool begun;
    bool lost; /* counted in line->n_lost; under the latch */
};

struct line {
    LONG refs; /* its owner's, and one for each asker */
    struct latch latch;
    struct line_settings settings; /* its texts are owned */
    char *texts[4];
    /* Under the latch. */
    bool ended;
    struct asker *asker; /* the one that takes questions; NULL: there is none now */
    struct question *first, **last;
    size_t n_lost;
    HRESULT refusal; /* until then a connection isn't tried */
    uint64_t refused_until;
};

static LONG count_up(LONG *refs)
{
    return __atomic_add_fetch(refs, 1, __ATOMIC_RELAXED);
}

static bool was_last(LONG *refs)
{
    return !__atomic_sub_fetch(refs, 1, __ATOMIC_ACQ_REL);
}

/* ---- questions ---- */

static void question_unref(struct question *question)
{
    if (!question || !was_last(&question->refs)) return;
    found_clear(&question->found);
    event_free(question->answered);
    free(question);
}

static char *put_text(char **at, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *to = memcpy(*at, text, bytes);

    *at += bytes;
    return to;
}

static struct question *question_create(const struct directory_search *search, uint64_t deadline)
{
    size_t n = 0, bytes = sizeof(struct question);
    struct question *question;
    const char **attributes;
    char *at;

    for (; search->attributes[n]; n++)
        bytes += strlen(search->attributes[n]) + 1;
    bytes += (n + 1) * sizeof(char *) + strlen(search->base) + 1 + strlen(search->filter) + 1;
    question = calloc(1, bytes);
    if (!question) return NULL;
    question->refs = 1;
    question->search = *search;
    question->n_attributes = n;
    question->deadline = deadline;
    question->hr = MAPI_E_TIMEOUT;
    attributes = (const char **)(question + 1);
    at = (char *)(attributes + n + 1);
    for (size_t i = 0; i < n; i++)
        attributes[i] = put_text(&at, search->attributes[i]);
    question->search.attributes = attributes;
    question->search.base = put_text(&at, search->base);
    question->search.filter = put_text(&at, search->filter);
    question->answered = event_create();
    if (question->answered) return question;
    question_unref(question);
    return NULL;
}

static bool is_given_up(struct question *question)
{
    return __atomic_load_n(&question->given_up, __ATOMIC_RELAXED);
}

static HRESULT keep(void *context, const struct directory_entry *entry)
{
    struct question *question = context;

    return is_given_up(question) ? MAPI_E_USER_CANCEL
                                 : found_add(&question->found, entry, question->n_attributes);
}

static ULONG left_of(const struct question *question)
{
    uint64_t now = event_now_msec();

    return now < question->deadline ? (ULONG)(question->deadline - now) : 0;
}

/* ---- the thread ---- */

static void line_unref(struct line *line)
{
    if (!line || !was_last(&line->refs)) return;
    for (size_t i = 0; i < sizeof(line->texts) / sizeof(line->texts[0]); i++) {
        if (line->texts[i]) wipe(line->texts[i], strlen(line->texts[i])); /* a password */
        free(line->texts[i]);
    }
    free(line);
}

static void asker_unref(struct asker *asker)
{
    if (!asker || !was_last(&asker->refs)) return;
    line_unref(asker->line);
    free(asker);
}

static void hang_up(struct asker *asker)
{
    asker->line->settings.ops->close(asker->directory);
    asker->directory = NULL;
}

static HRESULT connect_it(struct asker *asker, struct question *question)
{
    struct line *line = asker->line;
    struct directory_settings settings = line->settings.directory;
    HRESULT hr;

    settings.limit_msec = left_of(question);
    if (!settings.limit_msec) return MAPI_E_TIMEOUT;
    hr = line->settings.ops->open(&settings, &asker->directory);
    latch_take(&line->latch);
    if (!asker->lost) { /* what it has found out by now may be long ago */
        line->refusal = hr == MAPI_E_NETWORK_ERROR || hr == MAPI_E_TIMEOUT ? hr : S_OK;
        line->refused_until = event_now_msec() + line->settings.pause_msec;
    }
    latch_drop(&line->latch);
    return hr;
}

/* A connection that has been there for a while may have been closed by the server: once more then.
 */
static HRESULT ask(struct asker *asker, struct question *question)
{
    const struct directory_ops *ops = asker->line->settings.ops;
    bool again = asker->directory != NULL;
    HRESULT hr;

    for (;;) {
        hr = asker->directory ? S_OK : connect_it(asker, question);
        if (FAILED(hr)) return hr;
        found_clear(&question->found);
        question->search.limit_msec = left_of(question);
        hr = question->search.limit_msec
                 ? ops->search(asker->directory, &question->search, keep, question)
                 : MAPI_E_TIMEOUT;
        if (hr != MAPI_E_NETWORK_ERROR && hr != MAPI_E_TIMEOUT) return hr;
        hang_up(asker);
        if (hr == MAPI_E_TIMEOUT || !again || is_given_up(question)) return hr;
        again = false;
    }
}

static struct question *next_question(struct asker *asker)
{
    struct line *line = asker->line;
    struct question *question = NULL;

    latch_take(&line->latch);
    if (line->asker == asker && line->first) {
        question = line->first;
        line->first = question->next;
        if (!line->first) line->last = &line->first;
    }
    asker->asking = question;
    latch_drop(&line->latch);
    return question;
}

static void answer(struct asker *asker, struct question *question, HRESULT hr)
{
    latch_take(&asker->line->latch);
    asker->asking = NULL;
    latch_drop(&asker->line->latch);
    question->hr = hr;
    event_set(question->answered);
    question_unref(question);
}

static void asker_run(struct thread *thread, void *context)
{
    struct asker *asker = context;
    struct line *line = asker->line;
    uint64_t used = event_now_msec();
    struct question *question;

    latch_take(&line->latch);
    asker->begun = true;
    latch_drop(&line->latch);
    do {
        while ((question = next_question(asker))) {
            answer(asker, question, is_given_up(question) ? MAPI_E_TIMEOUT : ask(asker, question));
            used = event_now_msec();
        }
        if (asker->directory && event_now_msec() - used >= IDLE_MSEC) hang_up(asker);
    } while (!thread_sleep(thread, IDLE_MSEC));
    hang_up(asker);
    latch_take(&line->latch);
    if (asker->lost) line->n_lost--;
    latch_drop(&line->latch);
    asker_unref(asker);
}

static HRESULT asker_start(struct line *line, struct asker **out)
{
    struct asker *asker = calloc(1, sizeof(*asker));
    HRESULT hr;

    *out = NULL;
    if (!asker) return MAPI_E_NOT_ENOUGH_MEMORY;
    asker->refs = 2;
    asker->line = line;
    count_up(&line->refs);
    hr = thread_start(asker_run, asker, &asker->thread);
    if (FAILED(hr)) {
        asker->refs = 1;
        asker_unref(asker);
        return hr;
    }
    *out = asker;
    return S_OK;
}

/* The line's reference, whatever the thread does. */
static void asker_leave(struct asker *asker)
{
    if (!thread_leave(asker->thread)) asker_unref(asker); /* in run's place */
    asker_unref(asker);
}

/* One that has nothing to do. */
static void asker_stop(struct asker *asker)
{
    bool begun;

    thread_stop(asker->thread);
    begun = asker->begun;
    if (!begun) asker_unref(asker);
    asker_unref(asker);
}

/* ---- the line ---- */

static HRESULT copy_text(const char *text, char **owned, const char **out)
{
    *out = NULL;
    if (!text) return S_OK;
    *owned = malloc(strlen(text) + 1);
    if (!*owned) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = strcpy(*owned, text);
    return S_OK;
}

HRESULT line_create(const struct line_settings *settings, struct line **out)
{
    const struct directory_settings *from = &settings->directory;
    struct line *line = calloc(1, sizeof(*line));
    struct directory_settings *to;
    HRESULT hr;

    *out = NULL;
    if (!line) return MAPI_E_NOT_ENOUGH_MEMORY;
    line->refs = 1;
    line->last = &line->first;
    line->settings = *settings;
    to = &line->settings.directory;
    hr = copy_text(from->host, &line->texts[0], &to->host);
    if (SUCCEEDED(hr)) hr = copy_text(from->bind_dn, &line->texts[1], &to->bind_dn);
    if (SUCCEEDED(hr)) hr = copy_text(from->password, &line->texts[2], &to->password);
    if (SUCCEEDED(hr)) hr = copy_text(from->ca_file, &line->texts[3], &to->ca_file);
    if (FAILED(hr)) {
        line_unref(line);
        return hr;
    }
    *out = line;
    return S_OK;
}

void line_hang_up(struct line *line)
{
    struct asker *asker;
    struct question *question;
    bool busy;

    latch_take(&line->latch);
    line->ended = true;
    asker = line->asker;
    line->asker = NULL;
    busy = asker && asker->asking;
    question = line->first;
    line->first = NULL;
    line->last = &line->first;
    latch_drop(&line->latch);
    while (question) { /* those who wait are told */
        struct question *next = question->next;

        question->hr = MAPI_E_INVALID_OBJECT;
        event_set(question->answered);
        question_unref(question);
        question = next;
    }
    if (asker && busy) asker_leave(asker);
    else if (asker) asker_stop(asker);
}

void line_end(struct line *line)
{
    if (!line) return;
    line_hang_up(line);
    line_unref(line);
}

uint64_t line_deadline(const struct line *line)
{
    return event_now_msec() + line->settings.directory.limit_msec;
}

/* Under the latch: takes away an asker that hangs. *refused: no more may. */
static struct asker *take_stuck(struct line *line, bool *refused)
{
    struct asker *asker = line->asker;

    *refused = false;
    if (!asker || !asker->asking || !is_given_up(asker->asking) ||
        event_now_msec() - asker->asking->given_up_at < STUCK_MSEC)
        return NULL;
    if (line->n_lost == MOST_LOST) {
        *refused = true;
        return NULL;
    }
    line->asker = NULL;
    line->n_lost++;
    asker->lost = true;
    return asker;
}

/* Under the latch. */
static HRESULT refused(struct line *line)
{
    if (line->ended) return MAPI_E_INVALID_OBJECT;
    return event_now_msec() < line->refused_until ? line->refusal : S_OK;
}

static HRESULT post(struct line *line, struct question *question)
{
    struct asker *stuck = NULL, *made = NULL, *unneeded = NULL;
    bool too_many = false, needed = false;
    HRESULT hr;

    latch_take(&line->latch);
    hr = refused(line);
    if (SUCCEEDED(hr)) {
        stuck = take_stuck(line, &too_many);
        if (too_many) hr = MAPI_E_TIMEOUT;
        needed = SUCCEEDED(hr) && !line->asker;
    }
    latch_drop(&line->latch);
    if (stuck) asker_leave(stuck);
    if (needed) hr = asker_start(line, &made);
    if (FAILED(hr)) return hr;
    latch_take(&line->latch);
    if (line->ended) hr = MAPI_E_INVALID_OBJECT;
    if (made && (line->asker || FAILED(hr))) unneeded = made; /* another caller was quicker */
    else if (made) line->asker = made;
    if (SUCCEEDED(hr)) {
        count_up(&question->refs);
        *line->last = question;
        line->last = &question->next;
        thread_wake(line->asker->thread);
    }
    latch_drop(&line->latch);
    if (unneeded) asker_stop(unneeded);
    return hr;
}

static void give_up(struct line *line, struct question *question)
{
    latch_take(&line->latch);
    question->given_up_at = event_now_msec();
    __atomic_store_n(&question->given_up, 1, __ATOMIC_RELAXED);
    latch_drop(&line->latch);
}

HRESULT line_search(struct line *line, const struct directory_search *search, uint64_t deadline,
                    struct found *found)
{
    struct question *question;
    HRESULT hr;

    *found = (struct found){0};
    if (event_now_msec() >= deadline) return MAPI_E_TIMEOUT;
    question = question_create(search, deadline);
    if (!question) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = post(line, question);
    if (SUCCEEDED(hr)) {
        if (event_wait(question->answered, left_of(question))) {
            hr = question->hr;
            *found = question->found;
            question->found = (struct found){0};
        } else {
            give_up(line, question);
            hr = MAPI_E_TIMEOUT;
        }
    }
    if (FAILED(hr)) found_clear(found);
    found->more = hr == S_FALSE;
    question_unref(question);
    return FAILED(hr) ? hr : S_OK;
}
