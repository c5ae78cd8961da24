/*
 * attr.c - the table of TNEF's attributes, and the forms of their data
 */
#include "codec/tnef/attr.h"
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/filetime.h"

/* PR_MESSAGE_DELIVERY_TIME and the like: Mapping of TNEF Attributes to MAPI Properties; attDelegate: MS-OXTNEF 2.1.3.3.18 */
static const struct tnef_attribute attributes[] = {
    {attOwner, LVL_MESSAGE, TNEF_OWNER, 0},
    {attSentFor, LVL_MESSAGE, TNEF_SENT_FOR, 0},
    {attDelegate, LVL_MESSAGE, TNEF_BYTES, PR_RCVD_REPRESENTING_ENTRYID},
    {attOriginalMessageClass, LVL_MESSAGE, TNEF_CLASS, PR_ORIG_MESSAGE_CLASS_W},
    {attDateStart, LVL_MESSAGE, TNEF_DATE, PR_START_DATE},
    {attDateEnd, LVL_MESSAGE, TNEF_DATE, PR_END_DATE},
    {attAidOwner, LVL_MESSAGE, TNEF_LONG, PR_OWNER_APPT_ID},
    {attRequestRes, LVL_MESSAGE, TNEF_BOOL, PR_RESPONSE_REQUESTED},
    {attFrom, LVL_MESSAGE, TNEF_FROM, 0},
    {attSubject, LVL_MESSAGE, TNEF_TEXT, PR_SUBJECT_W},
    {attDateSent, LVL_MESSAGE, TNEF_DATE, PR_CLIENT_SUBMIT_TIME},
    {attDateRecd, LVL_MESSAGE, TNEF_DATE, PR_MESSAGE_DELIVERY_TIME},
    {attMessageStatus, LVL_MESSAGE, TNEF_STATUS, PR_MESSAGE_FLAGS},
    {attMessageClass, LVL_MESSAGE, TNEF_CLASS, PR_MESSAGE_CLASS_W},
    {attMessageID, LVL_MESSAGE, TNEF_HEX, PR_SEARCH_KEY},
    {attParentID, LVL_MESSAGE, TNEF_HEX, PR_PARENT_KEY},
    {attConversationID, LVL_MESSAGE, TNEF_HEX, PR_CONVERSATION_KEY},
    {attBody, LVL_MESSAGE, TNEF_TEXT, PR_BODY_W},
    {attPriority, LVL_MESSAGE, TNEF_PRIORITY, PR_PRIORITY},
    {attDateModified, LVL_MESSAGE, TNEF_DATE, PR_LAST_MODIFICATION_TIME},
    {attMAPIProps, LVL_MESSAGE, TNEF_PROPS, 0},
    {attRecipTable, LVL_MESSAGE, TNEF_ROWS, 0},
    {attTnefVersion, LVL_MESSAGE, TNEF_VERSION_NUMBER, 0},
    {attOemCodepage, LVL_MESSAGE, TNEF_CODE_PAGE, 0},
    {attAttachRenddata, LVL_ATTACHMENT, TNEF_RENDDATA, 0},
    {attAttachData, LVL_ATTACHMENT, TNEF_BYTES, PR_ATTACH_DATA_BIN},
    {attAttachTitle, LVL_ATTACHMENT, TNEF_TEXT, PR_ATTACH_FILENAME_W},
    {attAttachMetaFile, LVL_ATTACHMENT, TNEF_BYTES, PR_ATTACH_RENDERING},
    {attAttachCreateDate, LVL_ATTACHMENT, TNEF_DATE, PR_CREATION_TIME},
    {attAttachModifyDate, LVL_ATTACHMENT, TNEF_DATE, PR_LAST_MODIFICATION_TIME},
    {attAttachTransportFilename, LVL_ATTACHMENT, TNEF_TEXT, PR_ATTACH_TRANSPORT_NAME_W},
    {attAttachment, LVL_ATTACHMENT, TNEF_PROPS, 0},
};
enum { N_ATTRIBUTES = sizeof(attributes) / sizeof(attributes[0]) };

