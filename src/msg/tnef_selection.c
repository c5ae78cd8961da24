/*
 * tnef_selection.c - what AddProps and SetProps together select
 *
 * A list that includes names properties; one that excludes names those that stay behind, and
 * selects all others. Of two that name the same property the later holds. What is said of one
 * attachment (TNEF_PROP_CONTAINED) holds for it instead of what is said of all.
 */
#include "mapitags.h"
#include "msg/to_tnef_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

#define CONTAINED (TNEF_PROP_CONTAINED | TNEF_PROP_CONTAINED_TNEF)

static bool names_own(const struct tnef_selection *selection, ULONG number)
{
    for (size_t i = 0; i < selection->adds.count; i++)
        if (selection->adds.data[i].flags & CONTAINED && selection->adds.data[i].element == number)
            return true;
    return false;
}

static bool concerns(const struct tnef_add *add, ULONG number, bool own)
{
    if (add->flags & CONTAINED) return add->element == number;
    if (number == TNEF_MESSAGE) return !(add->flags & TNEF_PROP_ATTACHMENTS_ONLY);
    return !own && !(add->flags & TNEF_PROP_MESSAGE_ONLY);
}

/* The attachments as such, named by a list: all of each. */
static bool names_attachments(const struct tnef_add *add, ULONG number, ULONG tag)
{
    return number != TNEF_MESSAGE && PROP_ID(tag) != PROP_ID(PR_MESSAGE_ATTACHMENTS) && add->tags &&
           ptag_has_id(add->tags, PR_MESSAGE_ATTACHMENTS);
}

bool tnef_selects(const struct tnef_selection *selection, ULONG number, ULONG tag)
{
    bool own = number != TNEF_MESSAGE && names_own(selection, number), all = false;

    for (size_t i = selection->adds.count; i; i--) {
        const struct tnef_add *add = &selection->adds.data[i - 1];
        bool named =
            add->tags && (ptag_has_id(add->tags, tag) || names_attachments(add, number, tag));

        if (!concerns(add, number, own)) continue;
        if (named) return (add->flags & TNEF_PROP_INCLUDE) != 0;
        if (add->flags & TNEF_PROP_EXCLUDE) all = true;
    }
    return all;
}

bool tnef_selects_others(const struct tnef_selection *selection, ULONG number)
{
    bool own = number != TNEF_MESSAGE && names_own(selection, number);

    for (size_t i = 0; i < selection->adds.count; i++) {
        const struct tnef_add *add = &selection->adds.data[i];

        if (!concerns(add, number, own)) continue;
        if (add->flags & TNEF_PROP_EXCLUDE) return true;
        if (names_attachments(add, number, PR_NULL)) return true;
    }
    return false;
}

bool tnef_selects_attachment(const struct tnef_selection *selection, ULONG number)
{
    if (names_own(selection, number)) return true;
    if (!tnef_selects(selection, TNEF_MESSAGE, PR_MESSAGE_ATTACHMENTS)) {
        for (size_t i = 0; i < selection->adds.count; i++) /* left out as a whole? */
            if (selection->adds.data[i].flags & TNEF_PROP_EXCLUDE && selection->adds.data[i].tags &&
                ptag_has_id(selection->adds.data[i].tags, PR_MESSAGE_ATTACHMENTS))
                return false;
    }
    if (tnef_selects_others(selection, number)) return true;
    for (size_t i = 0; i < selection->sets.count; i++)
        if (selection->sets.data[i].flags & CONTAINED && selection->sets.data[i].element == number)
            return true;
    for (size_t i = 0; i < selection->adds.count; i++) {
        const struct tnef_add *add = &selection->adds.data[i];

        for (ULONG k = 0; concerns(add, number, false) && add->tags && k < add->tags->cValues; k++)
            if (PROP_ID(add->tags->aulPropTag[k]) >> 8 == 0x37)
                return true; /* PR_ATTACH_ and their kind */
    }
    return false;
}

const SPropValue *tnef_selection_value(const struct tnef_selection *selection, ULONG number,
                                       ULONG tag)
{
    for (size_t i = selection->sets.count; i; i--) {
        const struct tnef_set *set = &selection->sets.data[i - 1];

        if (set->flags & CONTAINED ? set->element != number : number != TNEF_MESSAGE) continue;
        for (ULONG k = set->count; k; k--)
            if (PROP_ID(set->props[k - 1].ulPropTag) == PROP_ID(tag)) return &set->props[k - 1];
    }
    return NULL;
}

IStream *tnef_selection_data(const struct tnef_selection *selection, ULONG number, bool *nested)
{
    for (size_t i = selection->adds.count; i; i--) {
        const struct tnef_add *add = &selection->adds.data[i - 1];

        if (!(add->flags & CONTAINED) || add->element != number || !add->data) continue;
        *nested = (add->flags & TNEF_PROP_CONTAINED_TNEF) != 0;
        return add->data;
    }
    return NULL;
}
