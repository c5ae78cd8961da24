/*
 * args.c - words and options of a command line
 */
#include "command.h"
#include "print.h"

#define GLOBAL L"--profile= --store= --json --quiet --progress --help "

const WCHAR *args_next(struct args *args)
{
    const WCHAR *word;

    if (!args->count) return NULL;
    word = args->words[0];
    args->words++;
    args->count--;
    return word;
}

bool args_done(struct args *args)
{
    if (!args->count) return true;
    complain(L"mapictl: '%ls' is one word too many; --help tells what is understood\n",
             args->words[0]);
    return false;
}

const WCHAR *args_only(struct args *args, const WCHAR *what)
{
    const WCHAR *word = args_next(args);

    if (!word || !*word) {
        complain(L"mapictl: %ls is missing; --help tells what is understood\n", what);
        return NULL;
    }
    return args_done(args) ? word : NULL;
}

static int given(const struct args *args, const WCHAR *name)
{
    for (int i = args->n_options; i--;)
        if (!wcscmp(args->options[i].name, name)) return i;
    return -1;
}

bool args_flag(const struct args *args, const WCHAR *name)
{
    return given(args, name) >= 0;
}

const WCHAR *args_option(const struct args *args, const WCHAR *name)
{
    int at = given(args, name);

    return at < 0 ? NULL : args->options[at].value;
}

const WCHAR *args_each(const struct args *args, const WCHAR *name, int *at)
{
    while (*at < args->n_options) {
        int i = (*at)++;

        if (!wcscmp(args->options[i].name, name)) return args->options[i].value;
    }
    return NULL;
}

bool args_number(const struct args *args, const WCHAR *name, ULONG fallback, ULONG *out)
{
    const WCHAR *text = args_option(args, name);

    *out = fallback;
    if (!text) return true;
    *out = wcstoul(text, NULL, 10);
    if (*text && wcslen(text) < 10 && wcsspn(text, L"0123456789") == wcslen(text)) return true;
    complain(L"mapictl: %ls takes a number, not '%ls'\n", name, text);
    return false;
}

/* The option of list that word, up to a '=', is; NULL: none. *takes_value is told. */
static const WCHAR *understood(const WCHAR *list, const WCHAR *word, bool *takes_value)
{
    size_t len = wcscspn(word, L"=");

    for (const WCHAR *at = list ? list : L""; *at; at += wcscspn(at, L" "), at += *at == L' ') {
        if (wcsncmp(at, word, len) || (at[len] != L' ' && at[len] != L'=' && at[len])) continue;
        *takes_value = at[len] == L'=';
        return at;
    }
    return NULL;
}

/* Takes the option at words[*i], and its value. False, and words on stderr, when something is off.
 */
static bool take(struct args *args, int *i, const WCHAR *where, const WCHAR *options)
{
    WCHAR *word = args->words[*i], *equals = wcschr(word, L'=');
    bool takes_value = false;

    if (!wcscmp(word, L"-h")) word = (WCHAR *)L"--help";
    if (!understood(GLOBAL, word, &takes_value) && !understood(options, word, &takes_value)) {
        complain(L"mapictl: there is no option '%ls' here; mapictl %ls%hs--help lists them\n", word,
                 where, *where ? " " : "");
        return false;
    }
    if (args->n_options == MOST_OPTIONS || (equals && !takes_value)) {
        complain(equals ? L"mapictl: '%ls': this option takes no value\n"
                        : L"mapictl: '%ls': too many options\n",
                 word);
        return false;
    }
    args->options[args->n_options].name = word;
    args->options[args->n_options].value = NULL;
    if (takes_value) {
        const WCHAR *value = equals ? equals + 1 : *i + 1 < args->count ? args->words[++*i] : NULL;

        if (!value || !*value) {
            complain(L"mapictl: option '%ls' needs a value\n", word);
            return false;
        }
        args->options[args->n_options].value = value;
        if (equals) *equals = 0;
    }
    args->n_options++;
    return true;
}

/* Takes the options out: those in front of the first word, or all of them. */
static bool take_options(struct args *args, const WCHAR *where, const WCHAR *options, bool all)
{
    int kept = 0, i;

    for (i = 0; i < args->count && (all || !kept); i++) {
        WCHAR *word = args->words[i];

        if (!args->only_words && !wcscmp(word, L"--")) {
            args->only_words = true;
        } else if (args->only_words || word[0] != L'-' || !word[1]) {
            args->words[kept++] = word;
        } else if (!take(args, &i, where, options)) {
            return false;
        }
    }
    memmove(args->words + kept, args->words + i, (size_t)(args->count - i) * sizeof(*args->words));
    args->count -= i - kept;
    settings.profile = args_option(args, L"--profile");
    settings.store = args_option(args, L"--store");
    settings.json = args_flag(args, L"--json");
    settings.quiet = args_flag(args, L"--quiet");
    settings.progress = args_flag(args, L"--progress");
    return true;
}

/* The words of the command so far, "profile create", and this one. */
static const WCHAR *step_into(const WCHAR *name)
{
    static WCHAR path[64]; /* two levels of our own short names */

    if (*path) wcscat(path, L" ");
    return wcscat(path, name);
}

static void list(const WCHAR *group, const struct command *commands, size_t count)
{
    say(L"usage: mapictl %ls COMMAND ...\n\n", group);
    for (size_t i = 0; i < count; i++) { /* the first sentence of the help, or its first line */
        const char *help = commands[i].help, *end = strchr(help, '\n'), *stop = strstr(help, ". ");

        if (stop && stop < end) end = stop + 1;
        say(L"  %-10ls  ", commands[i].name);
        for (; help < end; help++)
            say(L"%lc", (WCHAR)*help);
        say(L"\n");
    }
    say(L"\nmapictl %ls COMMAND --help tells more.\n", group);
}

static int run(const WCHAR *where, const struct command *command, struct args *args)
{
    if (command->commands) return command_run(where, command->commands, *command->n_commands, args);
    if (!take_options(args, where, command->options, true)) return EXIT_USAGE;
    if (!args_flag(args, L"--help")) return command->run(args);
    say(L"usage: mapictl %ls%hs%hs\n\n%hs", where, *command->usage ? " " : "", command->usage,
        command->help);
    return EXIT_FINE;
}

int command_run(const WCHAR *group, const struct command *commands, size_t count, struct args *args)
{
    const WCHAR *name;

    if (!take_options(args, group, NULL, false)) return EXIT_USAGE;
    name = args_next(args);
    if (!name || args_flag(args, L"--help") || !wcscmp(name, L"help")) {
        list(group, commands, count);
        return name || args_flag(args, L"--help") ? EXIT_FINE : EXIT_USAGE;
    }
    for (size_t i = 0; i < count; i++)
        if (!wcscmp(commands[i].name, name)) return run(step_into(name), &commands[i], args);
    complain(L"mapictl%hs%ls: there is no command '%ls'; mapictl%hs%ls --help lists them\n",
             *group ? " " : "", group, name, *group ? " " : "", group);
    return EXIT_USAGE;
}
