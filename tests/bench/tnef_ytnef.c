/*
 * tnef_ytnef.c - what bench_tnef asks of libytnef
 */
#include <stdio.h>
#include <ytnef.h>

void *bench_ytnef_parse(unsigned char *bytes, long count, int *attachments);
void *bench_ytnef_parse(unsigned char *bytes, long count, int *attachments)
{
    TNEFStruct tnef;
    Attachment *each;

    TNEFInitialize(&tnef);
    *attachments = 0;
    if (TNEFParseMemory(bytes, count, &tnef) != -1)
        for (each = tnef.starting_attach.next; each; each = each->next)
            ++*attachments;
    TNEFFree(&tnef);
    return NULL;
}
