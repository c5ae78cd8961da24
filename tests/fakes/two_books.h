/*
 * two_books.h - what the two address books of a test have: the first a personal container P and a
 * directory D with a department E below it, the second a global list G
 */
#pragma once
#include "book.h"

static const struct book book_one = {
    .number = 1,
    .entries = {{'a', L"Ann Lee", L"SMTP", L"ann@example.org"},
                {'b', L"Bob Lee", L"SMTP", L"bob@example.org"},
                {'c', L"\x0410\x043d\x043d\x0430 \x041b\x0438", L"SMTP", L"anna@example.org"},
                {'d', L"\x5c71\x7530 \x592a\x90ce", L"SMTP", L"taro@example.org"},
                {'e', L"\x05e9\x05dc\x05d5\x05dd \x05db\x05d4\x05df", L"SMTP", L"s@example.org"},
                {'f', L"\xd83d\xde00 Smile", L"SMTP", L"smile@example.org"}},
    .containers = {{'P', L"Personal", AB_RECIPIENTS | AB_MODIFIABLE, DT_LOCAL, 0,
                    .entries = "acdef"},
                   {'D', L"Directory", AB_RECIPIENTS | AB_SUBCONTAINERS | AB_UNMODIFIABLE, DT_LOCAL,
                    0, .entries = "b"},
                   {'E', L"Department", AB_RECIPIENTS | AB_UNMODIFIABLE, DT_LOCAL, 1,
                    .entries = "b"}},
    .prepare = MAPI_E_NO_SUPPORT,
};
static const struct book book_two = {
    .number = 2,
    .entries = {{'x', L"Ann Other", L"SMTP", L"other@example.org"},
                {'y', L"Cid Lee", L"SMTP", L"cid@example.org"},
                {'z', L"Cid Ray", L"SMTP", L"ray@example.org"}},
    .containers = {{'G', L"Everybody", AB_RECIPIENTS | AB_UNMODIFIABLE, DT_GLOBAL, 0,
                    .entries = "xyz"}},
    .prepare = MAPI_E_NO_SUPPORT,
};
