/*
 * tnef_tags.c - which property a TNEF attribute is
 *
 * Source: Mapping of TNEF Attributes to MAPI Properties (MAPI reference); attDelegate:
 * MS-OXTNEF 2.1.3.3.18
 */
#include "codec/tnef/attr.h"
#include "mapitags.h"
#include "msg/tnef_own.h"

/* Text in UTF-16. Those that are several properties, or none, aren't here. */
static const ULONG tags[TNEF_N_SLOTS] = {
    [TNEF_SLOT(attDelegate)] = PR_RCVD_REPRESENTING_ENTRYID,
    [TNEF_SLOT(attOriginalMessageClass)] = PR_ORIG_MESSAGE_CLASS_W,
    [TNEF_SLOT(attDateStart)] = PR_START_DATE,
    [TNEF_SLOT(attDateEnd)] = PR_END_DATE,
    [TNEF_SLOT(attAidOwner)] = PR_OWNER_APPT_ID,
    [TNEF_SLOT(attRequestRes)] = PR_RESPONSE_REQUESTED,
    [TNEF_SLOT(attSubject)] = PR_SUBJECT_W,
    [TNEF_SLOT(attDateSent)] = PR_CLIENT_SUBMIT_TIME,
    [TNEF_SLOT(attDateRecd)] = PR_MESSAGE_DELIVERY_TIME,
    [TNEF_SLOT(attMessageStatus)] = PR_MESSAGE_FLAGS,
    [TNEF_SLOT(attMessageClass)] = PR_MESSAGE_CLASS_W,
    [TNEF_SLOT(attMessageID)] = PR_SEARCH_KEY,
    [TNEF_SLOT(attParentID)] = PR_PARENT_KEY,
    [TNEF_SLOT(attConversationID)] = PR_CONVERSATION_KEY,
    [TNEF_SLOT(attBody)] = PR_BODY_W,
    [TNEF_SLOT(attPriority)] = PR_PRIORITY,
    [TNEF_SLOT(attDateModified)] = PR_LAST_MODIFICATION_TIME,
    [TNEF_SLOT(attAttachData)] = PR_ATTACH_DATA_BIN,
    [TNEF_SLOT(attAttachTitle)] = PR_ATTACH_FILENAME_W,
    [TNEF_SLOT(attAttachMetaFile)] = PR_ATTACH_RENDERING,
    [TNEF_SLOT(attAttachCreateDate)] = PR_CREATION_TIME,
    [TNEF_SLOT(attAttachModifyDate)] = PR_LAST_MODIFICATION_TIME,
    [TNEF_SLOT(attAttachTransportFilename)] = PR_ATTACH_TRANSPORT_NAME_W,
};
ULONG tnef_tag_of(const struct tnef_attribute *row)
{
    return tags[TNEF_SLOT(row->id)];
}

const struct tnef_attribute *tnef_attribute_of(uint8_t level, ULONG tag)
{
    for (size_t slot = 0; slot < TNEF_N_SLOTS; slot++)
        if (tags[slot] && PROP_ID(tags[slot]) == PROP_ID(tag) &&
            tnef_attribute_at(slot)->level == level)
            return tnef_attribute_at(slot);
    return NULL;
}
