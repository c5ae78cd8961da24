/*
 * lzfu.c - compressed RTF: how fast it is read and written, and how short it is
 *
 *     bench_lzfu FILE...   natively, without sanitizers; the files' text, repeated to 1 MB, as RTF
 * and as HTML in RTF
 *
 * Reading is measured against Debian's libytnef and libpst, where they are linked, each as its
 * callers get it: all of it in memory that it allocates. libytnef's text differs by some bytes (its
 * window begins with LF CR, the format's with CR LF), so that theirs is only counted. The length of
 * what we write is compared with that of the format's description: at each place the longest match
 * of all places in the window.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "codec/rtf/lzfu_pack.h"
#include "codec/rtf/rtf_wrap.h"

size_t bench_ytnef_unpack(unsigned char *packed, size_t count, unsigned char **out);
size_t bench_pst_unpack(unsigned char *packed, size_t count, unsigned char **out);

enum { BYTES = 1000000, ROUNDS = 15 };

struct bytes {
    unsigned char *data;
    size_t n, room;
};

static HRESULT add(void *context, const void *data, size_t n)
{
    struct bytes *to = context;

    if (to->n + n > to->room) {
        to->room = 2 * (to->n + n);
        to->data = realloc(to->data, to->room);
        if (!to->data) abort();
    }
    memcpy(to->data + to->n, data, n);
    to->n += n;
    return S_OK;
}

static HRESULT add_rtf(void *context, const char *rtf, size_t n)
{
    return add(context, rtf, n);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- what is measured ---- */

static size_t reference_bytes(const struct bytes *rtf)
{
    size_t total = LZFU_KNOWN + rtf->n, bits = 17;
    unsigned char *window = malloc(total);

    if (!window) abort();
    memcpy(window, lzfu_known, LZFU_KNOWN);
    memcpy(window + LZFU_KNOWN, rtf->data, rtf->n);
    for (size_t at = LZFU_KNOWN; at < total;) {
        size_t best = 0, most = total - at < LZFU_LONGEST ? total - at : LZFU_LONGEST;

        for (size_t from = at < LZFU_WINDOW ? 0 : at - LZFU_WINDOW + 1; from < at && best < most;
             from++) {
            size_t n = 0;

            while (n < most && window[from + n] == window[at + n])
                n++;
            if (n > best) best = n;
        }
        bits += best < 2 ? 9 : 17;
        at += best < 2 ? 1 : best;
    }
    free(window);
    return LZFU_HEADER + (bits + 7) / 8;
}

static void pack(const struct bytes *rtf, struct bytes *out)
{
    static struct lzfu_pack packer;
    struct lzfu_tail tail;

    out->n = 0;
    add(out, (char[LZFU_HEADER]){0}, LZFU_HEADER);
    lzfu_pack_begin(&packer, LZFU, add, out);
    if (lzfu_pack_put(&packer, rtf->data, rtf->n) || lzfu_pack_end(&packer, &tail)) abort();
    add(out, tail.bytes, tail.count);
    memcpy(out->data, tail.header, LZFU_HEADER);
}

static size_t unpack(unsigned char *packed, size_t count, unsigned char **out, bool check)
{
    static struct lzfu lzfu;
    struct bytes to = {.room = BYTES * 3}; /* as its header says */

    to.data = malloc(to.room);
    if (!to.data) abort();
    lzfu_begin(&lzfu, add_rtf, &to);
    lzfu.check = check;
    if (lzfu_put(&lzfu, packed, count) || lzfu_end(&lzfu)) abort();
    *out = to.data;
    return to.n;
}

static size_t unpack_ours(unsigned char *packed, size_t count, unsigned char **out)
{
    return unpack(packed, count, out, false);
}

static size_t unpack_checked(unsigned char *packed, size_t count, unsigned char **out)
{
    return unpack(packed, count, out, true);
}

static const struct reader {
    const char *name;
    size_t (*unpack)(unsigned char *packed, size_t count, unsigned char **out);
} readers[] = {
    {"ours", unpack_ours},
    {"ours, checksum checked", unpack_checked},
#ifdef HAVE_YTNEF
    {"libytnef", bench_ytnef_unpack},
#endif
#ifdef HAVE_PST
    {"libpst", bench_pst_unpack},
#endif
};
enum { N_READERS = sizeof(readers) / sizeof(readers[0]) };

