/*
 * attr.c - the table of TNEF's attributes, by their numbers
 */
#include "codec/tnef/attr.h"
#include "tnef.h"

#define ROW(id, level, form) [TNEF_SLOT(id)] = {id, level, form}
static const struct tnef_attribute attributes[TNEF_N_SLOTS] = {
    ROW(attOwner, LVL_MESSAGE, TNEF_OWNER),
    ROW(attSentFor, LVL_MESSAGE, TNEF_SENT_FOR),
    ROW(attDelegate, LVL_MESSAGE, TNEF_BYTES),
    ROW(attOriginalMessageClass, LVL_MESSAGE, TNEF_CLASS),
    ROW(attDateStart, LVL_MESSAGE, TNEF_DATE),
    ROW(attDateEnd, LVL_MESSAGE, TNEF_DATE),
    ROW(attAidOwner, LVL_MESSAGE, TNEF_LONG),
    ROW(attRequestRes, LVL_MESSAGE, TNEF_BOOL),
    ROW(attFrom, LVL_MESSAGE, TNEF_FROM),
    ROW(attSubject, LVL_MESSAGE, TNEF_TEXT),
    ROW(attDateSent, LVL_MESSAGE, TNEF_DATE),
    ROW(attDateRecd, LVL_MESSAGE, TNEF_DATE),
    ROW(attMessageStatus, LVL_MESSAGE, TNEF_STATUS),
    ROW(attMessageClass, LVL_MESSAGE, TNEF_CLASS),
    ROW(attMessageID, LVL_MESSAGE, TNEF_HEX),
    ROW(attParentID, LVL_MESSAGE, TNEF_HEX),
    ROW(attConversationID, LVL_MESSAGE, TNEF_HEX),
    ROW(attBody, LVL_MESSAGE, TNEF_TEXT),
    ROW(attPriority, LVL_MESSAGE, TNEF_PRIORITY),
    ROW(attDateModified, LVL_MESSAGE, TNEF_DATE),
    ROW(attMAPIProps, LVL_MESSAGE, TNEF_PROPS),
    ROW(attRecipTable, LVL_MESSAGE, TNEF_ROWS),
    ROW(attTnefVersion, LVL_MESSAGE, TNEF_VERSION_NUMBER),
    ROW(attOemCodepage, LVL_MESSAGE, TNEF_CODE_PAGE),
    ROW(attAttachRenddata, LVL_ATTACHMENT, TNEF_RENDDATA),
    ROW(attAttachData, LVL_ATTACHMENT, TNEF_BYTES),
    ROW(attAttachTitle, LVL_ATTACHMENT, TNEF_TEXT),
    ROW(attAttachMetaFile, LVL_ATTACHMENT, TNEF_BYTES),
    ROW(attAttachCreateDate, LVL_ATTACHMENT, TNEF_DATE),
    ROW(attAttachModifyDate, LVL_ATTACHMENT, TNEF_DATE),
    ROW(attAttachTransportFilename, LVL_ATTACHMENT, TNEF_TEXT),
    ROW(attAttachment, LVL_ATTACHMENT, TNEF_PROPS),
};

const struct tnef_attribute *tnef_attribute_at(size_t slot)
{
    return &attributes[slot];
}

const struct tnef_attribute *tnef_attribute(uint8_t level, uint32_t id)
{
    const struct tnef_attribute *row = &attributes[TNEF_SLOT(id)];

    return row->id == id && row->level == level ? row : NULL;
}
