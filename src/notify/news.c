/*
 * news.c - a batch of notifications that nobody changes any more, shared by all who are told
 */
#include "notify/news.h"
#include "base/mem.h"
#include "notify/batch.h"
#include "notify/roster.h"
#include "sys/lock.h"

/* Copies of some of the structures; what they point at is the whole batch's. */
struct news_part {
    struct news_part *next;
    ULONG events;
    ULONG count;
    NOTIFICATION batch[];
};

static const struct news_part *part_of(const struct news *news, ULONG events)
{
    const struct news_part *part = news->parts;

    while (part && part->events != events)
        part = part->next;
    return part;
}

static bool part_add(struct news *news, ULONG events)
{
    struct news_part *part =
        mem_zero_more(sizeof(*part) + news->count * sizeof(NOTIFICATION), news->batch);

    if (!part) return false;
    part->events = events;
    for (ULONG i = 0; i < news->count; i++)
        if (news->batch[i].ulEventType & events) part->batch[part->count++] = news->batch[i];
    part->next = news->parts;
    news->parts = part;
    return true;
}

/* One for each choice that somebody on the roster made. */
static bool parts_add(struct news *news, const struct roster *roster)
{
    for (uint32_t i = 0; i < roster->count; i++) {
        ULONG events = roster->entries[i].mask & news->events;

        if (events && events != news->events && !part_of(news, events) && !part_add(news, events))
            return false;
    }
    return true;
}

HRESULT news_create(const struct roster *roster, ULONG count, const NOTIFICATION *batch,
                    ULONG flags, struct news **out)
{
    struct news *news;
    HRESULT hr;

    *out = NULL;
    news = mem_zero(sizeof(*news));
    if (!news) return MAPI_E_NOT_ENOUGH_MEMORY;
    news->refs = 1;
    hr = batch_copy(count, batch, roster->masks, flags, &news->count, &news->batch);
    for (ULONG i = 0; i < news->count; i++)
        news->events |= news->batch[i].ulEventType;
    if (news->count > 1 && !parts_add(news, roster)) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr) && news->count) *out = TAKE(news);
    news_unref(news);
    return hr;
}

void news_ref(struct news *news)
{
    atomic_inc(&news->refs);
}

void news_unref(struct news *news)
{
    if (!news || atomic_dec(&news->refs)) return;
    mem_free(news->batch);
    mem_free(news);
}

NOTIFICATION *news_for(const struct news *news, ULONG mask, ULONG *count)
{
    const struct news_part *part = news->events & ~mask ? part_of(news, news->events & mask) : NULL;

    *count = part ? part->count : news->count;
    return part ? (NOTIFICATION *)part->batch : news->batch;
}
