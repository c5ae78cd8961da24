/*
 * store_mail.c - the mail of the benchmark: a file with n messages in one folder, from a fixed seed
 */
#include <stdio.h>
#include <string.h>
#include "store_bench.h"

#ifdef _WIN32
#define SEPARATOR "\\"
#else
#define SEPARATOR "/"
#endif

/* splitmix64: message n has the same words in every file. */
static uint64_t mix(uint64_t n)
{
    n += 0x9e3779b97f4a7c15ull;
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9ull;
    n = (n ^ n >> 27) * 0x94d049bb133111ebull;
    return n ^ n >> 31;
}

static void word(uint64_t n, char out[16])
{
    static const char syllables[][4] = {"ba",  "ker", "lo",  "min", "tra", "su",  "vel", "no",
                                        "dri", "pa",  "gon", "es",  "tu",  "rim", "fa",  "wel"};
    uint64_t r = mix(n ^ 0x77);
    int parts = 2 + (int)(r % 3);

    *out = 0;
    for (int i = 0; i < parts; i++)
        strcat(out, syllables[r >> (8 + 4 * i) & 15]);
}

void mail_sender(uint64_t n, char out[64])
{
    char given[16], family[16];

    word(n % MAIL_SENDERS, given);
    word(n % MAIL_SENDERS + 5000, family);
    given[0] -= 32;
    family[0] -= 32;
    snprintf(out, 64, "%s %s %u", given, family, (unsigned)(n % MAIL_SENDERS));
}

void mail_prefix(uint64_t n, char out[16])
{
    word(mix(n) % 2000, out);
    out[0] -= 32;
}

void mail_words(int64_t n, struct mail_words *out)
{
    uint64_t r = mix((uint64_t)n), topic = r % 0x10000 % (uint64_t)(n / 3 + 10);
    char first[16], second[16], third[16];

    memset(out, 0, sizeof(*out));
    /* one a minute, or so */
    out->time = 0x01c9000000000000 + n * 600000000 + (int64_t)(r % 400000000);
    out->unread = r >> 20 & 1 && r >> 21 & 1;
    out->reply = r >> 22 & 1;
    mail_prefix(topic, first);
    word(mix(topic + 1) % 2000, second);
    word(mix(topic + 2) % 2000, third);
    snprintf(out->subject, sizeof(out->subject), "%s%s %s %s %u", out->reply ? "RE: " : "", first,
             second, third, (unsigned)topic);
    mail_sender(r >> 24, out->sender);
    snprintf(out->internet_id, sizeof(out->internet_id), "<%016llx@example.org>",
             (unsigned long long)r);
    out->index[0] = 1;
    memcpy(out->index + 6, &topic, sizeof(topic));
}

void mail_fill(void *bytes, size_t n)
{
    unsigned char *at = bytes;

    for (size_t i = 0; i < n; i++)
        at[i] = (unsigned char)mix(i);
}

void mail_build(const char *folder, int64_t n, uint32_t content, struct mail *mail)
{
    char bytes[16] = "";
    struct client *client;
    struct raw *raw;

    memset(mail, 0, sizeof(*mail));
    mail->n = n;
    mail->content = content;
    if (content) snprintf(bytes, sizeof(bytes), "-%u", (unsigned)content);
    snprintf(mail->path, sizeof(mail->path), "%s" SEPARATOR "mail-%lld%s.omstore", folder,
             (long long)n, bytes);
    logon_prepare(mail->path);
    client_make_templates(mail->path, mail);
    raw = raw_open(mail);
    while (raw_add_mail(raw))
        ;
    raw_close(raw);
    client = client_open(mail);
    client_empty(client); /* what a run that was ended left behind */
    client_close(client);
}
