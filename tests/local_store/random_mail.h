/*
 * random_mail.h - messages and restrictions made at random, for a comparison of two ways to answer
 * the same question
 */
#pragma once
#include "local_store/fixture.h"

/* The same numbers on every machine. */
ULONG pick(ULONG below);
void pick_from(uint64_t seed);
/* Memory that lives until random_forget. */
void *keep(size_t bytes);
void random_forget(void);

struct props_of {
    ULONG n;
    SPropValue values[40];
};

struct mail {
    struct props_of props; /* as set, then as read back */
    struct props_of recipients[3], attachments[3];
    ULONG n_recipients, n_attachments;
    BYTE entry_id[48];
};

/* Saves a message in the folder; mail says what is in it. */
void random_mail(IMAPIFolder *folder, struct mail *mail);
/* A restriction over contents; constants come from the n mails more often than not. Now and then it
 * is not valid. */
SRestriction *random_restriction(const struct mail *mails, ULONG n);
/* To stderr, for a failure. */
void print_restriction(const SRestriction *r, int depth);
void print_value(const SPropValue *value);
