/*
 * refinement.c - what is left of a restriction once a server has searched by its PR_ANR
 */
#include "refinement.h"
#include <stdbool.h>
#include <stdlib.h>

static bool is_anr(const SRestriction *node)
{
    return (node->rt == RES_PROPERTY &&
            PROP_ID(node->res.resProperty.ulPropTag) == PROP_ID(PR_ANR)) ||
           (node->rt == RES_CONTENT && PROP_ID(node->res.resContent.ulPropTag) == PROP_ID(PR_ANR));
}

/* restriction_filter has looked at it: it is neither too deep nor damaged. */
static bool has_anr(const SRestriction *node)
{
    bool has = false;

    if (is_anr(node)) return true;
    switch (node->rt) {
    case RES_AND: /* an OR has the same shape */
    case RES_OR:
        for (ULONG i = 0; i < node->res.resAnd.cRes && !has; i++)
            has = has_anr(&node->res.resAnd.lpRes[i]);
        return has;
    case RES_NOT:
        return has_anr(node->res.resNot.lpRes);
    case RES_COMMENT:
    case RES_ANNOTATION:
        return node->res.resComment.lpRes && has_anr(node->res.resComment.lpRes);
    }
    return false;
}

HRESULT refinement_make(const SRestriction *restriction, struct refinement *out)
{
    const SRestriction *parts;
    ULONG n, kept = 0;

    *out = (struct refinement){0};
    if (is_anr(restriction)) return S_OK;
    out->restriction = restriction;
    if (!has_anr(restriction)) return S_OK;
    if (restriction->rt != RES_AND) return MAPI_E_TOO_COMPLEX;
    n = restriction->res.resAnd.cRes;
    parts = restriction->res.resAnd.lpRes;
    out->parts = malloc(n * sizeof(*out->parts));
    if (!out->parts) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < n; i++) {
        if (is_anr(&parts[i])) continue;
        if (has_anr(&parts[i])) {
            refinement_clear(out);
            return MAPI_E_TOO_COMPLEX;
        }
        out->parts[kept++] = parts[i];
    }
    out->all.rt = RES_AND;
    out->all.res.resAnd.cRes = kept;
    out->all.res.resAnd.lpRes = out->parts;
    out->restriction = kept ? &out->all : NULL;
    return S_OK;
}

void refinement_clear(struct refinement *refinement)
{
    free(refinement->parts);
    *refinement = (struct refinement){0};
}