static void measure(const char *name, const struct bytes *rtf)
{
    struct bytes packed = {0};
    double packing = 1e9, reading[N_READERS];
    size_t reference = reference_bytes(rtf);

    for (int i = 0; i < N_READERS; i++)
        reading[i] = 1e9;
    /* one after the other, so that each meets the same machine */
    for (int round = 0; round < ROUNDS; round++) {
        double start = now(), took;

        pack(rtf, &packed);
        took = now() - start;
        if (took < packing) packing = took;
        for (int i = 0; i < N_READERS; i++) {
            unsigned char *out = NULL;
            size_t n;

            start = now();
            n = readers[i].unpack(packed.data, packed.n, &out);
            took = now() - start;
            if (n < rtf->n || (i < 2 && memcmp(out, rtf->data, rtf->n))) { /* see above */
                printf("%s: %s reads something else\n", name, readers[i].name);
                exit(1);
            }
            free(out);
            if (took < reading[i]) reading[i] = took;
        }
    }
    printf("%s: %zu bytes, compressed %zu; by the format's description %zu: %.3f of it\n", name,
           rtf->n, packed.n, reference, (double)packed.n / (double)reference);
    printf("  written  %6.0f MB/s\n", (double)rtf->n / packing / 1e6);
    for (int i = 0; i < N_READERS; i++)
        printf("  read     %6.0f MB/s  %-22s  %5.1f times its time\n",
               (double)rtf->n / reading[i] / 1e6, readers[i].name, reading[i] / reading[0]);
    free(packed.data);
}

/* ---- what is read ---- */

static WCHAR *text_of(int n, char **names, size_t *chars)
{
    WCHAR *text = calloc(BYTES, sizeof(*text));

    if (!text) abort();
    for (*chars = 0; *chars < BYTES;) {
        size_t before = *chars;

        for (int i = 0; i < n; i++) {
            FILE *file = fopen(names[i], "rb");
            int c;

            if (!file) continue;
            while ((c = getc(file)) != EOF && *chars < BYTES - 1) {
                if (c == '\n') text[(*chars)++] = '\r';
                text[(*chars)++] = (WCHAR)c;
            }
            fclose(file);
        }
        if (*chars == before || *chars >= BYTES - 1) break;
    }
    return text;
}

/* Each line a paragraph, with a word in italics. */
static void put_html(struct rtf_of_html *wrap, const WCHAR *text, size_t chars)
{
    static const WCHAR open[] = L"<p class=\"MsoNormal\"><span lang=\"EN-US\">",
                       close[] = L"</span></p>\r\n", it[] = L"<i>", no[] = L"</i>";

    for (size_t at = 0; at < chars;) {
        size_t n = 0, word = 0;

        while (at + n < chars && text[at + n] != '\r')
            n++;
        while (word < n && text[at + word] != ' ')
            word++;
        if (n) {
            rtf_of_html_put(wrap, open, sizeof(open) / sizeof(WCHAR) - 1);
            rtf_of_html_put(wrap, it, 3);
            rtf_of_html_put(wrap, text + at, word);
            rtf_of_html_put(wrap, no, 4);
            rtf_of_html_put(wrap, text + at + word, n - word);
            rtf_of_html_put(wrap, close, sizeof(close) / sizeof(WCHAR) - 1);
        }
        at += n + 2;
    }
}

int main(int argc, char **argv)
{
    struct rtf_of_text of_text;
    struct rtf_of_html of_html;
    struct bytes rtf = {0};
    size_t chars;
    WCHAR *text = text_of(argc - 1, argv + 1, &chars);

    if (!chars) return 2;
    rtf_of_text_begin(&of_text, 1252, add_rtf, &rtf);
    rtf_of_text_put(&of_text, text, chars);
    rtf_of_text_end(&of_text);
    measure("text in RTF", &rtf);
    rtf.n = 0;
    rtf_of_html_begin(&of_html, 1252, add_rtf, &rtf);
    put_html(&of_html, text, chars / 2);
    rtf_of_html_end(&of_html);
    measure("HTML in RTF", &rtf);
    free(rtf.data);
    free(text);
    return 0;
}
