/*
 * msg_dump.c - what .msg files have, for comparing with others
 *
 *     msg_dump FILE...     each read, copied into a new one, read again; prints a JSON object a
 * line. What was written goes to the folder that MSG_OUT names: NAME.0 in Unicode, NAME.1 in 8-bit
 * text
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapiguid.h"
#include "msg/imsg_fixture.h"
#include "msg/show.h"

static void keep(struct msg_file *file, const char *path, int way)
{
    struct mail bytes;
    char name[600];
    FILE *out;

    if (!getenv("MSG_OUT")) return;
    bytes = msg_file_bytes(file);
    snprintf(name, sizeof(name), "%s/%s.%d", getenv("MSG_OUT"),
             strrchr(path, '/') ? strrchr(path, '/') + 1 : path, way);
    out = fopen(name, "wb");
    fwrite(bytes.bytes, 1, bytes.count, out);
    fclose(out);
    mail_drop(&bytes);
}

/* Into a new file, and what differs there. */
static int trip(IMessage *message, const char *path, int way)
{
    ULONG flags = way ? 0 : MAPI_UNICODE;
    SPropProblemArray *problems = NULL;
    struct msg_file file;
    IMessage *copy = new_msg(&file, flags);
    int differences;

    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0,
                                  &problems));
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        if (problems->aProblem[i].scode != MAPI_E_COMPUTED)
            fprintf(stderr, "  not copied: %08x %08x\n", (unsigned)problems->aProblem[i].ulPropTag,
                    (unsigned)problems->aProblem[i].scode);
    FREE(problems);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE));
    copy = reopened(&file, copy, flags);
    keep(&file, path, way);
    differences = messages_differ(message, copy, path);
    copy->lpVtbl->Release(copy);
    msg_file_close(&file);
    return differences;
}

int main(int n, char **args)
{
    for (int i = 1; i < n; i++) {
        struct mail bytes;
        struct msg_file file;
        IMessage *message = NULL;
        HRESULT hr;

        if (!mail_load(&bytes, args[i])) return 2;
        fprintf(stderr, "%s\n", args[i]);
        hr = msg_file_open(&file, &bytes, true);
        if (SUCCEEDED(hr)) hr = open_msg(&file, MAPI_UNICODE, &message);
        printf("{\"file\": \"%s\", \"result\": %u", args[i], (unsigned)hr);
        if (message) {
            printf(", \"differences\": [%d, ", trip(message, args[i], 0));
            printf("%d], \"message\": ", trip(message, args[i], 1));
            show_message(message);
            message->lpVtbl->Release(message);
        }
        printf("}\n");
        msg_file_close(&file);
        mail_drop(&bytes);
    }
    return 0;
}
