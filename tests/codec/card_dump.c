/*
 * card_dump.c - cards and entries as an independent reader must see them, for compare_cards.py
 *
 *     card_dump vcard FILE VERSION    the cards of the file, written as 30 or 40
 *     card_dump ldif FILE             the entries of the file, written
 *     card_dump vcard FILE            each card as a line of JSON: [["NAME", "text", is binary]
 * ...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/ldif/ldif.h"
#include "codec/vcard/card.h"

static HRESULT get(void *context, void *bytes, size_t room, size_t *got)
{
    *got = fread(bytes, 1, room, context);
    return ferror((FILE *)context) ? MAPI_E_DISK_ERROR : S_OK;
}

static HRESULT put(void *context, const void *bytes, size_t count)
{
    return fwrite(bytes, 1, count, context) == count ? S_OK : MAPI_E_DISK_ERROR;
}

static void json(const char *text, size_t bytes, bool binary)
{
    putchar('"');
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];

        if (binary) printf("%02x", c);
        else if (c == '"' || c == '\\') printf("\\%c", c);
        else if (c < ' ') printf("\\u%04x", c);
        else putchar(c);
    }
    putchar('"');
}

static void show(const struct card *card)
{
    for (size_t i = 0; i < card->n; i++) {
        const struct card_value *value = &card->values[i];

        printf("%s[", i ? ", " : "[");
        json(value->name, strlen(value->name), false);
        printf(", ");
        json(value->text, value->bytes, value->binary);
        printf(", %s]", value->binary ? "true" : "false");
    }
    puts("]");
}

static HRESULT vcards(FILE *file, int version)
{
    struct vcard_reader *reader;
    struct card card;
    HRESULT hr = vcard_open((struct byte_source){get, file}, 0, &reader);

    if (FAILED(hr)) return hr;
    while (hr == S_OK && (hr = vcard_next(reader, &card)) == S_OK) {
        if (version) hr = vcard_write(&card, version, (struct byte_sink){put, stdout});
        else show(&card);
    }
    vcard_close(reader);
    return hr;
}

static HRESULT entries(FILE *file)
{
    struct byte_sink sink = {put, stdout};
    struct ldif_reader *reader;
    struct ldif_entry entry;
    HRESULT hr = ldif_open((struct byte_source){get, file}, 0, &reader);

    if (FAILED(hr)) return hr;
    hr = ldif_write_head(sink);
    while (hr == S_OK && (hr = ldif_next(reader, &entry)) == S_OK)
        hr = ldif_write(&entry, sink);
    ldif_close(reader);
    return hr;
}

int main(int argc, char **argv)
{
    FILE *file = argc > 2 ? fopen(argv[2], "rb") : NULL;
    HRESULT hr;

    if (!file) return 2;
    if (!strcmp(argv[1], "ldif")) hr = entries(file);
    else hr = vcards(file, argc > 3 ? atoi(argv[3]) : 0);
    fclose(file);
    return hr == S_FALSE ? 0 : 1;
}
