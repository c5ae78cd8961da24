/*
 * store_bench.h - the same mail seen twice: through MAPI, and by prepared statements on the file
 *
 * store_mail.c builds the file, store_client.c works through MAPI, store_raw.c on SQLite, store.c
 * compares them, and store_logon_*.c log on: through the DLLs, or natively to the provider alone.
 * Whatever fails ends the program.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

#define PAGE_ROWS     50
#define LARGEST_LISTS 10000 /* messages copied and deleted at once */

void must_(bool good, const char *what, long code);
#define must(call)                                 \
    do {                                           \
        HRESULT hr_ = (call);                      \
        must_(SUCCEEDED(hr_), #call, hr_);         \
    } while (0)

/* ---- logging on ---- */

struct logon {
    IMsgStore *store;
    void *inner;
};
void logon_prepare(const char *path); /* what the file's first logon needs: a profile */
void logon_open(const char *path, struct logon *out);
void logon_close(struct logon *logon);

/* ---- the mail ---- */

struct mail {
    char path[512];
    int64_t n;        /* messages in the folder */
    uint32_t content; /* bytes of a file attached to each of them; 0: to none but those that have
                         one anyway */
    struct {
        unsigned char id[64]; /* an entry ID */
        uint32_t bytes;
        int64_t row; /* its number in the file */
    } folder, scratch, templates;
};
#define N_TEMPLATES 32
/* The file of n messages, made or finished when it isn't; made from a fixed seed, so each is the
 * same but for random GUIDs. */
void mail_build(const char *folder, int64_t n, uint32_t content, struct mail *out);
void mail_fill(void *bytes, size_t n); /* with what doesn't compress */
void mail_sender(uint64_t n, char out[64]); /* the n-th of MAIL_SENDERS names */
#define MAIL_SENDERS 1000

/* What tells message n from others of its template. */
struct mail_words {
    int64_t time;
    bool unread, reply;
    char subject[96], sender[64], internet_id[64];
    unsigned char index[22];
};
void mail_words(int64_t n, struct mail_words *out);
void mail_prefix(uint64_t n, char out[16]); /* the beginning of some subject */

/* ---- through MAPI ---- */

struct client;
struct client *client_open(const struct mail *mail);
void client_close(struct client *client);
void client_logon(const struct mail *
                      mail); /* a whole logon, to its first page; logs off after client_page_seen */
void client_logoff(void);
void client_make_templates(const char *path, struct mail *mail);

void client_first_page(struct client *client);     /* SortTable by date, one page */
void client_sort(struct client *client);           /* by subject, one page */
void client_sort_unindexed(struct client *client); /* by PR_DISPLAY_TO, one page */
void client_restrict(struct client *client);       /* by sender, by date, one page */
void client_restrict_off(struct client *client);
void client_by_subject(struct client *client);     /* before client_find */
void client_find(struct client *client);           /* the first subject of a prefix, its row */
void client_middle(struct client *client);         /* one page from the middle */
void client_unread(struct client *client);         /* the folder's counts */
void client_folders(struct client *client);        /* all folders with their counts */
void client_count_unread(struct client *client);   /* by a restriction on the flags */
void client_groups(struct client *client);         /* by sender, a page of collapsed headings */
void client_groups_newest(struct client *client); /* the same, that with the newest message first */
void client_groups_more(struct client *client);   /* the same page again, when a message has come */
void client_arrive(struct client *client);         /* it comes */
void client_arrived_leave(struct client *client);  /* all that came so */
int64_t client_page_all(struct client *client);    /* all rows; how many */
void client_create(struct client *client);         /* a message in scratch, saved */
void client_lists(struct client *client,
                  bool copies); /* the next copy's messages; or the next deletion's */
void client_copy(struct client *client);           /* many of the folder's messages, into scratch */
void client_delete(struct client *client);         /* them again */
void client_empty(struct client *client);          /* all of scratch */

/* "check", "backup" (beside the file, and removed) or "compact" through IOMStoreMaintenance;
 * "erase": the folder goes. */
void client_upkeep(struct client *client, const char *what);

/* ---- by prepared statements ---- */

struct raw;
struct raw *raw_open(const struct mail *mail);
void raw_close(struct raw *raw);
void raw_first_page(struct raw *raw);
void raw_sort(struct raw *raw);
void raw_sort_unindexed(struct raw *raw);
void raw_restrict(struct raw *raw);
void raw_find(struct raw *raw);
void raw_middle(struct raw *raw);
void raw_unread(struct raw *raw);
void raw_folders(struct raw *raw);
void raw_count_unread(struct raw *raw);
void raw_groups(struct raw *raw);
void raw_groups_newest(struct raw *raw);
int64_t raw_page_all(struct raw *raw);
void raw_learn(struct raw *raw); /* the rows of the message that client_create made last: raw_create
                                    makes such */
void raw_create(struct raw *raw);
void raw_lists(struct raw *raw, bool copies);
void raw_copy(struct raw *raw);
void raw_delete(struct raw *raw);

/* For the builder: rows of message n (1 ...) until the folder has all; in one transaction, some
 * thousand messages. */
bool raw_add_mail(struct raw *raw);
int64_t raw_number(struct raw *raw, const char *text, int64_t parameter);
