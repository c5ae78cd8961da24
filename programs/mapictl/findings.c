/*
 * findings.c - what the doctor finds, written as it is found
 */
#include "findings.h"
#include <stdarg.h>
#include <stdio.h>
#include "command.h"

void findings_begin(struct findings *findings)
{
    static const struct column columns[] = {{"state", NULL, 0},
                                            {"check", NULL, 0},
                                            {"programs", NULL, 0},
                                            {"found", NULL, 0},
                                            {"mend", NULL, 0}};

    findings->problems = 0;
    list_begin(&findings->list, columns, ARRAYSIZE(columns));
}

void findings_add(struct findings *findings, enum state state, const char *check, const WCHAR *bits,
                  const WCHAR *mend, const WCHAR *format, ...)
{
    static const struct {
        const WCHAR *word, *shown;
    } states[] = {{L"fine", L"ok     "}, {L"remark", L"note   "}, {L"problem", L"PROBLEM"}};
    WCHAR found[1024], name[32];
    va_list args;

    va_start(args, format);
    _vsnwprintf(found, ARRAYSIZE(found) - 1, format, args);
    found[ARRAYSIZE(found) - 1] = 0;
    va_end(args);
    findings->problems += state == PROBLEM;
    swprintf(name, ARRAYSIZE(name), L"%hs", check);
    if (settings.json) {
        list_text(&findings->list, states[state].word);
        list_text(&findings->list, name);
        list_text(&findings->list, bits);
        list_text(&findings->list, found);
        list_text(&findings->list, mend);
        return;
    }
    say(L"%ls  %-10ls %-6ls  ", states[state].shown, name, bits ? bits : L"");
    say_foreign(found, false);
    say(L"\n");
    if (mend) {
        say(L"%28ls-> ", L"");
        say_foreign(mend, false);
        say(L"\n");
    }
}

void findings_end(struct findings *findings)
{
    if (settings.json) list_end(&findings->list, S_OK);
    else if (findings->problems)
        say(L"\n%d problem%hs\n", findings->problems, findings->problems == 1 ? "" : "s");
    else say(L"\nall is well\n");
}
