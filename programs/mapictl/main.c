/*
 * main.c - mapictl: profiles, services, stores and mail from the command line, through the public
 * MAPI alone
 */
#include "command.h"
#include "print.h"

struct settings settings;

static const struct command commands[] = {
    {L"profile", .usage = "COMMAND ...",
     .help = "Lists, creates, deletes, copies, shows profiles; chooses the default one.\n",
     .commands = profile_commands, .n_commands = &n_profile_commands},
    {L"service", .usage = "COMMAND ...",
     .help = "Lists, adds, removes, configures a profile's services.\n",
     .commands = service_commands, .n_commands = &n_service_commands},
    {L"store", .usage = "COMMAND ...",
     .help = "Browses, imports, exports, moves and deletes mail; checks, compacts, backs up.\n",
     .commands = store_commands, .n_commands = &n_store_commands},
    {L"ab", .usage = "COMMAND ...",
     .help = "Lists, finds, adds, removes, imports and exports people of the address book.\n",
     .commands = ab_commands, .n_commands = &n_ab_commands},
    {L"offline", .usage = "COMMAND ...",
     .help = "Shows, chooses and watches whether a profile is online or offline.\n",
     .commands = offline_commands, .n_commands = &n_offline_commands},
    {L"send", send_run, L"--to= --cc= --bcc= --subject= --attach= --html --wait= ",
     "--to A [--cc A] [--bcc A] --subject S [--attach FILE] [--html] [--wait SECONDS]", send_help,
     NULL, NULL},
    {L"queue", queue_run, .usage = "[cancel N ...]", .help = queue_help},
    {L"props", props_run, .usage = "[WHAT] [PROPERTY ...]", .help = props_help},
    {L"register", register_run, L"--name= --user --x64= --x86= ",
     "[--name NAME] [--user] [--x64 DIR] [--x86 DIR]", register_help, NULL, NULL},
    {L"unregister", unregister_run, L"--name= --user ", "[--name NAME] [--user]", unregister_help,
     NULL, NULL},
    {L"doctor", doctor_run, .usage = "", .help = doctor_help},
};

static void usage(void)
{
    say(L"usage: mapictl [OPTION ...] COMMAND ...\n\n"
        L"  profile     list, create, delete, copy, show profiles; choose the default one\n"
        L"  service     list, add, remove, configure a profile's services\n"
        L"  store       browse, import, export, move and delete mail; check, compact, back up\n"
        L"  ab          list, find, add, remove, import and export people of the address book\n"
        L"  offline     show, choose and watch whether a profile is online or offline\n"
        L"  send        send a message, its text from standard input\n"
        L"  queue       list the messages that wait to be sent; take them back\n"
        L"  props       show any object's properties by name\n"
        L"  register    make this MAPI the one that programs find\n"
        L"  unregister  undo that\n"
        L"  doctor      say which MAPI answers here, what is wrong, and how to mend it\n\n"
        L"Options, anywhere on the line:\n"
        L"  --profile NAME  use that profile instead of the default one\n"
        L"  --store NAME    use the store of that display name instead of the default store\n"
        L"  --json          lists as JSON\n"
        L"  --quiet         no progress; --progress: also where stderr is no console\n"
        L"  --help          about the command before it\n"
        L"  --              only words follow, no options\n\n"
        L"Exit codes: 0 fine, 1 failed (for doctor: something is wrong), 2 the command line is not understood,\n"
        L"3 not found, 4 some of several failed, 5 not in the time that was given. OPENMAPI_TRACE=- in the environment shows what MAPI does.\n\n"
        L"mapictl COMMAND --help tells more. First steps: mapictl profile create me --default\n");
}

int wmain(int argc, WCHAR **argv)
{
    struct args args = {.words = argv + 1, .count = argc - 1};
    const WCHAR *first = argc > 1 ? argv[1] : NULL;
    int code;

    print_start();
    if (!first || !wcscmp(first, L"--help") || !wcscmp(first, L"-h") || !wcscmp(first, L"help")) {
        usage();
        code = first ? EXIT_FINE : EXIT_USAGE;
    } else if (!wcscmp(first, L"--version")) {
        say(L"mapictl " OPENMAPI_VERSION L"\n");
        code = EXIT_FINE;
    } else {
        code = command_run(L"", commands, ARRAYSIZE(commands), &args);
    }
    return print_end() ? code : code ? code : EXIT_FAILED;
}
