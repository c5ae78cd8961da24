/*
 * class.c - message classes that had other names when TNEF was new
 */
#include "codec/tnef/class.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *old, *today;
} classes[] = {
    {"IPM.Microsoft Mail.Note", "IPM.Note"},
    {"IPM.Microsoft Mail.Read Receipt", "Report.IPM.Note.IPNRN"},
    {"IPM.Microsoft Mail.Non-Delivery", "Report.IPM.Note.NDR"},
    {"IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"},
    {"IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"},
    {"IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"},
    {"IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"},
    {"IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"},
};

static bool same(const char *a, const char *b)
{
    for (; *a &&
           (*a | ('A' <= *a && *a <= 'Z' ? 0x20 : 0)) == (*b | ('A' <= *b && *b <= 'Z' ? 0x20 : 0));
         a++, b++)
        ;
    return !*a && !*b;
}

const char *tnef_class_today(const char *old)
{
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (same(classes[i].old, old)) return classes[i].today;
    return NULL;
}

const char *tnef_class_old(const char *today)
{
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (!strcmp(classes[i].today, today))
            return classes[i].old; /* case is kept: it comes back as it went */
    return NULL;
}
