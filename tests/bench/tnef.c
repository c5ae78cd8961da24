/*
 * tnef.c - reading TNEF against Debian's libytnef: a small file, one of many attachments, one of 30
 * MB
 *
 *     bench_tnef      natively, without sanitizers; prints microseconds (the best of some runs) and
 * ratios bench_tnef CASE WAY small, many, large, ten; none, ytnef, place, copied, message: reads
 * that some times, for callgrind
 *
 * All check the sums. "In place" takes the stream apart and finds every value where it lies;
 * "copied" copies each into memory of its own, as libytnef's TNEFParseMemory does; "message" makes
 * a message of it, through an IStream: text in UTF-16, properties set and attachments made in an
 * object that reads every byte it is given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "codec/tnef/attr.h"
#include "codec/tnef/read.h"
#include "codec/tnef/write.h"
#include "com/mem_stream.h"
#include "fakes/sink_message.h"
#include "msg/from_tnef.h"

#ifdef HAVE_YTNEF
/* libytnef's own header has names of MAPI in it that ours has, too; what is called is this. */
void *bench_ytnef_parse(unsigned char *bytes, long count, int *attachments);
#endif

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

static HRESULT patch(void *context, uint64_t place, const void *bytes, size_t count)
{
    memcpy(((struct writer *)context)->data + place, bytes, count);
    return S_OK;
}

static void put_prop(struct tnef_writer *w, ULONG tag, const void *bytes, ULONG count)
{
    tnef_put_u32(w, tag);
    tnef_put_u32(w, 1);
    tnef_put_u32(w, count);
    tnef_put(w, bytes, count);
    tnef_put_padding(w, count);
}

static struct writer make(unsigned attachments, size_t each)
{
    struct writer out = {0};
    struct tnef_output output = {append, patch, &out};
    struct tnef_writer w;
    struct tnef_mark mark;
    char *data = malloc(each);

    for (size_t i = 0; i < each; i++)
        data[i] = (char)(i * 31 + i / 257);
    tnef_writer_init(&w, &output);
    tnef_put_head(&w, 1);
    tnef_put_attr(&w, LVL_MESSAGE, attTnefVersion, "\0\0\1", 4);
    tnef_put_attr(&w, LVL_MESSAGE, attOemCodepage, "\xe4\x04\0\0\0\0\0", 8);
    tnef_put_attr(&w, LVL_MESSAGE, attMessageClass, "IPM.Microsoft Mail.Note", 24);
    tnef_put_attr(&w, LVL_MESSAGE, attSubject, "A subject of some length", 25);
    tnef_attr_open(&w, LVL_MESSAGE, attMAPIProps, &mark);
    tnef_put_u32(&w, 60);
    for (ULONG i = 0; i < 60; i++)
        put_prop(&w, PROP_TAG(i % 2 ? PT_STRING8 : PT_BINARY, 0x6800 + i),
                 "some value of twenty bytes", 20 + i % 7);
    tnef_attr_close(&w, &mark);
    for (unsigned i = 0; i < attachments; i++) {
        char name[32];

        snprintf(name, sizeof(name), "file%05u.bin", i);
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachRenddata, "\1\0\xff\xff\xff\xff\0\0\0\0\0\0\0",
                      14);
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachTitle, name, strlen(name) + 1);
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachData, data, each);
        tnef_attr_open(&w, LVL_ATTACHMENT, attAttachment, &mark);
        tnef_put_u32(&w, 2);
        put_prop(&w, PR_ATTACH_LONG_FILENAME_A, name, (ULONG)strlen(name) + 1);
        put_prop(&w, PR_DISPLAY_NAME_A, name, (ULONG)strlen(name) + 1);
        tnef_attr_close(&w, &mark);
    }
    tnef_writer_flush(&w);
    tnef_writer_drop(&w);
    free(data);
    return out;
}

/* ---- ours ---- */

/* Where the next bytes lie. */
static void see(struct tnef_reader *r, uint32_t bytes)
{
    const uint8_t *at;

    for (size_t n; (n = tnef_piece(r, bytes, &at)) != 0; bytes -= (uint32_t)n)
        __asm__ volatile("" ::"r"(at)); /* it is wanted */
}

