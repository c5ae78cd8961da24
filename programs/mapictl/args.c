/*
 * args.c - words and options of a command line
 */
#include "command.h"
#include "print.h"

static void take_out(struct args *args, int at, int n)
{
    memmove(&args->words[at], &args->words[at + n], (size_t)(args->count - at - n) * sizeof(*args->words));
    args->count -= n;
}

const WCHAR *args_next(struct args *args)
{
    const WCHAR *word;

    if (args->count && !wcscmp(args->words[0], L"--")) take_out(args, 0, 1);
    if (!args->count) return NULL;
    word = args->words[0];
    take_out(args, 0, 1);
    return word;
}

/* Where the option stands before any "--", or -1; *value is set for --name=VALUE. */
static int find(struct args *args, const WCHAR *name, const WCHAR **value)
{
    size_t len = wcslen(name);

    for (int i = 0; i < args->count; i++) {
        const WCHAR *word = args->words[i];

        if (!wcscmp(word, L"--")) break;
        if (wcsncmp(word, name, len)) continue;
        *value = word[len] == L'=' ? word + len + 1 : NULL;
        if (*value || !word[len]) return i;
    }
    return -1;
}

bool args_flag(struct args *args, const WCHAR *name)
{
    const WCHAR *value;
    int at = find(args, name, &value);

    if (at < 0 || value) return false;
    take_out(args, at, 1);
    return true;
}

const WCHAR *args_option(struct args *args, const WCHAR *name)
{
    const WCHAR *value;
    int at = find(args, name, &value);

    if (at < 0) return NULL;
    if (value) {
        take_out(args, at, 1);
        return value;
    }
    if (at + 1 >= args->count) return NULL; /* left there: args_done names it */
    value = args->words[at + 1];
    take_out(args, at, 2);
    return value;
}

bool args_done(struct args *args)
{
    if (!args->count) return true;
    complain(L"mapictl: '%ls' is not understood here; --help tells what is\n", args->words[0]);
    return false;
}

static const struct command *lookup(const struct command *commands, size_t count, const WCHAR *name)
{
    for (size_t i = 0; i < count; i++)
        if (!wcscmp(commands[i].name, name)) return &commands[i];
    return NULL;
}

static void list(const WCHAR *group, const struct command *commands, size_t count)
{
    say(L"usage: mapictl %ls COMMAND ...\n\n", group);
    for (size_t i = 0; i < count; i++) say(L"  %hs\n", commands[i].usage);
    say(L"\nmapictl %ls COMMAND --help tells more.\n", group);
}

int command_run(const WCHAR *group, const struct command *commands, size_t count, struct args *args)
{
    const struct command *command;
    const WCHAR *name = args->count ? args->words[0] : NULL;

    if (!name || !wcscmp(name, L"--help") || !wcscmp(name, L"-h") || !wcscmp(name, L"help")) {
        list(group, commands, count);
        return name ? EXIT_FINE : EXIT_USAGE;
    }
    args_next(args);
    command = lookup(commands, count, name);
    if (!command) {
        complain(L"mapictl %ls: there is no command '%ls'; mapictl %ls --help lists them\n", group, name, group);
        return EXIT_USAGE;
    }
    if (args_flag(args, L"--help") || args_flag(args, L"-h")) {
        say(L"usage: mapictl %ls %hs\n\n%hs", group, command->usage, command->help);
        return EXIT_FINE;
    }
    return command->run(args);
}
