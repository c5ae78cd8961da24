/*
 * command.h - what a command of mapictl is, and what all of them share
 */
#pragma once
#include <windows.h>
#include <stdbool.h>
#include "mapix.h"
#include "mapiutil.h"

/* Exit codes that scripts can use. */
enum exit_code {
    EXIT_FINE = 0,
    EXIT_FAILED =
        1, /* MAPI or the system said no: why is on stderr; for doctor: something is wrong */
    EXIT_USAGE = 2,     /* the words on the command line are off */
    EXIT_NOT_FOUND = 3, /* no such profile, service, folder, message, file */
    EXIT_PARTIAL = 4,   /* some of several things failed */
    EXIT_WAITS = 5,     /* not done in the time given, and not failed either */
};

enum {
    MOST_OPTIONS = 512 /* recipients and files of a message */
};

/* One command line: its plain words in order, and the options that were among them. */
struct args {
    WCHAR **words;
    int count;
    bool only_words; /* "--" was met */
    int n_options;
    struct {
        const WCHAR *name, *value; /* value NULL: a flag */
    } options[MOST_OPTIONS];
};
/* Takes the first word away, or gives NULL. */
const WCHAR *args_next(struct args *args);
/* The one word that is left, which is what (a profile's name, say); else says what is wrong and
 * gives NULL. */
const WCHAR *args_only(struct args *args, const WCHAR *what);
/* Was `--name` given? */
bool args_flag(const struct args *args, const WCHAR *name);
/* The value of `--name VALUE` or `--name=VALUE`, the last one; NULL when it wasn't given. */
const WCHAR *args_option(const struct args *args, const WCHAR *name);
/* The values of a `--name` that may be given several times, one after the other: start *at with 0.
 * NULL: no more. */
const WCHAR *args_each(const struct args *args, const WCHAR *name, int *at);
/* A number given as an option: fallback when it wasn't; false, and words on stderr, when it is
 * none. */
bool args_number(const struct args *args, const WCHAR *name, ULONG fallback, ULONG *out);
/* True when no word is left; else names the first on stderr. */
bool args_done(struct args *args);

struct command {
    const WCHAR *name;
    int (*run)(struct args *args); /* gives an exit code */
    const WCHAR
        *options; /* what it understands: L"--flag --option= "; all understand the global ones */
    const char *usage;              /* one line for the list, without the command's name */
    const char *help;               /* what --help prints beside it */
    const struct command *commands; /* of a group, which has no run */
    const size_t *n_commands;
};
/* Runs what the words say; answers --help and mistakes. group: the words before, for messages. */
int command_run(const WCHAR *group, const struct command *commands, size_t count,
                struct args *args);

extern const struct command profile_commands[], service_commands[], store_commands[], ab_commands[],
    offline_commands[];
extern const size_t n_profile_commands, n_service_commands, n_store_commands, n_ab_commands,
    n_offline_commands;
int props_run(struct args *args);
int send_run(struct args *args);
int queue_run(struct args *args);
int register_run(struct args *args);
int unregister_run(struct args *args);
int doctor_run(struct args *args);
extern const char props_help[], send_help[], queue_help[], register_help[], unregister_help[],
    doctor_help[];

/* The options every command takes. */
struct settings {
    const WCHAR *profile; /* NULL: the default profile */
    const WCHAR *store;   /* NULL: the default store */
    bool json, quiet, progress;
};
extern struct settings settings;