static int take_apart(const struct writer *file, bool copy)
{
    struct tnef_reader r;
    struct tnef_attr attr;
    struct tnef_prop prop;
    void *root = mem_zero(1);
    uint16_t key;
    int attachments = 0;

    tnef_reader_over(&r, file->data, file->count);
    if (tnef_begin(&r, &key) != S_OK) abort();
    while (tnef_attr_next(&r, &attr) == S_OK) {
        const struct tnef_attribute *row = tnef_attribute(attr.level, attr.id);
        uint8_t *value;
        bool fits;

        attachments += attr.id == attAttachRenddata;
        if (row && row->form == TNEF_PROPS) {
            for (uint32_t n = tnef_prop_count(&r), bytes;
                 n && tnef_prop_next(&r, root, &prop) == S_OK; n--)
                for (uint32_t i = 0; i < prop.count && tnef_value_begin(&r, &prop, &bytes); i++) {
                    if (!copy) see(&r, bytes);
                    else if (tnef_load(&r, bytes, UINT32_MAX, root, &value) != S_OK) abort();
                    tnef_value_end(&r, bytes);
                }
        } else if (!copy) {
            see(&r, attr.bytes);
        } else if (tnef_load(&r, attr.bytes, UINT32_MAX, root, &value) != S_OK) {
            abort();
        }
        if (tnef_attr_end(&r, &attr, &fits) != S_OK || !fits) abort();
    }
    mem_free(root);
    return attachments;
}

static int in_place(const struct writer *file)
{
    return take_apart(file, false);
}

static int copied(const struct writer *file)
{
    return take_apart(file, true);
}

static int make_message(const struct writer *file)
{
    struct mem_stream_config config = {.data = file->data, .bytes = file->count};
    static IStream *stream;
    static const uint8_t *of;
    LARGE_INTEGER start = {.QuadPart = 0};
    struct sink_counts counts = {0};
    IMessage *message = sink_message_create(&counts);

    if (of != file->data) { /* the stream is the caller's: making it isn't measured but once */
        if (stream) stream->lpVtbl->Release(stream);
        if (mem_stream_open(&config, &stream) != S_OK) abort();
        of = file->data;
    }
    stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
    if (message_from_tnef(message, stream, NULL, NULL) != S_OK) abort();
    message->lpVtbl->Release(message);
    return (int)counts.attachments;
}

static int ask_ytnef(const struct writer *file)
{
    int attachments = -1;

#ifdef HAVE_YTNEF
    bench_ytnef_parse(file->data, (long)file->count, &attachments);
#else
    (void)file;
#endif
    return attachments;
}

/* ---- the clock ---- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double best_of(int (*run)(const struct writer *), const struct writer *file,
                      unsigned attachments)
{
    double best = 1e18, end = now() + 1.5e6;

    for (int i = 0; i < 5 || (now() < end && i < 20000); i++) {
        double start = now();
        int seen = run(file);
        double spent = now() - start;

        if (seen == -1) return 0;
        if (seen != (int)attachments) {
            fprintf(stderr, "%d attachments instead of %u\n", seen, attachments);
            abort();
        }
        if (spent < best) best = spent;
    }
    return best;
}

static const struct {
    const char *name, *key;
    unsigned attachments;
    size_t each;
    int times; /* when instructions are counted */
} cases[] = {
    {"small (2 attachments of 1 KB)", "small", 2, 1024, 200},
    {"many (1000 of 2 KB)", "many", 1000, 2048, 2},
    {"large (1 of 30 MB)", "large", 1, 30 << 20, 1},
    {"30 MB in 10", "ten", 10, 3 << 20, 1},
};
enum { N_CASES = sizeof(cases) / sizeof(cases[0]) };

static void compare(const char *name, unsigned attachments, size_t each)
{
    struct writer file = make(attachments, each);
    double other = best_of(ask_ytnef, &file, attachments),
           place = best_of(in_place, &file, attachments),
           bytes = best_of(copied, &file, attachments),
           message = best_of(make_message, &file, attachments);

    printf("%-30s ytnef %9.1f us, in place %8.1f us, copied %8.1f us, message %9.1f us", name,
           other, place, bytes, message);
    if (other)
        printf(": %.1f, %.1f and %.1f times as fast", other / place, other / bytes,
               other / message);
    else printf(": libytnef isn't here, nothing to compare with");
    printf("\n");
    fflush(stdout);
    writer_drop(&file);
}

/* For whoever counts instructions: 1: there is no such case; 0 also for "none", which makes the
 * file and no more. */
static int repeat(const char *key, const char *who)
{
    static const struct {
        const char *name;
        int (*run)(const struct writer *);
    } ways[] = {
        {"ytnef", ask_ytnef}, {"place", in_place}, {"copied", copied}, {"message", make_message}};

    for (size_t i = 0; i < N_CASES; i++) {
        struct writer file;

        if (strcmp(cases[i].key, key)) continue;
        file = make(cases[i].attachments, cases[i].each);
        for (size_t k = 0; k < sizeof(ways) / sizeof(ways[0]); k++)
            for (int n = 0; n < cases[i].times && !strcmp(who, ways[k].name); n++)
                ways[k].run(&file);
        writer_drop(&file);
        return 0;
    }
    return 1;
}

int main(int n, char **args)
{
    if (n == 3) return repeat(args[1], args[2]);
    for (size_t i = 0; i < N_CASES; i++)
        compare(cases[i].name, cases[i].attachments, cases[i].each);
    return 0;
}
