/*
 * test_mime_trip.c - real mails become messages, mails again, and the same messages again
 *
 * The mails are those of tests/samples, and of ../shared/corpus/eml where that is.
 */
#include "msg/trip.h"
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include "base/mem.h"

/* No line is too long, each ends with CR LF, all bytes are ASCII: any server takes it. Addresses
 * that aren't ASCII can't be written so. */
static void is_fit_for_mail(const struct mail *mail, const char *what)
{
    bool utf8 = strstr(what, "rfc6532__utf8_headers.eml");
    size_t line = 0;

    for (size_t i = 0; i < mail->count; i++) {
        unsigned char c = (unsigned char)mail->bytes[i];

        if ((c >= 0x80 && !utf8) || !c ||
            (c == '\r') != (i + 1 < mail->count && mail->bytes[i + 1] == '\n') ||
            (c == '\n' && (!i || mail->bytes[i - 1] != '\r')))
            fail_msg("%s: byte %zu is %02x", what, i, c);
        line = c == '\n' ? 0 : line + 1;
        if (line > 999) fail_msg("%s: byte %zu is in a line of more than 998", what, i);
    }
}

/* Mails that a trip changes in what their messages say, and why that is right. */
static const struct {
    const char *file, *why;
} changed[] = {
    {"error_emails__content_transfer_encoding_with_8bits.eml",
     "Sender has its address in quotes as a name"},
    {"error_emails__empty_in_reply_to.eml", "In-Reply-To is empty, which it may not be"},
    {"error_emails__missing_body.eml", "To has no address: a colon and a semicolon mean a group"},
    {"rfc2822__example13.eml", "Message-ID has runs of blanks"},
    {NULL, NULL},
};

static bool may_change(const char *path)
{
    const char *name = strrchr(path, '/') + 1;

    for (size_t i = 0; changed[i].file; i++)
        if (!strcmp(changed[i].file, name)) return true;
    return false;
}

static int trip(IMAPIFolder *folder, const char *path)
{
    struct to_mime_options options = {
        .flags = CCSF_SMTP | CCSF_INCLUDE_BCC, .encoding = IET_UNKNOWN, .format = SAVE_RFC1521};
    struct mail came, went, again;
    IMessage *first, *second;
    HRESULT hr;
    int differences;

    assert_true(mail_load(&came, path));
    first = mail_to_message(folder, &came, &hr);
    assert_int_equal(hr, S_OK);
    hr = message_to_mail(first, &options, NULL, &went);
    if (hr != S_OK) fail_msg("%s: %08x", path, (unsigned)hr);
    is_fit_for_mail(&went, path);
    second = mail_to_message(folder, &went, &hr);
    assert_int_equal(hr, S_OK);
    differences = messages_differ(first, second, strrchr(path, '/') + 1);
    if (getenv("OPENMAPI_KEEP_MAIL")) {
        char name[1000];
        FILE *file;

        snprintf(name, sizeof(name), "%s/%s", getenv("OPENMAPI_KEEP_MAIL"), strrchr(path, '/') + 1);
        file = fopen(name, "wb");
        assert_non_null(file);
        fwrite(went.bytes, 1, went.count, file);
        fclose(file);
    }
    /* what was written once is written so again, boundaries apart */
    assert_int_equal(message_to_mail(second, &options, NULL, &again), S_OK);
    if (again.count != went.count && !differences) {
        print_error("%s: %zu bytes, then %zu\n", path, went.count, again.count);
        differences++;
    }
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    mail_drop(&came);
    mail_drop(&went);
    mail_drop(&again);
    return may_change(path) ? 0 : differences;
}

static void trip_all(struct fixture *f, const char *pattern)
{
    IMAPIFolder *inbox = open_inbox(f);
    int different = 0;
    glob_t files;

    if (glob(pattern, 0, NULL, &files)) {
        print_message("# skipped: no %s\n", pattern);
    } else {
        for (size_t i = 0; i < files.gl_pathc; i++)
            different += !!trip(inbox, files.gl_pathv[i]);
        print_message("# %zu mails of %s, %d changed on the way\n", files.gl_pathc, pattern,
                      different);
        globfree(&files);
    }
    inbox->lpVtbl->Release(inbox);
    assert_int_equal(different, 0);
}

static void pattern_in_source(const char *rest, char *out, size_t room)
{
    const char *source = getenv("OPENMAPI_SOURCE");

    snprintf(out, room, "%s/%s", source ? source : ".", rest);
}

static void our_samples_stay_what_they_are(void **state)
{
    char pattern[1000];

    pattern_in_source("tests/samples/*.eml", pattern, sizeof(pattern));
    trip_all(*state, pattern);
}

static void the_corpus_stays_what_it_is(void **state)
{
    char pattern[1000];

    pattern_in_source("../shared/corpus/eml/*.eml", pattern, sizeof(pattern));
    trip_all(*state, pattern);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(our_samples_stay_what_they_are),
        TEST(the_corpus_stays_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
