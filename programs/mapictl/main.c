/*
 * main.c - mapictl: profiles, services, stores and mail from the command line, through the public MAPI alone
 */
#include "command.h"
#include "print.h"

struct settings settings;

static int profile_run(struct args *args)
{
    return command_run(L"profile", profile_commands, n_profile_commands, args);
}

static int service_run(struct args *args)
{
    return command_run(L"service", service_commands, n_service_commands, args);
}

static int store_run(struct args *args)
{
    return command_run(L"store", store_commands, n_store_commands, args);
}

static const struct {
    const WCHAR *name;
    int (*run)(struct args *args);
    const char *help; /* NULL: the group answers --help itself */
    const char *line;
} groups[] = {
    {L"profile", profile_run, NULL, "profile    list, create, delete, copy profiles; choose the default"},
    {L"service", service_run, NULL, "service    list, add, remove, configure a profile's services"},
    {L"store", store_run, NULL, "store      browse, import, export, move and delete mail"},
    {L"props", props_run, props_help, "props      show any object's properties by name"},
};

static void usage(void)
{
    say(L"usage: mapictl [--profile NAME] [--store NAME] [--json] [--quiet] COMMAND ...\n\n");
    for (size_t i = 0; i < ARRAYSIZE(groups); i++) say(L"  %hs\n", groups[i].line);
    say(L"\n"
        L"--profile NAME   use that profile instead of the default one\n"
        L"--store NAME     use the store of that display name instead of the default store\n"
        L"--json           lists as JSON\n"
        L"--quiet          no progress\n\n"
        L"Exit codes: 0 fine, 1 MAPI failed, 2 usage, 3 not found, 4 some of several failed.\n"
        L"mapictl COMMAND --help tells more. First steps: mapictl profile create me --default\n");
}

int wmain(int argc, WCHAR **argv)
{
    struct args args = {argv + 1, argc - 1};
    const WCHAR *word;

    print_start();
    settings.profile = args_option(&args, L"--profile");
    settings.store = args_option(&args, L"--store");
    settings.json = args_flag(&args, L"--json");
    settings.quiet = args_flag(&args, L"--quiet");
    word = args_next(&args);
    if (!word) {
        usage();
        return EXIT_USAGE;
    }
    if (!wcscmp(word, L"--help") || !wcscmp(word, L"-h") || !wcscmp(word, L"help")) {
        usage();
        return EXIT_FINE;
    }
    for (size_t i = 0; i < ARRAYSIZE(groups); i++) {
        if (wcscmp(groups[i].name, word)) continue;
        if (groups[i].help && (args_flag(&args, L"--help") || args_flag(&args, L"-h"))) {
            say(L"%hs", groups[i].help);
            return EXIT_FINE;
        }
        return groups[i].run(&args);
    }
    complain(L"mapictl: there is no command '%ls'; mapictl --help lists them\n", word);
    return EXIT_USAGE;
}
