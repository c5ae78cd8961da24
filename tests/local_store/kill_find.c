/*
 * kill_find.c - a model's messages found by their texts
 */
#include "local_store/kill_find.h"
#include "local_store/kill_mail.h"

void kill_find_criteria(const struct model *model, int word, SRestriction two[2], SPropValue *text)
{
    *text = (SPropValue){.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)kill_mail_word(word)};
    two[0] = (SRestriction){.rt = RES_CONTENT};
    two[0].res.resContent = (SContentRestriction){FL_SUBSTRING, PR_BODY_W, text};
    two[1] = (SRestriction){.rt = RES_BITMASK};
    two[1].res.resBitMask = (SBitMaskRestriction){model->writer ? BMR_NEZ : BMR_EQZ, NUMBER_TAG, 1};
}

HRESULT kill_find(IMAPIFolder *folder, const struct model *model, int slot, int word, int *surplus)
{
    SRestriction two[2], res = {.rt = RES_AND};
    IMAPITable *table = NULL;
    SPropValue text;
    ULONG n = 0;
    HRESULT hr;

    kill_find_criteria(model, word, two, &text);
    res.res.resAnd = (SAndRestriction){2, two};
    hr = folder->lpVtbl->GetContentsTable(folder, 0, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->Restrict(table, &res, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &n);
    if (table) table->lpVtbl->Release(table);
    *surplus = (int)n;
    for (int k = 0; k < NUMBERS; k++) {
        const struct cell *cell = &model->slots[slot].cells[k];

        *surplus -= cell->state == CELL_LIVING && cell->revision % KILL_MAIL_WORDS == word;
    }
    return hr;
}