const struct tnef_attribute *tnef_attribute(uint8_t level, uint32_t id)
{
    for (size_t i = 0; i < N_ATTRIBUTES; i++)
        if (attributes[i].id == id && attributes[i].level == level) return &attributes[i];
    return NULL;
}

const struct tnef_attribute *tnef_attribute_of(uint8_t level, uint32_t tag)
{
    for (size_t i = 0; i < N_ATTRIBUTES; i++)
        if (attributes[i].tag && attributes[i].level == level && PROP_ID(attributes[i].tag) == PROP_ID(tag))
            return &attributes[i];
    return NULL;
}

/* ---- dates ---- */

/* Days from 1601-01-01 to the first of March of year, which years begin with here. */
static int64_t days_to_march(int64_t year)
{
    return year * 365 + year / 4 - year / 100 + year / 400 - 584694;
}

/* Days in the year from March on before month (3 to 14). */
static int days_before(int month)
{
    return (153 * (month - 3) + 2) / 5;
}

static bool is_leap(unsigned year)
{
    return !(year % 4) && (year % 100 || !(year % 400));
}

bool tnef_date_read(const uint8_t *dtr, FILETIME *out)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned f[6];
    int64_t days, seconds;

    for (int i = 0; i < 6; i++)
        f[i] = dtr[2 * i] | (unsigned)dtr[2 * i + 1] << 8;
    if (f[0] < 1601 || f[0] > 9999 || f[1] < 1 || f[1] > 12 || f[2] < 1) return false;
    if (f[2] > lengths[f[1] - 1] + (unsigned)(f[1] == 2 && is_leap(f[0])) || f[3] > 23 || f[4] > 59 || f[5] > 59) return false;
    days = days_to_march(f[1] > 2 ? f[0] : f[0] - 1) + days_before((int)(f[1] > 2 ? f[1] : f[1] + 12)) + (int)f[2] - 1;
    seconds = days * 86400 + f[3] * 3600 + f[4] * 60 + f[5];
    *out = filetime_from_u64((uint64_t)seconds * 10000000);
    return true;
}

bool tnef_date_write(FILETIME time, uint8_t *dtr)
{
    uint64_t seconds = filetime_to_u64(time) / 10000000, days = seconds / 86400;
    unsigned second = (unsigned)(seconds % 86400), f[7];
    int64_t year = 1600 + (int64_t)days / 366;
    int month = 14, left;

    if (days > 3067670) return false; /* 9999-12-31 */
    while (days_to_march(year + 1) <= (int64_t)days)
        year++;
    left = (int)((int64_t)days - days_to_march(year));
    while (days_before(month) > left)
        month--;
    f[0] = (unsigned)(month > 12 ? year + 1 : year);
    f[1] = (unsigned)(month > 12 ? month - 12 : month);
    f[2] = (unsigned)(left - days_before(month) + 1);
    f[3] = second / 3600;
    f[4] = second / 60 % 60;
    f[5] = second % 60;
    f[6] = (unsigned)((days + 1) % 7); /* 1601 began with a Monday; Sunday is 0 */
    for (int i = 0; i < 7; i++) {
        dtr[2 * i] = (uint8_t)f[i];
        dtr[2 * i + 1] = (uint8_t)(f[i] >> 8);
    }
    return true;
}

/* ---- message classes ---- */

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
    for (; *a && (*a | ('A' <= *a && *a <= 'Z' ? 0x20 : 0)) == (*b | ('A' <= *b && *b <= 'Z' ? 0x20 : 0)); a++, b++)
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
        if (!strcmp(classes[i].today, today)) return classes[i].old; /* case is kept: it comes back as it went */
    return NULL;
}

/* ---- hexadecimal ---- */

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool tnef_is_hex(const uint8_t *text, size_t chars)
{
    size_t n = 0;

    while (n < chars && digit(text[n]) >= 0)
        n++;
    return n == chars && !(n & 1);
}

size_t tnef_from_hex(uint8_t *text, size_t chars)
{
    for (size_t n = 0; n < chars / 2; n++)
        text[n] = (uint8_t)(digit(text[2 * n]) << 4 | digit(text[2 * n + 1]));
    return chars / 2;
}
