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
    EXIT_FAILED = 1,    /* MAPI said no: its code's name is on stderr */
    EXIT_USAGE = 2,     /* the words on the command line are off */
    EXIT_NOT_FOUND = 3, /* no such profile, service, folder, message, file */
    EXIT_PARTIAL = 4,   /* some of several things failed */
};

/* The words of one command line; options are taken out by args_*. */
struct args {
    WCHAR **words;
    int count;
};
/* Takes the first word away, or gives NULL. */
const WCHAR *args_next(struct args *args);
/* Takes `--name` away wherever it stands. */
bool args_flag(struct args *args, const WCHAR *name);
/* Takes `--name VALUE` or `--name=VALUE` away; NULL when it isn't there. */
const WCHAR *args_option(struct args *args, const WCHAR *name);
/* True when nothing is left; else names the first word left on stderr. */
bool args_done(struct args *args);

struct command {
    const WCHAR *name;
    int (*run)(struct args *args); /* gives an exit code */
    const char *usage;             /* one line for the list */
    const char *help;              /* what --help prints */
};
/* Finds the next word among commands and runs it; answers --help and mistakes. */
int command_run(const WCHAR *group, const struct command *commands, size_t count, struct args *args);

extern const struct command profile_commands[], service_commands[], store_commands[];
extern const size_t n_profile_commands, n_service_commands, n_store_commands;
int props_run(struct args *args);
int register_run(struct args *args);
int unregister_run(struct args *args);
int doctor_run(struct args *args);
extern const char props_help[], register_help[], unregister_help[], doctor_help[];

/* The options every command takes. */
struct settings {
    const WCHAR *profile; /* NULL: the default profile */
    const WCHAR *store;   /* NULL: the default store */
    bool json, quiet;
};
extern struct settings settings;
