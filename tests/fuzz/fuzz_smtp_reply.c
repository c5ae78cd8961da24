/*
 * fuzz_smtp_reply.c - any bytes as replies of an SMTP server: what is read is bounded and sound,
 * and is the same when each byte comes alone
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "internet/smtp_offers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) abort();
}

static void check_sound(const struct reply *reply)
{
    struct smtp_offers offers;
    char text[64];

    check(reply->code >= 200 && reply->code <= 599);
    check(memchr(reply->text, 0, sizeof(reply->text)) != NULL);
    reply_print(reply, text, sizeof(text));
    check(strlen(text) >= 4 && !strpbrk(text, "\r\n\x1b"));
    smtp_offers_read(reply, &offers);
    check(offers.size || !offers.most_bytes);
}

static enum reply_state byte_by_byte(struct reply_reader *reader, const char *bytes, size_t count)
{
    enum reply_state state = REPLY_MORE;
    size_t used;

    memset(reader, 0, sizeof(*reader));
    for (size_t i = 0; i < count && state == REPLY_MORE; i++)
        state = reply_read(reader, bytes + i, 1, &used);
    return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct reply_reader whole, slow;
    size_t at = 0;

    while (at < size) {
        const char *bytes = (const char *)data + at;
        size_t used = 0;
        enum reply_state state;

        memset(&whole, 0, sizeof(whole));
        state = reply_read(&whole, bytes, size - at, &used);
        check(used > 0 && used <= size - at);
        check(byte_by_byte(&slow, bytes, used) == state);
        if (state != REPLY_DONE) break;
        check_sound(&whole.reply);
        check(whole.reply.code == slow.reply.code && !strcmp(whole.reply.text, slow.reply.text));
        at += used;
    }
    return 0;
}
