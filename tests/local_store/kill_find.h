/*
 * kill_find.h - a model's messages found by their texts
 */
#pragma once
#include "local_store/fixture.h"
#include "local_store/kill_model.h"

/* What the writer's messages are found by: a word in the body (kill_mail_word), and the parity of
 * their number. Two restrictions. */
void kill_find_criteria(const struct model *model, int word, SRestriction two[2], SPropValue *text);
/* Looks for them in a slot's folder, which brings the index of texts up to date: how many more
 * there are than the model says. */
HRESULT kill_find(IMAPIFolder *folder, const struct model *model, int slot, int word, int *surplus);
