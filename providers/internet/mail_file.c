/*
 * mail_file.c - a message as Internet mail, in a temporary file
 */
#include "internet/mail_file.h"
#include "common/com.h"
#include "common/converter.h"
#include "mapiutil.h"

enum {
    PIECE = 16384
};

/* Its length, and whether a byte has its eighth bit. */
static HRESULT look_through(struct mail_file *file)
{
    char piece[PIECE];
    size_t n;
    HRESULT hr = mail_file_rewind(file);

    while (SUCCEEDED(hr)) {
        hr = mail_file_read(file, piece, sizeof(piece), &n);
        if (FAILED(hr) || !n) break;
        file->bytes += n;
        for (size_t i = 0; i < n && !file->is_eight_bit; i++)
            file->is_eight_bit = (unsigned char)piece[i] > 127;
    }
    return SUCCEEDED(hr) ? mail_file_rewind(file) : hr;
}

HRESULT mail_file_write(IMessage *message, const struct allocators *alloc, bool utf8,
                        struct mail_file *out)
{
    AUTO_RELEASE IConverterSession *converter = NULL;
    HRESULT hr = converter_open(&converter);

    *out = (struct mail_file){0};
    if (SUCCEEDED(hr))
        hr = OpenStreamOnFileW(alloc->buffer, alloc->free,
                               STGM_READWRITE | STGM_CREATE | STGM_DELETEONRELEASE |
                                   SOF_UNIQUEFILENAME,
                               NULL, NULL, &out->stream);
    if (SUCCEEDED(hr))
        hr = converter->lpVtbl->MAPIToMIMEStm(converter, message, out->stream,
                                              CCSF_SMTP | (utf8 ? CCSF_GLOBAL_MESSAGE : 0));
    if (SUCCEEDED(hr)) hr = look_through(out);
    if (FAILED(hr)) mail_file_drop(out);
    return FAILED(hr) ? hr : S_OK;
}

void mail_file_drop(struct mail_file *file)
{
    com_release(&file->stream);
}

HRESULT mail_file_rewind(void *context)
{
    struct mail_file *file = context;

    return file->stream->lpVtbl->Seek(file->stream, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_SET,
                                      NULL);
}

HRESULT mail_file_read(void *context, char *bytes, size_t room, size_t *count)
{
    struct mail_file *file = context;
    ULONG got = 0;
    HRESULT hr = file->stream->lpVtbl->Read(file->stream, bytes, (ULONG)room, &got);

    *count = got;
    return FAILED(hr) ? hr : S_OK;
}
