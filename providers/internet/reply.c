/*
 * reply.c - one reply of an SMTP server, out of bytes as they come
 */
#include "internet/reply.h"
#include <stdio.h>
#include <string.h>

static bool put(struct reply_reader *reader, char c)
{
    if (reader->kept + 1 >= REPLY_TEXT_BYTES) return false;
    reader->reply.text[reader->kept++] = c;
    reader->reply.text[reader->kept] = 0;
    return true;
}

/* A digit of the code, or what stands after it. */
static bool take_code(struct reply_reader *reader, char c)
{
    if (reader->place < 3) {
        if (c < '0' || c > '9') return false;
        reader->code = reader->code * 10 + (unsigned)(c - '0');
        if (++reader->place < 3) return true;
        if (reader->code < 200 || reader->code > 599) return false;
        if (reader->lines && reader->code != reader->reply.code) return false;
        reader->reply.code = reader->code;
        return true;
    }
    if (c != ' ' && c != '-') return false;
    reader->is_last = c == ' ';
    reader->place = 4;
    if (reader->lines) put(reader, '\n');
    return true;
}

/* A LF: whether the line may end here. "250" alone is a last line without text. */
static bool end_line(struct reply_reader *reader)
{
    if (reader->place < 3) return false;
    if (reader->place == 3) reader->is_last = true;
    reader->lines++;
    reader->place = 0;
    reader->code = 0;
    reader->is_cr = false;
    return reader->is_last || reader->lines < REPLY_MOST_LINES;
}

enum reply_state reply_read(struct reply_reader *reader, const char *bytes, size_t count,
                            size_t *used)
{
    for (size_t i = 0; i < count; i++) {
        char c = bytes[i];

        *used = i + 1;
        if (c == '\n') {
            if (!end_line(reader)) return REPLY_BAD;
            if (reader->is_last) return REPLY_DONE;
            continue;
        }
        if (reader->is_cr) { /* a CR within a line */
            if (reader->place < 4) return REPLY_BAD;
            put(reader, ' ');
        }
        reader->is_cr = c == '\r';
        if (reader->is_cr) continue;
        if (reader->place < 4) {
            if (!take_code(reader, c)) return REPLY_BAD;
        } else put(reader, c ? c : ' ');
    }
    *used = count;
    return REPLY_MORE;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

const char *reply_find(const struct reply *reply, const char *word)
{
    for (const char *line = reply->text; line; line = strchr(line, '\n')) {
        size_t i = 0;

        if (*line == '\n') line++;
        while (word[i] && upper(line[i]) == upper(word[i]))
            i++;
        if (word[i] || (line[i] && line[i] != ' ' && line[i] != '=' && line[i] != '\n')) continue;
        while (line[i] == ' ' || line[i] == '=')
            i++;
        return line + i;
    }
    return NULL;
}

void reply_print(const struct reply *reply, char *out, size_t bytes)
{
    snprintf(out, bytes, "%u %s", reply->code, reply->text);
    for (char *at = out; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127) *at = ' ';
}
