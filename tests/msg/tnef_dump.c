/*
 * tnef_dump.c - what messages of a local store have after TNEF files were read into them, for
 * comparing with others
 *
 *     tnef_dump FILE...     each read, written again in two ways, read again; prints a JSON object
 * a line. What was written goes to the folder that TNEF_OUT names: NAME.0 in TNEF_BEST_DATA, NAME.1
 * in TNEF_PURE, NAME.mail as a mail with winmail.dat
 */
#include "msg/show.h"
#include <stdio.h>
#include <string.h>
#include "msg/from_tnef.h"
#include "msg/to_tnef.h"

static IMessage *read_in(IMAPIFolder *folder, const struct mail *file, HRESULT *hr)
{
    IStream *stream = stream_of(file);
    STnefProblemArray *problems = NULL;
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    *hr = message_from_tnef(message, stream, NULL, &problems);
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        fprintf(stderr, "  problem: component %u attribute %08x tag %08x scode %08x\n",
                (unsigned)problems->aProblem[i].ulComponent,
                (unsigned)problems->aProblem[i].ulAttribute,
                (unsigned)problems->aProblem[i].ulPropTag, (unsigned)problems->aProblem[i].scode);
    FREE(problems);
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}

static void write_out(const struct mail *out, const char *path, const char *kind)
{
    char name[600];
    FILE *file;

    if (!getenv("TNEF_OUT")) return;
    snprintf(name, sizeof(name), "%s/%s.%s", getenv("TNEF_OUT"),
             strrchr(path, '/') ? strrchr(path, '/') + 1 : path, kind);
    file = fopen(name, "wb");
    fwrite(out->bytes, 1, out->count, file);
    fclose(file);
}

/* As a mail with winmail.dat. */
static void send(IMessage *message, const char *path)
{
    struct to_mime_options options = {
        .flags = CCSF_SMTP | CCSF_USE_TNEF, .encoding = IET_UNKNOWN, .format = SAVE_RFC1521};
    struct to_mime_report report;
    struct mail mail;

    ok_hr(message_to_mail(message, &options, &report, &mail));
    assert_int_equal(report.not_in_tnef, 0);
    write_out(&mail, path, "mail");
    mail_drop(&mail);
}

static int trips(IMAPIFolder *folder, IMessage *message, const char *path)
{
    static const ULONG ways[] = {TNEF_BEST_DATA, TNEF_PURE};
    int differences = 0;

    for (size_t i = 0; i < 2; i++) {
        struct mail nothing = {0}, out;
        struct to_tnef_options options = {ways[i], 7};
        STnefProblemArray *problems = NULL;
        LARGE_INTEGER start = {.QuadPart = 0};
        IStream *stream = stream_of(&nothing);
        IMessage *again;
        STATSTG stat;
        HRESULT hr;
        ULONG got;

        ok_hr(message_to_tnef(message, stream, &options, &problems));
        for (ULONG k = 0; problems && k < problems->cProblem; k++, differences++)
            fprintf(stderr, "  not written: tag %08x scode %08x\n",
                    (unsigned)problems->aProblem[k].ulPropTag,
                    (unsigned)problems->aProblem[k].scode);
        FREE(problems);
        ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
        out.count = stat.cbSize.LowPart;
        out.bytes = calloc(1, out.count + 1);
        ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL));
        ok_hr(stream->lpVtbl->Read(stream, out.bytes, (ULONG)out.count, &got));
        stream->lpVtbl->Release(stream);
        write_out(&out, path, i ? "1" : "0");
        again = read_in(folder, &out, &hr);
        ok_hr(hr);
        differences += messages_differ(message, again, path);
        again->lpVtbl->Release(again);
        mail_drop(&out);
    }
    send(message, path);
    return differences;
}

int main(int n, char **args)
{
    struct fixture *f;
    IMAPIFolder *folder;

    store_setup((void **)&f);
    folder = open_inbox(f);
    for (int i = 1; i < n; i++) {
        struct mail file;
        IMessage *message;
        HRESULT hr;

        if (!mail_load(&file, args[i])) return 2;
        fprintf(stderr, "%s\n", args[i]);
        message = read_in(folder, &file, &hr);
        printf("{\"file\": \"%s\", \"result\": %u, \"differences\": %d, \"message\": ", args[i],
               (unsigned)hr, SUCCEEDED(hr) ? trips(folder, message, args[i]) : 0);
        show_message(message);
        printf("}\n");
        message->lpVtbl->Release(message);
        mail_drop(&file);
    }
    folder->lpVtbl->Release(folder);
    store_teardown((void **)&f);
    return 0;
}
