/*
 * letter.h - a message to be sent: a subject, recipients, a text from standard input, files
 */
#pragma once
#include "mail.h"

struct letter {
    const WCHAR *subject;
    bool html; /* what comes is HTML */
    int n_files;
    struct letter_file {
        const WCHAR *path;
        HANDLE file;
    } files[MOST_OPTIONS];
};

/* Opens the files that --attach names, before anything is made. Reports what can't be; gives an
 * exit code. */
int letter_open_files(struct letter *letter, const struct args *args);
void letter_close_files(struct letter *letter);
/* The message in the store's Outbox, not saved yet; it stays in the store's Sent Items once it is
 * sent. Reports what fails; gives an exit code. */
int letter_make(struct letter *letter, struct mail *mail, const ADRLIST *recipients,
                IMessage **out);
